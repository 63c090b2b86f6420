"""Make it your own: start from a model, edit it in fields or as text, faults at the line, nothing typed is lost."""

from __future__ import annotations

import re

import streamlit as st

from negotiation.view.editing import draft, guide, keeper, start, verdict, writing
from negotiation.view.editing.draft import Draft
from negotiation.view.editing.forms import coalitions, fields, guesses, parameters, payoffs, presets, types, unfolding
from negotiation.view.editing.forms.outline import outline
from negotiation.view.session import own
from negotiation.view.session.visit import Visit

GRAPH = re.compile(r"^kind\s*=\s*[\"']graph[\"']", re.MULTILINE)
"""How a text says that it is a graph model, readable or not yet."""

PARTS = ("Payoffs", "Parameters", "Presets", "Coalitions", "Types", "Unfolding", "Text")
SECTIONS = {"Coalitions": coalitions.draw, "Types": types.draw, "Unfolding": unfolding.draw}


def draw(visit: Visit) -> None:
    """Draw the page. What comes and goes has a place of its own: a browser that draws a field anew, because it moved
    down by one, takes away what is being typed."""
    here = draft.current(visit)
    with st.container():
        if visit.address.draft and not own.has(visit.address.draft):
            st.warning("The draft that this link names is no longer kept here; below is the open model's text.")
    st.markdown(
        "Start from one of these, change it, and open the result: sliders, equilibria and every page follow. "
        "The draft is kept for this link here and in this browser, and sent nowhere else."
    )
    start.draw(visit)
    guide.draw()
    with st.container():
        keeper.offer()
    answer = verdict.draw(here)
    if st.session_state.get("edit_part") not in PARTS:
        st.session_state.edit_part = PARTS[0]
    for tab, part in zip(st.tabs(PARTS, key="edit_part", on_change="rerun"), PARTS, strict=True):
        if tab.open:
            with tab, st.container(key=f"part_{part.lower()}"):
                _part(part, here, visit)
    verdict.answer(answer, here)


def _part(part: str, here: Draft, visit: Visit) -> None:
    if part == "Text":
        verdict.lines(here)
        _editor(here)
        return
    if here.suffix != ".toml":
        program = {".nfg": "a Gambit game", ".gmcr": "a GMCR+ conflict"}[here.suffix]
        st.info(f"This is {program} file ({here.suffix}), which has no fields to fill in: edit it under Text.")
        return
    if len(here.text) > writing.MOST_CHARACTERS:
        st.info(f"Fields are for texts of at most {writing.MOST_CHARACTERS:,} characters; edit this one under Text.")
        return
    if GRAPH.search(here.text):
        st.info("This is a graph model (kind = \"graph\"), which has no fields to fill in: edit it under Text.")
        return
    shape = outline(here.text)
    if shape is None:
        st.info("The fields come back once the text can be read: mend this line under Text.")
        verdict.lines(here)
        return
    faults = own.examine(here.text, here.suffix)[1]
    if part == "Payoffs":
        payoffs.draw(shape, faults)
    elif part == "Parameters":
        parameters.draw(shape, faults)
        guesses.correlations(shape, faults)
    elif part in SECTIONS:
        SECTIONS[part](shape, faults)
    else:
        presets.draw(shape, faults, visit)


def _editor(here: Draft) -> None:
    """Draw the text; what is typed is taken over when the field is left, and kept by the browser until then."""
    fields.watch(lambda: draft.write(fields.typed("editor"), here.suffix), "editor")
    with st.container(key="editor"):
        st.text_area(
            "The model's text",
            key=fields.follow("editor", here.text),
            height=460,
            on_change=fields.take,
            args=("editor",),
            max_chars=own.MOST_CHARACTERS,
            help="Press Ctrl+Enter, or leave the field, to check what you typed.",
        )
