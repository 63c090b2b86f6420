"""Where payoffs are guesses: how likely each outcome is, along a slider too, what matters most, what history moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

import negotiation.report.narrate as narrate
from negotiation.model import Model
from negotiation.report.narrate.sure import likely
from negotiation.sensitivity.bands import Bands
from negotiation.sensitivity.drawn.estimate import Estimate
from negotiation.sensitivity.indices import Bar
from negotiation.sensitivity.result import Chance, Uncertainty
from negotiation.view.charts.base import INK, SOFT, Chart, axis, base, now_data, play_head, x_axis
from negotiation.view.charts.legend import Key
from negotiation.view.charts.rows import STEP, by_name, drawn_on, texts, track
from negotiation.view.palette import outcome_look
from negotiation.wording import percent, significant

MOST = 10
"""Rows of a chart; the table has all of them."""

LEAST = 0.01
"""Likelihood below which an outcome has no line along a slider."""

SEEN = 1e-3
"""Swing, as a share of the widest, below which a bar could not be seen."""

ERROR = Key("thin line: about 95 % of confidence")


def name_of(model: Model, outcome: str, label: str) -> str:
    """Return what an outcome, or a support without one, is called."""
    found = next((each.label for each in model.outcomes if each.id == outcome), "")
    return found or label


def likelihoods(model: Model, found: Uncertainty, theme: str = "light", pinned: Uncertainty | None = None) -> Chart:
    """Draw how likely each outcome is an equilibrium and the only one, the errors marked; dashed: pinned."""
    rows = _shown(found, pinned)
    table = pd.DataFrame([_chance(model, each) for each in rows],
                         columns=["name", "zero", "is", "low", "high", "only", "color", "words", "short"])
    twins = pd.DataFrame([_chance(model, each) for each in rows_beside(found, pinned)], columns=table.columns)
    names = [str(each) for each in table["name"]]
    y, words = by_name(names), texts(by_name(names), theme, "short")
    x = {"field": "zero", "type": "quantitative", "title": "share of the guesses", "scale": {"domain": [0, 1]},
         "axis": {"format": "%", "tickCount": 5, "grid": False}}
    color = {"field": "color", "type": "nominal", "legend": None, "scale": None}
    tip = [{"field": "name"}, {"field": "words", "title": "of the guesses"}]
    bar = {"type": "bar", "height": 12, "yOffset": 9, "minBandSize": 2}
    spec = {**base(theme, STEP * max(1, len(rows))), "layer": [
        track(y, theme),
        {"mark": {**bar, "opacity": 0.45}, "encoding": {"x": x, "x2": {"field": "is"}, "y": y, "color": color,
                                                        "tooltip": tip}},
        {"mark": bar, "encoding": {"x": x, "x2": {"field": "only"}, "y": y, "color": color, "tooltip": tip}},
        {"mark": {"type": "rule", "yOffset": 9, "strokeWidth": 1.5, "color": INK[theme], "aria": False},
         "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": y}},
        {"data": {"name": "twins"},
         "mark": {"type": "rule", "yOffset": 19, "strokeWidth": 2.5, "strokeDash": [5, 3], "aria": False},
         "encoding": {"x": x, "x2": {"field": "is"}, "y": y, "color": color, "tooltip": tip}},
        *words,
    ]}
    said = "; ".join(f"{row['name']}: {row['words']}" for row in table.to_dict("records"))
    keys = (Key("pale: an equilibrium; full: the only one"), ERROR, *([Key("dashed: the pinned scenario")]
                                                                      if pinned else []))
    return Chart("likelihoods", drawn_on(spec, "rows"), {"rows": table, "twins": twins},
                 f"How likely each outcome is: {said}.", keys)


def _shown(found: Uncertainty, pinned: Uncertainty | None = None) -> list[Chance]:
    """Return the outcomes that hold in some guess here, then the pinned scenario's, as likely as here."""
    here = {(each.outcome, each.label): each for each in found.outcomes}
    some = [each for each in found.outcomes if each.is_equilibrium.value > 0]
    known = {(each.outcome, each.label) for each in some}
    none = Estimate(0.0, 0.0, found.survivors)
    return [*some, *(here.get((each.outcome, each.label)) or replace(
        each, is_equilibrium=none, is_only=none, ripe=none, prior=none, selected=None)
        for each in (pinned.outcomes if pinned else ())
        if each.is_equilibrium.value > 0 and (each.outcome, each.label) not in known)][:MOST]


def rows_beside(found: Uncertainty, pinned: Uncertainty | None) -> list[Chance]:
    """Return the pinned scenario's rows of the outcomes that are drawn."""
    drawn = {(each.outcome, each.label) for each in _shown(found, pinned)}
    return [each for each in (pinned.outcomes if pinned else ()) if (each.outcome, each.label) in drawn]


