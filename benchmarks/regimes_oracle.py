"""Certified regimes against mpmath at 40 digits, on both sides of every end, for random gains without polynomials.

    python -m benchmarks.regimes_oracle [--models 300]
"""

from __future__ import annotations

import argparse
from collections import Counter

import mpmath
import numpy as np

import negotiation as ng
from negotiation.expression import Node, parse
from negotiation.expression.tree import Call, Name, Number, Power, Product, Quotient, Sum
from negotiation.modelfile import parse_model
from negotiation.tipping.result import TIED

MODEL = """
format = 1
title = "random"
[parameters.t]
low = 0
high = 1
default = 0.123
[[parties]]
id = "One"
strategies = [{ id = "a" }, { id = "b" }]
[[parties]]
id = "Two"
strategies = [{ id = "x" }, { id = "y" }]
[payoffs]
One = "b*(%s)"
Two = "x"
"""
FUNCTIONS = {"exp": mpmath.exp, "log": mpmath.log, "sqrt": mpmath.sqrt, "min": min, "max": max}
BESIDE = 1e-8
TIE = 1e-8
"""What a row that says "within the tolerance" may be off by."""


def formula(seed: int) -> str:
    rng = np.random.default_rng(seed)
    p, q, r = (f"{v}/16" for v in rng.integers(1, 16, 3))
    shapes = (f"exp(t) - 1 - {p}", f"sqrt(t) - {p}", f"log(1 + t) - {p}/2", f"max(t - {p}, {q} - t) - {r}*exp(-t)/2",
              f"1/(t - {p}) - 2*t", f"min(exp(t) - 1 - {p}, {q} - t)", f"(t - {p})/(t - {q}) - sqrt(t)",
              f"exp(t)*(t - {p})*(t - {q})", f"log(t + {p})*(t - {q})", f"1/(t - {p})**2 - 16*exp(t)")
    return shapes[seed % len(shapes)]


def value(node: Node, t: mpmath.mpf) -> mpmath.mpf:
    match node:
        case Number(number):
            return mpmath.mpf(number.numerator) / number.denominator
        case Name():
            return t
        case Sum(terms):
            return mpmath.fsum(value(each, t) for each in terms)
        case Product(factors):
            return mpmath.fprod(value(each, t) for each in factors)
        case Quotient(above, below):
            return value(above, t) / value(below, t)
        case Power(base, exponent):
            return value(base, t) ** exponent
        case Call(function, arguments):
            return FUNCTIONS[function](*(value(each, t) for each in arguments))
    raise TypeError(node)


def verdict(seed: int) -> str:
    """Return "ok ..." or what is wrong with one model: signs beside every end and at points between."""
    text = formula(seed)
    node = parse(text)
    rows = {row.label: row for row in ng.regimes(parse_model(MODEL % text), "t", mixed=False).standings}
    spans = rows["a / x"].intervals if "a / x" in rows else ()
    ends = [end.decimal for each in spans for end in (each.start, each.stop) if not end.edge]
    near = [end + side * BESIDE for end in ends for side in (-1, 1) if 0 < end + side * BESIDE < 1]
    with mpmath.workdps(40):
        for at in (*near, *np.random.default_rng(seed).uniform(0, 1, 40)):
            gain = value(node, mpmath.mpf(float(at)))
            tied = spans and rows["a / x"].certainty == TIED and abs(gain) <= TIE
            if not tied and (gain <= 0) != any(each.start.decimal < at < each.stop.decimal for each in spans):
                return f"WRONG at {at!r}: {text}"
    return "ok: " + (rows["a / x"].certainty if spans else "never")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", type=int, default=300)
    count = Counter(verdict(seed) for seed in range(parser.parse_args().models))
    for said, times in sorted(count.items()):
        print(f"{times:6} {said}")


if __name__ == "__main__":
    main()
