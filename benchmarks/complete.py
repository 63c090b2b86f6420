"""Method complete: geneva-2016 beside pygambit's `enumpoly_solve`, a slider, growth, kernels, larger games."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from statistics import median
from time import perf_counter

import numpy as np

from benchmarks.timing import Comparison, compare
from negotiation.game import Game
from negotiation.library import load
from negotiation.solvers import complete

POINTS, PEER_POINTS = 1001, 21


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


def run() -> Iterator[Comparison | str]:
    yield slider()
    yield from growth()
    yield kernels()
    yield from large(30.0)
    yield from against_gambit()


def against_gambit() -> Iterator[Comparison]:
    from negotiation.solvers.peers import gambit

    for name, game in sweeps(POINTS).items():
        some = game.select(np.linspace(0, POINTS - 1, PEER_POINTS).astype(int))
        yield compare(f"geneva-2016 over {name}, complete, against pygambit enumpoly_solve",
                      lambda game=game: complete.solve(game), POINTS,
                      lambda some=some: gambit.solve(some, algorithm="enumpoly"), PEER_POINTS, 100, runs=3)


def slider() -> str:
    """Time single points, each a batch of one."""
    games = [game.select([p]) for game in sweeps(201).values() for p in range(game.points)]
    complete.solve(games[0], kernel="numba")
    times = []
    for game in games:
        start = perf_counter()
        complete.solve(game)
        times.append(perf_counter() - start)
    return (f"one slider position: median {median(times) * 1e3:.2f} ms, 95 % {np.percentile(times, 95) * 1e3:.2f} ms")


def growth() -> Iterator[str]:
    for points in (101, 1001, 10_001):
        game = sweeps(points)["control"]
        yield (f"{points} points: {seconds(lambda game=game: complete.solve(game), 1) / points * 1e3:.3f} ms a point")
    yield f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GB"


def kernels() -> str:
    game = sweeps(201)["control"]
    compiled, plain = (seconds(lambda k=k: complete.solve(game, kernel=k), 1) for k in ("numba", "numpy"))
    return f"numpy kernel over numba kernel on 201 points: {plain / compiled:.1f}"


def large(limit: float) -> Iterator[str]:
    for shape in ((3, 3, 3, 3), (3, 3, 3, 3, 3)):
        for seed in range(3):
            game = Game(np.random.default_rng(seed).standard_normal((1, len(shape), *shape)))
            start = perf_counter()
            found = complete.solve(game, seconds=limit, budget=10**9)
            yield (f"{shape} seed {seed}: {len(found)} equilibria in {perf_counter() - start:.2f} s, "
                  f"complete {bool(found.complete[0])}, {found.unresolved[0]} boxes left")
