"""How lines go to the browsers: all that a session has ready goes at once, not one line a turn of the server's loop.

Between two lines Streamlit lets everything else have a turn, and wakes its loop anew for each. Every turn gives up the
interpreter, which while a page is computed comes back a millisecond later: seventy lines kept words waiting. So what
is ready is handed over in bundles, and a loop that is about to wake is not woken again. And each run sends the
theme, a fifteenth of the processor to read from the settings: it is read once.

Leans on `AppSession.flush_browser_queue`, `Runtime._send_message`, `Runtime._enqueued_some_message` and
`app_session._populate_theme_msg`, which are not public: `tests/test_streamlit.py` tells when they change.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, wraps
from typing import Any

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.runtime import Runtime

MOST = 100
"""Lines a bundle: far fewer than Streamlit keeps for a browser that does not take them."""

WAKING = "_waking"
"""The runtime's mark that its loop is about to wake."""


@dataclass(frozen=True)
class Bundle:
    """Lines of one session, in order."""

    lines: tuple[Any, ...]


def at_once() -> None:
    """Hand lines over in bundles, in all sessions of this server; done once however often it is called."""
    flushed, sent, woken = AppSession.flush_browser_queue, Runtime._send_message, Runtime._enqueued_some_message
    themed = app_session._populate_theme_msg
    if any(hasattr(each, "__wrapped__") for each in (flushed, sent, woken, themed)):
        return

    @wraps(flushed)
    def bundled(session: AppSession) -> list[Any]:
        lines = flushed(session)
        return [Bundle(tuple(lines[k:k + MOST])) for k in range(0, len(lines), MOST)]

    @wraps(sent)
    def send(runtime: Runtime, to: Any, bundle: Any) -> None:
        for line in bundle.lines if isinstance(bundle, Bundle) else (bundle,):
            sent(runtime, to, line)

    @wraps(woken)
    def wake(runtime: Runtime) -> None:
        if not getattr(runtime, WAKING, False):
            setattr(runtime, WAKING, True)
            inside = runtime._get_async_objs()
            inside.eventloop.call_soon_threadsafe(_wake, runtime, inside.need_send_data)

    @cache
    def read(section: str) -> CustomThemeConfig:
        found = CustomThemeConfig()
        themed(found, section)
        return found

    @wraps(themed)
    def theme(message: CustomThemeConfig, section: str = "theme") -> None:
        if (found := read(section)).ListFields():
            message.MergeFrom(found)

    replaced: list[tuple[Any, str, Any]] = [
        (AppSession, "flush_browser_queue", bundled), (Runtime, "_send_message", send),
        (Runtime, "_enqueued_some_message", wake), (app_session, "_populate_theme_msg", theme),
    ]
    for owner, name, ours in replaced:
        setattr(owner, name, ours)


def _wake(runtime: Runtime, ready: Any) -> None:
    """Wake the loop. What comes from now on wakes it again; what came before, it finds."""
    setattr(runtime, WAKING, False)
    ready.set()
