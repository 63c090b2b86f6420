"""Make it your own: start from a model, a textbook game or a file; edit the text, errors at the line, nothing lost."""

from __future__ import annotations

import re

import streamlit as st

from negotiation.errors import NegotiationError
from negotiation.view import own, show, state, tables, textbook
from negotiation.view.visit import Visit


def draw(visit: Visit) -> None:
    """Draw the page."""
    text, suffix = _draft(visit)
    st.markdown(
        "Start from the open model, a textbook game or a file, change the text, and open the result: sliders, "
        "equilibria and every page follow. Nothing is sent anywhere else; the text is kept for this link."
    )
    _start(visit)
    _verdict(text, suffix)
    _editor(text, suffix)


def _draft(visit: Visit) -> tuple[str, str]:
    """Return the text being edited: the draft that the link names, else the open model's own text."""
    try:
        if visit.address.draft:
            return own.text(visit.address.draft)
    except NegotiationError as error:
        st.warning(str(error))
    return visit.model.text, ".nfg" if visit.model.text.startswith("NFG") else ".toml"


def _keep(text: str, suffix: str) -> None:
    """Keep what was typed under the draft's name, so that a reload of the page brings it back."""
    try:
        name = own.keep(text, suffix, state.address().draft)
    except NegotiationError as error:
        st.session_state.notices = [str(error)]
        return
    state.go(draft=name)


def _start(visit: Visit) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button(
            "Start from the open model",
            on_click=_keep,
            args=(visit.model.text, _suffix(visit)),
            key="from_open",
        )
        st.selectbox(
            "Start from a textbook game",
            list(textbook.GAMES),
            index=None,
            key="textbook",
            width=280,
            placeholder="a textbook game",
            label_visibility="collapsed",
            on_change=_from_textbook,
        )
    st.file_uploader("Or from a file (.toml or .nfg)", type=["toml", "nfg"], key="upload", on_change=_from_file)


def _suffix(visit: Visit) -> str:
    return ".nfg" if visit.model.text.startswith("NFG") else ".toml"


def _from_textbook() -> None:
    if st.session_state.textbook:
        _keep(textbook.text(st.session_state.textbook), ".toml")
        st.rerun()


def _from_file() -> None:
    file = st.session_state.upload
    if file is None:
        return
    try:
        _keep(file.getvalue().decode("utf-8"), ".nfg" if file.name.endswith(".nfg") else ".toml")
    except UnicodeDecodeError as error:
        st.session_state.notices = [f"{file.name[:60]}: is not UTF-8 text (byte {error.start}); save it as UTF-8"]
    st.rerun()


def _editor(text: str, suffix: str) -> None:
    st.session_state.editor = text

    def typed() -> None:
        _keep(st.session_state.editor, suffix)
        st.rerun()

    st.text_area(
        "The model's text",
        key="editor",
        height=420,
        on_change=typed,
        max_chars=own.MOST_CHARACTERS,
        help="Press Ctrl+Enter to check what you typed.",
    )


def _verdict(text: str, suffix: str) -> None:
    """Say whether the text is a model; offer to open and download it."""
    try:
        model = own.read(text, suffix)
    except NegotiationError as error:
        st.error(re.sub(r"^model\.(toml|nfg):(\d+):", r"Line \2:", str(error)))
        _excerpt(text, str(error))
        valid = False
    else:
        sizes = " x ".join(str(len(party.strategies)) for party in model.parties)
        st.success(f"A model: {len(model.parties)} parties ({sizes} strategies), {len(model.parameters)} parameters.")
        valid = True
    with st.container(horizontal=True):
        st.button(
            "Open this model",
            disabled=not valid,
            key="open_own",
            on_click=_open,
            args=(text, suffix),
        )
        st.download_button(
            "Download the file",
            text,
            file_name=f"model{suffix}",
            on_click="ignore",
            key="own_file",
            icon=":material/download:",
        )


def _open(text: str, suffix: str) -> None:
    """Open the text as a model of its own name, so that its link keeps meaning the same."""
    state.open_model(own.keep(text, suffix))
    state.go(page="now")


def _excerpt(text: str, message: str) -> None:
    """Show the lines around the one at fault."""
    found = re.search(r":(\d+):", message)
    if not found:
        return
    at, lines = int(found[1]), text.splitlines()
    rows = "".join(
        f"<tr{' class=eq' if k == at else ''}><td class=num>{k}</td>"
        f"<td><code>{tables.escape(lines[k - 1][:200])}</code></td></tr>"
        for k in range(max(1, at - 2), min(len(lines), at + 2) + 1)
    )
    show.html(f'<table class="n-table">{rows}</table>')
