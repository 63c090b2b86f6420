"""Which page is open: a strip of groups, below it the questions of the open group. The address keeps the page alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from negotiation.view.drawing import show
from negotiation.view.pages import GROUPS, Page
from negotiation.view.session import state
from negotiation.view.session.visit import Visit

GROUP, PAGE = "group", "page"
"""The keys of the two strips, under which Streamlit keeps the label of the open tab."""


def opened(pages: Sequence[Page], visit: Visit) -> tuple[Page, DeltaGenerator]:
    """Draw the strips; return the open page and the place where it is drawn."""
    fits = [each for each in pages if each.fits(visit.model)]
    here = _asked(pages, fits, visit)
    groups = [group for group in GROUPS if any(each.group == group for each in fits)]
    with _strip(GROUP, groups, here.group, lambda: _go(fits, "group", GROUP)):
        titles = [each.title for each in fits if each.group == here.group]
        return here, _strip(PAGE, titles, here.title, lambda: _go(fits, "title", PAGE))


def _asked(pages: Sequence[Page], fits: Sequence[Page], visit: Visit) -> Page:
    """Return the page that the address names, where the model has it; else the one to begin with."""
    asked = visit.address.page
    if asked and asked not in {page.id for page in pages}:
        st.warning(show.plain(f"the link names the page '{asked}', which there is not; showing the first one"))
    home = "leverage" if visit.model.bargaining and visit.model.bargaining.issues else ""
    return next((page for want in (asked, home) for page in fits if page.id == want), fits[0])


def _strip(key: str, labels: list[str], here: str, turn: Callable[[], None]) -> DeltaGenerator:
    """Draw a strip of tabs with one of them open; return its inside."""
    if st.session_state.get(key) != here:
        st.session_state[key] = here
    return next(tab for tab in st.tabs(labels, key=key, on_change=turn) if tab.open)


def _go(pages: Sequence[Page], kind: str, key: str) -> None:
    """Open the first page of what was clicked: the address bar follows, the sliders stay as they are."""
    state.go(page=next(page.id for page in pages if getattr(page, kind) == st.session_state[key]))
