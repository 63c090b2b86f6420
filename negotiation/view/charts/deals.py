"""What could be agreed: each party's acceptable shares on one line, and the range of deals along a slider."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from negotiation.model import Model
from negotiation.view.charts.base import INK, LINE, SOFT, Chart, base, now_data, play_head, x_axis
from negotiation.view.palette import party_look

LANE = 40
RANGE, TABLE, NASH = "#0B7285", "#A9741B", "#7B4FA3"


def line(model: Model, deal: Any, theme: str = "light") -> Chart:
    """Draw which shares each party prefers to no deal, the range that both principals do, the table and Nash."""
    names = [party.label for party in model.parties]
    rows = []
    for i, party in enumerate(model.parties):
        need, first = float(deal.reservation[0, i]), deal.setting.section.sides[0]
        gov = i in first.parties
        words = f"accepts {'from' if gov else 'up to'} {need:.3f}"
        low, high = (need, 1.0) if gov else (0.0, need)
        rows.append({"party": party.label, "start": min(max(low, 0), 1), "end": min(max(high, 0), 1), "words": words})
    low, high = (float(each) for each in deal.principals[0])
    band = pd.DataFrame([{"start": low, "end": high}] if not np.isnan(low) else [], columns=["start", "end"])
    marks = [("on the table", float(deal.table[0]), "table"), ("Nash", float(deal.solutions["nash"].share[0]), "nash")]
    points = pd.DataFrame(
        [
            {"x": x, "text": f"{name} {x:.3f}", "what": what, "align": side}
            for (name, x, what), side in zip(sorted(marks, key=lambda mark: mark[1]), ("right", "left"), strict=True)
            if not np.isnan(x)
        ],
        columns=["x", "text", "what", "align"],
    )
    spec = {
        **base(theme, LANE * len(names)),
        "padding": {"top": 26, "left": 4, "right": 6, "bottom": 4},
        "layer": _line_layers(model, deal.setting.section.label, names, theme),
    }
    return Chart("deals", spec, {"lanes": pd.DataFrame(rows), "band": band, "points": points}, deal.readings[0])


def _share(field: str, title: str) -> dict[str, object]:
    return {
        "field": field,
        "type": "quantitative",
        "title": title,
        "scale": {"domain": [0, 1]},
        "axis": {"format": "%", "grid": False, "tickCount": 6, "labelFlush": True},
    }


def _line_layers(model: Model, title: str, names: list[str], theme: str) -> list[dict[str, object]]:
    bands = {"domain": names, "paddingInner": 0, "paddingOuter": 0}
    y = {"field": "party", "type": "nominal", "sort": names, "axis": None, "scale": bands}
    looks = [party_look(model.parties, i, theme == "dark").color for i in range(len(names))]
    color = {"field": "party", "type": "nominal", "legend": None, "scale": {"domain": names, "range": looks}}
    x, x2 = _share("start", title), {"field": "end"}
    text = {"type": "text", "align": "left", "x": 1, "dy": -9, "fontSize": 12.5, "fontWeight": 500, "color": INK[theme]}
    right = {"type": "text", "align": "right", "x": {"expr": "width"}, "dy": -9, "fontSize": 12, "color": SOFT[theme]}
    track = {
        "type": "bar",
        "height": 10,
        "yOffset": 9,
        "color": LINE[theme],
        "opacity": 0.55,
        "x": 0,
        "x2": {"expr": "width"},
    }
    tip = [{"field": "party"}, {"field": "words", "title": "share"}]
    lanes = {"name": "lanes"}
    colors = {
        "field": "what",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": ["table", "nash"], "range": [TABLE, NASH]},
    }
    place = {"x": _share("x", title), "color": colors, "tooltip": [{"field": "text", "title": "share"}]}
    return [
        {
            "data": {"name": "band"},
            "mark": {"type": "rect", "color": RANGE, "opacity": 0.16},
            "encoding": {"x": x, "x2": x2},
        },
        {"data": lanes, "mark": track, "encoding": {"y": y}},
        {
            "data": lanes,
            "mark": {"type": "bar", "height": 10, "yOffset": 9},
            "encoding": {"x": x, "x2": x2, "y": y, "color": color, "tooltip": tip},
        },
        {"data": lanes, "mark": text, "encoding": {"y": y, "text": {"field": "party", "type": "nominal"}}},
        {"data": lanes, "mark": right, "encoding": {"y": y, "text": {"field": "words", "type": "nominal"}}},
        {"data": {"name": "points"}, "mark": {"type": "rule", "strokeWidth": 2.5}, "encoding": place},
        {
            "data": {"name": "points"},
            "mark": {
                "type": "text",
                "y": 0,
                "dy": -8,
                "baseline": "bottom",
                "fontSize": 12,
                "fontWeight": 600,
                "align": {"expr": "datum.align"},
            },
            "encoding": {**place, "text": {"field": "text", "type": "nominal"}},
        },
    ]


def along(
    model: Model, over: str, x: np.ndarray, deal: Any, value: float, theme: str = "light", pinned: float | None = None
) -> Chart:
    """Draw the range of deals, the terms on the table and Nash along a slider; lines break where war changes."""
    jumps = np.cumsum(np.concatenate([[False], deal.disagreement.label[1:] != deal.disagreement.label[:-1]]))
    band = pd.DataFrame({"x": x, "low": deal.principals[:, 0], "high": deal.principals[:, 1], "run": jumps})
    lines = pd.concat(
        [
            pd.DataFrame({"x": x, "share": series, "what": name, "run": jumps})
            for name, series in (("on the table", deal.table), ("Nash solution", deal.solutions["nash"].share))
        ]
    )
    ends = lines.dropna().groupby("what", as_index=False).last()
    spec = {
        **base(theme, 280),
        "padding": {"top": 26, "left": 4, "right": 6, "bottom": 4},
        "layer": _along_layers(model, over, deal.setting.section.label, theme),
    }
    return Chart(
        "deals_along",
        spec,
        {"band": band.dropna(), "lines": lines.dropna(), "ends": ends, "now": now_data(model, over, value, pinned)},
        "The range of shares that both principals prefer to no deal, along the slider, with the terms on the table.",
    )


def _along_layers(model: Model, over: str, title: str, theme: str) -> list[dict[str, object]]:
    x = x_axis(model, over, "x")
    y = {
        "field": "low",
        "type": "quantitative",
        "title": title,
        "scale": {"domain": [0, 1]},
        "axis": {"format": "%", "tickCount": 5},
    }
    color = {
        "field": "what",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": ["on the table", "Nash solution"], "range": [TABLE, NASH]},
    }
    dash = {
        "field": "what",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": ["on the table", "Nash solution"], "range": [[6, 3], [1, 0]]},
    }
    run = {"field": "run", "type": "nominal"}
    share = {**y, "field": "share"}
    return [
        {
            "data": {"name": "band"},
            "mark": {"type": "area", "color": RANGE, "opacity": 0.22},
            "encoding": {"x": x, "y": y, "y2": {"field": "high"}, "detail": run},
        },
        {
            "data": {"name": "lines"},
            "mark": {"type": "line", "strokeWidth": 2.5},
            "encoding": {
                "x": x,
                "y": share,
                "color": color,
                "strokeDash": dash,
                "detail": run,
                "tooltip": [{"field": "what"}, {"field": "share", "format": ".3f"}],
            },
        },
        {
            "data": {"name": "ends"},
            "mark": {"type": "text", "align": "right", "dy": -10, "fontSize": 12, "fontWeight": 600},
            "encoding": {"x": x, "y": share, "color": color, "text": {"field": "what", "type": "nominal"}},
        },
        *play_head(model, over, theme),
    ]
