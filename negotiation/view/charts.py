"""Chart specifications in Vega-Lite: built once a shape, the data swapped in, so that a slider never redraws axes.

A chart is plain data (`Chart`): a specification with named datasets, and the sentence that stands for it where it cannot
be seen. `negotiation.view.show` draws it; `figure` writes it as SVG or PNG.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from negotiation import narrate
from negotiation.equilibria import Equilibria
from negotiation.model import Model
from negotiation.view.compute import Along, Map
from negotiation.view.palette import Look, outcome_look, party_look

LANE = 46
INK = {"light": "#1F2933", "dark": "#E8ECF1"}
SOFT = {"light": "#5B6673", "dark": "#A7B1BD"}
PAPER = {"light": "#FFFFFF", "dark": "#14181F"}
LINE = {"light": "#DDE2E8", "dark": "#323A45"}


@dataclass(frozen=True)
class Chart:
    """A drawing: `spec` without data, `data` by dataset name, `alt` for those who cannot see it."""

    name: str
    spec: Mapping[str, object]
    data: Mapping[str, pd.DataFrame]
    alt: str

    def whole(self) -> dict[str, object]:
        """Return one self-contained specification."""
        rows = {name: table.to_dict("records") for name, table in self.data.items()}
        return {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "background": "white",
                **self.spec, "width": 760, "datasets": rows}


def figure(chart: Chart, suffix: str) -> bytes:
    """Draw a chart offline as .svg or .png."""
    import vl_convert

    if suffix == ".svg":
        return vl_convert.vegalite_to_svg(chart.whole()).encode()
    return vl_convert.vegalite_to_png(chart.whole(), scale=2)


def axis(model: Model, over: str) -> tuple[str, str, tuple[float, float], str]:
    """Return the running parameter, its axis title, its range and its number format."""
    path = model.paths.get(over) if over not in model.parameters else None
    each = model.parameters[path.over if path else over]
    unit = "" if each.unit in ("", "-", "share") else f" ({each.unit})"
    title = f"{path.label or path.id}: {each.label or each.id}{unit}" if path else f"{each.label or each.id}{unit}"
    return each.id, title, (each.low, each.high), "%" if each.unit == "share" else "~g"


def _x(model: Model, over: str, field: str, **more: object) -> dict[str, object]:
    _, title, domain, form = axis(model, over)
    return {"field": field, "type": "quantitative", "title": title, "scale": {"domain": list(domain), "nice": False},
            "axis": {"format": form, "grid": False, "tickCount": 6, "labelFlush": True, "titlePadding": 8}, **more}


def _base(theme: str, height: int) -> dict[str, object]:
    return {"width": "container", "height": height, "autosize": {"type": "fit-x", "contains": "padding"},
            "config": {"view": {"stroke": None}, "font": "sans-serif",
                       "axis": {"labelColor": SOFT[theme], "titleColor": INK[theme], "domainColor": LINE[theme],
                                "tickColor": LINE[theme], "gridColor": LINE[theme], "labelFontSize": 12,
                                "titleFontSize": 12, "titleFontWeight": 500}}}


def _now(model: Model, over: str, theme: str, dataset: str = "now") -> list[dict[str, object]]:
    """Return the play-head: a line at the present value, with its name on top; the pinned one is dashed."""
    x = _x(model, over, "x")
    rule = {"data": {"name": dataset}, "mark": {"type": "rule", "strokeWidth": 2, "color": INK[theme]},
            "encoding": {"x": x, "strokeDash": {"field": "dash", "type": "nominal", "legend": None, "scale": {
                "domain": ["now", "pin"], "range": [[1, 0], [4, 4]]}}}}
    text = {"data": {"name": dataset}, "mark": {"type": "text", "dy": -8, "y": 0, "baseline": "bottom", "fontSize": 12,
                                                "fontWeight": 600, "color": INK[theme], "align": {"expr": "datum.align"}},
            "encoding": {"x": x, "text": {"field": "text", "type": "nominal"}}}
    return [rule, text]


def _now_data(model: Model, over: str, value: float, pinned: float | None) -> pd.DataFrame:
    _, _, (low, high), _ = axis(model, over)

    def row(x: float, word: str, dash: str) -> dict[str, object]:
        share = (x - low) / (high - low)
        align = "left" if share < 0.12 else "right" if share > 0.88 else "center"
        return {"x": x, "text": word, "dash": dash, "align": align}

    each = model.parameters[axis(model, over)[0]]
    rows = [row(value, f"now {narrate.amount(each, value)}", "now")]
    return pd.DataFrame(rows + ([row(pinned, "", "pin")] if pinned is not None else []))


def lanes(model: Model, found: Along) -> list[tuple[str, str]]:
    """Return the lanes of a ribbon, (outcome, name): every named outcome, then what else is met."""
    named = [(each.id, each.label) for each in model.outcomes]
    others = dict.fromkeys((each.outcome, each.name) for each in found.stretches if not each.outcome)
    return named + (list(others) if len(others) <= 5 else [("", "other equilibria")])


def ribbon(model: Model, found: Along, value: float, theme: str = "light", pinned: float | None = None) -> Chart:
    """Draw where along the slider each outcome is an equilibrium; one lane an outcome, tipping points marked."""
    rows = lanes(model, found)
    names = [name for _, name in rows]
    looks = [outcome_look(model, outcome, name) for outcome, name in rows]
    bars = pd.DataFrame(
        [{"start": s.start, "end": s.end, "lane": s.name if s.name in names else names[-1], "what": s.label,
          "span": f"{s.start:.4g} to {s.end:.4g}"} for s in found.stretches],
        columns=["start", "end", "lane", "what", "span"])
    tips = pd.DataFrame({"x": list(found.tips), "text": [f"{tip:.4g}" for tip in found.tips]})
    data = {"bars": bars, "names": pd.DataFrame({"lane": names, "x": axis(model, found.over)[2][0]}), "tips": tips,
            "now": _now_data(model, found.over, value, pinned)}
    spec = {**_base(theme, LANE * max(1, len(names))), "padding": {"top": 26, "left": 4, "right": 6, "bottom": 4},
            "layer": _ribbon_layers(model, found.over, names, looks, theme)}
    return Chart("ribbon", spec, data, ribbon_words(model, found))


def _ribbon_layers(model: Model, over: str, names: list[str], looks: list[Look], theme: str) -> list[dict[str, object]]:
    lane = {"field": "lane", "type": "nominal", "sort": names, "axis": None,
            "scale": {"domain": names, "paddingInner": 0, "paddingOuter": 0}}
    color = {"field": "lane", "type": "nominal", "legend": None,
             "scale": {"domain": names, "range": [look.color for look in looks]}}
    dash = {"field": "lane", "type": "nominal", "legend": None,
            "scale": {"domain": names, "range": [list(look.dash) for look in looks]}}
    tip = [{"field": "lane", "title": "equilibrium"}, {"field": "what", "title": "who plays what"},
           {"field": "span", "title": "holds from"}]
    x, x2 = _x(model, over, "start"), {"field": "end"}
    words = {"type": "text", "align": "left", "x": 1, "dy": -9, "fontSize": 12.5, "fontWeight": 500, "color": INK[theme]}
    written = {"y": lane, "text": {"field": "lane", "type": "nominal"}}
    return [
        {"data": {"name": "names"}, "mark": {"type": "bar", "height": 16, "yOffset": 9, "color": LINE[theme],
                                             "opacity": 0.55, "x": 0, "x2": {"expr": "width"}}, "encoding": {"y": lane}},
        {"data": {"name": "tips"}, "mark": {"type": "rule", "color": SOFT[theme], "strokeDash": [2, 3], "opacity": 0.7},
         "encoding": {"x": _x(model, over, "x"), "tooltip": [{"field": "text", "title": "tipping point"}]}},
        {"data": {"name": "bars"}, "mark": {"type": "bar", "height": 16, "yOffset": 9, "minBandSize": 3},
         "encoding": {"x": x, "x2": x2, "y": lane, "color": color, "tooltip": tip}},
        {"data": {"name": "bars"}, "mark": {"type": "rule", "strokeWidth": 4, "color": "white", "opacity": 0.55,
                                            "yOffset": 9},
         "encoding": {"x": x, "x2": x2, "y": lane, "strokeDash": dash}},
        {"data": {"name": "names"}, "mark": {**words, "stroke": PAPER[theme], "strokeWidth": 4}, "encoding": written},
        {"data": {"name": "names"}, "mark": words, "encoding": written},
        *_now(model, over, theme),
    ]


def ribbon_words(model: Model, found: Along) -> str:
    """Say a ribbon in words."""
    _, title, _, _ = axis(model, found.over)
    parts: dict[str, list[str]] = {}
    for each in found.stretches:
        parts.setdefault(each.name, []).append(f"{each.start:.4g} to {each.end:.4g}")
    said = "; ".join(f"{name} from {' and '.join(spans)}" for name, spans in parts.items())
    return f"Equilibria along {title}: {said or 'none'}."


def payoffs(model: Model, found: Along, now: Equilibria, value: float, theme: str = "light",
            pinned: float | None = None) -> Chart:
    """Draw what each party gets at the equilibria along the slider; those of the present value stand out."""
    rows = []
    for label in dict.fromkeys(found.equilibria.label):
        mine = np.flatnonzero(found.equilibria.label == label)
        runs = np.split(mine, np.flatnonzero(np.diff(found.equilibria.point[mine]) > 1) + 1)
        rows += [_lines(model, found, run[_thinned(len(run))], f"{label} {k}", label in now.label)
                 for k, run in enumerate(runs)]
    table = pd.concat(rows) if rows else pd.DataFrame(columns=["x", "payoff", "party", "what", "here", "run"])
    names = [party.label for party in model.parties]
    points = pd.DataFrame([{"x": value, "payoff": now.payoffs[row, i], "party": party.label,
                            "what": narrate.row_name(now, row)}
                           for row in np.flatnonzero(now.pure) for i, party in enumerate(model.parties)],
                          columns=["x", "payoff", "party", "what"])
    looks = [party_look(model.parties, i, theme == "dark") for i in range(len(names))]
    data = {"lines": table, "points": points, "now": _now_data(model, found.over, value, pinned)}
    spec = {**_base(theme, 260), "padding": {"top": 26, "left": 4, "right": 6, "bottom": 4},
            "layer": _payoff_layers(model, found.over, names, looks, theme)}
    return Chart("payoffs", spec, data, payoff_words(model, found))


def _thinned(size: int) -> np.ndarray:
    """Return which points of a line to draw: few enough to be quick, enough to look smooth."""
    return np.unique(np.linspace(0, size - 1, min(size, 2 + size // 6)).round().astype(int))


def _lines(model: Model, found: Along, rows: np.ndarray, run: str, here: bool) -> pd.DataFrame:
    name, x = narrate.row_name(found.equilibria, rows[0]), found.x[found.equilibria.point[rows]]
    return pd.concat([pd.DataFrame({"x": x, "payoff": found.equilibria.payoffs[rows, i], "party": party.label,
                                    "what": name, "here": here, "run": run}) for i, party in enumerate(model.parties)])


def _payoff_layers(model: Model, over: str, names: list[str], looks: list[Look], theme: str) -> list[dict[str, object]]:
    color = {"field": "party", "type": "nominal", "legend": None,
             "scale": {"domain": names, "range": [look.color for look in looks]}}
    dash = {"field": "party", "type": "nominal", "legend": None,
            "scale": {"domain": names, "range": [list(look.dash) for look in looks]}}
    y = {"field": "payoff", "type": "quantitative", "title": "payoff (points)", "axis": {"tickCount": 5, "grid": True}}
    tip = [{"field": "party"}, {"field": "payoff", "format": ".3f"}, {"field": "x", "title": axis(model, over)[1],
           "format": ".4~g"}, {"field": "what", "title": "equilibrium"}]
    return [
        {"data": {"name": "lines"}, "mark": {"type": "line", "strokeWidth": 2.2},
         "encoding": {"x": _x(model, over, "x"), "y": y, "color": color, "strokeDash": dash, "detail": {"field": "run"},
                      "opacity": {"condition": {"test": "datum.here", "value": 1}, "value": 0.3}, "tooltip": tip}},
        *_now(model, over, theme),
        {"data": {"name": "points"}, "mark": {"type": "point", "filled": True, "size": 90, "opacity": 1},
         "encoding": {"x": _x(model, over, "x"), "y": y, "color": color, "tooltip": tip, "shape": {
             "field": "party", "type": "nominal", "legend": None,
             "scale": {"domain": names, "range": [look.shape for look in looks]}}}},
    ]


def payoff_words(model: Model, found: Along) -> str:
    """Say in words what the lines show; the present value's payoffs stand on the cards."""
    parts = []
    for i, party in enumerate(model.parties):
        values = found.equilibria.payoffs[:, i]
        if len(values):
            parts.append(f"{party.label} between {values.min():.2f} and {values.max():.2f}")
    return f"Payoffs at the equilibria along {axis(model, found.over)[1]}: {', '.join(parts) or 'there are none'}."


