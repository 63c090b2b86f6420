"""What the outside does to a command: Ctrl-C, a full disk, a reader that left, a terminal of few letters; our mistakes.

`guarded` runs the program and turns each into one line and an exit code; `held` finishes writing before it stops.

A signal raises KeyboardInterrupt at once. Where it comes while compiled code calls back into Python (numba compiling,
a destructor), Python drops the exception; so the signal is noted too, and looked at whenever the work reports a step.
"""

from __future__ import annotations

import codecs
import errno
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, TextIO

from negotiation.errors import ModelError, NegotiationError
from negotiation.progress import listening

DONE, FAULT, INTERRUPTED = 0, 1, 130
DEBUG = "NEGOTIATION_DEBUG"
"""Set this variable to see where an unexpected error comes from."""


def guarded(program: Callable[[], object]) -> int:
    """Run the program; return its exit code, with one line on standard error where it failed."""
    if sys.stdout is None:  # Closed before we came; a --to FILE may still be wanted.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    _spelled()
    try:
        with _stoppable():
            code = _run(program)
        sys.stdout.flush()
        return code
    except NegotiationError as error:
        return _say(_told(error))
    except KeyboardInterrupt:
        return _say("interrupted", INTERRUPTED)
    except OSError as error:
        _abandon_output()
        if error.errno == errno.EPIPE:
            return FAULT
        return _say(f"the output cannot be written ({error.strerror or error})")
    except MemoryError:
        return _say("this needs more memory than there is; fewer points or a smaller game need less")
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        return _say(f"unexpected error ({type(error).__name__}: {error}); this is a mistake of the program, "
                    f"{DEBUG}=1 shows where")


def _run(program: Callable[[], object]) -> int:
    try:
        program()
        return DONE
    except SystemExit as stop:
        if stop.code == INTERRUPTED:
            raise KeyboardInterrupt from None
        return stop.code if isinstance(stop.code, int) else DONE if stop.code is None else FAULT


def _told(error: NegotiationError) -> str:
    more = len(error.every) - 1 if isinstance(error, ModelError) else 0
    return f"{error}{f' (and {more} more: negotiation check FILE)' if more else ''}"


def _say(line: str, code: int = FAULT) -> int:
    with suppress(OSError, ValueError):
        print(" ".join(line.split()), file=sys.stderr, flush=True)
    return code


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM end what is done within."""
    _asked.clear()
    hook, sys.unraisablehook = sys.unraisablehook, _unraisable
    before: dict[int, Any] = {}
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(ValueError):  # Only the main thread may.
            # A shell that starts us in the background has Ctrl-C ignored; that stays so.
            if signal.getsignal(number) is not signal.SIG_IGN:
                before[number] = signal.signal(number, _stop)
    try:
        with listening(_heed):
            yield
    finally:
        sys.unraisablehook = hook
        for each, handler in before.items():
            signal.signal(each, handler)


_asked: list[int] = []
"""Signals that came and are not yet answered."""


def _stop(number: int, frame: FrameType | None) -> None:
    _asked.append(number)
    raise KeyboardInterrupt


def _heed(what: str, done: int, total: int) -> None:
    """Stop at a step of the work where the exception of a signal was dropped."""
    if _asked:
        raise KeyboardInterrupt


@contextmanager
def shown() -> Iterator[None]:
    """Show on a terminal how far the work within is, where it reports its steps."""
    from tqdm import tqdm

    with tqdm(disable=not sys.stderr.isatty(), delay=0.3, leave=False,
              bar_format="{desc}: {percentage:.0f} %|{bar}| {elapsed}") as bar:
        def hear(what: str, done: int, total: int) -> None:
            _heed(what, done, total)
            if total:
                bar.total = total
                bar.set_description_str(what, refresh=False)
                bar.update(done - bar.n)

        with listening(hear):
            yield


def _unraisable(dropped: Any) -> None:
    """Print what Python cannot raise, but for an interruption: that one is heeded at the next step."""
    if not isinstance(dropped.exc_value, KeyboardInterrupt):
        sys.__unraisablehook__(dropped)


def _abandon_output() -> None:
    """Let what is left in the buffer go nowhere, so that closing says nothing more."""
    with suppress(OSError, ValueError, AttributeError):
        place = sys.stdout.fileno()
        os.dup2(os.open(os.devnull, os.O_WRONLY), place)


def _spelled() -> None:
    r"""Let a terminal that lacks a letter show it as \u00fc, which JSON reads back as that letter."""
    codecs.register_error("spelled", _escape)
    for stream in (sys.stdout, sys.stderr):
        _reconfigured(stream)


def _reconfigured(stream: TextIO) -> None:
    with suppress(AttributeError, OSError, ValueError):
        stream.reconfigure(errors="spelled")  # type: ignore[attr-defined]


def _escape(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start:error.end].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[k]:02x}{units[k + 1]:02x}" for k in range(0, len(units), 2)), error.end


@contextmanager
def held() -> Iterator[None]:
    """Hold back one Ctrl-C (or SIGTERM) until what is finished is written, then stop; a second one stops at once."""
    came: list[int] = []
    _asked.clear()

    def hold(number: int, frame: FrameType | None) -> None:
        if came:
            raise KeyboardInterrupt
        came.append(number)
        _say("interrupted; what was finished is being written, once more stops at once")

    try:
        before = {each: signal.signal(each, hold) for each in (signal.SIGINT, signal.SIGTERM)}
    except ValueError:
        yield
        return
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if came:
        raise KeyboardInterrupt
