"""Two parties: all vertices of both best-reply polytopes, paired where every strategy is unplayed or a best reply.

1. For every support and every set of best replies of the same size solve for the mixture that makes them tie.
2. Keep the mixtures that are feasible: vertices of X = {x >= 0, B'x <= v} and Y = {y >= 0, Ay <= u}.
3. A pair of vertices is an extreme equilibrium when each strategy of each party has weight zero or is a best reply.
4. The equilibria are the products conv(X') x conv(Y') of the maximal sets that pair throughout (Winkels 1979;
   Jansen 1981). A product of more than one pair is a continuum; its hull is a box, its dimension dim X' + dim Y'.

All points at once. Avis, Rosenberg, Savani and von Stengel (2010).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import comb
from time import monotonic

import numpy as np

from negotiation.equilibria import Boxes
from negotiation.game import TOLERANCE, Array
from negotiation.solvers.boxes import layout
from negotiation.solvers.boxes.rows import Table

MOST_BASES = 13_000
"""Bases of a polytope beyond which the search by supports is faster (8 x 8 has 12,869)."""

AT_ONCE = 1 << 21
"""Matrix entries solved at a time."""

SINGULAR = 1e-10
"""A system whose smallest singular value is this share of its largest has no vertex of its own."""


def fits(shape: Sequence[int]) -> bool:
    """Tell whether all bases of a game of this shape are few enough to solve."""
    return comb(sum(shape), shape[0]) <= MOST_BASES


def search(table: Table, deadline: float) -> tuple[Array, Array, Array, Array, Boxes, Array]:
    """Return point, profiles, certified, dimension, boxes and complete of a two-party batch."""
    rows, columns = (int(size) for size in table.shape)
    points = len(table.payoffs)
    step = max(1, AT_ONCE // (comb(rows + columns, rows) * rows * columns))
    found, done = [_none(rows + columns)], 0
    while done < points and (done == 0 or monotonic() < deadline):
        payoffs = table.payoffs[done:done + step].reshape(-1, 2, rows, columns) + 1.0
        found.append(_chunk(payoffs, done))
        done += len(payoffs)
    point, flat, dimension, clear, where, lower, upper = (np.concatenate(part) for part in zip(*found, strict=True))
    complete = np.zeros(points, dtype=bool)
    complete[:done] = clear
    rest = np.arange(done, points)
    width = rows + columns
    boxes = Boxes(np.concatenate([where, rest]),
                  layout.parts(np.concatenate([lower, np.zeros((len(rest), width))]), (rows, columns)),
                  layout.parts(np.concatenate([upper, np.ones((len(rest), width))]), (rows, columns)))
    return point, flat, dimension == 0, dimension, boxes, complete


def _none(width: int) -> tuple[Array, ...]:
    index, flat = np.zeros(0, dtype=np.int64), np.zeros((0, width))
    return index, flat, index, np.zeros(0, dtype=bool), index, flat, flat


def _chunk(payoffs: Array, offset: int) -> tuple[Array, ...]:
    """Solve some points; see `search` for what comes back, with `clear` (P,) where no system was nearly singular."""
    first, marks, clear = _vertices(payoffs[:, 1])
    second, others, also = _vertices(payoffs[:, 0].transpose(0, 2, 1))
    columns = payoffs.shape[3]
    others = np.concatenate([others[..., columns:], others[..., :columns]], axis=2)
    missing = (~marks).astype(np.float32) @ (~others).astype(np.float32).transpose(0, 2, 1)
    real, other = np.asarray(first.any(axis=2)), np.asarray(second.any(axis=2))
    pairs = (missing == 0) & real[:, :, None] & other[:, None, :]
    point, x, y = np.nonzero(pairs)
    flat = np.concatenate([first[point, x], second[point, y]], axis=1)
    dimension = np.zeros(len(point), dtype=np.int64)
    shared = np.asarray((pairs.sum(axis=1) > 1).any(axis=1) | (pairs.sum(axis=2) > 1).any(axis=1))
    where, lower, upper = [], [], []
    for p in np.flatnonzero(shared):
        for left, right in _products(pairs[p]):
            size = _dimension(first[p, left]) + _dimension(second[p, right])
            if size == 0:
                continue
            dimension[(point == p) & np.isin(x, left) & np.isin(y, right)] = size
            where.append(p + offset)
            lower.append(np.concatenate([first[p, left].min(axis=0), second[p, right].min(axis=0)]))
            upper.append(np.concatenate([first[p, left].max(axis=0), second[p, right].max(axis=0)]))
    width = flat.shape[1]
    return (point + offset, flat, dimension, clear & also, np.array(where, dtype=np.int64),
            np.array(lower).reshape(-1, width), np.array(upper).reshape(-1, width))


def _vertices(replies: Array) -> tuple[Array, Array, Array]:
    """Return the vertices of {x >= 0, x' R <= v}, the marks of each, and the points without a doubtful system.

    `replies` (P, m, n) holds in [1, 2] what the other party's n replies pay it against the own m strategies.
    Vertices (P, V, m) are padded with zeros; marks (P, V, m + n): weight zero, then best reply.
    """
    points, own, others = replies.shape
    found, levels, clear = [], [], np.ones(points, dtype=bool)
    for size in range(1, min(own, others) + 1):
        support = np.array(list(combinations(range(own), size)))
        best = np.array(list(combinations(range(others), size)))
        which = np.repeat(np.arange(len(support)), len(best)), np.tile(np.arange(len(best)), len(support))
        systems = replies[:, support[which[0]][:, None, :], best[which[1]][:, :, None]]
        values = np.linalg.svd(systems, compute_uv=False)
        ratio = values[..., -1] / values[..., 0]
        clear &= ~((ratio > 1e-14) & (ratio < SINGULAR)).any(axis=1)
        regular = ratio >= SINGULAR
        systems = np.where(regular[..., None, None], systems, np.eye(size))
        weights = np.linalg.solve(systems, np.ones((*systems.shape[:-1], 1)))[..., 0]
        total = weights.sum(axis=2, keepdims=True)
        regular &= total[..., 0] > 0
        full = np.zeros((points, len(which[0]), own))
        np.put_along_axis(full, np.broadcast_to(support[which[0]], weights.shape),
                          weights / np.where(total > 0, total, 1.0), axis=2)
        found.append(full)
        levels.append(np.where(regular, 1.0 / np.where(total > 0, total, 1.0)[..., 0], -1.0))
    return (*_feasible(np.concatenate(found, axis=1), np.concatenate(levels, axis=1), replies), clear)


def _feasible(vertices: Array, level: Array, replies: Array) -> tuple[Array, Array]:
    """Keep once each, packed to the front, the mixtures that are feasible and whose ties, at `level`, are the best."""
    best = (vertices @ replies).max(axis=2)
    point, index = np.nonzero((vertices.min(axis=2) >= -TOLERANCE) & (level >= best - TOLERANCE))
    kept = vertices[point, index]
    kept = np.where(kept < TOLERANCE, 0.0, kept)
    kept /= kept.sum(axis=1, keepdims=True)
    first = layout.distinct(point, kept)
    point, kept = point[first], kept[first]
    count = np.bincount(point, minlength=len(replies))
    slot = np.arange(len(point)) - np.repeat(np.cumsum(count) - count, count)
    packed = np.zeros((len(replies), max(1, count.max(initial=0)), vertices.shape[2]))
    packed[point, slot] = kept
    pays = packed @ replies
    return packed, np.concatenate([packed == 0, pays >= pays.max(axis=2, keepdims=True) - TOLERANCE], axis=2)


def _products(pairs: Array) -> list[tuple[Array, Array]]:
    """Return the maximal sets of vertices that pair throughout, as index arrays (left, right)."""
    sides: set[bytes] = set()
    for row in pairs[pairs.any(axis=1)]:
        sides |= {(np.frombuffer(each, dtype=bool) & row).tobytes() for each in sides} | {row.tobytes()}
    rights = [np.frombuffer(each, dtype=bool) for each in sides]
    return [(np.flatnonzero(pairs[:, right].all(axis=1)), np.flatnonzero(right)) for right in rights if right.any()]


def _dimension(corners: Array) -> int:
    """Return the dimension of the hull of some mixtures (K, S)."""
    return int(np.linalg.matrix_rank(corners[1:] - corners[0], tol=1e-8)) if len(corners) > 1 else 0
