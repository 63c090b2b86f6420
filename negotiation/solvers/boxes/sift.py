"""Sift large supports by sub-simplices before boxes look into them, where the kernel can (`compiled.sift`)."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType

import numpy as np

from negotiation.game import Array
from negotiation.solvers.boxes.rows import Ledger, Rows, Table, support_sizes

ROWS, NODES = 256, 64
"""Nodes taken from the stack at a time, and nodes visited below each of them between two looks at the clock."""

WIDTH = 2.0 ** -4
"""Sub-simplices narrower than this are left to the boxes."""


@dataclass(frozen=True)
class Nodes:
    """Sub-simplices of supports: `corners` (R, N, S, S), party, corner, weight of each strategy of the support."""

    point: Array
    bits: Array
    corners: Array

    def __len__(self) -> int:
        return len(self.point)

    def __getitem__(self, rows: object) -> Nodes:
        return Nodes(self.point[rows], self.bits[rows], self.corners[rows])


def sift(table: Table, kernel: ModuleType, rows: Rows, ledger: Ledger, slack: float, until: float, share: int
         ) -> tuple[Rows, list[Rows]]:
    """Return boxes that hold all equilibria of these whole supports, and boxes around what the budget left over."""
    widest = int(table.shape.max())
    corners = np.broadcast_to(np.eye(widest), (len(rows), len(table.shape), widest, widest))
    stack, boxes, left = [Nodes(rows.point, rows.bits, corners)], [rows[:0]], []
    while stack:
        nodes = stack.pop()
        if len(nodes) > ROWS:
            stack.append(nodes[:-ROWS])
            nodes = nodes[-ROWS:]
        over = np.full(len(nodes), ledger.empty() or ledger.late(until)) | (ledger.spent[nodes.point] >= share)
        if over.any():
            left.append(_boxes(table, nodes[over], _hulls(nodes.corners[over])))
            nodes = nodes[~over]
        visits = max(1, min(NODES, ledger.room(nodes.point, share) // max(1, len(nodes))))
        hulls, owner, corners, parent, spent = kernel.sift(
            table.payoffs, table.shape, table.strides, slack, WIDTH, visits, nodes.point, nodes.bits, nodes.corners)
        ledger.charge(nodes.point, spent)
        boxes.append(_boxes(table, nodes[owner], hulls))
        if len(parent):
            stack.append(Nodes(nodes.point[parent], nodes.bits[parent], corners))
    return Rows.join(boxes), left


def _hulls(corners: Array) -> Array:
    """Return the bounds of each node's weights: (R, 2, N, S)."""
    return np.stack([corners.min(axis=2), corners.max(axis=2)], axis=1)


def _boxes(table: Table, nodes: Nodes, hulls: Array) -> Rows:
    """Keep the bounds of the free coordinates: all strategies of a support but its last."""
    sizes = support_sizes(nodes.bits)
    width = hulls.shape[3]
    free = np.arange(width) < sizes[:, :, None] - 1
    row, party, strategy = np.nonzero(free)
    first = np.cumsum(sizes - 1, axis=1) - (sizes - 1)
    bounds = np.zeros((2, len(nodes), table.coordinates))
    bounds[:, row, first[row, party] + strategy] = hulls[row, :, party, strategy].T
    return Rows(nodes.point, nodes.bits, bounds[0], bounds[1])
