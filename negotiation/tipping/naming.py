"""Spans of positions -> standings with the names of parties, strategies and outcomes."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from fractions import Fraction

import numpy as np

from negotiation.arithmetic.algebraic import Algebraic, polynomial_text
from negotiation.arithmetic.univariate import ratio_text
from negotiation.game import Outcome
from negotiation.game.profiles import support
from negotiation.model import Model
from negotiation.tipping.along.conditions import Span
from negotiation.tipping.along.line import Line
from negotiation.tipping.along.mixed import Mixture, Outside, Vanishing
from negotiation.tipping.along.numeric import Crossing
from negotiation.tipping.along.pure import Deviation, Preference
from negotiation.tipping.along.sampled import Found
from negotiation.tipping.result import EXACT, SAMPLED, Breaker, End, Interval, Standing


def pure(along: Line, profile: tuple[int, ...], spans: Iterable[Span], certainty: str = EXACT,
         within: float | None = 0.0) -> Standing:
    """Name a pure profile and its intervals."""
    return _standing(along.model, [[each] for each in profile],
                     tuple(interval(along, span, certainty == EXACT) for span in spans), certainty, within=within)


def _standing(model: Model, supports: Sequence[Sequence[int]], intervals: tuple[Interval, ...], certainty: str,
              mixtures: Mapping[str, Mapping[str, str]] | None = None, within: float | None = 0.0) -> Standing:
    outcome = outcome_of(model, supports)
    return Standing(support(model.parties, supports, model.outcomes), outcome.kind if outcome else "", intervals,
                    certainty, mixtures or {}, within)


def mixed(along: Line, found: Mixture) -> Standing:
    """Name a pair of mixtures, its intervals and its probabilities as functions of the parameter."""
    parties = along.model.parties
    mixtures = {
        party.id: {party.strategies[j].id: ratio_text(weight, whole, along.over)
                   for j, weight in zip(side, weights, strict=True)}
        for party, side, weights, whole in zip(parties, found.supports, found.weights, found.sums, strict=True)}
    return _standing(along.model, found.supports, tuple(interval(along, span) for span in found.spans), EXACT, mixtures)


def outcome_of(model: Model, supports: Sequence[Sequence[int]]) -> Outcome | None:
    """Return the first named outcome that holds every profile of the supports."""
    inside = np.ix_(*supports)
    return next((each for each in model.outcomes if each.mask[inside].all()), None)


def sampled(along: Line, found: Found) -> Standing:
    """Name a mixed equilibrium that was found by solving at points."""
    return _standing(along.model, found.supports, tuple(interval(along, span, False) for span in found.spans), SAMPLED,
                     within=None)


def interval(along: Line, span: Span, exact: bool = True) -> Interval:
    """Name the ends of a span and who breaks it there; a located end is written as a decimal, an exact one as it is."""
    low = tuple(breaker(along, each) for each in span.low_broken if not isinstance(each, str))
    high = tuple(breaker(along, each) for each in span.high_broken if not isinstance(each, str))
    left, right = _text(span.low, exact or span.low_edge), _text(span.high, exact or span.high_edge)
    return Interval(End(left, float(span.low), span.low_closed, span.low_edge, low, span.low),
                    End(right, float(span.high), span.high_closed, span.high_edge, high, span.high))


def _text(number: Algebraic, exact: bool) -> str:
    return str(number) if exact or number.fraction is None else f"{float(number):.13g}"


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
