"""What is played at each state by parties that look ahead, and what each state is worth to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

import negotiation.report.narrate as narrate
from negotiation.game.profiles import Support
from negotiation.model import Model
from negotiation.unfolding.deal import Deal
from negotiation.unfolding.war import War
from negotiation.view.charts.base import INK, LINE, PAPER, Chart, base, finely, now_data, play_head, x_axis
from negotiation.view.charts.legend import PINNED, Key
from negotiation.view.charts.payoffs import parties_legend
from negotiation.view.palette import Look, kind_color, outcome_look, party_look
from negotiation.wording import rounded

LANE = 46
OVER = "#3A4653"
"""The colour of states that are an end of the war."""
FITS = "length(datum.name) * 7.5 < datum.share * width ? 1 : 0"
"""Whether a name fits into its bar; a letter takes about 7.5 pixels."""


def lanes(model: Model, war: War, theme: str = "light", pinned: War | None = None) -> Chart:
    """Draw what is played at each state by each rule, one lane a rule; the pinned scenario's are lanes of their own."""
    every = {_lane(name): each for name, each in war.brackets.items()}
    every |= {f"{_lane(name)}, pinned": each for name, each in (pinned.brackets if pinned else {}).items()}
    order = [lane for name in war.brackets for lane in (_lane(name), f"{_lane(name)}, pinned") if lane in every]
    table = pd.DataFrame([row for lane in order for row in _bars(model, every[lane], lane)])
    data = {"bars": table, "names": pd.DataFrame({"lane": order}),
            "now": now_data(model, war.state, war.start, pinned.start if pinned else None)}
    lane = {"field": "lane", "type": "nominal", "sort": order, "axis": None,
            "scale": {"domain": order, "paddingInner": 0, "paddingOuter": 0}}
    bar = {"type": "bar", "height": 18, "yOffset": 9, "stroke": PAPER[theme], "strokeWidth": 1}
    tip = [{"field": "name", "title": "played"}, {"field": "what", "title": "who plays what"},
           {"field": "span", "title": "at"}]
    words = {"type": "text", "align": "left", "x": 1, "dy": -9, "fontSize": 12.5, "fontWeight": 500}
    inside = {"type": "text", "dy": 9, "fontSize": 12, "fontWeight": 600, "color": "white",
              "opacity": {"expr": FITS}, "aria": False}
    spec = {**base(theme, LANE * len(order)), "padding": {"top": 26, "left": 4, "right": 6, "bottom": 4}, "layer": [
        {"data": {"name": "bars"}, "mark": bar, "encoding": {
            "x": x_axis(model, war.state, "start"), "x2": {"field": "end"}, "y": lane, "tooltip": tip,
            "color": {"field": "color", "type": "nominal", "scale": None, "legend": None}}},
        {"data": {"name": "bars"}, "mark": inside, "encoding": {
            "x": x_axis(model, war.state, "middle"), "y": lane, "text": {"field": "name", "type": "nominal"}}},
        *play_head(model, war.state, theme),
        *({"data": {"name": "names"}, "mark": words | more, "encoding": {
            "y": lane, "text": {"field": "lane", "type": "nominal"}}}
          for more in ({"color": PAPER[theme], "stroke": PAPER[theme], "strokeWidth": 4}, {"color": INK[theme]})),
    ]}
    return Chart("lanes", spec, data, _lanes_words(order, table), (PINNED,) if pinned else ())


def _lane(rule: str) -> str:
    return f"Looking ahead, select {rule}"


def runs(model: Model, war: War) -> list[tuple[str, str, Look, float, float]]:
    """Return the runs of states at which the same is played: name, who plays what, look, first and last state."""
    keys = [each if each is not None else str(war.label[k]) for k, each in enumerate(war.support)]
    edges = [0, *(k for k in range(1, len(keys)) if keys[k] != keys[k - 1]), len(keys)]
    return [(*_named(model, war, keys[low]), float(war.states[low]), float(war.states[high - 1]))
            for low, high in pairwise(edges)]


def played_at(model: Model, war: War, k: int) -> str:
    """Name what is played at a state."""
    each = war.support[k]
    return _named(model, war, each if each is not None else str(war.label[k]))[0]


def _named(model: Model, war: War, key: Support | str) -> tuple[str, str, Look]:
    if not isinstance(key, str):
        return narrate.standing_named(model, key), key.label, outcome_look(model, key.outcome, key)
    return war.end_labels[war.end_ids.index(key)], "the war has ended", Look(OVER, (1, 0), "")


def _bars(model: Model, war: War, lane: str) -> list[dict[str, object]]:
    each, step = model.parameters[war.state], float(war.states[1] - war.states[0]) / 2
    rows: list[dict[str, object]] = []
    for name, what, look, first, last in runs(model, war):
        low, high = max(first - step, each.low), min(last + step, each.high)
        ends = [narrate.amount(each, first), narrate.amount(each, last)]
        rows.append({"lane": lane, "start": low, "end": high, "middle": (low + high) / 2, "name": name, "what": what,
                     "color": look.color, "share": (high - low) / (each.high - each.low),
                     "span": ends[0] if first == last else f"{ends[0]} to {ends[1]}"})
    return rows


def _lanes_words(order: Sequence[str], table: pd.DataFrame) -> str:
    return " ".join(f"{lane}: " + "; ".join(f"{row['name']} at {row['span']}" for row in table[
        table["lane"] == lane].to_dict("records")) + "." for lane in order)


