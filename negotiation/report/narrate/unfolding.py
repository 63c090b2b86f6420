"""The war as it unfolds in plain sentences: how far it can be trusted comes first, then both brackets.

With a model, values of the state are said in its parameter's words; without one as plain numbers.
"""

from __future__ import annotations

import numpy as np

from negotiation.game import Array
from negotiation.model import Model
from negotiation.report.narrate.naming import of
from negotiation.report.narrate.naming import place as stands
from negotiation.report.narrate.words import amount, listed, sentence
from negotiation.report.results.wars.war import spans
from negotiation.unfolding.chain import Fan
from negotiation.unfolding.deal import Deal
from negotiation.unfolding.search.others import Others
from negotiation.unfolding.war import War
from negotiation.wording import counted, lower_first, percent, rounded, significant

OFTEN = 3
"""Parties that a broken deal names at most."""


def unfolded(war: War, model: Model | None = None) -> list[str]:
    """Say what was found: multiplicity first, then each bracket's ends and duration, then where agreements hold."""
    return [claim(war), *(f"Select {each.select}{unsettled(each)}: {leads(each, model)}"
                          for each in war.brackets.values()), *holds(war, model), *map(sentence, war.notices)]


def claim(war: War) -> str:
    """Say first that there may be others, then what is claimed."""
    if war.status == "stationary":
        return ("There may be others: this is one stationary equilibrium a rule, in which nobody gains at any state by "
                "any plan of their own. Both rules, agreement and conflict, are shown; strategies that remember are "
                "not looked at.")
    if war.status == "finite horizon":
        return (f"There may be others: this is the first of {counted(war.horizon or 0, war.period)}. In the last, what "
                "is chosen lasts for ever, which flatters talks when there are few.")
    again = f"; it comes back every {counted(war.cycle, war.period)}" if war.cycle else ""
    return f"Not settled: no stationary equilibrium was found{again}. What follows is no equilibrium."


def unsettled(war: War) -> str:
    return " (not settled)" if war.status == "not settled" else ""


def leads(war: War, model: Model | None = None) -> str:
    """Say where it leads from the start: the chance of each end, and how long it lasts."""
    chances, duration = war.ends_at()
    ends = ", ".join(f"{end(label)} {percent(chance)}"
                     for label, chance in zip(war.end_labels, chances, strict=True))
    endless = float(war.at_start @ war.ends.endless)
    last = (f"it lasts {significant(duration, 3)} {war.period}{'' if duration == 1 else 's'} on average"
            if np.isfinite(duration)
            else f"with {percent(endless)} it does not end" + (" by then" if war.horizon else ""))
    return f"from {_begin(war, model)}, {ends or 'no ends'}; {last}."


def holds(war: War, model: Model | None = None) -> list[str]:
    """Say where an agreement is played with look-ahead, by each rule, and where one is an equilibrium without."""
    said = [f"With look-ahead an agreement is played {where(war, each.holds(), model)} (select {name})."
            for name, each in war.brackets.items()]
    return [*said, f"Without look-ahead an agreement is an equilibrium {where(war, war.held(), model)}."]


def kept(war: War, deal: Deal, model: Model | None = None) -> list[str]:
    """Say of a deal where it is kept, where all prefer it, and who breaks it there by how much."""
    name = f"“{_named(model, deal)}”" if model else deal.label
    said = [f"{name} enforces itself {where(war, deal.kept, model)}; all would prefer it for good "
            f"{where(war, deal.preferred, model)}."]
    return [*said, *(f"All prefer it at {place(war, float(war.states[k]), model)}, yet {_party(war, i, model)} gains "
                     f"{rounded(float(deal.breaking[k, i]))} points by breaking a promise for good."
                     for k, i in _worst(deal))]


def settles(war: War, deal: Deal, model: Model) -> str:
    """Say how likely the kept deal ends the war before the state leaves where it is kept; '' where it is not kept."""
    chance = float(war.at_start @ deal.settled)
    if not (deal.kept @ war.at_start) > 0:
        return f"From {_begin(war, model)} it is not kept at all."
    return (f"From {_begin(war, model)} it ends the war with {percent(chance)} before the state leaves where it is "
            "kept.")


def found(others: Others) -> str:
    """Say how many equilibria a search found, and that it never finds all."""
    return sentence(f"{counted(len(others.wars), 'stationary equilibrium', 'stationary equilibria')} found, the two "
                    f"above among them, from {counted(others.starts, 'start')} of which {others.settled} settled; "
                    "there may be more")


def others_table(others: Others) -> tuple[list[str], list[list[str]]]:
    """Return heads and rows of the equilibria found: how each ends from the start, how long it lasts."""
    first = others.wars[0]
    heads = ["led to by", *first.end_labels, "lasts on average", "states of agreement"]
    rows = []
    for war, count in zip(others.wars, others.found, strict=True):
        chances, duration = war.ends_at()
        rows.append([counted(count, "start"), *(percent(float(each)) for each in chances),
                     f"{significant(duration, 3)} {war.period}s", str(int(war.holds().sum()))])
    return heads, rows


def at_period(war: War, fan: Fan, period: int, model: Model) -> str:
    """Say how a war stands after some periods: still on, where, what has ended."""
    on, each = float(fan.going_on[period]), model.parameters[war.state]
    low, middle, high = (float(fan.quantile(share)[period]) for share in (0.1, 0.5, 0.9))
    ended = [f"{end(label)} {percent(float(chance))}"
             for label, chance in zip(war.end_labels, fan.ended[period], strict=True) if chance >= 0.0005]
    said = f"After {counted(period, war.period)}: {percent(on)} still on"
    if on > 0:
        spread = f", four in five between {amount(each, low)} and {amount(each, high)}" if high > low else ""
        said += f", the middle one at {amount(each, middle)}{spread}"
    return f"{said}; ended: {listed(ended) or 'none'}."


def end(label: str) -> str:
    """Return an end's label as it stands inside a sentence: "a settlement", "the city falls"."""
    return lower_first(label) if label[1:2] != " " else label[:1].lower() + label[1:]


def place(war: War, state: float, model: Model | None = None) -> str:
    """Say a state: "70 %" or "0.7"."""
    return amount(model.parameters[war.state], state) if model else significant(state, 3)


def where(war: War, marks: Array, model: Model | None = None) -> str:
    """Say at which states: "from 0.3 to 0.525"; "nowhere"."""
    each = model.parameters[war.state] if model else None
    said = [[amount(each, end) if each else significant(end, 4) for end in span] for span in spans(war.states, marks)]
    if each and bool(marks.all()):
        return f"at every {of(model, each)}" if model else ""
    return " and ".join(f"at {low}" if low == high else f"from {low} to {high}" for low, high in said) or "nowhere"


def _begin(war: War, model: Model | None) -> str:
    return stands(model, model.parameters[war.state], war.start) if model else f"{war.state} {place(war, war.start)}"


def _worst(deal: Deal) -> list[tuple[int, int]]:
    """Return of each party that breaks the promise the state where it gains most, the largest gain first."""
    gains = np.where(deal.broken, deal.breaking, -np.inf)
    rows = [(int(gains[:, i].argmax()), i) for i in np.flatnonzero(deal.broken.any(axis=0)).tolist()]
    return sorted(rows, key=lambda row: -gains[row])[:OFTEN]


def _named(model: Model, deal: Deal) -> str:
    outcome = next((each for each in model.outcomes if each.first == tuple(deal.profile)), None)
    return outcome.label if outcome else deal.label


def _party(war: War, i: int, model: Model | None) -> str:
    return model.parties[i].label if model else str(war.game.parties[i].id)
