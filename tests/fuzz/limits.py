"""A process that reads texts one by one; one that takes too long or too much memory is known afterwards."""

from __future__ import annotations

import faulthandler
import math
import resource
import signal
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from tests.fuzz.mutate import mutated
from tests.fuzz.parts import PARTS

SECONDS = 1.0
"""Of the processor, for one text."""
MEMORY = 512 << 20
"""Bytes above what the process has when it begins."""
GROWTH = 128 << 20
"""Bytes by which one text may raise the most that the process ever had."""


def read(part: str, data: bytes) -> tuple[str, str]:
    """Return what was said of a text and what is wrong with that ("" where nothing is)."""
    begin, most = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(begin + 5 * SECONDS) + 1, hard))
    said, wrong = "", ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            said = PARTS[part].read(data)
    except (Exception, MemoryError) as error:
        wrong = f"{type(error).__name__}: {error}"[:300]
    took = time.process_time() - begin
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - most) << 10
    if not wrong and took > SECONDS:
        wrong = f"{took:.1f} s"
    if not wrong and grown > GROWTH:
        wrong = f"{grown >> 20} MiB"
    return said, wrong


def bounded() -> None:
    """Give this process MEMORY more than it has, and no more."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (limit, resource.getrlimit(resource.RLIMIT_AS)[1]))


def begin(part: str) -> list[str]:
    """Return the texts that a part begins from, each read once, so that what is loaded late is there."""
    texts = list(dict.fromkeys(PARTS[part].texts()))
    for text in texts:
        read(part, text.encode("utf-8", "surrogatepass"))
    return texts


def search(part: str, seconds: float, seed: int, current: Path) -> Iterator[tuple[int, bytes, str]]:
    """Yield (texts read, text, what is wrong) for `seconds`; a text that is answered in a new way is begun from, too.

    The text that is being read stands in the file `current`.
    """
    random, texts, heard = Random(seed), begin(part), set()
    bounded()
    first = len(texts)
    end, count = time.monotonic() + seconds, 0
    with current.open("wb", buffering=0) as file:
        while time.monotonic() < end:
            text = mutated(texts, first, PARTS[part].most, random)
            data = text.encode("utf-8", "surrogatepass")
            file.seek(0)
            file.truncate()
            file.write(data)
            said, wrong = read(part, data)
            count += 1
            if wrong or not count % 100:
                yield count, data, wrong
            if not wrong and said not in heard and len(heard) < 5_000:
                heard.add(said)
                texts.append(text)
    yield count, b"", ""


def told(part: str, seconds: float, seed: int, current: Path, pipe: Any) -> None:
    """Search, and send what `search` yields into a pipe; a process that is stopped says where it stood."""
    faulthandler.register(signal.SIGXCPU, chain=True)
    for each in search(part, seconds, seed, current):
        pipe.send(each)
    pipe.close()


def alone(part: str, data: bytes, pipe: Any) -> None:
    """Read one text in this process; send what is wrong with it, and the seconds of the processor that it took."""
    begin(part)
    bounded()
    start = time.process_time()
    wrong = read(part, data)[1]
    pipe.send((wrong, time.process_time() - start))
    pipe.close()
