"""The Nash solution: the deal that maximises the product of gains, each raised to its party's weight.

1. Affine values, two principals: x = r_0 + w (r_1 - r_0), w the first side's part of the weight.
2. Otherwise the logarithm of the product is concave in the share: bisect on the sign of its slope
   sum_i w_i U_i'(x) / (U_i(x) - d_i). With all parties at the table, every party weighs the same.

Nash (1950), The bargaining problem, Econometrica 18(2); weights: Kalai (1977), International Journal of Game Theory 6.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from negotiation.arithmetic.dual import Number
from negotiation.bargaining.problem.division import Division
from negotiation.bargaining.problem.frontier import Frontier
from negotiation.bargaining.problem.polytope import SLACK, Polytope
from negotiation.bargaining.solutions.root import falling_root
from negotiation.game import Array

ROUNDS = 200
GAP = 1e-11
"""How much, relative to 1, the logarithm of the product may still be improvable when the search stops."""


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


def on_frontier(frontier: Frontier, weights: Array, patience: Array, first: int = 0) -> float:
    """Return the place with the largest product: on each edge the product's one peak, or the nearer corner."""
    gains, (own, other) = frontier.gains, weights / np.sum(weights)
    if len(gains) == 1:
        return 0.0
    (g, h), (dg, dh) = gains[:-1].T, np.diff(gains, axis=0).T
    part = np.clip(-(own * dg * h + other * dh * g) / (dg * dh), 0, 1)
    with np.errstate(divide="ignore"):
        logs = [w * np.log(each) if w else 0 * each for w, each in ((own, g + part * dg), (other, h + part * dh))]
    edge = int(np.argmax(logs[0] + logs[1]))
    return edge + float(part[edge])


def in_polytope(polytope: Polytope, weights: Array, units: Array) -> Array | None:
    """Return the weights of the largest product, over points at which nobody loses.

    1. Parties that cannot gain at any such point are held at no loss; the others can all gain at once (convexity).
    2. Maximise sum_i w_i log gain_i over the corners found so far; the linear program at its gradient finds the corner
       that could improve most, and by how much at most (duality). Stop when that is nothing.
    """
    least = np.zeros(len(weights))
    corners = [polytope.best(row, least) for row in np.eye(len(weights))]
    if any(corner is None for corner in corners):
        return None
    content = np.array(corners)
    gains = content @ polytope.worth.T
    able = gains.max(axis=0) > SLACK * 10
    if not able.any():
        return content[0]
    share = weights * able / np.sum(weights * able)
    mix = np.full(len(content), 1 / len(content))
    for _ in range(ROUNDS):
        mix = _mixture(gains[:, able], share[able], mix)
        gradient = np.where(able, share / np.where(able, mix @ gains, 1.0), 0.0)
        corner = polytope.best(gradient, least)
        if corner is None or gradient @ (polytope.worth @ corner) - 1 < GAP:
            break
        content, gains = np.vstack([content, corner]), np.vstack([gains, polytope.worth @ corner])
        mix = np.append(mix * 0.99, 0.01)
    return mix @ content


def _mixture(gains: Array, share: Array, start: Array) -> Array:
    """Return the mixture (m,) of corners (m, n) that maximises sum_i share_i log gain_i, by SQP and a Newton polish."""
    from scipy.optimize import minimize

    found = minimize(
        lambda mix: -share @ np.log(np.maximum(mix @ gains, 1e-300)), start, method="SLSQP",
        jac=lambda mix: -gains @ (share / np.maximum(mix @ gains, 1e-300)), bounds=[(0, 1)] * len(start),
        constraints={"type": "eq", "fun": lambda mix: mix.sum() - 1, "jac": np.ones_like}, options={"ftol": 1e-15})
    mix = np.maximum(found.x, 0)
    mix = mix / mix.sum() if np.isfinite(mix).all() and mix.sum() > 0 else start
    used = mix > 1e-7
    polished = mix[used]
    for _ in range(8):
        # At the peak every corner in use has gains @ (share / gain) = 1.
        ratio = gains[used] / (polished @ gains[used])
        step = np.linalg.lstsq(ratio @ (share[:, None] * ratio.T), ratio @ share - 1, rcond=None)[0]
        polished = polished + step
    if (polished > 0).all() and (polished @ gains[used] > 0).all():
        mix = np.zeros_like(mix)
        mix[used] = polished / polished.sum()
    return mix
