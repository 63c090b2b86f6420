"""Charts of rows: a bar each, its name above it at the left and its numbers at the right, so that long names fit."""

from __future__ import annotations

from negotiation.view.charts.base import INK, LINE, SOFT

STEP = 40
"""Pixels of a row."""


def by_name(names: list[str]) -> dict[str, object]:
    """Return the encoding of a row by its name."""
    return {"field": "name", "type": "nominal", "sort": names, "axis": None,
            "scale": {"domain": names, "paddingInner": 0, "paddingOuter": 0}}


def track(y: dict[str, object], theme: str) -> dict[str, object]:
    """Return the pale track under each row's bar."""
    return {"mark": {"type": "bar", "height": 12, "yOffset": 9, "color": LINE[theme], "opacity": 0.55, "x": 0,
                     "x2": {"expr": "width"}}, "encoding": {"y": y}}


def texts(y: dict[str, object], theme: str, short: str) -> list[dict[str, object]]:
    """Return each row's name above its bar, and its numbers at the right end."""
    text = {"type": "text", "dy": -10, "fontSize": 12.5}
    return [
        {"mark": {**text, "align": "left", "x": 1, "fontWeight": 500, "color": INK[theme]},
         "encoding": {"y": y, "text": {"field": "name", "type": "nominal"}}},
        {"mark": {**text, "align": "right", "x": {"expr": "width"}, "fontSize": 12, "color": SOFT[theme]},
         "encoding": {"y": y, "text": {"field": short, "type": "nominal"}}},
    ]


def drawn_on(spec: dict[str, object], name: str) -> dict[str, object]:
    """Let every layer that has no data of its own draw one dataset."""
    layers = spec["layer"]
    assert isinstance(layers, list)
    return {**spec, "layer": [{"data": {"name": name}, **each} for each in layers]}
