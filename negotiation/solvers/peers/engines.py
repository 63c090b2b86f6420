"""What the nashpy package needs around it: one game a point, scaled payoffs, silence, and the regret judge.

1. Bring each party's payoffs to the range [1, 2], where nashpy's polytopes are bounded and well scaled.
2. Ask the engine for candidates, point by point; it may warn, fail, or return arrays of a wrong shape at a tie.
3. Keep what is a pair of mixtures without regret; count an equilibrium once.
4. When time is over, what was found is kept and the points that were not ended are `unresolved`.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from itertools import takewhile

import numpy as np

from negotiation.game import TOLERANCE, Array, Game
from negotiation.game.equilibria import Equilibria, cleaned, collect
from negotiation.solvers.clock import UNBOUNDED, Clock

Candidates = Iterable[tuple[Array, Array] | None]
"""Pairs of mixtures; None where nothing was found but the clock may be asked."""

SAME = 1e-7
"""Mixtures closer than this in every probability are one equilibrium."""


def judged(game: Game, method: str, engine: Callable[[Array, Array], Candidates], seconds: float) -> Equilibria:
    """Run an engine (A, B) -> candidates at every point and keep the equilibria among them, each once."""
    clock = Clock.of(UNBOUNDED, seconds)
    if min(game.strategy_counts) == 1:
        engine = _pure_profiles  # a polytope on a line is too flat for qhull, and a tableau of one row for nashpy
    point, rows, ended = [], [np.zeros((0, sum(game.strategy_counts)))], np.zeros(game.points, dtype=bool)
    for p, tables in enumerate(_scaled(game)):
        if clock.late():
            break
        kept = _judge(tables, _quietly(engine, tables, clock))
        ended[p] = not clock.late()
        rows.append(kept)
        point += [p] * len(kept)
    found = np.concatenate(rows)
    return collect(game, method, np.array(point, dtype=int), np.split(found, [game.strategy_counts[0]], axis=1),
                   unresolved=np.where(ended, 0, 1))


def _scaled(game: Game) -> Array:
    return (game.payoffs - game.payoffs.min(axis=(2, 3), keepdims=True)) / game.scale[:, :, None, None] + 1


def _pure_profiles(rows: Array, columns: Array) -> Candidates:
    m, n = rows.shape
    return [(np.eye(m)[i], np.eye(n)[j]) for i in range(m) for j in range(n)]


def _quietly(engine: Callable[[Array, Array], Candidates], tables: Array, clock: Clock) -> list[tuple[Array, Array]]:
    """Collect what an engine yields before it ends or fails, or time is over."""
    found = []
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            for pair in takewhile(lambda _: not clock.late(), engine(*tables)):
                if pair is not None:
                    found.append(pair)
        except Exception:  # qhull fails in many ways on flat polytopes; what was found before still counts
            pass
    return found


def _judge(tables: Array, candidates: Iterable[tuple[Array, Array]]) -> Array:
    """Keep candidates that are mixtures of the right shape with regret within the tolerance: (E, m + n)."""
    rows: list[Array] = []
    for x, y in candidates:
        if x.shape != tables.shape[1:2] or y.shape != tables.shape[2:]:
            continue
        if not (np.isfinite(x).all() and np.isfinite(y).all() and x.max() > 0 and y.max() > 0):
            continue
        x, y = (cleaned(np.maximum(each, 0)[None] / np.maximum(each, 0).sum())[0] for each in (x, y))
        against = tables[0] @ y, x @ tables[1]
        regret = max(against[0].max() - x @ against[0], against[1].max() - against[1] @ y)
        row = np.concatenate([x, y])
        if regret <= TOLERANCE and all(np.abs(row - other).max() > SAME for other in rows):
            rows.append(row)
    return np.array(rows).reshape(-1, sum(tables.shape[1:]))
