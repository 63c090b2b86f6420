"""Numbers that carry their slope along one parameter, so that a formula's derivative comes with its value.

Every operation applies the chain rule (forward-mode automatic differentiation: Wengert 1964). Values and slopes are
arrays of floats, object arrays of exact rationals (the derivative is exact), or ranges (it is enclosed).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation.arithmetic.ranges import Range, lifted

Number = Any
"""A float array (P,), an object array of Fractions (P,), a Range, or a Dual of any of them."""

NONE = 0


@dataclass(frozen=True, eq=False)
class Dual(np.lib.mixins.NDArrayOperatorsMixin):
    """A value and its derivative, which broadcast together.

    >>> x = Dual(np.array([3.0]), np.array([1.0]))
    >>> (x * x + 1).slope
    array([6.])
    """

    value: Number
    slope: Number

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Number, **options: object) -> Number:
        if method != "__call__" or options:
            return NotImplemented
        values = [value_of(each) for each in inputs]
        result = values[0] ** values[1] if ufunc is np.power else ufunc(*values)
        if ufunc in _COMPARISONS:
            return result
        if ufunc not in _RULES:
            return NotImplemented
        return Dual(result, _RULES[ufunc](result, *values, *(slope_of(each) for each in inputs)))


def value_of(number: Number) -> Number:
    return number.value if isinstance(number, Dual) else number


def slope_of(number: Number) -> Number:
    """Return the derivative; numbers that carry none have the integer 0, with which no rule computes."""
    return number.slope if isinstance(number, Dual) else NONE


def where(condition: Number, first: Number, second: Number) -> Number:
    """Choose elementwise, slopes with their values."""
    if isinstance(first, Dual) or isinstance(second, Dual):
        return Dual(np.where(condition, value_of(first), value_of(second)),
                    np.where(condition, slope_of(first), slope_of(second)))
    return np.where(condition, first, second)


def _flat(slope: Number) -> bool:
    return isinstance(slope, int) and slope == NONE


def _sum(one: Number, other: Number) -> Number:
    return other if _flat(one) else one if _flat(other) else one + other


def _times(slope: Number, factor: Number) -> Number:
    return NONE if _flat(slope) else slope * factor


def _quotient(result: Number, a: Number, b: Number, da: Number, db: Number) -> Number:
    return (da if _flat(db) else _sum(da, -(result * db))) / b


def _power(result: Number, base: Number, exponent: int, slope: Number, _: Number) -> Number:
    return exponent * base ** (exponent - 1) * slope if exponent else 0 * slope


def _least(result: Number, a: Number, b: Number, da: Number, db: Number) -> Number:
    return _slope(a, b, da, db) if isinstance(result, Range) else np.where(a <= b, da, db)


def _greatest(result: Number, a: Number, b: Number, da: Number, db: Number) -> Number:
    return _slope(a, b, db, da) if isinstance(result, Range) else np.where(a >= b, da, db)


def _slope(a: Number, b: Number, below: Number, above: Number) -> Range:
    """Return one slope where a < b in the whole cell, another where a > b, both where it does not tell."""
    one, two, first, second = map(lifted, (a, b, below, above))
    return second.choose(two.high < one.low, first.choose(one.high < two.low, first.hull(second)))


_COMPARISONS = (np.less, np.less_equal, np.greater, np.greater_equal, np.equal, np.not_equal)
_RULES: dict[np.ufunc, Callable[..., Number]] = {
    np.add: lambda r, a, b, da, db: _sum(da, db),
    np.subtract: lambda r, a, b, da, db: _sum(da, -db),
    np.multiply: lambda r, a, b, da, db: _sum(_times(da, b), _times(db, a)),
    np.divide: _quotient,
    np.negative: lambda r, a, da: -da,
    np.power: _power,
    np.minimum: _least,
    np.maximum: _greatest,
    np.exp: lambda r, a, da: r * da,
    np.log: lambda r, a, da: da / a,
    np.sqrt: lambda r, a, da: da / (2 * r),
}
