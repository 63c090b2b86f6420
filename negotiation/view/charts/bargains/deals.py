"""What could be agreed: each party's acceptable shares on one line, the range of deals, the terms and Nash."""

from __future__ import annotations

from textwrap import wrap

import numpy as np
import pandas as pd

import negotiation.report.narrate as narrate
from negotiation.bargaining import ShareDeal
from negotiation.model import Model
from negotiation.view.charts.base import INK, LINE, PAPER, SOFT, Chart, base
from negotiation.view.charts.legend import PINNED
from negotiation.view.palette import party_look
from negotiation.wording import percent

LANE = 40
ROW = 16
"""Height of a row of labels above the lanes; each label has a row of its own, so that none meets another."""

POINT = ["x", "text", "what", "when", "row", "align"]
TOP = 2
"""The row of the range's name; the names of the two lines stand in the rows below it, a pinned deal's above."""
NARROW, LETTER = 280.0, 6.8
"""Width of the plot on a narrow screen, and of a letter, in pixels."""

COLORS = {
    "light": {"range": "#0B7285", "table": "#96600F", "nash": "#7B4FA3"},
    "dark": {"range": "#4FC3D9", "table": "#E0B45C", "nash": "#C3A1E6"},
}


def line(model: Model, deal: ShareDeal, theme: str = "light", pinned: ShareDeal | None = None) -> Chart:
    """Draw which shares each party prefers to no deal, the range of deals, the terms and Nash; a pinned deal dashed."""
    names = [party.label for party in model.parties]
    lanes = _lanes(model, deal)
    twins = _lanes(model, pinned) if pinned is not None else lanes.iloc[:0]
    points = pd.concat([_points(deal, "now"), *([_points(pinned, "pin")] if pinned is not None else [])])
    spec = {
        **base(theme, LANE * len(names)),
        "padding": {"top": 4, "left": 4, "right": 6, "bottom": 4},
        "layer": _layers(model, deal.setting.section.label, names, theme),
    }
    data = {"lanes": lanes, "twins": twins, "band": _bands(deal, pinned), "points": points, "none": _none(deal)}
    return Chart("deals", spec, data, _alt(model, deal, pinned), (PINNED,) if pinned is not None else ())


def _lanes(model: Model, deal: ShareDeal) -> pd.DataFrame:
    """Return the shares that each party accepts."""
    rows = []
    for i, party in enumerate(model.parties):
        low, high = (float(np.clip(each, 0, 1)[0]) for each in deal.division.span([i]))
        rows.append({"party": party.label, "start": low, "end": high, "words": narrate.acceptance(deal, i)})
    return pd.DataFrame(rows)


def _bands(deal: ShareDeal, pinned: ShareDeal | None) -> pd.DataFrame:
    rows = [
        {"start": float(each.principals[0, 0]), "end": float(each.principals[0, 1]), "when": when}
        for each, when in ((deal, "now"), (pinned, "pin"))
        if each is not None and each.exists[0]
    ]
    return pd.DataFrame(rows, columns=["start", "end", "when"])


def _points(deal: ShareDeal, when: str) -> pd.DataFrame:
    """Return the places of the terms and of Nash, and the labels above, each in a row of its own."""
    marks = {what: (x, f"{name} {said}") for what, (name, x, said) in _marks(deal).items() if not np.isnan(x)}
    if when == "pin":
        said = f"pinned: {', '.join(text for _, text in marks.values())}" if marks else "pinned: no deal"
        lines = wrap(said, int(NARROW / LETTER))
        top = [_point("pin", 1.0, line, when, TOP + len(lines) - k, "right") for k, line in enumerate(lines)]
        return pd.DataFrame([*(_point(what, x, "", when, 0, "left") for what, (x, _) in marks.items()), *top],
                            columns=POINT)
    places = _places({what: mark for what, mark in marks.items() if what != "range"})
    if "range" in marks:
        places["range"] = (TOP, _align(marks["range"][0]))
    return pd.DataFrame([_point(what, *marks[what], when, *place) for what, place in places.items()], columns=POINT)


