"""The share at which the smallest of several quantities is largest, those of side 0 rising and of side 1 falling."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from negotiation.bargaining.problem.division import Division
from negotiation.bargaining.solutions.root import falling_root
from negotiation.game import Array


def meeting(division: Division, players: Sequence[int], quantity: Callable[[int, Array], Array]) -> Array:
    """Find where the smallest quantity of side 0 meets the smallest of side 1, within the shares all accept: (P,).

    Where both are straight lines, the meeting is the lowest of all crossings of a rising and a falling line.
    """
    low, high = division.span(players)
    with np.errstate(all="ignore"):
        if division.linear:
            best = _lowest_crossing(division, players, quantity)
            careless = np.all([division.indifferent[i] for i in players if division.side[i] == 1], axis=0)
            return np.where(np.isnan(best), np.where(careless, high, low), np.clip(best, low, high))
    return falling_root(
        lambda share: _least(division, players, quantity, 1, share) - _least(division, players, quantity, 0, share),
        low, high)


def _least(
    division: Division, players: Sequence[int], quantity: Callable[[int, Array], Array], side: int, share: Array
) -> Array:
    return np.min([quantity(i, share) for i in players if division.side[i] == side], axis=0)


def _lowest_crossing(division: Division, players: Sequence[int], quantity: Callable[[int, Array], Array]) -> Array:
    zeros = division.zero
    starts = {i: quantity(i, zeros) for i in players}
    slopes = {i: quantity(i, zeros + 1) - starts[i] for i in players}
    best, height = np.full_like(zeros, np.nan), np.full_like(zeros, np.inf)
    for i in players:
        for j in players:
            if division.side[i] == 0 and division.side[j] == 1:
                share = (starts[j] - starts[i]) / (slopes[i] - slopes[j])
                level = starts[i] + slopes[i] * share
                best, height = np.where(level < height, share, best), np.where(level < height, level, height)
    return best
