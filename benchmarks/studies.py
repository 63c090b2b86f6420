"""Long sweeps: memory of a million points, two processes and two Dask workers against one, kills and resumption.

`python -m benchmarks.studies [PART...]`, PARTS below; `small` before the parts divides the sizes by twenty. Memory is
the largest sum of proportional set sizes of all processes, looked at every 0.1 s.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

SIZES = [1_000_000, 100_000, 100_000, 20]
"""Points of geneva-2016: pure, complete, in ratios, and parts of the sweep that is killed."""

PORT = 18_789
KILLS = 10


def sweep(name: str, across: int, along: int, method: str, *more: str, cwd: Path) -> subprocess.Popen[str]:
    """Begin a sweep of a grid of control and line as a user does, in a process of its own."""
    grid = ["--over", f"control=0:1:{across}", "--over", f"line=0:1:{along}", "--method", method]
    return begun(["sweep", "geneva-2016", *grid, *more], name, cwd)


def begun(command: list[str], name: str, cwd: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-m", "negotiation", *command, "--to", name], cwd=cwd, text=True,
                            stderr=subprocess.PIPE)


def ended(process: subprocess.Popen[str]) -> str:
    said = process.communicate()[1]
    if process.returncode:
        raise SystemExit(f"exit {process.returncode}: {said}")
    return said


def peak(process: subprocess.Popen[str]) -> list[float]:
    """Watch a process and its children; return the largest memory in MB, in a list that grows up."""
    most = [0.0]

    def watch() -> None:
        top = psutil.Process(process.pid)
        while process.poll() is None:
            with contextlib.suppress(psutil.Error):
                every = [top, *top.children(recursive=True)]
                most[0] = max(most[0], sum(each.memory_full_info().pss for each in every) / 1e6)
            time.sleep(0.1)

    threading.Thread(target=watch, daemon=True).start()
    return most


def timed(name: str, across: int, along: int, method: str, *more: str, cwd: Path) -> tuple[float, float]:
    """Return the seconds and the largest memory in MB of a sweep."""
    start = time.perf_counter()
    process = sweep(name, across, along, method, *more, cwd=cwd)
    most = peak(process)
    ended(process)
    return time.perf_counter() - start, most[0]


def sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def memory(folder: Path) -> Iterator[str]:
    """A million points pure, a hundred thousand complete, to Parquet."""
    for method, points in (("pure", SIZES[0]), ("complete", SIZES[1])):
        for workers in ([], ["--workers", "2"]):
            name = f"{method}{len(workers)}.parquet"
            took, most = timed(name, points // 200, 200, method, *workers, cwd=folder)
            size = (folder / name).stat().st_size / 1e6
            yield (f"geneva-2016 {method}, {points // 200 * 200:,} points to Parquet ({size:,.0f} MB), "
                   f"{' '.join(workers) or 'this process'}: {took:,.1f} s, peak {most:,.0f} MB (target 1,500)")
        same = sha(folder / f"{method}0.parquet") == sha(folder / f"{method}2.parquet")
        yield f"  the two files are {'the same to the bit' if same else 'DIFFERENT'}"


def workers(folder: Path) -> Iterator[str]:
    """Two local processes against one, in turn, and two commands that know nothing of each other, half the points each.

    The last is what the machine gives: two of its processors may be slower together than one alone.
    """
    for method, across in (("complete", SIZES[2] // 100), ("pure", SIZES[2] * 4 // 100)):
        took: dict[int, list[float]] = {count: [] for count in (0, 1, 2)}
        for run in range(3):
            for count in (1, 2):
                took[count].append(timed(f"{method}{count}-{run}.parquet", across, 100, method, "--workers", str(count),
                                         "--chunk", str(2 * across), cwd=folder)[0])
            start = time.perf_counter()
            for each in [sweep(f"{method}{run}h{half}.parquet", across // 2, 100, method, "--chunk", str(2 * across),
                               cwd=folder) for half in range(2)]:
                ended(each)
            took[0].append(time.perf_counter() - start)
        apart, one, two = (min(took[count]) for count in (0, 1, 2))
        yield (f"geneva-2016 {method}, {across * 100:,} points: 1 process {one:,.1f} s, 2 processes {two:,.1f} s; "
               f"{one / two:.2f} times faster (target 1.8; two halves as commands of their own {one / apart:.2f}), "
               f"load {os.getloadavg()[0]:.1f}")


@contextlib.contextmanager
def cluster(count: int, folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A Dask scheduler and so many workers, each a process of one thread."""
    address = f"tcp://127.0.0.1:{PORT + count}"
    log = open(folder / "dask.log", "ab")  # noqa: SIM115
    begin = [["dask_scheduler", "--host", "127.0.0.1", "--port", str(PORT + count), "--no-dashboard"]]
    begin += [["dask_worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny", "--local-directory",
               str(folder / f"w{k}")] for k in range(count)]
    every = [subprocess.Popen([sys.executable, "-m", f"distributed.cli.{name}", *rest], stdout=log, stderr=log)
             for name, *rest in begin]
    from distributed import Client

    try:
        with Client(address, timeout=60, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=120)
        yield address, every
    finally:
        for each in reversed(every):
            each.terminate()
            each.wait()
        log.close()


