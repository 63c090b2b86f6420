"""One lever alone: the exact intervals of its range on which the target is an equilibrium."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

from negotiation.arithmetic.algebraic import Algebraic
from negotiation.arithmetic.polynomials import NotPolynomial, primitive
from negotiation.errors import ParameterError
from negotiation.inverse.deviations import Gain, Target
from negotiation.tipping.along import conditions
from negotiation.tipping.along.conditions import Condition, Span
from negotiation.tipping.along.line import Line
from negotiation.tipping.along.pure import Deviation
from negotiation.tipping.along.standing import pure_standings
from negotiation.tipping.result import CERTIFIED, EXACT

INSIDE_BITS = 40
"""A value just inside an irrational threshold lies within 2**-40 of it."""


def line_of(target: Target, name: str) -> Line:
    """Return the line on which one parameter runs and the others stay."""
    return Line(target.model, name, {key: each for key, each in target.values.items() if key != name}, {})


def alone(target: Target, name: str, margin: Fraction) -> tuple[list[Span], str] | None:
    """Return where a parameter alone makes the target an equilibrium, and how sure; None where it has no effect."""
    along = line_of(target, name)
    try:
        gains = Target(target.model, target.profile, (name,), target.values).gains
    except NotPolynomial:
        found, reason = pure_standings(along, target.profile, margin)
        return ([span for each in found for span in each.spans],
                found[0].certainty if found else CERTIFIED if reason else EXACT)
    return (held(gains, along, margin), EXACT) if any(gain.variables for gain in gains) else None


def held(gains: list[Gain], along: Line, margin: Fraction) -> list[Span]:
    """Return the intervals on which gains in one parameter stay at or below -margin."""
    moving = [gain for gain in gains if gain.variables]
    if any(gain.terms.get((0,), 0) + margin > 0 for gain in gains if not gain.variables):
        return []
    asked = [_condition(gain, margin) for gain in moving]
    try:
        domain = along.domain
    except ParameterError:
        return []
    return [span for part in domain for span in conditions.held(part, [(asked, part.low, part.high)])]


def _condition(gain: Gain, margin: Fraction) -> Condition:
    terms = dict(gain.terms)
    terms[(0,)] = terms.get((0,), Fraction(0)) + margin
    below = lcm(*(each.denominator for each in terms.values()))
    row = tuple(int(terms.get((k,), Fraction(0)) * below) for k in range(max(key[0] for key in terms) + 1))
    return Condition((primitive(row),), Deviation(gain.party, gain.own, gain.to, row, below))


def nearest(found: Sequence[Span], now: Fraction) -> tuple[Fraction, bool] | None:
    """Return the value nearest to `now` at which the target holds, as a fraction, and whether it is the exact end.

    Where the end is irrational or open, a value just inside stands for it.
    """
    here, best = Algebraic.rational(now), None
    for each in found:
        if each.holds(here):
            return now, True
        value, sure = _reach(each, above=here <= each.low)
        if value is not None and (best is None or abs(value - now) < abs(best[0] - now)):
            best = value, sure
    return best


def _reach(span: Span, above: bool) -> tuple[Fraction | None, bool]:
    """Return the end of a span that lies next to smaller values (`above`) or larger ones, or a value just inside."""
    end, closed = (span.low, span.low_closed) if above else (span.high, span.high_closed)
    if end.fraction is not None and closed:
        return end.fraction, True
    for bits in (INSIDE_BITS, 2 * INSIDE_BITS):
        step = Fraction(1, 1 << bits) if end.fraction is not None else 0
        value = end.enclosure(bits)[1] + step if above else end.enclosure(bits)[0] - step
        if span.holds(Algebraic.rational(value)):
            return value, False
    return None, False


