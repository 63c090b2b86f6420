"""`levers` against independent optimisers on random models: linear and bilinear gains, constraints strict and not.

    python -m benchmarks.levers_oracle [--problems 500] [--first 0]

Outcomes name 1 to 12 profiles, levers have bounds of their own. Linear problems: SciPy's HiGHS with the same bounds,
its rows read off exact payoffs at unit steps. Bilinear ones: a grid over both levers, solved in one batch. Every point
that is returned is checked in rational arithmetic; every "for certain" and "proved" must agree with the oracle.
"""

from __future__ import annotations

import argparse
from collections import Counter
from fractions import Fraction
from itertools import product

import numpy as np
from scipy.optimize import linprog

import negotiation as ng
from negotiation.errors import NegotiationError
from negotiation.game.profiles import label_of
from negotiation.model import Model
from negotiation.modelfile import parse_model

GRID = 401
NAMES = ("t", "s", "r")


def problem(seed: int) -> tuple[Model, bool]:
    """Return a random model with the outcome OUT, and whether all its gains and constraints are linear."""
    rng = np.random.default_rng(seed)
    while True:
        try:
            model = parse_model(text(rng, bool(seed % 2)))
        except NegotiationError:  # the default breaks a constraint
            continue
        labels = {label_of(model.parties, each) for each in profiles(model)}
        if not labels & set(ng.solve(model.at(), "pure").label):
            return model, bool(seed % 2)


def text(rng: np.random.Generator, linear: bool) -> str:
    """Return a random model's file."""
    names = NAMES[:rng.integers(1, 4) if linear else 2]
    shape = tuple(rng.integers(2, 5, 2))

    def quarter(low: int, high: int) -> str:
        return str(Fraction(int(rng.integers(low, high + 1)), 4))

    def formula() -> str:
        terms = [f"({quarter(-4, 4)})"] + [f"({quarter(-4, 4)})*{name}" for name in names if rng.random() < 0.7]
        if not linear and rng.random() < 0.7:
            terms.append(f"({quarter(-6, 6)})*t*s")
        return " + ".join(terms)

    lines = ["format = 1", 'title = "random"']
    for name in names:
        low = int(rng.integers(-2, 1))
        high = low + int(rng.integers(1, 4))
        lines += [f"[parameters.{name}]", f"low = {low}", f"high = {high}", 'kind = "lever"',
                  f"default = {low + (high - low) * int(rng.integers(0, 9)) / 8}"]
    for _ in range(rng.integers(0, 3)):
        rule = f"{formula()} {rng.choice(['<', '<=', '>', '>='])} {quarter(-4, 4)}"
        lines += ["[[constraints]]", f'rule = "{rule}"', 'message = "kept apart"']
    for i, size in enumerate(shape):
        moves = ", ".join(f'{{ id = "{"ab"[i]}{k}" }}' for k in range(size))
        lines += ["[[parties]]", f'id = "P{i}"', f"strategies = [{moves}]"]
    cells = [f"a{i}, b{j}" for i, j in product(*map(range, shape))]
    chosen = rng.permutation(cells)[:rng.integers(1, min(12, len(cells)) + 1)]
    lines += ["[outcomes.OUT]", 'label = "out"', "patterns = [" + ", ".join(f'"{each}"' for each in chosen) + "]"]
    lines += ["[payoffs]"]
    shown = [[f"a{i}*b{j}*({formula()})" for i, j in product(*map(range, shape))] for _ in range(2)]
    lines += [f'P{i} = "{" + ".join(rows)}"' for i, rows in enumerate(shown)]
    return "\n".join(lines)


def gains(model: Model, profile: tuple[int, int], payoffs: list[np.ndarray]) -> list[Fraction]:
    return [payoffs[i][tuple(to if k == i else j for k, j in enumerate(profile))] - payoffs[i][profile]
            for i in (0, 1) for to in range(model.strategy_counts[i]) if to != profile[i]]


def profiles(model: Model) -> list[tuple[int, int]]:
    return [tuple(map(int, each)) for each in np.argwhere(model.outcomes[0].mask)]


def by_highs(model: Model, profile: tuple[int, int]) -> tuple[float | None, bool]:
    """Return the least cost of a profile (an infimum under strict constraints), and whether one was strict."""
    from negotiation.expression import evaluate

    names = list(model.parameters)
    now = [Fraction(str(value)) for value in model.values().values()]
    low, high = ([Fraction(str(getattr(each, end))) for each in model.parameters.values()] for end in ("low", "high"))

    def read(at: list[Fraction]) -> list[Fraction]:
        known: dict[str, object] = dict(zip(names, at, strict=True))
        payoffs = _exact_payoffs(model, known)
        sides = [evaluate(c.condition.left, known, Fraction) - evaluate(c.condition.right, known, Fraction)
                 for c in model.constraints]
        return gains(model, profile, payoffs) + [
            gap if c.condition.operator in ("<", "<=") else -gap
            for gap, c in zip(sides, model.constraints, strict=True)]

    base = read(now)
    steps = [read([v + (k == j) for j, v in enumerate(now)]) for k in range(len(now))]
    slopes = np.array([[float(step[r] - base[r]) for step in steps] for r in range(len(base))])
    size = np.array([float(b - a) for a, b in zip(low, high, strict=True)])
    table, limit = slopes * size, -np.array([float(each) for each in base])
    strict = np.array([False] * (len(base) - len(model.constraints))
                      + [c.condition.operator in "<>" for c in model.constraints])
    rooms = [float((b - n) / (b - a)) for n, a, b in zip(now, low, high, strict=True)]
    rooms += [float((n - a) / (b - a)) for n, a, b in zip(now, low, high, strict=True)]
    bounds = [(0, each) for each in rooms]
    both = np.hstack([table, -table])
    if strict.any():
        slack = linprog(np.append(np.zeros(both.shape[1]), -1.0), np.column_stack([both, strict.astype(float)]), limit,
                        bounds=[*bounds, (None, 1)])
        if slack.status != 0 or slack.x[-1] < 1e-9:
            return None, True
    found = linprog(np.ones(both.shape[1]), both, limit, bounds=bounds)
    return (float(found.fun), bool(strict.any())) if found.status == 0 else (None, bool(strict.any()))


