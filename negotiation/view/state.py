"""The one state of a session: its Address. Widgets and the address bar follow it; callbacks replace it.

Streamlit runs callbacks before the page: `arrive` then takes up a changed address bar, the page is drawn from the
address, and `publish` writes the address bar back. Nothing else stores a value of the scenario. A widget that moves
again before the browser has seen the last change brings old values along; a callback's change wins over them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import monotonic

import streamlit as st

import negotiation.library as library
from negotiation.errors import NegotiationError
from negotiation.model import Model
from negotiation.view import own, scenario
from negotiation.view.scenario import Address, Scenario

FIRST = "geneva-2016"
ROUND_TRIP = 1.5
"""Seconds within which a rerun may bring what the browser held before the last change."""

ONE_MOVE = 0.9
"""Seconds within which another change of the same slider still belongs to one move."""

DEPTH = 200
"""Steps that can be undone."""


def catalog() -> dict[str, str]:
    """Return the models on offer, id -> title: the one named on the command line, the shipped ones."""
    named = argument()
    local = {named.stem: load(named.stem).title or named.stem} if named else {}
    return local | {name: load(name).title or name for name in library.shipped()}


def argument() -> Path | None:
    """Return the model file given after `--` on the command line, if any; links may name no other file."""
    text = sys.argv[1] if len(sys.argv) > 1 else ""
    return Path(text) if text.endswith(tuple(library.READERS)) and Path(text).is_file() else None


def first() -> str:
    """Return the model of a first visit."""
    named = argument()
    text = sys.argv[1] if len(sys.argv) > 1 else ""
    return named.stem if named else text if text in library.shipped() else FIRST


def load(name: str) -> Model:
    """Return a model that a link may name: shipped, given on the command line, or of the user's own making."""
    named = argument()
    if named and name == named.stem:
        return _read(str(named), named.stat().st_mtime_ns)
    if own.is_own(name):
        return own.model(name)
    if name not in library.shipped():
        raise NegotiationError(f"there is no model '{name[:40]}' here; showing {first()} instead")
    path = library.shipped()[name]
    return _read(str(path), path.stat().st_mtime_ns)


@st.cache_resource(max_entries=64, show_spinner=False)
def _read(path: str, changed: int) -> Model:
    return library.load(Path(path))


def arrive() -> tuple[Model, Address]:
    """Return where the session stands, after taking up an address bar that was changed from outside."""
    query = st.query_params.to_dict()
    moved = st.session_state.pop("moved", False)
    if "address" not in st.session_state or (query != st.session_state.written and not moved):
        take_up(query)
        st.session_state.written = query
    if own.is_own(name := address().scenario.model) and not own.has(name):
        take_up(scenario.write(address()))
    return load(address().scenario.model), address()


def take_up(query: dict[str, str]) -> None:
    """Go where query parameters say; what cannot be taken is said in a notice."""
    st.session_state.setdefault("past", [])
    st.session_state.setdefault("future", [])
    name, notices = query.get("model", first()), []
    try:
        model = load(name)
    except NegotiationError as error:
        notices.append(str(error))
        st.session_state.lost = query
        name, query = first(), {}
        model = load(name)
    found, left_out = scenario.read(query, model, name)
    if "address" in st.session_state:
        remember()
    st.session_state.address = found
    st.session_state.notices = notices + left_out


def publish() -> None:
    """Write the address bar, where it differs."""
    query = scenario.write(address())
    if query != st.query_params.to_dict():
        st.query_params.from_dict(query)
    st.session_state.written = query


def address() -> Address:
    return st.session_state.address


def go(**changes: object) -> None:
    """Replace parts of the address; a change of the scenario can be undone."""
    new = replace(address(), **changes)  # type: ignore[arg-type]
    if new.scenario.key != address().scenario.key:
        if not st.session_state.get("one_step", False):
            remember()
        st.session_state.future = []
    st.session_state.address = new
    st.session_state.moved = True


@contextmanager
def as_one_step(joined: bool = True) -> Iterator[None]:
    """Let changes join the step before them, so that one undo takes back the whole of a play."""
    st.session_state.one_step = joined
    try:
        yield
    finally:
        st.session_state.one_step = False


def remember() -> None:
    """Make the present scenario a step that undo comes back to."""
    st.session_state.past = [*st.session_state.past, address().scenario][-DEPTH:]


def attempt(change: Callable[[Scenario, Model], Scenario], name: str = "") -> bool:
    """Change the scenario; where the model refuses, say so, at the slider `name` too, and change nothing."""
    here = address()
    st.session_state.refused_move = ("", "")
    try:
        new = change(here.scenario, load(here.scenario.model))
    except NegotiationError as error:
        st.session_state.notices = [f"Not changed: {error}"]
        st.session_state.refused_move = (name, str(error))
        return False
    go(scenario=new)
    return True


def set_value(name: str, value: float) -> bool:
    """Set one parameter; quick changes of the same one are one step to undo."""
    last, when = st.session_state.get("last_set", ("", 0.0))
    st.session_state.last_set = (name, monotonic())
    with as_one_step(last == name and monotonic() - when < ONE_MOVE):
        return attempt(lambda here, model: here.set(model, {name: value}), name)


def set_values(values: dict[str, float]) -> bool:
    """Set several parameters at once, as one step."""
    return attempt(lambda here, model: here.set(model, values))


def reset(*names: str) -> None:
    """Put some parameters, or all, back at the preset."""
    attempt(lambda here, model: here.reset(names or None))


def undo() -> None:
    while st.session_state.past and st.session_state.past[-1].key == address().scenario.key:
        st.session_state.past.pop()
    if st.session_state.past:
        st.session_state.future = [*st.session_state.future, address().scenario]
        _move(st.session_state.past.pop())


def redo() -> None:
    if st.session_state.future:
        remember()
        _move(st.session_state.future.pop())


def _move(to: Scenario) -> None:
    here = address()
    st.session_state.last_set = ("", 0.0)
    pin = here.pin if here.pin and here.pin.model == to.model else None
    st.session_state.address = replace(
        here, scenario=to, pin=pin, over=here.over if to.model == here.scenario.model else ""
    )
    st.session_state.moved = True


def open_model(name: str) -> None:
    """Open a model at its default preset, with the pin taken off."""
    try:
        model = load(name)
    except NegotiationError as error:
        st.session_state.notices = [str(error)]
        return
    go(scenario=Scenario(name, model.default_preset), pin=None, over="", choices={})


def open_preset(name: str) -> None:
    go(scenario=Scenario(address().scenario.model, name))


def notices() -> list[str]:
    """Return what has to be said once, and forget it."""
    said = st.session_state.get("notices", [])
    st.session_state.notices = []
    return said
