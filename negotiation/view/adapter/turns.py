"""What must not end half-way, nor be done twice at a time.

A newer message (the next key) ends the work on an older one at its next touch of the session, wherever that stands. A
page may end so at any place. A callback may not: the click would be lost, or done by half. Nor may the reading of what
the browser sent: a move would count as heard and be lost. There the newer message waits; Streamlit looks for it right
after. And it answers that in a thread of its own while the older run is still on its way out: the two take turns, else
an older move that is written last would undo the newer one.

Leans on `SafeSessionState`, which is not public, one for each run over the one state of a session:
`tests/test_streamlit.py` tells when it changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from threading import Lock, RLock
from typing import Any

from streamlit.runtime.state import session_state_proxy
from streamlit.runtime.state.safe_session_state import SafeSessionState

from negotiation.view.adapter import lanes

TURN = "turn"
_FIRST = Lock()


def callbacks_run_whole() -> None:
    """Let no message end a callback, in any session of this server; done once however often it is called."""
    taken = SafeSessionState.on_script_will_rerun
    if hasattr(taken, "__wrapped__"):
        return

    @wraps(taken)
    def whole(self: Any, *states: Any, **more: Any) -> None:
        with lanes.taken(lanes.WORDS, whole=True), _undisturbed(self):
            taken(self, *states, **more)

    SafeSessionState.on_script_will_rerun = whole  # type: ignore[method-assign]


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let no message end what is done within."""
    with _undisturbed(session_state_proxy.get_session_state()):
        yield


@contextmanager
def _undisturbed(session: SafeSessionState) -> Iterator[None]:
    with _turn(session):
        asked = session._yield_callback
        object.__setattr__(session, "_yield_callback", lambda: None)
        try:
            yield
        finally:
            object.__setattr__(session, "_yield_callback", asked)


def _turn(session: SafeSessionState) -> RLock:
    """Return the lock that the runs of one session share."""
    with _FIRST:
        if TURN not in session._state:
            session._state[TURN] = RLock()
        found: RLock = session._state[TURN]
        return found