def _places(marks: dict[str, tuple[float, str]]) -> dict[str, tuple[int, str]]:
    """Return row and side of the names of the two lines: each on the outer side of its line, so that no line cuts it.

    A name without room there stands on the inner side, in the upper row, to which the other line does not reach.
    """
    if not marks:
        return {}
    left, *right = sorted(marks, key=lambda what: marks[what][0])
    outer = {left: "right", **dict.fromkeys(right, "left")}
    rows = {left: 0, **dict.fromkeys(right, 1)}
    for what, side in outer.items():
        x, text = marks[what]
        if (x if side == "right" else 1 - x) * NARROW < LETTER * len(text) + 4:
            outer[what] = "left" if side == "right" else "right"
            rows = {each: int(each == what) for each in marks}
    return {what: (rows[what], outer[what]) for what in marks}


def _marks(deal: ShareDeal) -> dict[str, tuple[str, float, str]]:
    """Return name, place and number of the range, the terms on the table, and Nash."""
    table, nash = float(deal.table[0]), float(deal.solutions["nash"].share[0])
    return {
        "range": ("range of deals", float(deal.principals[0].mean()), narrate.share_range(deal)),
        "table": ("on the table", table, percent(table)),
        "nash": ("Nash", nash, percent(nash)),
    }


def _point(what: str, x: float, text: str, when: str, row: int, align: str) -> dict[str, object]:
    return {"x": x, "text": text, "what": what, "when": when, "row": row, "align": align}


def _align(x: float) -> str:
    return "left" if x < 1 / 3 else "right" if x > 2 / 3 else "center"


def _none(deal: ShareDeal) -> pd.DataFrame:
    """Return why there is no range, as text for the place where it would stand."""
    lines = [] if deal.exists[0] else ["\n".join(wrap(deal.readings[0], 44))]
    return pd.DataFrame({"text": lines})


def _alt(model: Model, deal: ShareDeal, pinned: ShareDeal | None) -> str:
    """Say the chart: who accepts what, the range, the terms, Nash, and what a pinned scenario had."""
    lanes = "; ".join(f"{row.party} {row.words}" for row in _lanes(model, deal).itertuples())
    points = narrate.sentence("; ".join(_points(deal, "now")["text"])) if deal.exists[0] else deal.readings[0]
    twin = f" {narrate.deal_compared(model, pinned, deal)}" if pinned is not None else ""
    return f"Shares that each party prefers to no deal: {lanes}. {points}{twin}"


def share_axis(field: str, title: str) -> dict[str, object]:
    return {
        "field": field,
        "type": "quantitative",
        "title": title,
        "scale": {"domain": [0, 1]},
        "axis": {"format": "%", "grid": False, "tickCount": 6, "labelFlush": True},
    }


def dashes() -> dict[str, object]:
    """Return the encoding that draws the pinned scenario dashed."""
    scale = {"domain": ["now", "pin"], "range": [[1, 0], [4, 4]]}
    return {"field": "when", "type": "nominal", "legend": None, "scale": scale}


def _layers(model: Model, title: str, names: list[str], theme: str) -> list[dict[str, object]]:
    rules, *labels = _point_layers(title, theme)
    return [*_band_layers(title, theme), *_lanes_drawn(model, title, names, theme), rules,
            *_lane_words(names, theme), *labels]


def _band_layers(title: str, theme: str) -> list[dict[str, object]]:
    """Return the range of deals with its two edges, and the words where there is none."""
    x, hue = share_axis("start", title), COLORS[theme]["range"]
    edge = {"type": "rule", "color": hue, "strokeWidth": 2, "aria": False}
    tip = [{"field": "start", "title": "range from", "format": ".1%"},
           {"field": "end", "title": "to", "format": ".1%"}]
    words = {"type": "text", "align": "left", "x": 0, "y": 0, "dy": -22, "fontSize": 12, "lineBreak": "\n"}
    band = {"name": "band"}
    return [
        {
            "data": band,
            "transform": [{"filter": "datum.when == 'now'"}],
            "mark": {"type": "rect", "color": hue, "opacity": 0.16, "aria": False},
            "encoding": {"x": x, "x2": {"field": "end"}, "tooltip": tip},
        },
        {"data": band, "mark": edge, "encoding": {"x": x, "strokeDash": dashes()}},
        {"data": band, "mark": edge, "encoding": {"x": share_axis("end", title), "strokeDash": dashes()}},
        {
            "data": {"name": "none"},
            "mark": {**words, "baseline": "top", "color": INK[theme], "fontWeight": 600},
            "encoding": {"text": {"field": "text", "type": "nominal"}},
        },
    ]


