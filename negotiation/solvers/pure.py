"""Every pure equilibrium of every point, in one pass over the payoff tensor; ties are ties of the exact payoffs.

1. For each party and profile take the best payoff over the party's own strategies, the others fixed.
2. A profile is an equilibrium where no party's payoff falls short of its best; strict where nothing else reaches it.
3. Floats that lie nearer than twice their rounding are compared as exact rationals.

Nash (1950), Equilibrium points in n-person games, PNAS 36(1).
"""

from __future__ import annotations

import numpy as np

from negotiation.game import Array, Game
from negotiation.game.equilibria import Equilibria, collect


def solve(game: Game) -> Equilibria:
    """Return all pure equilibria; `degenerate` marks points where one of them is not strict (a tie)."""
    point, profile, strict = equilibria(game)
    mixtures = [np.eye(size)[chosen] for size, chosen in zip(game.strategy_counts, profile, strict=True)]
    degenerate = np.bincount(point[~strict], minlength=game.points) > 0
    return collect(game, "pure", point, mixtures, complete=True, degenerate=degenerate)


def equilibria(game: Game) -> tuple[Array, tuple[Array, ...], Array]:
    """Return the points (E,), the strategies of every party (N of (E,)), and whether each is strict (E,)."""
    shape = (game.points, *game.strategy_counts)
    stable, alone = np.ones(shape, dtype=bool), list[Array]()
    for i in range(len(game.parties)):
        own, slack = game.payoffs[:, i], 2 * game.rounding[:, i].reshape(-1, *[1] * len(game.strategy_counts))
        near = own >= own.max(axis=1 + i, keepdims=True) - slack
        stable &= near
        alone.append(near.sum(axis=1 + i, keepdims=True) == 1)
    point, *profile = np.nonzero(stable)
    signs = np.stack([np.broadcast_to(each, shape)[(point, *profile)] for each in alone], axis=1).astype(int)
    doubtful = (signs == 0) & (game.rounding[point] > 0)
    row, party = np.nonzero(doubtful)
    signs[row, party] = game.standings(point[row], party, np.stack(profile, axis=1)[row])
    kept = np.asarray((signs >= 0).all(axis=1))
    return point[kept], tuple(chosen[kept] for chosen in profile), np.asarray((signs > 0).all(axis=1))[kept]
