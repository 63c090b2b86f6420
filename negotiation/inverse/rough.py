"""The smallest joint change where payoffs are no polynomials of the levers: found and verified in floating point.

1. Differential evolution (Storn and Price 1997; SciPy), seeded, whole populations in one batch: any point that holds is
   better than any that does not; among those that hold the cheaper one is.
2. Every lever in turn goes back towards its present value as far as the target still holds.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from negotiation.expression import evaluate_condition, exact
from negotiation.game import Array
from negotiation.inverse.deviations import Target
from negotiation.inverse.point import Point, cost
from negotiation.model import ROUNDING
from negotiation.plain import Value

FLOATING = "search in floating point"
POPULATION = 20
GENERATIONS = 150
HALVINGS = 40
WORSE = 1e3


def rough(target: Target, margin: Fraction, seed: int) -> Point | None:
    """Return the cheapest point that was found, or None."""
    from scipy.optimize import differential_evolution

    low, high = (np.array([float(each) for each in side]) for side in target.box)
    now = np.array([float(each) for each in target.now])

    def price(points: Array) -> Array:
        points = points.reshape(len(now), -1)
        worst = gains(target, points) + float(margin)
        size = np.abs((points - now[:, None]) / (high - low)[:, None]).sum(axis=0)
        return np.where(worst <= 0, size, WORSE + np.minimum(worst, WORSE))

    found = differential_evolution(price, list(zip(low, high, strict=True)), rng=seed, popsize=POPULATION,
                                   maxiter=GENERATIONS, vectorized=True, polish=False, updating="deferred", tol=1e-10)
    if found.fun >= WORSE:
        return None
    values = _drawn_back(target, margin, found.x, now)
    point = tuple(exact(float(each)) for each in values)
    return Point(point, cost(target, point), FLOATING)


def gains(target: Target, points: Array) -> Array:
    """Return the largest deviation gain at points (levers, P): (P,), infinite where a constraint is broken."""
    values: dict[str, Value] = {name: float(value) for name, value in target.values.items()}
    values |= dict(zip(target.over, points, strict=True))
    allowed: Array = np.ones(points.shape[1], dtype=bool)
    for each in target.model.constraints:
        allowed = allowed & evaluate_condition(each.condition, values, ROUNDING)
    worst = np.full(points.shape[1], np.inf)
    if allowed.any():
        game = target.model.at(at={**values, **dict(zip(target.over, points[:, allowed], strict=True))})
        payoffs = np.moveaxis(game.payoffs, 0, -1)
        worst[allowed] = np.max([payoffs[(i, *target.leaving(i, to))] - payoffs[(i, *target.profile)]
                                 for i, to in target.deviations()], axis=0)
    return worst


def _drawn_back(target: Target, margin: Fraction, values: Array, now: Array) -> Array:
    """Move one lever after the other back to its present value, or as near as the target holds."""
    def holds(trial: Array) -> bool:
        return bool(gains(target, trial[:, None])[0] + float(margin) <= 0)

    for k in np.argsort(np.abs(values - now)):
        trial = values.copy()
        trial[k] = now[k]
        if holds(trial):
            values = trial
            continue
        good, bad = values[k], now[k]
        for _ in range(HALVINGS):
            trial[k] = (good + bad) / 2
            good, bad = (trial[k], bad) if holds(trial) else (good, trial[k])
        values = np.where(np.arange(len(values)) == k, good, values)
    return values
