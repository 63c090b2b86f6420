"""Who goes first where many people move at once: words, then what follows them, then pages one after another.

A process draws for all its sessions in threads that share one interpreter: thirty at once would each wait for all the
others. So each lane lets one go at a time, in the order of coming, and none while somebody is in a lane ahead; who is
on the way in a lane behind stops at its next line to the browser. Nobody waits for ever: who has a lane is overtaken
after its lease, and one that has waited for PATIENCE no longer lets others go ahead. One that waits ends at once when a
newer message of its session comes, but for a callback, which nothing may end (`turns`).

Leans on `SafeSessionState._yield_callback`, as `turns`, and on `ScriptRunContext._enqueue`, which are not public:
`tests/test_streamlit.py` tells when they change.
"""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Any

from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state import session_state_proxy

PATIENCE = 20.0
"""Seconds after which one no longer lets others go ahead."""

GLANCE = 0.2
"""Seconds between two looks for a newer message, while one waits; whose turn it may be is called."""

SWITCH = 0.001
"""Seconds after which a thread that computes hands the interpreter on, a fifth of Python's own: each line to the
browser needs it back."""


@dataclass(frozen=True, eq=False)
class Ticket:
    """One who waits or goes, since when it was there, and the call to look whether it is its turn."""

    since: float
    called: Event = field(default_factory=Event)


@dataclass
class Lane:
    """Those who wait in the order of coming, who goes, and until when nobody overtakes it."""

    lease: float
    ahead: Lane | None = None
    """The lane that goes first."""
    queue: deque[Ticket] = field(default_factory=deque)
    going: Ticket | None = None
    until: float = 0.0

    def open_to(self, ticket: Ticket, now: float) -> bool:
        free = self.going is None or now >= self.until
        return self.queue[0] is ticket and free and not self.let_by(ticket, now)

    def let_by(self, ticket: Ticket, now: float) -> bool:
        """Return whether somebody in a lane ahead goes first."""
        return self.ahead is not None and self.ahead.used(now) and now < ticket.since + PATIENCE

    def used(self, now: float) -> bool:
        here = bool(self.queue) or (self.going is not None and now < self.until)
        return here or (self.ahead is not None and self.ahead.used(now))

    def left(self, now: float) -> float:
        """Return the seconds until the next one that goes, here or ahead, may be overtaken; at most GLANCE.

        One that may be overtaken already is not waited for: the lane ahead is, and calls.
        """
        ahead = self.ahead.left(now) if self.ahead is not None else GLANCE
        own = self.until - now if self.going is not None and self.until > now else GLANCE
        return min(GLANCE, ahead, own)


_LOCK = Lock()
WORDS = Lane(lease=0.3)
"""Callbacks, and the answer in words."""
REST = Lane(lease=0.3, ahead=WORDS)
"""What stands around the words: where they change next, what a held slider will say."""
PAGES = Lane(lease=1.0, ahead=REST)
LANES = (WORDS, REST, PAGES)


@contextmanager
def taken(lane: Lane, whole: bool = False) -> Iterator[None]:
    """Wait for one's turn in a lane, and have it for what is done within; `whole`: no newer message ends the wait."""
    ticket = Ticket(time.monotonic())
    with _LOCK:
        lane.queue.append(ticket)
    try:
        while not _let_in(lane, ticket):
            ticket.called.wait(lane.left(time.monotonic()))
            if not whole:
                _listen()
        with _stopping(lane, ticket):
            yield
    finally:
        with _LOCK:
            if ticket in lane.queue:
                lane.queue.remove(ticket)
            if lane.going is ticket:
                lane.going = None
            _call()


def _let_in(lane: Lane, ticket: Ticket) -> bool:
    with _LOCK:
        ticket.called.clear()
        now = time.monotonic()
        if not lane.open_to(ticket, now):
            return False
        lane.queue.popleft()
        lane.going, lane.until = ticket, now + lane.lease
        _call()
        return True


@contextmanager
def _stopping(lane: Lane, ticket: Ticket) -> Iterator[None]:
    """Let others go ahead at each line to the browser that is sent within."""
    context: Any = get_script_run_ctx(suppress_warning=True)
    ahead = lane.ahead
    if ahead is None or context is None:
        yield
        return
    sent = context._enqueue

    def gently(line: Any) -> None:
        while lane.let_by(ticket, now := time.monotonic()):
            lane.until = now + lane.lease
            ticket.called.clear()
            ticket.called.wait(ahead.left(now))
            _listen()
        sent(line)

    context._enqueue = gently
    try:
        yield
    finally:
        context._enqueue = sent


def _call() -> None:
    """Call those who may be next, or may go on."""
    for lane in LANES:
        for ticket in (*list(lane.queue)[:1], lane.going):
            if ticket is not None:
                ticket.called.set()


def _listen() -> None:
    """End here if a newer message of the session has come."""
    session_state_proxy.get_session_state()._yield_callback()


def many_share_one_process() -> None:
    """Let threads take turns more often than Python has them do; done once however often it is called."""
    sys.setswitchinterval(SWITCH)
