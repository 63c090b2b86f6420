"""The supports that survive conditional dominance, in plain NumPy, many points at a time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from negotiation.game import Array
from negotiation.solvers.boxes.rows import Table

AT_ONCE = 1 << 22
"""Payoff gaps compared at a time."""


def undominated(table: Table) -> Array:
    """Return the strategies that survive iterated strict dominance, as bits (P, N)."""
    masks = [np.ones((len(table.payoffs), size), dtype=bool) for size in table.shape]
    _, masks = Tree(table, np.zeros(0), 0, 0, 0).survivors(np.arange(len(table.payoffs)), masks, 0)
    return _bits(masks)


def _bits(masks: Sequence[Array]) -> Array:
    return np.stack([(mask * (np.int64(1) << np.arange(mask.shape[1]))).sum(axis=1) for mask in masks], axis=1)


class Tree:
    """The supports of points `start` to `stop` with `free` free weights that survive conditional dominance."""

    POINTS = 64

    def __init__(self, table: Table, masks: Array, start: int, stop: int, free: int) -> None:
        self._payoffs, self._shape, self._slack = table.payoffs, tuple(int(size) for size in table.shape), table.slack
        self._own = [np.moveaxis(table.payoffs[:, i].reshape(-1, *self._shape), 1 + i, 1).reshape(
            len(table.payoffs), size, -1) for i, size in enumerate(self._shape)]
        self._masks, self._next, self._stop, self._free = masks, start, stop, free
        self._ready: list[tuple[Array, Array]] = []

    @property
    def done(self) -> bool:
        return self._next >= self._stop and not self._ready

    def grow(self, limit: int) -> tuple[Array, Array]:
        """Return up to `limit` further supports: their points (R,) and bits (R, N)."""
        if not self._ready:
            last = min(self._next + self.POINTS, self._stop)
            self._ready = [self._grow(np.arange(self._next, last))]
            self._next = last
        point, bits = self._ready.pop()
        if len(point) > limit:
            self._ready.append((point[limit:], bits[limit:]))
        return point[:limit], bits[:limit]

    def _grow(self, point: Array) -> tuple[Array, Array]:
        masks = [(self._masks[point, j, None] >> np.arange(size)) & 1 == 1 for j, size in enumerate(self._shape)]
        used = np.zeros(len(point), dtype=np.int64)
        for depth, size in enumerate(self._shape):
            subsets = _subsets(size, size if self._free < 0 else min(size, self._free + 1))
            row, chosen = np.nonzero(~(subsets[None] & ~masks[depth][:, None]).any(axis=2))
            used = used[row] + subsets.sum(axis=1)[chosen] - 1
            rest = sum((mask.sum(axis=1) - 1 for mask in masks[depth + 1:]), np.zeros(len(point), dtype=np.int64))[row]
            fits = (used <= self._free) & (used + rest >= self._free) if self._free >= 0 else used + rest > 0
            masks = [mask[row[fits]] for mask in masks]
            masks[depth] = subsets[chosen[fits]]
            tag = np.column_stack([point[row[fits]], used[fits]])
            tag, masks = self.survivors(tag, masks, depth + 1)
            point, used = tag[:, 0], tag[:, 1]
        bits = _bits(masks)
        order = np.argsort(point, kind="stable")
        return point[order], bits[order].astype(np.int64)

    def survivors(self, point: Array, masks: list[Array], chosen: int) -> tuple[Array, list[Array]]:
        """Drop rows in which a chosen party plays a beaten strategy; take beaten ones from the others, repeatedly.

        `point` (R,), or (R, C) with what else goes with each row behind it.
        """
        step = max(1, AT_ONCE // (max(self._shape) ** 2 * self._own[0].shape[2]))
        parts = [self._settle(point[k:k + step], [mask[k:k + step] for mask in masks], chosen)
                 for k in range(0, max(1, len(point)), step)]
        return (np.concatenate([part[0] for part in parts]),
                [np.concatenate(each) for each in zip(*(part[1] for part in parts), strict=True)])

    def _settle(self, rows: Array, masks: list[Array], chosen: int) -> tuple[Array, list[Array]]:
        point = rows if rows.ndim == 1 else rows[:, 0]
        masks, active, alive = [mask.copy() for mask in masks], np.arange(len(point)), np.ones(len(point), dtype=bool)
        while len(active):
            changed = np.zeros(len(active), dtype=bool)
            for i in range(len(self._shape)):
                gone = self._beaten(self._own[i], point[active], [mask[active] for mask in masks], i) & masks[i][active]
                if i < chosen:
                    alive[active[gone.any(axis=1)]] = False
                else:
                    masks[i][active] &= ~gone
                    changed |= gone.any(axis=1)
            active = active[changed & alive[active]]
        return rows[alive], [mask[alive] for mask in masks]

    def _beaten(self, own: Array, point: Array, masks: Sequence[Array], i: int) -> Array:
        """Mark party i's strategies that another one beats at every profile the others may play: (R, Si)."""
        others = np.ones((len(point), 1), dtype=bool)
        for j, mask in enumerate(masks):
            if j != i:
                others = (others[:, :, None] & mask[:, None, :]).reshape(len(point), -1)
        table = own[point]
        result = np.zeros(table.shape[:2], dtype=bool)
        for b in range(table.shape[1]):
            gap = np.where(others[:, None], table[:, [b]] - table, np.inf).min(axis=2)
            result |= gap > self._slack[point][:, None]
        return result


def _subsets(size: int, most: int) -> Array:
    """Return the nonempty subsets of at most so many of `size` strategies: (number, size) bool."""
    chosen = [each for count in range(1, most + 1) for each in combinations(range(size), count)]
    result = np.zeros((len(chosen), size), dtype=bool)
    for row, each in zip(result, chosen, strict=True):
        row[list(each)] = True
    return result
