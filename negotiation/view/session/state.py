"""The one state of a session: its Address. Widgets and the address bar follow it; callbacks replace it.

Streamlit runs callbacks before the page: whoever asks for the address first hears what the browser sent over the line,
so a click on Undo comes after the keys pressed before it. The address bar is read when a session begins; after that the
browser says when it went back or forward. Nothing else stores a value of the scenario, and no clock tells an echo from
a move: each move has a number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from secrets import token_hex
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from negotiation.errors import NegotiationError
from negotiation.model import Model
from negotiation.plain import Json
from negotiation.view import slider
from negotiation.view.adapter.turns import undisturbed
from negotiation.view.session import clicks, own, scenario, tried
from negotiation.view.session.catalog import doubted, first, load, played
from negotiation.view.session.scenario import Address, Scenario

DEPTH = 200
"""Steps that can be undone."""


def arrive() -> tuple[Model, Address]:
    """Return where the session stands; a new one begins where the address bar points."""
    if "address" not in st.session_state:
        st.session_state.session = token_hex(8)
        take_up(st.query_params.to_dict())
    if own.is_own(name := address().scenario.model) and not own.has(name):
        take_up(scenario.write(address()))
    return played(address().scenario), address()


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
    if query.get(scenario.DOUBT) == scenario.ON:
        try:
            model = doubted(model)
        except NegotiationError as error:
            notices.append(str(error))
    found, left_out = scenario.read(query, model, name)
    if "address" in st.session_state:
        remember()
    st.session_state.address = found
    st.session_state.notices = notices + left_out


def address() -> Address:
    """Return where the session stands, everything that the browser sent until now taken up."""
    hear()
    return st.session_state.address


def hear() -> None:
    """Take up what the browser sent beyond the last number heard, in the order in which it was done there."""
    if "session" not in st.session_state:
        return
    with undisturbed():
        found = slider.moves(_message(), st.session_state.session, st.session_state.get("heard", 0))
        if found:
            st.session_state.heard = found[-1].n
        for each in found:
            _take(each)


def _take(sent: slider.Sent) -> None:
    if isinstance(sent, slider.Move):
        _move_slider(sent)
    elif isinstance(sent, slider.Clicked):
        clicks.done(sent.button)
    else:
        take_up(dict(parse_qsl(sent.query.removeprefix("?"))))


def _message() -> object:
    """Return what the browser sent last, as it came."""
    return st.session_state.get(slider.LINE, {}).get("sent")


def _move_slider(move: slider.Move) -> None:
    """Set a slider; what belongs to one gesture is one step to undo, and a drag that ends refused leaves no trace."""
    here = st.session_state.address.scenario
    if tried.apart(st.session_state.address) and move.model == st.session_state.address.draft:
        tried.take(move)
        return
    if move.model != here.model or move.name not in played(here).parameters:
        return
    gesture, left, held = st.session_state.get("gesture", (0, None, False))
    joined = gesture == move.gesture and left == here.key
    with as_one_step(joined):
        taken = attempt(lambda here, model: here.set(model, {move.name: move.value}), move.name)
    if not taken and joined and held and not move.held and st.session_state.past:
        st.session_state.address = replace(st.session_state.address, scenario=st.session_state.past.pop())
    st.session_state.gesture = (move.gesture, st.session_state.address.scenario.key, taken and move.held)


def held() -> bool:
    """Return whether the last move taken up is of a slider that is still held."""
    return bool(st.session_state.get("gesture", (0, None, False))[2])


def hand() -> str:
    """Return the slider of the open model that the browser says is under the hand, '' where none is."""
    return slider.hand(_message())


def told() -> dict[str, Json]:
    """Return what the line says to the browser: where the session stands, and the number of the last move taken up."""
    here = address()
    values = here.scenario.values(played(here.scenario))
    return {
        "session": st.session_state.session,
        "heard": st.session_state.get("heard", 0),
        "model": here.scenario.model,
        "values": values,
        "query": urlencode(scenario.write(here)),
        "refused": st.session_state.get("refused_move", ("", "")),
        "draft": tried.told(here),
        "clicks": clicks.BUTTONS,
    }


def go(**changes: object) -> None:
    """Replace parts of the address; a change of the scenario can be undone."""
    new = replace(address(), **changes)  # type: ignore[arg-type]
    if new.scenario.key != address().scenario.key:
        if not st.session_state.get("one_step", False):
            remember()
        st.session_state.future = []
        st.session_state.refused_move = ("", "")
    st.session_state.address = new


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
        new = change(here.scenario, played(here.scenario))
    except NegotiationError as error:
        st.session_state.notices = [f"Not changed: {error}"]
        st.session_state.refused_move = (name, str(error))
        return False
    go(scenario=new)
    return True


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
    st.session_state.refused_move = ("", "")
    pin = here.pin.among(played(to)) if here.pin and here.pin.model == to.model else None
    over = here.over if (to.model, to.doubt) == (here.scenario.model, here.scenario.doubt) else ""
    st.session_state.address = replace(here, scenario=to, pin=pin, over=over)


def doubt(on: bool) -> None:
    """Let the parties doubt each other, or know each other's first type; the sliders that both have stay."""
    here = address()
    try:
        model = played(replace(here.scenario, doubt=on))
    except NegotiationError as error:
        st.session_state.notices = [str(error)]
        return
    known = here.over in model.parameters or here.over in model.paths
    go(scenario=here.scenario.among(model), pin=here.pin.among(model) if here.pin else None,
       over=here.over if known else "")


def open_model(name: str) -> None:
    """Open a model at its default preset, with the pin taken off."""
    try:
        name = own.keep(*own.text(name)) if own.is_own(name) and name == address().draft else name
        model = load(name)
    except NegotiationError as error:
        st.session_state.notices = [str(error)]
        return
    go(scenario=Scenario(name, model.default_preset), pin=None, over="", choices={})


def open_preset(name: str) -> None:
    go(scenario=replace(address().scenario, preset=name, changed={}))


def notices() -> list[str]:
    """Return what has to be said, for as long as the session stays where it was said: a page drawn anew says it too."""
    new, here = st.session_state.get("notices", []), st.session_state.address
    said, at = st.session_state.get("said", (None, None))
    if said is not new:
        st.session_state.said = new, here
    elif at != here:
        st.session_state.notices = []
    return st.session_state.get("notices", [])