def plane(model: Model, found: Map, over: tuple[str, str], value: tuple[float, float], theme: str = "light",
          pinned: tuple[float, float] | None = None) -> Chart:
    """Draw which equilibria there are over two parameters, each region labelled, a cross-hair at the present values."""
    names = [" + ".join(each) or "no pure equilibrium" for each in found.names]
    colors = [_blend(model, found.outcomes[k], found.names[k], theme) for k in range(len(names))]
    step = [float(axis_[1] - axis_[0]) / 2 for axis_ in (found.x, found.y)]
    i, j = np.nonzero(found.cells >= 0)
    cells = pd.DataFrame({"x": found.x[j] - step[0], "x2": found.x[j] + step[0], "y": found.y[i] - step[1],
                          "y2": found.y[i] + step[1], "what": [names[k] for k in found.cells[i, j]]})
    for low, high, field in ((found.x[0], found.x[-1], "x"), (found.y[0], found.y[-1], "y")):
        cells[field], cells[f"{field}2"] = cells[field].clip(low, high), cells[f"{field}2"].clip(low, high)
    labels = pd.DataFrame([_label(found, k, name) for k, name in enumerate(names)
                           if (found.cells == k).mean() > 0.025],
                          columns=["x", "y", "what"])
    marks = pd.DataFrame([{"x": value[0], "y": value[1], "dash": "now"}]
                         + ([{"x": pinned[0], "y": pinned[1], "dash": "pin"}] if pinned else []))
    spec = {**_base(theme, 420), "layer": _plane_layers(model, over, names, colors, theme)}
    return Chart("map", spec, {"cells": cells, "labels": labels, "now": marks},
                 f"Equilibria over {axis(model, over[0])[1]} and {axis(model, over[1])[1]}: "
                 + "; ".join(f"{names[k]} on {100 * (found.cells == k).mean():.0f} % of the map"
                             for k in np.argsort(-np.bincount(found.cells[found.cells >= 0], minlength=len(names)))))


