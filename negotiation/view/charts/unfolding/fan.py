"""The fan of the state over the periods, and beside it how the war has ended by then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

import negotiation.report.narrate as narrate
from negotiation.model import Model
from negotiation.report.narrate.unfolding import end
from negotiation.unfolding.chain import Fan
from negotiation.unfolding.war import War
from negotiation.view.charts.base import INK, LINE, PAPER, SOFT, Chart, base, finely, x_axis
from negotiation.view.charts.legend import PINNED, Key
from negotiation.view.compute.wars import Moment
from negotiation.view.palette import kind_color
from negotiation.wording import counted, percent

FEW = 0.01
"""Share of wars still on below which the fan is drawn no further: what so few do says little."""
BANDS = (("low", "high", 0.18), ("first", "last", 0.32))
NAMED = 0.09
"""Height of an end's part, of the whole, from which on its name fits in."""
ROOMY = 0.2
"""The same of the part above all, through which the pinned scenario's line may go."""
EDGE = 0.03
"""What must be left between a name and the edge of its part where the name begins."""
HEIGHT = 230
QUANTILES = {"low": 0.1, "first": 0.25, "middle": 0.5, "last": 0.75, "high": 0.9}


def fan(model: Model, war: War, found: Fan, period: int, past: Sequence[Moment], theme: str = "light",
        pinned: Fan | None = None) -> Chart:
    """Draw the state among wars still on by period; the recorded moments as a line of their own.

    `past` is what happened, known before the model was written; `pinned` the pinned scenario's middle, dashed.
    """
    data = {"rows": _quantiles(found), "past": _moments(model, war, past), "now": _now(war, period),
            "twin": (_quantiles(pinned) if pinned else _quantiles(found)[:0])[["period", "middle"]]}
    x, color = _periods(war, len(found.going_on) - 1), kind_color(war.select, dark=theme == "dark")
    y = _state(model, war)
    rows, soft = {"name": "rows"}, SOFT[theme]
    tip: list[dict[str, object]] = [
        {"field": "period", "title": war.period}, {"field": "words", "title": "still on"},
        {"field": "middle", "title": "the middle one", "format": finely(model, war.state)}]
    middle, state = y | {"field": "middle"}, y | {"field": "state"}
    layers: list[dict[str, object]] = [
        {"data": rows, "mark": {"type": "area", "opacity": shade, "color": color, "aria": False}, "encoding": {
            "x": x, "y": y | {"field": low}, "y2": {"field": high}}} for low, high, shade in BANDS]
    layers += [
        {"data": rows, "mark": {"type": "line", "strokeWidth": 2.5, "color": color, "aria": False},
         "encoding": {"x": x, "y": middle}},
        {"data": rows, "mark": {"type": "point", "opacity": 0, "size": 160, "aria": False},
         "encoding": {"x": x, "y": middle, "tooltip": tip}},
        {"data": {"name": "twin"}, "mark": {"type": "line", "strokeWidth": 2, "strokeDash": [4, 4], "color": color,
                                            "aria": False},
         "encoding": {"x": x, "y": middle}},
        {"data": {"name": "past"}, "mark": {"type": "line", "strokeWidth": 1.5, "strokeDash": [2, 3], "color": soft,
                                            "aria": False,
                                            "point": {"color": soft, "filled": True, "size": 45}},
         "encoding": {"x": x, "y": state,
                      "tooltip": [{"field": "label", "title": "moment"}, {"field": "words", "title": "state"}]}},
        *_head(x, theme),
    ]
    spec = {**base(theme, HEIGHT), "padding": {"top": 22, "left": 4, "right": 8, "bottom": 4}, "layer": layers}
    legend = [Key("line: the middle one of the wars still on; bands: half, and four in five, of them", (("■", color),)),
              *([Key("dotted: what happened, known before this was written", (("●", SOFT["light"]),))] if past else []),
              *([PINNED] if pinned else [])]
    return Chart(f"fan_{war.select}", spec, data, _fan_words(model, war, found, past), tuple(legend))


