"""What two parties could agree on by mixing outcomes: every outcome, the Pareto frontier, no deal and the solutions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

import negotiation.report.narrate as narrate
from negotiation.bargaining import SOLUTIONS, PackageDeal
from negotiation.model import Model
from negotiation.plain import Json
from negotiation.view.charts.bargains.deals import COLORS
from negotiation.view.charts.base import INK, LINE, PAPER, SOFT, Chart, base, framed
from negotiation.view.charts.labels import BANDS, Name, joined, place
from negotiation.view.charts.legend import Key

HEIGHT = 360
MARGIN = 0.09
"""The space kept round the outermost dots, as a share of the range between them."""
LEGEND = (
    Key("outcomes of the game", (("●", SOFT["light"]),)),
    Key("bargaining solutions", (("●", COLORS["light"]["nash"]),)),
    Key("the best deals for both", (("■", COLORS["light"]["range"]),)),
    Key("dashed: what each has without a deal"),
)
MOST = 10
"""Outcomes that are named; of more, only those that a reader points at."""


def lottery(model: Model, deal: PackageDeal, theme: str = "light", pinned: PackageDeal | None = None) -> Chart:
    """Draw the payoffs of both parties: outcomes, what beats no deal, the solutions; a pinned scenario hollow."""
    outcomes = pd.DataFrame({"x": deal.columns[0, 0], "y": deal.columns[0, 1],
                             "what": narrate.columns(deal)})
    frontier = deal.frontier().set_axis(["x", "y"], axis=1).sort_values("x")
    none = deal.disagreement.payoffs[0]
    lost = pd.DataFrame({"x": [none[0]], "y": [none[1]], "what": ["no deal"]})
    points = pd.concat([_points(deal, "now"), *([_points(pinned, "pin")] if pinned is not None else [])])
    frame = _frame(pd.concat([each[["x", "y"]] for each in (outcomes, frontier, lost, points)]))
    named = points[points["when"] == "now"].rename(columns={"name": "what"})
    kinds = [("none", lost), ("solution", named), ("outcome", outcomes if len(outcomes) <= MOST else outcomes[:0])]
    data = {"outcomes": outcomes, "frontier": frontier, "none": lost, "points": points, "frame": frame,
            "labels": labels(kinds, points, outcomes, frame)}
    said = "; ".join(narrate.lottery(deal, name) for name in deal.solutions)
    spec = {**base(theme, HEIGHT), "layer": _layers(model, theme)}
    alt = f"Payoffs of {model.parties[0].label} and {model.parties[1].label}. {said}"
    hollow = Key("the pinned scenario", (("○", SOFT["light"]),))
    return Chart("lottery", spec, data, alt, (*LEGEND, *([hollow] if pinned is not None else [])))


def _points(deal: PackageDeal, when: str) -> pd.DataFrame:
    """Return the solutions; where nothing beats no deal there are none."""
    rows = [{"x": float(package.payoffs[0, 0]), "y": float(package.payoffs[0, 1]), "name": SOLUTIONS[name].label,
             "when": when} for name, package in deal.solutions.items()]
    return pd.DataFrame(rows, columns=["x", "y", "name", "when"]).dropna()


def _frame(points: pd.DataFrame) -> pd.DataFrame:
    """Return the lower left and the upper right corner of the plot."""
    low, high = points.min(), points.max()
    room = MARGIN * (high - low).where(high > low, 1.0)
    return pd.DataFrame([low - room, high + room])


def labels(
    kinds: Sequence[tuple[str, pd.DataFrame]], points: pd.DataFrame, outcomes: pd.DataFrame, frame: pd.DataFrame
) -> pd.DataFrame:
    """Return a name for each dot of `kinds` and range of widths, in pixels from its dot: where it begins and ends.

    `points` and `outcomes` are the dots that a name keeps clear of; a name without room is left to the table.
    """
    every = pd.concat([*(table for _, table in kinds), points, outcomes])[["x", "y"]].to_numpy(dtype=float)
    low, high = frame[["x", "y"]].to_numpy(dtype=float)
    dots = (every - low) / (high - low)
    dots[:, 1] = 1 - dots[:, 1]
    texts = tuple((kind, str(text)) for kind, table in kinds for text in table["what"])
    rows = _rows(texts, tuple((x, y) for x, y in dots.tolist()))
    found = pd.DataFrame(rows, columns=["dot", "text", "kind", "align", "dx", "dy", "lx", "ly", "from", "to"])
    return found.assign(x=every[found["dot"].astype(int), 0], y=every[found["dot"].astype(int), 1]).drop(columns="dot")


@lru_cache(maxsize=64)
def _rows(texts: tuple[tuple[str, str], ...], dots: tuple[tuple[float, float], ...]) -> tuple[dict[str, object], ...]:
    """Place the names once: the page, the brief and the files of it draw the same ones."""
    return tuple(row for band in BANDS for row in _band(texts, np.array(dots), band))


def _band(texts: Sequence[tuple[str, str]], dots: np.ndarray, band: tuple[int, int]) -> list[dict[str, object]]:
    names = joined(texts, dots, HEIGHT, band[0])
    placed = place(names, dots, HEIGHT, band)
    wide = {"from": 0 if band == BANDS[0] else band[0], "to": 9999 if band == BANDS[-1] else band[1]}
    return [_row(name, texts[min(name.dots)][0], each, wide) for name, each in zip(names, placed, strict=True) if each]


def _row(name: Name, kind: str, placed: Any, wide: dict[str, int]) -> dict[str, object]:
    left, top, right, _ = placed.box
    x = {"left": left, "right": right}.get(placed.align, (left + right) / 2)
    lead = placed.lead or (0.0, 0.0)
    return {"dot": name.dots[0], "text": "\n".join(name.lines), "kind": kind, "align": placed.align, "dx": x, "dy": top,
            "lx": lead[0], "ly": lead[1], **wide}


def _layers(model: Model, theme: str) -> list[dict[str, object]]:
    axes = {
        field: {"field": field, "type": "quantitative", "title": f"payoff of {party.label} (points)",
                "scale": {"domain": framed(field), "nice": False, "zero": False},
                "axis": {"grid": False, "tickCount": 6}}
        for field, party in zip(("x", "y"), model.parties[:2], strict=True)
    }
    kinds = COLORS[theme]
    none = {"type": "rule", "strokeDash": [4, 4], "color": SOFT[theme], "strokeWidth": 1.2}
    best = {"type": "line", "aria": False, "color": kinds["range"], "strokeWidth": 3}
    fill = {"field": "when", "type": "nominal", "legend": None,
            "scale": {"domain": ["now", "pin"], "range": [kinds["nash"], PAPER[theme]]}}
    tips = [{"field": "x", "format": ".2f", "title": model.parties[0].label},
            {"field": "y", "format": ".2f", "title": model.parties[1].label}]
    dot = {"type": "point", "filled": True, "opacity": 1}
    return [
        {"data": {"name": "frame"}, "mark": {**dot, "opacity": 0, "aria": False}, "encoding": axes},
        {"data": {"name": "none"}, "mark": none, "encoding": {"x": axes["x"]}},
        {"data": {"name": "none"}, "mark": none, "encoding": {"y": axes["y"]}},
        {"data": {"name": "frontier"}, "mark": best, "encoding": axes},
        *_names(axes, theme),
        {"data": {"name": "outcomes"}, "mark": {**dot, "size": 60, "color": SOFT[theme], "stroke": LINE[theme]},
         "encoding": {**axes, "tooltip": [{"field": "what", "title": "outcome"}, *tips]}},
        {"data": {"name": "points"}, "mark": {**dot, "size": 90, "stroke": kinds["nash"], "strokeWidth": 2},
         "encoding": {**axes, "fill": fill, "tooltip": [{"field": "name", "title": "solution"}, *tips]}},
    ]


def _names(axes: dict[str, Json], theme: str) -> list[dict[str, object]]:
    """Return the names for the present width, with a halo, and thin lines from those that stand off their dot."""
    shown = [{"filter": "width >= datum.from && width < datum.to"}]
    hues = {"none": INK[theme], "solution": COLORS[theme]["nash"], "outcome": SOFT[theme]}
    color = {"field": "kind", "type": "nominal", "legend": None,
             "scale": {"domain": list(hues), "range": list(hues.values())}}
    words = {"type": "text", "fontSize": 12, "fontWeight": 600, "baseline": "top", "lineBreak": "\n", "lineHeight": 14,
             "align": {"expr": "datum.align"}, "dx": {"expr": "datum.dx"}, "dy": {"expr": "datum.dy"}}
    halo = {"color": PAPER[theme], "stroke": PAPER[theme], "strokeWidth": 4, "strokeJoin": "round", "aria": False}
    line = {"type": "rule", "strokeWidth": 1, "opacity": 0.8, "aria": False,
            "x2Offset": {"expr": "datum.lx"}, "y2Offset": {"expr": "datum.ly"}}
    text, data = {"field": "text", "type": "nominal"}, {"data": {"name": "labels"}, "transform": shown}
    return [
        {**data, "mark": line, "encoding": {**axes, "x2": {"field": "x"}, "y2": {"field": "y"}, "color": color}},
        {**data, "mark": {**words, **halo}, "encoding": {**axes, "text": text}},
        {**data, "mark": words, "encoding": {**axes, "text": text, "color": color}},
    ]