def dask(folder: Path) -> Iterator[str]:
    """A two-worker cluster against one of one worker, and a worker that is killed in the middle."""
    across, took = SIZES[2] // 100, {}
    size = ["--chunk", str(2 * across)]  # fifty chunks
    for count in (1, 2):
        with cluster(count, folder) as (address, every):
            ended(sweep(f"warm{count}.parquet", 10 * count, 100, "complete", "--dask", address, "--chunk", "100",
                        cwd=folder))
            took[count] = min(timed(f"d{count}-{run}.parquet", across, 100, "complete", "--dask", address, *size,
                                    cwd=folder)[0] for run in range(2))
            if count == 2:
                process = sweep("killed.parquet", across, 100, "complete", "--dask", address, *size, cwd=folder)
                wait_for(folder / "killed.parquet.parts", 5, process)
                every[1].kill()
                ended(process)
    yield (f"geneva-2016 complete, {across * 100:,} points: 1 Dask worker {took[1]:,.1f} s, 2 workers {took[2]:,.1f} "
           f"s; {took[1] / took[2]:.2f} times faster (target 1.7), load {os.getloadavg()[0]:.1f}")
    files = {sha(folder / name) for name in ("d1-0.parquet", "d2-0.parquet", "killed.parquet")}
    same = "the same to the bit" if len(files) == 1 else "DIFFERENT"
    yield f"  one worker, two workers, a worker killed in the middle: {same}"


def wait_for(parts: Path, count: int, process: subprocess.Popen[str]) -> None:
    """Wait until so many chunks are finished, or the process is."""
    while process.poll() is None and len(list(parts.glob("*.arrow"))) < count:
        time.sleep(0.02)


def kills(folder: Path) -> Iterator[str]:
    """kill -9 at ten random moments, then resume: the file of an uninterrupted study, to the bit."""
    chunks = 20 * SIZES[3]
    grid = ["--over", f"control=0:1:{chunks}", "--over", "line=0:1:100", "--method", "pure"]
    yield from killed(["sweep", "geneva-2016", *grid, "--chunk", "100"], chunks, folder)
    guesses = ["uncertainty", "geneva-2016", "--draws", str(20 * chunks), "--given", "observed", "--chunk", "20"]
    yield from killed(guesses, chunks, folder)


def killed(command: list[str], chunks: int, folder: Path) -> Iterator[str]:
    chance, times, verb = random.Random(), 0, command[0]
    whole, name = f"{verb}.parquet", f"{verb}-killed.parquet"
    ended(begun(command, whole, folder))
    parts = folder / f"{name}.parts"
    for _ in range(KILLS):
        process = begun([*command, "--resume"], name, folder)
        wait_for(parts, len(list(parts.glob("*.arrow"))) + chance.randint(1, max(1, chunks // KILLS)), process)
        time.sleep(chance.random() / 10)
        process.send_signal(signal.SIGKILL)
        times += process.wait() == -signal.SIGKILL
    done = len(list(parts.glob("*.arrow")))
    ended(begun([*command, "--resume"], name, folder))
    same = sha(folder / whole) == sha(folder / name)
    yield (f"{verb} killed {times} of {KILLS} times ({done} of {chunks} chunks were finished), then resumed: "
           f"{'the same file to the bit' if same else 'ANOTHER FILE'}")


PARTS = {"memory": memory, "workers": workers, "dask": dask, "kills": kills}


def run(names: list[str] | None = None) -> Iterator[str]:
    for name in names or PARTS:
        folder = Path(tempfile.mkdtemp(prefix="studies."))
        try:
            yield from PARTS[name](folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    asked = sys.argv[1:]
    if asked[:1] == ["small"]:
        asked = asked[1:]
        SIZES[:] = [size // 20 for size in SIZES]
    for line in run(asked):
        print(line, flush=True)
