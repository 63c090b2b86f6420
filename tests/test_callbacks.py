"""A message that comes while callbacks run waits until they are through."""

import pytest
from streamlit.runtime.state.safe_session_state import SafeSessionState

from negotiation.view.callbacks import callbacks_run_whole


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
