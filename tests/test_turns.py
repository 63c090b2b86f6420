"""A message that comes while callbacks run waits until they are through."""

import threading
from contextlib import suppress

import pytest
import streamlit as st
from streamlit.runtime.state import session_state_proxy
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import SessionState

from negotiation.view import slider
from negotiation.view.adapter.turns import callbacks_run_whole, undisturbed
from negotiation.view.session import state


class Newer(BaseException):
    """Stands for Streamlit's request to begin anew."""


class Inner(dict):
    def on_script_will_rerun(self, states, **_):
        self["done"] = [self.outer["first"], self.outer["second"]]


def test_a_newer_message_ends_no_callback_and_is_taken_up_after_it():
    def asked():
        raise Newer

    callbacks_run_whole()
    callbacks_run_whole()
    inner = Inner(first=1, second=2)
    inner.outer = SafeSessionState(inner, asked)
    inner.outer.on_script_will_rerun(None)
    assert inner["done"] == [1, 2]
    with pytest.raises(Newer):
        inner.outer["first"]


def test_a_callback_that_fails_leaves_the_session_as_it_was():
    callbacks_run_whole()
    inner = Inner(first=1)
    inner.outer = SafeSessionState(inner, lambda: None)
    before = inner.outer._yield_callback
    with pytest.raises(KeyError):
        inner.outer.on_script_will_rerun(None)
    assert inner.outer._yield_callback is before


def test_a_newer_move_is_not_overwritten_by_an_older_one_still_being_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit begins the next run while the one before it is still at work, in two threads on one session."""
    shared, own = SessionState(), threading.local()

    def session() -> SafeSessionState:
        if not hasattr(own, "session"):
            own.session = SafeSessionState(shared, lambda: None)
        return own.session

    monkeypatch.setattr(session_state_proxy, "get_session_state", session)
    st.session_state.session = "this"
    state.take_up({})
    reading, later, played = threading.Event(), threading.Event(), state.played

    def slowly(here: object) -> object:
        if threading.current_thread() is older:
            reading.set()
            later.wait(0.5)
        return played(here)

    def hear(n: int, value: float) -> None:
        move = {"n": n, "model": "geneva-2016", "name": "control", "value": value, "gesture": n, "held": False}
        with undisturbed():  # as Streamlit takes over a message and runs its callbacks
            st.session_state[slider.LINE] = {"sent": {"session": "this", "moves": [move]}}
            state.hear()

    monkeypatch.setattr(state, "played", slowly)
    older = threading.Thread(target=hear, args=(1, 0.63))
    older.start()
    assert reading.wait(60)
    hear(2, 0.65)
    later.set()
    older.join(60)
    assert st.session_state.address.scenario.changed["control"] == 0.65


@pytest.mark.parametrize("place", range(12))
def test_a_move_that_counts_as_heard_is_taken_up(monkeypatch: pytest.MonkeyPatch, place: int) -> None:
    """Wherever a newer message comes while an older one is read, the older one's move is done or still to be done."""
    looks = iter([False] * place + [True])

    def asked() -> None:
        if next(looks, False):
            raise Newer

    quiet = SafeSessionState(SessionState(), lambda: None)
    monkeypatch.setattr(session_state_proxy, "get_session_state", lambda: quiet)
    st.session_state.session = "this"
    state.take_up({})
    move = {"n": 1, "model": "geneva-2016", "name": "control", "value": 0.63, "gesture": 1, "held": False}
    st.session_state[slider.LINE] = {"sent": {"session": "this", "moves": [move]}}
    object.__setattr__(quiet, "_yield_callback", asked)
    with suppress(Newer):
        state.hear()
    object.__setattr__(quiet, "_yield_callback", lambda: None)
    moved = st.session_state.address.scenario.changed.get("control") == 0.63
    assert moved == (st.session_state.get("heard", 0) == 1)
