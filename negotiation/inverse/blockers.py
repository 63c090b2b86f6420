"""Why nothing works: the deviations that stay profitable wherever in the box the levers stand."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from negotiation.inverse.deviations import Gain, Target
from negotiation.inverse.program import least_of_the_worst
from negotiation.inverse.search import Descent

CONFLICT = 1e-6


def blockers(target: Target, margin: Fraction, none: bool) -> tuple[list[tuple[Gain, Fraction]], bool]:
    """Return what blocks the target everywhere in the box, each with a lower bound of its gain, and whether proved.

    First the deviations that are profitable at every point: an exact proof (Bernstein coefficients). If there is none,
    those that cannot all be held at the point where the worst of them is least: of linear gains by an exact program,
    of others by search. `none`: it is proved already that no point holds the target.
    """
    alone = [(gain, bound[0]) for gain in target.gains
             if (bound := gain.lowest(*target.box)) is not None and bound[0] + margin > 0]
    if alone:
        return alone, True
    conditions = [*target.gains, *target.constraints]
    if all(gain.linear for gain in conditions):
        margins = [margin if gain.party >= 0 else Fraction(0) for gain in conditions]
        return least_of_the_worst(target, conditions, margins) or [], none
    return _together(target, margin), none


def _together(target: Target, margin: Fraction) -> list[tuple[Gain, Fraction]]:
    """Minimise the largest gain; return the gains that attain it."""
    from scipy.optimize import minimize

    gains = [gain for gain in target.gains if gain.variables]
    if not gains:
        return []
    descent = Descent(target, [*gains, *target.constraints],
                      [margin] * len(gains) + [Fraction(0)] * len(target.constraints))
    slack = np.array([1.0] * len(gains) + [0.0] * len(target.constraints))
    low, high = (np.array([float(each) for each in side]) for side in target.box)
    found = minimize(
        lambda z: z[-1], np.append(descent.now, descent.gains(descent.now).max()), method="SLSQP",
        jac=lambda z: np.append(np.zeros(len(z) - 1), 1.0), bounds=[*zip(low, high, strict=True), (None, None)],
        constraints={"type": "ineq", "fun": lambda z: slack * z[-1] - descent.gains(z[:-1]),
                     "jac": lambda z: np.column_stack([-descent.slopes(z[:-1]), slack])})
    values = descent.gains(np.clip(found.x[:-1], low, high))[:len(gains)]
    point = [Fraction(each) for each in np.clip(found.x[:-1], low, high).tolist()]
    return [(gain, gain.at(point)) for gain, value in zip(gains, values, strict=True)
            if value > values.max() - CONFLICT and value > 0]
