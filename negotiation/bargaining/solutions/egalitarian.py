"""The egalitarian solution: every party gains the same number of points; where it cannot, the least gain is largest.

1. Affine values, two principals with stakes s_i = |U_i(1) - U_i(0)|: x = (s_0 r_0 + s_1 r_1)/(s_0 + s_1).
2. Otherwise, the least gain is made largest: the two sides' smallest gains meet.

Kalai (1977), Proportional solutions to bargaining situations, Econometrica 45(7). Points of different parties are
compared, which is an added assumption.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from negotiation.arithmetic.dual import Number, value_of, where
from negotiation.bargaining.problem.division import Division
from negotiation.bargaining.problem.frontier import Frontier
from negotiation.bargaining.problem.polytope import SLACK, Polytope
from negotiation.bargaining.solutions.maximin import meeting
from negotiation.game import Array


def closed(division: Division, first: int = 0) -> Number:
    low, high = (division.reservation[i] for i in division.principals)
    gov, opp = division.principals
    own, other = division.stakes[gov], -division.stakes[opp]
    total = own + other
    idle = value_of(total) == 0
    return where(idle, low, (own * low + other * high) / where(idle, 1 + 0 * total, total))


def searched(division: Division, players: Sequence[int], first: int = 0) -> Array:
    def gain(i: int, share: Array) -> Array:
        return np.where(division.indifferent[i], np.inf, division.gain(i, share))

    return meeting(division, players, gain)


def on_frontier(frontier: Frontier, weights: Array, patience: Array, first: int = 0) -> float:
    return frontier.crossing(frontier.gains[:, 0] - frontier.gains[:, 1])


def in_polytope(polytope: Polytope, weights: Array, units: Array) -> Array | None:
    """Raise everyone's gain together as far as it goes; then, what can still be raised alone."""
    found = polytope.level(np.zeros(len(units)), 1 / units)
    return None if found is None or found[0] < -SLACK else polytope.raised(np.maximum(found[0], 0) / units, units)
