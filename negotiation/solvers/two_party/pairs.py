"""Extreme equilibria: the pairs of vertices that play best replies only, and the continua that they span."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from negotiation.game import Array
from negotiation.solvers.two_party import faces
from negotiation.solvers.two_party.vertices import Side, counted

AT_ONCE = 1 << 20
"""Pairs of vertices compared at a time."""


class Paired(NamedTuple):
    """Extreme equilibria (E,): point, rows of both sides, dimension of the continuum (-1: not known), weak or not.

    Continua (B,): point and bounds (B, m + n). `done` (P,) where nothing is missing.
    """

    point: Array
    x: Array
    y: Array
    dimension: Array
    weak: Array
    where: Array
    lower: Array
    upper: Array
    done: Array


def paired(x: Side, y: Side, pulse: Callable[[], bool], fast: bool) -> Paired:
    """Pair the vertices of both sides at every point."""
    point, a, b = (_compiled if fast else _plain)(x, y)
    count = sum(counted(each) for each in (x.zero[a], x.best[a], y.zero[b], y.best[b]))
    m, n = x.weights.shape[1], y.weights.shape[1]
    weak, done = count > m + n, x.done & y.done
    dimension = np.where(done[point] | ~weak, 0, -1)
    where, lower, upper = [], [np.zeros((0, m + n))], [np.zeros((0, m + n))]
    for p in np.unique(point[_shared(x, a) | _shared(y, b)]):
        here = np.flatnonzero(point == p)
        found = _continua(x, y, a[here], b[here], pulse) if done[p] else None
        done[p] &= found is not None
        for size, left, right in found or []:
            inside = here[np.isin(a[here], left) & np.isin(b[here], right)]
            dimension[inside] = np.maximum(dimension[inside], size)
            corners = x.mixtures(left), y.mixtures(right)
            where.append(int(p))
            lower.append(np.concatenate([each.min(axis=0) for each in corners])[None])
            upper.append(np.concatenate([each.max(axis=0) for each in corners])[None])
    dimension[weak & ~done[point]] = -1
    return Paired(point, a, b, dimension, weak, np.array(where, dtype=np.int64),
                  np.concatenate(lower), np.concatenate(upper), done)


def _shared(side: Side, rows: Array) -> Array:
    return np.asarray(np.bincount(rows, minlength=len(side.zero))[rows] > 1)


def _continua(x: Side, y: Side, a: Array, b: Array,
              pulse: Callable[[], bool]) -> list[tuple[int, Array, Array]] | None:
    """Return the continua of one point: dimension and the rows of both sides; None where time ran out."""
    left, right = np.unique(a), np.unique(b)
    table = np.zeros((len(left), len(right)), dtype=bool)
    table[np.searchsorted(left, a), np.searchsorted(right, b)] = True
    products = faces.products(table, pulse)
    if products is None:
        return None
    found = []
    for rows, columns in products:
        size = faces.dimension(_labels(x, left[rows])) + faces.dimension(_labels(y, right[columns]))
        if size:
            found.append((size, left[rows], right[columns]))
    return found


def _labels(side: Side, rows: Array) -> list[int]:
    own = side.weights.shape[1]
    return [zero | best << own for zero, best in zip(side.zero[rows].tolist(), side.best[rows].tolist(), strict=True)]


def _full(size: int) -> int:
    return (1 << size) - 1


def _compiled(x: Side, y: Side) -> tuple[Array, Array, Array]:
    from negotiation.solvers.two_party import compiled as fast

    every = _full(x.weights.shape[1]), _full(y.weights.shape[1])
    found, reached, parts = np.zeros((max(1024, 4 * len(x.starts)), 3), dtype=np.int64), 0, []
    while reached < len(x.starts) - 1:
        start = reached
        reached, count = fast.paired(x.zero, x.best, y.zero, y.best, x.starts, y.starts, *every, start, found)
        parts.append(found[:count].copy())
        if reached == start:
            found = np.zeros((4 * len(found), 3), dtype=np.int64)
    joined = np.concatenate(parts) if parts else np.zeros((0, 3), dtype=np.int64)
    return joined[:, 0], joined[:, 1], joined[:, 2]


def _plain(x: Side, y: Side) -> tuple[Array, Array, Array]:
    every = _full(x.weights.shape[1]), _full(y.weights.shape[1])
    parts = [np.zeros((0, 3), dtype=np.int64)]
    for p in range(len(x.starts) - 1):
        right = np.arange(y.starts[p], y.starts[p + 1])
        step = max(1, AT_ONCE // max(1, len(right)))
        for begin in range(int(x.starts[p]), int(x.starts[p + 1]), step):
            left = np.arange(begin, min(begin + step, x.starts[p + 1]))
            fits = ((x.zero[left][:, None] | y.best[right] == every[0])
                    & (x.best[left][:, None] | y.zero[right] == every[1]))
            a, b = np.nonzero(fits)
            parts.append(np.stack([np.full(len(a), p), left[a], right[b]], axis=1))
    joined = np.concatenate(parts)
    return joined[:, 0], joined[:, 1], joined[:, 2]
