"""The war as it unfolds: remembered by all values but the state that the parties move, so moving that costs nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from negotiation.model import Model
from negotiation.plain import one
from negotiation.progress import report, steps
from negotiation.unfolding import moved, moving, unfold
from negotiation.unfolding import patience as patience
from negotiation.unfolding.deal import Deal
from negotiation.unfolding.search.others import Others
from negotiation.unfolding.war import War
from negotiation.view.compute.cache import cached
from negotiation.view.compute.point import Values, laid, named, values

BRACKETS = ("agreement", "conflict")
LOOKING = "Letting the parties look ahead"
STARTS, SEED = 12, 7
"""Starts from which other equilibria are looked for, and their seed."""


def war(model: Model, at: Values, discount: float | None = None) -> War:
    """Return the war from where the values stand, both brackets computed; `discount` of all parties in its place."""
    found: War | None = None
    for name in steps(LOOKING, BRACKETS, len(BRACKETS)):
        found = found or _war(model, resting(model, at), discount)
        _ = found.bracket(name).ends
    assert found is not None
    _ = found.brackets
    return _moved(found, model, at)


def begun(model: Model, at: Values, discount: float | None = None) -> War:
    """Return the same war as soon as the first of BRACKETS is there; what asks it for both computes the other anew."""
    report(LOOKING, 0, len(BRACKETS))
    return _moved(_war(model, resting(model, at), discount), model, at)


def _moved(found: War, model: Model, at: Values) -> War:
    return moved(found, model, laid(model, named(model, at)))


def resting(model: Model, at: Values) -> Values:
    """Return the values with the state, and what moves along its path, at their defaults: the war has its own."""
    own = moving(model)
    return values(model, {name: model.parameters[name].default if name in own else value
                          for name, value in named(model, at).items()})


@cached
def _war(model: Model, at: Values, discount: float | None) -> War:
    """Return the war by its first rule; it keeps the other bracket once that was asked for."""
    found = unfold(model, BRACKETS[0], discount=discount, at=laid(model, named(model, at)))
    _ = found.ends
    return found


def deals(model: Model, at: Values, discount: float | None, outcome: str) -> dict[str, Deal]:
    """Return a deal beside each bracket, by its name."""
    found = war(model, at, discount)
    return {name: _deal(model, resting(model, at), discount, outcome, name) for name in found.brackets}


@cached
def _deal(model: Model, at: Values, discount: float | None, outcome: str, bracket: str) -> Deal:
    return _war(model, at, discount).bracket(bracket).deal(outcome)


def others(model: Model, at: Values, discount: float | None) -> Others:
    """Return other equilibria that were found from here."""
    return _others(model, at, discount)


@cached
def _others(model: Model, at: Values, discount: float | None) -> Others:
    return war(model, at, discount).others(STARTS, SEED)


DAYS = {"day": 1.0, "week": 7.0, "month": 365.25 / 12, "quarter": 365.25 / 4, "year": 365.25}
"""Days of a period that the calendar knows."""


@dataclass(frozen=True)
class Moment:
    """A dated preset with a recorded outcome: how many periods after the chosen one, and its state then."""

    after: float
    state: float
    label: str


def history(model: Model, preset: str, periods: int) -> list[Moment]:
    """Return what was recorded from a moment on, itself first; [] where its date or the period is not of a calendar."""
    section, began = model.unfolding, _dated(model, preset)
    if section is None or began is None or section.period not in DAYS:
        return []
    found = []
    for name, each in model.presets.items():
        day = _dated(model, name)
        after = (day - began).days / DAYS[section.period] if day else -1.0
        if name == preset or (each.observed and 0 < after <= periods):
            state = one(model.values(name)[section.state])
            found.append(Moment(max(after, 0.0), state, each.label or name))
    return sorted(found, key=lambda each: each.after) if len(found) > 1 else []


def _dated(model: Model, preset: str) -> date | None:
    """Return a moment's day, the middle of a month where only that is known; None where it is not of a calendar."""
    written = model.presets[preset].date if preset in model.presets else ""
    try:
        return date.fromisoformat(f"{written}-15" if len(written) == len("2016-02") else written)
    except ValueError:
        return None
