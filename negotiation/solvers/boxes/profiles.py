"""Pure equilibria of the exact payoffs: floats compared, rationals where in doubt."""

from __future__ import annotations

import numpy as np

from negotiation.game import Array, Game


def pure_equilibria(game: Game) -> tuple[Array, Array, Array]:
    """Return the point (E,), the profile (E, N) and whether no other strategy is as good (E,), in order of point."""
    reach = 2.001 * game.rounding.reshape(game.points, -1, *[1] * len(game.strategy_counts))
    gains, beaten = _gaps(game.payoffs)
    near = (gains <= reach).all(axis=1, keepdims=True)
    doubt = np.asarray(near & (reach > 0) & (np.abs(beaten) <= reach))
    for p in np.unique(np.nonzero(doubt)[0]):
        exact_gains, exact_beaten = _gaps(game.rationals(int(p))[None])
        gains[p], beaten[p] = (np.array([int(v > 0) - int(v < 0) for v in each.reshape(-1)]).reshape(each.shape[1:])
                               for each in (exact_gains, exact_beaten))
    point, *profile = np.nonzero((gains <= 0).all(axis=1))
    strict = np.asarray((beaten > 0).all(axis=1))[(point, *profile)]
    return point, np.stack(profile, axis=1), strict


def _gaps(payoffs: Array) -> tuple[Array, Array]:
    """Return, a party and profile, the gain of its best strategy over it, and its gain over its best other one."""
    gains, beaten = np.empty_like(payoffs), np.empty_like(payoffs)
    for i in range(payoffs.shape[1]):
        own = np.moveaxis(payoffs[:, i], 1 + i, 1)
        best = own.max(axis=1, keepdims=True)
        gains[:, i] = np.moveaxis(best - own, 1, 1 + i)
        if own.shape[1] == 1:
            beaten[:, i] = 1
            continue
        first = own.argmax(axis=1)[:, None]
        rest = np.delete(np.sort(own, axis=1), -1, axis=1)[:, -1:]
        other = np.where(np.arange(own.shape[1]).reshape(-1, *[1] * (own.ndim - 2)) == first, rest, best)
        beaten[:, i] = np.moveaxis(own - other, 1, 1 + i)
    return gains, beaten
