"""The exact payoffs behind a float tensor, and how far the floats may be from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple, Protocol

import numpy as np


class Asked(NamedTuple):
    """What a party would get from some of its strategies, the others as in a profile."""

    party: int
    profile: tuple[int, ...]
    strategies: tuple[int, ...]


class Exact(Protocol):
    """A source of exact payoffs; `None` for a party whose floats are its payoffs."""

    def tables(self, point: int, where: np.ndarray | None = None) -> Sequence[np.ndarray | None]:
        """Return for each party an object array (S1, ..., SN) of Fraction, or None; `where` marks what is asked for."""

    def lines(self, point: int, asked: Sequence[Asked]) -> Sequence[Sequence[Fraction] | None]:
        """Return for each that is asked the payoffs of its strategies, or None."""

    def rounding(self) -> np.ndarray:
        """Bound |float - exact payoff| for each point and party: (P, N), or (1, N) for all points alike."""

    def rounding_at(self, points: np.ndarray) -> np.ndarray:
        """Bound it at some points (R,) as tightly as is known, which takes longer: (R, N)."""


@dataclass(frozen=True, eq=False)
class Part:
    """Some points of a source, and of these, where given, some parties and a part of their tables."""

    whole: Exact
    points: np.ndarray
    parties: tuple[int, ...] | None = None
    where: tuple[int | slice, ...] = ()

    def tables(self, point: int, where: np.ndarray | None = None) -> Sequence[np.ndarray | None]:
        found = self.whole.tables(int(self.points[point]), where if self.parties is None else None)
        kept = range(len(found)) if self.parties is None else self.parties
        return [None if (table := found[i]) is None else table[self.where] for i in kept]

    def lines(self, point: int, asked: Sequence[Asked]) -> Sequence[Sequence[Fraction] | None]:
        return self.whole.lines(int(self.points[point]), [self._widened(each) for each in asked])

    def _widened(self, asked: Asked) -> Asked:
        if self.parties is None:
            return asked
        free = iter(asked.profile)
        profile = tuple(next(free) if isinstance(at, slice) else at for at in self.where)
        return Asked(self.parties[asked.party], profile, asked.strategies)

    def rounding(self) -> np.ndarray:
        bound = self.whole.rounding()
        bound = bound[self.points] if len(bound) > 1 else bound
        return bound if self.parties is None else bound[:, list(self.parties)]

    def rounding_at(self, points: np.ndarray) -> np.ndarray:
        bound = self.whole.rounding_at(self.points[points])
        return bound if self.parties is None else bound[:, list(self.parties)]


def fractions(floats: np.ndarray, where: np.ndarray | None = None) -> np.ndarray:
    """Return floats as the rationals that they are: an object array of Fraction of that shape, 0 outside `where`."""
    kept = np.ones(floats.shape, dtype=bool) if where is None else where
    return placed([Fraction(value) for value in floats[kept].tolist()], kept)


def placed(values: Sequence[Fraction], where: np.ndarray) -> np.ndarray:
    """Return values where `where` marks their places, in its order, and 0 elsewhere: an object array."""
    result = np.full(where.shape, Fraction(0), dtype=object)
    result[where] = values
    return result


def standings(payoffs: np.ndarray, rounding: np.ndarray, exact: Exact | None,
              point: np.ndarray, party: np.ndarray, profiles: np.ndarray) -> np.ndarray:
    """Compare payoffs with those of the payer's other strategies: best 1, tied 0, less -1.

    Floats decide where rounding cannot deceive, exact payoffs elsewhere.

    Parameters
    ----------
    payoffs : (P, N, S1, ..., SN).
    rounding : bounds on |float - exact payoff|: (P, N).
    exact : the exact payoffs; None where the floats are exact.
    point, party, profiles : whose payoff, where: (R,), (R,), (R, N).
    """
    signs = np.zeros(len(point), dtype=int)
    for i in np.unique(party).tolist():
        rows = np.flatnonzero(party == i)
        signs[rows] = _of_one(payoffs[:, i], rounding[:, i], exact, i, point[rows], profiles[rows])
    return signs


def _of_one(payoffs: np.ndarray, rounding: np.ndarray, exact: Exact | None, i: int,
            point: np.ndarray, profiles: np.ndarray) -> np.ndarray:
    rows, own, slack = np.arange(len(point)), profiles[:, i], 2 * rounding[point]
    lines = np.moveaxis(payoffs, 1 + i, -1)[(point, *np.delete(profiles, i, axis=1).T)]
    lead = lines[rows, own][:, None] - lines
    lead[rows, own] = np.inf
    least = lead.min(axis=1)
    signs = np.sign(least).astype(int)
    if exact is None:
        return signs
    near = (np.abs(lead) <= slack[:, None]) & (lead < np.inf)
    doubtful = np.flatnonzero((slack > 0) & near.any(axis=1) & (least >= -slack))
    doubtful = doubtful[np.argsort(point[doubtful], kind="stable")]
    starts = np.flatnonzero(np.diff(point[doubtful])) + 1
    for here in np.split(doubtful, starts) if len(doubtful) else []:
        asked = [Asked(i, tuple(profiles[k].tolist()), (int(own[k]), *np.flatnonzero(near[k]).tolist())) for k in here]
        exacts = exact.lines(int(point[here[0]]), asked)
        signs[here] = [(line[0] > max(line[1:])) - (line[0] < max(line[1:])) for line in exacts if line is not None]
    return signs