def ends(model: Model, war: War, found: Fan, period: int, theme: str = "light", pinned: Fan | None = None) -> Chart:
    """Draw how the war has ended by each period, one part above the other; what is left goes on."""
    looks = colors(model, war, theme)
    rows, names = _stacked(war, found, looks), list(looks)
    data = {"rows": rows, "names": _names(rows, looks, theme), "now": _now(war, period), "twin": _over(pinned)}
    x = _periods(war, len(found.going_on) - 1)
    y = {"type": "quantitative", "title": "share of the wars", "scale": {"domain": [0, 1]},
         "axis": {"format": "%", "tickCount": 5, "grid": False}}
    color = {"field": "name", "type": "nominal", "legend": None, "scale": {"domain": names, "range": [*looks.values()]}}
    tip = [{"field": "name", "title": "by then"}, {"field": "period", "title": war.period},
           {"field": "words", "title": "share"}]
    place = {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}, "color": color}
    spec = {**base(theme, HEIGHT), "padding": {"top": 22, "left": 4, "right": 8, "bottom": 4}, "layer": [
        {"data": {"name": "rows"}, "mark": {"type": "area", "opacity": 1, "line": {
            "color": PAPER[theme], "strokeWidth": 1.5}}, "encoding": place},
        {"data": {"name": "rows"}, "mark": {"type": "rule", "opacity": 0, "strokeWidth": 9, "aria": False},
         "encoding": {**{k: v for k, v in place.items() if k != "color"}, "tooltip": tip}},
        {"data": {"name": "twin"}, "mark": {"type": "line", "strokeWidth": 2, "strokeDash": [4, 4],
                                            "color": INK[theme], "aria": False},
         "encoding": {"x": x, "y": {**y, "field": "over"}}},
        *_head(x, theme),
        {"data": {"name": "names"}, "mark": {"type": "text", "align": "right", "dx": -6, "fontSize": 12,
                                             "fontWeight": 600},
         "encoding": {"x": x, "y": {**y, "field": "middle"}, "text": {"field": "name", "type": "nominal"},
                      "color": {"field": "ink", "type": "nominal", "scale": None, "legend": None}}},
    ]}
    legend = [*(Key(name, (("■", each),)) for name, each in looks.items()),
              *([Key("dashed: ended in the pinned scenario")] if pinned else [])]
    return Chart(f"ends_{war.select}", spec, data, _ends_words(war, found), tuple(legend))


def colors(model: Model, war: War, theme: str = "light") -> dict[str, str]:
    """Return the parts by name, each with its colour: the ends by their kind, then what goes on."""
    kinds: dict[str, int] = {}
    looks = {}
    for each, label in zip(model.unfolding.ends if model.unfolding else (), war.end_labels, strict=True):
        kinds[each.kind] = kinds.get(each.kind, -1) + 1
        looks[label] = kind_color(each.kind, kinds[each.kind])
    return {**looks, "Still on": LINE[theme]}


def _periods(war: War, last: int) -> dict[str, object]:
    return {"field": "period", "type": "quantitative", "title": war.period,
            "scale": {"domain": [0, last], "nice": False}, "axis": {"grid": False, "tickCount": 7, "format": "d"}}


def _state(model: Model, war: War) -> dict[str, object]:
    along = x_axis(model, war.state, "middle")
    axis = along["axis"]
    assert isinstance(axis, Mapping)
    return {"type": "quantitative", "title": along["title"], "scale": along["scale"],
            "axis": {"format": axis["format"], "grid": False, "tickCount": 5}}


def _head(x: Mapping[str, object], theme: str) -> list[dict[str, object]]:
    rule = {"data": {"name": "now"}, "mark": {"type": "rule", "strokeWidth": 2, "color": INK[theme], "aria": False},
            "encoding": {"x": x}}
    text = {"data": {"name": "now"}, "mark": {"type": "text", "dy": -8, "y": 0, "baseline": "bottom", "fontSize": 12,
                                              "fontWeight": 600, "color": INK[theme],
                                              "align": {"expr": "datum.align"}},
            "encoding": {"x": x, "text": {"field": "text", "type": "nominal"}}}
    return [rule, text]


