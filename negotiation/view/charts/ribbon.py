"""The ribbon: where along a slider each outcome is an equilibrium; one lane an outcome, tipping points marked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import pandas as pd

import negotiation.report.narrate as narrate
from negotiation.model import Model
from negotiation.tipping.result import Interval
from negotiation.view.charts.base import (
    INK,
    LINE,
    LINE_OF_NAME,
    PAPER,
    SOFT,
    Chart,
    axis,
    base,
    named_lanes,
    now_data,
    play_head,
    upwards,
    x_axis,
)
from negotiation.view.charts.legend import PINNED
from negotiation.view.compute import Along, Twin
from negotiation.view.palette import GLYPHS, Look, outcome_look

LANE = 46
MOST_OTHERS = 9
"""Lanes of equilibria that no outcome holds; where there are more they share one."""

SIGNS = 64
"""Signs of a pattern along the whole of a slider."""

THIN = 0.005
"""Share of the slider below which a stretch is marked where it stands: a bar would be a hair, or nothing."""


def lanes(model: Model, found: Along, pinned: Along | None = None) -> dict[str, Look]:
    """Return the lanes of a ribbon by name: the agreements, every outcome that is met, then what else is met."""
    met = found.stretches + (pinned.stretches if pinned else ())
    looks = {each.name: outcome_look(model, each.outcome, each.support) for each in met}
    order = [each.id for each in model.outcomes]
    named = {each.label: outcome_look(model, each.id) for each in model.outcomes if each.kind == "agreement"}
    for each in sorted((each for each in met if each.outcome), key=lambda each: order.index(each.outcome)):
        named[each.name] = looks[each.name]
    others = {each.name: looks[each.name] for each in met if not each.outcome}
    return named | (others if len(others) <= MOST_OTHERS else {"other equilibria": outcome_look(model, "")})


def ribbon(model: Model, found: Along, value: float, theme: str = "light", pinned: Twin | None = None) -> Chart:
    """Draw where along the slider each outcome is an equilibrium; one lane an outcome, tipping points marked.

    The pinned scenario's stretches are a dashed twin under each lane's bar.
    """
    rows = lanes(model, found, pinned.along if pinned else None)
    names, looks = list(rows), list(rows.values())
    data = {
        "hatches": _hatches(model, found, tuple(rows.items())),
        "bars": _bars_table(model, found, tuple(names)),
        "twins": _bars_table(model, pinned.along, tuple(names)) if pinned else _bars_table(model, None, ()),
        "names": named_lanes(names).assign(lane=names, x=axis(model, found.over)[2][0]),
        "tips": pd.DataFrame([{"x": tip, "text": _at(model, found.over, tip)} for tip in found.regimes.tips],
                             columns=["x", "text"]),
        "now": now_data(model, found.over, value, pinned.value if pinned else None),
    }
    more = LINE_OF_NAME * max(data["names"]["further"], default=0)
    spec = {
        **base(theme, (LANE + more) * max(1, len(names))),
        "padding": {"top": 26, "left": 4, "right": 6, "bottom": 4},
        "layer": _layers(model, found.over, names, looks, theme, more / 2),
    }
    said = ribbon_words(model, found)
    return Chart("ribbon", spec, data, f"{said} Pinned: {ribbon_words(model, pinned.along)}" if pinned else said,
                 (PINNED,) if pinned else ())


def _at(model: Model, over: str, value: float) -> str:
    """Say a place on the slider in its unit."""
    return narrate.amount(model.parameters[axis(model, over)[0]], value)


@lru_cache(maxsize=64)
def _bars_table(model: Model, found: Along | None, names: tuple[str, ...]) -> pd.DataFrame:
    """Return the stretches as a table."""
    low, high = axis(model, found.over)[2] if found else (0.0, 1.0)
    return pd.DataFrame(
        [
            {
                "start": s.start,
                "end": s.end,
                "thin": s.end - s.start < THIN * (high - low),
                "lane": s.name if s.name in names else names[-1],
                "what": s.label,
                "span": narrate.spans(model.parameters[axis(model, found.over)[0]], (s.span,)),
            }
            for found in ((found,) if found else ())
            for s in found.stretches
        ],
        columns=["start", "end", "thin", "lane", "what", "span"],
    )


@lru_cache(maxsize=64)
def _hatches(model: Model, found: Along, looks: tuple[tuple[str, Look], ...]) -> pd.DataFrame:
    """Return the signs of each outcome's pattern, evenly spaced along its bars."""
    low, high = axis(model, found.over)[2]
    gap, rows, known = (high - low) / SIGNS, [], dict(looks)
    for s in found.stretches:
        lane = s.name if s.name in known else looks[-1][0]
        sign = GLYPHS[known[lane].hatch]
        if sign:
            count = int((s.end - s.start) / gap)
            first = (s.start + s.end - gap * max(count - 1, 0)) / 2
            rows += [{"x": first + gap * k, "lane": lane, "sign": sign} for k in range(count)]
    return pd.DataFrame(rows, columns=["x", "lane", "sign"])


