"""Where the blocks of a study are computed; one file an executor, EXECUTORS lists them.

An executor calls `work` for every block and yields each block with its result as soon as it is there, in any order,
with a bounded number on their way. `ordered` gives them in the order of the blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, TypeVar

from negotiation.arguments import whole, wrong

Result = TypeVar("Result")

MOST_WORKERS = 1024


class Executor(Protocol):
    """Computes blocks somewhere."""

    def each(self, work: Callable[[int], Result], blocks: Iterable[int]) -> Iterator[tuple[int, Result]]:
        """Yield each block and `work(block)` as it is finished.

        Raises
        ------
        StudyError
            Nothing can compute: a scheduler is lost, or a block ends whatever computes it.
        """
        ...


@dataclass(frozen=True)
class Row:
    """A row of EXECUTORS: what asks for it, and the module whose `make` makes it."""

    what: str
    asked: Callable[[object], bool]
    module: str


EXECUTORS: tuple[Row, ...] = (
    Row("None: this process", lambda on: on is None, "negotiation.studies.executors.here"),
    Row("a number of local processes", lambda on: isinstance(on, int) and not isinstance(on, bool),
        "negotiation.studies.executors.processes"),
    Row("a Dask scheduler's address", lambda on: isinstance(on, str), "negotiation.studies.executors.cluster"),
    Row("a dask.distributed Client", lambda on: hasattr(on, "submit") and hasattr(on, "scheduler"),
        "negotiation.studies.executors.cluster"),
)


def executor(on: object) -> Executor:
    """Return the executor that is asked for: None, a number of processes, an address or a Client of Dask.

    >>> [block for block, _ in executor(None).each(abs, range(3))]
    [0, 1, 2]
    """
    for row in EXECUTORS:
        if row.asked(on):
            if isinstance(on, int):
                whole("executor", on, 1, MOST_WORKERS)
            return import_module(row.module).make(on)
    raise wrong("executor", on, ", ".join(row.what for row in EXECUTORS))


def ordered(finished: Iterator[tuple[int, Result]], blocks: Iterable[int]) -> Iterator[tuple[int, Result]]:
    """Yield results in the order of `blocks`; what comes early waits."""
    early: dict[int, Result] = {}
    for block in blocks:
        while block not in early:
            there, result = next(finished)
            early[there] = result
        yield block, early.pop(block)
