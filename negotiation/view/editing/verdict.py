"""What the reader says of the draft: a model, or each fault at its line; what can be done with it."""

from __future__ import annotations

from html import escape

import streamlit as st

from negotiation.errors import ModelError
from negotiation.view import own, show, state
from negotiation.view.editing import draft
from negotiation.view.editing.draft import Draft
from negotiation.view.editing.fields import said

AROUND = 2
WIDEST = 200


def draw(here: Draft) -> None:
    """Say whether the text is a model; offer to open, download and undo it."""
    model, faults = own.examine(here.text, here.suffix)
    if model is not None:
        sizes = " x ".join(str(len(party.strategies)) for party in model.parties)
        st.success(
            f"A model: {len(model.parties)} parties ({sizes} strategies), {len(model.parameters)} parameters.",
            icon=":material/check_circle:",
        )
    else:
        st.error("\n\n".join(show.plain(said(each)) for each in faults), icon=":material/error:")
    _actions(here)


def lines(here: Draft) -> None:
    """Show the lines around each fault."""
    for each in own.examine(here.text, here.suffix)[1]:
        show.html(excerpt(here.text, each))


def _actions(here: Draft) -> None:
    with st.container(horizontal=True, key="draft_actions", gap="small"):
        st.button(
            "Open this model",
            type="primary",
            disabled=not here.valid,
            key="open_own",
            on_click=_open,
            args=(here.text, here.suffix),
        )
        st.download_button(
            "Download the file",
            here.text,
            file_name=f"model{here.suffix}",
            on_click="ignore",
            key="own_file",
            icon=":material/download:",
        )
        for label, icon, step, which in (
            ("Undo the edit", "undo", draft.undo, "draft_past"),
            ("Redo the edit", "redo", draft.redo, "draft_future"),
        ):
            st.button(
                label,
                icon=f":material/{icon}:",
                key=f"{icon}_edit",
                on_click=step,
                disabled=not draft.can(which),
                type="tertiary",
            )


def _open(text: str, suffix: str) -> None:
    """Open the text as a model of its own name, so that its link keeps meaning the same."""
    state.open_model(own.keep(text, suffix))
    state.go(page="now")


def excerpt(text: str, fault: ModelError) -> str:
    """Return the lines around the one at fault as HTML."""
    every = text.split("\n")
    if not 0 < fault.line <= len(every):
        return "<div></div>"
    first, last = max(1, fault.line - AROUND), min(len(every), fault.line + AROUND)
    rows = "".join(
        f"<div{' class=at' if k == fault.line else ''}><span>{k}</span>"
        f"<code>{escape(_short(every[k - 1]))}</code></div>"
        for k in range(first, last + 1)
    )
    about = f'role="group" tabindex="0" aria-label="The lines around line {fault.line}"'
    return f'<div class="n-excerpt" {about}>{rows}</div>'


def _short(line: str) -> str:
    return line if len(line) <= WIDEST else f"{line[:WIDEST]} ..."
