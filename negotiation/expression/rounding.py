"""How far a formula's floats may be from its exact values: a running error analysis over the tree.

Every node carries an interval that holds its exact value and a bound on |float - exact|; both hold for a whole box of
parameter values (scalars) or for many points at once (arrays). Where a denominator may be zero the bound is infinite.
The floating-point model is fl(a op b) = (a op b)(1 + d) + e, |d| <= 2^-53, |e| <= 2^-1074; powers are granted 16 d.
Higham (2002), Accuracy and stability of numerical algorithms, section 3.3.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from negotiation.expression.tree import FUNCTIONS, Call, Name, Node, Number, Power, Product, Quotient, Sum, walk

UNIT = 2.0**-53
TINY = 2.0**-1074
SAFE = 1 + 2.0**-30
"""Covers the rounding of the bounds themselves: a formula is far from having 2^20 nodes on one path."""

Array = np.ndarray


@dataclass(frozen=True)
class Enclosed:
    """Exact values between `low` and `high`, their floats off by `error` at most."""

    low: Array | float
    high: Array | float
    error: Array | float

    @property
    def most(self) -> Array:
        """Return a bound on the magnitude of the exact value."""
        return np.maximum(np.abs(self.low), np.abs(self.high))

    def computed(self, error: Array | float, factor: float = 1.0) -> Enclosed:
        """Return this result of one operation whose operands' errors amount to `error` in it."""
        total = SAFE * (error + factor * UNIT * (self.most + error) + TINY)
        low, high = np.nextafter(self.low, -np.inf), np.nextafter(self.high, np.inf)
        return Enclosed(low, high, np.where(np.isfinite(total) & np.isfinite(low) & np.isfinite(high), total, np.inf))


def given(low: Array | float, high: Array | float) -> Enclosed:
    """Enclose a number whose float is its nearest one, exact between two floats."""
    return Enclosed(low, high, 0.0).computed(0.0)


def is_exact(node: Node) -> bool:
    """Tell whether a formula has exact values on rationals: no exp, log or sqrt."""
    return all(FUNCTIONS[each.function].exact for each in walk(node) if isinstance(each, Call))


def enclose(node: Node, values: Mapping[str, Enclosed]) -> Enclosed:
    """Bound an exact formula as `evaluate` computes it in floats; call it under `np.errstate(all="ignore")`."""
    match node:
        case Number(value):
            near = float(value)
            return Enclosed(near, near, 0.0) if Fraction(near) == value else given(near, near)
        case Name(id):
            return values[id]
        case Power(base, exponent):
            return _power(enclose(base, values), exponent)
        case Quotient(numerator, denominator):
            return _quotient(enclose(numerator, values), enclose(denominator, values))
    combine = {Sum: _sum, Product: _product}.get(type(node)) or _EXTREMES[node.function]  # type: ignore[union-attr]
    first, *rest = (enclose(child, values) for child in _operands(node))
    for each in rest:
        first = combine(first, each)
    return first


def _operands(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Call):
        return node.arguments
    return node.terms if isinstance(node, Sum) else node.factors  # type: ignore[union-attr]


def _sum(one: Enclosed, other: Enclosed) -> Enclosed:
    return Enclosed(one.low + other.low, one.high + other.high, 0.0).computed(one.error + other.error)


def _hull(corners: Sequence[Array | float], error: Array | float, factor: float = 1.0) -> Enclosed:
    return Enclosed(np.minimum.reduce(np.broadcast_arrays(*corners)),
                    np.maximum.reduce(np.broadcast_arrays(*corners)), 0.0).computed(error, factor)


def _product(one: Enclosed, other: Enclosed) -> Enclosed:
    error = one.most * other.error + other.most * one.error + one.error * other.error
    return _hull([a * b for a in (one.low, one.high) for b in (other.low, other.high)], error)


def _quotient(one: Enclosed, other: Enclosed) -> Enclosed:
    """|a'/b' - a/b| <= (da + |a/b| db) / |b'| with |b'| >= |b| - db."""
    least = np.where(other.low > 0, other.low, np.where(other.high < 0, -np.asarray(other.high), 0.0)) / SAFE
    smallest = np.maximum(least - other.error, 0.0)
    error = np.where(smallest > 0, (one.error + one.most / least * other.error) / smallest, np.inf)
    return _hull([np.divide(a, b) for a in (one.low, one.high) for b in (other.low, other.high)], error)


def _power(base: Enclosed, exponent: int) -> Enclosed:
    """|(b + d)^n - b^n| <= n d (|b| + d)^(n-1); a negative power divides one by the positive one."""
    if exponent < 0:
        return _quotient(Enclosed(1.0, 1.0, 0.0), _power(base, -exponent))
    size = base.most + base.error
    error = exponent * base.error * np.asarray(size) ** max(exponent - 1, 0)
    corners = [np.asarray(base.low, dtype=float) ** exponent, np.asarray(base.high, dtype=float) ** exponent]
    if exponent % 2 == 0:
        across = (np.asarray(base.low) <= 0) & (np.asarray(base.high) >= 0)
        corners.append(np.where(across, 0.0, corners[0]))
    found = _hull(corners, error, 16.0)
    slack = 16 * UNIT * found.most
    return Enclosed(found.low - slack, found.high + slack, found.error)


def _least(one: Enclosed, other: Enclosed) -> Enclosed:
    return Enclosed(np.minimum(one.low, other.low), np.minimum(one.high, other.high),
                    np.maximum(one.error, other.error))


def _greatest(one: Enclosed, other: Enclosed) -> Enclosed:
    return Enclosed(np.maximum(one.low, other.low), np.maximum(one.high, other.high),
                    np.maximum(one.error, other.error))


_EXTREMES = {"min": _least, "max": _greatest}
