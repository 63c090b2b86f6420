"""What each party gets at the equilibria along a slider; those of the present value stand out."""

from __future__ import annotations

import numpy as np
import pandas as pd

import negotiation.narrate as narrate
from negotiation.equilibria import Equilibria
from negotiation.model import Model
from negotiation.view.charts.base import Chart, axis, base, now_data, play_head, x_axis
from negotiation.view.compute import Along
from negotiation.view.palette import Look, party_look


def payoffs(
    model: Model, found: Along, now: Equilibria, value: float, theme: str = "light", pinned: float | None = None
) -> Chart:
    """Draw what each party gets at the equilibria along the slider; those of the present value stand out."""
    rows = []
    for label in dict.fromkeys(found.equilibria.label):
        mine = np.flatnonzero(found.equilibria.label == label)
        runs = np.split(mine, np.flatnonzero(np.diff(found.equilibria.point[mine]) > 1) + 1)
        rows += [
            _lines(model, found, run[_thinned(len(run))], f"{label} {k}", label in now.label)
            for k, run in enumerate(runs)
        ]
    table = pd.concat(rows) if rows else pd.DataFrame(columns=["x", "payoff", "party", "what", "here", "run"])
    names = [party.label for party in model.parties]
    points = pd.DataFrame(
        [
            {"x": value, "payoff": now.payoffs[row, i], "party": party.label, "what": narrate.row_name(now, row)}
            for row in np.flatnonzero(now.pure).tolist()
            for i, party in enumerate(model.parties)
        ],
        columns=["x", "payoff", "party", "what"],
    )
    looks = [party_look(model.parties, i, theme == "dark") for i in range(len(names))]
    data = {"lines": table, "points": points, "now": now_data(model, found.over, value, pinned)}
    spec = {
        **base(theme, 260),
        "padding": {"top": 26, "left": 4, "right": 6, "bottom": 4},
        "layer": _payoff_layers(model, found.over, names, looks, theme),
    }
    return Chart("payoffs", spec, data, payoff_words(model, found))


def _thinned(size: int) -> np.ndarray:
    """Return which points of a line to draw: few enough to be quick, enough to look smooth."""
    return np.unique(np.linspace(0, size - 1, min(size, 2 + size // 6)).round().astype(int))


def _lines(model: Model, found: Along, rows: np.ndarray, run: str, here: bool) -> pd.DataFrame:
    name, x = narrate.row_name(found.equilibria, int(rows[0])), found.x[found.equilibria.point[rows]]
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "x": x,
                    "payoff": found.equilibria.payoffs[rows, i],
                    "party": party.label,
                    "what": name,
                    "here": here,
                    "run": run,
                }
            )
            for i, party in enumerate(model.parties)
        ]
    )


def _payoff_layers(model: Model, over: str, names: list[str], looks: list[Look], theme: str) -> list[dict[str, object]]:
    color = {
        "field": "party",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": names, "range": [look.color for look in looks]},
    }
    dash = {
        "field": "party",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": names, "range": [list(look.dash) for look in looks]},
    }
    y = {"field": "payoff", "type": "quantitative", "title": "payoff (points)", "axis": {"tickCount": 5, "grid": True}}
    tip = [
        {"field": "party"},
        {"field": "payoff", "format": ".3f"},
        {"field": "x", "title": axis(model, over)[1], "format": ".4~g"},
        {"field": "what", "title": "equilibrium"},
    ]
    return [
        {
            "data": {"name": "lines"},
            "mark": {"type": "line", "strokeWidth": 2.2},
            "encoding": {
                "x": x_axis(model, over, "x"),
                "y": y,
                "color": color,
                "strokeDash": dash,
                "detail": {"field": "run"},
                "opacity": {"condition": {"test": "datum.here", "value": 1}, "value": 0.3},
                "tooltip": tip,
            },
        },
        *play_head(model, over, theme),
        {
            "data": {"name": "points"},
            "mark": {"type": "point", "filled": True, "size": 90, "opacity": 1},
            "encoding": {
                "x": x_axis(model, over, "x"),
                "y": y,
                "color": color,
                "tooltip": tip,
                "shape": {
                    "field": "party",
                    "type": "nominal",
                    "legend": None,
                    "scale": {"domain": names, "range": [look.shape for look in looks]},
                },
            },
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
