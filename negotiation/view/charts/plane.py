"""The map: which equilibria there are over two sliders, each region labelled, a cross-hair at the present values."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from negotiation.model import Model
from negotiation.view.charts.base import INK, PAPER, Chart, axis, base, x_axis
from negotiation.view.compute import Map
from negotiation.view.palette import outcome_look


def plane(
    model: Model,
    found: Map,
    over: tuple[str, str],
    value: tuple[float, float],
    theme: str = "light",
    pinned: tuple[float, float] | None = None,
) -> Chart:
    """Draw which equilibria there are over two parameters, each region labelled, a cross-hair at the present values."""
    names = [" + ".join(each) or "no pure equilibrium" for each in found.names]
    colors = [_blend(model, found.outcomes[k], found.names[k], theme) for k in range(len(names))]
    step = [float(axis_[1] - axis_[0]) / 2 for axis_ in (found.x, found.y)]
    i, j = np.nonzero(found.cells >= 0)
    cells = pd.DataFrame(
        {
            "x": found.x[j] - step[0],
            "x2": found.x[j] + step[0],
            "y": found.y[i] - step[1],
            "y2": found.y[i] + step[1],
            "what": [names[k] for k in found.cells[i, j]],
        }
    )
    for low, high, field in ((found.x[0], found.x[-1], "x"), (found.y[0], found.y[-1], "y")):
        cells[field], cells[f"{field}2"] = cells[field].clip(low, high), cells[f"{field}2"].clip(low, high)
    labels = pd.DataFrame(
        [_label(found, k, name) for k, name in enumerate(names) if (found.cells == k).mean() > 0.025],
        columns=["x", "y", "what"],
    )
    marks = pd.DataFrame(
        [{"x": value[0], "y": value[1], "dash": "now"}]
        + ([{"x": pinned[0], "y": pinned[1], "dash": "pin"}] if pinned else [])
    )
    spec = {**base(theme, 420), "layer": _plane_layers(model, over, names, colors, theme)}
    return Chart(
        "map",
        spec,
        {"cells": cells, "labels": labels, "now": marks},
        f"Equilibria over {axis(model, over[0])[1]} and {axis(model, over[1])[1]}: "
        + "; ".join(
            f"{names[k]} on {100 * (found.cells == k).mean():.0f} % of the map"
            for k in np.argsort(-np.bincount(found.cells[found.cells >= 0], minlength=len(names)))
        ),
    )


def _blend(model: Model, outcomes: tuple[str, ...], names: tuple[str, ...], theme: str) -> str:
    """Return a set's colour: its members' mean, paler the more there are."""
    if not names:
        return PAPER[theme]
    looks = [outcome_look(model, outcome, name).color for outcome, name in zip(outcomes, names, strict=True)]
    rgb = np.mean([[int(look[k : k + 2], 16) for k in (1, 3, 5)] for look in looks], axis=0)
    rgb = rgb + (255 - rgb) * min(0.6, 0.22 * (len(looks) - 1))
    return "#" + "".join(f"{round(float(each)):02x}" for each in rgb)


def _label(found: Map, k: int, name: str) -> dict[str, object]:
    """Place a region's label at the cell that lies deepest inside it."""
    from scipy.ndimage import distance_transform_edt

    deep = distance_transform_edt(np.pad(found.cells == k, 1))[1:-1, 1:-1]
    i, j = np.unravel_index(int(np.argmax(deep)), deep.shape)
    edge = len(found.x) // 6
    j = np.clip(j, edge, len(found.x) - 1 - edge)
    return {"x": float(found.x[j]), "y": float(found.y[i]), "what": name.replace(" + ", " +\n")}


def _plane_layers(
    model: Model, over: tuple[str, str], names: list[str], colors: list[str], theme: str
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
    color = {"field": "what", "type": "nominal", "legend": None, "scale": {"domain": names, "range": colors}}
    dash = {
        "field": "dash",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": ["now", "pin"], "range": [[1, 0], [4, 4]]},
    }
    return [
        {
            "data": {"name": "cells"},
            "mark": {"type": "rect", "stroke": None},
            "encoding": {
                "x": x,
                "x2": {"field": "x2"},
                "y": y,
                "y2": {"field": "y2"},
                "color": color,
                "tooltip": [{"field": "what", "title": "equilibria here"}],
            },
        },
        {
            "data": {"name": "now"},
            "mark": {"type": "rule", "color": INK[theme], "strokeWidth": 1.5},
            "encoding": {"x": x, "strokeDash": dash},
        },
        {
            "data": {"name": "now"},
            "mark": {"type": "rule", "color": INK[theme], "strokeWidth": 1.5},
            "encoding": {"y": y, "strokeDash": dash},
        },
        {
            "data": {"name": "now"},
            "mark": {
                "type": "point",
                "filled": True,
                "size": 110,
                "color": INK[theme],
                "stroke": PAPER[theme],
                "opacity": 1,
            },
            "encoding": {"x": x, "y": y},
        },
        *_region_labels(x, y),
    ]


def _region_labels(x: Mapping[str, object], y: Mapping[str, object]) -> list[dict[str, object]]:
    words = {"type": "text", "fontSize": 12, "fontWeight": 600, "lineBreak": "\n"}
    return [
        {
            "data": {"name": "labels"},
            "mark": {**words, "stroke": "#FFFFFF", "strokeWidth": 4, "strokeJoin": "round"},
            "encoding": {"x": x, "y": y, "text": {"field": "what", "type": "nominal"}},
        },
        {
            "data": {"name": "labels"},
            "mark": {**words, "color": "#1F2933"},
            "encoding": {"x": x, "y": y, "text": {"field": "what", "type": "nominal"}},
        },
    ]
