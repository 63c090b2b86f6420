"""What all charts share: a drawing as plain data, its axes along a slider, the play-head, the files of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap

import pandas as pd

import negotiation.report.narrate as narrate
from negotiation.model import Model
from negotiation.view.charts.legend import Key, explained

FONT = '"Source Sans", "Source Sans Pro", "Helvetica Neue", Arial, sans-serif'
INK = {"light": "#1F2933", "dark": "#E8ECF1"}
SOFT = {"light": "#5B6673", "dark": "#A7B1BD"}
PAPER = {"light": "#FFFFFF", "dark": "#14181F"}
LINE = {"light": "#DDE2E8", "dark": "#323A45"}

WIDTH = 760
"""Pixels of a picture."""

CAPTION = 120
"""Letters of a line under the title of a picture."""

NAME, LINE_OF_NAME = 50, 15
"""Letters of a name over a lane that fit a narrow screen; a longer one goes on below. Height of a line."""

MARGIN = 0.04
"""The space kept beyond what is drawn along an axis, as a share of its range."""


@dataclass(frozen=True)
class Chart:
    """A drawing: `spec` without data, `data` by dataset name, `alt` for those who cannot see it.

    `legend`: what a picture on its own must explain, since the page does so beside the chart.
    """

    name: str
    spec: Mapping[str, object]
    data: Mapping[str, pd.DataFrame]
    alt: str
    legend: tuple[Key, ...] = ()

    def whole(self, caption: Sequence[str] = ()) -> dict[str, object]:
        """Return one self-contained specification; `caption` is a title and lines below it."""
        rows = {name: table.to_dict("records") for name, table in self.data.items()}
        lines = [line for each in caption[1:] for line in wrap(each, CAPTION)]
        title = {"title": {"text": caption[0], "subtitle": lines, "anchor": "start", "offset": 18, "fontSize": 15,
                           "subtitleFontSize": 12, "subtitleColor": SOFT["light"]},
                 "padding": 12} if caption else {}
        whole = {
            "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
            "background": "white",
            **self.spec,
            **title,
            "width": WIDTH,
            "datasets": rows,
        }
        return explained(whole, self.legend, WIDTH, INK["light"]) if caption and self.legend else whole


def figure(chart: Chart, suffix: str, caption: Sequence[str] = ()) -> bytes:
    """Draw a chart offline as .svg or .png, with a caption that says what it is of."""
    import vl_convert

    if suffix == ".svg":
        return vl_convert.vegalite_to_svg(chart.whole(caption)).encode()
    return vl_convert.vegalite_to_png(chart.whole(caption), scale=2)


def axis(model: Model, over: str) -> tuple[str, str, tuple[float, float], str]:
    """Return the running parameter, its axis title, its range and its number format."""
    path = model.paths.get(over) if over not in model.parameters else None
    each = model.parameters[path.over if path else over]
    unit = "" if each.is_share or each.unit in ("", "-") else f" ({each.unit})"
    title = f"{path.label or path.id}: {each.label or each.id}{unit}" if path else f"{each.label or each.id}{unit}"
    return each.id, title, (each.low, each.high), "%" if each.is_share else "~g"


def finely(model: Model, over: str) -> str:
    """Return the format in which a value of the slider is told where it is pointed at: its axis' unit, more digits."""
    return ".4~p" if axis(model, over)[3] == "%" else ".4~g"


def x_axis(model: Model, over: str, field: str, **more: object) -> dict[str, object]:
    _, title, domain, form = axis(model, over)
    return {
        "field": field,
        "type": "quantitative",
        "title": title,
        "scale": {"domain": list(domain), "nice": False},
        "axis": {"format": form, "grid": False, "tickCount": 6, "labelFlush": True, "titlePadding": 8},
        **more,
    }


def base(theme: str, height: int) -> dict[str, object]:
    return {
        "width": "container",
        "height": height,
        "resolve": {"scale": {"color": "independent", "strokeDash": "independent", "shape": "independent"}},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": {
            "view": {"stroke": None},
            "font": FONT,
            "axis": {
                "labelColor": SOFT[theme],
                "titleColor": INK[theme],
                "domainColor": LINE[theme],
                "tickColor": LINE[theme],
                "gridColor": LINE[theme],
                "labelFontSize": 12,
                "titleFontSize": 12,
                "titleFontWeight": 500,
            },
        },
    }


def framed(field: str) -> list[dict[str, str]]:
    """Return an axis' domain as what the two rows of the dataset "frame" say.

    The data set it and no table's extent, so a table may be empty, and a chart moves on without being built anew. A
    layer must draw "frame", unseen, for the chart to hold it.
    """
    return [{"expr": f"data('frame')[{k}].{field}"} for k in (0, 1)]


def frame(field: str, values: pd.Series) -> pd.DataFrame:
    """Return the dataset "frame" of one axis: the lowest and the highest value, and some room beyond them."""
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    room = MARGIN * (high - low) or 0.5
    return pd.DataFrame({field: [low - room, high + room]})


def named_lanes(names: Sequence[str], most: int = 4) -> pd.DataFrame:
    """Return names of lanes in lines that fit a narrow screen, and how many lines follow the first."""
    broken = ["\n".join(wrap(name, NAME, max_lines=most, placeholder=" …")) for name in names]
    return pd.DataFrame({"name": broken, "further": [name.count("\n") for name in broken]})


def upwards(dy: float) -> dict[str, object]:
    """Return how names of lanes stand: their last line at `dy` from their place, cut where a screen is too narrow."""
    return {"dy": {"expr": f"{dy} - {LINE_OF_NAME} * datum.further"}, "lineBreak": "\n", "lineHeight": LINE_OF_NAME,
            "limit": {"expr": "width"}}


def play_head(model: Model, over: str, theme: str, dataset: str = "now") -> list[dict[str, object]]:
    """Return the play-head: a line at the present value, with its name on top; the pinned one is dashed."""
    x = x_axis(model, over, "x")
    rule = {
        "data": {"name": dataset},
        "mark": {"type": "rule", "strokeWidth": 2, "color": INK[theme]},
        "encoding": {
            "x": x,
            "strokeDash": {
                "field": "dash",
                "type": "nominal",
                "legend": None,
                "scale": {"domain": ["now", "pin"], "range": [[1, 0], [4, 4]]},
            },
        },
    }
    text = {
        "data": {"name": dataset},
        "mark": {
            "type": "text",
            "dy": -8,
            "y": 0,
            "baseline": "bottom",
            "fontSize": 12,
            "fontWeight": 600,
            "color": INK[theme],
            "align": {"expr": "datum.align"},
        },
        "encoding": {"x": x, "text": {"field": "text", "type": "nominal"}},
    }
    return [rule, text]


def now_data(model: Model, over: str, value: float, pinned: float | None) -> pd.DataFrame:
    _, _, (low, high), _ = axis(model, over)

    def row(x: float, word: str, dash: str) -> dict[str, object]:
        share = (x - low) / (high - low)
        align = "left" if share < 0.12 else "right" if share > 0.88 else "center"
        return {"x": x, "text": word, "dash": dash, "align": align}

    each = model.parameters[axis(model, over)[0]]
    rows = [row(value, f"now {narrate.amount(each, value)}", "now")]
    if pinned is not None:
        near = abs(pinned - value) < 0.18 * (high - low)
        rows.append(row(pinned, "" if near else f"pinned {narrate.amount(each, pinned)}", "pin"))
    return pd.DataFrame(rows)
