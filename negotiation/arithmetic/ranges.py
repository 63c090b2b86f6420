"""Interval arithmetic with outward rounding, batched: bounds that hold for every value in a cell, rounding included.

Moore (1966), Interval analysis. An operation of IEEE arithmetic is within half a unit in the last place of the exact
result, so one step of `nextafter` outward encloses it; NumPy's exp, log and sqrt are taken to be right within ULPS.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

Array = np.ndarray

ULPS = 4


@dataclass(frozen=True, eq=False)
class Range(np.lib.mixins.NDArrayOperatorsMixin):
    """Bounds low <= x <= high, arrays that broadcast; a plain number or array beside it stands for itself.

    >>> third = Range.of(Fraction(1, 3))
    >>> bool(third.low < third.high), (third * 3 - 1).low < 0 < (third * 3 - 1).high
    (True, np.True_)
    """

    low: Array
    high: Array

    @classmethod
    def of(cls, value: Fraction) -> Range:
        """Enclose a rational."""
        nearest = np.asarray(float(value))
        return cls(nearest, nearest) if Fraction(float(value)) == value else outward(nearest, nearest)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: object) -> Any:
        known = method == "__call__" and not options and ufunc in _RULES
        if not known or not all(isinstance(each, _PLAIN) for each in inputs):
            return NotImplemented  # a number that carries ranges, as a dual does, has rules of its own
        return _RULES[ufunc](*(lifted(each) for each in inputs))

    def __pow__(self, exponent: int) -> Range:
        result = lifted(1)
        for _ in range(abs(exponent)):
            result = result * self
        return result if exponent >= 0 else _inverse(result)

    def spread(self, shape: tuple[int, ...]) -> Range:
        """Return the same bounds as arrays of a shape."""
        return Range(np.broadcast_to(self.low, shape), np.broadcast_to(self.high, shape))

    def choose(self, mask: Array, other: Range) -> Range:
        """Return this range where the mask holds, else the other."""
        return Range(np.where(mask, self.low, other.low), np.where(mask, self.high, other.high))

    def hull(self, other: Range) -> Range:
        return Range(np.minimum(self.low, other.low), np.maximum(self.high, other.high))


_PLAIN = (Range, np.ndarray, np.generic, int, float, Fraction)


def lifted(value: Any) -> Range:
    """Return a number as a range: of no width, but for a rational that is no float."""
    if isinstance(value, Range):
        return value
    if isinstance(value, Fraction):
        return Range.of(value)
    exact = np.asarray(value, dtype=float)
    return Range(exact, exact)


def outward(low: Array, high: Array, times: int = 1) -> Range:
    for _ in range(times):
        low, high = np.nextafter(low, -np.inf), np.nextafter(high, np.inf)
    return Range(low, high)


def _multiply(left: Range, right: Range) -> Range:
    ends = [_times(a, b) for a in (left.low, left.high) for b in (right.low, right.high)]
    return outward(np.minimum.reduce(np.broadcast_arrays(*ends)), np.maximum.reduce(np.broadcast_arrays(*ends)))


def _times(left: Array, right: Array) -> Array:
    """Multiply ends; 0 times an infinite end is 0, since the end is a bound and never a value."""
    with np.errstate(invalid="ignore"):
        return np.nan_to_num(left * right, nan=0.0, posinf=np.inf, neginf=-np.inf)


def _inverse(each: Range) -> Range:
    """Return 1/x; unbounded where x may be zero."""
    safe = (each.low > 0) | (each.high < 0)
    with np.errstate(all="ignore"):
        low, high = 1 / np.where(safe, each.high, 1.0), 1 / np.where(safe, each.low, 1.0)
    return outward(np.where(safe, low, -np.inf), np.where(safe, high, np.inf))


def _rising(function: Callable[[Array], Array]) -> Callable[[Range], Range]:
    def mapped(each: Range) -> Range:
        with np.errstate(all="ignore"):
            low, high = function(each.low), function(each.high)
        return outward(np.where(np.isnan(low), -np.inf, low), np.where(np.isnan(high), np.inf, high), ULPS)
    return mapped


_RULES: dict[np.ufunc, Callable[..., Range]] = {
    np.add: lambda a, b: outward(a.low + b.low, a.high + b.high),
    np.subtract: lambda a, b: outward(a.low - b.high, a.high - b.low),
    np.negative: lambda a: Range(-a.high, -a.low),
    np.multiply: _multiply,
    np.divide: lambda a, b: _multiply(a, _inverse(b)),
    np.minimum: lambda a, b: Range(np.minimum(a.low, b.low), np.minimum(a.high, b.high)),
    np.maximum: lambda a, b: Range(np.maximum(a.low, b.low), np.maximum(a.high, b.high)),
    np.exp: _rising(np.exp), np.log: _rising(np.log), np.sqrt: _rising(np.sqrt),
}
