"""The range of deals along a slider: what both principals accept, the terms on the table, the Nash solution."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import pandas as pd

import negotiation.report.narrate as narrate
from negotiation.bargaining import ShareDeal
from negotiation.model import Model
from negotiation.view.charts.bargains.deals import COLORS, dashes
from negotiation.view.charts.base import INK, PAPER, Chart, axis, base, finely, now_data, play_head, x_axis
from negotiation.view.charts.legend import PINNED, Key
from negotiation.wording import percent

BAND = Key("the band: what both principals prefer to no deal; it breaks where something else follows without one",
           (("■", COLORS["light"]["range"]),))
HEIGHT = 280
GAP = 0.065
"""The least distance of two labels, as a share of the height."""
LONG = 0.26
"""A name's length on a narrow screen, as a share of the width."""
Box = tuple[float, float, float, float]
"""A place that is taken: from how high to how high, from where to where."""
KINDS = {"table": "table", "nash": "nash", "low": "range", "high": "range"}
NAMES = {
    "now nash": ("nash", "Nash solution"),
    "now table": ("table", "on the table"),
    "now high": ("range", "range of deals"),
    "pin high": ("range", "pinned"),
}
"""The named lines, in the order in which they choose their place: kind and text."""


def deals_along(
    model: Model, over: str, deal: ShareDeal, value: float, theme: str = "light",
    pinned: tuple[float, ShareDeal] | None = None,
) -> Chart:
    """Draw the range, the terms and Nash along a slider; lines break where war changes; a pinned scenario dashed.

    Each deal has points of its own: constraints may leave the two scenarios different parts of the slider.
    """
    sets = [(deal, "now"), *([(pinned[1], "pin")] if pinned else [])]
    lines = pd.concat([_lines(_at(model, over, each), each, when) for each, when in sets]).dropna()
    x = _at(model, over, deal)
    band = pd.DataFrame({"x": x, "low": deal.principals[:, 0], "high": deal.principals[:, 1], "run": _runs(x, deal)})
    spec = {
        **base(theme, HEIGHT),
        "padding": {"top": 26, "left": 4, "right": 6, "bottom": 4},
        "layer": _layers(model, over, deal.setting.section.label, theme),
    }
    none = [] if deal.exists.any() else ["No deal exists anywhere along this slider."]
    data = {
        "band": band.dropna(),
        "lines": lines,
        "ends": _ends(axis(model, over)[2], lines, [value, *([pinned[0]] if pinned else [])]),
        "none": pd.DataFrame({"text": none}),
        "now": now_data(model, over, value, pinned[0] if pinned else None),
    }
    return Chart("deals_along", spec, data, _alt(model, over, x, deal, value), (BAND, *([PINNED] if pinned else [])))


def _at(model: Model, over: str, deal: ShareDeal) -> np.ndarray:
    """Return where on the slider the points of a deal stand."""
    return np.asarray(deal.parameters[axis(model, over)[0]])


def _runs(x: np.ndarray, deal: ShareDeal) -> np.ndarray:
    """Number the stretches in which war keeps its form, a deal exists, and no constraint takes values out."""
    steps = np.diff(x)
    broken = (deal.exists[1:] != deal.exists[:-1]) | (steps > 1.5 * steps.min(initial=np.inf))
    return np.asarray(np.cumsum(deal.disagreement.jump | np.concatenate([[False], broken])))


def _lines(x: np.ndarray, deal: ShareDeal, when: str) -> pd.DataFrame:
    low, high = deal.principals.T
    series = {"table": deal.table, "nash": deal.solutions["nash"].share, "low": low, "high": high}
    return pd.concat([
        pd.DataFrame({
            "x": x, "share": values, "what": KINDS[what], "when": when, "key": f"{when} {what}",
            "run": [f"{when} {what} {run}" for run in _runs(x, deal)],
        })
        for what, values in series.items()
    ])


def _ends(ends: tuple[float, float], lines: pd.DataFrame, values: Sequence[float]) -> pd.DataFrame:
    """Return a name for each line, set where the nearest other line is farthest away."""
    curves = lines.pivot_table(index="x", columns="key", values="share")
    x = np.asarray(curves.index, dtype=float)
    place, heads = ((np.asarray(each) - ends[0]) / ((ends[1] - ends[0]) or 1) for each in (x, values))
    taken: list[Box] = [(0, 1, at - 0.01, at + 0.01) for at in heads]
    rows = []
    for key, (what, text) in NAMES.items():
        spot = roomiest(place, curves.to_numpy().T, curves[key].to_numpy(), taken) if key in curves else None
        if spot:
            k, high, side = spot
            taken.append((high, high, *_span(place[k], side)))
            rows.append({"x": x[k], "place": high, "what": what, "text": text, "align": side})
    return pd.DataFrame(rows, columns=["x", "place", "what", "text", "align"])


