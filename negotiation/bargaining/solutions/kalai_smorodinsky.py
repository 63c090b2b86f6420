"""The Kalai-Smorodinsky solution: every party gets the same part of the most it could get.

1. Ideal I_i: party i's value of the best share for it that all players accept.
2. Affine values, two principals with reservation shares r_0, r_1 and acceptable shares [l, h]:
   (x - r_0)/(h - r_0) = (r_1 - x)/(r_1 - l).
3. Otherwise, the least part is made largest: the two sides' smallest parts (U_i(x) - d_i)/(I_i - d_i) meet.

Kalai and Smorodinsky (1975), Other solutions to Nash's bargaining problem, Econometrica 43(3).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from negotiation.arithmetic.dual import Number, value_of, where
from negotiation.bargaining.problem.division import Division
from negotiation.bargaining.problem.frontier import Frontier
from negotiation.bargaining.problem.polytope import Polytope
from negotiation.bargaining.solutions.maximin import meeting
from negotiation.game import Array

NOTHING = 1e-9
"""A gain, in units of the party's payoff range, that a linear program takes for none: it drops such coefficients."""


def closed(division: Division, first: int = 0) -> Number:
    start, end = (division.reservation[i] for i in division.principals)
    low, high = division.span(division.principals)
    own, other = high - start, end - low
    total = own + other
    alone = value_of(total) == 0
    return where(alone, low, (start * other + end * own) / where(alone, 1 + 0 * total, total))


def searched(division: Division, players: Sequence[int], first: int = 0) -> Array:
    low, high = division.span(players)
    most = {i: np.maximum(division.gain(i, (high, low)[division.side[i]]), 0) for i in players}

    def part(i: int, share: Array) -> Array:
        return np.where(most[i] > 0, division.gain(i, share) / most[i], np.inf)

    return meeting(division, players, part)


def on_frontier(frontier: Frontier, weights: Array, patience: Array, first: int = 0) -> float:
    gains = frontier.gains
    if len(gains) == 1:
        return 0.0
    return frontier.crossing(gains[:, 0] / gains[:, 0].max() - gains[:, 1] / gains[:, 1].max())


def in_polytope(polytope: Polytope, weights: Array, units: Array) -> Array | None:
    """Raise everyone's part together as far as it goes; then, what can still be raised alone."""
    least = np.zeros(len(weights))
    corners = [polytope.best(row, least) for row in np.eye(len(weights))]
    if any(corner is None for corner in corners):
        return None
    most = np.array([row @ corner for row, corner in zip(polytope.worth, corners, strict=True)])
    if most.max() <= NOTHING:
        return polytope.raised(least, np.ones(len(weights)))  # without a direction the level has no end
    found = polytope.level(least, np.maximum(most, 0))
    return None if found is None else polytope.raised(found[0] * most, np.ones(len(weights)))
