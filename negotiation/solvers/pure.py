"""Every pure Nash equilibrium of every point, in one pass over the payoff tensor.

1. For each party and profile take the best payoff over the party's own strategies, the others fixed.
2. A profile is an equilibrium where no party's payoff falls short of its best by more than the tolerance.

Nash (1950), Equilibrium points in n-person games, PNAS 36(1).
"""

from __future__ import annotations

import numpy as np

from negotiation.equilibria import Equilibria, collect
from negotiation.game import TOLERANCE, Game
from negotiation.regret import pure_gains


def solve(game: Game) -> Equilibria:
    """Return all pure equilibria; `degenerate` marks points where one of them is not strict (a tie)."""
    gains = pure_gains(game.payoffs)
    gains /= game.scale.reshape(*game.scale.shape, *([1] * len(game.strategy_counts)))
    point, *profile = np.nonzero((gains <= TOLERANCE).all(axis=1))
    mixtures = [np.eye(size)[chosen] for size, chosen in zip(game.strategy_counts, profile, strict=True)]
    found = collect(game, "pure", point, mixtures, complete=True)
    ties = np.bincount(found.point[~found.marks["strict"]], minlength=game.points) > 0
    return Equilibria(**{**found.__dict__, "degenerate": ties})
