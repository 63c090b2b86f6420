"""What would it take, with the target reached: what keeps it an equilibrium, what would remove the others beside it."""

from __future__ import annotations

import numpy as np
import streamlit as st

import negotiation.report.narrate as narrate
from negotiation.inverse.result import Levers
from negotiation.tipping.margins import Margins
from negotiation.view import compute
from negotiation.view.drawing import show, tables
from negotiation.view.session.visit import Visit
from negotiation.wording import percent

MOST = 10
"""Sliders listed, the nearest end first."""


def draw(visit: Visit, found: Levers) -> None:
    """Draw for each equilibrium that reaches the target what keeps it and what would leave it alone."""
    margins = compute.margin(visit.model, visit.at)
    for label in _reached(visit, found, margins):
        name = f"“{narrate.present(visit.model, label, visit.now)}”"
        st.markdown(f"## What keeps {show.plain(name)}", help="For each slider alone: where this equilibrium ends, "
                    "whether or not the others do.")
        _say(narrate.holding(visit.model, margins, label, name))
        show.html(_table(visit, margins, label))
        st.markdown("## What would leave it alone", help="A rival is another equilibrium at the same values: the "
                    "model does not say which of them comes about.")
        _say(narrate.rivals(visit.model, margins, label, visit.now))


def _reached(visit: Visit, found: Levers, margins: Margins) -> list[str]:
    """Return the pure equilibria here that reach the target: those of its outcome, or its profile."""
    now = visit.now
    here = now.outcome == found.outcome if found.of_outcome else now.label == found.label
    return [label for label in map(str, now.label[np.asarray(here) & now.pure]) if label in margins.labels]


def _say(sentences: list[str]) -> None:
    show.sentences(sentences)


def _table(visit: Visit, margins: Margins, label: str) -> str:
    """Return where each slider alone ends the equilibrium, the nearest first, and who leaves there."""
    model, rows = visit.model, []
    for each in margins.lapses(label)[:MOST]:
        parameter = model.parameters[each.parameter]
        rows.append([
            parameter.label or parameter.id, parameter.kind, narrate.amount(parameter, each.now),
            "down to" if each.side == "below" else "up to",
            tables.exactly(narrate.limit(parameter, each), each.end.exact),
            narrate.breaks(model, each.end.breakers) or "it ends", percent(each.distance),
        ])
    if not rows:
        return ""
    headers = ["slider", "kind", "now", "holds", "limit", "beyond it", "distance"]
    return tables.table(headers, rows, "What keeps the target", (2, 4, 6), wrap=True)
