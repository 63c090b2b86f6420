"""Arrays of balls, a middle and a radius: enclosures that a matrix product keeps fast.

Rump (1999), Fast and parallel interval arithmetic, BIT 39, 534-554: a product of enclosed matrices is a product of
their middles, and of their magnitudes for the radius. In whatever order m terms are added, floating point is off by at
most (m + 1) units of the sum of their magnitudes (Higham 2002, section 3.1). A ball that is no number holds all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from negotiation.arithmetic.ranges import Range

Array = np.ndarray

UNIT = 2.0**-53
TINY = 2.0**-1000
"""Added to every radius: more than underflow takes, less than anything that matters."""


@dataclass(frozen=True, eq=False)
class Ball:
    """All x with |x - middle| <= radius, elementwise.

    >>> half = Ball(np.array([[0.5]]), np.array([[0.25]]))
    >>> product = half @ half
    >>> bool(product.low[0, 0] <= 0.0625), bool(product.high[0, 0] >= 0.5625)
    (True, True)
    """

    middle: Array
    radius: Array

    @classmethod
    def of(cls, bounds: Range) -> Ball:
        middle = bounds.low / 2 + bounds.high / 2
        return cls(middle, _up(np.maximum(bounds.high - middle, middle - bounds.low), middle))

    @property
    def low(self) -> Array:
        """Return a lower bound."""
        return np.nextafter(self.middle - self.radius, -np.inf)

    @property
    def high(self) -> Array:
        return np.nextafter(self.middle + self.radius, np.inf)

    @property
    def most(self) -> Array:
        """Return a bound on the magnitude."""
        return (np.abs(self.middle) + self.radius) * (1 + 4 * UNIT) + TINY

    def __add__(self, other: Ball) -> Ball:
        middle = self.middle + other.middle
        return Ball(middle, _up(self.radius + other.radius, middle))

    def __sub__(self, other: Ball) -> Ball:
        return self + Ball(-other.middle, other.radius)

    def __mul__(self, other: Ball) -> Ball:
        middle = self.middle * other.middle
        return Ball(middle, _up(self.radius * other.most + np.abs(self.middle) * other.radius, middle))

    def __matmul__(self, other: Ball) -> Ball:
        """Multiply (..., k, m) by (..., m, n)."""
        unit = 2 * (self.middle.shape[-1] + 4) * UNIT
        own = np.abs(self.middle)
        spread = (self.radius * (1 + unit) + unit * own) @ other.most + own @ other.radius
        return Ball(self.middle @ other.middle, spread * (1 + 2 * unit) + TINY)

    def __getitem__(self, index: object) -> Ball:
        return Ball(self.middle[index], self.radius[index])  # type: ignore[index]

    def laid(self, *shape: int) -> Ball:
        """Return the same balls in another shape."""
        return Ball(self.middle.reshape(shape), self.radius.reshape(shape))

    def moved(self, source: int, destination: int) -> Ball:
        return Ball(np.moveaxis(self.middle, source, destination), np.moveaxis(self.radius, source, destination))


def joined(columns: Sequence[Ball]) -> Ball:
    """Put balls (C, k) side by side."""
    return Ball(np.concatenate([each.middle for each in columns], axis=1),
                np.concatenate([each.radius for each in columns], axis=1))


def exactly(value: Array) -> Ball:
    """Return numbers as balls of no width."""
    return Ball(value, np.zeros_like(value))


def off(one: Array, other: Array) -> Ball:
    """Enclose the difference of two floats."""
    return exactly(one) - exactly(other)


def _up(radius: Array, middle: Array) -> Array:
    """Round a radius up: for the rounding of the middle, and for its own."""
    return (radius + 2 * UNIT * np.abs(middle)) * (1 + 16 * UNIT) + TINY
