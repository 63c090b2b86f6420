"""Every pure equilibrium of every point, in one pass over the payoff tensor; ties are ties of the exact payoffs.

1. For each party and profile take the best payoff over the party's own strategies, the others fixed.
2. A profile is an equilibrium where no party's payoff falls short of its best; strict where nothing else reaches it.
3. Floats that lie nearer than twice their rounding are compared as exact rationals.

Nash (1950), Equilibrium points in n-person games, PNAS 36(1).
"""

from __future__ import annotations

import numpy as np

from negotiation.equilibria import Equilibria, collect
from negotiation.game import Array, Game
from negotiation.rationals import compared


def solve(game: Game) -> Equilibria:
    """Return all pure equilibria; `degenerate` marks points where one of them is not strict (a tie)."""
    point, profile, strict = equilibria(game)
    mixtures = [np.eye(size)[chosen] for size, chosen in zip(game.strategy_counts, profile, strict=True)]
    degenerate = np.bincount(point[~strict], minlength=game.points) > 0
    return collect(game, "pure", point, mixtures, complete=True, degenerate=degenerate)


def equilibria(game: Game) -> tuple[Array, tuple[Array, ...], Array]:
    """Return the points (E,), the strategies of every party (N of (E,)), and whether each is strict (E,)."""
    stable = np.ones((game.points, *game.strategy_counts), dtype=bool)
    alone = np.ones_like(stable)
    for i in range(len(game.parties)):
        own, slack = game.payoffs[:, i], 2 * game.rounding[:, i].reshape(-1, *[1] * len(game.strategy_counts))
        near = own.max(axis=1 + i, keepdims=True) - own <= slack
        stable &= near
        alone &= near.sum(axis=1 + i, keepdims=True) == 1
    point, *profile = np.nonzero(stable)
    strict = alone[(point, *profile)]
    kept = np.ones(len(point), dtype=bool)
    doubtful = ~strict & (game.rounding[point] > 0).any(axis=1)
    for p in np.unique(point[doubtful]):
        exact = game.rationals(int(p))
        for row in np.flatnonzero(doubtful & (point == p)):
            kept[row], strict[row] = compared(exact, tuple(int(chosen[row]) for chosen in profile))
    return point[kept], tuple(chosen[kept] for chosen in profile), strict[kept]