def _chance(model: Model, each: Chance) -> dict[str, object]:
    held, only = each.is_equilibrium, each.is_only
    return {"name": name_of(model, each.outcome, each.label), "zero": 0.0, "is": held.value, "low": held.low,
            "high": held.high, "only": only.value, "color": outcome_look(model, each.outcome).color,
            "words": f"an equilibrium in {likely(held)}, the only one in {likely(only)}",
            "short": f"{percent(held.value, 0)} ± {_points(held)}"}


def _points(found: Estimate) -> str:
    return f"{100 * found.error:.1f}"


def tornado(model: Model, found: Uncertainty, theme: str = "light") -> Chart:
    """Draw what each guess does to the result when it is moved alone, the largest swing first."""
    widest = max((each.swing for each in found.tornado), default=0.0)
    bars = [each for each in found.tornado if each.swing > SEEN * widest][:MOST]
    table = pd.DataFrame([_bar(model, each) for each in bars],
                         columns=["name", "start", "stop", "now", "end", "words", "short"])
    names = [str(each) for each in table["name"]]
    y = by_name(names)
    x = {"field": "start", "type": "quantitative", "title": _result(model, found.of),
         "axis": {"grid": False, "tickCount": 5}, "scale": {"zero": False, "nice": True}}
    tip = [{"field": "name"}, {"field": "words", "title": "from, to"}]
    bar = {"type": "bar", "height": 12, "yOffset": 9, "minBandSize": 2, "color": "#8A6D3B"}
    spec = {**base(theme, STEP * max(1, len(bars))), "layer": [
        {"mark": bar, "encoding": {"x": x, "x2": {"field": "stop"}, "y": y, "tooltip": tip}},
        {"mark": {"type": "rule", "color": INK[theme], "strokeDash": [4, 3], "aria": False},
         "encoding": {"x": {"datum": 0, "type": "quantitative"}}},
        *texts(y, theme, "short"),
    ]}
    said = "; ".join(f"{row['name']}: {row['words']}" for row in table.to_dict("records"))
    return Chart("tornado", drawn_on(spec, "rows"), {"rows": table}, f"Each guess moved alone: {said}.",
                 (Key("dashed: zero, where the answer flips"),))


def _bar(model: Model, each: Bar) -> dict[str, object]:
    parameter = model.parameters[each.parameter]
    low, high = narrate.amount(parameter, each.low), narrate.amount(parameter, each.high)
    return {"name": parameter.label or parameter.id, "start": min(each.at_low, each.at_high),
            "stop": max(each.at_low, each.at_high), "now": 0.0, "end": each.at_high,
            "words": f"{significant(each.at_low, 3)} at {low}, {significant(each.at_high, 3)} at {high}",
            "short": f"{low.split(' ')[0]} to {high.split(' ')[0]}"}


def _result(model: Model, of: str) -> str:
    """Say the numeric result in a reader's words."""
    kind, _, rest = of.partition(" ")
    if kind == "slack":
        name = name_of(model, rest, rest)
        return f"what leaving “{name}” would cost whom it costs least (points)"
    return of


def moved(model: Model, found: Uncertainty, theme: str = "light") -> Chart:
    """Draw each guess before and after history ruled some out: middle half, 5 % to 95 %, median; what moved most."""
    past = found.history
    rows = [] if past is None else [each for each in past.parameters if each.posterior is not None][:MOST]
    drawn = [row for each in rows for row in _quantiles(model, each.parameter, each.prior, each.posterior)]
    table = pd.DataFrame(drawn,
                         columns=["name", "when", "low", "first", "middle", "last", "high", "words", "shift"])
    names = list(dict.fromkeys(str(each) for each in table["name"]))
    y = by_name(names)
    x = {"type": "quantitative", "scale": {"domain": [0, 1]}, "axis": {"format": "%", "tickCount": 5, "grid": False}}
    title = "place on the slider, from its low end to its high end"
    color = {"field": "when", "type": "nominal", "legend": None,
             "scale": {"domain": ["before", "after"], "range": [SOFT[theme], "#0B7285"]}}
    tip = [{"field": "name"}, {"field": "when"}, {"field": "words", "title": "5 %, median, 95 %"}]
    layers: list[dict[str, object]] = []
    for when, offset in (("before", 5), ("after", 13)):
        only = [{"filter": f"datum.when == '{when}'"}]
        layers += [
            {"transform": only, "mark": {"type": "rule", "yOffset": offset, "strokeWidth": 1.5},
             "encoding": {"x": {**x, "field": "low", "title": title}, "x2": {"field": "high"}, "y": y, "color": color,
                          "tooltip": tip}},
            {"transform": only, "mark": {"type": "bar", "height": 6, "yOffset": offset, "minBandSize": 2},
             "encoding": {"x": {**x, "field": "first", "title": title}, "x2": {"field": "last"}, "y": y,
                          "color": color, "tooltip": tip}},
            {"transform": only, "mark": {"type": "tick", "thickness": 2.5, "height": 10, "yOffset": offset,
                                         "color": INK[theme]},
             "encoding": {"x": {**x, "field": "middle", "title": title}, "y": y, "tooltip": tip}},
        ]
    spec = {**base(theme, STEP * max(1, len(names))), "layer": [*layers, *texts(y, theme, "shift")]}
    said = "; ".join(f"{row['name']} {row['when']}: {row['words']}" for row in table.to_dict("records"))
    return Chart("moved", drawn_on(spec, "rows"), {"rows": table}, f"What history moved (5 %, median, 95 %): {said}.",
                 (Key("before", (("■", SOFT["light"]),)), Key("after", (("■", "#0B7285"),)),
                  Key("bar: the middle half; line: 5 % to 95 %; tick: the median")))


