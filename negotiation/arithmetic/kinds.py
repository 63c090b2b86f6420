"""What a kind of number must be able to do for a formula to be read on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol, TypeVar

import numpy as np

from negotiation.arithmetic.dual import Dual, Number, slope_of, value_of
from negotiation.arithmetic.ranges import Range, lifted

Array = np.ndarray


T = TypeVar("T")


class Kind(Protocol[T]):
    """A kind of number, which arithmetic operators and NumPy's functions combine."""

    @property
    def number(self) -> Callable[[Fraction], T]:
        """Make a constant."""

    def marks(self, mask: Array) -> T:
        """Return 1 where the mask holds, else 0."""

    def picked(self, rows: Sequence[T], index: Array) -> T:
        """Return, at every entry of an integer array, the row that it names; rows may run over a last axis."""


@dataclass(frozen=True)
class Arrays:
    """NumPy arrays, or duals of them; `number` makes a constant, `dtype` is that of 0 and 1."""

    number: Callable[[Fraction], Number]
    dtype: type = float

    def marks(self, mask: Array) -> Array:
        return np.asarray(mask, dtype=float) if self.dtype is float else np.where(mask, Fraction(1), Fraction(0))

    def picked(self, rows: Sequence[Number], index: Array) -> Number:
        """Pick among arrays, ranges or duals; a number of the last axis is picked from its own place."""
        if any(isinstance(each, Dual) for each in rows):
            return Dual(self.picked([value_of(each) for each in rows], index),
                        self.picked([slope_of(each) for each in rows], index))
        if any(isinstance(each, Range) for each in rows):
            ends = [lifted(each) for each in rows]
            return Range(self.picked([each.low for each in ends], index),
                         self.picked([each.high for each in ends], index))
        stack = np.empty((len(rows), *np.broadcast_shapes(*map(np.shape, rows))), dtype=self.dtype)
        for k, row in enumerate(rows):
            stack[k] = row
        if stack.ndim == 1:
            return stack[index]
        whole = index.shape[-1] == 1  # one profile for all of the last axis, as in a table
        return stack[index[..., 0]] if whole else stack[index, np.arange(stack.shape[1])]


FLOATS = Arrays(float)
RATIONALS = Arrays(Fraction, object)
ENCLOSURES = Arrays(Range.of)
"""Ranges; a dual of ranges encloses the slope too. Marks are floats, which stand for themselves."""
