"""Blocks on a Dask cluster (`dask.distributed`, the optional extra `cluster`).

The work is sent once, as a task of its own: a worker that dies takes no data with it that could not be made again. What
a worker computed and lost, Dask computes again; a block that ends several workers is given up.
"""

from __future__ import annotations

import asyncio
import logging
import pickle
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from itertools import islice
from typing import TYPE_CHECKING, Generic, TypeVar
from uuid import uuid4

from negotiation.errors import StudyError
from negotiation.progress import beat

if TYPE_CHECKING:
    from distributed import Client, Future

Result = TypeVar("Result")

AHEAD = 3
"""Blocks on their way for each thread of a worker: one is computed, the others hide the network."""

PATIENCE = 30
"""Seconds to wait for the first worker."""

HEARTBEAT = 0.5
"""Seconds after which the scheduler is looked at, and whoever listens may stop the wait."""


class Cluster:
    """A scheduler by its address, or a Client that somebody else closes."""

    def __init__(self, on: Client | str) -> None:
        self._on = on

    def each(self, work: Callable[[int], Result], blocks: Iterable[int]) -> Iterator[tuple[int, Result]]:
        client = _connected(self._on)
        asked: _Asked[Result] = _Asked(client, pickle.dumps(work))
        with _quiet():
            try:
                yield from asked.each(blocks)
            finally:
                with suppress(Exception):
                    asked.cancel()
                if client is not self._on:
                    with suppress(Exception):
                        client.close(timeout=5)


class _Asked(Generic[Result]):
    """What one call has asked of a cluster."""

    def __init__(self, client: Client, work: bytes) -> None:
        self.client, self.name = client, f"negotiation-{uuid4().hex}"
        self.work = client.submit(pickle.loads, work, key=self.name, pure=False)
        self.waiting: dict[Future, int] = {}

    def each(self, blocks: Iterable[int]) -> Iterator[tuple[int, Result]]:
        from distributed import wait
        from distributed.scheduler import KilledWorker

        todo = iter(blocks)
        try:
            self._submit(islice(todo, AHEAD * _threads(self.client)))
            while self.waiting:
                with suppress(TimeoutError), self.client.as_current():
                    wait(list(self.waiting), timeout=HEARTBEAT, return_when="FIRST_COMPLETED")
                for future in [each for each in self.waiting if each.done()]:
                    block, result = self.waiting.pop(future), future.result(timeout=PATIENCE)
                    self._submit(islice(todo, 1))
                    yield block, result
                if self.client.status != "running":
                    raise _lost(self.client)
                beat()
        except KilledWorker as error:
            raise StudyError(f"the cluster gave a chunk up: {_line(error)}; smaller chunks need less memory") from None
        except (CancelledError, asyncio.CancelledError, TimeoutError, OSError) as error:
            raise _lost(self.client) from error

    def _submit(self, blocks: Iterable[int]) -> None:
        for block in blocks:
            self.waiting[self.client.submit(_compute, self.work, block, key=f"{self.name}-{block}", pure=False)] = block

    def cancel(self) -> None:
        self.client.cancel([*self.waiting, self.work], force=True)


@contextmanager
def _quiet() -> Iterator[None]:
    """Let what the client logs of a lost scheduler be said once, in our words."""
    log = logging.getLogger("distributed.client")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(level)


def _compute(work: Callable[[int], Result], block: int) -> Result:
    """Compute a block on a worker, which has a core for each of its threads."""
    from negotiation.solvers.cores import at_most

    with at_most(1):
        return work(block)


def _connected(on: Client | str) -> Client:
    try:
        from distributed import Client
    except ImportError:
        raise StudyError("a Dask cluster needs the package 'distributed'; install negotiation[cluster]") from None
    if not isinstance(on, str):
        return on
    try:
        return Client(on, timeout=10, set_as_default=False)
    except (OSError, TimeoutError, ValueError, ImportError) as error:
        raise StudyError(f"no Dask scheduler answers at {on} ({_line(error)}); allowed: the address that a "
                         "scheduler prints, such as tcp://127.0.0.1:8786") from None


def _threads(client: Client) -> int:
    """Return the threads of all workers, at least one."""
    with suppress(TimeoutError):
        client.wait_for_workers(1, timeout=PATIENCE)
    threads = sum(client.nthreads().values())
    if not threads:
        raise StudyError(f"the Dask scheduler has no workers after {PATIENCE} s; start one: dask worker ADDRESS")
    return threads


def _lost(client: Client) -> StudyError:
    return StudyError(f"the Dask scheduler at {getattr(client.scheduler, 'address', 'its address')} is lost")


def _line(error: BaseException) -> str:
    return " ".join((str(error) or type(error).__name__).split())[:200]


def make(on: Client | str) -> Cluster:
    return Cluster(on)
