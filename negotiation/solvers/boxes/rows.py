"""What the searches pass around: boxes to examine, scaled payoffs, what a kernel decided, and its pace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

import numpy as np

from negotiation.game import Array
from negotiation.solvers.boxes.doubts import rounding


@dataclass(frozen=True)
class Rows:
    """Boxes to examine: `point` (R,), support `bits` (R, N), free coordinates between `low` and `high` (R, n)."""

    point: Array
    bits: Array
    low: Array
    high: Array

    def __len__(self) -> int:
        return len(self.point)

    def __getitem__(self, rows: object) -> Rows:
        return Rows(self.point[rows], self.bits[rows], self.low[rows], self.high[rows])

    @staticmethod
    def join(parts: Sequence[Rows]) -> Rows:
        return Rows(*(np.concatenate([getattr(part, name) for part in parts]) for name in Rows.__annotations__))


@dataclass(frozen=True)
class Table:
    """The scaled payoffs (P, N, K) of a batch, flattened, with the shape that K stands for.

    Each party's payoffs at each point are divided by a power of two, so that they span at most 1 and nothing is
    rounded. A point stands for every game whose gains, at all pure profiles, are within `moved` (P,) of its own.
    `slack` (P,) bounds how far floating point is off in a gain where weights are mixtures (`rounding`), `moved`
    included.
    """

    payoffs: Array
    slack: Array
    moved: Array
    shape: Array
    strides: Array

    @classmethod
    def of(cls, payoffs: Array, given: Array | float = 0.0, moved: Array | float = 0.0) -> Table:
        """Scale payoffs (P, N, S1, ..., SN) of which each is within `given` (P, N) of the exact one.

        `moved` (P, N): the games meant are all those of which every gain, the difference of two payoffs of a party at
        one profile of the others, is that near to the exact one's.
        """
        points, parties, *shape = payoffs.shape
        flat = np.ascontiguousarray(payoffs).reshape(points, parties, -1)
        half = flat.max(axis=2) / 2 - flat.min(axis=2) / 2
        power = np.where(half > 0, np.frexp(half)[1] + 1, 0)
        scaled = np.ldexp(flat, -power[:, :, None])
        heaviest = max(rounding.mass(shape, i) for i in range(parties))
        off, away = (np.ldexp(np.broadcast_to(each, power.shape), -power).max(axis=1, initial=0.0)
                     for each in (given, moved))
        slack = rounding.evaluation(shape) + 2 * heaviest * off + away
        strides = np.cumprod([1, *shape[:0:-1]])[::-1]
        return cls(scaled, slack, away, np.array(shape, dtype=np.int64), strides.astype(np.int64).copy())

    @classmethod
    def unit(cls, payoffs: Array) -> Table:
        """Scale each party's payoffs at each point to [0, 1], which rounds."""
        points, parties = payoffs.shape[:2]
        flat = payoffs.reshape(points, parties, -1)
        low, high = flat.min(axis=2, keepdims=True), flat.max(axis=2, keepdims=True)
        return cls.of(((flat - low) / np.where(high > low, high - low, 1.0)).reshape(payoffs.shape))

    @property
    def coordinates(self) -> int:
        return int((self.shape - 1).sum())


@dataclass(frozen=True)
class Decided:
    """What a kernel says of R boxes.

    `verdict` (R,) of `verdicts`; `axis` (R,) where to bisect; `span` (R,) the width that must still become narrow;
    `root` (R, n) the free coordinates of a proved root, within `error` (R, n), infinite where only the box is proved.
    """

    verdict: Array
    axis: Array
    span: Array
    root: Array
    error: Array

    @classmethod
    def room(cls, low: Array) -> Decided:
        count = len(low)
        return cls(np.zeros(count, np.int8), np.zeros(count, np.int64), np.zeros(count),
                   np.zeros_like(low), np.full_like(low, np.inf))


@dataclass
class Pace:
    """How many rows a kernel is given at a time, so that few calls last longer than AT_A_TIME.

    Halved after a longer call, more after a full one that was much shorter: a price per call does not mislead it.
    """

    limit: int = 32

    AT_A_TIME = 0.1

    def rows(self, most: int) -> int:
        return min(most, self.limit)

    def learn(self, rows: int, started: float) -> None:
        took = monotonic() - started
        if took > self.AT_A_TIME:
            self.limit = max(1, min(rows, self.limit) // 2)
        elif took < self.AT_A_TIME / 4 and 2 * rows >= self.limit:
            self.limit = min(self.limit * (8 if took < self.AT_A_TIME / 16 else 2), 1 << 20)


def support_sizes(bits: Array) -> Array:
    """Count the strategies of each support: (R, N)."""
    return np.bitwise_count(bits).astype(np.int64)


def leader(sizes: Sequence[int]) -> int:
    """Return the party with more ties than all others have free weights, or -1: its ties alone leave no regular root.

    Its ties depend on the others' weights only: they are searched in those, and its own weights are not bisected.
    """
    free = sum(sizes) - len(sizes)
    return next((i for i, size in enumerate(sizes) if 2 * (size - 1) > free), -1)
