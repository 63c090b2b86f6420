"""The map: which equilibria there are over two sliders, each region named, a cross-hair at the present values."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pandas as pd

import negotiation.report.narrate as narrate
from negotiation.model import Model
from negotiation.view.charts.base import INK, LINE, PAPER, Chart, axis, base, x_axis
from negotiation.view.charts.legend import PINNED, Key
from negotiation.view.charts.plane.regions import (
    HEIGHT,
    SHOWN,
    border_lines,
    letter,
    looks,
    mixed,
    part_of_map,
    regions_drawn,
)
from negotiation.view.compute import Map
from negotiation.wording import counted, percent

Place = tuple[float, float]
STRIPES: dict[str, dict[str, object]] = {
    "thin": {"strokeWidth": 1.5, "strokeOpacity": 0.5},
    "dots": {"strokeWidth": 2, "strokeOpacity": 0.7, "strokeDash": [1, 5]},
    "band": {"strokeWidth": 5},
}


def plane(
    model: Model, drawn: Map, over: tuple[str, str], value: Place, theme: str = "light", pinned: Place | None = None,
    before: Map | None = None,
) -> Chart:
    """Draw the regions over two parameters, the present values, and what a pinned scenario had.

    Parameters
    ----------
    pinned : the pinned scenario's values of the two parameters.
    before : its map, where another parameter differs; its borders are dashed.
    """
    tables = regions_drawn(model, drawn, theme)
    marks = [(*value, "now"), *([(*pinned, "pin")] if pinned else [])]
    data = {
        "areas": tables.areas,
        "stripes": tables.stripes,
        "labels": tables.labels,
        "twin": border_lines(before) if before is not None else pd.DataFrame(columns=["x", "y", "k"]),
        "now": pd.DataFrame(marks, columns=["x", "y", "dash"]),
    }
    layers = _layers(model, over, tables.names, tables.colors, theme)
    spec = base(theme, HEIGHT)
    spec["resolve"] = {"scale": {"color": "independent", "strokeDash": "independent", "fill": "independent"}}
    legend = tuple(_legend(model, drawn, set(tables.labels["text"]), pinned is not None))
    return Chart("map", {**spec, "layer": layers}, data, _alt(model, drawn, over, value), legend)


def _legend(model: Model, drawn: Map, marked: Collection[str], pinned: bool) -> Iterator[Key]:
    """Yield the largest regions, and all whose letter is on the map, by their colours; then what else is drawn."""
    told = [k for k in range(len(drawn.regions)) if k < SHOWN or letter(k) in marked]
    for k in told:
        each = drawn.regions[k]
        signs = [("■", mixed(look.color, "light")) for look in looks(model, drawn, each.number)]
        words = f"{letter(k)}  {narrate.region(drawn.names(each.number))}, {part_of_map(each.share)}"
        yield Key(words, tuple(dict.fromkeys(signs)) or (("■", LINE["light"]),))
    if rest := [each.share for k, each in enumerate(drawn.regions) if k not in told]:
        yield Key(f"{counted(len(rest), 'smaller region')}, together {part_of_map(sum(rest))} of the map")
    yield Key("where the sliders stand", (("+", INK["light"]),))
    if (drawn.found.cells < 0).any():
        yield Key("blank: values that a constraint of the model refuses")
    if pinned:
        yield PINNED


def _alt(model: Model, drawn: Map, over: tuple[str, str], value: Place) -> str:
    """Say the map: every region of a hundredth and more with its part, and what holds at the cross-hair."""
    parts = [
        f"{letter(k)}, {narrate.region(drawn.names(each.number))}, {percent(each.share)}"
        for k, each in enumerate(drawn.regions)
        if each.share >= 0.01
    ]
    titles = f"{axis(model, over[0])[1]} and {axis(model, over[1])[1]}"
    at = narrate.listed([narrate.amount(model.parameters[k], v) for k, v in zip(over, value, strict=True)])
    here = narrate.region(drawn.here(*value))
    return f"Pure equilibria over {titles}. Parts of the map: {'; '.join(parts)}. Cross-hair at {at}: {here}."


def _layers(
    model: Model, over: tuple[str, str], names: tuple[str, ...], colors: tuple[str, ...], theme: str
) -> list[dict[str, object]]:
    x = x_axis(model, over[0], "x")
    _, title, domain, form = axis(model, over[1])
    y = {
        "field": "y",
        "type": "quantitative",
        "title": title,
        "scale": {"domain": list(domain), "nice": False},
        "axis": {"format": form, "grid": False, "tickCount": 5},
    }
    place: dict[str, object] = {"x": x, "y": y}
    return [
        *_areas(place, names, colors),
        *_stripes(place),
        *_borders(place, theme),
        *_cross(place, theme),
        *_words(place, theme),
    ]


def _areas(
    place: dict[str, object], names: tuple[str, ...], colors: tuple[str, ...]
) -> list[dict[str, object]]:
    """Return each region as one filled outline."""
    fill = {"field": "what", "type": "nominal", "legend": None, "scale": {"domain": names, "range": colors}}
    tip = [{"field": "what", "title": "equilibria here"}]
    mark = {"type": "line", "stroke": None, "strokeWidth": 0, "interpolate": "linear"}
    return [
        {
            "data": {"name": "areas"},
            "mark": mark,
            "encoding": {**place, "fill": fill, "detail": {"field": "loop"}, "order": {"field": "k"}, "tooltip": tip},
        }
    ]


def _stripes(place: dict[str, object]) -> list[dict[str, object]]:
    """Return the patterns of outcomes, and bands in the colours of equilibria that exist beside the first."""
    color = {"field": "color", "type": "nominal", "legend": None, "scale": None}
    found: list[dict[str, object]] = []
    for kind, look in STRIPES.items():
        found.append({
            "data": {"name": "stripes"},
            "transform": [{"filter": f"datum.kind == '{kind}'"}],
            "mark": {"type": "line", "clip": True, "aria": False, "invalid": "break-paths-filter-domains", **look},
            "encoding": {**place, "stroke": color, "detail": {"field": "run"}, "order": {"field": "k"}},
        })
    return found


def _borders(place: dict[str, object], theme: str) -> list[dict[str, object]]:
    """Return the borders as thin lines, and those of the pinned scenario dashed."""
    line = {"type": "line", "aria": False, "strokeWidth": 1.2, "stroke": INK[theme], "strokeJoin": "round"}
    twin = {**line, "strokeWidth": 1.8, "strokeDash": [4, 4], "invalid": "break-paths-filter-domains"}
    halo = {**twin, "stroke": PAPER[theme], "strokeDash": [1, 0], "strokeWidth": 4, "strokeOpacity": 0.6}
    border = {**place, "detail": {"field": "loop"}, "order": {"field": "k"}}
    return [
        {"data": {"name": "areas"}, "mark": line, "encoding": border},
        {"data": {"name": "twin"}, "mark": halo, "encoding": {**place, "order": {"field": "k"}}},
        {"data": {"name": "twin"}, "mark": twin, "encoding": {**place, "order": {"field": "k"}}},
    ]


def _cross(place: dict[str, object], theme: str) -> list[dict[str, object]]:
    """Return the cross-hair, over a halo that shows it on every colour; the pinned one is dashed."""
    scale = {"domain": ["now", "pin"], "range": [[1, 0], [4, 4]]}
    dash = {"field": "dash", "type": "nominal", "legend": None, "scale": scale}
    now = {"name": "now"}
    halo = {"type": "rule", "color": PAPER[theme], "strokeWidth": 4, "opacity": 0.6}
    rule = {"type": "rule", "color": INK[theme], "strokeWidth": 1.5}
    filled = {"field": "dash", "type": "nominal", "legend": None, "scale": {"domain": ["now", "pin"]}}
    point = {"type": "point", "filled": True, "size": 120, "stroke": INK[theme], "strokeWidth": 2, "opacity": 1}
    return [
        *({"data": now, "mark": halo, "encoding": {k: place[k]}} for k in ("x", "y")),
        *({"data": now, "mark": rule, "encoding": {k: place[k], "strokeDash": dash}} for k in ("x", "y")),
        {
            "data": now,
            "mark": point,
            "encoding": {**place, "fill": {**filled, "scale": {**scale, "range": [INK[theme], PAPER[theme]]}}},
        },
    ]


def _words(place: dict[str, object], theme: str) -> list[dict[str, object]]:
    """Return a region's name where the plot is wide enough for it, else its letter where that fits."""
    shown = {"expr": "width >= datum.from && width < datum.to ? 1 : 0"}
    words = {"type": "text", "fontSize": 12, "fontWeight": 600, "lineBreak": "\n", "lineHeight": 15, "opacity": shown}
    text = {**place, "text": {"field": "text", "type": "nominal"}}
    halo = {"color": PAPER[theme], "stroke": PAPER[theme], "strokeWidth": 4, "strokeJoin": "round"}
    return [
        {"data": {"name": "labels"}, "mark": {**words, "baseline": "middle", **look}, "encoding": text}
        for look in (halo, {"color": INK[theme]})
    ]
