"""Two parties: all vertices of both best-reply polyhedra, paired where every strategy is unplayed or a best reply.

1. Walk the vertices of X = {x >= 0, sum x = 1, B'x <= v} and of Y = {y >= 0, sum y = 1, Ay <= u} (`vertices`). A vertex
   is known by its labels: the strategies that it leaves unplayed and the replies that are best. Every sign is proved.
   Where one of them has no ties, its vertices ask for their partners and the other is not walked (`compiled.partners`).
2. A pair of vertices is an extreme equilibrium when each strategy of each party is unplayed or a best reply.
3. The equilibria are the products conv(X') x conv(Y') of the maximal sets that pair throughout (`faces`). A product of
   more than one pair is a continuum; its hull is a box, its dimension dim X' + dim Y'.

Mangasarian (1964), Equilibrium points of bimatrix games, J. SIAM 12(4); Winkels (1979); Jansen (1981); Avis, Rosenberg,
Savani and von Stengel (2010), Enumeration of Nash equilibria for two-player games, Economic Theory 42.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib import import_module
from time import monotonic
from types import ModuleType

import numpy as np

from negotiation.game import Array, Game
from negotiation.game.equilibria import Boxes
from negotiation.solvers import pure
from negotiation.solvers.clock import Clock
from negotiation.solvers.kernels import WALK, may_load
from negotiation.solvers.two_party.pairs import paired
from negotiation.solvers.two_party.vertices import MOST_STRATEGIES, listed_plainly

PATIENCE = 1.0
"""Seconds for which a process works in plain Python before it loads the compiled walk, which takes about as long."""

LOADING = 10.0
"""Seconds of a budget from which on the compiled walk is loaded, or compiled once after installation."""


@dataclass
class Found:
    """Rows by point (E,): profiles (E, m + n), dimension of the continuum each lies in (-1: not known), weak or not.

    `boxes`: continua, and points left open. `complete` (P,).
    """

    point: Array
    profiles: Array
    dimension: Array
    weak: Array
    boxes: Boxes
    complete: Array


def search(game: Game, clock: Clock, kernel: str | None = None) -> Found:
    """Find the extreme equilibria and the continua of a two-party batch; see the module.

    Parameters
    ----------
    clock : bases and seconds that may be spent.
    kernel : "numpy" for plain Python, "numba" for the compiled walk, None for what is sooner done. Same answers.
    """
    began = monotonic()
    able = kernel != "numpy" and max(game.strategy_counts) <= MOST_STRATEGIES
    fast = _loaded(clock) if able and (kernel == "numba" or (WALK in sys.modules and may_load(WALK))) else None
    faster = able and clock.deadline - began >= LOADING and may_load(WALK)
    parts, done = [_nothing(game)], 0
    while done < game.points and not clock.over():
        step = fast.points_at_once(game.strategy_counts, clock) if fast else 1
        points = np.arange(done, min(game.points, done + step))
        within = clock.within(began + PATIENCE) if faster and not fast else clock
        part = _solved(game, points, within, fast)
        if within.late() and not clock.late() and not fast:
            fast = _loaded(clock)
            continue
        clock.spent = within.spent
        parts.append(part)
        done += len(points)
    return _with_pure(game, _joined(parts))


def _loaded(clock: Clock) -> ModuleType:
    """Return the compiled walk; a search does not pay for the time to load or compile it."""
    with clock.uncounted():
        compiled = import_module(WALK)
        compiled.ready()
    return compiled


def _solved(game: Game, points: Array, clock: Clock, fast: ModuleType | None) -> Found:
    m, n = game.strategy_counts
    listed, less = fast.listed if fast else listed_plainly, int(m > n)
    walked = listed(game, points, less, clock)
    sides = [walked, listed(game, points, 1 - less, clock, walked)]
    found = paired(sides[less], sides[1 - less], clock, fast is not None)
    left = np.flatnonzero(~found.done)
    lower = np.concatenate([found.lower, np.zeros((len(left), m + n))])
    upper = np.concatenate([found.upper, np.ones((len(left), m + n))])
    where = points[np.concatenate([found.where, left])]
    boxes = Boxes(where, (lower[:, :m], lower[:, m:]), (upper[:, :m], upper[:, m:]))
    return Found(points[found.point], found.profiles, found.dimension, found.weak, boxes, found.done)


def _nothing(game: Game) -> Found:
    m, n = game.strategy_counts
    none = np.zeros(0, dtype=np.int64)
    sides = np.zeros((0, m)), np.zeros((0, n))
    return Found(none, np.zeros((0, m + n)), none, none == 1, Boxes(none, sides, sides), none == 1)


def _joined(parts: list[Found]) -> Found:
    def column(name: str) -> Array:
        return np.concatenate([getattr(part, name) for part in parts])

    boxes = Boxes(np.concatenate([part.boxes.point for part in parts]),
                  tuple(np.concatenate([part.boxes.lower[i] for part in parts]) for i in (0, 1)),
                  tuple(np.concatenate([part.boxes.upper[i] for part in parts]) for i in (0, 1)))
    return Found(column("point"), column("profiles"), column("dimension"), column("weak"), boxes, column("complete"))


def _with_pure(game: Game, found: Found) -> Found:
    """Add what a spent budget left: points not reached are open, and their pure equilibria are rows all the same."""
    reached = len(found.complete)
    complete = np.concatenate([found.complete, np.zeros(game.points - reached, dtype=bool)])
    if complete.all():
        return found
    unreached = np.arange(reached, game.points)
    sizes = game.strategy_counts
    boxes = Boxes(np.concatenate([found.boxes.point, unreached]),
                  tuple(np.concatenate([low, np.zeros((len(unreached), size))])
                        for low, size in zip(found.boxes.lower, sizes, strict=True)),
                  tuple(np.concatenate([high, np.ones((len(unreached), size))])
                        for high, size in zip(found.boxes.upper, sizes, strict=True)))
    point, profile, strict = pure.equilibria(game)
    flat = np.concatenate([np.eye(size)[chosen] for size, chosen in zip(sizes, profile, strict=True)], axis=1)
    known = {(p, *row) for p, row in zip(found.point.tolist(), found.profiles.tolist(), strict=True)}
    new = np.array([not complete[p] and (p, *row) not in known
                    for p, row in zip(point.tolist(), flat.tolist(), strict=True)], dtype=bool)
    return Found(np.concatenate([found.point, point[new]]), np.concatenate([found.profiles, flat[new]]),
                 np.concatenate([found.dimension, np.where(strict[new], 0, -1)]),
                 np.concatenate([found.weak, ~strict[new]]), boxes, complete)
