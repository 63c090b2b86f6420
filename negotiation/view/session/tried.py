"""The draft's own sliders while it is edited: they move the draft's answer; the open model stands as it is.

Where they stand is part of the address (`Address.tried`), so a reload and a new server find them there.
"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from negotiation.errors import NegotiationError
from negotiation.model import Model
from negotiation.plain import Json
from negotiation.view import slider
from negotiation.view.session import own, scenario
from negotiation.view.session.scenario import Address


def model() -> Model | None:
    """Return the model that the draft describes, None where there is none or it is at fault."""
    name = st.session_state.address.draft
    return own.examine(*own.text(name))[0] if own.is_own(name) and own.has(name) else None


def apart(here: Address) -> bool:
    """Return whether the draft has sliders of its own: one that is the open model's text has those at the side."""
    return bool(here.draft) and here.draft != here.scenario.model


def take(move: slider.Move) -> None:
    """Set a slider of the draft; where the draft refuses, say so at the slider and change nothing."""
    here, found = st.session_state.address, model()
    if found is None or move.name not in found.parameters:
        return
    st.session_state.refused_try = ("", "")
    try:
        new = scenario.of_draft(here, found).set(found, {move.name: move.value})
        st.session_state.address = replace(here, tried=new.changed)
    except NegotiationError as error:
        st.session_state.refused_try = (move.name, str(error))


def told(here: Address) -> dict[str, Json] | None:
    """Return what the line says of the draft's sliders, None where they are not shown."""
    found = model() if here.page == "edit" and apart(here) else None
    if found is None:
        return None
    values = scenario.of_draft(here, found).values(found)
    return {"model": here.draft, "values": values, "refused": st.session_state.get("refused_try", ("", ""))}
