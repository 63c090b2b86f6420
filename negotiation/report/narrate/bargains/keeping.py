"""With a target reached, in words: what keeps it an equilibrium, and what would remove the others beside it."""

from __future__ import annotations

import numpy as np

from negotiation.game.equilibria import Equilibria
from negotiation.model import Model, Parameter
from negotiation.report.narrate.change import breaks
from negotiation.report.narrate.naming import inside, of, profile_named
from negotiation.report.narrate.spans import least, most
from negotiation.report.narrate.words import number, sentence
from negotiation.tipping.margins import Lapse, Margins
from negotiation.wording import counted


def lapse(model: Model, each: Lapse) -> str:
    """Say where a slider ends an equilibrium: "government control of Aleppo up to 62.61 % (0.6 % of its slider)"."""
    parameter, way = model.parameters[each.parameter], "down" if each.side == "below" else "up"
    return (f"{of(model, parameter)} {way} to {limit(parameter, each)} "
            f"({number(100 * each.distance, 1)} % of its slider)")


def limit(parameter: Parameter, each: Lapse) -> str:
    """Say the last value at which an equilibrium holds, or that it holds up to there only."""
    say = least if each.side == "below" else most
    return say(parameter, each.end.decimal, each.end.closed)


def holding(model: Model, found: Margins, label: str, name: str) -> list[str]:
    """Say what keeps an equilibrium: which slider alone would end it first, who leaves there, how many never do."""
    near = found.lapses(label)
    if not near:
        return [sentence(f"{name} stays an equilibrium wherever any one slider stands in its range")]
    moved = {each.parameter for each in near}
    said = [sentence(f"{name} is lost first by the {kind} {lapse(model, each)}{_who(model, each)}")
            for kind, each in _first(model, near).items()]
    free = len(found.rows) - len(moved)
    if free:
        never = "never ends" if free == 1 else "never end"
        said.append(sentence(f"{free} of {counted(len(found.rows), 'slider')}, each alone, {never} it"))
    return said


def _first(model: Model, ways: list[Lapse]) -> dict[str, Lapse]:
    """Return the nearest way of each kind, levers first: someone could move them."""
    found: dict[str, Lapse] = {}
    for each in ways:
        found.setdefault(model.parameters[each.parameter].kind, each)
    return {kind: found[kind] for kind in sorted(found, reverse=True)}


def _who(model: Model, each: Lapse) -> str:
    who = breaks(model, each.end.breakers)
    return f": {who}" if who else ""


def rivals(model: Model, found: Margins, label: str, now: Equilibria) -> list[str]:
    """Say for each other equilibrium which slider alone removes it and leaves the target one."""
    others = [each for each in found.labels if each != label]
    if not others and bool(now.pure.all()):
        return ["It is the only equilibrium: it has no rival."]
    said = [_removal(model, found, rival, label, now) for rival in others]
    mixed = int((~now.pure).sum())
    if mixed:
        said.append("What removes equilibria in which parties choose at random is not followed here.")
    return said


def _removal(model: Model, found: Margins, rival: str, label: str, now: Equilibria) -> str:
    name = f"“{inside(model, present(model, rival, now))}”"
    ways = found.lapses(rival, label)
    if not ways:
        return sentence(f"no slider alone removes its rival {name} and leaves it standing")
    said = [f"by the {kind} {lapse(model, each)}" for kind, each in _first(model, ways).items()]
    return sentence(f"its rival {name} is removed {' or '.join(said)}")


def present(model: Model, label: str, now: Equilibria) -> str:
    """Name a pure equilibrium of the present values by its label."""
    return profile_named(model, now.played[np.flatnonzero(now.label == label)[0]])
