"""Long work: it shows how far it is, it can be stopped, and it never takes more than a session's share of time.

The library reports between the steps of long work (`negotiation.progress`). Here the report becomes a bar with a Stop
button once the work has taken PATIENCE seconds; past BUDGET seconds the work ends by itself. Streamlit takes up a
click, on Stop or on anything else, at the next report.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from time import monotonic

import streamlit as st

from negotiation.progress import listening
from negotiation.wording import percent

PATIENCE = 0.4
"""Seconds of work before a bar appears: most answers are there sooner, and a bar would only flicker."""

BUDGET = 30.0
"""Seconds that one page may compute in one go."""

BEAT = 0.1
"""Seconds between two updates of the bar."""


class Stopped(Exception):
    """Work that the user or the budget ended; what was cached on the way is kept, so going on is quicker."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why

    def offer(self) -> None:
        """Say why and offer to go on."""
        st.info(self.why, icon=":material/pause_circle:")
        st.button("Go on", key="go_on", icon=":material/play_arrow:", on_click=_resume)


def _resume() -> None:
    st.session_state.pop("stopped", None)


def _stop(work: Hashable) -> None:
    st.session_state.stopped = work


@contextmanager
def watched(name: str, scenario: Hashable) -> Iterator[None]:
    """Watch the work done within; raises Stopped where the user stopped this work or the budget is used up."""
    work = (name, scenario)
    if st.session_state.get("stopped") == work:
        raise Stopped("Stopped. Nothing was lost; the other pages still work.")
    place = st.container(key="working").empty()
    bar = Bar(place, work)
    try:
        with listening(bar.hear):
            yield
    finally:
        if bar.shown:
            place.empty()


class Bar:
    """What the user sees of long work."""

    def __init__(self, place: st.delta_generator.DeltaGenerator, work: Hashable) -> None:
        self.place, self.work = place, work
        self.start, self.last = monotonic(), 0.0
        self.outer, self.left = "", 0
        self.said = (0.0, "Computing …")
        self.shown: st.delta_generator.DeltaGenerator | None = None

    def hear(self, what: str, done: int, total: int) -> None:
        """Take a report: show it now and then, end the work where its time is up."""
        now = monotonic()
        if now - self.start > BUDGET:
            _stop(self.work)
            raise Stopped(f"Stopped after {BUDGET:g} seconds, the most that one page may take here.")
        if what and self._outermost(what, done, total):
            share = min(1.0, done / total) if total else 0.0
            self.said = share, f"{what} … {percent(share, 0)}" if total else f"{what} …"
        elif what:
            return
        if now - self.start >= PATIENCE and now - self.last >= BEAT:
            self._show(now, *self.said)

    def _show(self, now: float, share: float, text: str) -> None:
        self.last = now
        if self.shown is None:
            with self.place.container(horizontal=True, vertical_alignment="center"):
                self.shown = st.progress(share, text)
                st.button("Stop", key="stop", icon=":material/stop:", on_click=_stop, args=(self.work,))
        else:
            self.shown.progress(share, text)

    def _outermost(self, what: str, done: int, total: int) -> bool:
        """Return whether the report is a step of the work begun first; reports within its steps are not shown."""
        if what != self.outer and self.left > 0:
            return False
        self.outer, self.left = what, (total or done + 1) - done
        return self.left > 0
