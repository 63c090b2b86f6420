"""What happens now? The equilibria as cards, and along one slider or path with the present value marked."""

from __future__ import annotations

import streamlit as st

import negotiation.report.narrate as narrate
from negotiation.view import charts, compute
from negotiation.view.drawing import cards, show, tables
from negotiation.view.drawing.cards import Reading
from negotiation.view.panel import playhead
from negotiation.view.panel.choice import choose
from negotiation.view.session.visit import Visit
from negotiation.wording import counted


def draw(visit: Visit) -> None:
    """Draw the page."""
    found, reading = visit.now, cards.reading(visit, show.dark())
    order = narrate.order(found)
    pure, mixed = [row for row in order if found.pure[row]], [row for row in order if not found.pure[row]]
    if pure or not mixed:
        show.html(cards.cards(visit.model, found, pure, reading))
        _mixed(visit, mixed, reading)
    else:
        show.html(cards.cards(visit.model, found, mixed, reading))
    if len(order) > cards.MOST:
        every = counted(len(order), "equilibrium", "equilibria")
        st.caption(f"Of {every} the first are shown; “Show me the numbers” has the pure ones.")
    for note in narrate.missing(found, visit.ordinal):
        st.caption(show.plain(note))
    show.files("equilibria", f"{visit.model.id}-equilibria", found)
    if visit.over:
        _along(visit)


def _mixed(visit: Visit, rows: list[int], reading: Reading) -> None:
    """Fold the mixed equilibria away beside pure ones; their count stays in view."""
    if not rows:
        return
    count = "One mixed equilibrium" if len(rows) == 1 else f"{len(rows)} mixed equilibria"
    with st.expander(f"{count}, in which parties choose at random", key="mixed", on_change="rerun") as fold:
        if fold.open:
            st.caption(narrate.MEANINGS["mixed"])
            show.html(cards.cards(visit.model, visit.now, rows, reading))


def _along(visit: Visit) -> None:
    model, value = visit.model, visit.value()
    over = playhead.row(visit, "Where each outcome is an equilibrium")
    found, twin = compute.along(model, visit.at, over, visit.ordinal), visit.twin()
    show.chart(charts.ribbon(model, found, value, show.theme(), twin), "ribbon")
    show.files(
        "ribbon", f"{model.id}-along-{over}", found.equilibria, lambda: charts.ribbon(model, found, value, pinned=twin)
    )
    if visit.ordinal:
        st.markdown("## What each party gets there")
        st.caption(
            "How payoffs rise and fall along a slider is not shown: an order of outcomes at one point says nothing "
            "about sizes at another. Switch “Order only” off to see it."
        )
        return
    _payoffs(visit, found, twin)


def _payoffs(visit: Visit, found: compute.Along, twin: compute.Twin | None) -> None:
    """Draw what each party gets along the slider, all equilibria or the one that the reader picks out."""
    model, value = visit.model, visit.value()
    words = {"": "every equilibrium", **{label: f"only: {name}" for label, name in charts.strands(found).items()}}
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown("## What each party gets there", width="content")
        picked = choose("strand", "Equilibrium to pick out", words, "", width=330, label_visibility="collapsed")
    show.html(tables.legend(model, show.dark()))
    show.chart(charts.payoffs(model, found, visit.now, value, show.theme(), twin, picked), "payoffs")
    if found.unmixed:
        st.caption(f"{charts.PURE_LINES}.")
    show.files(
        "payoffs",
        f"{model.id}-payoffs-{found.over}",
        found.equilibria,
        lambda: charts.payoffs(model, found, visit.now, value, pinned=twin, picked=picked),
    )
