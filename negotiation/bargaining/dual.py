"""Numbers that carry their slope along one parameter, so that a formula's derivative comes with its value.

Every operation applies the chain rule (forward-mode automatic differentiation: Wengert 1964). Values and slopes are
arrays of floats, or object arrays of exact rationals, and then the derivative is exact.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Number = Any
"""A float array (P,), an object array of Fractions (P,), or a Dual of either."""


@dataclass(frozen=True, eq=False)
class Dual(np.lib.mixins.NDArrayOperatorsMixin):
    """A value and its derivative, arrays that broadcast together.

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
        result = ufunc(*values)
        if ufunc in _COMPARISONS:
            return result
        if ufunc not in _RULES:
            return NotImplemented
        return Dual(result, _RULES[ufunc](result, *values, *(slope_of(each) for each in inputs)))


def value_of(number: Number) -> Number:
    return number.value if isinstance(number, Dual) else number


def slope_of(number: Number) -> Number:
    """Return the derivative; numbers that carry none have slope 0."""
    return number.slope if isinstance(number, Dual) else 0


def where(condition: Number, first: Number, second: Number) -> Number:
    """Choose elementwise, slopes with their values."""
    if isinstance(first, Dual) or isinstance(second, Dual):
        return Dual(np.where(condition, value_of(first), value_of(second)),
                    np.where(condition, slope_of(first), slope_of(second)))
    return np.where(condition, first, second)


def _power(result: Number, base: Number, exponent: int, slope: Number, _: Number) -> Number:
    return exponent * base ** (exponent - 1) * slope if exponent else 0 * slope


_COMPARISONS = (np.less, np.less_equal, np.greater, np.greater_equal, np.equal, np.not_equal)
_RULES: dict[np.ufunc, Callable[..., Number]] = {
    np.add: lambda r, a, b, da, db: da + db,
    np.subtract: lambda r, a, b, da, db: da - db,
    np.multiply: lambda r, a, b, da, db: da * b + a * db,
    np.divide: lambda r, a, b, da, db: (da - r * db) / b,
    np.negative: lambda r, a, da: -da,
    np.power: _power,
    np.minimum: lambda r, a, b, da, db: np.where(a <= b, da, db),
    np.maximum: lambda r, a, b, da, db: np.where(a >= b, da, db),
    np.exp: lambda r, a, da: r * da,
    np.log: lambda r, a, da: da / a,
    np.sqrt: lambda r, a, da: da / (2 * r),
}
