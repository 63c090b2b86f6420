"""The supports that survive conditional dominance, in plain NumPy, many points at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, combinations, islice
from math import comb

import numpy as np

from negotiation.game import Array
from negotiation.solvers.boxes.rows import Table

AT_ONCE = 1 << 20
"""Payoff gaps compared at a time."""

SUBSETS, CHOSEN = 1024, 64
"""Supports of a party that are tried at a time, and for how many rows."""


def undominated(table: Table) -> Array:
    """Return the strategies that survive iterated strict dominance, as bits (P, N)."""
    masks = [np.ones((len(table.payoffs), size), dtype=bool) for size in table.shape]
    _, masks = Tree(table, np.zeros(0), 0, 0, 0).survivors(np.arange(len(table.payoffs)), masks, 0)
    return _bits(masks)


def _bits(masks: Sequence[Array]) -> Array:
    return np.stack([(mask * (np.int64(1) << np.arange(mask.shape[1]))).sum(axis=1) for mask in masks], axis=1)


@dataclass(frozen=True)
class Portion:
    """Rows that have chosen the supports of `depth` parties: point and free weights `tag` (R, 2), strategies `masks`.

    `settled` where dominance has been followed up; of the next party's choices those up to `begun` were tried.
    """

    depth: int
    tag: Array
    masks: list[Array]
    settled: bool
    begun: int = 0

    def part(self, start: int, stop: int | None) -> Portion:
        """Return some of the rows."""
        return replace(self, tag=self.tag[start:stop], masks=[mask[start:stop] for mask in self.masks])


class Tree:
    """The supports of points `start` to `stop` with `free` free weights that survive conditional dominance.

    Depth first, a portion at a time: the rows of a portion have chosen the supports of the first `depth` parties.
    """

    POINTS = 64

    def __init__(self, table: Table, masks: Array, start: int, stop: int, free: int) -> None:
        self._payoffs, self._shape, self._slack = table.payoffs, tuple(int(size) for size in table.shape), table.slack
        self._own = [np.moveaxis(table.payoffs[:, i].reshape(-1, *self._shape), 1 + i, 1).reshape(
            len(table.payoffs), size, -1) for i, size in enumerate(self._shape)]
        self._masks, self._next, self._stop, self._free = masks, start, stop, free
        self._step = max(1, AT_ONCE // (max(self._shape) ** 2 * self._own[0].shape[2]))
        self._waiting: list[Portion] = []

    @property
    def done(self) -> bool:
        return self._next >= self._stop and not self._waiting

    def grow(self, limit: int) -> tuple[Array, Array]:
        """Return up to `limit` further supports, perhaps none yet: their points (R,) and bits (R, N)."""
        if not self._waiting:
            self._waiting.append(self._begun())
        here = self._waiting.pop()
        if here.settled and here.depth == len(self._shape):
            if len(here.tag) > limit:
                self._waiting.append(here.part(limit, None))
                here = here.part(0, limit)
            return here.tag[:, 0], _bits(here.masks).astype(np.int64)
        most = CHOSEN if here.settled else self._step
        if len(here.tag) > most:
            self._waiting.append(here.part(most, None))
            here = here.part(0, most)
        if here.settled:
            self._choose(here)
        elif len(here.tag):
            tag, masks = self._settle(here.tag, here.masks, here.depth)
            self._waiting.append(Portion(here.depth, tag, masks, True))
        return np.zeros(0, dtype=np.int64), np.zeros((0, len(self._shape)), dtype=np.int64)

    def _begun(self) -> Portion:
        """Return the next points with nothing chosen."""
        point = np.arange(self._next, min(self._next + self.POINTS, self._stop))
        self._next += len(point)
        masks = [(self._masks[point, j, None] >> np.arange(size)) & 1 == 1 for j, size in enumerate(self._shape)]
        return Portion(0, np.column_stack([point, np.zeros_like(point)]), masks, True)

    def _choose(self, here: Portion) -> None:
        """Let the next party choose in every row; what follows is still to be judged by dominance."""
        size, depth = self._shape[here.depth], here.depth
        most = size if self._free < 0 else min(size, self._free + 1)
        subsets = _subsets(size, most, here.begun)
        if here.begun + len(subsets) < _number(size, most):
            self._waiting.append(Portion(depth, here.tag, here.masks, True, here.begun + len(subsets)))
        row, chosen = np.nonzero(~(subsets[None] & ~here.masks[depth][:, None]).any(axis=2))
        used = here.tag[row, 1] + subsets.sum(axis=1)[chosen] - 1
        rest = sum((mask.sum(axis=1) - 1 for mask in here.masks[depth + 1:]), np.zeros(len(here.tag), np.int64))[row]
        fits = (used <= self._free) & (used + rest >= self._free) if self._free >= 0 else used + rest > 0
        masks = [mask[row[fits]] for mask in here.masks]
        masks[depth] = subsets[chosen[fits]]
        tag = np.column_stack([here.tag[row[fits], 0], used[fits]])
        self._waiting.append(Portion(depth + 1, tag, masks, False))

    def survivors(self, point: Array, masks: list[Array], chosen: int) -> tuple[Array, list[Array]]:
        """Drop rows in which a chosen party plays a beaten strategy; take beaten ones from the others, repeatedly.

        `point` (R,), or (R, C) with what else goes with each row behind it.
        """
        parts = [self._settle(point[k:k + self._step], [mask[k:k + self._step] for mask in masks], chosen)
                 for k in range(0, max(1, len(point)), self._step)]
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


@lru_cache(maxsize=64)
def _subsets(size: int, most: int, begin: int) -> Array:
    """Return nonempty subsets of at most so many of `size` strategies, SUBSETS of them from one on: (number, size)."""
    every = chain.from_iterable(combinations(range(size), count) for count in range(1, most + 1))
    chosen = [*islice(every, begin, begin + SUBSETS)]
    result = np.zeros((len(chosen), size), dtype=bool)
    for row, each in zip(result, chosen, strict=True):
        row[list(each)] = True
    return result


def _number(size: int, most: int) -> int:
    return sum(comb(size, count) for count in range(1, most + 1))