def _quantiles(model: Model, name: str, prior: Sequence[float], posterior: Sequence[float] | None
               ) -> list[dict[str, object]]:
    parameter = model.parameters[name]
    width = parameter.high - parameter.low
    rows = []
    for when, values in (("before", prior), ("after", posterior or prior)):
        places = [(value - parameter.low) / width for value in values]
        shown = [narrate.amount(parameter, values[k]) for k in (0, 2, 4)]
        rows.append({"name": parameter.label or name, "when": when,
                     **dict(zip(("low", "first", "middle", "last", "high"), places, strict=True)),
                     "words": ", ".join(shown), "shift": shown[1] if when == "before" else ""})
    rows[0]["shift"] = f"{narrate.amount(parameter, prior[2])} → {narrate.amount(parameter, (posterior or prior)[2])}"
    return rows


def bands(model: Model, found: Bands, value: float, theme: str = "light") -> Chart:
    """Draw along a slider or path how likely each outcome is an equilibrium, with its error as a band."""
    over = found.path or found.over
    keys = [key for key, row in found.rows.items() if max(each.value for each in row if each.draws) >= LEAST][:MOST]
    table = pd.DataFrame([
        {"x": x, "name": name_of(model, *key), "value": each.value, "low": each.low, "high": each.high,
         "words": likely(each)}
        for key in keys for x, each in zip(found.x, found.rows[key], strict=True) if each.draws],
        columns=["x", "name", "value", "low", "high", "words"])
    looks = {name_of(model, *key): outcome_look(model, key[0]) for key in keys}
    dashes = [[1, 0], [8, 3], [3, 2], [10, 3, 2, 3], [1, 2], [6, 2, 1, 2], [12, 4], [2, 4], [5, 5], [9, 2]]
    color = {"field": "name", "type": "nominal", "scale": {"domain": list(looks), "range": [
        each.color for each in looks.values()]}, "legend": {
            "title": None, "orient": "bottom", "columns": 2, "labelLimit": 320, "symbolType": "stroke"}}
    dash = {"field": "name", "type": "nominal", "legend": None,
            "scale": {"domain": list(looks), "range": dashes[:len(looks)]}}
    x = x_axis(model, over, "x")
    y = {"field": "value", "type": "quantitative", "title": "share of the guesses", "scale": {"domain": [0, 1]},
         "axis": {"format": "%", "tickCount": 5}}
    data = {"name": "rows"}
    spec = {**base(theme, 260), "padding": {"top": 26, "left": 4, "right": 6, "bottom": 4}, "layer": [
        {"data": data, "mark": {"type": "area", "opacity": 0.2},
         "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"},
                      "color": {**color, "legend": None}}},
        {"data": data, "mark": {"type": "line", "strokeWidth": 2},
         "encoding": {"x": x, "y": y, "color": color, "strokeDash": dash,
                      "tooltip": [{"field": "name"}, {"field": "words", "title": "of the guesses"}]}},
        *play_head(model, over, theme),
    ]}
    said = "; ".join(f"{name}: {_most(model, over, table[table['name'] == name])}" for name in looks)
    return Chart("bands", spec, {"rows": table, "now": now_data(model, over, value, None)},
                 f"How likely each outcome is along it: {said}.", (Key("band: about 95 % of confidence"),))


def _most(model: Model, over: str, rows: pd.DataFrame) -> str:
    best = rows.loc[rows["value"].idxmax()]
    where = narrate.amount(model.parameters[axis(model, over)[0]], float(best["x"]))
    return f"at most {percent(float(best['value']), 0)}, at {where}"
