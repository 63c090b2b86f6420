"""What the searches pass around: boxes to examine, normalised payoffs, and the budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic

import numpy as np

from negotiation.game import Array


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
    """The normalised payoffs (P, N, K) of a batch, flattened, with the shape that K stands for."""

    payoffs: Array
    shape: Array
    strides: Array

    @classmethod
    def of(cls, payoffs: Array) -> Table:
        """Scale each party's payoffs at each point to [0, 1] and flatten them, points first."""
        points, parties, *shape = payoffs.shape
        flat = np.ascontiguousarray(payoffs).reshape(points, parties, -1)
        low, high = flat.min(axis=2, keepdims=True), flat.max(axis=2, keepdims=True)
        scaled = (flat - low) / np.where(high > low, high - low, 1.0)
        strides = np.cumprod([1, *shape[:0:-1]])[::-1]
        return cls(scaled, np.array(shape, dtype=np.int64), strides.astype(np.int64).copy())

    @property
    def coordinates(self) -> int:
        return int((self.shape - 1).sum())


@dataclass
class Ledger:
    """What may still be spent, and on whom: boxes and seconds, a fair share a point first."""

    budget: int
    deadline: float
    points: int
    spent: Array = field(init=False)

    def __post_init__(self) -> None:
        self.spent = np.zeros(self.points, dtype=np.int64)

    def charge(self, point: Array, boxes: Array | None = None) -> None:
        """Count boxes examined at each point: one a row, or as many as said."""
        self.spent += np.bincount(point, boxes, minlength=self.points).astype(np.int64)

    def empty(self) -> bool:
        return int(self.spent.sum()) >= self.budget or monotonic() >= self.deadline

    @staticmethod
    def late(until: float) -> bool:
        return monotonic() >= until

    def room(self, point: Array, share: int) -> int:
        """Return how many boxes the hungriest of these points, and all of them together, may still have."""
        return min(share - int(self.spent[point].max(initial=0)), self.budget - int(self.spent.sum()))

    def share(self) -> int:
        return max(1, self.budget // self.points)

    def until(self, current: int, last: int) -> float:
        """Return when points up to `last` must be done so that those behind get their share of the time."""
        now = monotonic()
        return now + (self.deadline - now) * (last - current + 1) / max(1, self.points - current)


def support_sizes(bits: Array) -> Array:
    """Count the strategies of each support: (R, N)."""
    return np.bitwise_count(bits).astype(np.int64)
