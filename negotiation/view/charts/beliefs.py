"""Along a belief: how likely each outcome is at each equilibrium, and what each offer is worth."""

from __future__ import annotations

import numpy as np
import pandas as pd

import negotiation.report.narrate as narrate
from negotiation.incomplete import Doubt
from negotiation.model import Model
from negotiation.report.results.beliefs.offer import aims
from negotiation.view.charts.base import (
    INK,
    LINE,
    SOFT,
    Chart,
    axis,
    base,
    frame,
    framed,
    named_lanes,
    now_data,
    play_head,
    upwards,
    x_axis,
)
from negotiation.view.charts.legend import PINNED, Key
from negotiation.view.compute.beliefs import AlongBelief
from negotiation.view.palette import OTHER, outcome_look
from negotiation.wording import percent

LANE = 84
PART = 0.62
"""Height of a lane's areas, of the lane; its name stands above them."""
MOST_LANES = 5
NAMELESS = "an outcome without a name"
DASHES = ([1, 0], [8, 3], [3, 2], [10, 3, 2, 3])
HEIGHT = 230


def outcomes_along(model: Model, found: AlongBelief, value: float, theme: str = "light",
                   pinned: AlongBelief | None = None, pinned_value: float | None = None) -> Chart:
    """Draw a lane an equilibrium: how likely its outcomes are along a belief, agreements below; pinned ones dashed."""
    labels, looks = lanes(found), colors(model, found.found, theme)
    rows = pd.DataFrame([row for k, label in enumerate(labels) for row in _areas(model, found, label, k)],
                        columns=["x", "low", "high", "lane", "run", "name", "words"])
    twins = pd.DataFrame([row for k, label in enumerate(labels) if pinned for row in _agreed(pinned, label, k)],
                         columns=["x", "high", "run"])
    names = named_lanes(list(labels.values()), 2).assign(y=[k + PART + 0.06 for k in range(len(labels))],
                                                         x=axis(model, found.over)[2][0])
    y = {"type": "quantitative", "axis": None, "scale": {"domain": [0, max(1, len(labels))], "reverse": False}}
    x = x_axis(model, found.over, "x")
    color = {"field": "name", "type": "nominal", "legend": None,
             "scale": {"domain": list(looks), "range": list(looks.values())}}
    place = {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}, "detail": {"field": "run"}}
    tip = [{"field": "lane", "title": "equilibrium"}, {"field": "name", "title": "outcome"},
           {"field": "words", "title": "chance"}]
    spec = {**base(theme, LANE * max(1, len(labels))), "padding": {"top": 26, "left": 4, "right": 6, "bottom": 4},
            "layer": [
        {"data": {"name": "rows"}, "mark": {"type": "area", "opacity": 0.9}, "encoding": {**place, "color": color}},
        {"data": {"name": "rows"}, "mark": {"type": "rule", "opacity": 0, "strokeWidth": 9, "aria": False},
         "encoding": {**place, "tooltip": tip}},
        {"data": {"name": "twins"}, "mark": {"type": "line", "strokeWidth": 2, "strokeDash": [4, 4],
                                             "color": INK[theme]},
         "encoding": {"x": x, "y": {**y, "field": "high"}, "detail": {"field": "run"}}},
        {"data": {"name": "names"}, "mark": {"type": "text", "align": "left", "baseline": "bottom",
                                             "fontSize": 12.5, **upwards(0), "fontWeight": 500, "color": INK[theme]},
         "encoding": {"x": x, "y": {**y, "field": "y"}, "text": {"field": "name", "type": "nominal"}}},
        *play_head(model, found.over, theme)]}
    data = {"rows": rows, "twins": twins, "names": names,
            "now": now_data(model, found.over, value, pinned_value if pinned else None)}
    return Chart("outcomes_along", spec, data, _outcome_words(model, found, labels),
                 (*(Key(name, (("■", each),)) for name, each in looks.items()), *((PINNED,) if pinned else ())))


def lanes(found: AlongBelief) -> dict[str, str]:
    """Return the equilibria that stand longest along a belief, the longest on top: label -> its name."""
    labels, counts = np.unique(found.found.found.label.astype(str), return_counts=True)
    longer = counts > 1 if (counts > 1).any() else counts > 0
    kept = sorted(zip((-counts[longer]).tolist(), labels[longer].tolist(), strict=True))[:MOST_LANES][::-1]
    played = {str(each): each for each in found.found.found.played}
    return {label: narrate.profile_named(found.found.found, played[label]) for _, label in kept}


