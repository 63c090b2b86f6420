"""All vertices of a best-reply polyhedron at many points: by proven floats, small integers, or integers of any size.

Floats that cannot prove a sign hand their point over to the exact payoffs; so every engine gives the same vertices.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import comb
from time import monotonic
from typing import NamedTuple

import numpy as np

from negotiation.game import Array, Game
from negotiation.rationals import fractions
from negotiation.solvers.two_party import exactly

SMALL = 1 << 30
"""Whole numbers that 64 bits multiply and subtract without loss."""

AT_ONCE = 1 << 15
"""Bases that a compiled call may list for a batch of points, so that it returns soon."""

MOST = 1024
"""Bases of a point beyond which it is walked in steps of its own."""

STEPS = 1 << 21
"""Numbers that one such step may update."""

SMALLEST = 5e-324

MOST_STRATEGIES = 62
"""Strategies of a party that the bits of a 64-bit integer hold."""


@dataclass
class Clock:
    """What may still be spent: bases and seconds."""

    budget: int
    deadline: float

    def __call__(self, bases: int = 1) -> bool:
        """Count bases; tell whether to go on."""
        self.budget -= bases
        return self.budget > 0 and monotonic() < self.deadline


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

    def mixtures(self, rows: Array) -> Array:
        """Return the probabilities at some vertices: (V', m); zero exactly where the proof says so."""
        raw = self.weights[rows]
        total = raw.sum(axis=1, keepdims=True)
        played = (self.zero[rows][:, None] >> np.arange(raw.shape[1])) & 1 == 0
        found = np.where(played, np.maximum(raw / np.where(total > 0, total, 1.0), SMALLEST), 0.0)
        points = np.searchsorted(self.starts, rows, side="right") - 1
        for k in np.flatnonzero(np.isin(points, list(self.exact)) | np.isnan(total[:, 0])).tolist():
            found[k] = self._exactly(int(points[k]), int(rows[k]))
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


def listed_plainly(game: Game, points: Array, side: int, clock: Clock) -> Side:
    """List the vertices at some points of a game in plain Python."""
    return _spliced(game, points, side, {k: _exact(game, int(p), side, clock) for k, p in enumerate(points)})


def listed_compiled(game: Game, points: Array, side: int, clock: Clock) -> Side:
    """List the vertices at some points of a game by the compiled walk, and in plain Python where it must."""
    from negotiation.solvers.two_party import compiled as fast

    entries, errors, units = fast.prepared(np.ascontiguousarray(replies(game, side)[points]),
                                           np.ascontiguousarray(game.rounding[points, 1 - side]))
    most = min(MOST, most_bases(replies(game, side).shape[1:]) + 2)
    status, starts = np.zeros(len(points), dtype=np.int64), np.zeros(len(points) + 1, dtype=np.int64)
    labels, weights = np.zeros((8 * most, 2), dtype=np.int64), np.zeros((8 * most, units.shape[1] + 1))
    memory = _memory(most)
    reached = 0
    while True:
        reached = fast.walked(entries, errors, fast.UNIT, np.inf, reached, status, starts, memory[0], labels, weights,
                              *memory[1:], most)
        if reached == len(points):
            break
        labels, weights = _longer(labels), _longer(weights)
    clock(int(starts[-1]))
    left = {}
    for k in np.flatnonzero(status != fast.DONE).tolist():
        listed = None
        if status[k] == fast.MORE:
            listed = _grown(entries[k], errors[k], fast.UNIT, np.inf, units[k], clock)
        left[k] = listed or _whole(game, int(points[k]), side, clock)
    owner = np.repeat(np.arange(len(points)), np.diff(starts))
    true = np.ones(len(owner), dtype=bool)
    true[starts[:-1][np.diff(starts) > 0]] = False
    owner, labels, weights = owner[true], labels[:starts[-1]][true], weights[:starts[-1]][true]
    starts = np.searchsorted(owner, np.arange(len(points) + 1))
    weights = np.where(weights[:, -1:] == 0, weights[:, :-1] * units[owner], np.nan)
    if (np.bitwise_count(labels).sum(axis=1) > units.shape[1]).any():
        _, first = np.unique(np.column_stack([owner, labels]), axis=0, return_index=True)
        owner, labels, weights = owner[first], labels[first], weights[first]
        starts = np.searchsorted(owner, np.arange(len(points) + 1))
    return _spliced(game, points, side, left, starts, labels, weights)


def _longer(array: Array) -> Array:
    return np.concatenate([array, np.zeros_like(array)])


def _memory(most: int) -> tuple[Array, Array, Array]:
    """Return room for `most` bases, the table that finds them again, and the state of a walk."""
    return (np.zeros((most, 2), dtype=np.int64), np.zeros(2 << (2 * most).bit_length(), dtype=np.int64),
            np.zeros(2, dtype=np.int64))


def _exact(game: Game, p: int, side: int, clock: Clock) -> Listed:
    return _by_integers(*exactly.integers(_rationals(game, p, side)), clock)


def _rationals(game: Game, p: int, side: int) -> Array:
    if not game.rounding[p].any():
        return fractions(replies(game, side)[p])
    own = game.rationals(p)[1 - side]
    return own if side == 0 else own.T


def _whole(game: Game, p: int, side: int, clock: Clock) -> Listed:
    """List a point's vertices from its exact payoffs: compiled while numbers stay small, else in plain Python."""
    entries, units = exactly.integers(_rationals(game, p, side))
    if max(abs(each) for row in entries for each in row) <= SMALL:
        whole = np.array(entries, dtype=np.int64)
        listed = _grown(whole, np.zeros(whole.shape), 0, SMALL, units, clock)
        if listed is not None:
            return listed
    return _by_integers(entries, units, clock)


def _grown(entries: Array, errors: Array, unit: float, limit: float, units: Array | Sequence[int],
           clock: Clock) -> Listed | None:
    """Walk one polyhedron in compiled steps; None where a sign is not proved or a number grew too large."""
    from negotiation.solvers.two_party import compiled as fast

    n, m = entries.shape[0] - 1, entries.shape[1] - 1
    quota = max(16, STEPS // ((min(m, n) + 1) * entries.size))
    bases, table, state = _memory(256)
    labels, weights = np.zeros((256, 2), dtype=np.int64), np.zeros((256, m + 1), entries.dtype)
    status, starts, going = np.full(1, fast.MORE), np.zeros(2, dtype=np.int64), True
    while status[0] == fast.MORE and going:
        before = int(state[0])
        fast.walked(entries[None], errors[None], unit, limit, 0, status, starts, bases, labels, weights, table, state,
                    quota)
        if status[0] in (fast.DOUBT, fast.GROWN):
            return None
        going = clock(int(state[0]) - before)
        if status[0] == fast.MORE and state[1] + m + 1 >= len(bases):
            bases, labels, weights, table = (_longer(each) for each in (bases, labels, weights, table))
            fast.index(bases, int(state[1]), table)
    here = slice(1, int(state[0]))
    zero, best, first = _distinct(labels[here, 0], labels[here, 1])
    kept = weights[here][first]
    if unit:
        kept = np.where(kept[:, -1:] == 0, kept, np.nan)
    return Listed(zero, best, kept[:, :-1], units, bool(status[0] == fast.DONE))


def _by_integers(entries: list[list[int]], units: Sequence[int], clock: Clock) -> Listed:
    found = list(exactly.walk(entries, clock))
    done = found[-1] is None
    vertices = [each for each in found if each is not None]
    weights = {(zero, best): weights for zero, best, weights in vertices}
    labels = sorted(weights)
    kind = bits((len(units), len(entries) - 1))
    zero: Array
    best: Array
    zero, best = (np.array([each[k] for each in labels], dtype=kind) for k in (0, 1))
    return Listed(zero, best, [weights[each] for each in labels], units, done)


def _distinct(zero: Array, best: Array) -> tuple[Array, Array, Array]:
    """Keep each pair of labels once, in order: at ties a vertex has several bases."""
    pairs, first = np.unique(np.stack([zero, best], axis=1), axis=0, return_index=True)
    return pairs[:, 0], pairs[:, 1], first


def _spliced(game: Game, points: Array, side: int, left: dict[int, Listed], starts: Array | None = None,
             labels: Array | None = None, weights: Array | None = None) -> Side:
    """Put what was found point by point beside what was found together."""
    m = game.strategy_counts[side]
    starts = np.zeros(len(points) + 1, dtype=np.int64) if starts is None else starts
    labels = np.zeros((0, 2), dtype=bits(game.strategy_counts)) if labels is None else labels
    weights = np.zeros((0, m)) if weights is None else weights
    done = np.ones(len(points), dtype=bool)

    def entries(k: int) -> tuple[list[list[int]], list[int]]:
        return exactly.integers(_rationals(game, int(points[k]), side))

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
