"""One writer at a time: a lock on a file that the system lifts when its holder ends, however it ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the lock of a file within, made where it is missing; raises BlockingIOError where somebody else does."""
    handle = _taken(path)
    try:
        yield
    finally:
        os.close(handle)


def _taken(path: Path) -> int:
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _take(handle)
            with suppress(FileNotFoundError):  # Its holder finished and removed it just now: begin anew.
                if os.path.samestat(os.fstat(handle), os.stat(path)):
                    return handle
        except (BlockingIOError, PermissionError):
            os.close(handle)
            raise BlockingIOError(str(path)) from None
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)
