"""A line's payoffs in cells of the parameter, enclosed as balls: at the middle, all over the cell, and their slopes.

From the polynomials where one table of low degree holds all over the line, since a product with its coefficients does
all cells and payoffs at once; else from the formulas (`certified.enclosed`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from negotiation.arithmetic.balls import UNIT, Ball, exactly, joined, off
from negotiation.arithmetic.dual import slope_of, value_of
from negotiation.arithmetic.ranges import lifted
from negotiation.game import Array
from negotiation.tipping.along.certified import enclosed
from negotiation.tipping.along.line import Line


@dataclass(frozen=True)
class Tables:
    """A party's payoffs in C cells: own strategies by profiles of the others, (C, Si, S_-i) each."""

    middle: Ball
    value: Ball
    slope: Ball


def sides(low: Array, high: Array, middle: Array) -> tuple[Ball, Ball, Ball]:
    """Enclose how far the low and the high side of cells (C,) are from their middles, and all between: (C, 1) each."""
    low_side, high_side = (off(side, middle)[:, None] for side in (low, high))
    return low_side, high_side, Ball(np.zeros((len(low), 1)), np.maximum(low_side.most, high_side.most))


def tables(line: Line, low: Array, high: Array, middle: Array, far: Ball) -> list[Tables]:
    """Enclose each party's payoffs in the cells [low, high] (C,), whose sides are `far` (C, 1) from their middles."""
    return [Tables(*(_laid(each, i) for each in kinds))
            for i, kinds in enumerate(_enclosed(line, low, high, middle, far))]


def games(line: Line, low: Array, high: Array) -> tuple[Array, Array, Array]:
    """Return a game for each cell [low, high] (C,): payoffs (C, N, S1, ..., SN), (C, N) within what they are those at
    its middle, (C, N) how far a gain, the difference of two payoffs at one profile of the others, moves in the cell."""
    middle = low / 2 + high / 2
    far = sides(low, high, middle)[2]
    payoffs, given, moved = [], [], []
    for i, (here, _, slope) in enumerate(_enclosed(line, low, high, middle, far)):
        payoffs.append(np.moveaxis(here.middle, -1, 0))
        given.append(here.radius.reshape(-1, len(low)).max(axis=0))
        rise = off(slope.high.max(axis=i), slope.low.min(axis=i)).most.reshape(-1, len(low)).max(axis=0)
        moved.append((exactly(rise) * far[:, 0]).most)
    return np.stack(payoffs, axis=1), np.stack(given, axis=1), np.stack(moved, axis=1)


def _enclosed(line: Line, low: Array, high: Array, middle: Array, far: Ball) -> Iterator[tuple[Ball, Ball, Ball]]:
    """Yield each party's payoffs at the middles, in the cells, and their slopes: (S1, ..., SN, C) each."""
    shape = line.model.strategy_counts
    if line.polynomial is None:
        yield from _formulas(line, (*shape, len(low)), low, high, middle)
        return
    coefficients = Ball(line.polynomial, UNIT * np.abs(line.polynomial))
    rising = coefficients[1:] * exactly(np.arange(1.0, len(line.polynomial))[:, None])
    here = exactly(middle[:, None])
    there = _powers(here, len(line.polynomial)) @ coefficients
    slope = _powers(here + far, len(line.polynomial) - 1) @ rising
    value = there + slope * far
    parts = [each.laid(len(low), len(shape), *shape) for each in (there, value, slope)]
    for i in range(len(shape)):
        yield tuple(each[:, i].moved(0, -1) for each in parts)  # type: ignore[misc]


def _powers(each: Ball, count: int) -> Ball:
    """Enclose 1, t, t^2, ...: (C, count)."""
    found = [exactly(np.ones_like(each.middle))][:count]
    while len(found) < count:
        found.append(found[-1] * each)
    return joined(found) if found else exactly(np.zeros((len(each.middle), 0)))


def _formulas(line: Line, shape: tuple[int, ...], low: Array, high: Array, middle: Array
              ) -> Iterator[tuple[Ball, Ball, Ball]]:
    for whole, point in zip(enclosed(line, low, high), enclosed(line, middle, middle), strict=True):
        yield tuple(Ball.of(lifted(each).spread(shape))  # type: ignore[misc]
                    for each in (value_of(point), value_of(whole), slope_of(whole)))


def _laid(own: Ball, party: int) -> Ball:
    """Lay a party's payoffs (S1, ..., SN, C) out as (C, own strategies, profiles of the others)."""
    own = own.moved(-1, 0).moved(1 + party, 1)
    return own.laid(*own.middle.shape[:2], -1)
