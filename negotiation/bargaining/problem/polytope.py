"""What any number of parties can reach together, and linear programs over it.

Weights z >= 0 over M columns, summing to 1 in each block; party i gets worth[i] . z. One block holds every outcome of
a game (joint lotteries); for issues each block is an issue and its columns say who gets it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation.errors import SolverError
from negotiation.game import Array

EXACTNESS = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
SLACK = 1e-10
"""How far below a stated minimum a gain may end by the rounding of a linear program."""


@dataclass(frozen=True, eq=False)
class Polytope:
    """Gains over no deal that parties can reach at one parameter point.

    Attributes
    ----------
    worth : (N, M) gain of each party from each column, in units of its own payoff range.
    block : (M,) the block of each column; a party's gain sums over blocks.
    """

    worth: Array
    block: Array

    def best(self, objective: Array, least: Array) -> Array | None:
        """Return the weights (M,) that maximise objective . gains with gains >= least; None where there are none."""
        return self._solve(-(objective @ self.worth), self.worth, least)

    def level(self, least: Array, direction: Array) -> tuple[float, Array] | None:
        """Return the largest l with gains >= least + l direction, and weights that reach it."""
        found = self._solve(np.r_[np.zeros(self.worth.shape[1]), -1.0],
                            np.column_stack([self.worth, -direction]), least, free=True)
        return None if found is None else (float(found[-1]), found[:-1])

    def raised(self, least: Array, price: Array) -> Array | None:
        """Return the weights that give everyone at least `least` and then the most at these prices."""
        return self.best(price, least - SLACK * np.maximum(1.0, np.abs(least)))

    def _solve(self, cost: Array, rows: Array, least: Array, free: bool = False) -> Array | None:
        from scipy.optimize import linprog

        columns = self.worth.shape[1]
        blocks = (self.block == np.arange(self.block.max() + 1)[:, None]).astype(float)
        bounds: list[tuple[int | None, None]] = [(0, None)] * columns + [(None, None)] * free
        found = linprog(cost, A_ub=-rows, b_ub=-least, A_eq=np.pad(blocks, ((0, 0), (0, int(free)))),
                        b_eq=np.ones(len(blocks)), bounds=bounds, method="highs", options=EXACTNESS)
        if found.status == 2:
            return None
        if found.status != 0:
            raise SolverError(f"a linear program of the bargain was not solved: {found.message}")
        return np.asarray(found.x)
