"""Enclosures of a value and its derivative: interval arithmetic with outward rounding, batched.

A formula read on jets yields bounds that hold for every parameter value in a cell, rounding included (Moore 1966).
NumPy's exp and log are taken to be right within ULPS units in the last place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from negotiation.game import Array

ULPS = 4


@dataclass(frozen=True, eq=False)
class Range:
    """Bounds low <= x <= high, arrays that broadcast."""

    low: Array
    high: Array

    def __add__(self, other: Range) -> Range:
        return _outward(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Range) -> Range:
        return _outward(self.low - other.high, self.high - other.low)

    def __mul__(self, other: Range) -> Range:
        ends = [_times(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return _outward(np.minimum.reduce(np.broadcast_arrays(*ends)), np.maximum.reduce(np.broadcast_arrays(*ends)))

    def inverse(self) -> Range:
        """Return 1/x; unbounded where x may be zero."""
        safe = (self.low > 0) | (self.high < 0)
        with np.errstate(all="ignore"):
            low, high = 1 / np.where(safe, self.high, 1.0), 1 / np.where(safe, self.low, 1.0)
        return _outward(np.where(safe, low, -np.inf), np.where(safe, high, np.inf))

    def mapped(self, function: Callable[[Array], Array]) -> Range:
        """Return an increasing function of x."""
        with np.errstate(all="ignore"):
            low, high = function(self.low), function(self.high)
        return _outward(np.where(np.isnan(low), -np.inf, low), np.where(np.isnan(high), np.inf, high), ULPS)

    def choose(self, mask: Array, other: Range) -> Range:
        return Range(np.where(mask, self.low, other.low), np.where(mask, self.high, other.high))

    def hull(self, other: Range) -> Range:
        return Range(np.minimum(self.low, other.low), np.maximum(self.high, other.high))


def _times(left: Array, right: Array) -> Array:
    with np.errstate(invalid="ignore"):
        return np.nan_to_num(left * right, nan=0.0, posinf=np.inf, neginf=-np.inf)


def _outward(low: Array, high: Array, times: int = 1) -> Range:
    for _ in range(times):
        low, high = np.nextafter(low, -np.inf), np.nextafter(high, np.inf)
    return Range(low, high)


@dataclass(frozen=True, eq=False)
class Jet:
    """A value and its derivative by the parameter that runs, both enclosed."""

    value: Range
    slope: Range

    def __add__(self, other: Jet) -> Jet:
        return Jet(self.value + other.value, self.slope + other.slope)

    def __sub__(self, other: Jet) -> Jet:
        return Jet(self.value - other.value, self.slope - other.slope)

    def __mul__(self, other: Jet) -> Jet:
        return Jet(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def __pow__(self, exponent: int) -> Jet:
        result = Jets.number(Fraction(1))
        for _ in range(exponent):
            result = result * self
        return result

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Jet, **options: object) -> Jet:
        return _UFUNCS[ufunc](*inputs)


class Jets:
    """The arithmetic of jets; the last axis of every array runs over cells of the parameter."""

    @staticmethod
    def number(value: Fraction) -> Jet:
        """Enclose a rational constant."""
        nearest, zero = np.array([float(value)]), np.zeros(1)
        exact = Fraction(float(value)) == value
        return Jet(Range(nearest, nearest) if exact else _outward(nearest, nearest), Range(zero, zero))

    @staticmethod
    def marks(mask: Array) -> Jet:
        values = mask.astype(float)
        return Jet(Range(values, values), Range(np.zeros(1), np.zeros(1)))

    @staticmethod
    def stacked(rows: list[Jet], shape: tuple[int, ...]) -> Jet:
        size = max(np.size(each) for row in rows for each in (row.value.low, row.slope.low))
        def lay(pick: Callable[[Jet], Array]) -> Array:
            flat = [np.broadcast_to(pick(row), (size,)) for row in rows]
            return np.stack(flat).reshape(*shape[:-1], size)
        return Jet(Range(lay(lambda row: row.value.low), lay(lambda row: row.value.high)),
                   Range(lay(lambda row: row.slope.low), lay(lambda row: row.slope.high)))


def variable(low: Array, high: Array) -> Jet:
    return Jet(Range(low, high), Range(np.ones(1), np.ones(1)))


def _divide(above: Jet, below: Jet) -> Jet:
    inverse = below.value.inverse()
    return Jet(above.value * inverse, (above.slope - above.value * inverse * below.slope) * inverse)


def _choose(smaller: bool) -> Callable[[Jet, Jet], Jet]:
    def choose(left: Jet, right: Jet) -> Jet:
        pick = np.minimum if smaller else np.maximum
        value = Range(pick(left.value.low, right.value.low), pick(left.value.high, right.value.high))
        first, second = (left, right) if smaller else (right, left)
        slope = left.slope.hull(right.slope)
        slope = first.slope.choose(left.value.high < right.value.low, slope)
        return Jet(value, second.slope.choose(right.value.high < left.value.low, slope))
    return choose


def _exp(each: Jet) -> Jet:
    value = each.value.mapped(np.exp)
    return Jet(value, value * each.slope)


def _log(each: Jet) -> Jet:
    return Jet(each.value.mapped(np.log), each.slope * each.value.inverse())


def _sqrt(each: Jet) -> Jet:
    value = each.value.mapped(np.sqrt)
    return Jet(value, each.slope * (value + value).inverse())


_UFUNCS: dict[np.ufunc, Callable[..., Jet]] = {
    np.divide: _divide, np.minimum: _choose(True), np.maximum: _choose(False),
    np.exp: _exp, np.log: _log, np.sqrt: _sqrt}
