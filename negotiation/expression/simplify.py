"""Put formulas in for the names of a formula, and carry out what then is arithmetic on numbers alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from negotiation.expression.evaluate import evaluate
from negotiation.expression.tree import FUNCTIONS, Call, Name, Node, Number, Power, Product, Quotient, Sum

ZERO, ONE = Number(Fraction(0)), Number(Fraction(1))


def simplify(node: Node, put: Callable[[Name], Node]) -> Node:
    """Return a formula of the same value, every name replaced by what `put` says of it (itself, to keep it).

    Sums and products hold one number at most, in front; a product with a zero is zero, whatever else stands in it. What
    has no value (1 / 0) is kept.
    """
    match node:
        case Name():
            return put(node)
        case Sum(terms):
            return _sum(simplify(each, put) for each in terms)
        case Product(factors):
            return _product(simplify(each, put) for each in factors)
        case Quotient(numerator, denominator):
            return _folded(Quotient(simplify(numerator, put), simplify(denominator, put)))
        case Power(base, exponent):
            return _folded(Power(simplify(base, put), exponent))
        case Call(function, arguments):
            return _folded(Call(function, tuple(simplify(each, put) for each in arguments)))
    return node


def _sum(terms: Iterable[Node]) -> Node:
    number, rest = Fraction(0), list[Node]()
    for term in terms:
        for part in term.terms if isinstance(term, Sum) else (term,):
            if isinstance(part, Number):
                number += part.value
            else:
                rest.append(part)
    kept = [Number(number), *rest] if number or not rest else rest
    return kept[0] if len(kept) == 1 else Sum(tuple(kept))


def _product(factors: Iterable[Node]) -> Node:
    number, rest = Fraction(1), list[Node]()
    for factor in factors:
        if factor == ZERO:
            return ZERO
        for part in factor.factors if isinstance(factor, Product) else (factor,):
            if isinstance(part, Number):
                number *= part.value
            else:
                rest.append(part)
    kept = [Number(number), *rest] if number != 1 or not rest else rest
    return kept[0] if len(kept) == 1 else Product(tuple(kept))


def _folded(node: Quotient | Power | Call) -> Node:
    """Carry out an operation on numbers alone, where it has an exact value."""
    if isinstance(node, Quotient):
        done = isinstance(node.numerator, Number) and isinstance(node.denominator, Number) and node.denominator != ZERO
    elif isinstance(node, Power):
        done = isinstance(node.base, Number) and (node.base != ZERO or node.exponent >= 0)
    else:
        done = FUNCTIONS[node.function].exact and all(isinstance(each, Number) for each in node.arguments)
    return Number(Fraction(evaluate(node, {}, Fraction))) if done else node
