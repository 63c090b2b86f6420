"""Payoff gains over a box of free coordinates, in Taylor form about its centre: value, slopes, and the rest's bound.

A party's expected gain is linear in each other party's mixture, so the Taylor form is exact and finite; what is of
higher order is bounded by the sum of its absolute coefficients times the radii.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np

from negotiation.game import Array


@dataclass(frozen=True)
class Forms:
    """Gains of R boxes over the reference strategies: Q gains a box, of which those `tied` (Q,) must vanish.

    `gain` (R, Q) at the centre; `slope` (R, Q, n) times the radii; `rest` (R, Q) bounds what is of higher order, and
    `smear` (R, Q, n) bounds its change along each coordinate.
    """

    gain: Array
    slope: Array
    rest: Array
    smear: Array
    tied: Array

    def take(self, rows: Array) -> Forms:
        return Forms(*(getattr(self, each.name)[rows] for each in fields(self)[:-1]), tied=self.tied)


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
        if "sizes" in self.__dict__:
            taken.__dict__["sizes"] = self.sizes
        return taken

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        return tuple(int(size) for size in np.bitwise_count(self.bits[0]))

    @property
    def first(self) -> Array:
        """Return the position of each party's first free coordinate."""
        return np.cumsum(np.array(self.sizes) - 1) - (np.array(self.sizes) - 1)

    @property
    def free(self) -> int:
        return sum(self.sizes) - len(self.sizes)

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
        tied = np.concatenate([np.arange(gap.shape[1]) < size - 1 for gap, size in zip(self.gaps, self.sizes, strict=True)])
        parts = [self._expand(i, centre, radius) for i in range(len(self.sizes))]
        return Forms(*(np.concatenate(each, axis=1) for each in zip(*parts, strict=True)), tied=tied)

    def _expand(self, i: int, centre: Array, radius: Array) -> tuple[Array, Array, Array, Array]:
        table = self.gaps[i]
        others = [j for j in range(len(self.sizes)) if j != i]
        for axis, j in enumerate(others, start=2):
            here = slice(self.first[j], self.first[j] + self.sizes[j] - 1)
            spread = (-1, *(-1 if k == axis else 1 for k in range(1, table.ndim)))
            middle, reach = (each[:, here].reshape(len(table), *spread[1:]) for each in (centre, radius))
            last = np.take(table, [self.sizes[j] - 1], axis=axis)
            slopes = np.take(table, range(self.sizes[j] - 1), axis=axis) - last
            value = last + (slopes * middle).sum(axis=axis, keepdims=True)
            table = np.concatenate([value, slopes * reach], axis=axis)
        flat = table.reshape(*table.shape[:2], int(np.prod(table.shape[2:])))
        order, active = self._orders(i)
        size = np.abs(flat) * (order > 1)
        return flat[..., 0], flat @ (active * (order == 1)[:, None]), size.sum(axis=2), size @ active

    def _orders(self, i: int) -> tuple[Array, Array]:
        """Return the order of each Taylor term and which coordinates it holds: (K,) and (K, n)."""
        digits = np.indices([1 if j == i else size for j, size in enumerate(self.sizes)]).reshape(len(self.sizes), -1)
        active = np.zeros((digits.shape[1], self.free))
        for j, row in enumerate(digits):
            hit = np.flatnonzero(row)
            active[hit, self.first[j] + row[hit] - 1] = 1.0
        return active.sum(axis=1), active


def invert(matrix: Array) -> tuple[Array, Array]:
    """Return the inverses (R, n, n), and where there is one; a singular one comes back as zeros."""
    try:
        inverse, regular = np.linalg.inv(matrix), np.ones(len(matrix), dtype=bool)
    except np.linalg.LinAlgError:
        regular = np.linalg.matrix_rank(matrix, tol=1e-14 * np.abs(matrix).max(axis=(1, 2), initial=0.0)) == matrix.shape[1]
        inverse = np.linalg.inv(np.where(regular[:, None, None], matrix, np.eye(matrix.shape[1])))
    regular &= np.isfinite(inverse).all(axis=(1, 2))
    return np.where(regular[:, None, None], inverse, 0.0), regular
