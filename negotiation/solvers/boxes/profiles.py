"""Pure equilibria of the exact payoffs: floats compared, rationals where in doubt."""

from __future__ import annotations

import numpy as np

from negotiation.game import Array, Game
from negotiation.regret import pure_gains


def pure_equilibria(game: Game) -> tuple[Array, Array, Array]:
    """Return the point (E,), the profile (E, N) and whether no other strategy is as good (E,), in order of point."""
    reach = 2.001 * game.rounding
    gains = pure_gains(game.payoffs)
    near = gains <= reach.reshape(*reach.shape, *[1] * len(game.strategy_counts)) if reach.any() else gains <= 0
    point, *places = np.nonzero(near.all(axis=1))
    profile = np.stack(places, axis=1)
    signs = np.stack([_sign(_margin(game.payoffs[point], profile, i), reach[point, i])
                      for i in range(profile.shape[1])], axis=1)
    known: dict[int, Array] = {}
    for row in np.flatnonzero((signs == OPEN).any(axis=1)):
        p = int(point[row])
        exact = known[p] if p in known else known.setdefault(p, game.rationals(p))
        margins = [_margin(exact[None], profile[[row]], i)[0] for i in range(profile.shape[1])]
        signs[row] = [int(margin > 0) - int(margin < 0) for margin in margins]
    kept, strict = np.asarray((signs >= 0).all(axis=1)), np.asarray((signs > 0).all(axis=1))
    return point[kept], profile[kept], strict[kept]


OPEN = 2
"""The sign of a number that may be off by more than its size."""


def _sign(margin: Array, reach: Array) -> Array:
    return np.where((np.abs(margin) <= reach) & (reach > 0), OPEN, np.sign(margin))


def _margin(payoffs: Array, profile: Array, i: int) -> Array:
    """Return what party i's strategy pays more than its best other one at profiles (E, N) of games (E, N, ...)."""
    rows, parties, size = np.arange(len(profile)), profile.shape[1], payoffs.shape[2 + i]
    if size == 1:
        return np.ones(len(profile))
    index = [np.arange(size) if j == i else profile[:, [j]] for j in range(parties)]
    own = payoffs[(rows[:, None], i, *index)]
    played = np.arange(size) == profile[:, [i]]
    return np.asarray(own[played] - np.where(played, -np.inf, own).max(axis=1))
