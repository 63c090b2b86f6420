"""What the positions of the slider under the hand mean, said before it is moved: names and distances of each.

The browser looks a position up and shows its words at once, over any line; the full answer follows a round trip behind.
"""

from __future__ import annotations

import negotiation.report.narrate as narrate
from negotiation.errors import NegotiationError
from negotiation.model import Model
from negotiation.plain import Json
from negotiation.report.narrate.naming import standing_named
from negotiation.view import compute
from negotiation.view.compute.cache import cached
from negotiation.view.panel import controls
from negotiation.view.session.visit import Visit

MOST = 500
"""Positions of a slider up to which its words are sent."""

NOTHING = "no equilibrium in pure choices"
REFUSED = "not possible here: a constraint of the model refuses it"


def words(visit: Visit | None, hand: str) -> dict[str, Json]:
    """Return what the browser may look up, slider -> what its positions mean.

    Of the slider that the charts run along and of the one under the hand. Each holds at the values of the others that
    are named in `fixed`, and nowhere else.
    """
    if visit is None:
        return {}
    names = [compute.running(visit.model, visit.over)] if visit.over else []
    names += [hand] if hand in visit.model.parameters and hand not in names else []
    found = {name: _words(visit, name) for name in names}
    return {name: said for name, said in found.items() if said}


def _words(visit: Visit, name: str) -> dict[str, Json] | None:
    here = compute.named(visit.model, visit.at)
    others = tuple(0.0 if each == name else here[each] for each in here)
    try:
        along = compute.along(visit.model, visit.at, name, visit.ordinal)
    except NegotiationError:
        return None
    found = None if along.partial else _said(along, visit.model, others, name, visit.ordinal)
    if found is None:
        return None
    return {"model": visit.address.scenario.model, "fixed": {k: v for k, v in here.items() if k != name}, **found}


@cached
def _said(
    found: compute.Along, model: Model, others: compute.Values, name: str, ordinal: bool
) -> dict[str, Json] | None:
    parameter, step = model.parameters[name], controls.step(model.parameters[name])
    count = round((parameter.high - parameter.low) / step)
    if not 0 < count <= MOST:
        return None
    positions = [round(min(parameter.low + k * step, parameter.high), 12) for k in range(count + 1)]
    at = [(x, _allowed(model, others, found, name, x)) for x in positions]
    return {
        "names": [_named(model, found, x, ordinal) if fits else REFUSED for x, fits in at],
        "tips": [narrate.tipping(parameter, x, *found.regimes.around(x)) if fits else "" for x, fits in at],
        "marks": [(tip - parameter.low) / (parameter.high - parameter.low) for tip in found.regimes.tips],
    }


def _allowed(model: Model, others: compute.Values, found: compute.Along, name: str, x: float) -> bool:
    """Return whether the model's constraints allow a position; asked only beyond the ends of what was solved."""
    low, high = found.x[0], found.x[-1]
    if low <= x <= high or not model.constraints:
        return True
    at: dict[str, Json] = {**compute.named(model, others), name: x}
    try:
        model.at("", at=at)
    except NegotiationError:
        return False
    return True


def _named(model: Model, found: compute.Along, x: float, ordinal: bool) -> str:
    """Return the names of the equilibria at a position, exactly there."""
    rows = found.regimes.at(x)
    names = narrate.distinct(
        [standing_named(model, row.support) for row in rows if row.pure]
    )
    mixed = 0 if ordinal else sum(not row.pure for row in rows)
    more = [f"{mixed} mixed" if names else f"only {mixed} mixed"] if mixed else []
    return "; ".join([*names, *more]) or NOTHING
