"""The draft of a session: the text being edited, kept under the name that the link holds, and its earlier texts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from negotiation.errors import NegotiationError
from negotiation.library import suffix_of
from negotiation.view.editing.forms import fields
from negotiation.view.session import own, state
from negotiation.view.session.visit import Visit

DEPTH = 50
MOST_CHARACTERS = 2_000_000
"""Characters of earlier texts that a session keeps at most."""

COPY = "Another window changed this draft meanwhile; what you typed goes on as a copy of its own."

Text = tuple[str, str]
"""A text and its suffix."""


@dataclass(frozen=True)
class Draft:
    """The text being edited and what the reader says of it."""

    text: str
    suffix: str

    @property
    def valid(self) -> bool:
        return own.examine(self.text, self.suffix)[0] is not None


def current(visit: Visit) -> Draft:
    """Return the draft that the link names, else the open model's own text."""
    name = visit.address.draft
    text, suffix = own.text(name) if name and own.has(name) else opened(visit)
    st.session_state.draft_seen = (text, suffix)
    return Draft(text, suffix)


def opened(visit: Visit) -> Text:
    """Return the open model's own text."""
    text = own.plain(visit.model.text)
    return text, suffix_of(text)


def write(text: str, suffix: str) -> bool:
    """Make a text the draft, as one step that can be undone; say why not where it is too long."""
    before = st.session_state.get("draft_seen")
    if before == (own.plain(text), suffix) and state.address().draft:
        return True
    if not _keep(text, suffix):
        return False
    if before:
        _push("draft_past", before)
    st.session_state.draft_future = []
    return True


def begin(text: str, suffix: str) -> None:
    """Start from another text, its sliders where its own moment puts them."""
    fields.settle()
    if write(text, suffix):
        state.go(tried={})


def change(how: Callable[[str], str]) -> bool:
    """Change the draft's text by a form."""
    text, suffix = st.session_state.draft_seen
    try:
        return write(how(text), suffix)
    except NegotiationError as error:
        st.session_state.notices = [f"Not changed: {error}"]
        return False


def undo() -> None:
    _step("draft_past", "draft_future")


def redo() -> None:
    _step("draft_future", "draft_past")


def can(which: str) -> bool:
    """Return whether there is a text to go back ("draft_past") or forward ("draft_future") to."""
    return bool(st.session_state.get(which))


def _step(source: str, target: str) -> None:
    fields.settle()
    texts: list[Text] = st.session_state.get(source, [])
    before: Text = st.session_state.draft_seen
    if texts and _keep(*texts[-1]):
        _push(target, before)
        st.session_state[source] = texts[:-1]


def _push(which: str, text: Text) -> None:
    """Remember a text; the oldest give way."""
    texts = [*st.session_state.get(which, []), text][-DEPTH:]
    while len(texts) > 1 and sum(len(each) for each, _ in texts) > MOST_CHARACTERS:
        texts = texts[1:]
    st.session_state[which] = texts


def _keep(text: str, suffix: str) -> bool:
    """Keep the text under the draft's name, or under a new one where another window has changed the draft since.

    What was kept is seen: a second change may come before the page is drawn anew.
    """
    name, notices = state.address().draft, []
    if name and own.has(name) and own.text(name) != st.session_state.get("draft_seen"):
        name, notices = "", [COPY]
    try:
        name = own.keep(text, suffix, name if own.is_own(name) else "")
    except NegotiationError as error:
        st.session_state.notices = [f"Not changed: {error}"]
        return False
    st.session_state.draft_seen = own.text(name)
    state.go(draft=name)
    st.session_state.notices = notices
    return True
