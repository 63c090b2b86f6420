"""What the reader says of the draft: a model, or each fault at its line; what can be done with it."""

from __future__ import annotations

from html import escape
from math import prod

import streamlit as st

import negotiation.narrate as narrate
from negotiation.errors import ModelError, NegotiationError
from negotiation.model import Model
from negotiation.view import headline, own, show, state
from negotiation.view.editing import draft
from negotiation.view.editing.draft import Draft
from negotiation.view.editing.fields import said
from negotiation.view.scenario import Address, Scenario
from negotiation.view.visit import visit

AROUND = 2
WIDEST = 200
MOST_NAMES = 6
MOST_PAYOFFS = 600
"""Payoffs (combinations times parties) up to which a draft is answered while it is edited; larger ones when opened."""


def draw(here: Draft) -> st.delta_generator.DeltaGenerator:
    """Say whether the text is a model; offer to open, download and undo it; return the place of the draft's answer."""
    model, faults = own.examine(here.text, here.suffix)
    if model is not None:
        sizes = " x ".join(str(len(party.strategies)) for party in model.parties)
        st.success(
            f"A model: {len(model.parties)} parties ({sizes} strategies), {len(model.parameters)} parameters.",
            icon=":material/check_circle:",
        )
    else:
        st.error("\n\n".join(show.plain(said(each)) for each in faults), icon=":material/error:")
    place = st.empty()
    _actions(here)
    return place


def answer(place: st.delta_generator.DeltaGenerator, here: Draft) -> None:
    """Say the draft's own answer, at its own moment, once all fields are drawn: nothing that is typed waits for it."""
    model = own.examine(here.text, here.suffix)[0]
    if model is not None:
        place.html(f'<div class="n-draft" data-testid="draft-answer">{_answer(model)}{_sliders(model)}</div>')


def _answer(model: Model) -> str:
    if prod(model.strategy_counts) * len(model.parties) > MOST_PAYOFFS:
        return "<p class=n-soft>The draft is large: its answer is computed when you open it.</p>"
    try:
        words = headline.said(visit(model, Address(Scenario(model.id, model.default_preset))))
    except NegotiationError as error:
        words = f"This could not be computed: {error}"
    return f"<p><b>This draft says:</b> {escape(words)}</p>"


def _sliders(model: Model) -> str:
    if not model.parameters:
        return ""
    names = [each.label or each.id for each in model.parameters.values() if each.level == "main"][:MOST_NAMES]
    more = len(model.parameters) - len(names)
    listed = narrate.listed([*names, *([f"{more} more"] if more else [])])
    return f"<p class=n-soft>Its sliders are at the side once you open it: {escape(listed)}.</p>"


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


def _open() -> None:
    """Open the text as it is now, typed a moment ago too, as a model of its own name: its link keeps its meaning."""
    state.open_model(own.keep(*st.session_state.draft_seen))
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
