"""The two kernels of branch and prune compiled by numba: same questions and answers as `boxes.plain`."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from negotiation.game import Array
from negotiation.solvers.boxes.compiled.decide import decide_all
from negotiation.solvers.boxes.compiled.supports import grow

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
    cores = min(os.cpu_count() or 1, max(1, len(point) // ROWS_A_CORE))
    cuts = [slice(len(point) * k // cores, len(point) * (k + 1) // cores) for k in range(cores)]

    def decide(rows: slice) -> None:
        decide_all(payoffs, shape, strides, slack, point[rows], bits[rows], low[rows], high[rows],
                   verdict[rows], axis[rows], root[rows])

    if cores == 1:
        decide(cuts[0])
    else:
        with ThreadPoolExecutor(cores) as pool:
            list(pool.map(decide, cuts))
    return verdict, axis, root
