"""What a reader chooses on a page, kept in the address like everything else: a link shows a colleague the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from negotiation.view.drawing import show
from negotiation.view.session import state


def choose(name: str, label: str, words: Mapping[str, str], default: str, **more: Any) -> str:
    """Let the user choose one of several ids by their words; `name` is one of `scenario.CHOICES`."""
    here = state.address().choices.get(name, default)
    if here not in words:
        st.caption(show.plain(f"“{here[:60]}”, which the link or an earlier scenario chose here, is not on offer now."))
        here = default
    key = f"choice_{name}"
    st.session_state[key] = here
    st.selectbox(
        label, list(words), format_func=words.__getitem__, key=key, on_change=_chosen, args=(name, default), **more
    )
    return here


def _chosen(name: str, default: str) -> None:
    chosen = st.session_state[f"choice_{name}"]
    others = {key: value for key, value in state.address().choices.items() if key != name}
    state.go(choices=others if chosen == default else {**others, name: chosen})