def _exact_payoffs(model: Model, known: dict[str, object]) -> list[np.ndarray]:
    from negotiation.arithmetic.polynomials import Ring
    from negotiation.model.payoffs import grid_of, read

    ring, shape = Ring(()), model.strategy_counts
    numbers = {name: ring.number(value) for name, value in known.items()}  # type: ignore[arg-type]
    rows = read(model.formulas, ring, numbers, grid_of(shape), model.formulas.wanted)
    return [np.broadcast_to(np.asarray(row.terms[()], dtype=object), shape) * Fraction(1, row.below) for row in rows]


def by_grid(model: Model) -> float | None:
    """Return the least cost of any profile of OUT among the points of a grid that hold it clearly."""
    from negotiation.expression import evaluate_condition

    names = list(model.parameters)
    axes = [np.linspace(each.low, each.high, GRID) for each in model.parameters.values()]
    mesh = dict(zip(names, (each.ravel() for each in np.meshgrid(*axes, indexing="ij")), strict=True))
    allowed = np.ones(GRID ** len(names), dtype=bool)
    for each in model.constraints:
        allowed &= np.broadcast_to(evaluate_condition(each.condition, mesh), allowed.shape)
    if not allowed.any():
        return None
    at = {name: values[allowed] for name, values in mesh.items()}
    payoffs = model.at(**at).payoffs
    cost = sum(abs(at[n] - model.values()[n]) / (p.high - p.low) for n, p in model.parameters.items())
    held = np.zeros(allowed.sum(), dtype=bool)
    for a, b in profiles(model):
        held |= ((payoffs[:, 0, :, b] - payoffs[:, 0, a, b][:, None]).max(axis=1) <= 1e-12) & (
            (payoffs[:, 1, a, :] - payoffs[:, 1, a, b][:, None]).max(axis=1) <= 1e-12)
    return float(cost[held].min()) if held.any() else None


def verdict(seed: int) -> str:
    """Return "ok ..." or what is wrong with the answer to one problem."""
    model, linear = problem(seed)
    found = ng.levers(model, "OUT")
    change = found.smallest_change
    if found.holds_now:
        return "WRONG: it does not hold now"
    if change is not None:
        wrong = _point_breaks(model, found.profile.profile, change.exact)
        if wrong:
            return wrong
    best = min((each for each in ([by_highs(model, p)[0] for p in profiles(model)] if linear else [by_grid(model)])
                if each is not None), default=None)
    return _linear(found, best) if linear else _bilinear(found, best)


def _linear(found: ng.Levers, best: float | None) -> str:
    change = found.smallest_change
    if best is None:
        return "ok: linear, none" if change is None and found.blocked_for_certain else "WRONG: there is none"
    if change is None or change.least is None or found.blocked_for_certain:
        return "WRONG: none found, or not proved"
    if abs(change.least - best) > 1e-7 or change.cost < best - 1e-7 or change.cost > best + 1e-6:
        return f"WRONG: cost {change.cost} beside {best}"
    return f"ok: linear, {'proved the smallest' if change.smallest else 'infimum not attained'}"


def _bilinear(found: ng.Levers, best: float | None) -> str:
    change = found.smallest_change
    if found.blocked_for_certain:
        return "WRONG: for certain, yet a point holds" if best is not None else "ok: bilinear, blocked for certain"
    if change is None:
        return "ok: bilinear, none found, said not proved" if best is None else "MISSED: the grid has a point"
    if best is not None and change.cost > best + 1e-6:
        return "WRONG: said the smallest" if change.smallest else "DEARER: than a point of the grid, said not proved"
    return f"ok: bilinear, {'proved' if change.smallest else 'found, said not proved'}"


def _point_breaks(model: Model, profile: tuple[int, ...], moved: dict[str, str]) -> str:
    """Check a point in rational arithmetic: the ranges, the constraints, every deviation."""
    values = {n: Fraction(str(v)) for n, v in model.values().items()} | {n: Fraction(v) for n, v in moved.items()}
    if not all(Fraction(str(p.low)) <= values[n] <= Fraction(str(p.high)) for n, p in model.parameters.items()):
        return "WRONG: outside the range"
    payoffs = model.exact(**values)[0]  # raises where a constraint is broken
    return "WRONG: the point does not hold" if max(gains(model, profile, payoffs)) > 0 else ""  # type: ignore[arg-type]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--problems", type=int, default=500)
    parser.add_argument("--first", type=int, default=0)
    given = parser.parse_args()
    count: Counter[str] = Counter()
    for seed in range(given.first, given.first + given.problems):
        try:
            said = verdict(seed)
        except Exception as error:
            said = f"WRONG: {type(error).__name__}: {error}"
        count[said] += 1
        if not said.startswith("ok"):
            print(seed, said, flush=True)
    for said, times in sorted(count.items()):
        print(f"{times:6} {said}")


if __name__ == "__main__":
    main()
