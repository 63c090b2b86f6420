"""What every form needs: fields that follow the text without losing what is being typed, and the fault at a field."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

import streamlit as st

from negotiation.errors import ModelError
from negotiation.modelfile.faults import Where
from negotiation.view import show

ID = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}", re.ASCII)


def follow(key: str, value: object) -> str:
    """Show a value of the text in a field whenever the text changes; return the field's key."""
    drawn = st.session_state.setdefault("drawn", {})
    if key not in st.session_state or drawn.get(key) != value:
        st.session_state[key] = value
    drawn[key] = value
    return key


def fault(faults: Sequence[ModelError], *where: Where) -> bool:
    """Say at a field what is wrong there, with the line of the text; return whether anything is."""
    found = [each for each in faults if any(each.where[: len(place)] == place for place in where)]
    for each in found:
        show.html(f'<p class="n-fault" role="alert">{escape(said(each))}</p>')
    return bool(found)


def said(error: ModelError) -> str:
    """Return a fault as a sentence: "Line 28: ..."."""
    message = re.sub(r"^model\.(toml|nfg):\s*(\d+: )?", "", str(error))
    return f"Line {error.line}: {message}" if error.line else message


def refuse(key: str, message: str) -> None:
    """Note what is wrong with a field whose value cannot even be written; it is said once, at the field."""
    st.session_state.setdefault("refused", {})[key] = message


def refused(key: str) -> None:
    """Say what was noted for a field."""
    if message := st.session_state.get("refused", {}).pop(key, ""):
        show.html(f'<p class="n-fault" role="alert">{escape(message)}</p>')


def id_fault(name: str, taken: Sequence[str]) -> str:
    """Return why a new name cannot be used, or nothing."""
    if not ID.fullmatch(name):
        return (
            f"The name is '{name[:40]}'; allowed is a letter followed by letters, digits or _, at most 64 characters."
        )
    if name in taken:
        return f"The name '{name}' is taken; choose it above to change it, or another name."
    return ""
