"""Files that are there whole or not at all, after a power cut too: written beside their place, then renamed."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO


def put(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Let `write` fill a file that takes its place at the end; a failure leaves what was there."""
    beside = path.with_name(f".{path.name}.writing")
    try:
        with open(beside, "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
    settle(path.parent)


def settle(folder: Path) -> None:
    """Let a folder's names reach the disk, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
