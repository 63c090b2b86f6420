"""What two parties could agree on by mixing outcomes: every outcome, the Pareto frontier, no deal and the solutions."""

from __future__ import annotations

import numpy as np
import pandas as pd

import negotiation.narrate as narrate
from negotiation.bargaining import SOLUTIONS, PackageDeal
from negotiation.model import Model
from negotiation.view.charts.base import INK, LINE, PAPER, SOFT, Chart, base
from negotiation.view.charts.deals import COLORS

HEIGHT = 340
WIDE, HIGH = 0.42, 0.07
"""The size kept free round a name, as shares of a narrow plot."""


def lottery(model: Model, deal: PackageDeal, theme: str = "light", pinned: PackageDeal | None = None) -> Chart:
    """Draw the payoffs of both parties: outcomes, what beats no deal, the solutions; a pinned scenario hollow."""
    outcomes = pd.DataFrame({"x": deal.columns[0, 0], "y": deal.columns[0, 1],
                             "what": [label.replace(" / ", ", ") for label in deal.labels]})
    frontier = deal.frontier().set_axis(["x", "y"], axis=1).sort_values("x")
    none = deal.disagreement.payoffs[0]
    lost = pd.DataFrame({"x": [none[0]], "y": [none[1]], "text": ["no deal"]})
    points = _points(deal, "now", outcomes)
    if pinned is not None:
        points = pd.concat([points, _points(pinned, "pin", outcomes).assign(text="")])
    spec = {**base(theme, HEIGHT), "layer": _layers(model, theme)}
    data = {"outcomes": outcomes, "frontier": frontier, "none": lost, "points": points}
    said = "; ".join(narrate.lottery(deal, name) for name in deal.solutions)
    return Chart("lottery", spec, data, f"Payoffs of {model.parties[0].label} and {model.parties[1].label}. {said}")


def _points(deal: PackageDeal, when: str, outcomes: pd.DataFrame) -> pd.DataFrame:
    """Return the solutions; a name that would meet one before it is left to the table."""
    spans = [float(np.ptp(outcomes[axis])) or 1.0 for axis in ("x", "y")]
    rows: list[dict[str, object]] = []
    taken = [(float(deal.disagreement.payoffs[0, 0]), float(deal.disagreement.payoffs[0, 1]))]
    for name, package in deal.solutions.items():
        x, y = (float(each) for each in package.payoffs[0])
        if np.isnan(x):
            continue
        free = not any(abs(x - a) / spans[0] < WIDE and abs(y - b) / spans[1] < HIGH for a, b in taken)
        taken += [(x, y)] if free else []
        rows.append({"x": x, "y": y, "name": SOLUTIONS[name].label, "when": when,
                     "text": SOLUTIONS[name].label if free else "",
                     "align": "right" if x - outcomes["x"].min() > 0.7 * spans[0] else "left"})
    return pd.DataFrame(rows, columns=["x", "y", "name", "when", "text", "align"])


def _layers(model: Model, theme: str) -> list[dict[str, object]]:
    axes = {
        field: {"field": field, "type": "quantitative", "title": f"payoff of {party.label}",
                "scale": {"zero": False, "padding": 16}, "axis": {"grid": False, "tickCount": 6}}
        for field, party in zip(("x", "y"), model.parties[:2], strict=True)
    }
    kinds = COLORS[theme]
    none = {"type": "rule", "strokeDash": [4, 4], "color": SOFT[theme], "strokeWidth": 1.2}
    best = {"type": "line", "aria": False, "color": kinds["range"], "strokeWidth": 3}
    words = {"type": "text", "fontSize": 12, "fontWeight": 600, "dy": -13}
    place = {"align": {"expr": "datum.align"}, "dx": {"expr": "datum.align == 'left' ? 7 : 0"},
             "dy": {"expr": "datum.align == 'left' ? -9 : -17"}}
    halo = {"color": PAPER[theme], "stroke": PAPER[theme], "strokeWidth": 4, "strokeJoin": "round"}
    text = {"field": "text", "type": "nominal"}
    fill = {"field": "when", "type": "nominal", "legend": None,
            "scale": {"domain": ["now", "pin"], "range": [kinds["nash"], PAPER[theme]]}}
    tips = [{"field": "x", "format": ".2f", "title": model.parties[0].label},
            {"field": "y", "format": ".2f", "title": model.parties[1].label}]
    dot = {"type": "point", "filled": True, "opacity": 1}
    names = [{"data": {"name": "points"}, "mark": {**words, **place, **look},
              "encoding": {**axes, "text": text}} for look in (halo, {"color": kinds["nash"]})]
    return [
        {"data": {"name": "none"}, "mark": none, "encoding": {"x": axes["x"]}},
        {"data": {"name": "none"}, "mark": none, "encoding": {"y": axes["y"]}},
        {"data": {"name": "frontier"}, "mark": best, "encoding": axes},
        {"data": {"name": "outcomes"}, "mark": {**dot, "size": 60, "color": SOFT[theme], "stroke": LINE[theme]},
         "encoding": {**axes, "tooltip": [{"field": "what", "title": "outcome"}, *tips]}},
        {"data": {"name": "none"}, "mark": {**words, "align": "left", "dx": 6, "dy": -8, "color": INK[theme]},
         "encoding": {**axes, "text": text}},
        {"data": {"name": "points"}, "mark": {**dot, "size": 90, "stroke": kinds["nash"], "strokeWidth": 2},
         "encoding": {**axes, "fill": fill, "tooltip": [{"field": "name", "title": "solution"}, *tips]}},
        *names,
    ]
