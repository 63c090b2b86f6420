"""What all charts share: colours that stay apart for most eyes, sizes, and what is refused."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from negotiation.errors import ExportError

Layers = alt.LayerChart | alt.FacetChart
"""What Altair says that layers may be."""

COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#333333", "#7A5195", "#8C6D1F", "#4B6A88")
"""Okabe and Ito's, as far as they keep a contrast of 3:1 on white, and some more."""

LIGHTER = 0.5

WIDTH, LANE = 480, 24
"""Pixels of a chart, and of each row of names."""

MOST = 4000
"""Marks of a chart at most: what a notebook can hold."""


def color(field: str, names: Sequence[str], title: str = "") -> alt.Color:
    """Return the encoding of names by colour, in their order."""
    shades = [_shade(COLORS[k % len(COLORS)], k // len(COLORS)) for k in range(len(names))]
    return alt.Color(f"{field}:N", title=title or field, scale=alt.Scale(domain=list(names), range=shades),
                     legend=alt.Legend(labelLimit=320))


def _shade(color: str, round_: int) -> str:
    """Return a colour, lighter by each round through all colours."""
    parts = (int(color[k:k + 2], 16) for k in (1, 3, 5))
    return "#" + "".join(f"{round(255 - LIGHTER**round_ * (255 - part)):02X}" for part in parts)


def lanes(field: str, names: Sequence[str]) -> alt.Y:
    """Return an axis of names, in their order."""
    return alt.Y(f"{field}:N", sort=list(names), title=None, axis=alt.Axis(labelLimit=320))


def drawn(rows: Sequence[dict[str, object]], what: str) -> alt.Data:
    """Return rows as a chart's data; refuses none and too many."""
    if not rows:
        raise ExportError(f"there is nothing to draw: {what} is empty")
    if len(rows) > MOST:
        raise ExportError(f"{what} has {len(rows):,} marks; a chart holds at most {MOST:,}")
    return alt.Data(values=list(rows))


def named(names: Sequence[tuple[str, str]]) -> list[str]:
    """Return what rows are called: the outcome, with what is played where an outcome stands twice or none does."""
    outcomes = [outcome for _, outcome in names]
    return [outcome if outcome and outcomes.count(outcome) == 1 else f"{outcome}: {label}" if outcome else label
            for label, outcome in names]
