"""The Pareto frontier of two parties as a chain of corners, from the second party's best to the first's.

1. Keep the corners that no convex mix of others improves on for both parties (Andrew 1979, monotone chain).
2. Cut the chain where a party would get less than without a deal; the cuts become corners.
3. Every solution is a place on the chain: a corner, or a mix of two neighbours.

Each corner carries what is played or allocated there, so that a place says not only what it pays but what it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from negotiation.game import TOLERANCE, Array


@dataclass(frozen=True, eq=False)
class Frontier:
    """Corners at one parameter point, the first party's gain rising and the second's falling.

    Attributes
    ----------
    gains : (V, 2) gains over no deal at the corners, both at least 0.
    content : (V, M) what each corner is made of: probabilities of profiles, or shares of issues.
    """

    gains: Array
    content: Array

    def mix(self, place: float) -> Array:
        """Return the content (M,) at a place: 2.25 is three quarters corner 2 and one quarter corner 3."""
        return _blend(self.content, place)

    def gain(self, place: float) -> Array:
        """Return both gains (2,) at a place."""
        return _blend(self.gains, place)

    def crossing(self, rising: Array) -> float:
        """Return the place at which a quantity (V,) that rises along the corners passes 0, or the nearer end."""
        after = int(np.searchsorted(rising, 0.0))
        if after == 0:
            return 0.0
        if after == len(rising):
            return float(len(rising) - 1)
        return after - 1 - rising[after - 1] / (rising[after] - rising[after - 1])


def _blend(rows: Array, place: float) -> Array:
    corner = min(int(place), len(rows) - 1)
    part = place - corner
    return rows[corner] if part == 0 else (1 - part) * rows[corner] + part * rows[corner + 1]


def chain(payoffs: Array) -> Array:
    """Return the numbers of the outcomes (K, 2) that are corners of the Pareto frontier, the first party's rising."""
    scale = np.maximum(np.ptp(payoffs, axis=0), np.finfo(float).tiny)
    points = (payoffs - payoffs.min(axis=0)) / scale
    order = np.lexsort((-points[:, 1], -points[:, 0]))
    kept: list[int] = []
    for k in order:
        if kept and points[k, 1] <= points[kept[-1], 1] + TOLERANCE:
            continue
        while len(kept) > 1 and _inside(points[kept[-2]], points[kept[-1]], points[k]):
            kept.pop()
        kept.append(int(k))
    return np.array(kept[::-1])


def _inside(before: Array, here: Array, after: Array) -> bool:
    """Say whether `here` lies on or below the line from `before` to `after`, walking from right to left."""
    (ax, ay), (bx, by) = here - before, after - before
    return ax * by - ay * bx <= TOLERANCE**2


def cut(gains: Array, content: Array) -> Frontier | None:
    """Return the part of a chain (V, 2) with no negative gain; None where there is none."""
    slack = -TOLERANCE * max(1.0, float(np.abs(gains).max()))
    for party, flip in ((0, False), (1, True)):
        if flip:
            gains, content = gains[::-1], content[::-1]
        if gains[-1, party] < slack:
            return None
        first = int(np.searchsorted(gains[:, party], slack))
        if first > 0 and gains[first, party] > 0:
            part = -gains[first - 1, party] / (gains[first, party] - gains[first - 1, party])
            place = first - 1 + part
            gains = np.vstack([_blend(gains, place), gains[first:]])
            content = np.vstack([_blend(content, place), content[first:]])
        else:
            gains, content = gains[first:], content[first:]
        if flip:
            gains, content = gains[::-1], content[::-1]
    return Frontier(np.maximum(gains, 0), content) if (gains >= slack).all() else None


Rule = Callable[..., float]
"""`on_frontier(frontier, weights, patience, first)` of a solution's module: the place it picks."""
