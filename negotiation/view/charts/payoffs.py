"""What each party gets at the equilibria along a slider; those of the present value stand out."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

import negotiation.report.narrate as narrate
from negotiation.game import Party
from negotiation.game.equilibria import Equilibria
from negotiation.model import Model
from negotiation.view.charts.base import Chart, axis, base, finely, frame, framed, now_data, play_head, x_axis
from negotiation.view.charts.legend import PINNED, Key
from negotiation.view.compute import Along, Twin
from negotiation.view.palette import Look, party_look
from negotiation.wording import rounded

FAINT = {"here": 1.0, "picked": 1.0, "elsewhere": 0.3, "others": 0.1}
"""How strongly a line is drawn: of the present equilibria, of the one picked out, of the rest, beside a pick."""


PURE_LINES = "Lines are those of pure equilibria; mixed ones are points at the slider, if no pure one is there"


def strands(found: Along) -> dict[str, str]:
    """Return the equilibria along a slider, label -> name; those of one name are told apart by who plays what."""
    rows = {str(found.equilibria.label[row]): row for row in range(len(found.equilibria) - 1, -1, -1)}
    names = {label: narrate.row_name(found.equilibria, rows[label]) for label in dict.fromkeys(found.equilibria.label)}
    every = list(names.values())
    return {label: name if every.count(name) == 1 else
            f"{name}: {narrate.plain(found.model.parties, found.equilibria.played[rows[label]])}"
            for label, name in names.items()}


def payoffs(
    model: Model, found: Along, now: Equilibria, value: float, theme: str = "light", pinned: Twin | None = None,
    picked: str = "",
) -> Chart:
    """Draw what each party gets at the equilibria along the slider; those of the present value stand out.

    The pinned scenario's own equilibria are thin dashed twins with hollow points. One equilibrium, `picked` by its
    label, may stand out instead; one that is pointed at does in any case.
    """
    names = [party.label for party in model.parties]
    looks = [party_look(model.parties, i, theme == "dark") for i in range(len(names))]
    twins = _lines(model, pinned.along, frozenset(pinned.now.label)) if pinned else _lines(model, found, frozenset())
    lines, points = _lines(model, found, frozenset(now.label)), _points(model, now, value, picked)
    twin_points = _points(model, pinned.now, pinned.value, picked) if pinned else points[:0]
    twins = twins[twins["here"]]
    data = {
        "lines": lines.assign(shade=_shades(lines, picked).map(FAINT)),
        "points": points,
        "twins": twins[twins["label"] == picked] if picked else twins,
        "twin_points": twin_points,
        "frame": frame("payoff", pd.concat([each["payoff"] for each in (lines, points, twins, twin_points)])),
        "now": now_data(model, found.over, value, pinned.value if pinned else None),
    }
    spec = {
        **base(theme, 260),
        "padding": {"top": 26, "left": 4, "right": 6, "bottom": 4},
        "layer": _payoff_layers(model, found.over, names, looks, theme),
    }
    legend = (*parties_legend(model.parties), *([PINNED] if pinned else []),
              *([Key(PURE_LINES)] if found.unmixed else []))
    return Chart("payoffs", spec, data, payoff_words(model, found), legend)


def parties_legend(parties: tuple[Party, ...]) -> tuple[Key, ...]:
    """Return the parties with their symbols."""
    looks = [party_look(parties, i) for i in range(len(parties))]
    return tuple(Key(party.label, ((look.symbol, look.color),)) for party, look in zip(parties, looks, strict=True))


def _shades(lines: pd.DataFrame, picked: str) -> pd.Series:
    if picked:
        return (lines["label"] == picked).map({True: "picked", False: "others"})
    return lines["here"].map({True: "here", False: "elsewhere"})


def _points(model: Model, now: Equilibria, value: float, picked: str) -> pd.DataFrame:
    """Return the payoffs at one value as a table: of pure equilibria, else of mixed ones; or of the one picked out."""
    names = [party.label for party in model.parties]
    rows = np.flatnonzero((now.label == picked) if picked else now.pure | ~now.pure.any())
    return pd.DataFrame(
        {
            "x": value,
            "payoff": now.payoffs[rows].reshape(-1),
            "party": names * len(rows),
            "what": np.repeat([narrate.row_name(now, row) for row in rows.tolist()], len(names)),
        }
    )


def _thinned(size: int) -> np.ndarray:
    """Return which points of a line to draw: few enough to be quick, enough to look smooth."""
    return np.unique(np.linspace(0, size - 1, min(size, 2 + size // 6)).round().astype(int))


@lru_cache(maxsize=64)
def _lines(model: Model, found: Along, here: frozenset[str]) -> pd.DataFrame:
    """Return the lines as one table, a row a point and party; `run` keeps apart what is not one unbroken line."""
    rows, run, what, shown, which = [], [], [], [], []
    for label in dict.fromkeys(found.equilibria.label):
        mine = np.flatnonzero(found.equilibria.label == label)
        name = narrate.row_name(found.equilibria, int(mine[0]))
        for k, part in enumerate(np.split(mine, np.flatnonzero(np.diff(found.equilibria.point[mine]) > 1) + 1)):
            kept = part[_thinned(len(part))]
            rows.append(kept)
            run += [f"{label} {k}"] * len(kept)
            what += [name] * len(kept)
            shown += [label in here] * len(kept)
            which += [label] * len(kept)
    index = np.concatenate(rows) if rows else np.array([], dtype=int)
    count = len(model.parties)
    return pd.DataFrame(
        {
            "x": np.repeat(found.x[found.equilibria.point[index]], count),
            "payoff": found.equilibria.payoffs[index].reshape(-1),
            "party": [party.label for party in model.parties] * len(index),
            "what": np.repeat(np.array(what, dtype=object), count),
            "here": np.repeat(np.array(shown, dtype=bool), count),
            "label": np.repeat(np.array(which, dtype=object), count),
            "run": np.repeat(np.array(run, dtype=object), count),
        }
    )


def _payoff_layers(model: Model, over: str, names: list[str], looks: list[Look], theme: str) -> list[dict[str, object]]:
    def scale(values: list[object]) -> dict[str, object]:
        return {"field": "party", "type": "nominal", "legend": None, "scale": {"domain": names, "range": values}}

    y = {"field": "payoff", "type": "quantitative", "title": "payoff (points)", "axis": {"tickCount": 5, "grid": True},
         "scale": {"domain": framed("payoff"), "nice": False, "zero": False}}
    tip = [
        {"field": "party"},
        {"field": "payoff", "format": ".3f", "title": "payoff (points)"},
        {"field": "x", "title": axis(model, over)[1], "format": finely(model, over)},
        {"field": "what", "title": "equilibrium"},
    ]
    place = {"x": x_axis(model, over, "x"), "y": y, "color": scale([look.color for look in looks])}
    line = {**place, "detail": {"field": "run"}, "tooltip": tip}
    dash, shape = scale([list(look.dash) for look in looks]), scale([look.shape for look in looks])
    touched = {"name": "touched", "select": {"type": "point", "fields": ["label"], "on": "pointerover",
                                             "clear": "pointerout"}}
    shade = {"field": "shade", "type": "quantitative", "scale": None, "legend": None}
    faint = {"condition": {"param": "touched", "empty": False, "value": 1}, **shade}
    point = {"type": "point", "size": 90, "opacity": 1}
    return [
        {"data": {"name": "frame"}, "mark": {**point, "opacity": 0, "aria": False}, "encoding": {"y": y}},
        {
            "data": {"name": "lines"},
            "mark": {"type": "line", "strokeWidth": 2.2},
            "encoding": {**line, "strokeDash": dash, "opacity": faint},
        },
        {
            "data": {"name": "lines"},
            "params": [touched],
            "mark": {"type": "line", "strokeWidth": 14, "strokeOpacity": 0, "aria": False},
            "encoding": line,
        },
        {
            "data": {"name": "twins"},
            "mark": {"type": "line", "strokeWidth": 1.3, "strokeDash": [3, 3], "opacity": 0.8, "aria": False},
            "encoding": line,
        },
        *play_head(model, over, theme),
        {
            "data": {"name": "twin_points"},
            "mark": {**point, "filled": False, "strokeWidth": 1.6, "aria": False},
            "encoding": {**place, "tooltip": tip, "shape": shape},
        },
        {
            "data": {"name": "points"},
            "mark": {**point, "filled": True},
            "encoding": {**place, "tooltip": tip, "shape": shape},
        },
    ]


def payoff_words(model: Model, found: Along) -> str:
    """Say in words what the lines show; the present value's payoffs stand on the cards."""
    parts = []
    for i, party in enumerate(model.parties):
        values = found.equilibria.payoffs[:, i]
        if len(values):
            parts.append(f"{party.label} between {rounded(float(values.min()))} and {rounded(float(values.max()))}")
    said = f"Payoffs at the equilibria along {axis(model, found.over)[1]}: {', '.join(parts) or 'there are none'}."
    return f"{said} {PURE_LINES}." if found.unmixed else said