def colors(model: Model, found: Doubt, theme: str = "light") -> dict[str, str]:
    """Return the outcomes that are met, each with its colour; agreements first."""
    known = model.known or model
    names = [each.label or each.id for each in known.outcomes]
    looks = {name: outcome_look(known, each.id).color for name, each in zip(names, known.outcomes, strict=True)}
    met = {names[o]: looks[names[o]] for o in _order(found) if (found.chance[:, o] > 0).any()}
    return met | ({NAMELESS: LINE[theme]} if (found.chance.sum(axis=1) < 1 - 1e-9).any() else {})


def _order(found: Doubt) -> list[int]:
    return sorted(range(len(found.outcomes)), key=lambda o: found.kinds[o] != "agreement")


def _runs(points: np.ndarray) -> np.ndarray:
    return np.cumsum(np.diff(points, prepend=points[:1]) > 1)


def _areas(model: Model, found: AlongBelief, label: str, lane: int) -> list[dict[str, object]]:
    rows = np.flatnonzero(found.found.found.label == label)
    points, names = found.found.found.point[rows], [each.label or each.id for each in (model.known or model).outcomes]
    chance, order = found.found.chance[rows], _order(found.found)
    parts = [*((names[o], chance[:, o]) for o in order), (NAMELESS, 1 - chance.sum(axis=1))]
    made, low = [], np.zeros(len(rows))
    for k, (name, share) in enumerate(parts):
        high = low + share
        if (share > 1e-9).any():
            made += [{"x": found.x[point], "low": lane + PART * a, "high": lane + PART * b, "lane": label, "name": name,
                      "run": f"{label} {k} {run}", "words": percent(float(each))} for point, a, b, each, run in zip(
                          points.tolist(), low, high, share, _runs(points).tolist(), strict=True)]
        low = high
    return made


def _agreed(found: AlongBelief, label: str, lane: int) -> list[dict[str, object]]:
    """Return how likely the pinned scenario's agreements are at the same equilibrium."""
    rows = np.flatnonzero(found.found.found.label == label)
    points, kinds = found.found.found.point[rows], [kind == "agreement" for kind in found.found.kinds]
    agreed = found.found.chance[rows][:, kinds].sum(axis=1)
    return [{"x": found.x[point], "high": lane + PART * share, "run": f"{label} {run}"}
            for point, share, run in zip(points.tolist(), agreed.tolist(), _runs(points).tolist(), strict=True)]


def _outcome_words(model: Model, found: AlongBelief, labels: dict[str, str]) -> str:
    parameter, names = model.parameters[found.over], [each.label or each.id for each in (model.known or model).outcomes]
    said = []
    for label, name in reversed(labels.items()):
        rows = np.flatnonzero(found.found.found.label == label)
        ends = []
        for row in dict.fromkeys((int(rows[0]), int(rows[-1]))):
            chance = found.found.chance[row]
            parts = [f"{names[o]} {percent(float(chance[o]))}" for o in np.flatnonzero(chance > 1e-9)]
            there = narrate.amount(parameter, float(found.x[found.found.found.point[row]]))
            ends.append(f"at {there} {', '.join(parts) or NAMELESS}")
        said.append(f"{name}: {'; '.join(ends)}")
    return f"How likely outcomes are along {narrate.of(model, parameter)}. {'. '.join(said) or 'No pure equilibrium'}."


