"""Is there one mixed equilibrium, and only one near, for every value of the parameter in a cell?

For any number of parties, on given supports. Let m be the middle of the cell:

1. Weights w solve the equations at m, nearly; v is their slope along the parameter. The equilibrium is looked for as
   w + v(t - m) + d. Its equations at d = 0 are R(t) = F(w, m) + D(t)(t - m), with D their slope along (v, 1): small,
   since v is a solution, so that R is of the order of the square of the cell.
2. K = -Y R + (I - Y J)[-r, r], with J all slopes in the weights over the cell and Y near the inverse of J. Where
   |K| < r there is exactly one root |d| < r for every t of the cell, and |d| <= |K| (Krawczyk 1969; Neumaier 1990,
   Interval methods for systems of equations, section 5.1, for every t on its own).
3. Margins, the weights and what strategies outside fall short, are bounded in the same way, all over the cell and at
   both its sides.

All in balls with outward rounding (`arithmetic.balls`), all cells in one batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from negotiation.arithmetic.balls import Ball, exactly, joined
from negotiation.game import Array
from negotiation.solvers.responses import solve_each
from negotiation.tipping.along.line import Line
from negotiation.tipping.along.sampling.enclosures import Tables, sides, tables
from negotiation.tipping.along.sampling.followed import Follower

STEPS = 2
"""Of Newton's method, from weights that are known nearby."""

INFLATED = 2.0
"""The radius that is tried, over the one in which a root is expected."""


@dataclass(frozen=True)
class Cells:
    """What holds in C cells: whether the root is unique, and its margins (C, n) all over, at the low, the high side."""

    unique: Array
    over: Ball
    sides: tuple[Ball, Ball]


def rooted(line: Line, here: Follower, low: Array, high: Array, weights: Array) -> Cells:
    """Return what holds in the cells [low, high] (C,) of equilibria with weights (C, n) near their middles."""
    middle = low / 2 + high / 2
    below, above, far = sides(low, high, middle)
    weights, near = _solved(line, here, middle, weights)
    system, w = _System(here, tables(line, low, high, middle, far)), exactly(weights)
    inverse = exactly(_inverted(near))
    drift = system.equations(system.short("slope", w), exactly(np.zeros_like(weights))).middle
    slope = np.where(system.played, -(inverse.middle @ drift[..., None])[..., 0], 0.0)
    along = exactly(slope)
    path = w + along * far
    change = _times(system.slopes(path), along) + system.short("slope", path)
    short = system.short("middle", w)
    rest = (system.equations(short, system.sums(w))
            + system.equations(change, _times(system.members, along)) * far)
    expected = (np.abs(inverse.middle) @ rest.most[..., None])[..., 0]
    radius = np.where(system.played, INFLATED * expected, 0.0)
    slopes = system.slopes(path + Ball(np.zeros_like(radius), radius))
    full = system.equations(slopes, system.members) + exactly(system.unplayed)
    narrow = _times(exactly(np.broadcast_to(np.eye(near.shape[1]), near.shape)) - inverse @ full,
                    Ball(np.zeros_like(radius), radius))
    found = (narrow - _times(inverse, rest)).most
    unique = np.all((found < radius) | ~system.played, axis=1)
    d = Ball(np.zeros_like(found), np.where(system.played, found, 0.0))
    beside = _times(slopes, d)

    def margins(step: Ball) -> Ball:
        weight, outside = w + along * step + d, short + change * step + beside
        return Ball(np.where(system.played, weight.middle, outside.middle),
                    np.where(system.played, weight.radius, outside.radius))

    return Cells(unique, margins(far), (margins(below), margins(above)))


def _solved(line: Line, here: Follower, at: Array, weights: Array) -> tuple[Array, Array]:
    """Return the weights at a value, nearly, and the equations' slopes there."""
    payoffs = line.payoffs(at)
    for _ in range(STEPS):
        rest, near = here.linear(payoffs, weights)
        near = np.where(np.isfinite(near).all(axis=(1, 2), keepdims=True), near, np.eye(near.shape[1]))
        weights = weights - solve_each(near, rest) * here.played
    return weights, near


def _times(matrix: Ball, vector: Ball) -> Ball:
    return (matrix @ vector[..., None])[..., 0]


def _inverted(matrices: Array) -> Array:
    try:
        return np.linalg.inv(matrices)
    except np.linalg.LinAlgError:
        return np.linalg.pinv(matrices)


class _System:
    """The equations and margins of C cells, enclosed; a row a strategy, the first of each support for its sum."""

    def __init__(self, here: Follower, parties: Sequence[Tables]) -> None:
        self.spans, self.sizes, self.parties = here.spans, [each.stop - each.start for each in here.spans], parties
        self.played, self.first, size = here.played, here.first, here.played.shape[1]
        self.lead = self.first == np.arange(size)
        self.unplayed = np.where(self.played[..., None], 0.0, np.eye(size))
        ones = np.zeros_like(self.unplayed)
        for span in self.spans:
            ones[:, span, span] = self.played[:, None, span]
        self.members = exactly(ones)

    def short(self, which: str, weights: Ball) -> Ball:
        """Enclose what each strategy falls short of its party's first (C, n), by one of the tables."""
        return self._less(joined([self._paid(getattr(each, which), weights, i) for i, each in enumerate(self.parties)]))

    def slopes(self, weights: Ball) -> Ball:
        """Enclose the slopes of `short` in all weights (C, n, n)."""
        size = self.played.shape[1]
        middle, radius = np.zeros((2, len(self.played), size, size))
        for i, own in enumerate(self.spans):
            for j, other in enumerate(self.spans):
                if i != j:
                    block = self._paid(self.parties[i].value, weights, i, j)
                    middle[:, own, other], radius[:, own, other] = block.middle, block.radius
        return self._less(Ball(middle, radius))

    def equations(self, short: Ball, whole: Ball) -> Ball:
        """Put into the rows of strategies that lead their support what their sum says, 0 where none is played."""
        shape = (*self.lead.shape, *[1] * (short.middle.ndim - 2))
        lead, played = self.lead.reshape(shape), self.played.reshape(shape)
        middle = np.where(lead, whole.middle, np.where(played, short.middle, 0.0))
        return Ball(middle, np.where(lead, whole.radius, np.where(played, short.radius, 0.0)))

    def sums(self, weights: Ball) -> Ball:
        """Enclose by how much the weights of each party differ from one (C, n)."""
        return _times(self.members, weights) - exactly(np.ones_like(weights.middle))

    def _less(self, paid: Ball) -> Ball:
        index = self.first if paid.middle.ndim == 2 else self.first[..., None]
        lead = Ball(np.take_along_axis(paid.middle, index, axis=1), np.take_along_axis(paid.radius, index, axis=1))
        return lead - paid

    def _paid(self, table: Ball, weights: Ball, party: int, other: int | None = None) -> Ball:
        """Enclose what strategies pay (C, S), or pay against each strategy of another party (C, S, S')."""
        cells, others = len(self.played), [each for each in range(len(self.sizes)) if each != party]
        kept = [each for each in others if each != other]
        mixed = exactly(np.ones((cells, 1)))
        for each in kept:
            mixed = (mixed[:, :, None] * weights[:, None, self.spans[each]]).laid(cells, -1)
        laid = table.laid(cells, self.sizes[party], *(self.sizes[each] for each in others))
        if other is not None:
            laid = laid.moved(2 + others.index(other), 2)
        found = laid.laid(cells, -1, mixed.middle.shape[1]) @ mixed[..., None]
        return found.laid(cells, self.sizes[party], *([] if other is None else [-1]))

