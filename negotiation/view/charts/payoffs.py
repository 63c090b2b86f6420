"""What each party gets at the equilibria along a slider; those of the present value stand out."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

import negotiation.narrate as narrate
from negotiation.equilibria import Equilibria
from negotiation.model import Model
from negotiation.view.charts.base import Chart, axis, base, now_data, play_head, x_axis
from negotiation.view.compute import Along, Twin
from negotiation.view.palette import Look, party_look


def payoffs(
    model: Model, found: Along, now: Equilibria, value: float, theme: str = "light", pinned: Twin | None = None
) -> Chart:
    """Draw what each party gets at the equilibria along the slider; those of the present value stand out.

    The pinned scenario's own equilibria are thin dashed twins with hollow points.
    """
    names = [party.label for party in model.parties]
    looks = [party_look(model.parties, i, theme == "dark") for i in range(len(names))]
    twins = _lines(model, pinned.along, frozenset(pinned.now.label)) if pinned else _lines(model, found, frozenset())
    data = {
        "lines": _lines(model, found, frozenset(now.label)),
        "points": _points(model, now, value),
        "twins": twins[twins["here"]],
        "twin_points": _points(model, pinned.now, pinned.value) if pinned else _points(model, now, value)[:0],
        "now": now_data(model, found.over, value, pinned.value if pinned else None),
    }
    spec = {
        **base(theme, 260),
        "padding": {"top": 26, "left": 4, "right": 6, "bottom": 4},
        "layer": _payoff_layers(model, found.over, names, looks, theme),
    }
    return Chart("payoffs", spec, data, payoff_words(model, found))


def _points(model: Model, now: Equilibria, value: float) -> pd.DataFrame:
    """Return the payoffs of the pure equilibria at one value as a table."""
    names, rows = [party.label for party in model.parties], np.flatnonzero(now.pure)
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
    rows, run, what, shown = [], [], [], []
    for label in dict.fromkeys(found.equilibria.label):
        mine = np.flatnonzero(found.equilibria.label == label)
        name = narrate.row_name(found.equilibria, int(mine[0]))
        for k, part in enumerate(np.split(mine, np.flatnonzero(np.diff(found.equilibria.point[mine]) > 1) + 1)):
            kept = part[_thinned(len(part))]
            rows.append(kept)
            run += [f"{label} {k}"] * len(kept)
            what += [name] * len(kept)
            shown += [label in here] * len(kept)
    index = np.concatenate(rows) if rows else np.array([], dtype=int)
    count = len(model.parties)
    return pd.DataFrame(
        {
            "x": np.repeat(found.x[found.equilibria.point[index]], count),
            "payoff": found.equilibria.payoffs[index].reshape(-1),
            "party": [party.label for party in model.parties] * len(index),
            "what": np.repeat(np.array(what, dtype=object), count),
            "here": np.repeat(np.array(shown, dtype=bool), count),
            "run": np.repeat(np.array(run, dtype=object), count),
        }
    )


def _payoff_layers(model: Model, over: str, names: list[str], looks: list[Look], theme: str) -> list[dict[str, object]]:
    def scale(values: list[object]) -> dict[str, object]:
        return {"field": "party", "type": "nominal", "legend": None, "scale": {"domain": names, "range": values}}

    y = {"field": "payoff", "type": "quantitative", "title": "payoff (points)", "axis": {"tickCount": 5, "grid": True}}
    tip = [
        {"field": "party"},
        {"field": "payoff", "format": ".3f"},
        {"field": "x", "title": axis(model, over)[1], "format": ".4~g"},
        {"field": "what", "title": "equilibrium"},
    ]
    place = {"x": x_axis(model, over, "x"), "y": y, "color": scale([look.color for look in looks])}
    line = {**place, "detail": {"field": "run"}, "tooltip": tip}
    dash, shape = scale([list(look.dash) for look in looks]), scale([look.shape for look in looks])
    faint = {"condition": {"test": "datum.here", "value": 1}, "value": 0.3}
    point = {"type": "point", "size": 90, "opacity": 1}
    return [
        {
            "data": {"name": "lines"},
            "mark": {"type": "line", "strokeWidth": 2.2},
            "encoding": {**line, "strokeDash": dash, "opacity": faint},
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
            parts.append(f"{party.label} between {values.min():.2f} and {values.max():.2f}")
    return f"Payoffs at the equilibria along {axis(model, found.over)[1]}: {', '.join(parts) or 'there are none'}."
