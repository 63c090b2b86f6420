"""A line's payoffs in cells of the parameter, enclosed as balls: at the middle, all over the cell, and their slopes.

From the polynomials where one table of low degree holds all over the line, since a product with its coefficients does
all cells and payoffs at once; else from the formulas (`certified.enclosed`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from negotiation.arithmetic.balls import UNIT, Ball, exactly, joined
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


def tables(line: Line, low: Array, high: Array, middle: Array, far: Ball) -> list[Tables]:
    """Enclose each party's payoffs in the cells [low, high] (C,), whose sides are `far` (C, 1) from their middles."""
    shape = line.model.strategy_counts
    if line.polynomial is None:
        return [Tables(*(_laid(each, i) for each in kinds))
                for i, kinds in enumerate(_formulas(line, (*shape, len(low)), low, high, middle))]
    coefficients = Ball(line.polynomial, UNIT * np.abs(line.polynomial))
    rising = coefficients[1:] * exactly(np.arange(1.0, len(line.polynomial))[:, None])
    here = exactly(middle[:, None])
    there = _powers(here, len(line.polynomial)) @ coefficients
    slope = _powers(here + far, len(line.polynomial) - 1) @ rising
    value = there + slope * far
    parts = [each.laid(len(low), len(shape), *shape) for each in (there, value, slope)]
    return [Tables(*(_laid(each[:, i].moved(0, -1), i) for each in parts)) for i in range(len(shape))]


def _powers(each: Ball, count: int) -> Ball:
    """Enclose 1, t, t^2, ...: (C, count)."""
    found = [exactly(np.ones_like(each.middle))][:count]
    while len(found) < count:
        found.append(found[-1] * each)
    return joined(found) if found else exactly(np.zeros((len(each.middle), 0)))


def _formulas(line: Line, shape: tuple[int, ...], low: Array, high: Array, middle: Array) -> Iterator[tuple[Ball, ...]]:
    for whole, point in zip(enclosed(line, low, high), enclosed(line, middle, middle), strict=True):
        yield tuple(Ball.of(lifted(each).spread(shape)) for each in (value_of(point), value_of(whole), slope_of(whole)))


def _laid(own: Ball, party: int) -> Ball:
    """Lay a party's payoffs (S1, ..., SN, C) out as (C, own strategies, profiles of the others)."""
    own = own.moved(-1, 0).moved(1 + party, 1)
    return own.laid(*own.middle.shape[:2], -1)
