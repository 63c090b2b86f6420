"""Shares and marks in rows: stable states, power in a vote, likelihoods, the ends of a war."""

from __future__ import annotations

import altair as alt
import numpy as np

from negotiation.alliances.voting import Voting
from negotiation.conflict_graph import Stability
from negotiation.report.notebook.charts.base import COLORS, LANE, WIDTH, Layers, color, drawn, lanes
from negotiation.sensitivity.result import Uncertainty
from negotiation.unfolding.chain import Fan
from negotiation.unfolding.war import War

MOST_STATES = 60


def stability(found: Stability) -> alt.Chart:
    """Draw which states are equilibria by which concept (filled), and for how many parties each is stable."""
    table = found.to_frame()
    states = [f"{row['state']}: {row['label']}" if row.get("label", row["state"]) != row["state"] else str(row["state"])
              for row in table.to_dict("records")]
    rows: list[dict[str, object]] = [
        {"state": states[s], "concept": concept, "equilibrium": bool(row[f"{concept} equilibrium"]),
         "stable for": str(row[concept])}
        for s, row in enumerate(table.head(MOST_STATES).to_dict("records")) for concept in found.concepts]
    kinds = alt.Scale(domain=[True, False], range=[COLORS[0], "#E4E8ED"])
    return alt.Chart(drawn(rows, "the conflict")).mark_square(size=200, opacity=1).encode(
        x=alt.X("concept:N", sort=list(found.concepts), title=None, axis=alt.Axis(orient="top", labelAngle=0)),
        y=lanes("state", states), color=alt.Color("equilibrium:N", scale=kinds, title="equilibrium"),
        tooltip=[alt.Tooltip("state:N"), alt.Tooltip("concept:N"), alt.Tooltip("stable for:N")],
    ).properties(width=60 * len(found.concepts), height=LANE * min(len(states), MOST_STATES))


def voting(found: Voting) -> alt.Chart:
    """Draw each member's share of power by Shapley and Shubik."""
    members = list(found.members)
    rows = [{"member": name, "power": float(value)} for name, value in zip(members, found.shapley_shubik, strict=True)]
    return _bars(rows, "the vote", "member", members, "power", "power (Shapley and Shubik)")


def uncertainty(found: Uncertainty) -> Layers:
    """Draw how likely each outcome is an equilibrium, with two standard errors on either side."""
    told = [(each.outcome or each.label, each.is_equilibrium) for each in found.outcomes]
    rows: list[dict[str, object]] = [
        {"outcome": name, "share": each.value, "low": max(0.0, each.value - 2 * each.error),
         "high": min(1.0, each.value + 2 * each.error)} for name, each in told if np.isfinite(each.value + each.error)]
    names = [str(row["outcome"]) for row in rows]
    bars = _bars(rows, "the likelihoods", "outcome", names, "share", "is an equilibrium in this share of the guesses")
    errors = alt.Chart(bars.data).mark_rule().encode(x="low:Q", x2="high:Q", y=lanes("outcome", names))
    return alt.layer(bars, errors)


def fan(found: Fan) -> alt.Chart:
    """Draw how a war has ended by each period, stacked."""
    names = ["still on", *found.ids]
    shares = np.column_stack([found.going_on, found.ended])
    rows = [{"period": t, "end": name, "share": float(shares[t, e])}
            for t in range(len(shares)) for e, name in enumerate(names)]
    return alt.Chart(drawn(rows, "the fan")).mark_area().encode(
        x=alt.X("period:Q", scale=alt.Scale(nice=False)), y=alt.Y("share:Q", stack=True),
        color=color("end", names, "how it has ended"), order=alt.Order("end:N"),
        tooltip=[alt.Tooltip("end:N"), alt.Tooltip("period:Q"), alt.Tooltip("share:Q", format=".3~f")],
    ).properties(width=WIDTH, height=220)


def war(found: War) -> alt.Chart:
    """Draw how a war ends, by the state in which it begins, stacked."""
    table = found.to_frame()
    ends = [name for name in table.columns if name.startswith("P(")]
    state = str(table.columns[0])
    rows = [{"state": str(row[state]), "end": name[2:-1], "share": float(row[name])}
            for row in table.to_dict("records") for name in ends]
    return alt.Chart(drawn(rows, "the war")).mark_bar().encode(
        x=alt.X("state:N", sort=[str(each) for each in table[state]], title=state),
        y=alt.Y("share:Q", stack=True), color=color("end", [name[2:-1] for name in ends], "how it ends"),
        tooltip=[alt.Tooltip("end:N"), alt.Tooltip("state:N"), alt.Tooltip("share:Q", format=".3~f")],
    ).properties(width=WIDTH, height=220)


def _bars(rows: list[dict[str, object]], what: str, lane: str, names: list[str], field: str, title: str) -> alt.Chart:
    return alt.Chart(drawn(rows, what)).mark_bar(height=12, color=COLORS[0]).encode(
        x=alt.X(f"{field}:Q", title=title, scale=alt.Scale(domain=[0, 1])), y=lanes(lane, names),
        tooltip=[alt.Tooltip(f"{lane}:N"), alt.Tooltip(f"{field}:Q", format=".4~g")],
    ).properties(width=WIDTH, height=LANE * len(names))
