"""What a page says of a question that is not asked of parties in doubt, and the way to it where nobody doubts."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from negotiation.view.drawing import show
from negotiation.view.session import state
from negotiation.view.session.visit import Visit, visit


def instead(why: str) -> None:
    """Say in one sentence why there is no answer, and offer the same page where all types are known."""
    show.note(why)
    st.button("See this page where all types are known", key="undoubt", on_click=state.doubt, args=(False,),
              icon=":material/visibility:", type="tertiary")


def voting(here: Visit) -> Visit:
    """Return a visit to the same model where nobody doubts, read as an order: what hangs on no payoff stands there."""
    known, address = here.model.known or here.model, here.address
    runs = here.over if here.over in known.parameters or here.over in known.paths else ""
    found = visit(known, replace(address, scenario=address.scenario.among(known), ordinal=True, over=runs,
                                 pin=address.pin.among(known) if address.pin else None))
    return replace(found, over=runs)
