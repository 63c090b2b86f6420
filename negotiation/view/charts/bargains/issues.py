"""A division of issues: one bar an issue, cut by who gets which part, with the points that it brings."""

from __future__ import annotations

import pandas as pd

import negotiation.report.narrate as narrate
from negotiation.bargaining import IssueDeal
from negotiation.model import Model
from negotiation.view.charts.base import INK, LINE, PAPER, SOFT, Chart, base
from negotiation.view.charts.payoffs import parties_legend
from negotiation.view.palette import party_look
from negotiation.wording import significant

LANE = 38
SEEN = 1e-9


def issues(model: Model, deal: IssueDeal, name: str, theme: str = "light") -> Chart:
    """Draw who gets which part of every issue under one division."""
    lanes, parts = _tables(deal, name)
    labels = [party.label for party in model.parties]
    spec = {**base(theme, LANE * len(lanes)), "layer": _layers(model, list(lanes["issue"]), labels, theme)}
    return Chart("issues", spec, {"lanes": lanes, "parts": parts}, _alt(deal, name), parties_legend(model.parties))


def _tables(deal: IssueDeal, name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the issues with everybody's points, and the parts of each with the points they bring."""
    lanes, rows = [], []
    for k, issue in enumerate(deal.issues):
        worth = deal.worth[0, :, k]
        puts = ", ".join(f"{party.id} {each:g}" for party, each in zip(deal.parties, worth, strict=True))
        lanes.append({"issue": issue.label, "points": f"points: {puts}"})
        start = 0.0
        for i, (party, part) in enumerate(zip(deal.parties, deal.parts(name)[k], strict=True)):
            if part > SEEN:
                look = party_look(deal.parties, i)
                rows.append({
                    "issue": issue.label, "party": party.label, "start": start, "end": start + part,
                    "middle": start + part / 2, "part": part, "brings": part * worth[i],
                    "text": f"{look.symbol} {party.id} +{significant(part * worth[i], 3)}"})
                start += part
    columns = ["issue", "party", "start", "end", "middle", "part", "brings", "text"]
    return pd.DataFrame(lanes, columns=["issue", "points"]), pd.DataFrame(rows, columns=columns)


def _alt(deal: IssueDeal, name: str) -> str:
    """Say who gets what, issue by issue."""
    said = [f"{issue.label}: {narrate.part_words(deal, row)}"
            for issue, row in zip(deal.issues, deal.parts(name), strict=True)]
    return f"{narrate.division(deal, name)} {'; '.join(said)}."


def _layers(model: Model, names: list[str], labels: list[str], theme: str) -> list[dict[str, object]]:
    lane = {"field": "issue", "type": "nominal", "sort": names, "axis": None,
            "scale": {"domain": names, "paddingInner": 0, "paddingOuter": 0}}
    hues = [party_look(model.parties, i, theme == "dark").color for i in range(len(labels))]
    color = {"field": "party", "type": "nominal", "legend": None, "scale": {"domain": labels, "range": hues}}
    x = {"field": "start", "type": "quantitative", "title": "part of the issue", "scale": {"domain": [0, 1]},
         "axis": {"format": "%", "grid": False, "tickCount": 5, "labelFlush": True}}
    bar = {"type": "bar", "height": 15, "yOffset": 9, "stroke": PAPER[theme], "strokeWidth": 1}
    left = {"type": "text", "align": "left", "x": 1, "dy": -9, "fontSize": 12.5, "fontWeight": 500, "color": INK[theme]}
    right = {**left, "align": "right", "x": {"expr": "width"}, "fontSize": 12, "color": SOFT[theme], "fontWeight": 400}
    track = {**bar, "color": LINE[theme], "opacity": 0.5, "x": 0, "x2": {"expr": "width"}}
    shown = {"expr": "datum.part * width > 90 ? 1 : 0"}
    words = {"type": "text", "dy": 9, "fontSize": 11.5, "fontWeight": 600, "color": PAPER[theme], "opacity": shown}
    tip = [{"field": "issue"}, {"field": "party"}, {"field": "part", "format": ".1%"},
           {"field": "brings", "title": "points it brings", "format": ".2f"}]
    lanes, parts = {"name": "lanes"}, {"name": "parts"}
    place = {"x": x, "x2": {"field": "end"}, "y": lane, "color": color, "tooltip": tip}
    return [
        {"data": lanes, "mark": track, "encoding": {"y": lane}},
        {"data": parts, "mark": bar, "encoding": place},
        {"data": lanes, "mark": left, "encoding": {"y": lane, "text": {"field": "issue", "type": "nominal"}}},
        {"data": lanes, "mark": right, "encoding": {"y": lane, "text": {"field": "points", "type": "nominal"}}},
        {"data": parts, "mark": words,
         "encoding": {"x": {**x, "field": "middle"}, "y": lane, "text": {"field": "text", "type": "nominal"}}},
    ]
