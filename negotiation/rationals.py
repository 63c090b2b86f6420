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

    def line(self, point: int, party: int, profile: Sequence[int]) -> Sequence[Fraction] | None:
        """Return a party's payoffs from each of its strategies, the others as in a profile (N,); or None."""

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

    def line(self, point: int, party: int, profile: Sequence[int]) -> Sequence[Fraction] | None:
        if self.parties is not None:
            free = iter(profile)
            profile = [next(free) if isinstance(at, slice) else at for at in self.where]
            party = self.parties[party]
        return self.whole.line(int(self.points[point]), party, profile)

    def rounding(self) -> np.ndarray:
        bound = self.whole.rounding()
        bound = bound[self.points] if len(bound) > 1 else bound
        return bound if self.parties is None else bound[:, list(self.parties)]


def fractions(floats: np.ndarray) -> np.ndarray:
    """Return floats as the rationals that they are: an object array of Fraction of the same shape."""
    result = np.empty(floats.shape, dtype=object)
    result.reshape(-1)[:] = [Fraction(value) for value in floats.ravel().tolist()]
    return result


def along(table: np.ndarray, party: int, profile: Sequence[int]) -> np.ndarray:
    """Return the line of a table (S1, ..., SN) along one party's strategies, the others as in a profile (N,)."""
    place: tuple[int | slice, ...] = (*profile[:party], slice(None), *profile[party + 1:])
    return np.asarray(table[place])


def standing(line: Sequence[Fraction], chosen: int) -> int:
    """Tell of one of a party's payoffs whether it is the only largest (1), one of several (0), or not largest (-1)."""
    best = max((value for k, value in enumerate(line) if k != chosen), default=None)
    return 1 if best is None else (line[chosen] > best) - (line[chosen] < best)
