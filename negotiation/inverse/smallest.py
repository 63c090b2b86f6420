"""The smallest weighted change of several levers that makes the target an equilibrium.

The change costs sum |x_k - now_k| / (high_k - low_k). Gains linear in the levers together are a linear program
(`program`), products of levers are searched (`search`).
"""

from __future__ import annotations

from fractions import Fraction

from negotiation.inverse.deviations import Target
from negotiation.inverse.point import Point
from negotiation.inverse.program import cheapest
from negotiation.inverse.search import searched


def smallest(target: Target, margin: Fraction, seed: int) -> tuple[Point | None, bool]:
    """Return the cheapest point that was found, and whether it is proved that none is cheaper (or that none exists).

    Raises
    ------
    NotPolynomial
        A gain or a constraint is no polynomial of the levers.
    """
    conditions = [*target.gains, *target.constraints]
    margins = [margin if gain.party >= 0 else Fraction(0) for gain in conditions]
    if all(gain.linear for gain in conditions):
        return cheapest(target, conditions, margins), True
    still = [k for k, gain in enumerate(conditions) if not gain.variables]
    if any(conditions[k].broken(conditions[k].at(target.now) + margins[k]) for k in still):
        return None, True
    moving = [k for k, gain in enumerate(conditions) if gain.variables]
    return searched(target, [conditions[k] for k in moving], [margins[k] for k in moving], margin, seed), False
