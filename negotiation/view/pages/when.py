"""When does it change? Exact tipping points along a slider or path, who breaks what there, the map over two sliders."""

from __future__ import annotations

import streamlit as st

import negotiation.report.narrate as narrate
from negotiation.tipping.along.standing import UNMIXED
from negotiation.tipping.result import Interval, Regimes, Standing
from negotiation.view import charts, compute, headline
from negotiation.view.drawing import show, tables
from negotiation.view.pages.parts import two_sliders
from negotiation.view.panel import playhead
from negotiation.view.session.visit import Visit


def draw(visit: Visit) -> None:
    """Draw the page."""
    model = visit.model
    over = playhead.row(visit, "Tipping points", narrate.MEANINGS["tipping point"])
    found = compute.exact(model, visit.at, over, visit.ordinal)
    pinned = compute.exact(model, visit.pinned, over, visit.ordinal) if visit.pinned else None
    parameter = model.parameters[compute.running(model, over)]
    said = [*_nearest(visit, found), *(narrate.moved(model, parameter, pinned, found) if pinned else [])]
    show.sentences(said)
    along, value, twin = compute.along(model, visit.at, over, visit.ordinal), visit.value(), visit.twin()
    show.chart(charts.ribbon(model, along, value, show.theme(), twin), "ribbon_when")
    if compute.is_path(model, over) and model.paths[over].description:
        st.caption(show.plain(model.paths[over].description))
    show.html(_table(visit, found, pinned))
    for note in notes(along):
        st.caption(show.plain(note))
    show.files(
        "tipping", f"{model.id}-tipping-{over}", found, lambda: charts.ribbon(model, along, value, pinned=twin)
    )
    if len(model.parameters) > 1:
        two_sliders.draw(visit, parameter.id)


def notes(along: compute.Along) -> list[str]:
    """Return what must be said of the table; mixed equilibria that are still to come were not left out."""
    kept = [note for note in along.regimes.notes if not (along.due and note == UNMIXED)]
    return [narrate.sentence(note) for note in kept] + ([headline.DUE] if along.due else [])


def _nearest(visit: Visit, found: Regimes) -> list[str]:
    """Say the tipping points where the slider stands, and the nearest on both sides."""
    parameter = visit.model.parameters[found.parameter]
    if not found.tipping:
        return [
            f"Nothing changes anywhere along {narrate.of(visit.model, parameter)}: the same equilibria throughout."
        ]
    value = visit.value()
    here = [point for point in found.tipping if point.decimal == value]
    sides = ([point for point in found.tipping if point.decimal < value][::-1],
             [point for point in found.tipping if point.decimal > value])
    below, above = (narrate.most_telling(parameter, side) for side in sides)
    return [narrate.tipping_point(visit.model, parameter, point) for point in (*below, *here, *above)]


def _table(visit: Visit, found: Regimes, pinned: Regimes | None) -> str:
    """Return every interval of every equilibrium; those that hold now stand out."""
    model, value = visit.model, visit.value()
    rows: list[list[str]] = []
    here: set[int] = set()
    for each in found.standings:
        for span in each.intervals:
            if value in span:
                here.add(len(rows))
            name = tables.named(model, each.support)
            now = "yes" if value in span else ""
            twin = [_intervals(visit, pinned, each)] if pinned else []
            rows.append([name, now, *_ends(visit, found, span), *twin])
    headers = ["equilibrium", "now", "from", "below it", "to", "above it", *(["pinned: holds"] if pinned else [])]
    return tables.table(headers, rows, "Intervals of every equilibrium", (2, 4), True, frozenset(here))


def _intervals(visit: Visit, pinned: Regimes, each: Standing) -> str:
    """Say where an equilibrium holds in the pinned scenario."""
    spans = [span for other in pinned.standings if other.label == each.label for span in other.intervals]
    parameter = visit.model.parameters[pinned.parameter]
    return narrate.spans(parameter, spans)


def _ends(visit: Visit, found: Regimes, span: Interval) -> list[str]:
    """Return both ends as numbers whose exact form shows on hover, each with who breaks the equilibrium beyond it."""
    numbers = narrate.ends(visit.model.parameters[found.parameter], span, narrate.figure)
    return [cell for said, end in zip(numbers, (span.start, span.stop), strict=True) for cell in (
        tables.exactly(said, end.exact),
        "end of the range" if end.edge else narrate.breaks(visit.model, end.breakers) or "ends")]
