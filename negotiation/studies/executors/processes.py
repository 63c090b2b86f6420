"""Blocks in local processes, one core each; a process that dies is replaced and its block computed again.

Each process is a fresh interpreter that is told what to do over a pipe (`worker`), so that it works from a script
without a guard, from a notebook and from standard input, where `multiprocessing` would run the script again. A thread
waits for each process.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from itertools import islice
from queue import SimpleQueue
from typing import Any, Generic, TypeVar

from negotiation.errors import StudyError
from negotiation.progress import beat

Result = TypeVar("Result")

ATTEMPTS = 3
"""Processes that a block may end before it is given up."""

AHEAD = 2
"""Blocks on their way for each process: one that is computed, one that waits."""

HEARTBEAT = 0.5
"""Seconds after which whoever listens may stop the wait."""


class Processes:
    """So many local processes."""

    def __init__(self, count: int) -> None:
        self.count = count

    def each(self, work: Callable[[int], Result], blocks: Iterable[int]) -> Iterator[tuple[int, Result]]:
        crew: Crew[Result] = Crew(self.count, pickle.dumps(work))
        try:
            todo = iter(blocks)
            waiting = {crew.submit(block): block for block in islice(todo, AHEAD * self.count)}
            while waiting:
                for future in wait(waiting, HEARTBEAT, FIRST_COMPLETED).done:
                    block, result = waiting.pop(future), future.result()
                    waiting |= {crew.submit(more): more for more in islice(todo, 1)}
                    yield block, result
                beat()
        finally:
            crew.close()


class Crew(Generic[Result]):
    """The processes, each lent to one thread at a time; a block's answer is a Result."""

    def __init__(self, count: int, work: bytes) -> None:
        self._work = work
        self._closed = False
        self._pool = ThreadPoolExecutor(count, "worker")
        self._idle: SimpleQueue[subprocess.Popen[bytes] | None] = SimpleQueue()
        self._started: list[subprocess.Popen[bytes]] = []
        for _ in range(count):
            self._idle.put(None)

    def submit(self, block: int) -> Future[Result]:
        return self._pool.submit(self._ask, block)

    def close(self) -> None:
        """End every process, whatever it does, and wait for them."""
        self._closed = True
        for process in self._started:
            process.kill()
        self._pool.shutdown(wait=True, cancel_futures=True)
        for process in self._started:  # One may have been started meanwhile.
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):
                    pipe.close()  # type: ignore[union-attr]

    def _ask(self, block: int) -> Result:
        for _ in range(ATTEMPTS):
            process = self._idle.get()
            try:
                process = process or self._start()
                done, answer = _answer(process, block)
            except (EOFError, OSError, pickle.UnpicklingError):
                if process is not None:
                    process.kill()
                process = None
                if self._closed:
                    break
                continue
            finally:
                self._idle.put(process)
            if done:
                return answer
            raise answer
        raise StudyError(f"chunk {block} ended the process that computed it {ATTEMPTS} times in a row (too little "
                         "memory for it?); smaller chunks or fewer processes need less")

    def _start(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-c", "from negotiation.studies.executors.worker import main; main()"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True,  # Ctrl-C is for the owner.
            env={**os.environ, "PYTHONPATH": os.pathsep.join(each for each in sys.path if each)})
        self._started.append(process)
        process.stdin.write(self._work)  # type: ignore[union-attr]
        return process


def _answer(process: subprocess.Popen[bytes], block: int) -> tuple[bool, Any]:
    pickle.dump(block, process.stdin)  # type: ignore[arg-type]
    process.stdin.flush()  # type: ignore[union-attr]
    return pickle.load(process.stdout)  # type: ignore[arg-type]


def make(on: int) -> Processes:
    return Processes(on)