def _now(war: War, period: int) -> pd.DataFrame:
    return pd.DataFrame([{"period": period, "text": f"{war.period} {period}",
                          "align": "left" if period < 4 else "center"}])


def _quantiles(found: Fan) -> pd.DataFrame:
    rows = np.flatnonzero(found.going_on >= FEW)
    table = {"period": rows, **{name: found.quantile(share)[rows] for name, share in QUANTILES.items()}}
    return pd.DataFrame(table).assign(words=[percent(each) for each in found.going_on[rows]])


def _moments(model: Model, war: War, past: Sequence[Moment]) -> pd.DataFrame:
    each = model.parameters[war.state]
    return pd.DataFrame([{"period": moment.after, "state": moment.state, "label": moment.label,
                          "words": narrate.amount(each, moment.state)} for moment in past],
                        columns=["period", "state", "label", "words"])


def _stacked(war: War, found: Fan, looks: Mapping[str, str]) -> pd.DataFrame:
    shares = np.column_stack([found.ended, found.going_on])
    high = np.minimum(np.cumsum(shares, axis=1), 1.0)
    low = np.column_stack([np.zeros(len(high)), high[:, :-1]])
    return pd.DataFrame([
        {"period": t, "name": name, "low": low[t, k], "high": high[t, k], "words": percent(float(shares[t, k]))}
        for k, name in enumerate(looks) for t in range(len(shares))])


def _names(rows: pd.DataFrame, looks: Mapping[str, str], theme: str) -> pd.DataFrame:
    """Return each part's name in the last period, or where a part that is gone by then was widest, if it fits."""
    found = []
    for name in looks:
        part = rows[rows["name"] == name]
        wide, least = part["high"] - part["low"], ROOMY if name == "Still on" else NAMED
        late = part[(wide >= least) & (part["period"] >= 0.35 * part["period"].max())]
        if len(late):
            at = late.iloc[-1]
            before = part[part["period"] == max(0, at["period"] - part["period"].max() // 3)].iloc[0]
            if not before["low"] + EDGE <= (at["low"] + at["high"]) / 2 <= before["high"] - EDGE:
                continue
            ink = INK[theme] if name == "Still on" else "#FFFFFF"
            found.append({"period": at["period"], "middle": (at["low"] + at["high"]) / 2, "name": name, "ink": ink})
    return pd.DataFrame(found, columns=["period", "middle", "name", "ink"])


def _over(pinned: Fan | None) -> pd.DataFrame:
    ended = 1 - pinned.going_on if pinned else np.zeros(0)
    return pd.DataFrame({"period": np.arange(len(ended)), "over": ended})


def _fan_words(model: Model, war: War, found: Fan, past: Sequence[Moment]) -> str:
    each, rows = model.parameters[war.state], np.flatnonzero(found.going_on >= FEW)
    low, middle, high = (found.quantile(share) for share in (0.1, 0.5, 0.9))
    said = "; ".join(f"after {counted(int(t), war.period)} the middle one at {narrate.amount(each, middle[t])}, four "
                     f"in five between {narrate.amount(each, low[t])} and {narrate.amount(each, high[t])}"
                     for t in rows[:: max(1, len(rows) // 4)].tolist())
    seen = "; ".join(f"{moment.label} {narrate.amount(each, moment.state)}" for moment in past)
    happened = f" What happened, known in advance: {seen}." if past else ""
    return f"Wars still on, select {war.select}: {said}.{happened}"


def _ends_words(war: War, found: Fan) -> str:
    last = len(found.going_on) - 1
    at = sorted({0, last // 3, 2 * last // 3, last} - {0})
    said = "; ".join(f"by {war.period} {t} " + ", ".join(
        f"{end(label)} {percent(float(share))}" for label, share in zip(war.end_labels, found.ended[t], strict=True))
        + (", " if war.end_labels else "") + f"still on {percent(float(found.going_on[t]))}" for t in at)
    return f"How the war has ended, select {war.select}: {said}."
