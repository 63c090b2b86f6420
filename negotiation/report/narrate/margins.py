"""How sure an answer is, in words: which slider it hangs on most, what changes beyond a margin, how intervals moved."""

from __future__ import annotations

from negotiation.game.profiles import Support
from negotiation.model import Model, Parameter
from negotiation.report.narrate.change import SAME
from negotiation.report.narrate.naming import inside, of, profile_named
from negotiation.report.narrate.spans import Say, least, most, spans
from negotiation.report.narrate.words import amount, apart, listed, number, sentence
from negotiation.tipping.margins import Edge, Margins
from negotiation.tipping.result import Interval, Regimes
from negotiation.wording import counted

SAID = 2


def hangs_on(model: Model, found: Margins) -> list[str]:
    """Say which sliders the pure equilibria hang on most, and how many could move freely."""
    near = [each for each in found.rows if each.nearer is not None]
    free = len(found.rows) - len(near)
    if not near:
        return [f"No slider alone changes the pure equilibria: all {free} could stand anywhere in their range."]
    said = []
    for each in near[:2]:
        parameter, edge = model.parameters[each.parameter], each.nearer
        assert edge is not None
        label, now, end = of(model, parameter), each.now, edge.end.decimal
        if abs(end - now) <= SAME * (parameter.high - parameter.low):
            said.append(f"{label}, which stands at a tipping point, {amount(parameter, now)}")
            continue
        way = "up" if edge is each.above else "down"
        one, two = apart(parameter, now, end)
        said.append(f"{label} {way} from {one} to {two} ({number(100 * edge.distance, 1)} % of its slider)")
    first = f"the answer hangs most on {said[0]}"
    if len(said) > 1:
        first += f", then {said[1]}"
    rest = (f"{free} of {counted(len(found.rows), 'slider')} could stand anywhere in {'its' if free == 1 else 'their'} "
            "range, alone, without changing the pure equilibria.")
    return [sentence(first), rest] if free else [sentence(first)]


def until(parameter: Parameter, edge: Edge, side: str, say: Say = amount) -> str:
    """Say up to where the same answer holds: "66.67 %", or "above 66.67 %" where another answer begins at it."""
    return (least if side == "below" else most)(parameter, edge.end.decimal, not edge.end.closed, say)


def beyond(model: Model, edge: Edge) -> str:
    """Say what changes beyond a margin: "talks hold joins", "talks collapse ends"."""
    come, gone = (listed([_name(model, each) for each in side]) for side in (edge.begun, edge.ended))
    parts = [f"{gone} end{'s' * (len(edge.gone) == 1)}"] if gone else []
    parts += [f"{come} begin{'s' * (len(edge.come) == 1)}"] if come else []
    return "; ".join(parts)


def _name(model: Model, played: Support) -> str:
    """Name a profile by its outcome where it has one."""
    return f"“{inside(model, profile_named(model, played))}”"


def moved(model: Model, parameter: Parameter, before: Regimes, after: Regimes) -> list[str]:
    """Say for the first named outcomes how the intervals on which they hold differ from the pinned scenario's."""
    said = []
    for outcome in model.outcomes:
        old, new = (
            spans(parameter, _held(each, outcome.id))
            for each in (before, after)
        )
        if old != new:
            said.append(f"“{inside(model, outcome.label)}” holds {new}, pinned {old}")
    if not said:
        return ["Compared with the pinned scenario: the named outcomes hold in the same places."]
    return [sentence(f"compared with the pinned scenario: {'; '.join(said[:SAID])}")]


def _held(found: Regimes, outcome: str) -> list[Interval]:
    return [span for each in found.standings if each.outcome == outcome for span in each.intervals]