def values(model: Model, war: War, theme: str = "light", pinned: War | None = None) -> Chart:
    """Draw what each state is worth to each party, in points a period for ever; the pinned scenario dashed."""
    names = [party.label for party in model.parties]
    both = [war.values, *([pinned.values] if pinned else [])]
    data = {"rows": _lines(model, war, war.values),
            "twins": _lines(model, pinned, pinned.values) if pinned else _lines(model, war, war.values)[:0],
            "now": now_data(model, war.state, war.start, pinned.start if pinned else None)}
    y = {"field": "worth", "type": "quantitative", "title": f"worth, in points a {war.period}",
         "scale": {"domain": [float(min(each.min() for each in both)), float(max(each.max() for each in both))],
                   "nice": True}, "axis": {"tickCount": 5}}
    said = "; ".join(f"{name} {rounded(float(here))}" for name, here in zip(names, war.at_start @ war.values,
                                                                             strict=True))
    at = narrate.amount(model.parameters[war.state], war.start)
    return Chart(f"values_{war.select}", _lined(model, war, y, theme, []), data,
                 f"Worth of each state, select {war.select}; at {at}: {said}.",
                 (*parties_legend(model.parties), *([PINNED] if pinned else [])))


def breaking(model: Model, war: War, deal: Deal, theme: str = "light") -> Chart:
    """Draw what each party gains by breaking a promise for good, by state; shaded where all would prefer it."""
    step = float(war.states[1] - war.states[0]) / 2
    each = model.parameters[war.state]
    spans = [{"start": max(low - step, each.low), "end": min(high + step, each.high), "what": what}
             for what, marks in (("preferred", deal.preferred), ("kept", deal.kept))
             for low, high in _spans(war, marks)]
    rows = _lines(model, war, np.where((war.game.over < 0)[:, None], deal.breaking, np.nan)).dropna()
    data = {"rows": rows, "twins": rows[:0], "spans": pd.DataFrame(spans, columns=["start", "end", "what"]),
            "now": now_data(model, war.state, war.start, None)}
    y = {"field": "worth", "type": "quantitative", "title": "gain by breaking it (points)", "axis": {"tickCount": 5},
         "scale": {"domain": [min(0.0, float(rows["worth"].min())), max(0.0, float(rows["worth"].max()))],
                   "nice": True}}
    x = x_axis(model, war.state, "start")
    place = {"x": x, "x2": {"field": "end"}}
    below: list[dict[str, object]] = [
        {"data": {"name": "spans"}, "transform": [{"filter": "datum.what == 'preferred'"}],
         "mark": {"type": "rect", "color": kind_color("agreement"), "opacity": 0.14, "aria": False}, "encoding": place},
        {"data": {"name": "spans"}, "transform": [{"filter": "datum.what == 'kept'"}],
         "mark": {"type": "rule", "strokeWidth": 6, "color": kind_color("agreement"), "y": {"expr": "height"},
                  "aria": False}, "encoding": place},
        {"mark": {"type": "rule", "color": LINE[theme], "aria": False},
         "encoding": {"y": {"datum": 0, "type": "quantitative"}}},
    ]
    gains = deal.breaking.max(axis=0)
    said = "; ".join(f"{party.label} at most {rounded(float(gains[i]))}, at "
                     f"{narrate.amount(each, float(war.states[deal.breaking[:, i].argmax()]))}"
                     for i, party in enumerate(model.parties))
    return Chart(f"breaking_{war.select}", _lined(model, war, y, theme, below), data,
                 f"Gain by breaking a promise for good, select {war.select}: {said}.",
                 (*parties_legend(model.parties), Key("shaded: all would prefer it; line below: it is kept there",
                                                      (("■", kind_color("agreement")),))))


def _spans(war: War, marks: np.ndarray) -> list[tuple[float, float]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], marks.astype(int), [0]]))).reshape(-1, 2)
    return [(float(war.states[low]), float(war.states[high - 1])) for low, high in edges]


def _lines(model: Model, war: War, values: np.ndarray) -> pd.DataFrame:
    names = [party.label for party in model.parties]
    return pd.DataFrame({"x": np.repeat(war.states, len(names)), "party": names * len(war.states),
                         "worth": values.reshape(-1)})


def _lined(model: Model, war: War, y: Mapping[str, object], theme: str, below: list[dict[str, object]]
           ) -> dict[str, object]:
    """Return lines by party along the states, each with its colour and dash; the twins thin and dashed."""
    names = [party.label for party in model.parties]
    looks = [party_look(model.parties, i, theme == "dark") for i in range(len(names))]
    color = {"field": "party", "type": "nominal", "legend": None,
             "scale": {"domain": names, "range": [each.color for each in looks]}}
    dash = {"field": "party", "type": "nominal", "legend": None,
            "scale": {"domain": names, "range": [list(each.dash) for each in looks]}}
    x = x_axis(model, war.state, "x")
    tip = [{"field": "party"}, {"field": "x", "title": war.state, "format": finely(model, war.state)},
           {"field": "worth", "title": "points", "format": ".3~f"}]
    return {**base(theme, 240), "padding": {"top": 26, "left": 4, "right": 6, "bottom": 4}, "layer": [
        *below,
        {"data": {"name": "rows"}, "mark": {"type": "line", "strokeWidth": 2},
         "encoding": {"x": x, "y": y, "color": color, "strokeDash": dash}},
        {"data": {"name": "rows"}, "mark": {"type": "point", "opacity": 0, "size": 60, "aria": False},
         "encoding": {"x": x, "y": y, "tooltip": tip}},
        {"data": {"name": "twins"}, "mark": {"type": "line", "strokeWidth": 1, "strokeDash": [4, 4], "aria": False},
         "encoding": {"x": x, "y": y, "color": color}},
        *play_head(model, war.state, theme),
    ]}