def _scale(names: list[str], values: list[object]) -> dict[str, object]:
    """Return the encoding of a lane by colour or dash."""
    return {"field": "lane", "type": "nominal", "legend": None, "scale": {"domain": names, "range": values}}


def _layers(
    model: Model, over: str, names: list[str], looks: list[Look], theme: str, down: float
) -> list[dict[str, object]]:
    """Return the layers; `down` is how far below its place in a lane of one line everything stands."""
    bands = {"domain": names, "paddingInner": 0, "paddingOuter": 0}
    lane = {"field": "lane", "type": "nominal", "sort": names, "axis": None, "scale": bands}
    track = {"type": "bar", "height": 16, "yOffset": 9 + down, "color": LINE[theme], "opacity": 0.55}
    dots = {"type": "rule", "color": SOFT[theme], "strokeDash": [2, 3], "opacity": 0.7}
    tip = [{"field": "text", "title": "tipping point"}]
    return [
        {"data": {"name": "names"}, "mark": track | {"x": 0, "x2": {"expr": "width"}}, "encoding": {"y": lane}},
        {"data": {"name": "tips"}, "mark": dots, "encoding": {"x": x_axis(model, over, "x"), "tooltip": tip}},
        *_bars(model, over, lane, names, looks, down),
        _twins(model, over, lane, names, looks, down),
        *_head(model, over, theme),
        *_lane_names(lane, theme, down),
    ]


def _head(model: Model, over: str, theme: str) -> list[dict[str, object]]:
    """Return the play-head, with names by which the slider moves it along at once (`slider/playhead.js`)."""
    name = axis(model, over)[0]
    rule, text = play_head(model, over, theme)
    return [rule | {"name": f"head_{name}"}, text | {"name": f"head_words_{name}"}]


def _tooltip(kind: str) -> list[dict[str, str]]:
    return [
        {"field": "lane", "title": kind},
        {"field": "what", "title": "who plays what"},
        {"field": "span", "title": "holds"},
    ]


def _bars(
    model: Model, over: str, lane: Mapping[str, object], names: list[str], looks: list[Look], down: float
) -> list[dict[str, object]]:
    """Return the stretches, each in its outcome's colour with its outcome's pattern on it."""
    place = {"x": x_axis(model, over, "start"), "x2": {"field": "end"}, "y": lane}
    color = _scale(names, [look.color for look in looks])
    bar = {"type": "bar", "height": 16, "yOffset": 9 + down}
    tick = {"type": "tick", "orient": "vertical", "size": 16, "thickness": 4, "yOffset": 9 + down, "aria": False}
    sign = {"type": "text", "color": "white", "opacity": 0.75, "dy": 9 + down, "fontSize": 14, "fontWeight": 600}
    at = {"x": x_axis(model, over, "x"), "y": lane, "text": {"field": "sign", "type": "nominal"}}
    tip = _tooltip("equilibrium")
    return [
        {"data": {"name": "bars"}, "mark": bar, "encoding": {**place, "color": color, "tooltip": tip}},
        {"data": {"name": "bars"}, "transform": [{"filter": "datum.thin"}], "mark": tick,
         "encoding": {"x": x_axis(model, over, "start"), "y": lane, "color": color, "tooltip": tip}},
        {"data": {"name": "hatches"}, "mark": {**sign, "aria": False}, "encoding": at},
    ]


def _twins(
    model: Model, over: str, lane: Mapping[str, object], names: list[str], looks: list[Look], down: float
) -> dict[str, object]:
    """Return the pinned scenario's stretches: dashed lines under the bars."""
    place = {"x": x_axis(model, over, "start"), "x2": {"field": "end"}, "y": lane}
    line = {"type": "rule", "strokeWidth": 3, "strokeDash": [5, 3], "yOffset": 21 + down, "aria": False}
    color = _scale(names, [look.color for look in looks])
    return {
        "data": {"name": "twins"},
        "mark": line,
        "encoding": {**place, "color": color, "tooltip": _tooltip("in the pinned scenario")},
    }


def _lane_names(lane: Mapping[str, object], theme: str, down: float) -> list[dict[str, object]]:
    """Return the lanes' names above their tracks, with a halo that keeps lines off them."""
    words = {"type": "text", "align": "left", "x": 1, "fontSize": 12.5, "fontWeight": 500, **upwards(down - 9)}
    halo = {"color": PAPER[theme], "stroke": PAPER[theme], "strokeWidth": 4}
    place = {"y": lane, "text": {"field": "name", "type": "nominal"}}
    return [
        {"data": {"name": "names"}, "mark": words | more, "encoding": place} for more in (halo, {"color": INK[theme]})
    ]


def ribbon_words(model: Model, found: Along) -> str:
    """Say a ribbon in words."""
    name, title, _, _ = axis(model, found.over)
    parts: dict[str, list[Interval]] = {}
    for each in found.stretches:
        parts.setdefault(each.name, []).append(each.span)
    said = "; ".join(f"{each} {narrate.spans(model.parameters[name], spans)}" for each, spans in parts.items())
    return f"Equilibria along {title}: {said or 'none'}."