def offers_along(model: Model, found: AlongBelief, value: float, theme: str = "light",
                 pinned: AlongBelief | None = None, pinned_value: float | None = None) -> Chart:
    """Draw what each offer is worth to who makes it, along a belief; the best one thick, the pinned best one dashed."""
    offers = found.offers
    assert offers is not None
    names = aims(offers)
    tones = {name: INK[theme] if k == len(names) - 1 else OTHER[k % len(OTHER)] for k, name in enumerate(names)}
    lines = pd.DataFrame([
        {"x": x, "worth": worth, "name": name, "words": narrate.number(worth), "risk": percent(float(risk))}
        for k, name in enumerate(names)
        for x, worth, risk in zip(found.x.tolist(), offers.payoffs[:, k].tolist(), offers.risk[:, k], strict=True)
        if np.isfinite(worth)], columns=["x", "worth", "name", "words", "risk"])
    ends = _apart(lines)
    best = pd.DataFrame({"x": found.x, "worth": offers.payoff})
    twin = (pd.DataFrame({"x": pinned.x, "worth": pinned.offers.payoff}) if pinned and pinned.offers else
            pd.DataFrame(columns=["x", "worth"]))
    x = x_axis(model, found.over, "x")
    y = {"field": "worth", "type": "quantitative", "title": "worth to who offers (points)",
         "scale": {"domain": framed("worth"), "nice": False, "zero": False},
         "axis": {"grid": True, "tickCount": 5}}
    color = {"field": "name", "type": "nominal", "legend": None,
             "scale": {"domain": list(tones), "range": list(tones.values())}}
    dash = {"field": "name", "type": "nominal", "legend": None, "scale": {
        "domain": list(tones), "range": [DASHES[k % len(DASHES)] for k in range(len(tones))]}}
    tip = [{"field": "name", "title": "offer"}, {"field": "words", "title": "worth"},
           {"field": "risk", "title": "refused with"}]
    spec = {**base(theme, HEIGHT), "padding": {"top": 26, "left": 4, "right": 6, "bottom": 4}, "layer": [
        {"data": {"name": "frame"}, "mark": {"type": "point", "opacity": 0, "aria": False}, "encoding": {"y": y}},
        {"data": {"name": "best"}, "mark": {"type": "line", "strokeWidth": 8, "opacity": 0.35, "color": SOFT[theme],
                                            "aria": False}, "encoding": {"x": x, "y": y}},
        {"data": {"name": "lines"}, "mark": {"type": "line", "strokeWidth": 2}, "encoding": {
            "x": x, "y": y, "color": color, "strokeDash": dash}},
        {"data": {"name": "lines"}, "mark": {"type": "point", "opacity": 0, "size": 120, "aria": False},
         "encoding": {"x": x, "y": y, "tooltip": tip}},
        {"data": {"name": "twin"}, "mark": {"type": "line", "strokeWidth": 2, "strokeDash": [4, 4],
                                            "color": INK[theme], "aria": False}, "encoding": {"x": x, "y": y}},
        {"data": {"name": "ends"}, "mark": {"type": "text", "dy": -9, "fontSize": 12,
                                            "fontWeight": 600},
         "encoding": {"x": x, "y": y, "text": {"field": "name", "type": "nominal"}, "color": color}},
        *play_head(model, found.over, theme)]}
    data = {"lines": lines, "ends": ends, "best": best, "twin": twin,
            "frame": frame("worth", pd.concat([each["worth"].astype(float) for each in (lines, best, twin)])),
            "now": now_data(model, found.over, value, pinned_value if pinned else None)}
    return Chart("offers_along", spec, data, _offer_words(model, found, names),
                 (*(Key(name, (("■", tone),)) for name, tone in tones.items()), Key("broad: the best"),
                  *((PINNED,) if pinned else ())))


def _apart(lines: pd.DataFrame) -> pd.DataFrame:
    """Return of each line the place in its middle part that lies furthest from all other lines, for its name."""
    wide = lines.pivot(index="x", columns="name", values="worth")
    inner = wide.iloc[len(wide) // 6:-(len(wide) // 6) or None]
    found = []
    for name in wide.columns:
        gap = inner.drop(columns=name).sub(inner[name], axis=0).abs().min(axis=1)
        k = len(inner) // 2 if gap.isna().all() else int(gap.fillna(-1.0).to_numpy().argmax())
        found.append({"x": inner.index[k], "worth": inner[name].iloc[k], "name": name})
    return pd.DataFrame(found, columns=["x", "worth", "name"])


def _offer_words(model: Model, found: AlongBelief, names: list[str]) -> str:
    offers, parameter = found.offers, model.parameters[found.over]
    assert offers is not None
    ends = [f"at {narrate.amount(parameter, float(found.x[p]))} the best is {names[offers.best[p]]}, worth "
            f"{narrate.number(float(offers.payoff[p]))}" for p in (0, len(found.x) // 2, len(found.x) - 1)]
    return f"What offers are worth along {narrate.of(model, parameter)}: {'; '.join(ends)}."
