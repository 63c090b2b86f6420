"""Prove that a mixed equilibrium stands at every value of an interval, and that it ends there.

For any number of parties. In a cell of the parameter, with its middle m and its half width h:

1. A cell of the parameter is proved by a test of its own (`rooted`): for each of its values one root of the equations
   near the one that Newton's method found, weights positive, strategies outside short. What is not proved is halved.
2. Round an end: one cell in which the root is unique, and beyond which a margin is below zero. The margin has changed
   its sign in the cell, and the equilibrium has ended.

All cells of all equilibria are in one batch. What is proved is that the equilibrium is one; that no other was missed
between points is not (`sampled`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from negotiation.game import Array
from negotiation.tipping.along.line import Line
from negotiation.tipping.along.sampling.followed import Follower, Supports
from negotiation.tipping.along.sampling.rooted import rooted

NUMBERS = 1 << 21
"""Numbers of an enclosed table that are held at a time."""

MOST_CELLS = 600
"""Cells that are tried for one interval at most."""

GROWTH = 8.0
"""How much longer a cell is than its neighbour nearer to the end: there margins grow in proportion to the distance."""

BESIDE = (4.0, 64.0, 1024.0)
"""How far round an end, in units of what it was located to, a proof is tried."""


@dataclass(frozen=True)
class Stretch:
    """A followed equilibrium on [low, high]: its supports, whether each end is the range's.

    `weights` (K, n) over all strategies are known at the values `at` (K,) inside, in order.
    """

    supports: Supports
    low: float
    high: float
    edges: tuple[bool, bool]
    at: Array
    weights: Array


@dataclass(frozen=True)
class Proof:
    """A stretch is proved but for `inside` at its ends; `ended`: both ends are proved to be some, or the range's."""

    inside: float
    ended: bool


def proofs(line: Line, stretches: Sequence[Stretch], fine: float) -> list[Proof | None]:
    """Return what is proved of each stretch, None where its inside is not; `fine`: what ends are located to."""
    if not stretches:
        return []
    prover = _Prover(line, stretches, fine)
    margins, ended = prover.ends()
    stands = prover.stand(margins)
    return [Proof(float(margins[k].max()), bool(ended[k].all())) if stands[k] else None for k in range(len(stretches))]


def together(proofs: Sequence[Proof | None]) -> Proof | None:
    """Return what is proved of all stretches of an equilibrium."""
    known = [each for each in proofs if each is not None]
    if len(known) < len(proofs):
        return None
    return Proof(max(each.inside for each in known), all(each.ended for each in known))


def _graded(low: float, high: float, step: float) -> Array:
    """Cut [low, high] into cells that grow with their distance from the ends."""
    steps = step * GROWTH ** np.arange(1, 64)
    steps = steps[steps < (high - low) / 2]
    return np.unique(np.concatenate([[low], low + steps, [(low + high) / 2], high - steps, [high]]))


class _Prover:
    def __init__(self, line: Line, stretches: Sequence[Stretch], fine: float) -> None:
        self.line, self.stretches, self.fine = line, stretches, fine
        self.follower = Follower(line, [each.supports for each in stretches], fine)
        self.step = max(1, NUMBERS // prod(line.model.strategy_counts) // len(line.model.parties))

    def ends(self) -> tuple[Array, Array]:
        """Return how far from each end (R, 2) the inside begins, and whether the end is proved to be one."""
        at = np.array([[each.low, each.high] for each in self.stretches])
        edges = np.array([each.edges for each in self.stretches])
        room = (at[:, 1:] - at[:, :1]) / 4
        margins, ended = np.full(at.shape, BESIDE[0] * self.fine), edges.copy()
        for times in BESIDE:
            rows, side = np.nonzero(~ended)
            if not len(rows):
                break
            wide = np.minimum(times * self.fine, room[rows, 0])
            found = self._ends(rows, side, at[rows, side], wide)
            ended[rows[found], side[found]] = True
            margins[rows, side] = wide
        return np.minimum(margins, room), ended

    def _ends(self, rows: Array, side: Array, at: Array, wide: Array) -> Array:
        """Return where there is an equilibrium on the inner side of [at - wide, at + wide], none on the outer one."""
        unique, _, low, high = self._cells(rows, at - wide, at + wide)
        inner = np.where(side == 0, high[0], low[0])
        outer = np.where(side == 0, low[1], high[1])
        return unique & (inner > 0) & (outer < 0)

    def stand(self, margins: Array) -> Array:
        """Return which stretches (R,) are equilibria at every value that far from their ends."""
        first = np.array([each.low for each in self.stretches]) + margins[:, 0]
        last = np.array([each.high for each in self.stretches]) - margins[:, 1]
        stands, tried = first < last, np.zeros(len(first), dtype=int)
        nodes = [_graded(*each) for each in zip(first, last, margins.min(axis=1), strict=True)]
        rows: Array = np.repeat(np.arange(len(nodes)), [len(each) - 1 for each in nodes])
        low: Array = np.concatenate([each[:-1] for each in nodes])
        high: Array = np.concatenate([each[1:] for each in nodes])
        while len(rows):
            unique, least, _, _ = self._cells(rows, low, high)
            np.add.at(tried, rows, 1)
            left = ~(unique & (least > 0))
            middle = low / 2 + high / 2
            stands[rows[left & ((high - low <= self.fine) | ~((low < middle) & (middle < high)))]] = False
            stands[tried > MOST_CELLS] = False
            left &= stands[rows]
            rows, low, middle, high = (each[left] for each in (rows, low, middle, high))
            rows, low, high = np.tile(rows, 2), np.concatenate([low, middle]), np.concatenate([middle, high])
        return stands

    def _cells(self, rows: Array, low: Array, high: Array) -> tuple[Array, Array, Array, Array]:
        """Return of the cells [low, high] (C,) of the stretches `rows`: is the root unique; bounds on its least margin.

        Bounds from below (C,) all over; from both sides (2, C) at the low end, and at the high end.
        """
        parts = [self._some(*(each[k:k + self.step] for each in (rows, low, high)))
                 for k in range(0, len(rows), self.step)]
        return tuple(np.concatenate(each, axis=-1) for each in zip(*parts, strict=True))  # type: ignore[return-value]

    def _some(self, rows: Array, low: Array, high: Array) -> tuple[Array, Array, Array, Array]:
        here, middle = self.follower.take(rows), low / 2 + high / 2
        with np.errstate(all="ignore"):
            cells = rooted(self.line, here, low, high, self._near(rows, middle) * here.played)
        sides = (np.stack([each.low.min(axis=1), each.high.min(axis=1)]) for each in cells.sides)
        return cells.unique, cells.over.low.min(axis=1), *sides

    def _near(self, rows: Array, at: Array) -> Array:
        """Return the weights of each stretch between the values where they are known."""
        found = np.empty((len(rows), self.follower.played.shape[1]))
        for row in np.unique(rows).tolist():
            each, own = self.stretches[row], rows == row
            found[own] = np.stack([np.interp(at[own], each.at, column) for column in each.weights.T], axis=1)
        return found
