"""From free coordinates of a support to mixtures over all strategies, and the joining of boxes that touch."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from negotiation.game import Array
from negotiation.solvers.boxes.rows import Rows, support_sizes

MANY = 128
"""Boxes of one support that are kept apart; of more only the hull is kept."""

COMPARED = 1024
"""Boxes of one point that are compared with each other."""


def members(bits: Array, shape: Sequence[int]) -> list[Array]:
    """Return which strategies each support holds: N bool arrays (R, Sj)."""
    return [(bits[:, [j]] >> np.arange(size)) & 1 == 1 for j, size in enumerate(shape)]


def placed(coordinates: Array, rest: Array, bits: Array, shape: Sequence[int]) -> Array:
    """Lay free coordinates, and `rest` (R, N) for each reference strategy, over all strategies: (R, sum of S)."""
    sizes = support_sizes(bits)
    first = np.cumsum(sizes - 1, axis=1) - (sizes - 1)
    columns = []
    padded = np.column_stack([coordinates, np.zeros(len(bits))])
    for j, inside in enumerate(members(bits, shape)):
        rank = np.cumsum(inside, axis=1) - 1
        place = np.minimum(first[:, [j]] + rank, padded.shape[1] - 1)
        values = np.take_along_axis(padded, np.where(inside, place, 0), axis=1)
        reference = rank == sizes[:, [j]] - 1
        columns.append(np.where(inside, np.where(reference, rest[:, [j]], values), 0.0))
    return np.concatenate(columns, axis=1)


def sums(coordinates: Array, bits: Array) -> Array:
    """Add up each party's free coordinates: (R, N)."""
    ends = np.cumsum(support_sizes(bits) - 1, axis=1)
    running = np.column_stack([np.zeros(len(bits)), np.cumsum(coordinates, axis=1)])
    return np.diff(np.take_along_axis(running, ends, axis=1), axis=1, prepend=0.0)


LEAST = 2.0 ** -60
"""What a weight that is proved to be positive is shown as where floats, adding up to one, leave nothing for it."""


def mixtures(coordinates: Array, bits: Array, shape: Sequence[int]) -> Array:
    """Return probabilities over all strategies (R, sum of S), positive in the support and nowhere else."""
    rest = np.maximum(1.0 - sums(coordinates, bits), LEAST)
    flat = np.clip(placed(np.where(coordinates > 0, coordinates, LEAST), rest, bits, shape), 0.0, 1.0)
    return np.concatenate([part / part.sum(axis=1, keepdims=True) for part in parts(flat, shape)], axis=1)


def hulls(rows: Rows, shape: Sequence[int]) -> tuple[Array, Array]:
    """Return the lower and upper bounds of each box over all strategies: two (R, sum of S)."""
    least = np.clip(1.0 - sums(rows.high, rows.bits), 0.0, 1.0)
    most = np.clip(1.0 - sums(rows.low, rows.bits), 0.0, 1.0)
    return placed(rows.low, least, rows.bits, shape), placed(rows.high, most, rows.bits, shape)


def parts(flat: Array, shape: Sequence[int]) -> tuple[Array, ...]:
    """Split (R, sum of S) into N arrays (R, Sj)."""
    return tuple(np.split(flat, np.cumsum(shape)[:-1], axis=1))


def merged(lower: Array, upper: Array, reach: float = 1e-6, most: int = MANY) -> tuple[Array, Array]:
    """Join boxes of one support and point that touch into hulls of connected parts; more than `most` into one."""
    if len(lower) > most:
        return lower.min(axis=0, keepdims=True), upper.max(axis=0, keepdims=True)
    label = touching(lower, upper, reach)
    names = np.unique(label)
    return (np.array([lower[label == name].min(axis=0) for name in names]),
            np.array([upper[label == name].max(axis=0) for name in names]))


def touching(lower: Array, upper: Array, reach: float = 1e-6) -> Array:
    """Number the connected parts of boxes that touch: the first box of each box's part (R,)."""
    label = np.arange(len(lower))
    touch = ((lower[:, None] <= upper[None] + reach) & (lower[None] <= upper[:, None] + reach)).all(axis=2)
    while True:
        spread = np.where(touch, label[None], len(label)).min(axis=1)
        if (spread == label).all():
            return label
        label = spread


def inside(flat: Array, lower: Array, upper: Array, reach: float = 1e-6) -> Array:
    """Tell for each profile whether it lies in one of the boxes: (R,)."""
    held = ((flat[:, None] >= lower - reach) & (flat[:, None] <= upper + reach)).all(axis=2)
    return np.asarray(held.any(axis=1))


def outermost(lower: Array, upper: Array, reach: float = 1e-6) -> Array:
    """Mark the boxes of one point that lie in no other one; of equal ones the first. All where there are too many."""
    if len(lower) > COMPARED:
        return np.ones(len(lower), dtype=bool)
    within = ((lower[:, None] >= lower[None] - reach) & (upper[:, None] <= upper[None] + reach)).all(axis=2)
    earlier = np.arange(len(lower))[:, None] > np.arange(len(lower))[None]
    return np.asarray(~(within & (~within.T | earlier)).any(axis=1))
