"""How functions are compiled: with a cache on disk, or without one where no folder can be written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import time
from typing import Any

import numba


def jit(function: Callable) -> Callable:
    """Compile a function that Python calls."""
    try:
        made = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    except RuntimeError:
        return numba.njit(nogil=True, error_model="numpy")(function)
    _forget(made, Path(function.__code__.co_filename).parents[1])
    return made


def kept(compiled: Any) -> bool:
    """Return whether the code of a function made by `jit` lies on disk, or none can be kept there."""
    return compiled.stats.cache_path is None or any(each.suffix == ".nbi" for each in _files(compiled))


def _files(compiled: Any) -> list[Path]:
    return list(Path(compiled.stats.cache_path).glob(f"*{compiled.__name__}*.nb[ic]"))


def _forget(compiled: Any, sources: Path) -> None:
    """Remove code on disk that is older than a file it may be made from: numba looks at the function's own alone."""
    changed, now = [each.stat().st_mtime for each in sources.rglob("*.py")], time()
    newest = max((each for each in changed if each <= now), default=0.0)  # a clock that is off would compile each time
    for each in _files(compiled):
        if each.stat().st_mtime < newest:
            each.unlink(missing_ok=True)


def part(function: Callable) -> Callable:
    """Compile a function that only compiled ones call: no wrapper for Python, which halves the time to compile."""
    return numba.njit(nogil=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True)(function)


def loose(function: Callable) -> Callable:
    """Compile as `part`, and let sums be reordered and extremes be taken side by side; no infinity, no NaN comes in."""
    return numba.njit(nogil=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True,
                      fastmath={"nnan", "ninf", "nsz", "reassoc", "contract"})(function)
