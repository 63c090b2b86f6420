"""A map over two parameters as coloured areas."""

from __future__ import annotations

import altair as alt
import numpy as np

from negotiation.game import Array
from negotiation.report.notebook.charts.base import WIDTH, Layers, color, drawn
from negotiation.tipping.plane.mapped import RegimeMap

HIGH = 320


def regimemap(found: RegimeMap) -> Layers:
    """Draw the set that stands at each point of the grid, and the located borders; broken constraints stay white."""
    x, y = _edges(found.x), _edges(found.y)
    rows = []
    for j, line in enumerate(found.cells.tolist()):
        starts = [0, *(k for k in range(1, len(line)) if line[k] != line[k - 1])]
        for start, stop in zip(starts, [*starts[1:], len(line)], strict=True):
            if line[start] >= 0:
                rows.append({"equilibria": _said(found, line[start]), "x": x[start], "x2": x[stop], "y": y[j],
                             "y2": y[j + 1]})
    names = list(dict.fromkeys(str(row["equilibria"]) for row in rows))
    across = alt.X("x:Q", title=found.first, scale=alt.Scale(domain=[x[0], x[-1]], nice=False))
    up = alt.Y("y:Q", title=found.second, scale=alt.Scale(domain=[y[0], y[-1]], nice=False))
    areas = alt.Chart(drawn(rows, "the map")).mark_rect().encode(
        x=across, x2="x2:Q", y=up, y2="y2:Q", color=color("equilibria", names),
        tooltip=[alt.Tooltip("equilibria:N")])
    places = [{"x": px, "y": py} for px, py in found.borders[:, :2].tolist()]
    border = alt.Chart(alt.Data(values=places)).mark_circle(size=5, color="#1F2933", opacity=0.8).encode(x=across, y=up)
    return alt.layer(areas, border).properties(width=WIDTH, height=HIGH)


def _said(found: RegimeMap, number: int) -> str:
    """Say a set by its outcomes, by what is played where there is none."""
    names = [outcome or label for outcome, label in zip(found.outcomes[number], found.sets[number], strict=True)]
    return "; ".join(dict.fromkeys(names)) or "none in pure choices"


def _edges(values: Array) -> list[float]:
    """Return the edges of the cells around points: half way between them, the first and last point at the ends."""
    middles = (values[1:] + values[:-1]) / 2
    return np.concatenate([values[:1], middles, values[-1:]]).tolist()
