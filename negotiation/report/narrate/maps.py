"""The map over two sliders in words: what a region is called, what holds at a place, where the nearest borders are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypedDict

from negotiation.game.profiles import Support
from negotiation.model import Model
from negotiation.report.narrate.naming import of, plain, profile_named
from negotiation.report.narrate.words import amount, distinct, gerund, listed, sentence
from negotiation.tipping.plane.curves import Curve
from negotiation.tipping.plane.mapped import Beyond

NOTHING = "no pure equilibrium"


class Member(NamedTuple):
    """An equilibrium of a region: what is played, as a value and in words, and its name."""

    played: Support
    plays: str
    name: str

    @property
    def outcome(self) -> str:
        return self.played.outcome


def members(model: Model, profiles: Sequence[Support]) -> tuple[Member, ...]:
    """Return the equilibria of a set in the model's order of outcomes."""
    places = {each.id: k for k, each in enumerate(model.outcomes)}
    found = {Member(each, plain(model.parties, each), profile_named(model, each)) for each in profiles}
    return tuple(sorted(found, key=lambda each: (places.get(each.outcome, len(places)), each.name, each.plays)))


def region(names: Sequence[str]) -> str:
    """Name a region by the equilibria that exist together in it."""
    return " + ".join(names) or NOTHING


def at_the_cross(
    model: Model, over: tuple[str, str], value: tuple[float, float], here: Sequence[str],
    around: Mapping[str, Beyond | None],
) -> list[str]:
    """Say what holds where the sliders stand, and the nearest border in each direction."""
    one, two = (model.parameters[name] for name in over)
    place = listed([f"{of(model, each)} at {amount(each, at)}"
                    for each, at in zip((one, two), value, strict=True)])
    said = [sentence(f"with {place}: {listed([_quoted(name) for name in here]) or NOTHING}")]
    for each, ways in ((one, ("left", "right")), (two, ("down", "up"))):
        parts = []
        for side in ways:
            beyond = around[side]
            if beyond is not None:
                there = [each.name for each in members(model, beyond.profiles)]
                word = "at" if beyond.only else "below" if side in ("left", "down") else "above"
                parts.append(f"{word} {amount(each, beyond.value)} {_changed(here, there)}")
        label = of(model, each)
        said.append(sentence(f"along {label}: {'; '.join(parts)}" if parts else f"along {label} nothing changes"))
    return said


def _quoted(name: str) -> str:
    return f"“{name}”"


def _changed(here: Sequence[str], there: Sequence[str]) -> str:
    """Say what comes and goes over a border."""
    come, gone = ([_quoted(each) for each in one if each not in two] for one, two in ((there, here), (here, there)))
    if come and gone:
        return f"{listed(come)} instead of {listed(gone)}"
    if come:
        return f"{listed(come)} too" if here else listed(come)
    return f"no longer {listed(gone)}" if there else f"there is {NOTHING}"


class Border(TypedDict):
    """An exact border: its formula, who is indifferent there, between what, at which profiles, at how many points."""

    formula: str
    party: str
    between: str
    profiles: list[str]
    points: int


def borders(model: Model, curves: Sequence[Curve]) -> list[Border]:
    """Return each exact border once, the longest first: its formula, who is indifferent there, between what, where."""
    found: dict[tuple[str, str, frozenset[str]], Border] = {}
    labels = {party.id: party.label for party in model.parties}
    for each in curves:
        key = each.factor, each.party, frozenset((each.strategy, each.to))
        row = found.setdefault(key, {
            "formula": each.explicit or f"{each.factor} = 0", "party": labels[each.party],
            "between": f"{gerund(each.strategy)} and {gerund(each.to)}", "profiles": [], "points": 0})
        row["profiles"] = distinct([*row["profiles"], profile_named(model, each.profile)])
        row["points"] += len(each.points)
    return sorted(found.values(), key=lambda row: -row["points"])


def formula(text: str) -> str:
    """Write a formula as people do: powers raised, no stars.

    >>> formula("line = (40*control**2 - 60*control + 5)/(2)")
    'line = (40 control² − 60 control + 5) / 2'
    """
    text = re.sub(r"\*\*(\d+)", lambda power: power[1].translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")), text)
    text = re.sub(r"\((-?\d+)\)", r"\1", text.replace(")/(", ") / ("))
    return text.replace("*", " ").replace(" - ", " − ")
