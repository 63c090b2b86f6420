"""Who could ally: coalitions at one point, power in the vote along a slider or a path."""

from __future__ import annotations

from negotiation.alliances import Coalitions
from negotiation.alliances import coalitions as find
from negotiation.alliances.along import PowerAlong
from negotiation.alliances.along import power as changes
from negotiation.model import Model
from negotiation.view.compute.cache import cached
from negotiation.view.compute.point import Fixed, Values, held, is_path, laid, named

MOST = 6
"""Parties up to which all coalition structures are laid out: 203 of them."""


@cached
def coalitions(model: Model, at: Values) -> Coalitions:
    """Return what coalitions are worth at one point, the vote, the structures."""
    return find(model, at=laid(model, named(model, at)))


def power(model: Model, at: Values, over: str) -> PowerAlong:
    """Return where power in the vote changes along a slider or a path; where the slider stands costs nothing."""
    return _power(model, held(model, at, over), over)


@cached
def _power(model: Model, fixed: Fixed, over: str) -> PowerAlong:
    path = over if is_path(model, over) else None
    return changes(model, None if path else over, path=path, at=laid(model, dict(fixed)))