def _blend(model: Model, outcomes: tuple[str, ...], names: tuple[str, ...], theme: str) -> str:
    """Return a set's colour: its members' mean, paler the more there are."""
    if not names:
        return PAPER[theme]
    looks = [outcome_look(model, outcome, name).color for outcome, name in zip(outcomes, names, strict=True)]
    rgb = np.mean([[int(look[k:k + 2], 16) for k in (1, 3, 5)] for look in looks], axis=0)
    rgb = rgb + (255 - rgb) * min(0.6, 0.22 * (len(looks) - 1))
    return "#" + "".join(f"{int(round(each)):02x}" for each in rgb)


def _label(found: Map, k: int, name: str) -> dict[str, object]:
    """Place a region's label at the cell that lies deepest inside it."""
    from scipy.ndimage import distance_transform_edt

    deep = distance_transform_edt(np.pad(found.cells == k, 1))[1:-1, 1:-1]
    i, j = np.unravel_index(int(np.argmax(deep)), deep.shape)
    edge = len(found.x) // 6
    j = int(np.clip(j, edge, len(found.x) - 1 - edge))
    return {"x": float(found.x[j]), "y": float(found.y[i]), "what": name.replace(" + ", " +\n")}


def _plane_layers(model: Model, over: tuple[str, str], names: list[str], colors: list[str], theme: str) -> list[dict[str, object]]:
    x = _x(model, over[0], "x")
    _, title, domain, form = axis(model, over[1])
    y = {"field": "y", "type": "quantitative", "title": title, "scale": {"domain": list(domain), "nice": False},
         "axis": {"format": form, "grid": False, "tickCount": 5}}
    color = {"field": "what", "type": "nominal", "legend": None, "scale": {"domain": names, "range": colors}}
    dash = {"field": "dash", "type": "nominal", "legend": None, "scale": {"domain": ["now", "pin"], "range": [[1, 0], [4, 4]]}}
    words = {"type": "text", "fontSize": 12, "fontWeight": 600, "lineBreak": "\n"}
    return [
        {"data": {"name": "cells"}, "mark": {"type": "rect", "stroke": None},
         "encoding": {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"field": "y2"}, "color": color,
                      "tooltip": [{"field": "what", "title": "equilibria here"}]}},
        {"data": {"name": "now"}, "mark": {"type": "rule", "color": INK[theme], "strokeWidth": 1.5},
         "encoding": {"x": x, "strokeDash": dash}},
        {"data": {"name": "now"}, "mark": {"type": "rule", "color": INK[theme], "strokeWidth": 1.5},
         "encoding": {"y": y, "strokeDash": dash}},
        {"data": {"name": "now"}, "mark": {"type": "point", "filled": True, "size": 110, "color": INK[theme],
                                           "stroke": PAPER[theme], "opacity": 1}, "encoding": {"x": x, "y": y}},
        {"data": {"name": "labels"}, "mark": {**words, "stroke": "#FFFFFF", "strokeWidth": 4, "strokeJoin": "round"},
         "encoding": {"x": x, "y": y, "text": {"field": "what", "type": "nominal"}}},
        {"data": {"name": "labels"}, "mark": {**words, "color": "#1F2933"},
         "encoding": {"x": x, "y": y, "text": {"field": "what", "type": "nominal"}}},
    ]
