"""What happens now? The equilibria as cards, and along one slider or path with the present value marked."""

from __future__ import annotations

import streamlit as st

import negotiation.narrate as narrate
from negotiation.errors import NegotiationError
from negotiation.view import cards, charts, compute, show, state
from negotiation.view.visit import Visit


def draw(visit: Visit) -> None:
    """Draw the page."""
    model, here = visit.model, visit.address.scenario
    base = visit.pinned or (compute.values(model, here.base(model)) if here.changed else None)
    before = compute.now(model, base) if base is not None else None
    against = "against pin" if visit.address.pin else "change"
    show.html(cards.cards(model, visit.now, before, show.dark(), against))
    if not bool(visit.now.complete[0]) or visit.now.method == "pure":
        st.caption(
            "All pure equilibria are shown; mixed ones may be missing: the game is too large to prove it in time."
        )
    elif bool(visit.now.degenerate[0]):
        st.caption(
            "Ties were met here, as at every tipping point: equilibria may come in whole ranges; their ends are shown."
        )
    if visit.now.unresolved[0]:
        regions = list(narrate.undecided(visit.now))
        more = "; and others" if len(regions) > 3 else ""
        st.caption(f"Whole ranges, or not decided: {'; or '.join(regions[:3])}{more}.")
    with st.expander("How firm are they, and what could a mediator add?", key="firm", on_change="rerun") as firm:
        if firm.open:
            _firm(visit)
    if visit.over:
        _along(visit)


def _firm(visit: Visit) -> None:
    """Show who could jointly break each equilibrium, how far payoffs may be off, and the mediator's value."""
    model = visit.model
    try:
        found, best = compute.firmness(model, visit.at)
    except NegotiationError as error:
        st.caption(str(error))
        return
    rows = [
        [cards.named(model, str(found.outcome[row]), str(found.label[row])), narrate.jointly(found, row),
         narrate.withstands(found, row), narrate.notes(found, row)]
        for row in narrate.order(found)[:12]
    ]
    headers = ["equilibrium", "who could break it together", "what it withstands", "beside the others"]
    show.html(cards.table(headers, rows, "How firm the equilibria are", wrap=True))
    st.markdown(narrate.mediator(best, found))
    st.caption(
        "Sums of payoffs, learning and safety need payoffs that can be compared in size between parties, "
        "which the model only assumes."
    )
    show.downloads(found, f"{model.id}-equilibria", "firm")


def _along(visit: Visit) -> None:
    model = visit.model
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="along"):
        st.markdown("##### Where each outcome is an equilibrium", width="content")
        over = choose_over(visit)
    found = compute.along(model, visit.at, over)
    value = visit.value()
    pinned = visit.value(visit.pinned) if visit.pinned else None
    show.chart(charts.ribbon(model, found, value, show.theme(), pinned), "ribbon")
    st.markdown("##### What each party gets there")
    show.html(cards.legend(model, show.dark()))
    show.chart(charts.payoffs(model, found, visit.now, value, show.theme(), pinned), "payoffs")
    with st.expander("Download these charts and their numbers", key="now_files", on_change="rerun") as files:
        if files.open:
            show.downloads(found.equilibria, f"{model.id}-along-{over}", "along")
            show.figures(lambda: charts.ribbon(model, found, value), f"{model.id}-ribbon-{over}", "ribbon_file")
            show.figures(
                lambda: charts.payoffs(model, found, visit.now, value), f"{model.id}-payoffs-{over}", "payoffs_file"
            )


def choose_over(visit: Visit) -> str:
    """Let the user choose the slider or path that the charts run along; return its id."""
    model = visit.model
    names = [each.id for each in sorted(model.parameters.values(), key=lambda each: each.level != "main")]
    options = [path for path in model.paths if path not in model.parameters] + names
    labels = {path: f"Path: {each.label or path}" for path, each in model.paths.items()}
    labels |= {name: model.parameters[name].label or name for name in names}
    st.session_state.over_choice = visit.over
    st.selectbox(
        "Along",
        options,
        key="over_choice",
        label_visibility="collapsed",
        width=330,
        format_func=lambda each: f"along: {labels[each]}",
        on_change=_along_another,
    )
    return visit.over


def _along_another() -> None:
    """Follow another slider or path: the address bar and the distance to its tipping points change too."""
    state.go(over=st.session_state.over_choice)
