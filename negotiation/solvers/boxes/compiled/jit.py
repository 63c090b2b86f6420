"""How functions are compiled: with a cache on disk, or without one where no folder can be written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba


def jit(function: Callable) -> Callable:
    """Compile a function that Python calls."""
    try:
        return numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    except RuntimeError:
        return numba.njit(nogil=True, error_model="numpy")(function)


def kept(compiled: Any) -> bool:
    """Return whether the code of a function made by `jit` lies on disk, or none can be kept there."""
    folder = compiled.stats.cache_path
    return folder is None or any(Path(folder).glob(f"*{compiled.__name__}*.nbi"))


def part(function: Callable) -> Callable:
    """Compile a function that only compiled ones call: no wrapper for Python, which halves the time to compile."""
    return numba.njit(nogil=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True)(function)


def loose(function: Callable) -> Callable:
    """Compile as `part`, and let sums be reordered and extremes be taken side by side; no infinity, no NaN comes in."""
    return numba.njit(nogil=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True,
                      fastmath={"nnan", "ninf", "nsz", "reassoc", "contract"})(function)
