"""`python -m tests.fuzz [PART ...] --seconds N`: search each part for so long; what is found is written to a folder."""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import re
import signal
import sys
import tempfile
import time
from pathlib import Path

from tests.fuzz.limits import alone, told
from tests.fuzz.parts import PARTS

TIMED = rf"[\d.]+ s|the process ended, exit code {-signal.SIGXCPU}"
"""What is said of a text that took too long."""


def hunt(part: str, seconds: float, seed: int, found: Path) -> dict[str, Path]:
    """Search a part and return what is wrong, each kind with the shortest text that shows it."""
    end, total, kinds, once = time.monotonic() + seconds, 0, {}, 0
    current = Path(tempfile.mkdtemp()) / "text"
    spawn = multiprocessing.get_context("spawn")

    def keep(data: bytes, wrong: str) -> None:
        nonlocal once
        if re.fullmatch(TIMED, wrong) and not (wrong := again(part, data, wrong)):
            once += 1
            return
        kind = re.sub(r"'[^']*'|[\d.]+", "_", wrong)[:60]
        path = found / part / hashlib.sha256(kind.encode()).hexdigest()[:12]
        if kind not in kinds or len(data) < path.stat().st_size:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        if kind not in kinds:
            print(f"  {path}: {wrong}", flush=True)
        kinds[kind] = path

    while (left := end - time.monotonic()) > 0:
        inward, outward = spawn.Pipe(duplex=False)
        worker = spawn.Process(target=told, args=(part, left, seed, current, outward))
        worker.start()
        outward.close()
        count = 0
        while True:
            try:
                count, data, wrong = inward.recv()
            except EOFError:
                break
            if wrong:
                keep(data, wrong)
        worker.join()
        total += count
        if worker.exitcode and not current.exists():
            sys.exit(f"{part}: the process ended before it read a text")
        if worker.exitcode:
            keep(current.read_bytes(), f"the process ended, exit code {worker.exitcode}")
        seed += 1
    print(f"{part}: {total:,} texts in {seconds:g} s, {len(kinds)} kinds of what must not be"
          + (f"; {once} slow once, not again" if once else ""), flush=True)
    return kinds


def again(part: str, data: bytes, wrong: str) -> str:
    """Read a text that took too long in a process of its own; return what is wrong then, and say so if nothing is.

    A busy or halted machine makes a text slow once: the processor's time holds what the machine took for itself.
    """
    spawn = multiprocessing.get_context("spawn")
    inward, outward = spawn.Pipe(duplex=False)
    worker = spawn.Process(target=alone, args=(part, data, outward))
    worker.start()
    outward.close()
    try:
        found, took = inward.recv()
    except EOFError:
        found, took = wrong, 0.0
    worker.join()
    if not found:
        print(f"  once {wrong}, read again in {1000 * took:.0f} ms: {data[:60]!r}", flush=True)
    return str(found)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("part", nargs="*", help=f"{', '.join(PARTS)}; all if none is named")
    parser.add_argument("--seconds", type=float, default=60, help="for each part (60)")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="of the texts that are made")
    parser.add_argument("--found", type=Path, default=Path("test-results/fuzz"), help="folder for what is found")
    given = parser.parse_args()
    if odd := set(given.part) - PARTS.keys():
        parser.error(f"{', '.join(odd)}: allowed: {', '.join(PARTS)}")
    print(f"seed {given.seed}", flush=True)
    found = [hunt(part, given.seconds, given.seed, given.found) for part in given.part or PARTS]
    sys.exit(any(found))
