"""How far each slider could move alone before the answer changes: a bar from the nearest change below to that above."""

from __future__ import annotations

import pandas as pd

import negotiation.report.narrate as narrate
from negotiation.model import Model, Parameter
from negotiation.tipping.margins import Edge, Margin, Margins
from negotiation.view.charts.base import INK, LINE, SOFT, Chart, base
from negotiation.view.charts.reach import COLORS, kinds_legend

STEP = 44


def margins(model: Model, found: Margins, most: int, theme: str = "light", pinned: Margins | None = None) -> Chart:
    """Draw the narrowest margins as spans on the sliders' whole ranges, the present value marked on each."""
    rows = [each for each in found.rows if each.nearer is not None][:most]
    twins = {each.parameter: each for each in pinned.rows} if pinned else {}
    spans = pd.DataFrame([_row(model, each) for each in rows])
    twin = pd.DataFrame([_row(model, twins[each.parameter]) for each in rows if each.parameter in twins],
                        columns=spans.columns)
    spec = {**base(theme, STEP * max(1, len(rows))), "layer": _layers([str(n) for n in spans["name"]], theme)}
    said = "; ".join(f"{row['name']} {row['words']}" for row in spans.to_dict("records"))
    return Chart("margins", spec, {"spans": spans, "twins": twin}, f"The same answer holds while: {said}.",
                 kinds_legend(spans["kind"] if len(spans) else (), pinned is not None))


def _row(model: Model, each: Margin) -> dict[str, object]:
    parameter = model.parameters[each.parameter]
    width = parameter.high - parameter.low

    def share(edge: Edge | None, end: float) -> float:
        return end if edge is None else (edge.end.decimal - parameter.low) / width

    parts = [narrate.until(parameter, edge, side) if edge else f"the {word} end"
             for edge, side, word in ((each.below, "below", "low"), (each.above, "above", "high"))]
    return {
        "name": parameter.label or parameter.id, "kind": parameter.kind,
        "start": share(each.below, 0.0), "stop": share(each.above, 1.0),
        "now": (each.now - parameter.low) / width,
        "words": f"{narrate.amount(parameter, each.now)}, from {parts[0]} to {parts[1]}",
        "short": _short(parameter, each),
    }


def _short(parameter: Parameter, each: Margin) -> str:
    """Say a margin in few signs: "from 0.4704", "up to 0.36", "0.2442 to 0.562"; a share in per cent."""
    below, above = (
        "" if edge is None else narrate.until(parameter, edge, side, _bare)
        for edge, side in ((each.below, "below"), (each.above, "above"))
    )
    unit = " %" if parameter.is_share else ""
    return (f"{below} to {above}" if below and above else f"from {below}" if below else f"up to {above}") + unit


def _bare(parameter: Parameter, value: float) -> str:
    """Say a value without its unit."""
    return narrate.amount(parameter, value).split(" ")[0]


def _layers(names: list[str], theme: str) -> list[dict[str, object]]:
    bands = {"domain": names, "paddingInner": 0, "paddingOuter": 0}
    y = {"field": "name", "type": "nominal", "sort": names, "axis": None, "scale": bands}
    x = {"field": "start", "type": "quantitative", "title": "place on the slider, from its low end to its high end",
         "scale": {"domain": [0, 1]}, "axis": {"format": "%", "tickCount": 5, "grid": False}}
    color = {"field": "kind", "type": "nominal", "legend": None,
             "scale": {"domain": list(COLORS), "range": list(COLORS.values())}}
    tip = [{"field": "name"}, {"field": "words", "title": "now, and the same answer"}]
    text = {"type": "text", "dy": -10, "fontSize": 12.5}
    track = {"type": "bar", "height": 10, "yOffset": 9, "color": LINE[theme], "opacity": 0.55, "x": 0,
             "x2": {"expr": "width"}}
    span = {"x": x, "x2": {"field": "stop"}, "y": y, "color": color, "tooltip": tip}
    data, twins = {"name": "spans"}, {"name": "twins"}
    return [
        {"data": data, "mark": track, "encoding": {"y": y}},
        {"data": data, "mark": {"type": "bar", "height": 10, "yOffset": 9, "minBandSize": 2}, "encoding": span},
        {"data": twins,
         "mark": {"type": "rule", "strokeWidth": 2.5, "strokeDash": [5, 3], "yOffset": 18, "aria": False},
         "encoding": span},
        {"data": data, "mark": {"type": "tick", "thickness": 3, "height": 20, "yOffset": 9, "color": INK[theme]},
         "encoding": {"x": {**x, "field": "now"}, "y": y, "tooltip": tip}},
        {"data": data, "mark": {**text, "align": "left", "x": 1, "fontWeight": 500, "color": INK[theme]},
         "encoding": {"y": y, "text": {"field": "name", "type": "nominal"}}},
        {"data": data, "mark": {**text, "align": "right", "x": {"expr": "width"}, "fontSize": 12, "color": SOFT[theme]},
         "encoding": {"y": y, "text": {"field": "short", "type": "nominal"}}},
    ]
