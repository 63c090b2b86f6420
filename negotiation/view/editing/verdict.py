"""What the reader says of the draft: a model, or each fault at its line; what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import prod

import streamlit as st

from negotiation.errors import ModelError, NegotiationError
from negotiation.model import Model, Parameter
from negotiation.model.conflict import Conflict
from negotiation.view import compute, headline
from negotiation.view.compute.stable import states
from negotiation.view.drawing import show
from negotiation.view.editing import draft
from negotiation.view.editing.draft import Draft
from negotiation.view.editing.forms import fields
from negotiation.view.editing.forms.fields import said
from negotiation.view.panel import controls
from negotiation.view.session import own, state, tried
from negotiation.view.session.scenario import Address, Scenario, of_draft
from negotiation.view.session.visit import visit
from negotiation.wording import counted

AROUND = 2
WIDEST = 200
SHOWN = 4
"""Sliders of a draft that are in view, the others are a click away; statements that do not hold."""

PROVED = "proved_text"
"""The session's key of the text whose statements were asked to be proved."""

MOST_PAYOFFS = 600
"""Payoffs (combinations times parties) up to which a draft is answered while it is edited; larger ones when opened."""


def draw(here: Draft) -> st.delta_generator.DeltaGenerator:
    """Say whether the text is a model; offer to open, download and undo it; return the place of the draft's answer."""
    model, faults = own.examine(here.text, here.suffix)
    if model is not None:
        st.success(_size(model), icon=":material/check_circle:")
    else:
        st.error("\n\n".join(show.plain(said(each)) for each in faults), icon=":material/error:")
    place = st.container()  # An empty one is drawn as such at first: all below would move up, and down again.
    with st.container():
        if model is not None:
            _sliders(model)
            _stated(model, here.text)
    _actions(here)
    return place


def _size(model: Model) -> str:
    parties = counted(len(model.parties), "party", "parties")
    if not model.has_payoffs:
        return f"A graph model: {parties}, {counted(states(model), 'state')}."
    sizes = " x ".join(str(len(party.strategies)) for party in model.parties)
    return f"A model: {parties} ({sizes} strategies), {counted(len(model.parameters), 'parameter')}."


def answer(place: st.delta_generator.DeltaGenerator, here: Draft) -> None:
    """Say the draft's own answer where its sliders stand, once all fields are drawn: nothing that is typed waits."""
    model = own.examine(here.text, here.suffix)[0]
    if model is not None:
        place.html(f'<div class="n-draft" data-testid="draft-answer" role="status">{_answer(model)}</div>')


def _answer(model: Model) -> str:
    if prod(model.strategy_counts) * len(model.parties) > MOST_PAYOFFS:
        return "<p class=n-soft>The draft is large: its answer is computed when you open it.</p>"
    try:
        words = headline.said(visit(model, Address(_stands(model))))
    except NegotiationError as error:
        words = f"This could not be computed: {error}"
    return f"<p><b>This draft says:</b> {escape(words)}</p>"


def _stands(model: Model) -> Scenario:
    """Return where the draft's sliders stand; a text that is the open model's has that one's, at the side."""
    here = state.address()
    return of_draft(here, model) if tried.apart(here) else Scenario(model.id, model.default_preset)


def _sliders(model: Model) -> None:
    """Draw the draft's own sliders, its main ones first; the answer above follows them."""
    here = state.address()
    if not model.parameters or not tried.apart(here):
        return
    at = Scenario(here.draft, model.default_preset)
    every, base = sorted(model.parameters.values(), key=lambda each: each.level != "main"), at.values(model)
    show.note("The draft's own sliders: move them, and what it says follows.")
    _row(at, every[:SHOWN], base)
    if every[SHOWN:]:
        fold = st.expander(f"{len(every) - SHOWN} more sliders of the draft", key="draft_more", on_change="rerun")
        if fold.open:
            with fold:
                _row(at, every[SHOWN:], base)


def _stated(model: Model, text: str) -> None:
    """Offer to prove what the text states of itself in [[expect]]; once asked for, it holds until the text changes."""
    blocks = len(model.statements if isinstance(model, Conflict) else model.expectations)
    if not blocks:
        return
    if st.session_state.get(PROVED) != text:
        st.button(f"Prove what it states ({counted(blocks, 'block')} of [[expect]])", key="prove_stated",
                  icon=":material/fact_check:", on_click=_prove, args=(text,))
        return
    wrong = compute.unproved(model)
    if wrong:
        more = [f"{len(wrong) - SHOWN} more"] if len(wrong) > SHOWN else []
        told = [show.plain(said(each)) for each in wrong[:SHOWN]]
        st.warning("\n\n".join([f"What it states does not hold in {counted(len(wrong), 'place')}:", *told, *more]),
                   icon=":material/rule:")
    else:
        st.success(f"What it states holds, {counted(blocks, 'block')} of [[expect]].", icon=":material/fact_check:")


def _prove(text: str) -> None:
    st.session_state[PROVED] = text


def _row(at: Scenario, parameters: Sequence[Parameter], base: Mapping[str, float]) -> None:
    columns = st.columns(2, gap="medium")
    for k, each in enumerate(parameters):
        with columns[k % 2]:
            controls.draw(at, each, base)


def lines(here: Draft) -> None:
    """Show the lines around each fault, and what is wrong there: the verdict above may be out of view."""
    with st.container():
        for each in own.examine(here.text, here.suffix)[1]:
            show.html(excerpt(here.text, each))
            if each.line:
                show.html(f'<p class="n-fault">{escape(said(each))}</p>')


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
    fields.settle()
    moved, model = state.address().tried, tried.model()
    state.open_model(own.keep(*st.session_state.draft_seen))
    if model is not None and moved:
        state.set_values({name: value for name, value in moved.items() if name in model.parameters})
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
