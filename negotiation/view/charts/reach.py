"""How far each parameter alone would have to move for a target, as a share of its slider; one lever against another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

import negotiation.report.narrate as narrate
from negotiation.inverse.result import Levers, TradeOff
from negotiation.model import Model
from negotiation.view.charts.base import INK, LINE, SOFT, Chart, axis, base, finely, x_axis
from negotiation.view.charts.legend import PINNED, Key

COLORS = {"lever": "#0B7285", "assumption": "#8A6D3B"}
KINDS = {"lever": "a lever: someone could move it", "assumption": "an assumption: the modeller believes it"}
"""What the two colours say."""
STEP = 44


def reach(model: Model, found: Levers, theme: str = "light", pinned: Levers | None = None) -> Chart:
    """Draw the distances as bars, the nearest first; the pinned scenario's distances are dashed twins."""
    enough = [each for each in found.single if each.value is not None]
    table = pd.DataFrame(
        [
            {
                "name": model.parameters[each.parameter].label or each.parameter,
                "zero": 0.0,
                "cost": each.cost,
                "kind": model.parameters[each.parameter].kind,
                "words": f"{narrate.amount(model.parameters[each.parameter], each.now).split(' ')[0]} → "
                f"{narrate.amount(model.parameters[each.parameter], each.value or 0)}",
                "beside": narrate.beside(model, each),
            }
            for each in enough
        ],
        columns=["name", "zero", "cost", "kind", "words", "beside"],
    )
    costs = {each.parameter: each.cost for each in pinned.single if each.value is not None} if pinned else {}
    distances = pd.Series([costs.get(each.parameter) for each in enough], dtype=float)
    twins = table[["name", "zero", "kind"]].assign(cost=distances)
    spec = {**base(theme, STEP * max(1, len(enough))), "layer": _layers([str(n) for n in table["name"]], theme)}
    said = "; ".join(narrate.move(model, each) for each in enough) or "none"
    return Chart(
        "reach", spec, {"bars": table, "twins": twins.dropna()}, f"What each parameter alone would have to do: {said}.",
        kinds_legend(table["kind"], pinned is not None),
    )


def kinds_legend(kinds: Iterable[str], pinned: bool) -> tuple[Key, ...]:
    """Return what the colours of the kinds that are drawn say."""
    drawn = set(kinds)
    said = [Key(words, (("■", COLORS[kind]),)) for kind, words in KINDS.items() if kind in drawn]
    return (*said, *([PINNED] if pinned else []))


def _layers(names: list[str], theme: str) -> list[dict[str, object]]:
    bands = {"domain": names, "paddingInner": 0, "paddingOuter": 0}
    y = {"field": "name", "type": "nominal", "sort": names, "axis": None, "scale": bands}
    x = {
        "field": "zero",
        "type": "quantitative",
        "title": "distance, as a share of the slider",
        "scale": {"domain": [0, 1]},
        "axis": {"format": "%", "tickCount": 5, "grid": False},
    }
    color = {
        "field": "kind",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": list(COLORS), "range": list(COLORS.values())},
    }
    tip = [{"field": "name"}, {"field": "words", "title": "from, to"}, {"field": "beside", "title": "what it brings"}]
    track = {
        "type": "bar",
        "height": 12,
        "yOffset": 8,
        "color": LINE[theme],
        "opacity": 0.55,
        "x": 0,
        "x2": {"expr": "width"},
    }
    data = {"name": "bars"}
    return [
        {"data": data, "mark": track, "encoding": {"y": y}},
        {
            "data": data,
            "mark": {"type": "bar", "height": 12, "yOffset": 8, "minBandSize": 3},
            "encoding": {"x": x, "x2": {"field": "cost"}, "y": y, "color": color, "tooltip": tip},
        },
        {
            "data": {"name": "twins"},
            "mark": {"type": "rule", "strokeWidth": 2.5, "strokeDash": [5, 3], "yOffset": 18, "aria": False},
            "encoding": {"x": x, "x2": {"field": "cost"}, "y": y, "color": color},
        },
        *_words(x, y, theme),
    ]


def _words(x: Mapping[str, object], y: Mapping[str, object], theme: str) -> list[dict[str, object]]:
    """Return each parameter's name above its bar, and its present and needed values after it."""
    text = {
        "type": "text",
        "align": "left",
        "x": 1,
        "dy": -10,
        "fontSize": 12.5,
        "fontWeight": 500,
        "color": INK[theme],
    }
    after = {"type": "text", "align": "left", "dx": 6, "dy": 8, "fontSize": 12, "color": SOFT[theme]}
    data = {"name": "bars"}
    return [
        {"data": data, "mark": text, "encoding": {"y": y, "text": {"field": "name", "type": "nominal"}}},
        {
            "data": data,
            "mark": after,
            "encoding": {"x": {**x, "field": "cost"}, "y": y, "text": {"field": "words", "type": "nominal"}},
        },
    ]


def trade_off(model: Model, found: TradeOff, now: tuple[float, float], theme: str = "light") -> Chart:
    """Draw the line between too little and enough for two levers, the present values marked."""
    table = pd.DataFrame({"x": found.x, "y": [float("nan") if y is None else y for y in found.y]})
    _, title, domain, form = axis(model, found.second)
    y = {
        "field": "y",
        "type": "quantitative",
        "title": title,
        "scale": {"domain": list(domain), "nice": False},
        "axis": {"format": form, "tickCount": 5},
    }
    place = {"x": x_axis(model, found.first, "x"), "y": y}
    tip = [
        {"field": "x", "format": finely(model, found.first), "title": axis(model, found.first)[1]},
        {"field": "y", "format": finely(model, found.second), "title": title},
    ]
    here = pd.DataFrame([{"x": now[0], "y": now[1], "text": "now"}])
    line = {"type": "line", "strokeWidth": 3, "color": COLORS["lever"], "point": {"size": 18, "color": COLORS["lever"]}}
    spec = {
        **base(theme, 300),
        "layer": [
            {"data": {"name": "line"}, "mark": line, "encoding": {**place, "tooltip": tip}},
            {
                "data": {"name": "now"},
                "mark": {"type": "point", "filled": True, "size": 110, "color": INK[theme], "opacity": 1},
                "encoding": place,
            },
            {
                "data": {"name": "now"},
                "mark": {"type": "text", "dy": -14, "fontWeight": 600, "fontSize": 12, "color": INK[theme]},
                "encoding": {**place, "text": {"field": "text", "type": "nominal"}},
            },
        ],
    }
    return Chart(
        "trade_off",
        spec,
        {"line": table, "now": here},
        f"For each value of {axis(model, found.first)[1]}, the nearest value of {title} that is enough.",
        (Key(f"enough for the target: the nearest value of {title}", (("●", COLORS["lever"]),)),
         Key("where the sliders stand", (("●", INK["light"]),))),
    )
