"""The war as it unfolds in plain sentences: how far it can be trusted comes first, then both brackets."""

from __future__ import annotations

import numpy as np

from negotiation.game import Array
from negotiation.report.results.war import spans
from negotiation.unfolding.deal import Deal
from negotiation.unfolding.war import War
from negotiation.wording import counted, percent, rounded, significant

OFTEN = 3
"""Parties and places that a broken deal names at most."""


def unfolded(war: War) -> list[str]:
    """Say what was found: multiplicity first, then each bracket's ends and duration, then where agreements hold."""
    return [_claim(war), *(_leads(each) for each in war.brackets.values()), *_holds(war), *map(_sentence, war.notices)]


def _claim(war: War) -> str:
    """Say what is claimed, and that there may be others."""
    if war.status == "stationary":
        return ("A stationary equilibrium: nobody gains at any state by any plan of their own. There may be others, "
                "and strategies that remember are not looked at; both rules, agreement and conflict, are shown.")
    if war.status == "finite horizon":
        return (f"The first of {counted(war.horizon or 0, war.period)}: in the last, what is chosen lasts for ever, "
                "which flatters talks when there are few. There may be other equilibria.")
    again = f"; it comes back every {counted(war.cycle, war.period)}" if war.cycle else ""
    return f"Not settled: no stationary equilibrium was found{again}. What follows is no equilibrium."


def _leads(war: War) -> str:
    chances, duration = war.ends_at()
    ends = ", ".join(f"{label[:1].lower()}{label[1:]} {percent(chance)}"
                     for label, chance in zip(war.end_labels, chances, strict=True))
    endless = float(war.at_start @ war.ends.endless)
    last = (f"it lasts {significant(duration, 3)} {war.period}s on average" if np.isfinite(duration)
            else f"with {percent(endless)} it does not end" + (" by then" if war.horizon else ""))
    status = "" if war.status != "not settled" else " (not settled)"
    return f"Select {war.select}{status}: from {war.state} {significant(war.start, 3)}, {ends or 'no ends'}; {last}."


def _holds(war: War) -> list[str]:
    said = [f"With look-ahead an agreement is played {where(war.states, each.holds())} (select {name})."
            for name, each in war.brackets.items()]
    return [*said, f"Without look-ahead an agreement is an equilibrium {where(war.states, war.held())}."]


def kept(war: War, deal: Deal) -> list[str]:
    """Say of a deal where it is kept, where all prefer it, and who breaks it there by how much."""
    said = [f"{deal.label} enforces itself {where(war.states, deal.kept)}; all would prefer it for good "
            f"{where(war.states, deal.preferred)}."]
    ids = [party.id for party in war.game.parties]
    rows = sorted(np.argwhere(deal.broken).tolist(), key=lambda at: -deal.breaking[at[0], at[1]])
    said += [f"All prefer it at {significant(float(war.states[k]), 3)}, yet {ids[i]} gains "
             f"{rounded(float(deal.breaking[k, i]))} points by breaking a promise for good." for k, i in rows[:OFTEN]]
    return said


def where(states: Array, marks: Array) -> str:
    """Say at which states: "from 0.3 to 0.525"; "nowhere"."""
    found = [f"at {significant(low, 4)}" if low == high else f"from {significant(low, 4)} to {significant(high, 4)}"
             for low, high in spans(states, marks)]
    return " and ".join(found) or "nowhere"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
