"""Payoff polynomials of two parameters, and of one where the other stays: every line of a map reads the same ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from negotiation.arithmetic.algebraic import Algebraic
from negotiation.arithmetic.polynomials import Polynomials
from negotiation.game import Array
from negotiation.tipping.along.tables import LEAST, quotients


@dataclass(frozen=True, eq=False)
class Sheet:
    """Payoffs as polynomials of the parameter that runs and of the one that stays.

    `coefficients[i]` (D+1, E+1, P) integers over `below[i]`, by the power of the one that runs and of the other.
    """

    coefficients: tuple[Array, ...]
    below: tuple[int, ...]

    @cached_property
    def floats(self) -> Array:
        """Return the nearest floats: (D+1, E+1, N, P)."""
        sizes = (max(each.shape[k] for each in self.coefficients) for k in (0, 1))
        found = np.zeros((*sizes, len(self.below), self.coefficients[0].shape[2]))
        for i, (own, below) in enumerate(zip(self.coefficients, self.below, strict=True)):
            found[:own.shape[0], :own.shape[1], i] = quotients(own, below)
        return found

    @cached_property
    def sizes(self) -> Array:
        """Return the largest magnitude of each coefficient: (D+1, E+1, N)."""
        return np.asarray(np.abs(self.floats).max(axis=3))


def sheet(rows: Sequence[Polynomials], axis: int, shape: tuple[int, ...]) -> Sheet:
    """Return payoffs, one array of polynomials a party, of which the parameter in place `axis` is to run."""
    found = (np.moveaxis(row.dense(shape), axis, 0) for row in rows)
    return Sheet(tuple(each.reshape(*each.shape[:2], -1) for each in found), tuple(row.below for row in rows))


@dataclass(frozen=True, eq=False)
class Section:
    """A sheet where the other parameter stays at `at`, on a range of the one that runs: `along.tables.Payoffs`."""

    sheet: Sheet
    at: Fraction
    low: Algebraic
    high: Algebraic

    @property
    def size(self) -> int:
        return len(self.sheet.floats)

    @property
    def floats(self) -> Array:
        return np.einsum("deip,e->dip", self.sheet.floats, self._powers)

    @property
    def sizes(self) -> Array:
        return np.einsum("dei,e->di", self.sheet.sizes + LEAST, np.abs(self._powers) + LEAST)

    @property
    def _powers(self) -> Array:
        return float(self.at) ** np.arange(self.sheet.floats.shape[1])

    @cached_property
    def _scaled(self) -> list[Array]:
        """Return the other parameter's powers, over its denominator's highest: (E+1,) for each party."""
        above, below = self.at.numerator, self.at.denominator
        return [np.array([above**k * below**(own.shape[1] - 1 - k) for k in range(own.shape[1])], dtype=object)
                for own in self.sheet.coefficients]

    @property
    def below(self) -> tuple[int, ...]:
        return tuple(below * self.at.denominator**(own.shape[1] - 1)
                     for own, below in zip(self.sheet.coefficients, self.sheet.below, strict=True))

    def gain(self, i: int, at: int, to: int) -> tuple[int, ...]:
        own = self.sheet.coefficients[i]
        return tuple((own[:, :, to] - own[:, :, at]) @ self._scaled[i])
