"""Read what a user names as a file: whole, bounded, and never a device or a pipe."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from negotiation.errors import ModelError


def read_bytes(path: Path, most: int) -> bytes:
    """Return a regular file's bytes; raises ModelError for anything else, and for more than `most` bytes."""
    try:
        # Opening a pipe that nobody writes to would wait for ever, so it is not opened in the blocking way.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        try:
            about = os.fstat(handle)
            if not stat.S_ISREG(about.st_mode):
                what = "a directory" if stat.S_ISDIR(about.st_mode) else "a device or a pipe"
                raise ModelError(f"{path.name}: is {what}; allowed: a .toml, .nfg or .gmcr file")
            with os.fdopen(handle, "rb", closefd=False) as file:
                data = file.read(most + 1)
        finally:
            os.close(handle)
    except ModelError:
        raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a readable file"
        raise ModelError(f"{path.name}: cannot be read ({reason})") from None
    if len(data) > most:
        raise ModelError(f"{path.name}: has {max(about.st_size, len(data)):,} bytes; at most {most:,} are allowed")
    return data
