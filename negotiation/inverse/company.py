"""What else is an equilibrium once the target holds."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from negotiation.errors import ParameterError
from negotiation.expression import exact
from negotiation.inverse.deviations import Target
from negotiation.inverse.result import Company
from negotiation.solvers import SOLVERS, solve

BEYOND = Fraction(1, 10**6)
SECONDS = 5.0


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
        stays = target.label() in solve(target.model.at(**further), "pure").label  # type: ignore[arg-type]
    except ParameterError:
        return at
    return further if stays else at


def company(target: Target, values: Mapping[str, float], pure: bool) -> Company:
    """Return the other equilibria at a point: pure ones only, or all, as far as they are found in SECONDS."""
    game = target.model.at(**values)  # type: ignore[arg-type]
    method = "pure" if pure or "complete" not in SOLVERS else "complete"
    options = {"seconds": SECONDS} if method == "complete" else {}
    found = solve(game, method, **options)
    others = tuple(str(label) for label in found.label if label != target.label())
    proved = method == "complete" and bool(found.complete.all()) and not int(found.unresolved.sum())
    return Company(False if others else True if proved else None, others, method)
