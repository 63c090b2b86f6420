"""The two kernels of branch and prune compiled by numba: same questions and answers as `boxes.plain`."""

from __future__ import annotations

from functools import cache

import numpy as np

from negotiation.game import Array
from negotiation.solvers.boxes.compiled import jit
from negotiation.solvers.boxes.compiled.decide import decide_all
from negotiation.solvers.boxes.compiled.sift import sift_all
from negotiation.solvers.boxes.compiled.supports import grow
from negotiation.solvers.boxes.compiled.supports import undominated as _undominated
from negotiation.solvers.boxes.rows import Decided, Rows, Table
from negotiation.solvers.cores import on_cores

SIFT_FROM = 6
"""Free coordinates from which a support is sifted before it is cut into boxes."""

ROWS_A_CORE = 256
"""Boxes that keep a core busy long enough to be worth a thread; the kernel runs without the interpreter's lock."""

NODES_A_CORE = 8
"""The same for sub-simplices, which take some 30 times as long."""


@cache
def ready(sifting: bool) -> None:
    """Compile what a search calls, or load it from the disk, so that no budget of time pays for it."""
    table = Table.of(np.zeros((1, 3, 2, 1, 1)))
    masks = undominated(table)
    point, bits = Tree(table, masks, 0, 1, 1).grow(1)
    low = np.zeros((1, 1))
    examine(table, Rows(point, bits, low, low + 1.0))
    if sifting:
        sift(table, 0.0, 1.0, 1, point, bits, np.broadcast_to(np.eye(2), (1, 3, 2, 2)))


def kept() -> bool:
    """Return whether compiled code lies on disk, or none can be kept there."""
    return jit.kept(decide_all)


class Tree:
    """The supports of points `start` to `stop` with `free` free weights that survive conditional dominance."""

    STEPS = 2000
    """Nodes visited between two returns to Python."""

    def __init__(self, table: Table, masks: Array, start: int, stop: int, free: int) -> None:
        parties = len(table.shape)
        self._game = (table.payoffs, table.shape, table.strides, table.slack, masks, stop, free)
        self._state, self._stop = np.array([start, -1]), stop
        self._stack = np.zeros((parties + 2, parties + 3), np.int64)
        self._witness = _witness(table)

    @property
    def done(self) -> bool:
        return int(self._state[0]) >= self._stop

    def grow(self, limit: int) -> tuple[Array, Array]:
        """Return up to `limit` further supports: their points (R,) and bits (R, N)."""
        leaves = np.empty((limit, len(self._game[1])), np.int64)
        points = np.empty(limit, np.int64)
        found = grow(*self._game, self._state, self._stack, self._witness, leaves, points, self.STEPS)
        return points[:found], leaves[:found]


def _witness(table: Table) -> Array:
    parties, widest = len(table.shape), int(table.shape.max())
    return np.full((parties, widest, widest, parties), -1, np.int8)


def undominated(table: Table) -> Array:
    """Return the strategies that survive iterated strict dominance, as bits (P, N)."""
    masks = np.zeros(table.payoffs.shape[:2], np.int64)
    _undominated(table.payoffs, table.shape, table.strides, table.slack, masks, _witness(table))
    return masks


def examine(table: Table, rows: Rows) -> Decided:
    """Decide each row and cut its box in place; see `plain.examine`."""
    found = Decided.room(rows.low)

    def decide(part: slice) -> None:
        decide_all(table.payoffs, table.shape, table.strides, table.slack, table.moved, rows.point[part],
                   rows.bits[part], rows.low[part], rows.high[part], found.verdict[part], found.axis[part],
                   found.span[part], found.root[part], found.error[part])

    on_cores(decide, len(rows), ROWS_A_CORE)
    return found


def sift(table: Table, margin: float, width: float, nodes: int, point: Array, bits: Array, corners: Array
         ) -> tuple[Array, Array, Array, Array, Array]:
    """Visit up to `nodes` sub-simplices below each row; see `compiled.sift`.

    Returns boxes (B, 2, N, S) and the row of each, unfinished sub-simplices (U, N, S, S) and the row of each, and the
    number of nodes visited in each row.
    """
    parties, widest, spent = len(table.shape), int(table.shape.max()), np.zeros(len(point), np.int64)
    corners = np.ascontiguousarray(corners)

    def run(rows: slice) -> tuple[Array, Array, Array, Array]:
        room = (rows.stop - rows.start) * (nodes + 1)
        boxes, owner = np.empty((room, 2, parties, widest)), np.empty(room, np.int64)
        rest, parent = np.empty((room, parties, widest, widest)), np.empty(room, np.int64)
        done, left = sift_all(table.payoffs, table.shape, table.strides, table.slack + margin, width, nodes,
                              point[rows], bits[rows], corners[rows], boxes, owner, rest, parent, spent[rows])
        return boxes[:done], owner[:done] + rows.start, rest[:left], parent[:left] + rows.start

    found = on_cores(run, len(point), max(1, NODES_A_CORE // nodes))
    boxes, owner, rest, parent = (np.concatenate(each) for each in zip(*found, strict=True))
    return boxes, owner, rest, parent, spent