Spot = tuple[int, float, str]


def roomiest(place: np.ndarray, curves: np.ndarray, own: np.ndarray, taken: Sequence[Box]) -> Spot | None:
    """Return at which point, how high and on which side of it a name beside a curve is clear of all the others."""
    best, found = 0.3 * GAP, None
    for side, way in product(("right", "left"), (1, -1)):
        for k in np.flatnonzero(~np.isnan(own))[::3]:
            left, right = span = _span(place[k], side)
            near = (place >= left) & (place <= right)
            edge = way * float(np.nanmax(way * own[near]))
            high = edge + 0.6 * way * GAP
            inside = left >= 0 and right <= 1 and GAP / 2 < high < 1 - GAP / 2
            room = float(np.nanmin(np.abs(curves[:, near] - high))) - 2 * abs(edge - own[k])
            if inside and room > best + 1e-9 and not any(_meet(span, high, each) for each in taken):
                best, found = room, (int(k), high, side)
    return found


def _span(at: float, side: str) -> tuple[float, float]:
    return (at - LONG, at) if side == "right" else (at, at + LONG)


def _meet(span: tuple[float, float], high: float, box: Box) -> bool:
    low, top, left, right = box
    return span[0] < right and left < span[1] and low - GAP < high < top + GAP


def _alt(model: Model, over: str, x: np.ndarray, deal: ShareDeal, value: float) -> str:
    """Say the range at both ends of the slider and where it stands, and where war changes."""
    each = model.parameters[axis(model, over)[0]]
    near = int(np.abs(x - value).argmin())
    said = [
        f"at {narrate.amount(each, float(x[k]))} {narrate.share_range(deal, k) or 'no deal'}"
        + ("" if np.isnan(deal.table[k]) else f", on the table {percent(deal.table[k])}")
        for k in dict.fromkeys((0, near, len(x) - 1))
    ]
    places = [f"{narrate.amount(each, float(x[k]))}" for k in np.flatnonzero(deal.disagreement.jump)]
    jumps = f" It jumps just below {narrate.listed(places)}: no deal is something else there." if places else ""
    return f"The range of deals along {axis(model, over)[1]}: {'; '.join(said)}.{jumps}"


def _layers(model: Model, over: str, title: str, theme: str) -> list[dict[str, object]]:
    x = x_axis(model, over, "x")
    y = {
        "field": "low",
        "type": "quantitative",
        "title": title,
        "scale": {"domain": [0, 1]},
        "axis": {"format": "%", "tickCount": 5},
    }
    kinds = COLORS[theme]
    color: dict[str, object] = {
        "field": "what",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": list(kinds), "range": list(kinds.values())},
    }
    tip = [{"field": "x", "title": "at", "format": finely(model, over)}, {"field": "share", "format": ".1%"},
           {"field": "what"}]
    width = {"condition": {"test": "datum.what == 'range'", "value": 1.5}, "value": 2.5}
    return [
        {
            "data": {"name": "band"},
            "mark": {"type": "area", "color": kinds["range"], "opacity": 0.2, "aria": False},
            "encoding": {"x": x, "y": y, "y2": {"field": "high"}, "detail": {"field": "run", "type": "nominal"}},
        },
        {
            "data": {"name": "lines"},
            "mark": {"type": "line", "aria": False},
            "encoding": {
                "x": x,
                "y": {**y, "field": "share"},
                "color": color,
                "strokeDash": dashes(),
                "strokeWidth": width,
                "detail": {"field": "run", "type": "nominal"},
                "tooltip": tip,
            },
        },
        *_names(x, {**y, "field": "place"}, color, theme),
        *play_head(model, over, theme),
    ]


def _names(
    x: dict[str, object], y: dict[str, object], color: dict[str, object], theme: str
) -> list[dict[str, object]]:
    """Return the lines' names, with a halo, and the words where no deal exists at all."""
    words = {"type": "text", "align": {"expr": "datum.align"}, "fontSize": 12, "fontWeight": 600}
    place = {"x": x, "y": y, "text": {"field": "text", "type": "nominal"}}
    halo = {**words, "stroke": PAPER[theme], "strokeWidth": 4, "strokeJoin": "round", "color": PAPER[theme]}
    middle = {**words, "align": "center", "color": INK[theme], "x": {"expr": "width / 2"}, "y": HEIGHT / 2}
    return [
        {"data": {"name": "ends"}, "mark": halo, "encoding": place},
        {"data": {"name": "ends"}, "mark": words, "encoding": {**place, "color": color}},
        {"data": {"name": "none"}, "mark": middle, "encoding": {"text": {"field": "text", "type": "nominal"}}},
    ]
