"""How far long work is: it reports between its steps, and whoever listens may show it or stop it.

A step that is reported is a place where the work may end: the listener stops it by raising. Nobody listens by default,
and a report then costs next to nothing. The listener belongs to the thread (or task) that set it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

Listener = Callable[[str, int, int], None]
"""Called with what is being done, the steps done and the steps in all (0: not known)."""

Step = TypeVar("Step")

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


def report(what: str, done: int, total: int) -> None:
    """Say that `done` of `total` steps are done; what the listener raises ends the work."""
    listener = _listener.get()
    if listener is not None:
        listener(what, done, total)


def beat() -> None:
    """Say that work goes on: a place where it may end that is no step of its own; every look at a clock is one."""
    report("", 0, 0)


def steps(what: str, each: Iterable[Step], total: int) -> Iterator[Step]:
    """Yield steps, with a report before each and one when all are done; `total` 0 where their number is not known.

    >>> heard = []
    >>> with listening(lambda *said: heard.append(said)):
    ...     list(steps("counting", "ab", 2))
    ['a', 'b']
    >>> heard
    [('counting', 0, 2), ('counting', 1, 2), ('counting', 2, 2)]
    """
    done = 0
    for done, step in enumerate(each, start=1):
        report(what, done - 1, total)
        yield step
    report(what, done or 1, done or 1)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Let a listener hear what the work within reports."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
