"""How little makes another profile a pure equilibrium too: an upper bound, found by linear programs and proved exactly.

All its deviations' gains must stop being positive at once. Each is linear to first order: the smallest box in which
they can is a linear program, solved again at its own answer until that stands still. Then the gains are recomputed
there in rational arithmetic, and what does not hold is not said.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from negotiation.game import Array
from negotiation.inverse.deviations import Gain
from negotiation.sensitivity.nearest.floating import Floating

Reach = Sequence[tuple[Fraction, Fraction]]

ROUNDS = 6
STILL = 1e-10
"""A change of the relative moves after which a linear program is not solved again."""

MARGIN = 1e-9
"""By how much gains are asked to lie below zero, a share of the largest slope: rounding then does not decide."""


@dataclass(frozen=True)
class Point:
    """Relative moves of every guess at which a profile is an equilibrium, and the largest of them."""

    size: float
    moves: tuple[Fraction, ...]


def joined(gains: Sequence[Gain], reach: Reach, allowed: Callable[[Sequence[Fraction]], bool]) -> Point | None:
    """Return a point in reach at which no deviation of a profile gains, proved; None where none was found."""
    low, high = (np.array([float(side[k]) for side in reach]) for k in (0, 1))
    here = np.zeros(len(low))
    rows = [Floating.of(each, len(low)) for each in gains]
    for _ in range(ROUNDS):
        found = _smallest(rows, here, low, high)
        if found is None:
            return None
        here, before = found, here
        if np.abs(here - before).max(initial=0.0) < STILL:
            break
    moves = tuple(min(max(Fraction(float(t)), side[0]), side[1]) for t, side in zip(here, reach, strict=True))
    if any(each.at(moves) > 0 for each in gains) or not allowed(moves):
        return None
    return Point(float(max(map(abs, moves), default=0)), moves)


def _smallest(rows: Sequence[Floating], here: Array, low: Array, high: Array) -> Array | None:
    """Return the moves of least size at which the gains, linear about `here`, are not positive."""
    from scipy.optimize import linprog

    told = [(each.at(here), each.slopes(here)) for each in rows]
    margin = MARGIN * max((np.abs(slopes).max(initial=0.0) for _, slopes in told), default=0.0)
    size, unit = len(here), np.eye(len(here))
    left = [np.append(slopes, 0.0) for _, slopes in told]
    right = [slopes @ here - gain - margin for gain, slopes in told]
    box = np.concatenate([np.c_[unit, -np.ones(size)], np.c_[-unit, -np.ones(size)]])
    found = linprog(np.append(np.zeros(size), 1.0), np.concatenate([np.reshape(left, (-1, size + 1)), box]),
                    np.concatenate([right, np.zeros(2 * size)]), bounds=[*zip(low, high, strict=True), (0, None)])
    return np.asarray(found.x[:size]) if found.status == 0 else None
