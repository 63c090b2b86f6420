"""Method complete: ratios of medians, measured in one run.

    python benchmarks/complete.py [--points 1001] [--gambit-points 21] [--kernels] [--large SECONDS]

Prints geneva-2016 over control and over the campaign path against a loop over pygambit's `enumpoly_solve` (where
pygambit is installed), one slider position, the cost a point as the batch grows, and random larger games.
"""

from __future__ import annotations

import argparse
import resource
from collections.abc import Callable
from statistics import median
from time import perf_counter

import numpy as np

from negotiation.game import Game
from negotiation.library import load
from negotiation.solvers import complete


def seconds(call: Callable[[], object], repeat: int = 5) -> float:
    """Return the median time of a call after one to warm up."""
    call()
    times = []
    for _ in range(repeat):
        start = perf_counter()
        call()
        times.append(perf_counter() - start)
    return median(times)


def sweeps(points: int) -> dict[str, Game]:
    """Return geneva-2016 along control, and along the campaign path (line = 1 - control)."""
    model, control = load("geneva-2016"), np.linspace(0, 1, points)
    return {"control": model.at(control=control), "campaign": model.at(control=control, line=1 - control)}


def against_gambit(points: int, few: int) -> None:
    try:
        from negotiation.solvers import gambit
    except ImportError:
        gambit = None
        print("pygambit is not installed: no ratio")
    for name, game in sweeps(points).items():
        ours = seconds(lambda game=game: complete.solve(game)) / points
        found = complete.solve(game)
        line = (f"{name}: {points} points, {len(found)} equilibria, complete at {found.complete.sum()}, "
                f"largest regret {found.regret.max():.1e}, {ours * 1e3:.3f} ms a point")
        if gambit:
            some = game.select(np.linspace(0, points - 1, few).astype(int))
            theirs = seconds(lambda some=some: gambit.solve(some, algorithm="enumpoly"), 1) / few
            line += f"; enumpoly_solve {theirs * 1e3:.1f} ms a point, ratio {theirs / ours:.0f}"
        print(line)


def slider() -> None:
    """Print the time of single points, each a batch of one."""
    games = [game.select([p]) for game in sweeps(201).values() for p in range(game.points)]
    complete.solve(games[0])
    times = []
    for game in games:
        start = perf_counter()
        complete.solve(game)
        times.append(perf_counter() - start)
    print(f"slider: median {median(times) * 1e3:.2f} ms, 95 % {np.percentile(times, 95) * 1e3:.2f} ms")


def growth() -> None:
    for points in (101, 1001, 10_001):
        game = sweeps(points)["control"]
        print(f"{points} points: {seconds(lambda game=game: complete.solve(game), 1) / points * 1e3:.3f} ms a point")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GB")


def kernels() -> None:
    game = sweeps(201)["control"]
    compiled, plain = (seconds(lambda k=k: complete.solve(game, kernel=k), 1) for k in ("numba", "numpy"))
    print(f"numpy kernel over numba kernel on 201 points: {plain / compiled:.1f}")


def large(limit: float) -> None:
    for shape in ((3, 3, 3, 3), (3, 3, 3, 3, 3)):
        for seed in range(3):
            game = Game(np.random.default_rng(seed).standard_normal((1, len(shape), *shape)))
            start = perf_counter()
            found = complete.solve(game, seconds=limit, budget=10**9)
            print(f"{shape} seed {seed}: {len(found)} equilibria in {perf_counter() - start:.2f} s, "
                  f"complete {bool(found.complete[0])}, {found.unresolved[0]} boxes left", flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--points", type=int, default=1001)
    options.add_argument("--gambit-points", type=int, default=21)
    options.add_argument("--kernels", action="store_true")
    options.add_argument("--large", type=float, default=0.0)
    chosen = options.parse_args()
    against_gambit(chosen.points, chosen.gambit_points)
    slider()
    growth()
    if chosen.kernels:
        kernels()
    if chosen.large:
        large(chosen.large)


if __name__ == "__main__":
    main()
