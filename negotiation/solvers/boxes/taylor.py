"""Payoff gains over a box of free coordinates, in Taylor form about its centre: value, slopes, and the rest's bound.

A party's expected gain is linear in each other party's mixture, so the Taylor form is exact and finite; what is of
higher order is bounded by the sum of its absolute coefficients times the radii. Payoffs, centres and radii are floats,
or rationals in object arrays: the same walk then rounds nothing (`boxes.exact`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from negotiation.game import Array
from negotiation.solvers.boxes.rows import leader
from negotiation.solvers.boxes.verdicts import WORST


@dataclass(frozen=True)
class Forms:
    """Gains of R boxes over the reference strategies: Q gains a box, of which those `tied` (Q,) must vanish.

    `gain` (R, Q) at the centre; `slope` (R, Q, n) times the radii; `rest` (R, Q) bounds what is of higher order;
    `terms` (R, n, M) are the ties' coefficients of higher order, one a product of coordinates of different parties.
    """

    gain: Array
    slope: Array
    rest: Array
    terms: Array
    tied: Array

    def take(self, rows: Array) -> Forms:
        return Forms(self.gain[rows], self.slope[rows], self.rest[rows], self.terms[rows], self.tied)


@dataclass(frozen=True)
class Faces:
    """Supports of one size pattern: R faces of games (points, N, K) with their `point` (R,) and `bits` (R, N)."""

    payoffs: Array
    shape: Array
    point: Array
    bits: Array

    def take(self, rows: Array) -> Faces:
        taken = Faces(self.payoffs, self.shape, self.point[rows], self.bits[rows])
        if "gaps" in self.__dict__:
            taken.__dict__["gaps"] = [gap[rows] for gap in self.gaps]
        for name in self.__dict__.keys() & {"sizes", "first", "lead", "columns", "ties", "products"}:
            taken.__dict__[name] = self.__dict__[name]
        return taken

    def alone(self) -> Faces:
        """Return the ties alone, without the gains of strategies that are not played."""
        taken = self.take(np.arange(len(self.point)))
        taken.__dict__["gaps"] = [gap[:, :size - 1] for gap, size in zip(self.gaps, self.sizes, strict=True)]
        return taken

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        return tuple(int(size) for size in np.bitwise_count(self.bits[0]))

    @cached_property
    def first(self) -> Array:
        """Return the position of each party's first free coordinate."""
        return np.cumsum(np.array(self.sizes) - 1) - (np.array(self.sizes) - 1)

    @property
    def free(self) -> int:
        return sum(self.sizes) - len(self.sizes)

    @cached_property
    def lead(self) -> int:
        return leader(self.sizes)

    @cached_property
    def columns(self) -> Array:
        """Return the coordinates that the system is in: all, or those of the parties other than the leader."""
        own = np.repeat(np.arange(len(self.sizes)), np.array(self.sizes) - 1) == self.lead
        return np.flatnonzero(~own) if self.lead >= 0 else np.arange(self.free)

    @cached_property
    def ties(self) -> Array:
        """Return which of the ties, one a coordinate, make up the system: all, or the leader's."""
        return np.setdiff1d(np.arange(self.free), self.columns) if self.lead >= 0 else np.arange(self.free)

    @cached_property
    def members(self) -> list[Array]:
        """Return each support's strategies in order: N arrays (R, size)."""
        return [np.nonzero((self.bits[:, [j]] >> np.arange(self.shape[j])) & 1)[1].reshape(-1, size)
                for j, size in enumerate(self.sizes)]

    @cached_property
    def gaps(self) -> list[Array]:
        """Return u_i(a, .) - u_i(reference, .) on the face: N arrays (R, Si - 1, m1, .., 1, .., mN), own axis first.

        The tied strategies come first, in the order of the free coordinates.
        """
        rows = np.arange(len(self.point)).reshape(-1, *[1] * len(self.sizes))
        result = []
        for i, size in enumerate(self.sizes):
            index = []
            for j, inside in enumerate(self.members):
                order = np.argsort(self._rank(i), axis=1, kind="stable") if j == i else inside
                index.append(order.reshape(len(order), *[-1 if k == j else 1 for k in range(len(self.sizes))]))
            own = self.payoffs[:, i].reshape(-1, *self.shape)[self.point[rows], *index]
            own = np.moveaxis(own, 1 + i, 1)
            result.append(np.delete(own, size - 1, axis=1) - own[:, size - 1:size])
        return result

    def _rank(self, i: int) -> Array:
        """Order party i's strategies: those in the support, then the others."""
        return 1 - ((self.bits[:, [i]] >> np.arange(self.shape[i])) & 1)

    def forms(self, centre: Array, radius: Array) -> Forms:
        """Expand every gain about the centres (R, n) with radii (R, n)."""
        own = [i for i, gap in enumerate(self.gaps) if gap.shape[1]]
        tied = np.concatenate([np.arange(self.gaps[i].shape[1]) < self.sizes[i] - 1 for i in own])
        parts = [self._expand(i, centre, radius) for i in own]
        gain, slope, rest, terms = (np.concatenate(each, axis=1) for each in zip(*parts, strict=True))
        return Forms(gain, slope, rest, terms, tied)

    def _expand(self, i: int, centre: Array, radius: Array) -> tuple[Array, Array, Array, Array]:
        table = self.gaps[i]
        others = [j for j in range(len(self.sizes)) if j != i]
        mixing = [(axis, j) for axis, j in enumerate(others, start=2) if self.sizes[j] > 1]
        for axis, j in mixing:  # who plays one strategy moves no gain
            here = slice(self.first[j], self.first[j] + self.sizes[j] - 1)
            spread = (-1, *(-1 if k == axis else 1 for k in range(1, table.ndim)))
            middle, reach = (each[:, here].reshape(len(table), *spread[1:]) for each in (centre, radius))
            last = np.take(table, [self.sizes[j] - 1], axis=axis)
            slopes = np.take(table, range(self.sizes[j] - 1), axis=axis) - last
            value = last + (slopes * middle).sum(axis=axis, keepdims=True)
            table = np.concatenate([value, slopes * reach], axis=axis)
        flat = table.reshape(*table.shape[:2], int(np.prod(table.shape[2:])))
        place = self._places(i)
        order, active = self.products
        first, higher = order[place] == 1, order[place] > 1
        terms = np.zeros((len(flat), self.sizes[i] - 1, len(order)), dtype=flat.dtype)
        terms[:, :, place[higher]] = flat[:, :self.sizes[i] - 1, higher]
        slope = flat[..., first] @ active[place[first]].astype(flat.dtype)
        return flat[..., 0], slope, np.abs(flat[..., higher]).sum(axis=2), terms

    def _places(self, i: int) -> Array:
        """Return where party i's products of the others' coordinates stand among all products."""
        numbers = np.arange(int(np.prod(self.sizes))).reshape(self.sizes)
        return numbers.take([0], axis=i).reshape(-1)

    @cached_property
    def products(self) -> tuple[Array, Array]:
        """Return all products of at most one coordinate a party: their order (M,) and their coordinates (M, n)."""
        digits = np.indices(self.sizes).reshape(len(self.sizes), -1)
        active = np.zeros((digits.shape[1], self.free), dtype=np.int64)  # whole: objects round nothing
        for j, row in enumerate(digits):
            hit = np.flatnonzero(row)
            active[hit, self.first[j] + row[hit] - 1] = 1
        return active.sum(axis=1), active


def eliminate(matrix: Array) -> tuple[Array, Array]:
    """Return E (R, q, q) with E @ matrix (R, q, n) = identity above zeros, and where there is a fair one; else 0."""
    rows, columns = matrix.shape[1:]
    if rows > columns:
        orthogonal, upper = np.linalg.qr(matrix, mode="complete")
        inverse, regular = eliminate(upper[:, :columns])
        turned = np.swapaxes(orthogonal, 1, 2)
        return np.concatenate([inverse @ turned[:, :columns], turned[:, columns:]], axis=1), regular
    size = np.abs(matrix).max(axis=(1, 2), initial=0.0)
    sound = np.ones(len(matrix), dtype=bool)
    try:
        inverse = np.linalg.inv(matrix)
    except np.linalg.LinAlgError:
        sound = np.linalg.matrix_rank(matrix, tol=size / WORST) == columns
        inverse = np.linalg.inv(np.where(sound[:, None, None], matrix, np.eye(columns)))
    regular = sound & (np.abs(inverse).max(axis=(1, 2), initial=0.0) * size < WORST)
    return np.where(regular[:, None, None], inverse, 0.0), regular
