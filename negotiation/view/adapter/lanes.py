"""Who goes first where many people move at once: words before pages, and one page after another.

A process draws for all its sessions in threads that share one interpreter: thirty at once would each wait for all the
others. So whoever answers in words goes ahead in the order of coming, pages wait until nobody does, and take turns.
Nobody waits for ever: who has the lane is overtaken after its lease, and words no longer go before a page that has
waited for PATIENCE. One that waits ends at once when a newer message of its session comes.

Leans on `SafeSessionState._yield_callback`, as `turns`.
"""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition

from streamlit.runtime.state import session_state_proxy

PATIENCE = 20.0
"""Seconds after which words no longer go before a page."""

GLANCE = 0.05
"""Seconds between two looks for a newer message, while one waits."""

SWITCH = 0.001
"""Seconds after which a thread that computes hands the interpreter on, a fifth of Python's own: each line to the
browser needs it back."""


@dataclass(frozen=True, eq=False)
class Ticket:
    """One who waits, and since when."""

    since: float


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
        let_by = self.ahead is not None and self.ahead.used(now) and now < ticket.since + PATIENCE
        return self.queue[0] is ticket and not let_by and (self.going is None or now >= self.until)

    def used(self, now: float) -> bool:
        return bool(self.queue) or (self.going is not None and now < self.until)


_CHANGED = Condition()
WORDS = Lane(lease=0.3)
PAGES = Lane(lease=1.0, ahead=WORDS)


@contextmanager
def taken(lane: Lane) -> Iterator[None]:
    """Wait for one's turn in a lane, and have it for what is done within."""
    ticket = Ticket(time.monotonic())
    with _CHANGED:
        lane.queue.append(ticket)
    try:
        while not _let_in(lane, ticket):
            session_state_proxy.get_session_state()._yield_callback()
        yield
    finally:
        with _CHANGED:
            if ticket in lane.queue:
                lane.queue.remove(ticket)
            if lane.going is ticket:
                lane.going = None
            _CHANGED.notify_all()


def _let_in(lane: Lane, ticket: Ticket) -> bool:
    """Wait for a glance; return whether the lane is this one's now."""
    with _CHANGED:
        if not _CHANGED.wait_for(lambda: lane.open_to(ticket, time.monotonic()), GLANCE):
            return False
        lane.queue.popleft()
        lane.going, lane.until = ticket, time.monotonic() + lane.lease
        return True


def many_share_one_process() -> None:
    """Let threads take turns more often than Python has them do; done once however often it is called."""
    sys.setswitchinterval(SWITCH)
