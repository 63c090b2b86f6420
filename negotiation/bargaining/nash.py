"""The Nash solution: the deal that maximises the product of gains, each raised to its party's weight.

1. Affine values, two principals: x = r_0 + w (r_1 - r_0), w the first side's part of the weight.
2. Otherwise the logarithm of the product is concave in the share: bisect on the sign of its slope
   sum_i w_i U_i'(x) / (U_i(x) - d_i). With all parties at the table, every party weighs the same.

Nash (1950), The bargaining problem, Econometrica 18(2); weights: Kalai (1977), International Journal of Game Theory 6.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from negotiation.bargaining.division import Division
from negotiation.bargaining.dual import Number
from negotiation.bargaining.root import falling_root
from negotiation.game import Array


def closed(division: Division, first: int = 0) -> Number:
    low, high = (division.reservation[i] for i in division.principals)
    own, other = division.weights
    return low + own / (own + other) * (high - low)


def searched(division: Division, players: Sequence[int], first: int = 0) -> Array:
    weights = division.weights if tuple(players) == division.principals else (np.ones(1), np.ones(1))

    idle = {i: (weights[division.side[i]] == 0) | division.indifferent[i] for i in players}

    def part(i: int, share: Array) -> Array:
        ratio = weights[division.side[i]] * division.marginal(i, share) / np.maximum(division.gain(i, share), 0)
        return np.where(idle[i], 0.0, ratio) if idle[i].any() else ratio

    def slope(share: Array) -> Array:
        return sum((part(i, share) for i in players), np.zeros_like(share))

    return falling_root(slope, *division.span(players))
