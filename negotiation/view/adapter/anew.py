"""A page drawn anew at the wish of a thread that is no run of it, such as the one that makes a file.

Leans on `Runtime.get_app_session` and `AppSession.request_rerun`, as Streamlit itself does when a script changes on
disk: `tests/test_streamlit.py` tells when they change. Where there is no such session any more, nothing happens.
"""

from __future__ import annotations

from streamlit import runtime


def draw_anew(session: str) -> None:
    """Let a session's page be drawn again soon."""
    if not session or not runtime.exists():
        return
    found = runtime.get_instance().get_app_session(session)
    if found is not None:
        found._event_loop.call_soon_threadsafe(found.request_rerun, None)
