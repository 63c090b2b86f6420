"""Alternating offers: the first offer, accepted at once, of two principals who lose by waiting.

1. In equilibrium each offers what leaves the other indifferent between accepting now and offering next:
   g_1(x_0) = delta_1 g_1(x_1), g_0(x_1) = delta_0 g_0(x_0), with x_k the offer of side k and g_k its principal's gain.
2. Affine values: x_0 = r_0 + (1 - delta_1)/(1 - delta_0 delta_1) (r_1 - r_0), and likewise x_1; an offer that would
   leave the shares 0 to 1 stops at their end and the other answers it.
3. Otherwise, bisect on x_0 with x_1 answering it.

Rubinstein (1982), Perfect equilibrium in a bargaining model, Econometrica 50(1).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from negotiation.arithmetic.dual import Number, value_of, where
from negotiation.bargaining.problem.division import Division
from negotiation.bargaining.problem.frontier import Frontier
from negotiation.bargaining.solutions.root import falling_root
from negotiation.game import Array


def closed(division: Division, first: int = 0) -> Number:
    return closed_offers(division)[first]


def closed_offers(division: Division) -> tuple[Number, Number]:
    """Return the offer of each side for affine values."""
    start, end = (division.reservation[i] for i in division.principals)
    low, high = division.span(division.principals)
    own, other = division.patience
    free = start + (1 - other) / (1 - own * other) * (end - start)
    answer = start + own * (free - start)
    asks = where(value_of(answer) < value_of(low), end - other * (end - low), free)
    asks = np.minimum(asks, high)
    return asks, np.maximum(start + own * (asks - start), low)


def searched(division: Division, players: Sequence[int], first: int = 0) -> Array:
    return searched_offers(division)[first]


def searched_offers(division: Division) -> tuple[Array, Array]:
    """Return the offer of each side for concave values."""
    low, high = division.span(division.principals)
    gov, opp = division.principals
    own, other = division.patience

    def answer(asks: Array) -> Array:
        left = own * division.gain(gov, asks)
        return falling_root(lambda share: left - division.gain(gov, share), low, high)

    asks = falling_root(
        lambda share: division.gain(opp, share) - other * division.gain(opp, answer(share)), low, high)
    return asks, answer(asks)


def offers(division: Division) -> tuple[Number, Number]:
    """Return the share that each side offers whenever it is its turn."""
    return closed_offers(division) if division.linear else searched_offers(division)


def last_offers(division: Division, rounds: int, first: int = 0) -> list[Array]:
    """Return the first offer if talks end after 1, 2, ..., `rounds` rounds, by backward induction (Stahl 1972).

    Whoever offers last takes all that the other can accept; each earlier offer leaves the other what waiting is worth.
    """
    low, high = division.span(division.principals)
    shares = []
    for count in range(1, rounds + 1):
        turn = (first + count - 1) % 2
        share = (high, low)[turn]
        for _ in range(count - 1):
            turn = 1 - turn
            share = _leaving(division, 1 - turn, share, low, high)
        shares.append(share)
    return shares


def _leaving(division: Division, listener: int, later: Array, low: Array, high: Array) -> Array:
    """Return the share that pays the listener as much now as `later` does a round from now."""
    i = division.principals[listener]
    worth = division.patience[listener] * division.gain(i, later)
    if division.linear:
        stake = division.stakes[i]
        share = later + (worth - division.gain(i, later)) / np.where(stake == 0, 1.0, stake)
        return np.clip(share, low, high)
    sign = 1 if listener == 0 else -1
    return falling_root(lambda share: sign * (worth - division.gain(i, share)), low, high)


def on_frontier(frontier: Frontier, weights: Array, patience: Array, first: int = 0) -> float:
    """Bisect on the first party's offer along the frontier, the second's answering it."""
    own, other = patience
    places = np.arange(len(frontier.gains), dtype=float)

    def answer(place: Array) -> Array:
        worth = own * np.interp(place, places, frontier.gains[:, 0])
        return np.interp(worth, frontier.gains[:, 0], places)

    def gap(place: Array) -> Array:
        later = np.interp(answer(place), places, frontier.gains[:, 1])
        return np.interp(place, places, frontier.gains[:, 1]) - other * later

    asks = falling_root(gap, np.zeros(1), places[-1:])
    return float((asks if first == 0 else answer(asks))[0])
