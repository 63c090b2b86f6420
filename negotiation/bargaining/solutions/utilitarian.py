"""The utilitarian solution: the acceptable deal with the largest sum of payoffs.

1. Affine values: an end of the acceptable shares, by the sign of the summed stakes; the middle where they cancel.
2. Otherwise, bisect on the sign of the summed slopes.

Points of different parties are added up, which is an added assumption (Harsanyi 1955, Journal of Political Economy 63).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from negotiation.arithmetic.dual import Number, value_of, where
from negotiation.bargaining.problem.division import Division
from negotiation.bargaining.problem.frontier import Frontier
from negotiation.bargaining.problem.polytope import SLACK, Polytope
from negotiation.bargaining.solutions.root import falling_root
from negotiation.game import TOLERANCE, Array


def closed(division: Division, first: int = 0) -> Number:
    low, high = division.span(division.principals)
    total = sum(value_of(division.stakes[i]) for i in division.principals)
    return where(total > TOLERANCE, high, where(total < -TOLERANCE, low, (low + high) / 2))


def searched(division: Division, players: Sequence[int], first: int = 0) -> Array:
    def slope(share: Array) -> Array:
        return np.sum([division.marginal(i, share) + 0 * share for i in players], axis=0)

    low, high = division.span(players)
    if division.linear:
        total = slope(low)
        return np.where(total > TOLERANCE, high, np.where(total < -TOLERANCE, low, (low + high) / 2))
    return falling_root(slope, low, high)


TIE = "a tie: every deal of the range has the same sum, and the middle stands for them"


def tied(division: Division) -> Array:
    """Mark points at which every share between the principals has the same sum, for straight values: (P,) bool."""
    low, high = division.span(division.principals)
    if not division.linear:
        return np.zeros(len(division.zero), dtype=bool)
    total = sum(value_of(division.stakes[i]) for i in division.principals)
    return np.asarray((np.abs(total) <= TOLERANCE) & (high > low + TOLERANCE))


def on_frontier(frontier: Frontier, weights: Array, patience: Array, first: int = 0) -> float:
    """Return the place of the largest sum; where several corners tie, the middle of the stretch as gains measure it."""
    best = _best(frontier)
    rising = frontier.gains[:, 0]
    return frontier.crossing(rising - (rising[best[0]] + rising[best[-1]]) / 2)


def many(frontier: Frontier | None) -> bool:
    """Say whether several corners of a frontier have the largest sum."""
    return frontier is not None and len(_best(frontier)) > 1


def _best(frontier: Frontier) -> Array:
    total = frontier.gains.sum(axis=1)
    return np.flatnonzero(total >= total.max() - TOLERANCE * max(1.0, abs(total.max())))


def in_polytope(polytope: Polytope, weights: Array, units: Array) -> Array | None:
    """Maximise the sum; of several such points take one whose least gain is largest."""
    least = np.zeros(len(units))
    found = polytope.best(units, least)
    if found is None:
        return None
    total = units @ polytope.worth
    tied = Polytope(np.vstack([polytope.worth, total]), polytope.block)
    level = tied.level(np.r_[least, total @ found - SLACK * max(1.0, abs(total @ found))], np.r_[1 / units, 0])
    return found if level is None else level[1]
