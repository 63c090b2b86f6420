"""Extreme equilibria: the pairs of vertices that play best replies only, and the continua that they span."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from negotiation.game import Array
from negotiation.solvers.clock import Clock
from negotiation.solvers.two_party import faces
from negotiation.solvers.two_party.vertices import Side, counted

AT_ONCE = 1 << 20
"""Pairs of vertices compared between two looks at the clock."""


class Paired(NamedTuple):
    """Extreme equilibria (E,): point, profiles (E, m + n), dimension of the continuum (-1: not known), weak or not.

    Continua (B,): point and bounds (B, m + n). `done` (P,) where nothing is missing.
    """

    point: Array
    profiles: Array
    dimension: Array
    weak: Array
    where: Array
    lower: Array
    upper: Array
    done: Array


def paired(x: Side, y: Side, clock: Clock, fast: bool) -> Paired:
    """Pair the vertices of both sides at every point, as far as time allows."""
    pairs, reached = (_compiled if fast else _plain)(x, y, clock)
    done = x.done & y.done & (np.arange(len(x.done)) < reached)
    halves = _Halves.of(x, pairs[:, 1], clock), _Halves.of(y, pairs[:, 2], clock)
    profiles = np.concatenate([halves[0](pairs[:, 1]), halves[1](pairs[:, 2])], axis=1)
    told = ~np.isnan(profiles).any(axis=1)
    done[pairs[~told, 0]] = False
    profiles, (point, a, b) = profiles[told], pairs[told].T
    count = sum(counted(each) for each in (x.zero[a], x.best[a], y.zero[b], y.best[b]))
    weak = count > profiles.shape[1]
    dimension = np.where(done[point] | ~weak, 0, -1)
    where, lower, upper = [], [profiles[:0]], [profiles[:0]]
    shared = _shared(x, a) | _shared(y, b)
    for p in np.unique(point[shared]):
        if not done[p]:
            continue
        here = np.flatnonzero(shared & (point == p))
        for found in _continua(x, y, a[here], b[here], clock):
            if found is None:
                done[p] = False
                break
            size, left, right = found
            inside = here[_among(a[here], left) & _among(b[here], right)]
            dimension[inside] = np.maximum(dimension[inside], size)
            corners = halves[0](left), halves[1](right)
            where.append(int(p))
            lower.append(np.concatenate([each.min(axis=0) for each in corners])[None])
            upper.append(np.concatenate([each.max(axis=0) for each in corners])[None])
    dimension[weak & ~done[point]] = -1
    return Paired(point, profiles, dimension, weak, np.array(where, dtype=np.int64),
                  np.concatenate(lower), np.concatenate(upper), done)


class _Halves(NamedTuple):
    """The probabilities (V', m) of the vertices of one side that are in a pair, each told once."""

    rows: Array
    mixtures: Array

    @classmethod
    def of(cls, side: Side, rows: Array, clock: Clock) -> _Halves:
        distinct = np.unique(rows)
        return cls(distinct, side.mixtures(distinct, clock))

    def __call__(self, rows: Array) -> Array:
        return np.asarray(self.mixtures[np.searchsorted(self.rows, rows)])


def _among(rows: Array, some: Array) -> Array:
    """Tell which rows are among some, which are in order."""
    return np.asarray(some[np.minimum(np.searchsorted(some, rows), len(some) - 1)] == rows)


def _shared(side: Side, rows: Array) -> Array:
    return np.asarray(np.bincount(rows, minlength=len(side.zero))[rows] > 1)


def _continua(x: Side, y: Side, a: Array, b: Array, clock: Clock) -> Iterator[tuple[int, Array, Array] | None]:
    """Yield the continua of one point: dimension and the rows of both sides; None where time ran out."""
    left, right = np.unique(a), np.unique(b)
    table = np.zeros((len(left), len(right)), dtype=bool)
    table[np.searchsorted(left, a), np.searchsorted(right, b)] = True
    for product in faces.products(table, lambda: not clock.late()):
        if product is None:
            yield None
            return
        rows, columns = product
        if len(rows) == len(columns) == 1:
            continue
        size = faces.dimension(_labels(x, left[rows])) + faces.dimension(_labels(y, right[columns]))
        if size:
            yield size, left[rows], right[columns]


def _labels(side: Side, rows: Array) -> list[int]:
    own = side.weights.shape[1]
    return [zero | best << own for zero, best in zip(side.zero[rows].tolist(), side.best[rows].tolist(), strict=True)]


def _full(size: int) -> int:
    return (1 << size) - 1


def _compiled(x: Side, y: Side, clock: Clock) -> tuple[Array, int]:
    """Return the pairs (E, 3) of point, x and y, and the point that was reached."""
    from negotiation.solvers.two_party import compiled as fast

    every = _full(x.weights.shape[1]), _full(y.weights.shape[1])
    labels = [np.ascontiguousarray(each) for each in (x.zero, x.best, y.zero, y.best)]
    found = np.zeros((max(4096, int(np.diff(y.starts).max())), 3), dtype=np.int64)
    state, parts = np.zeros(2, dtype=np.int64), [found[:0]]
    while state[0] < len(x.done) and not clock.late():
        count = fast.paired(*labels, x.starts, y.starts, *every, state, found, 100 * AT_ONCE)
        parts.append(found[:count].copy())
    return np.concatenate(parts), int(state[0])


def _plain(x: Side, y: Side, clock: Clock) -> tuple[Array, int]:
    """Do the same in NumPy."""
    every = _full(x.weights.shape[1]), _full(y.weights.shape[1])
    parts = [np.zeros((0, 3), dtype=np.int64)]
    for p in range(len(x.done)):
        right = np.arange(y.starts[p], y.starts[p + 1])
        step = max(1, AT_ONCE // max(1, len(right)))
        for begin in range(int(x.starts[p]), int(x.starts[p + 1]), step):
            if clock.late():
                return np.concatenate(parts), p
            left = np.arange(begin, min(begin + step, x.starts[p + 1]))
            fits = ((x.zero[left][:, None] | y.best[right] == every[0])
                    & (x.best[left][:, None] | y.zero[right] == every[1]))
            a, b = np.nonzero(fits)
            parts.append(np.stack([np.full(len(a), p), left[a], right[b]], axis=1))
    return np.concatenate(parts), len(x.done)
