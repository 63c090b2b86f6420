"""What can be done with a scenario as a whole: undo, redo, pin, link."""

from __future__ import annotations

from functools import partial
from html import escape
from urllib.parse import urlencode

import streamlit as st

import negotiation.report.narrate as narrate
from negotiation.errors import NegotiationError
from negotiation.model import Model
from negotiation.view import brief
from negotiation.view.drawing import download, show, style
from negotiation.view.session import clicks, scenario, scenario_file, state
from negotiation.view.session.scenario import Address
from negotiation.view.session.visit import visit

SHOWS = {True: "which combinations of choices hold together under the payoffs written down in the model, and exactly "
         "where that changes.",
         False: "which states hold under the moves and rankings written down in the model."}


def draw(model: Model, address: Address) -> None:
    """Draw the row of buttons."""
    with st.container(horizontal=True, key="toolbar", gap="small"):
        clicks.button("Undo", "undo", state.undo, icon=":material/undo:", disabled=not st.session_state.past)
        clicks.button("Redo", "redo", state.redo, icon=":material/redo:", disabled=not st.session_state.future)
        if not model.has_payoffs:
            pass  # Nothing slides, so there is nothing to compare with.
        elif address.pin is None:
            clicks.button(
                "Pin",
                icon=":material/keep:",
                key="pin",
                on_click=_pin,
                help="Keep this scenario to compare with: its values appear beside every new answer.",
            )
        else:
            clicks.button("Unpin", "pin", partial(state.go, pin=None), icon=":material/keep_off:")
            clicks.button("Go to the pinned one", "to_pin", _to_pin)
        with st.popover("Share", icon=":material/link:", key="share", on_change="rerun") as share:
            if share.open:
                _share(model, address)
                _files(model, address)
        with st.popover("About", icon=":material/info:", key="about", on_change="rerun") as about:
            if about.open:
                _about(model)
        if not model.has_payoffs:
            return  # Rankings are an order, and nothing else.
        if model.beliefs or model.known:
            st.session_state.doubt = address.scenario.doubt
            st.toggle(
                "Doubt",
                key="doubt",
                on_change=lambda: state.doubt(st.session_state.doubt),
                help="Let each party know its own type alone: every page then answers for parties that doubt each "
                "other. What they believe are sliders; “Who knows what?” says what it means.",
            )
        st.session_state.ordinal = address.ordinal
        st.toggle(
            "Order only",
            key="ordinal",
            on_change=lambda: state.go(ordinal=st.session_state.ordinal),
            help="Read payoffs as an order: better or worse, not how much. Only pure equilibria and comparisons that "
            "need nothing more are shown. Mixed equilibria, bargaining solutions and sums need payoffs that measure "
            "how much, an added assumption.",
        )


def _pin() -> None:
    state.go(pin=state.address().scenario)


def _to_pin() -> None:
    if (pin := state.address().pin) is not None:
        state.go(scenario=pin)


def _about(model: Model) -> None:
    """Say what this is and is not, whose judgments the payoffs are, and what the words mean."""
    st.markdown(
        f"**What it is.** {show.plain(model.summary) or 'A game of parties who choose at the same time.'}\n\n"
        "**What it is not.** A forecast or a validation. It shows " + SHOWS[model.has_payoffs]
    )
    st.markdown("\n".join(f"- {show.plain(caveat)}" for caveat in model.caveats))
    st.markdown("**What the words mean**")
    words = "".join(f"<li><i>{escape(term)}</i>: {escape(meaning)}</li>" for term, meaning in narrate.MEANINGS.items())
    show.html(f'<ul class="n-plain" tabindex="0" aria-label="What the words mean">{words}</ul>')


def _share(model: Model, address: Address) -> None:
    base = (st.context.url or "").split("?")[0]
    st.markdown("**Link to this scenario** (also in the address bar)")
    st.code(f"{base}?{urlencode(scenario.write(address))}", language=None, wrap_lines=True)
    st.caption("A link with every value written out keeps its meaning even if the model's presets change:")
    st.code(f"{base}?{urlencode(scenario.whole(address, model))}", language=None, wrap_lines=True)


def _files(model: Model, address: Address) -> None:
    """Save and open the scenario as a file; the brief."""
    with st.container(horizontal=True):
        download.button(
            "Save scenario",
            partial(scenario_file.write, address, model),
            key="save_scenario",
            file_name=f"{model.id}-scenario.json",
            icon=":material/save:",
        )
        download.button(
            "Brief (HTML, printable)",
            partial(_brief, model, address),
            key="brief",
            file_name=f"{model.id}-brief.html",
            mime="text/html",
            icon=":material/description:",
            help="One page with the scenario, the answers, the charts and the caveats. Takes a few seconds.",
        )
    st.file_uploader("Open a saved scenario", type=["json"], key="open_scenario", on_change=_opened)


def _brief(model: Model, address: Address) -> str:
    return brief.page(visit(model, address), style.SHEET)


def _opened() -> None:
    file = st.session_state.open_scenario
    if file is not None:
        try:
            state.take_up(scenario_file.read(file.getvalue()))
        except NegotiationError as error:
            st.session_state.notices = [str(error)]
