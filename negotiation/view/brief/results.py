"""What a brief shows: each result, None where the model or the reading has none; a result is remembered."""

from __future__ import annotations

from negotiation.alliances.along import PowerAlong
from negotiation.bargaining import AnyDeal
from negotiation.conflict_graph import Stability
from negotiation.game.equilibria import Equilibria
from negotiation.incomplete import Doubt
from negotiation.inverse.result import Levers
from negotiation.tipping.margins import Margins
from negotiation.tipping.result import Regimes
from negotiation.unfolding.war import War
from negotiation.view import compute
from negotiation.view.compute import allies, beliefs, stable, wars
from negotiation.view.panel import without
from negotiation.view.session.visit import Visit


def doubt(visit: Visit) -> Doubt | None:
    """Return what equilibria mean where the parties doubt each other; None where they do not."""
    return beliefs.doubt(visit.model, visit.at) if visit.model.agents and not visit.ordinal else None


def pinned(visit: Visit) -> Equilibria | None:
    return visit.equilibria(visit.pinned) if visit.pinned is not None else None


def tipping(visit: Visit) -> Regimes | None:
    return compute.exact(visit.model, visit.at, visit.over, visit.ordinal) if visit.over else None


def takes(visit: Visit) -> Levers | None:
    wanted = target(visit)
    return compute.what_it_takes(visit.model, visit.at, wanted) if wanted else None


def stability(visit: Visit) -> Stability | None:
    """Return what is stable, None where nobody has a choice or there are too many states for a page."""
    return stable.stable(visit.model, visit.at) if 1 < stable.states(visit.model) <= stable.MOST_STATES else None


def margin(visit: Visit) -> Margins | None:
    return compute.margin(visit.model, visit.at) if visit.model.parameters else None


def target(visit: Visit) -> str:
    """Return the outcome whose levers are shown, "" for none."""
    return next((each.id for each in visit.model.outcomes if each.kind == "agreement" and visit.model.parameters), "")


def has_deal(visit: Visit) -> bool:
    """Return whether the page about leverage shows a bargain: a declared table, or lotteries between two parties."""
    return bool(visit.model.bargaining or len(visit.model.parties) == 2) and not visit.ordinal


def deal(visit: Visit) -> AnyDeal | None:
    return compute.deal(visit.model, visit.at, without.chosen(visit)) if has_deal(visit) else None


def vote(visit: Visit) -> PowerAlong | None:
    return allies.power(visit.model, visit.at, visit.over) if visit.model.voting and visit.over else None


def war(visit: Visit) -> War | None:
    return wars.war(visit.model, visit.at) if visit.model.unfolding and not visit.ordinal else None
