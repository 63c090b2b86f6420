"""Who should ally: power in the vote along a slider, stacked; what each party gets in a coalition structure."""

from __future__ import annotations

import pandas as pd

import negotiation.report.narrate as narrate
from negotiation.alliances.along import PowerAlong
from negotiation.alliances.switching import StructureRow
from negotiation.model import Model
from negotiation.view.charts.base import INK, PAPER, SOFT, Chart, axis, base, now_data, play_head, x_axis
from negotiation.view.charts.legend import PINNED, Key
from negotiation.view.charts.rows import STEP, by_name, drawn_on, texts, track
from negotiation.view.palette import party_look
from negotiation.wording import percent

HEIGHT = 260
LETTER = 8
"""Pixels that a letter of a name takes."""
LEAST = 0.07
"""Share of the height below which a name finds no room."""

BANDS = ["name", "symbol", "color", "x", "x2", "y", "y2", "span", "words"]


def power(model: Model, found: PowerAlong, value: float, theme: str = "light",
          pinned: tuple[PowerAlong, float] | None = None) -> Chart:
    """Draw each party's share of power along a slider or path, stacked; the pinned scenario's borders dashed."""
    over = found.path or found.parameter
    bands, twins = _bands(model, found, over, theme), _bands(model, pinned[0], over, theme) if pinned else None
    borders = twins[twins["y2"] < 1 - 1e-9] if twins is not None and not twins.equals(bands) else bands.iloc[:0]
    x, y = x_axis(model, over, "x"), _share("y")
    color = {"field": "color", "type": "nominal", "scale": None, "legend": None}
    tip = [{"field": "name"}, {"field": "words", "title": "power"}, {"field": "span", "title": "at"}]
    spec = {**base(theme, HEIGHT), "padding": {"top": 26, "left": 4, "right": 6, "bottom": 4}, "layer": [
        {"data": {"name": "bands"}, "mark": {"type": "rect", "stroke": PAPER[theme], "strokeWidth": 0.7},
         "encoding": {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"field": "y2"}, "color": color, "tooltip": tip}},
        {"data": {"name": "borders"}, "mark": {"type": "rule", "strokeDash": [4, 4], "strokeWidth": 2,
                                               "color": INK[theme], "aria": False},
         "encoding": {"x": x, "x2": {"field": "x2"}, "y": _share("y2")}},
        {"data": {"name": "names"},
         "mark": {"type": "text", "fontSize": 12.5, "fontWeight": 700, "color": PAPER[theme], "aria": False,
                  "text": {"expr": "datum.need < datum.room * width ? datum.long : datum.short"}},
         "encoding": {"x": x, "y": y}},
        {"data": {"name": "now"}, "mark": {"type": "rule", "strokeWidth": 5, "color": PAPER[theme], "aria": False},
         "encoding": {"x": x}},
        *play_head(model, over, theme),
    ]}
    data = {"bands": bands, "borders": borders, "names": _names(model, bands, over),
            "now": now_data(model, over, value, pinned[1] if pinned else None)}
    keys = [Key(each["name"], ((each["symbol"], each["color"]),)) for each in _parties(bands)]
    return Chart("power", spec, data, _said(model, found, over), (*keys, *([PINNED] if pinned else [])))


def _share(field: str) -> dict[str, object]:
    return {"field": field, "type": "quantitative", "title": "share of power in the vote",
            "scale": {"domain": [0, 1], "nice": False}, "axis": {"format": "%", "tickCount": 5, "grid": False}}


def _bands(model: Model, found: PowerAlong, over: str, theme: str) -> pd.DataFrame:
    """Return a row a regime and member: from where to where, and between which shares it stands."""
    parameter, rows = model.parameters[axis(model, over)[0]], []
    places = {party.id: i for i, party in enumerate(model.parties)}
    for regime in found.power:
        span, low = regime.interval, 0.0
        if span.isolated:
            continue
        for member, share in zip(regime.vote.members, map(float, regime.vote.shapley_shubik), strict=True):
            look = party_look(model.parties, places[member], theme == "dark")
            rows.append({"name": model.parties[places[member]].label, "symbol": look.symbol, "color": look.color,
                         "x": span.start.decimal, "x2": span.stop.decimal, "y": low, "y2": low + share,
                         "span": narrate.spans(parameter, (span,)), "words": percent(share)})
            low += share
    return pd.DataFrame(rows, columns=BANDS)


def _parties(bands: pd.DataFrame) -> list[dict[str, str]]:
    looks = bands[["name", "symbol", "color"]].drop_duplicates()
    return [dict(zip(("name", "symbol", "color"), map(str, row), strict=True)) for row in looks.to_numpy().tolist()]


