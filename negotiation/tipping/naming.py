"""Spans of positions -> standings with the names of parties, strategies and outcomes."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

import numpy as np

from negotiation.game import Outcome
from negotiation.tipping.conditions import Span
from negotiation.tipping.line import Line
from negotiation.tipping.mixed import Mixture, Outside, Vanishing
from negotiation.tipping.numeric import Crossing
from negotiation.tipping.pure import Deviation
from negotiation.tipping.result import EXACT, SAMPLED, Breaker, End, Interval, Standing
from negotiation.tipping.sampled import Found
from negotiation.tipping.univariate import ratio_text


def pure(along: Line, profile: tuple[int, ...], spans: Iterable[Span], certainty: str = EXACT) -> Standing:
    """Name a pure profile and its intervals."""
    outcome = outcome_of(along, [[each] for each in profile])
    label = " / ".join(party.strategies[j].id for party, j in zip(along.model.parties, profile, strict=True))
    return Standing(label, outcome.id if outcome else "", outcome.kind if outcome else "", profile,
                    tuple(interval(along, profile, span) for span in spans), certainty)


def mixed(along: Line, found: Mixture) -> Standing:
    """Name a pair of mixtures, its intervals and its probabilities as functions of the parameter."""
    parties = along.model.parties
    outcome = outcome_of(along, found.supports)
    label = " / ".join("+".join(party.strategies[j].id for j in support)
                       for party, support in zip(parties, found.supports, strict=True))
    mixtures = {
        party.id: {party.strategies[j].id: ratio_text(weight, whole, along.over)
                   for j, weight in zip(support, weights, strict=True)}
        for party, support, weights, whole in zip(parties, found.supports, found.weights, found.sums, strict=True)}
    return Standing(label, outcome.id if outcome else "", outcome.kind if outcome else "", None,
                    tuple(interval(along, None, span) for span in found.spans), EXACT, False, mixtures)


def outcome_of(along: Line, supports: Sequence[Sequence[int]]) -> Outcome | None:
    """Return the first named outcome that holds every profile of the supports."""
    inside = np.ix_(*supports)
    return next((each for each in along.model.outcomes if each.mask[inside].all()), None)


def sampled(along: Line, found: Found) -> Standing:
    """Name a mixed equilibrium that was found by solving at points."""
    outcome = outcome_of(along, found.supports)
    return Standing(found.label, outcome.id if outcome else "", outcome.kind if outcome else "", None,
                    tuple(interval(along, None, span) for span in found.spans), SAMPLED, False)


def interval(along: Line, profile: tuple[int, ...] | None, span: Span) -> Interval:
    """Name the ends of a span and who breaks it there."""
    low = tuple(breaker(along, profile, each) for each in span.low_broken if not isinstance(each, str))
    high = tuple(breaker(along, profile, each) for each in span.high_broken if not isinstance(each, str))
    return Interval(End(str(span.low), float(span.low), span.low_closed, span.low_edge, low, span.low),
                    End(str(span.high), float(span.high), span.high_closed, span.high_edge, high, span.high))


def breaker(along: Line, profile: tuple[int, ...] | None, tag: Hashable) -> Breaker:
    """Name a condition that is broken next to an interval."""
    assert isinstance(tag, Deviation | Outside | Vanishing | Crossing)
    party = along.model.parties[tag.party]
    if isinstance(tag, Vanishing):
        return Breaker(party.id, party.strategies[tag.strategy].id, "", "")
    own = party.strategies[profile[tag.party]].id if profile else "its mixture"
    to = party.strategies[tag.to].id
    gain = f"u_{party.id}({to}) - u_{party.id}({own})" if isinstance(tag, Crossing) else tag.text(along.over)
    return Breaker(party.id, own, to, gain)
