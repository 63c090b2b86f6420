"""Callbacks run to their end.

While Streamlit runs the callback of a click, the first touch of the session takes up a newer message (the next key),
and that ends the callback where it stands: the click is lost, or done by half. Here the newer message waits until all
callbacks of the older one are through; Streamlit looks for it right after them. Leans on `SafeSessionState`, which is
not public: `tests/test_callbacks.py` tells when it changes.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from streamlit.runtime.state.safe_session_state import SafeSessionState


def callbacks_run_whole() -> None:
    """Let no message end a callback, in any session of this server; done once however often it is called."""
    taken = SafeSessionState.on_script_will_rerun
    if hasattr(taken, "__wrapped__"):
        return

    @wraps(taken)
    def whole(self: Any, *states: Any, **more: Any) -> None:
        asked = self._yield_callback
        object.__setattr__(self, "_yield_callback", lambda: None)
        try:
            taken(self, *states, **more)
        finally:
            object.__setattr__(self, "_yield_callback", asked)

    SafeSessionState.on_script_will_rerun = whole  # type: ignore[method-assign]
