"""What else is an equilibrium once the target holds."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from negotiation.errors import ParameterError
from negotiation.expression import exact
from negotiation.inverse.deviations import Target
from negotiation.inverse.result import Company
from negotiation.solvers import solve

BEYOND = Fraction(1, 10**6)
BUDGET = 200_000
"""Boxes that `complete` may examine."""


def beyond(target: Target, moved: Mapping[str, Fraction]) -> dict[str, float]:
    """Return parameter values a millionth of the range past the threshold, where ties are over; the threshold itself
    where that leaves a range or a constraint, or loses the target again."""
    at = {name: float(value) for name, value in {**target.values, **moved}.items()}
    further = dict(at)
    for name, value in moved.items():
        each = target.model.parameters[name]
        step = BEYOND * (exact(each.high) - exact(each.low)) * (1 if value > target.values[name] else -1)
        further[name] = float(min(max(value + step, exact(each.low)), exact(each.high)))
    try:
        stays = target.named.label in solve(target.model.at(at=further), "pure").label
    except ParameterError:
        return at
    return further if stays else at


def company(target: Target, values: Mapping[str, float], pure: bool) -> Company:
    """Return the other equilibria at a point: pure ones only, or all, as far as they are found within BUDGET.

    None can be judged where rounding to floats leaves a constraint.
    """
    try:
        game = target.model.at(at=values)
    except ParameterError:
        return Company(None, (), "")
    found = solve(game, "pure")
    stand, proved = dict.fromkeys(found.played.tolist()), False
    if not pure:
        every = solve(game, "complete", budget=BUDGET)
        stand |= dict.fromkeys(every.played.tolist())
        proved = bool(every.complete.all()) and not int(every.unresolved.sum())
    others = tuple(each for each in stand if each != target.named)
    return Company(False if others else True if proved else None, others, "pure" if pure else "complete")
