"""Intervals in words, one form everywhere: an end that does not belong to its interval is said to be excluded."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from negotiation.model import Parameter
from negotiation.report.narrate.words import amount
from negotiation.tipping.result import Interval

Say = Callable[[Parameter, float], str]


def least(parameter: Parameter, value: float, closed: bool, say: Say = amount) -> str:
    """Say where something begins to hold: "50 %", or "above 50 %" where it does not hold at the end itself.

    >>> least(Parameter("a", 0, 1, 0.5, unit="share"), 0.5, False)
    'above 50 %'
    """
    return f"{'' if closed else 'above '}{say(parameter, value)}"


def most(parameter: Parameter, value: float, closed: bool, say: Say = amount) -> str:
    """Say up to where something holds: "60 %", or "below 60 %" where it does not hold at the end itself."""
    return f"{'' if closed else 'below '}{say(parameter, value)}"


def ends(parameter: Parameter, span: Interval, say: Say = amount) -> tuple[str, str]:
    """Say both ends of an interval."""
    return (least(parameter, span.start.decimal, span.start.closed, say),
            most(parameter, span.stop.decimal, span.stop.closed, say))


def spans(parameter: Parameter, intervals: Sequence[Interval]) -> str:
    """Say where something holds: "from above 0 % to below 60 % and at 75 % only"; "nowhere" where there is none."""
    return " and ".join(_span(parameter, each) for each in intervals) or "nowhere"


def _span(parameter: Parameter, span: Interval) -> str:
    if span.isolated:
        return f"at {amount(parameter, span.start.decimal)} only"
    start, stop = ends(parameter, span)
    return f"from {start} to {stop}"
