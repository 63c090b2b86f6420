"""The war as it unfolds: 200 random stochastic games judged by loops, and how long geneva-2016 takes (CPU seconds).

python -m benchmarks unfolding
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from time import process_time

import numpy as np

import negotiation as ng

GAMES = 200


def run() -> Iterator[str]:
    yield from timed()
    yield from judged()
    yield from compared()


def timed() -> Iterator[str]:
    """Time the second call of each, so that loading and compiling a kernel does not count."""
    model = ng.load("geneva-2016")
    war = ng.unfold(model)
    for name, target, work in (
            ("stationary, 41 states", 1.5, lambda: ng.unfold(model)), ("24 periods", 0.3, lambda: ng.unfold(
                model, horizon=24)), ("fan", 0.05, lambda: war.fan(36)), ("deal", 0.3, lambda: war.deal("TALKS"))):
        work()
        start = process_time()
        work()
        yield f"unfolding: {name}: {process_time() - start:.3f} s (target {target:g})"


def compared() -> Iterator[str]:
    """Trace the logit branch of the same tensor with sgamesolver, where it is there, in the same run."""
    if find_spec("sgamesolver") is None:
        yield "unfolding: sgamesolver is not installed, so nothing is compared (docs/design.md has what was measured)"
        return
    for name in ("float_", "NaN"):  # names that NumPy 2 dropped and sgamesolver 1.0.2 uses
        if name not in vars(np):
            setattr(np, name, np.float64 if name == "float_" else np.nan)
    model = ng.load("geneva-2016")
    for points in (11, 41):
        game = ng.unfold(model, points=points).game
        own, theirs = _spent(lambda n=points: ng.unfold(model, points=n)), _traced(game)
        yield f"unfolding, {points} states: {own:.2f} s; sgamesolver {theirs:.1f} s, {theirs / own:.0f} times"


def _spent(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start


def _traced(game: ng.StochasticGame) -> float:
    """Return how long sgamesolver takes; ends are states of one action, and the last state is worth nothing."""
    solver, homotopy = import_module("sgamesolver"), import_module("sgamesolver.homotopy")
    size, none = len(game.over), (1,) * len(game.counts)
    pay, move = [], []
    for k in range(size + 1):
        live = k < size and game.over[k] < 0
        chances = np.zeros((*(game.counts if live else none), size + 1))
        if live:
            chances[..., :size] = game.onward[k]
        chances[..., size] = 1 - chances.sum(axis=-1)
        worth = game.at_ends[k] if k < size else np.zeros(len(none))
        pay.append(game.reward[k] if live else worth.reshape(-1, *none))
        move.append(chances)
    traced = homotopy.QRE(solver.SGame(pay, move, np.asarray(game.discount, dtype=float)))
    traced.solver_setup()
    traced.solver.verbose = 0
    return _spent(traced.solve)


def judged() -> Iterator[str]:
    """Say what share of random games settles, the largest regret, and that the loops refuse no claim."""
    told: Counter[str] = Counter()
    worst, refused, apart = 0.0, 0, 0.0
    for seed in range(GAMES):
        game = random_game(seed)
        war = ng.unfold(game, select="stay")
        told[war.status] += 1
        found = looped(game, war.mixtures)
        apart = max(apart, abs(found - float(war.regret.max())))
        if war.status == "stationary":
            worst, refused = max(worst, found), refused + (found > 1e-9)
    yield (f"unfolding: {GAMES} random games: {dict(told)}; largest regret of what settled {worst:.1e} (target 1e-9), "
           f"{refused} claims refused by loops, which differ from our judge by {apart:.1e} at most")


def random_game(seed: int) -> ng.StochasticGame:
    """Return a game of 2 to 4 parties and 2 to 6 states."""
    g = np.random.default_rng(seed)
    parties, states = int(g.integers(2, 5)), int(g.integers(2, 7))
    counts = tuple(g.integers(2, 4, parties)) if parties < 4 else (2,) * 4
    return ng.StochasticGame(
        np.zeros((states, parties, *counts)), g.normal(size=(states, parties, *counts)),
        g.dirichlet(np.ones(states), size=(states, *counts)), discount=g.choice([0.5, 0.8, 0.9, 0.95]))


def looped(game: ng.StochasticGame, mixtures: tuple[np.ndarray, ...]) -> float:
    """Return the largest one-shot gain as a share of the range, V from a linear solve, profile by profile."""
    states, counts, worst = len(game.over), game.counts, 0.0
    profiles = list(itertools.product(*map(range, counts)))
    odds = np.array([[np.prod([mixtures[i][k, s[i]] for i in range(len(counts))]) for s in profiles]
                     for k in range(states)])
    move = np.array([[game.move[(k, *s)] for s in profiles] for k in range(states)])
    for i, d in enumerate(game.discount):
        now = np.array([[(1 - d) * game.standing[(k, i, *s)] + game.flow[(k, i, *s)] for s in profiles]
                        for k in range(states)])
        chances = (odds[:, :, None] * move).sum(axis=1)
        values = np.linalg.solve(np.eye(states) - d * chances, (odds * now).sum(axis=1))
        for k in range(states):
            for own in range(counts[i]):
                gain = -values[k]
                for n, s in enumerate(profiles):
                    if s[i] == own:
                        rest = np.prod([mixtures[j][k, s[j]] for j in range(len(counts)) if j != i])
                        gain += rest * (now[k, n] + d * move[k, n] @ values)
                worst = max(worst, gain / game.scale[i])
    return float(worst)
