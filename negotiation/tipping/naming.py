"""Spans of positions -> standings with the names of parties, strategies and outcomes."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from fractions import Fraction

import numpy as np

from negotiation.arithmetic.algebraic import polynomial_text
from negotiation.arithmetic.univariate import ratio_text
from negotiation.game import Outcome
from negotiation.game.profiles import support
from negotiation.model import Model
from negotiation.tipping.along.certified import Crossing
from negotiation.tipping.along.conditions import Span
from negotiation.tipping.along.line import Line
from negotiation.tipping.along.mixed import Mixture, Outside, Vanishing
from negotiation.tipping.along.pure import Deviation, Preference
from negotiation.tipping.along.standing import Stand
from negotiation.tipping.result import EXACT, Breaker, End, Interval, Standing


def standing(along: Line, found: Stand) -> Standing:
    """Name an equilibrium, its intervals and, where they are known, its probabilities as functions of the parameter."""
    outcome = outcome_of(along.model, found.supports)
    return Standing(support(along.model.parties, found.supports, along.model.outcomes), outcome.kind if outcome else "",
                    tuple(interval(along, span, found.certainty == EXACT) for span in found.spans), found.certainty,
                    _mixtures(along, found.mixture) if found.mixture else {}, found.within, found.branch)


def _mixtures(along: Line, found: Mixture) -> dict[str, dict[str, str]]:
    return {
        party.id: {party.strategies[j].id: ratio_text(weight, whole, along.over)
                   for j, weight in zip(side, weights, strict=True)}
        for party, side, weights, whole in zip(along.model.parties, found.supports, found.weights, found.sums,
                                               strict=True)}


def outcome_of(model: Model, supports: Sequence[Sequence[int]]) -> Outcome | None:
    """Return the first named outcome that holds every profile of the supports."""
    inside = np.ix_(*supports)
    return next((each for each in model.outcomes if each.mask[inside].all()), None)


def interval(along: Line, span: Span, exact: bool = True) -> Interval:
    """Name the ends of a span and who breaks it there; a located end is written as a decimal, an exact one as it is."""
    low = tuple(breaker(along, each) for each in span.low_broken if not isinstance(each, str))
    high = tuple(breaker(along, each) for each in span.high_broken if not isinstance(each, str))
    left, right = (str(end) if exact or edge or end.fraction is None else along.decimal(float(end))
                   for end, edge in ((span.low, span.low_edge), (span.high, span.high_edge)))
    return Interval(End(left, float(span.low), span.low_closed, span.low_edge, low, span.low),
                    End(right, float(span.high), span.high_closed, span.high_edge, high, span.high))


def breaker(along: Line, tag: Hashable) -> Breaker:
    """Name a condition that is broken next to an interval."""
    assert isinstance(tag, Deviation | Crossing | Outside | Vanishing | Preference)
    party = along.model.parties[tag.party]
    if isinstance(tag, Preference):
        return Breaker(party.id, "", "", polynomial_text([Fraction(each, tag.below) for each in tag.gain], along.over))
    if isinstance(tag, Vanishing):
        return Breaker(party.id, party.strategies[tag.strategy].id, "", "")
    own = "its mixture" if isinstance(tag, Outside) or tag.own < 0 else party.strategies[tag.own].id
    to = party.strategies[tag.to].id
    gain = f"u_{party.id}({to}) - u_{party.id}({own})" if isinstance(tag, Crossing) else tag.text(along.over)
    return Breaker(party.id, own, to, gain)
