"""Payoffs -> ranks: the order in which a party likes the profiles, ties exactly where exact payoffs tie."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from negotiation.game import Array, Game
from negotiation.game.rationals import Asked


def ranks_of(game: Game) -> Array:
    """Return (P, N, S) whole numbers, the larger the better.

    Floats that lie within their rounding of a neighbour are compared as the rationals behind them.
    """
    flat = game.payoffs.reshape(game.points, len(game.parties), -1)
    order = np.argsort(flat, axis=2, kind="stable")
    steps = np.diff(np.take_along_axis(flat, order, axis=2), axis=2)
    slack = 2 * game.rounding[:, :, None]
    above, near = np.asarray(steps > slack), np.asarray((steps <= slack) & (slack > 0))
    doubtful = np.asarray(near.any(axis=2))
    for p in np.flatnonzero(doubtful.any(axis=1)).tolist():
        parties = np.flatnonzero(doubtful[p]).tolist()
        places = [np.flatnonzero(np.append(near[p, i], False) | np.append(False, near[p, i])) for i in parties]
        values = _exact(game, p, parties, [order[p, i, each] for i, each in zip(parties, places, strict=True)])
        for i, here, exact in zip(parties, places, values, strict=True):
            known = [each for each in exact if each is not None]
            if len(known) == len(exact):
                _settle(order[p, i], above[p, i], here, known)
    return _placed(order, above)


def _exact(game: Game, point: int, parties: list[int], states: list[Array]) -> list[list[Fraction | None]]:
    """Return each party's exact payoffs at some states of a point, None where its floats are its payoffs."""
    asked = [Asked(i, profile, (profile[i],)) for i, own in zip(parties, states, strict=True)
             for profile in zip(*(each.tolist() for each in np.unravel_index(own, game.strategy_counts)), strict=True)]
    assert game.exact is not None  # Else nothing is in doubt.
    found = iter(game.exact.lines(point, asked))
    return [[None if (line := next(found)) is None else line[0] for _ in own] for own in states]


def _settle(order: Array, above: Array, places: Array, values: list[Fraction]) -> None:
    """Put neighbours in the order of their exact payoffs, and say where one stands above the one before it."""
    runs = np.split(np.arange(len(places)), np.flatnonzero(np.diff(places) > 1) + 1)
    for run in runs:
        ranked = sorted(run.tolist(), key=values.__getitem__)
        order[places[run]] = order[places[ranked]]
        for k in range(1, len(run)):
            above[places[run[k]] - 1] = values[ranked[k]] > values[ranked[k - 1]]


def exactly_ranked(values: list[Fraction]) -> Array:
    """Return the rank of each of some numbers: (S,)."""
    place = {value: rank for rank, value in enumerate(sorted(set(values)))}
    return np.array([place[value] for value in values])


def _placed(order: Array, above: Array) -> Array:
    ranks = np.zeros(order.shape, dtype=np.int64)
    np.put_along_axis(ranks, order, np.concatenate([np.zeros_like(order[..., :1]), np.cumsum(above, axis=2)], axis=2),
                      axis=2)
    return ranks
