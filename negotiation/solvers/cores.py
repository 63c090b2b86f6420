"""All cores for one call: compiled kernels leave Python's lock to others, so threads are enough.

Where several processes share the machine, each works within `at_most(1)`. What is found does not hang on the number of
cores: every row is computed by itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

Result = TypeVar("Result")

_most: ContextVar[int | None] = ContextVar("most", default=None)


@contextmanager
def at_most(cores: int) -> Iterator[None]:
    """Let calls within use at most so many cores."""
    token = _most.set(cores)
    try:
        yield
    finally:
        _most.reset(token)


def on_cores(call: Callable[[slice], Result], rows: int, least: int) -> list[Result]:
    """Call with slices of the rows, on as many cores as have `least` rows to do."""
    cores = 1 if rows < 2 * least else min(_most.get() or os.cpu_count() or 1, rows // least)
    if cores == 1:
        return [call(slice(0, rows))]
    cuts = [slice(rows * k // cores, rows * (k + 1) // cores) for k in range(cores)]
    with ThreadPoolExecutor(cores) as pool:
        return list(pool.map(call, cuts))
