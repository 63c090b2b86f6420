"""Payoff polynomials of one parameter on a range: in floating point all at once, exactly one gain at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import nan, prod
from typing import Protocol

import numpy as np

from negotiation.arithmetic.algebraic import Algebraic
from negotiation.arithmetic.polynomials import Polynomials
from negotiation.game import Array

LEAST = 1e-290
"""Added to magnitudes by which errors are bounded: floats as small lose digits."""


class Payoffs(Protocol):
    """Payoff polynomials of every party and profile on a range; profiles are numbered in C order.

    `size` D+1; `below` (N,) a party's denominator. `floats` (D+1, N, P) coefficients, constant term first, each off by
    at most 2**-44 times `sizes` (D+1, N); not finite where they are too large for floats.
    """

    @property
    def low(self) -> Algebraic: ...

    @property
    def high(self) -> Algebraic: ...

    @property
    def below(self) -> tuple[int, ...]: ...

    @property
    def size(self) -> int: ...

    @property
    def floats(self) -> Array: ...

    @property
    def sizes(self) -> Array: ...

    def gain(self, i: int, at: int, to: int) -> tuple[int, ...]:
        """Return what a party wins by going from one profile to another, exactly, times its denominator."""


@dataclass(frozen=True, eq=False)
class Table:
    """Payoff polynomials of every party and profile on a range.

    `coefficients[i]` (D+1, S1, ..., SN) integers over `below[i]`, constant term first.
    """

    low: Algebraic
    high: Algebraic
    coefficients: tuple[Array, ...]
    below: tuple[int, ...]

    @property
    def size(self) -> int:
        return max(map(len, self.coefficients))

    @cached_property
    def floats(self) -> Array:
        found = np.zeros((self.size, len(self.below), prod(self.coefficients[0].shape[1:])))
        for i, (own, below) in enumerate(zip(self.coefficients, self.below, strict=True)):
            found[:len(own), i] = quotients(own, below).reshape(len(own), -1)
        return found

    @property
    def sizes(self) -> Array:
        return np.asarray(np.abs(self.floats).max(axis=2))

    @cached_property
    def _flat(self) -> list[Array]:
        return [own.reshape(len(own), -1) for own in self.coefficients]

    def gain(self, i: int, at: int, to: int) -> tuple[int, ...]:
        own = self._flat[i]
        return tuple(own[:, to] - own[:, at])


def quotients(numbers: Array, below: int) -> Array:
    """Return integers over a denominator as the nearest floats; not a number where one is too large."""
    try:
        return np.asarray((numbers / below).astype(float))
    except OverflowError:
        return np.full(numbers.shape, nan)


def padded(coefficients: Array, size: int) -> Array:
    """Return coefficients (D+1, ...) with zeros up to a higher degree: (size, ...)."""
    return np.concatenate([coefficients, np.zeros((size - len(coefficients), *coefficients.shape[1:]))])


def table(low: Algebraic, high: Algebraic, rows: Sequence[Polynomials], shape: tuple[int, ...]) -> Table:
    """Return payoffs, one array of polynomials a party, as a table on [low, high]."""
    return Table(low, high, tuple(row.dense(shape) for row in rows), tuple(row.below for row in rows))