def _names(model: Model, bands: pd.DataFrame, over: str) -> pd.DataFrame:
    """Return each party's name in the middle of its largest field; where that is too narrow, its symbol alone."""
    low, high = axis(model, over)[2]
    rows = []
    for _, own in bands.groupby("name", sort=False):
        tall = own[own["y2"] - own["y"] >= LEAST]
        if not len(tall):
            continue
        best = tall.loc[(tall["x2"] - tall["x"]).idxmax()]
        long = f"{best['symbol']} {best['name']}"
        rows.append({"x": (best["x"] + best["x2"]) / 2, "y": (best["y"] + best["y2"]) / 2, "long": long,
                     "short": best["symbol"], "need": LETTER * len(long),
                     "room": (best["x2"] - best["x"]) / ((high - low) or 1)})
    return pd.DataFrame(rows, columns=["x", "y", "long", "short", "need", "room"])


def _said(model: Model, found: PowerAlong, over: str) -> str:
    """Say the power of each party at both ends and wherever somebody becomes a bystander."""
    parameter = model.parameters[axis(model, over)[0]]
    wide = [row for row in found.power if not row.interval.isolated]
    told = [row for k, row in enumerate(wide) if k in (0, len(wide) - 1) or row.vote.null != wide[k - 1].vote.null]
    labels = {party.id: party.label for party in model.parties}
    parts = [f"{narrate.spans(parameter, (row.interval,))}: " + ", ".join(
        f"{labels[member]} {percent(float(share), 0)}" for member, share in
        zip(row.vote.members, row.vote.shapley_shubik, strict=True)) for row in told]
    return f"Power in the vote, {'; '.join(parts)}."


def structure(model: Model, row: StructureRow, alone: StructureRow, theme: str = "light",
              pinned: StructureRow | None = None) -> Chart:
    """Draw what each party gets in a structure, over its equilibria, beside what it gets where all stand alone."""
    table = pd.DataFrame([_payoffs(model, i, row, alone, pinned, theme) for i in range(len(model.parties))])
    y = by_name([str(each) for each in table["name"]])
    x = {"field": "low", "type": "quantitative", "title": "payoff (points, each party on its own scale)",
         "axis": {"grid": False, "tickCount": 6}, "scale": {"zero": False, "nice": True}}
    color = {"field": "color", "type": "nominal", "legend": None, "scale": None}
    tip = [{"field": "name"}, {"field": "words", "title": "payoffs"}]
    mark = {"yOffset": 9, "strokeWidth": 7, "strokeCap": "round"}
    spec = {**base(theme, STEP * len(table)), "layer": [
        track(y, theme),
        {"mark": {"type": "rule", **mark},
         "encoding": {"x": x, "x2": {"field": "high"}, "y": y, "color": color, "tooltip": tip}},
        {"transform": [{"filter": "datum.low === datum.high"}],
         "mark": {"type": "point", "yOffset": 9, "size": 90, "filled": True, "opacity": 1},
         "encoding": {"x": x, "y": y, "color": color, "tooltip": tip}},
        {"mark": {"type": "rule", **mark, "strokeWidth": 2, "strokeDash": [4, 4], "yOffset": 16, "color": INK[theme],
                  "aria": False},
         "encoding": {"x": {**x, "field": "pin"}, "x2": {"field": "pin2"}, "y": y}},
        *({"mark": {"type": "point", "yOffset": 9, "size": 190, "filled": False, "strokeWidth": 1.5, "opacity": 1,
                    "strokeDash": [3, 3], "color": INK[theme], "aria": False},
           "encoding": {"x": {**x, "field": field}, "y": y}} for field in ("pin", "pin2")),
        *({"mark": {"type": "point", "yOffset": 9, "size": 80, "filled": False, "strokeWidth": 2, "opacity": 1,
                    "color": SOFT[theme], "aria": False},
           "encoding": {"x": {**x, "field": field}, "y": y}} for field in ("alone", "alone2")),
        *texts(y, theme, "short"),
    ]}
    said = "; ".join(f"{each['name']}: {each['words']}" for each in table.to_dict("records"))
    return Chart("structure", drawn_on(spec, "rows"), {"rows": table}, f"What each party gets: {said}.",
                 (Key("hollow: everyone alone"), *([PINNED] if pinned else [])))


def _payoffs(model: Model, i: int, row: StructureRow, alone: StructureRow, pinned: StructureRow | None, theme: str
             ) -> dict[str, object]:
    party, look = model.parties[i], party_look(model.parties, i, theme == "dark")
    low, high = extent(row, party.id)
    first, last = extent(alone, party.id)
    pin, pin2 = extent(pinned, party.id) if pinned else (None, None)
    here, there = between(low, high), between(first, last)
    return {"name": f"{look.symbol} {party.label}", "low": low, "high": high, "alone": first, "alone2": last,
            "pin": pin, "pin2": pin2, "color": look.color, "words": f"{here}; everyone alone {there}", "short": here}


def extent(row: StructureRow, party: str) -> tuple[float | None, float | None]:
    """Return a party's least and largest payoff over a structure's equilibria, None where it has none."""
    values = [each.payoffs[party] for each in row.equilibria]
    return (min(values), max(values)) if values else (None, None)


def between(low: float | None, high: float | None) -> str:
    """Say a number or a range of numbers."""
    if low is None or high is None:
        return "not known"
    one, two = narrate.number(low), narrate.number(high)
    return one if one == two else f"{one} to {two}"
