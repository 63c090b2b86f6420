"""The row of beginnings: the open model, a template that explains itself, a textbook game, a file."""

from __future__ import annotations

from pathlib import PurePath

import streamlit as st

from negotiation.modelfile.authors import TEXT as TEMPLATE
from negotiation.view.editing import draft, textbook
from negotiation.view.session.visit import Visit


def draw(visit: Visit) -> None:
    """Draw the row."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="start", gap="small"):
        st.button(
            "The open model",
            icon=":material/content_copy:",
            on_click=draft.begin,
            args=draft.opened(visit),
            key="from_open",
            help="Put the text of the model that is open at the side into the draft.",
        )
        st.button(
            "A template",
            icon=":material/edit_note:",
            on_click=draft.begin,
            args=(TEMPLATE, ".toml"),
            key="from_template",
            help="A small negotiation of two parties in which comments explain every section.",
        )
        with st.popover("A file", icon=":material/upload_file:", key="from_file"):
            st.file_uploader(
                "A model file (.toml, .nfg or .gmcr), at most 1 MB",
                type=["toml", "nfg", "gmcr"],
                key="upload",
                on_change=_from_file,
            )
        st.selectbox(
            "Start from a textbook game",
            list(textbook.GAMES),
            index=None,
            key="textbook",
            width=240,
            placeholder="A textbook game",
            label_visibility="collapsed",
            on_change=_from_textbook,
        )


def _from_textbook() -> None:
    if title := st.session_state.textbook:
        draft.begin(textbook.text(title), ".toml")
        st.session_state.textbook = None


def _from_file() -> None:
    file = st.session_state.upload
    if file is None:
        return
    try:
        draft.begin(file.getvalue().decode("utf-8"), PurePath(file.name).suffix.lower())
    except UnicodeDecodeError as error:
        st.session_state.notices = [f"{file.name[:60]}: is not UTF-8 text (byte {error.start}); save it as UTF-8"]
