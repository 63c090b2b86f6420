"""What can be done with a scenario as a whole: undo, redo, pin, link."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from negotiation.model import Model
from negotiation.view import scenario, state
from negotiation.view.scenario import Address


def draw(model: Model, address: Address) -> None:
    """Draw the row of buttons."""
    with st.container(horizontal=True, key="toolbar", gap="small"):
        st.button("Undo", icon=":material/undo:", key="undo", on_click=state.undo, disabled=not st.session_state.past)
        st.button("Redo", icon=":material/redo:", key="redo", on_click=state.redo, disabled=not st.session_state.future)
        if address.pin is None:
            st.button(
                "Pin",
                icon=":material/keep:",
                key="pin",
                on_click=lambda: state.go(pin=address.scenario),
                help="Keep this scenario to compare with: its values appear beside every new answer.",
            )
        else:
            st.button("Unpin", icon=":material/keep_off:", key="pin", on_click=lambda: state.go(pin=None))
            st.button("Go to the pinned one", key="to_pin", on_click=lambda: state.go(scenario=address.pin))
        with st.popover("Share", icon=":material/link:", key="share"):
            _share(model, address)


def _share(model: Model, address: Address) -> None:
    base = (st.context.url or "").split("?")[0]
    st.markdown("**Link to this scenario** (also in the address bar)")
    st.code(f"{base}?{urlencode(scenario.write(address))}", language=None, wrap_lines=True)
    st.caption("A link with every value written out keeps its meaning even if the model's presets change:")
    st.code(f"{base}?{urlencode(scenario.whole(address, model))}", language=None, wrap_lines=True, height=90)
