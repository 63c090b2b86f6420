"""Sift large supports by sub-simplices before boxes look into them, where the kernel can (`compiled.sift`)."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic

import numpy as np

from negotiation.game import Array
from negotiation.solvers.boxes.kernel import Kernel
from negotiation.solvers.boxes.rows import Pace, Rows, Table, support_sizes
from negotiation.solvers.clock import Clock

ROWS, NODES = 256, 64
"""Nodes taken from the stack at a time, and visited below each of them between two looks at the clock, at most."""

WIDTH = 2.0 ** -4
"""Sub-simplices narrower than this are left to the boxes."""

DRIFT = 1e-11
"""How far rounding may have moved a corner; see `compiled.sift`."""


def margin(table: Table) -> float:
    """Return by how much a gain over a node may be wrong, beyond the payoffs themselves."""
    return 1e-10 + 2 * DRIFT * float(table.shape.sum())


@dataclass(frozen=True)
class Nodes:
    """Sub-simplices of supports: `corners` (R, N, S, S), party, corner, weight of each strategy of the support."""

    point: Array
    bits: Array
    corners: Array

    @classmethod
    def whole(cls, table: Table, rows: Rows) -> Nodes:
        widest = int(table.shape.max())
        return cls(rows.point, rows.bits,
                   np.broadcast_to(np.eye(widest), (len(rows), len(table.shape), widest, widest)))

    def __len__(self) -> int:
        return len(self.point)

    def __getitem__(self, rows: object) -> Nodes:
        return Nodes(self.point[rows], self.bits[rows], self.corners[rows])

    def hulls(self, table: Table) -> Rows:
        """Return a box around each node."""
        return _boxes(table, self, np.stack([self.corners.min(axis=2), self.corners.max(axis=2)], axis=1))


def faces(table: Table, point: Array, bits: Array) -> Rows:
    """Return the box of a whole support: every free coordinate between 0 and 1."""
    free = support_sizes(bits).sum(axis=1) - len(table.shape)
    high = (np.arange(table.coordinates) < free[:, None]).astype(float)
    return Rows(point, bits, np.zeros_like(high), high)


def sift(table: Table, kernel: Kernel, nodes: Nodes, clock: Clock, pace: Pace, share: int
         ) -> tuple[Rows, Nodes | None]:
    """Return boxes that hold all equilibria of these nodes, and what is left when `share` boxes have been spent."""
    stack, boxes, allowed = [nodes], [faces(table, nodes.point[:0], nodes.bits[:0])], margin(table)
    while stack:
        if clock.over() or clock.spent >= share:
            return Rows.join(boxes), Nodes(*(np.concatenate([getattr(part, name) for part in stack])
                                             for name in Nodes.__annotations__))
        nodes, most = stack.pop(), min(pace.rows(ROWS * NODES), max(1, clock.left))
        if len(nodes) > min(ROWS, most):
            cut = min(ROWS, most)
            stack.append(nodes[:-cut])
            nodes = nodes[-cut:]
        visits = max(1, min(NODES, most // len(nodes), (share - clock.spent) // len(nodes)))
        started = monotonic()
        hulls, owner, corners, parent, spent = kernel.sift(
            table, allowed, WIDTH, visits, nodes.point, nodes.bits, nodes.corners)
        clock.charge(int(spent.sum()))
        pace.learn(int(spent.sum()), started)
        boxes.append(_boxes(table, nodes[owner], hulls))
        if len(parent):
            stack.append(Nodes(nodes.point[parent], nodes.bits[parent], corners))
    return Rows.join(boxes), None


def _boxes(table: Table, nodes: Nodes, hulls: Array) -> Rows:
    """Keep the bounds (R, 2, N, S) of the free coordinates: all strategies of a support but its last."""
    sizes = support_sizes(nodes.bits)
    width = hulls.shape[3]
    free = np.arange(width) < sizes[:, :, None] - 1
    row, party, strategy = np.nonzero(free)
    first = np.cumsum(sizes - 1, axis=1) - (sizes - 1)
    bounds = np.zeros((2, len(nodes), table.coordinates))
    bounds[:, row, first[row, party] + strategy] = hulls[row, :, party, strategy].T
    bounds[0] = np.maximum(bounds[0] - DRIFT, 0.0)
    place = np.arange(table.coordinates) < free.sum(axis=(1, 2))[:, None]
    bounds[1] = np.where(place, np.minimum(bounds[1] + DRIFT, 1.0), 0.0)
    return Rows(nodes.point, nodes.bits, bounds[0], bounds[1])
