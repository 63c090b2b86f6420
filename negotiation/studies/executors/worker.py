"""A local worker process: it reads its work once, then block after block, and answers each; `processes` starts it.

Work and answers are pickles on standard input and output. When its owner is gone, input ends and the worker with it, in
the middle of a block too.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from typing import Any, BinaryIO


def main() -> None:
    """Answer until input ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # What is printed by the way is no answer.
    asked: SimpleQueue[Any] = SimpleQueue()
    Thread(target=_listen, args=(sys.stdin.buffer, asked), daemon=True).start()
    from negotiation.solvers.cores import at_most

    work = asked.get()
    with at_most(1):
        while True:
            answers.write(_answer(work, asked.get()))
            answers.flush()


def _listen(source: BinaryIO, asked: SimpleQueue[Any]) -> None:
    try:
        while True:
            asked.put(pickle.load(source))
    except EOFError:
        os._exit(0)
    except Exception:  # What cannot be read here could be read nowhere: the owner says so.
        os._exit(1)


def _answer(work: Callable[[int], object], block: int) -> bytes:
    """Return the pickle of (True, result) or (False, exception)."""
    try:
        return pickle.dumps((True, work(block)))
    except Exception as error:
        try:
            return pickle.dumps((False, error))
        except Exception:
            return pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")))
