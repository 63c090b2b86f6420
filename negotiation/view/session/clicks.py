"""Buttons that change where the sliders stand, done in their place among the moves of sliders.

Streamlit sends a click in a message of its own. Over a slow line the keys that were pressed after it may be there
before it is taken up; undo would then take back what was done after it. So the line (`slider/line.js`) sends these
clicks itself, numbered among the moves, and a key that follows waits in the browser until it is known what it moves.
Where no line is up yet, Streamlit's own click does the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

BUTTONS: Mapping[str, bool] = {
    "apply_#": True, "moment_to_#": True, "undo": True, "redo": True, "pin": False, "to_pin": True, "reset_all": True,
    "moment_chevron_left": True, "moment_chevron_right": True, "step_back": True, "step_on": True,
}
"""Key of a button, # for its number, -> whether it moves sliders, so that a key after it has to wait."""


def button(label: str, key: str, on_click: Callable[..., None], args: tuple[Any, ...] = (), **more: Any) -> None:
    """Draw one of BUTTONS; `more` as `st.button` takes it."""
    if re.sub(r"\d+$", "#", key) not in BUTTONS:
        raise KeyError(key)
    st.session_state.setdefault("actions", {})[key] = partial(on_click, *args)
    st.button(label, key=key, on_click=on_click, args=args, **more)


def done(key: str) -> None:
    """Do what a button does that was drawn in this session; no other is known."""
    action = st.session_state.get("actions", {}).get(key)
    if action is not None:
        action()
