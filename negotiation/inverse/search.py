"""The smallest change of several levers where gains are products of them: searched, each point made exact.

1. Sequential quadratic programs (SciPy's SLSQP) from seeded starts.
2. The best points are made exact: levers that barely move go back, the others but one are rounded, the last goes to its
   exact threshold. The point is proved to hold by exact arithmetic; that no cheaper one exists is not proved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np

from negotiation.game import Array
from negotiation.inverse.deviations import Gain, Target
from negotiation.inverse.point import SEARCH, Point, cost, holds
from negotiation.inverse.single import held, line_of, nearest
from negotiation.progress import steps

STARTS = 16
UNMOVED = 1e-6
ROUNDED = 10**9
INWARD = (1e-8, 1e-6, 1e-4)
"""Slack kept of every gain where rounding a point that lies in a corner would leave it."""


def searched(
    target: Target, gains: list[Gain], margins: list[Fraction], margin: Fraction, seed: int
) -> Point | None:
    solver = Descent(target, gains, margins)
    best: Point | None = None
    for start in steps("Looking for the smallest joint change", _starts(target, margin, seed), 0):
        values = solver.run(start, np.ones(len(target.over), dtype=bool))
        if values is None or (best and solver.cost(values) > float(best.cost) + UNMOVED):
            continue
        moved = np.abs(values - solver.now) > UNMOVED * solver.size
        again = solver.run(values, moved)
        values = again if again is not None else values
        exact_points = list(_made_exact(target, margin, values, gains, margins))
        for slack in () if exact_points else INWARD:
            inside = solver.run(values, np.ones(len(target.over), dtype=bool), slack)
            exact_points += [] if inside is None else _made_exact(target, margin, inside, gains, margins)
        best = min([*exact_points, *([best] if best else [])], key=lambda each: each.cost, default=None)
    return best


def _starts(target: Target, margin: Fraction, seed: int) -> Iterator[Array]:
    """Yield the present point, each lever at its own threshold, and Sobol points."""
    from scipy.stats import qmc

    now = np.array([float(each) for each in target.now])
    low, high = (np.array([float(each) for each in side]) for side in target.box)
    yield now
    for k, name in enumerate(target.over):
        alone = [gain.alone(k, target.now) for gain in target.gains]
        value = nearest(held(alone, line_of(target, name), margin), target.now[k])
        if value is not None:
            yield np.where(np.arange(len(now)) == k, float(value[0]), now)
    for share in qmc.Sobol(len(now), seed=seed).random(STARTS):
        yield low + share * (high - low)


class Descent:
    """Gains as float arrays, and one run of SLSQP over shares of the ranges, up and down apart."""

    def __init__(self, target: Target, gains: Sequence[Gain], margins: Sequence[Fraction]) -> None:
        keys = sorted({key for gain in gains for key in gain.terms})
        self.powers = np.array(keys, dtype=int).reshape(-1, len(target.over))
        self.weights = np.array([[float(gain.terms.get(key, 0)) for key in keys] for gain in gains])
        self.weights /= np.abs(self.weights).max(axis=1, keepdims=True)
        scale = [max(map(abs, gain.terms.values())) for gain in gains]
        self.margins = np.array([float(m / s) for m, s in zip(margins, scale, strict=True)])
        low, high = (np.array([float(each) for each in side]) for side in target.box)
        self.now = np.array([float(each) for each in target.now])
        self.size = high - low
        self.room = np.concatenate([(high - self.now) / self.size, (self.now - low) / self.size])

    def cost(self, values: Array) -> float:
        return float(np.abs((values - self.now) / self.size).sum())

    def gains(self, values: Array) -> Array:
        return self.weights @ np.prod(values**self.powers, axis=1) + self.margins

    def slopes(self, values: Array) -> Array:
        columns = []
        for k in range(len(values)):
            lower = self.powers.copy()
            lower[:, k] = np.maximum(lower[:, k] - 1, 0)
            columns.append(self.weights @ (self.powers[:, k] * np.prod(values**lower, axis=1)))
        return np.stack(columns, axis=1)

    def run(self, start: Array, free: Array, slack: float = 0.0) -> Array | None:
        """Return a local optimum that keeps some slack of every gain, or None; only levers that are `free` move."""
        from scipy.optimize import minimize

        share = (start - self.now) / self.size * free
        count = len(share)
        guess = np.clip(np.concatenate([np.maximum(share, 0), np.maximum(-share, 0)]), 0, self.room)
        room = self.room * np.concatenate([free, free])
        values = lambda z: self.now + self.size * (z[:count] - z[count:])  # noqa: E731
        found = minimize(
            np.sum, guess, jac=lambda z: np.ones(2 * count), method="SLSQP",
            bounds=list(zip(0 * room, room, strict=True)),
            constraints={"type": "ineq", "fun": lambda z: -self.gains(values(z)) - slack,
                         "jac": lambda z: -np.hstack([s := self.slopes(values(z)) * self.size, -s])},
            options={"maxiter": 200, "ftol": 1e-12})
        reached = values(np.clip(found.x, 0, room))
        return reached if self.gains(reached).max() <= UNMOVED else None


def _made_exact(
    target: Target, margin: Fraction, values: Array, gains: Sequence[Gain], margins: Sequence[Fraction]
) -> Iterator[Point]:
    """Yield exact points beside a found one: all moved levers but one rounded, that one at its threshold."""
    low, high = target.box
    size = [float(b - a) for a, b in zip(low, high, strict=True)]
    moved = [k for k in range(len(values)) if abs(values[k] - float(target.now[k])) > UNMOVED * size[k]]
    rounded = [min(max(Fraction(round(float(v) * ROUNDED), ROUNDED), a), b) if k in moved else n
               for k, (v, n, a, b) in enumerate(zip(values, target.now, low, high, strict=True))]
    for k in moved:
        fixed = {**target.values, **dict(zip(target.over, rounded, strict=True))}
        along = line_of(Target(target.model, target.profile, (), fixed), target.over[k])
        value = nearest(held([gain.alone(k, rounded) for gain in target.gains], along, margin), target.now[k])
        if value is not None:
            point = tuple(value[0] if j == k else each for j, each in enumerate(rounded))
            if holds(gains, margins, point):
                yield Point(point, cost(target, point), SEARCH)
