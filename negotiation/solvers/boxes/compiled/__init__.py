"""The two kernels of branch and prune compiled by numba: same questions and answers as `boxes.plain`."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np

from negotiation.game import Array
from negotiation.solvers.boxes.compiled.decide import decide_all
from negotiation.solvers.boxes.compiled.sift import sift_all
from negotiation.solvers.boxes.compiled.supports import grow

Result = TypeVar("Result")

SIFT_FROM = 6
"""Free coordinates from which a support is sifted before it is cut into boxes."""

ROWS_A_CORE = 256
"""Rows that keep a core busy long enough to be worth a thread; the kernel runs without the interpreter's lock."""


class Tree:
    """The supports of a batch of games, grown point by point; see `plain.Tree`."""

    STEPS = 20_000
    """Nodes visited between two returns to Python."""

    def __init__(self, payoffs: Array, shape: Array, strides: Array, slack: float) -> None:
        parties = len(shape)
        self._game = (payoffs, shape, strides, slack)
        self._state = np.array([0, -1])
        self._stack = np.zeros((parties + 2, parties + 2), np.int64)

    @property
    def point(self) -> int:
        return int(self._state[0])

    @property
    def done(self) -> bool:
        return self.point >= len(self._game[0])

    def grow(self, limit: int) -> tuple[Array, Array]:
        """Return up to `limit` further supports: their points (R,) and bits (R, N)."""
        leaves = np.empty((limit, len(self._game[1])), np.int64)
        points = np.empty(limit, np.int64)
        found = grow(*self._game, self._state, self._stack, leaves, points, self.STEPS)
        return points[:found], leaves[:found]


def examine(payoffs: Array, shape: Array, strides: Array, slack: float, point: Array, bits: Array,
            low: Array, high: Array) -> tuple[Array, Array, Array]:
    """Decide each row and cut its box in place; see `plain.examine`."""
    verdict, axis, root = np.zeros(len(point), np.int8), np.zeros(len(point), np.int64), np.zeros_like(low)

    def decide(rows: slice) -> None:
        decide_all(payoffs, shape, strides, slack, point[rows], bits[rows], low[rows], high[rows],
                   verdict[rows], axis[rows], root[rows])

    _on_cores(decide, len(point), ROWS_A_CORE)
    return verdict, axis, root


def sift(payoffs: Array, shape: Array, strides: Array, slack: float, width: float, nodes: int,
         point: Array, bits: Array, corners: Array) -> tuple[Array, Array, Array, Array, Array]:
    """Visit up to `nodes` sub-simplices below each row; see `compiled.sift`.

    Returns boxes (B, 2, N, S) and the row of each, unfinished sub-simplices (U, N, S, S) and the row of each, and the
    number of nodes visited in each row.
    """
    parties, widest, spent = len(shape), int(shape.max()), np.zeros(len(point), np.int64)

    def run(rows: slice) -> tuple[Array, Array, Array, Array]:
        room = (rows.stop - rows.start) * (nodes + 1)
        boxes, owner = np.empty((room, 2, parties, widest)), np.empty(room, np.int64)
        rest, parent = np.empty((room, parties, widest, widest)), np.empty(room, np.int64)
        done, left = sift_all(payoffs, shape, strides, slack, width, nodes, point[rows], bits[rows], corners[rows],
                              boxes, owner, rest, parent, spent[rows])
        return boxes[:done], owner[:done] + rows.start, rest[:left], parent[:left] + rows.start

    found = _on_cores(run, len(point), max(1, ROWS_A_CORE // nodes))
    boxes, owner, rest, parent = (np.concatenate(each) for each in zip(*found, strict=True))
    return boxes, owner, rest, parent, spent


def _on_cores(call: Callable[[slice], Result], rows: int, least: int) -> list[Result]:
    """Call with slices of the rows, on as many cores as have `least` rows to do."""
    cores = min(os.cpu_count() or 1, max(1, rows // least))
    cuts = [slice(rows * k // cores, rows * (k + 1) // cores) for k in range(cores)]
    if cores == 1:
        return [call(cuts[0])]
    with ThreadPoolExecutor(cores) as pool:
        return list(pool.map(call, cuts))
