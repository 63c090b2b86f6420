"""What is stable at a point, why, and paths there."""

from __future__ import annotations

from math import prod

from negotiation.conflict_graph import Inverse, Stability, Step, stability
from negotiation.conflict_graph.reasons import Reason, reasons
from negotiation.errors import NegotiationError
from negotiation.model import Model
from negotiation.model.conflict import Conflict
from negotiation.view.compute.cache import cached
from negotiation.view.compute.point import Values, laid, named

MOST_STATES = 400
"""States up to which a page follows a slider."""


def states(model: Model) -> int:
    """Return how many states the graph of a model has."""
    return len(model.states) if isinstance(model, Conflict) else prod(model.strategy_counts)


@cached
def stable(model: Model, at: Values, groups: bool = False) -> Stability:
    """Return which states are stable for whom at one point, for groups too where asked.

    Raises NegotiationError where there are too many states, or parties for all their groups.
    """
    if (count := states(model)) > MOST_STATES:
        raise NegotiationError(f"there are {count:,} states; the page looks at up to {MOST_STATES:,}, "
                               f"`negotiation stability` at more")
    where = laid(model, named(model, at)) if model.has_payoffs else None
    found = stability(model, coalitions=groups, at=where)
    assert isinstance(found, Stability)
    return found


def begins(model: Model, found: Stability) -> int:
    """Return where a path begins unless told: the status quo, else the first agreement, else the first state."""
    if found.graph.status_quo is not None:
        return found.graph.status_quo
    agreements = {each.id for each in model.outcomes if each.kind == "agreement"}
    return next((s for s, each in enumerate(found.graph.outcomes) if each in agreements), 0)


@cached
def why(model: Model, at: Values, state: int, concept: str) -> tuple[tuple[Reason, ...], ...]:
    """Return for each party what it would rather do than stay in a state, and what deters it."""
    graph = stable(model, at).graph
    return tuple(reasons(graph, state, party, concept) for party in graph.parties)


@cached
def rankings(model: Model, at: Values, state: int, party: str, concept: str) -> Inverse:
    """Return which rankings of a party make a state stable; raises NegotiationError where they cannot be counted."""
    return stable(model, at).inverse(state, party, concept)


@cached
def path(model: Model, at: Values, start: int, goal: int) -> tuple[Step, ...] | None:
    """Return a shortest path, by improvements alone where there is one; None where there is no path at all."""
    found = stable(model, at)
    ways = (found.routes(start, improving=improving).to(found.states[goal]) for improving in (True, False))
    return next((way for way in ways if way is not None), None)


@cached
def nearest(model: Model, at: Values, start: int, concept: str, groups: bool = False) -> int | None:
    """Return the equilibrium that the fewest moves lead to, by improvements alone where one is reached so."""
    found = stable(model, at, groups)
    wanted = found.equilibria(concept)
    for improving in (True, False):
        ways = found.routes(start, improving=improving).paths
        near = min((state for state in wanted if state in ways), key=lambda state: len(ways[state]), default=None)
        if near is not None:
            return found.states.index(near)
    return None
