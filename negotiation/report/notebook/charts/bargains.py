"""What can be agreed, and where the solutions stand."""

from __future__ import annotations

import altair as alt
import numpy as np

from negotiation.bargaining import AnyDeal, IssueDeal, PackageDeal, ShareDeal
from negotiation.errors import ExportError
from negotiation.report.notebook.charts.base import LANE, WIDTH, Layers, color, drawn, lanes


def sharedeal(found: ShareDeal) -> Layers:
    """Draw the shares that all, and that the principals, would take, and each solution's share, at one point."""
    _one_point(found)
    figures = {name: float(values[0]) for name, values in found.figures.items()}
    rows: list[dict[str, object]] = []
    for name, low, high in (("all parties would take", "all low", "all high"),
                            ("the principals would take", "range low", "range high")):
        if not np.isnan(figures[low]):
            rows.append({"what": name, "share": figures[low], "to": figures[high], "kind": "range"})
    rows += [{"what": name.replace("_", " "), "share": value, "kind": "range" if name.startswith("reser") else "share"}
             for name, value in figures.items() if np.isfinite(value) and not name.endswith(("low", "high", "(all)"))]
    names = [str(row["what"]) for row in rows]
    chart = alt.Chart(drawn(rows, "the bargain")).encode(
        x=alt.X("share:Q", title="share of the first side", scale=alt.Scale(domain=[0, 1])), y=lanes("what", names),
        tooltip=[alt.Tooltip("what:N"), alt.Tooltip("share:Q", format=".4~g")])
    wide = "isValid(datum.to)"
    bars = chart.transform_filter(wide).mark_bar(height=10, color="#14808A").encode(x2="to:Q")
    dots = chart.transform_filter(f"!{wide}").mark_point(filled=True, size=60).encode(
        color=color("kind", ["share", "range"]).legend(None))
    return alt.layer(bars, dots).properties(width=WIDTH, height=LANE * len(names))


def packagedeal(found: PackageDeal) -> alt.Chart:
    """Draw what each party gets by every solution, at one point."""
    _one_point(found)
    return _gains(found)


def issuedeal(found: IssueDeal) -> alt.Chart:
    """Draw what each party gets by every solution."""
    return _gains(found)


def _gains(found: PackageDeal) -> alt.Chart:
    names = [each.id for each in found.parties]
    rows = [{"solution": str(row["solution"]).replace("_", " "), "party": name, "payoff": float(row[f"payoff {name}"])}
            for row in found.to_frame().to_dict("records") for name in names]
    met = list(dict.fromkeys(str(row["solution"]) for row in rows))
    return alt.Chart(drawn(rows, "the bargain")).mark_point(filled=True, size=70).encode(
        x=alt.X("payoff:Q", scale=alt.Scale(zero=False)), y=lanes("solution", met), color=color("party", names),
        shape=alt.Shape("party:N", scale=alt.Scale(domain=names)),
        tooltip=[alt.Tooltip("solution:N"), alt.Tooltip("party:N"), alt.Tooltip("payoff:Q", format=".4~g")],
    ).properties(width=WIDTH, height=LANE * len(met) + 10)


def _one_point(found: AnyDeal) -> None:
    if found.points != 1:
        raise ExportError(f"a bargain at {found.points:,} points has no chart; allowed: one point")
