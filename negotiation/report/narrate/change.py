"""Changes: one scenario against another, and the tipping points along a slider."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from negotiation.game.equilibria import Equilibria
from negotiation.game.profiles import Support
from negotiation.model import Model, Parameter
from negotiation.model.declarations import Preset
from negotiation.report.narrate.naming import inside, mixing, of, profile_named
from negotiation.report.narrate.now import NAMED, order, row_name
from negotiation.report.narrate.words import amount, distinct, gerund, listed, number, sentence
from negotiation.tipping.result import Breaker, Tipping
from negotiation.wording import rounded

SAME = 1e-9
"""Parts of a slider within which two places are one: floats come no nearer to an irrational one."""


def dated(preset: Preset) -> str:
    """Say the date of a moment, and that it is approximate: "approx. 2016-02-27"; '' where it has none."""
    return f"{'approx. ' if preset.approximate else ''}{preset.date}" if preset.date else ""


def scenario(model: Model, preset: str, changed: Mapping[str, float], most: int = 2) -> str:
    """Name a scenario: its moment and what was changed, "Fall of eastern Aleppo, government control of Aleppo 80 %"."""
    moved = [f"{of(model, model.parameters[name])} {amount(model.parameters[name], value)}"
             for name, value in changed.items()]
    more = [f"and {len(moved) - most} more changed"] if len(moved) > most else []
    moment = (model.presets[preset].label or preset) if preset else "the model's defaults"
    return ", ".join([moment, *moved[:most], *more])


def compared(before: Equilibria, after: Equilibria, name: str = "the preset", ordinal: bool = False) -> str:
    """Say how the equilibria differ from those of another scenario of the same model; `ordinal`: without amounts."""
    old, new = (distinct([row_name(each, row) for row in order(each) if each.pure[row]]) for each in (before, after))
    gone = [_whole(inside(before, each)) for each in old if each not in new]
    come = [_whole(inside(after, each)) for each in new if each not in old]
    had, has = (Counter(each.played[~each.pure].tolist()) for each in (before, after))
    gone += _mixed(before, had - has, bool(had & has))
    come += _mixed(after, has - had, bool(had & has))
    if not gone and not come:
        moved = "" if ordinal else _moved(before, after)
        return sentence(f"compared with {name}: the same equilibria{moved}")
    gone, come = _few(gone), _few(come)
    parts = (
        [f"{listed(come)} {_is(come)} now possible" if not gone else f"{listed(come)} instead of {listed(gone)}"]
        if come
        else [f"{listed(gone)} {_is(gone)} no longer possible"]
    )
    return sentence(f"compared with {name}: {parts[0]}")


def _whole(name: str) -> str:
    """Return a name that holds commas in quotation marks, so that it stays one in a list."""
    return f"“{name}”" if ", " in name else name


def _mixed(found: Equilibria, kinds: Counter[Support], others: bool) -> list[str]:
    """Name the mixed equilibria that only one scenario has: by who mixes what, or how many they are."""
    if kinds.total() > 1:
        return [f"{kinds.total()} {'other ' if others else ''}mixed equilibria"]
    return [f"a mixed equilibrium ({mixing(found, each)})" for each in kinds]


def _few(names: list[str]) -> list[str]:
    return names if len(names) <= NAMED else [*names[:NAMED], f"{len(names) - NAMED} more"]


def _is(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"


def _moved(before: Equilibria, after: Equilibria) -> str:
    """Say which party's payoff moved most, where both scenarios have one equilibrium."""
    if len(before) != 1 or len(after) != 1:
        return ""
    change = after.payoffs[0] - before.payoffs[0]
    order = [i for i in np.argsort(-np.abs(change)) if abs(change[i]) >= 5e-3][:2]
    said = [f"{after.parties[i].label} {rounded(float(change[i]), sign='+')}" for i in order]
    return f"; payoffs moved most for {listed(said)}" if said else ", the same payoffs"


def tipping(parameter: Parameter, value: float, below: float | None, above: float | None) -> str:
    """Say where the answer changes next along a slider: "changes at 62.61 %, 7.4 percentage points below"."""
    near = [(abs(at - value), at, side) for at, side in ((below, "below"), (above, "above")) if at is not None]
    if not near:
        low, high = (amount(parameter, end) for end in (parameter.low, parameter.high))
        return f"does not change anywhere between {low} and {high}"
    said = [
        f"{amount(parameter, at)}, {_away(parameter, distance)} {side}"
        if amount(parameter, at) != amount(parameter, value) else f"{amount(parameter, at)}, right here"
        for distance, at, side in sorted(near)
    ]
    return f"changes at {' and at '.join(said)}"


def _away(parameter: Parameter, distance: float) -> str:
    """Say a distance on a slider; of a share in percentage points."""
    if amount(parameter, distance).endswith("%"):
        return f"{number(100 * distance, 1)} percentage points"
    return number(distance, 3)


def breaks(model: Model, breakers: Sequence[Breaker]) -> str:
    """Say who ends an equilibrium at a tipping point: "Iran gains by pushing"; '' where nobody in particular does."""
    labels = {party.id: party.label for party in model.parties}
    said = []
    for each in breakers:
        who = labels.get(each.party, each.party)
        said.append(
            f"{who} gains by {gerund(each.to)}" if each.to else f"{who}'s weight on {each.strategy} reaches zero"
        )
    return listed(distinct(said))


def most_telling(parameter: Parameter, points: Sequence[Tipping]) -> list[Tipping]:
    """Return of the tipping points at the first one's place the one to tell: named, and with a party that leaves."""
    here = [each for each in points if abs(each.decimal - points[0].decimal) <= SAME * (parameter.high - parameter.low)]
    return sorted(here, key=lambda each: (not each.outcome, not any(why.to for why in each.breakers)))[:1]


def tipping_point(model: Model, parameter: Parameter, point: Tipping) -> str:
    """Say one exact tipping point: "Above 0.6261, talks hold is no equilibrium: Iran gains by pushing".

    At an end of the range there is nothing beyond: "Only above 0 %, escalation is an equilibrium: ...".
    """
    name, at = inside(model, profile_named(model, point.support)), amount(parameter, point.decimal)
    why = breaks(model, point.breakers)
    end = parameter.low if point.lost == "below" else parameter.high
    other = "above" if point.lost == "below" else "below"
    one = "one of those on " if point.others else ""
    said = (f"only {other} {at}, {one}“{name}” is an" if point.decimal == end else
            f"{point.lost} {at}, {one}“{name}” is no")
    return sentence(f"{said} equilibrium{f': {why}' if why else ''}")
