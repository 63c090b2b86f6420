"""Where along a parameter each equilibrium stands, and how power in a vote changes along it."""

from __future__ import annotations

import altair as alt

from negotiation.alliances.along import PowerAlong
from negotiation.report.notebook.charts.base import LANE, WIDTH, Layers, color, drawn, lanes, named
from negotiation.tipping.result import Regimes


def regimes(found: Regimes) -> Layers:
    """Draw a bar for every interval of every equilibrium; a single point is a dot, a tipping point a dashed line."""
    names = named([(row.label, row.outcome) for row in found.standings])
    rows: list[dict[str, object]] = [
        {"equilibrium": name, "played": row.label, "from": each.start.decimal, "to": each.stop.decimal,
         "exactly": str(each), "certainty": row.certainty}
        for name, row in zip(names, found.standings, strict=True) for each in row.intervals]
    met = list(dict.fromkeys(name for name, row in zip(names, found.standings, strict=True) if row.intervals))
    ends = [found.regimes[0].start.decimal, found.regimes[-1].stop.decimal] if found.regimes else [0.0, 1.0]
    x = alt.X("from:Q", title=found.parameter, scale=alt.Scale(domain=ends, nice=False))
    chart = alt.Chart(drawn(rows, "the table of regimes")).encode(
        y=lanes("equilibrium", met), color=color("equilibrium", met).legend(None),
        tooltip=[alt.Tooltip(f"{name}:N") for name in ("equilibrium", "played", "exactly", "certainty")])
    single = alt.datum["from"] == alt.datum["to"]
    bars = chart.transform_filter(~single).mark_bar(height=12).encode(x=x, x2="to:Q")
    dots = chart.transform_filter(single).mark_point(filled=True, size=60).encode(x=x)
    tips = alt.Chart(alt.Data(values=[{"from": each} for each in found.tips]))
    rules = tips.mark_rule(strokeDash=[2, 3], color="#5B6673").encode(x=x)
    return alt.layer(rules, bars, dots).properties(width=WIDTH, height=LANE * len(met))


def poweralong(found: PowerAlong) -> alt.Chart:
    """Draw the parties' shares of power (Shapley and Shubik), stacked, in every stretch of the parameter."""
    names = [each.id for each in found.parties]
    table = found.to_frame()
    rows: list[dict[str, object]] = []
    stack: dict[float, float] = {}
    for row in table.to_dict("records"):
        low = stack.get(row["from"], 0.0)
        stack[row["from"]] = low + row["shapley-shubik"]
        rows.append({"party": row["party"], "from": row["from"], "to": row["to"], "low": low,
                     "high": stack[row["from"]], "power": str(row["shapley-shubik exact"])})
    return alt.Chart(drawn(rows, "the vote's power")).mark_rect().encode(
        x=alt.X("from:Q", title=found.parameter, scale=alt.Scale(nice=False)), x2="to:Q",
        y=alt.Y("low:Q", title="share of the power in the vote"), y2="high:Q", color=color("party", names),
        tooltip=[alt.Tooltip("party:N"), alt.Tooltip("power:N")]).properties(width=WIDTH, height=200)
