"""All vertices of a best-reply polyhedron at many points: by proven floats, small integers, or integers of any size.

Floats that cannot prove a sign hand their point over to the exact payoffs; so every engine gives the same vertices.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import comb
from typing import NamedTuple

import numpy as np

from negotiation.game import Array, Game
from negotiation.game.rationals import fractions
from negotiation.solvers.clock import Clock
from negotiation.solvers.two_party import exactly

SMALLEST = 5e-324

MOST_STRATEGIES = 62
"""Strategies of a party that the bits of a 64-bit integer hold."""


class Listed(NamedTuple):
    """One point's vertices: bits of zero weights and of best replies, weights in units, and whether all are there."""

    zero: Array
    best: Array
    weights: Array | Sequence[tuple[int, ...]]
    units: Array | Sequence[int]
    done: bool


@dataclass
class Side:
    """One party's vertices at the points of a chunk: point p has rows starts[p] to starts[p + 1] (P + 1,).

    `zero`, `best` (V,) are bits of the weights that are zero and of the best replies; `weights` (V, m) what floats
    found, NaN where they are not precise; `exact` what integers found, by point; `done` (P,) where every vertex is
    there; `entries` gives a point's exact dictionary and units.
    """

    starts: Array
    zero: Array
    best: Array
    weights: Array
    done: Array
    entries: Callable[[int], tuple[list[list[int]], list[int]]]
    exact: dict[int, Listed] = field(default_factory=dict)

    def mixtures(self, rows: Array, clock: Clock) -> Array:
        """Return the probabilities at some vertices: (V', m); zero exactly where the proof says so.

        NaN where integers must tell and time is over.
        """
        raw = self.weights[rows]
        total = raw.sum(axis=1, keepdims=True)
        played = (self.zero[rows][:, None] >> np.arange(raw.shape[1])) & 1 == 0
        found = np.where(played, np.maximum(raw / np.where(total > 0, total, 1.0), SMALLEST), 0.0)
        open_ = np.isnan(total[:, 0])
        if not self.exact and not open_.any():
            return found
        points = np.searchsorted(self.starts, rows, side="right") - 1
        for k in np.flatnonzero(np.isin(points, list(self.exact)) | open_).tolist():
            found[k] = np.nan if clock.late() else self._exactly(int(points[k]), int(rows[k]))
        return found

    def _exactly(self, p: int, row: int) -> list[float]:
        if p in self.exact:
            listed = self.exact[p]
            weights, units = listed.weights[row - int(self.starts[p])], listed.units
        else:
            entries, units = self.entries(p)
            weights = exactly.weights(entries, int(self.zero[row]), int(self.best[row]))
        return exactly.probabilities([int(each) for each in weights], [int(each) for each in units])


def replies(game: Game, side: int) -> Array:
    """Return what the other party gets, own strategies first: (P, m, n)."""
    return game.payoffs[:, 1] if side == 0 else game.payoffs[:, 0].transpose(0, 2, 1)


def bits(shape: Sequence[int]) -> type:
    """Return what holds a bit for every strategy: 64-bit integers, or Python's where they are too short."""
    return np.int64 if max(shape) <= MOST_STRATEGIES else object


def counted(labels: Array) -> Array:
    """Count the bits of each set."""
    if labels.dtype == object:
        return np.array([each.bit_count() for each in labels.tolist()], dtype=np.int64)
    return np.bitwise_count(labels).astype(np.int64)


def most_bases(shape: Sequence[int]) -> int:
    """Return how many bases a polyhedron of m own strategies and n replies has at most, feasible or not."""
    return comb(shape[0] + shape[1], shape[0]) - 1


def listed_plainly(game: Game, points: Array, side: int, clock: Clock, other: Side | None = None) -> Side:
    """List the vertices at some points of a game in plain Python: all of them, whatever the `other` side asks for."""
    return spliced(game, points, side, {k: _exact(game, int(p), side, clock) for k, p in enumerate(points)})


def _exact(game: Game, p: int, side: int, clock: Clock) -> Listed:
    if clock.over():
        return unlisted(game, side)
    return by_integers(*exactly.integers(rationals(game, p, side)), clock)


def unlisted(game: Game, side: int) -> Listed:
    """Return what is known of a point that the budget did not reach."""
    none: Array = np.zeros(0, dtype=bits(game.strategy_counts))
    return Listed(none, none, [], [1] * game.strategy_counts[side], False)


def rationals(game: Game, p: int, side: int) -> Array:
    if not game.rounding[p].any():
        return fractions(replies(game, side)[p])
    own = game.rationals(p)[1 - side]
    return own if side == 0 else own.T


def by_integers(entries: list[list[int]], units: Sequence[int], clock: Clock) -> Listed:
    found = list(exactly.walk(entries, clock.going))
    done = found[-1] is None
    vertices = [each for each in found if each is not None]
    weights = {(zero, best): weights for zero, best, weights in vertices}
    labels = sorted(weights)
    kind = bits((len(units), len(entries) - 1))
    zero: Array
    best: Array
    zero, best = (np.array([each[k] for each in labels], dtype=kind) for k in (0, 1))
    return Listed(zero, best, [weights[each] for each in labels], units, done)


def distinct(zero: Array, best: Array, owner: Array | None = None) -> tuple[Array, Array, Array]:
    """Keep each pair of labels of an owner once, in order: at ties a vertex has several bases."""
    keys = [best, zero] if owner is None else [best, zero, owner]
    first = np.lexsort(keys)
    new = np.ones(len(first), dtype=bool)
    new[1:] = np.any([key[first][1:] != key[first][:-1] for key in keys], axis=0)
    first = first[new]
    return zero[first], best[first], first


def spliced(game: Game, points: Array, side: int, left: dict[int, Listed], starts: Array | None = None,
             labels: Array | None = None, weights: Array | None = None) -> Side:
    """Put what was found point by point beside what was found together."""
    m = game.strategy_counts[side]
    starts = np.zeros(len(points) + 1, dtype=np.int64) if starts is None else starts
    labels = np.zeros((0, 2), dtype=bits(game.strategy_counts)) if labels is None else labels
    weights = np.zeros((0, m)) if weights is None else weights
    done = np.ones(len(points), dtype=bool)

    @lru_cache(maxsize=1)
    def entries(k: int) -> tuple[list[list[int]], list[int]]:
        return exactly.integers(rationals(game, int(points[k]), side))

    if not left:
        return Side(starts, labels[:, 0], labels[:, 1], weights, done, entries)
    counts = np.diff(starts)
    for k, listed in left.items():
        counts[k], done[k] = len(listed.zero), listed.done
    ends = np.concatenate([[0], np.cumsum(counts)])
    joined, wide = np.zeros((ends[-1], 2), dtype=labels.dtype), np.zeros((ends[-1], m))
    together = np.isin(np.repeat(np.arange(len(points)), counts), list(left), invert=True)
    joined[together], wide[together] = labels, weights
    exact = {}
    for k, listed in left.items():
        here = slice(ends[k], ends[k + 1])
        joined[here, 0], joined[here, 1] = listed.zero, listed.best
        if isinstance(listed.units, np.ndarray):
            wide[here] = listed.weights * listed.units
        else:
            exact[k] = listed
    return Side(ends, joined[:, 0], joined[:, 1], wide, done, entries, exact)