def _lane(names: list[str]) -> dict[str, object]:
    bands = {"domain": names, "paddingInner": 0, "paddingOuter": 0}
    return {"field": "party", "type": "nominal", "sort": names, "axis": None, "scale": bands}


def _lanes_drawn(model: Model, title: str, names: list[str], theme: str) -> list[dict[str, object]]:
    """Return a lane a party with what it accepts, and, hollow, what it accepted in the pinned scenario."""
    looks = [party_look(model.parties, i, theme == "dark").color for i in range(len(names))]
    color = {"field": "party", "type": "nominal", "legend": None, "scale": {"domain": names, "range": looks}}
    place = {"x": share_axis("start", title), "x2": {"field": "end"}, "y": _lane(names)}
    tip = [{"field": "party"}, {"field": "words", "title": "share"}]
    bar = {"type": "bar", "height": 10, "yOffset": 9}
    track = {**bar, "color": LINE[theme], "opacity": 0.55, "x": 0, "x2": {"expr": "width"}}
    hollow = {**bar, "height": 16, "fillOpacity": 0, "strokeWidth": 1.5, "strokeDash": [4, 3], "aria": False}
    twin = [tip[0], {"field": "words", "title": "pinned"}]
    return [
        {"data": {"name": "lanes"}, "mark": track, "encoding": {"y": _lane(names)}},
        {"data": {"name": "lanes"}, "mark": bar, "encoding": {**place, "color": color, "tooltip": tip}},
        {"data": {"name": "twins"}, "mark": hollow, "encoding": {**place, "stroke": color, "tooltip": twin}},
    ]


def _lane_words(names: list[str], theme: str) -> list[dict[str, object]]:
    """Return each lane's party and limit, with a halo wide enough to keep lines off them between words too."""
    left = {"type": "text", "dy": -9, "fontSize": 12.5, "fontWeight": 500, "color": INK[theme], "align": "left", "x": 1}
    right = {**left, "align": "right", "x": {"expr": "width"}, "fontSize": 12, "color": SOFT[theme], "fontWeight": 400}
    halo = {"color": PAPER[theme], "stroke": PAPER[theme], "strokeWidth": 8, "strokeJoin": "round"}
    return [
        {
            "data": {"name": "lanes"},
            "mark": words | more,
            "encoding": {"y": _lane(names), "text": {"field": field, "type": "nominal"}},
        }
        for words, field in ((left, "party"), (right, "words"))
        for more in (halo, {})
    ]


def _point_layers(title: str, theme: str) -> list[dict[str, object]]:
    """Return the terms and Nash as lines, and every label in a row of its own above."""
    kinds = COLORS[theme] | {"pin": SOFT[theme]}
    scale = {"domain": list(kinds), "range": list(kinds.values())}
    place = {
        "x": share_axis("x", title),
        "color": {"field": "what", "type": "nominal", "legend": None, "scale": scale},
        "tooltip": [{"field": "text", "title": "share"}],
    }
    top = {"expr": f"-4 - {ROW} * datum.row"}
    text = {
        "type": "text",
        "y": {"expr": f"-6 - {ROW} * datum.row"},
        "baseline": "bottom",
        "fontSize": 12,
        "fontWeight": 600,
        "align": {"expr": "datum.align"},
        "dx": {"expr": "datum.row >= 2 ? 0 : datum.align == 'left' ? 4 : -4"},
    }
    halo = {**text, "color": PAPER[theme], "stroke": PAPER[theme], "strokeWidth": 4, "strokeJoin": "round"}
    points, words = {"name": "points"}, {"field": "text", "type": "nominal"}
    return [
        {
            "data": points,
            "transform": [{"filter": "datum.what == 'table' || datum.what == 'nash'"}],
            "mark": {"type": "rule", "strokeWidth": 2.5, "y": top, "y2": {"expr": "height"}},
            "encoding": {**place, "strokeDash": dashes()},
        },
        {"data": points, "mark": halo, "encoding": {"x": place["x"], "text": words}},
        {"data": points, "mark": text, "encoding": {**place, "text": words}},
    ]
