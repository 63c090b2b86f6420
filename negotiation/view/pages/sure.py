"""How sure are we? Which slider the answer hangs on, how likely it is, how firm it is, what a mediator could add."""

from __future__ import annotations

import streamlit as st

import negotiation.report.narrate as narrate
from negotiation.errors import NegotiationError
from negotiation.model import Parameter
from negotiation.tipping.margins import Edge, Margins
from negotiation.view import charts, compute
from negotiation.view.drawing import show, tables
from negotiation.view.pages.parts import guesses
from negotiation.view.session.visit import Visit

MOST_BARS = 12


def draw(visit: Visit) -> None:
    """Draw the page."""
    if visit.model.parameters:
        _margins(visit)
    if visit.model.parameters and not visit.ordinal:
        guesses.draw(visit)
    _firm(visit)
    if not visit.ordinal:
        _mediator(visit)


def _margins(visit: Visit) -> None:
    model = visit.model
    st.markdown(
        "## What the answer hangs on",
        help="For each slider alone: how far it could be off, in either direction, with the same pure equilibria. "
        "The narrower the margin, the more the answer hangs on that number being right.",
    )
    found = compute.margin(model, visit.at)
    pinned = compute.margin(model, visit.pinned) if visit.pinned else None
    said = narrate.hangs_on(model, found)
    if pinned:
        said.append("In the pinned scenario: " + narrate.inside(model, narrate.hangs_on(model, pinned)[0]))
    show.sentences(said)
    near = [each for each in found.rows if each.nearer is not None]
    if near:
        show.chart(charts.margins(model, found, MOST_BARS, show.theme(), pinned), "margins")
        show.files(
            "margins", f"{model.id}-margins", found, lambda: charts.margins(model, found, MOST_BARS, pinned=pinned)
        )
        every = f"All {len(near)} sliders" if len(near) > 1 else "The one slider"
        with st.expander(f"{every} that could change the answer, with who breaks it", key="margins_all",
                         on_change="rerun") as fold:
            if fold.open:
                show.html(_table(visit, found))


def _table(visit: Visit, found: Margins) -> str:
    model = visit.model
    rows = []
    for each in found.rows:
        if each.nearer is None:
            continue
        parameter = model.parameters[each.parameter]
        cells: list[str] = [parameter.label or parameter.id, parameter.kind, narrate.figure(parameter, each.now)]
        for edge, side in ((each.below, "below"), (each.above, "above")):
            cells += _edge(visit, parameter, edge, side)
        rows.append(cells)
    headers = ["slider", "kind", "now", "down to", "then", "up to", "then"]
    return tables.table(headers, rows, "Margins of every slider", (2, 3, 5), wrap=True)


def _edge(visit: Visit, parameter: Parameter, edge: Edge | None, side: str) -> list[str]:
    if edge is None:
        return ["end", "no change"]
    end = tables.exactly(narrate.until(parameter, edge, side, narrate.figure), edge.end.exact)
    return [end, narrate.beyond(visit.model, edge)]


def _firm(visit: Visit) -> None:
    """Show who could jointly break each equilibrium and how far payoffs may be off."""
    model = visit.model
    st.markdown("## How firm each equilibrium is")
    found = compute.firmness(model, visit.at, visit.ordinal)
    joint, order = compute.joint(model, visit.at, visit.ordinal), narrate.order(found)[:12]
    rows = []
    for row in order:
        size = [] if visit.ordinal else [narrate.withstands(found, row)]
        name = tables.named(model, found.played[row])
        who = narrate.jointly(found, joint.joint[row])
        mixed = "" if visit.ordinal else narrate.mixing(found, row)
        rows.append([name, f"{who}; {mixed}" if mixed else who, narrate.credibly(found, joint, row), *size,
                     narrate.notes(found, row, visit.ordinal)])
    size = [] if visit.ordinal else ["what it withstands"]
    kept = tables.term("would they keep to it?", narrate.CREDIBLE)
    headers = ["equilibrium", "who could break it together", kept, *size, "beside the others"]
    show.html(tables.table(headers, rows, "How firm the equilibria are", wrap=True))
    show.files("firm", f"{model.id}-equilibria", found)


def _mediator(visit: Visit) -> None:
    st.markdown("## What a mediator could add")
    try:
        best = compute.mediated(visit.model, visit.at)
    except NegotiationError as error:
        st.caption(show.plain(str(error)))
        return
    st.markdown(show.plain(narrate.mediator(best, visit.now)))
    st.caption(
        "Sums of payoffs, learning and safety need payoffs that can be compared in size between parties, "
        "which the model only assumes."
    )
    show.files("mediator", f"{visit.model.id}-mediator", best)
