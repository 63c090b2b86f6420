"""The browser's own copy: it brings back what a server lost, and what was typed but not yet taken over.

The script is fixed; texts pass through it as data. What comes back is a user's text like any other: bounded, read by
the model language's reader, and kept under a name that only this browser's link holds.
"""

from __future__ import annotations

import secrets
from functools import cache
from pathlib import Path

import streamlit as st

from negotiation.errors import NegotiationError
from negotiation.view.editing import draft
from negotiation.view.session import own, state

SCRIPT = Path(__file__).with_name("keeper.js").read_text(encoding="utf-8")
MOST_AT_ONCE = 3
MOST_LISTED = 12
"""Own models of an earlier visit that are listed at most, as many as the browser keeps."""
TIMES = 3
"""Runs in which a browser is asked what it keeps."""


@cache
def _component(script: str):  # type: ignore[no-untyped-def]
    return st.components.v2.component("negotiation_keeper", js=script)


def draw() -> None:
    """Mount the keeper where an own model or a draft is in play, and once to ask which own models the browser keeps."""
    here = state.address()
    names = [name for name in (here.scenario.model, here.draft) if own.is_own(name)]
    lost, more = _lost(), _of_the_browser()
    asking = "keeper_listed" not in st.session_state and _times() <= TIMES
    if not (names or lost or more or asking) and here.page != "edit":
        return
    needed = [name for name in dict.fromkeys([*lost.values(), *names]) if not own.has(name)]
    seen = st.session_state.get("draft_seen")
    whole = here.page == "edit" and here.draft not in needed and not lost
    data = {
        "session": st.session_state.setdefault("keeper_session", secrets.token_hex(4)),
        "kept": [[name, *own.text(name)] for name in names if own.has(name)],
        "wanted": needed or more[:MOST_AT_ONCE],
        "editor": seen[0] if whole and seen else None,
        "offering": "offered" in st.session_state,
        "listing": asking,
    }
    _component(SCRIPT)(key="keeper", data=data, on_back_change=_back, on_typed_change=_typed, on_held_change=_held)


def _times() -> int:
    """Count the runs in which the browser is asked; one that keeps nothing never answers."""
    st.session_state.keeper_times = st.session_state.get("keeper_times", 0) + 1
    return st.session_state.keeper_times


def _held() -> None:
    """List the own models that the browser keeps, those that the server lost once their texts are back."""
    found = st.session_state.keeper.held
    names = [name for name in found if isinstance(name, str) and own.is_own(name)] if isinstance(found, list) else []
    st.session_state.keeper_listed = names[:MOST_LISTED]
    _open([name for name in st.session_state.keeper_listed if own.has(name)])


def _of_the_browser() -> list[str]:
    """Return the own models that the browser keeps and the server does not."""
    return [name for name in st.session_state.get("keeper_listed", []) if not own.has(name)]


def _open(names: list[str]) -> None:
    """List own models, each text once: a draft and the model opened from it are one."""
    opened: list[str] = st.session_state.setdefault("own_opened", [])
    here = state.address()
    for name in names:
        texts = [own.text(each) for each in (*opened, here.draft, here.scenario.model) if own.has(each)]
        if own.text(name) not in texts:
            opened.append(name)


def _lost() -> dict[str, str]:
    """Return the own names of a link that could not be opened."""
    query = st.session_state.get("lost", {})
    return {key: query[key] for key in ("model", "draft") if own.is_own(query.get(key, ""))}


def _back() -> None:
    """Take back the texts that the browser kept, and go where the link pointed."""
    found = st.session_state.keeper.back
    names: dict[str, str] = {}
    try:
        for each in found[:MOST_AT_ONCE] if isinstance(found, list) else []:
            names[str(each["name"])] = own.bring_back(str(each["name"]), str(each["text"]), str(each["suffix"]))
    except (NegotiationError, KeyError, TypeError):
        return
    listed = st.session_state.get("keeper_listed", [])
    st.session_state.keeper_listed = [name for name in listed if name not in names]
    _open([names[name] for name in listed if name in names])
    lost = st.session_state.pop("lost", {})
    if lost:
        query = {key: names.get(value, value) if key in ("model", "draft") else value for key, value in lost.items()}
        past = st.session_state.past
        state.take_up(query)
        st.session_state.past = past
    elif state.address().draft in names:
        state.go(draft=names[state.address().draft])


def _typed() -> None:
    """Take over what was typed before the page was left; where the draft has changed since, ask first."""
    found = st.session_state.keeper.typed
    if not isinstance(found, dict) or not isinstance(found.get("text"), str) or "draft_seen" not in st.session_state:
        return
    if found.get("fits") is True:
        take(found["text"])
    else:
        st.session_state.offered = found["text"]


def take(text: str) -> None:
    """Make a text that the browser kept the draft, and show it."""
    st.session_state.pop("offered", None)
    if draft.write(text, st.session_state.draft_seen[1]):
        st.session_state.edit_part = "Text"


def offer() -> None:
    """Ask whether to put back a text that was typed here before the draft changed elsewhere."""
    if "offered" not in st.session_state:
        return
    with st.container(border=True, key="offer"):
        st.markdown("This browser holds a text that was typed here and never taken over; the draft has changed since.")
        with st.container(horizontal=True):
            st.button("Put it back", key="offer_take", on_click=take, args=(st.session_state.offered,))
            st.button("Leave it", key="offer_leave", on_click=lambda: st.session_state.pop("offered"), type="tertiary")
