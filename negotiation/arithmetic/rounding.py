"""How far a formula's floats may be from its exact values: a running error analysis, operation by operation.

Every number carries an interval that holds its exact value and a bound on |float - exact|; both hold for a whole box of
parameter values (scalars) or for many points at once (arrays). Where a denominator may be zero the bound is infinite.
The floating-point model is fl(a op b) = (a op b)(1 + d) + e, |d| <= 2^-53, |e| <= 2^-1074; powers are granted 16 d.
Higham (2002), Accuracy and stability of numerical algorithms, section 3.3.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

UNIT = 2.0**-53
TINY = 2.0**-1074
SAFE = 1 + 2.0**-30
"""Covers the rounding of the bounds themselves: a formula is far from having 2^20 nodes on one path."""

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class Enclosed(np.lib.mixins.NDArrayOperatorsMixin):
    """Exact values between `low` and `high`, their floats off by `error` at most."""

    low: Array | float
    high: Array | float
    error: Array | float

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: object) -> Any:
        return _RULES[ufunc](*inputs) if method == "__call__" and ufunc in _RULES else NotImplemented

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


@dataclass(frozen=True)
class Rounding:
    """The kind of numbers that know how far their floats may be off; `somewhere` leaves the profile open."""

    somewhere: bool = False

    def number(self, value: Fraction) -> Enclosed:
        near = float(value)
        return Enclosed(near, near, 0.0) if Fraction(near) == value else given(near, near)

    def marks(self, mask: Array) -> Enclosed:
        marks = mask.astype(float)
        return Enclosed(0.0, 1.0, 0.0) if self.somewhere else Enclosed(marks, marks, 0.0)

    def picked(self, rows: Sequence[Enclosed], index: Array) -> Enclosed:
        """Return one bound for all that could be picked."""
        corners = [end for row in rows for end in (row.low, row.high)]
        return Enclosed(np.minimum.reduce(np.broadcast_arrays(*corners)),
                        np.maximum.reduce(np.broadcast_arrays(*corners)),
                        np.maximum.reduce(np.broadcast_arrays(*(row.error for row in rows))))


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


_RULES: dict[np.ufunc, Callable[..., Enclosed]] = {
    np.add: _sum,
    np.subtract: lambda one, other: _sum(one, Enclosed(-other.high, -other.low, other.error)),
    np.multiply: _product,
    np.divide: _quotient,
    np.power: _power,
    np.minimum: _least,
    np.maximum: _greatest,
}
