"""All cores for one call: compiled kernels leave Python's lock to others, so threads are enough."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


def on_cores(call: Callable[[slice], Result], rows: int, least: int) -> list[Result]:
    """Call with slices of the rows, on as many cores as have `least` rows to do."""
    cores = 1 if rows < 2 * least else min(os.cpu_count() or 1, rows // least)
    if cores == 1:
        return [call(slice(0, rows))]
    cuts = [slice(rows * k // cores, rows * (k + 1) // cores) for k in range(cores)]
    with ThreadPoolExecutor(cores) as pool:
        return list(pool.map(call, cuts))
