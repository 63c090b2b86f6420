"""What the hardest games do to budgets: overrun of seconds and of boxes, and peak memory, each in a process of its own.

    python -m benchmarks.hardest [--seconds 4]
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
from time import perf_counter

import numpy as np

from negotiation.game import Game
from negotiation.solvers import solve


def smooth(*shape: int, points: int = 1) -> np.ndarray:
    return np.random.default_rng(5).standard_normal((points, len(shape), *shape))


def tied(*shape: int, points: int = 1) -> np.ndarray:
    return np.random.default_rng(5).integers(0, 2, (points, len(shape), *shape)).astype(float)


def spread(*shape: int) -> np.ndarray:
    """Return payoffs of nineteen decades."""
    return smooth(*shape) * 10.0 ** np.random.default_rng(6).integers(-9, 10, (1, len(shape), *shape))


GAMES = {
    "4x4x4 with ties": lambda: tied(4, 4, 4),
    "5x5x5": lambda: smooth(5, 5, 5),
    "4 parties with 4": lambda: smooth(4, 4, 4, 4),
    "6 parties with 3": lambda: smooth(3, 3, 3, 3, 3, 3),
    "60x3x3 with ties": lambda: tied(60, 3, 3),
    "20x20x20": lambda: smooth(20, 20, 20),
    "60x60": lambda: smooth(60, 60),
    "18x18 with ties": lambda: tied(18, 18),
    "16x16 of nineteen decades": lambda: spread(16, 16),
    "20 points 3x62": lambda: smooth(3, 62, points=20),
    "2x90, more than 62": lambda: tied(2, 90, points=5),
    "12 coordination pairs": lambda: np.stack([np.eye(12)] * 2)[None],
}
"""Two more than ten: the last ones are hard for one kernel only."""


def once(name: str, options: dict) -> dict[str, float | bool]:
    """Solve a game here and now; the kernel is compiled before."""
    game = Game(GAMES[name]())
    method = options.pop("method", "complete")
    small = Game(smooth(*[2] * len(game.parties)))
    solve(small, method, **options)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = perf_counter()
    found = solve(game, method, **options)
    return {"took": perf_counter() - began, "complete": bool(found.complete.all()), "rows": len(found),
            "megabytes": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024}


def apart(name: str, options: dict) -> dict[str, float | bool]:
    command = [sys.executable, "-m", "benchmarks.hardest", "--game", name, "--options", json.dumps(options)]
    done = subprocess.run(command, capture_output=True, text=True)
    return json.loads(done.stdout) if done.returncode == 0 else {"failed": done.stderr.strip().splitlines()[-1]}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seconds", type=float, default=4.0)
    options.add_argument("--game")
    options.add_argument("--options", type=json.loads)
    chosen = options.parse_args()
    if chosen.game:
        print(json.dumps(once(chosen.game, chosen.options)))
        return
    for kernel in ("numba", "numpy"):
        for name in GAMES:
            told = apart(name, {"seconds": chosen.seconds, "kernel": kernel})
            if "failed" in told:
                print(f"{kernel:6s} {name:28s} {told['failed']}", flush=True)
                continue
            print(f"{kernel:6s} {name:28s} {told['took']:7.2f} s of {chosen.seconds:g}  {told['megabytes']:6.0f} MB  "
                  f"{told['rows']:5d} rows  {'complete' if told['complete'] else 'incomplete'}", flush=True)


if __name__ == "__main__":
    main()
