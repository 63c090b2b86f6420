"""The exact payoffs behind a float tensor, and how far the floats may be from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

import numpy as np


class Exact(Protocol):
    """A source of exact payoffs; `None` for a party whose floats are its payoffs."""

    def tables(self, point: int) -> Sequence[np.ndarray | None]:
        """Return for each party an object array (S1, ..., SN) of Fraction, or None."""

    def rounding(self) -> np.ndarray:
        """Bound |float - exact payoff| for each point and party: (P, N), or (1, N) for all points alike."""


@dataclass(frozen=True, eq=False)
class Part:
    """Some points of a source, and of these, where given, some parties and a part of their tables."""

    whole: Exact
    points: np.ndarray
    parties: tuple[int, ...] | None = None
    where: tuple[int | slice, ...] = ()

    def tables(self, point: int) -> Sequence[np.ndarray | None]:
        found = self.whole.tables(int(self.points[point]))
        kept = range(len(found)) if self.parties is None else self.parties
        return [None if (table := found[i]) is None else table[self.where] for i in kept]

    def rounding(self) -> np.ndarray:
        bound = self.whole.rounding()
        bound = bound[self.points] if len(bound) > 1 else bound
        return bound if self.parties is None else bound[:, list(self.parties)]


def fractions(floats: np.ndarray) -> np.ndarray:
    """Return floats as the rationals that they are: an object array of Fraction of the same shape."""
    result = np.empty(floats.shape, dtype=object)
    result.reshape(-1)[:] = [Fraction(value) for value in floats.ravel().tolist()]
    return result


def compared(exact: np.ndarray, profile: tuple[int, ...]) -> tuple[bool, bool]:
    """Tell whether a profile of one game (N, S1, ..., SN) of Fraction is an equilibrium, and whether a strict one."""
    stable = strict = True
    for i, own in enumerate(exact):
        line = own[(*profile[:i], slice(None), *profile[i + 1:])]
        others = [value for j, value in enumerate(line) if j != profile[i]]
        stable &= all(value <= line[profile[i]] for value in others)
        strict &= all(value < line[profile[i]] for value in others)
    return stable, strict
