"""Every Nash equilibrium of every point, pure and mixed, with a proof that none is missing.

1. Scale each party's payoffs at each point to [0, 1]; regret is judged on the payoffs as given.
2. Two parties: all vertices of the two best-reply polytopes, paired (`boxes.bimatrix`); continua come out whole.
3. Otherwise: supports by conditional dominance, then branch and prune inside each (`boxes.search`); supports with many
   free weights are sifted by sub-simplices first (`boxes.sift`).
4. Merge what two supports found in common; give every unresolved box an equilibrium to stand for it, if it holds one.

`complete` says that every equilibrium of the point is a row or lies in one of the boxes; it is False where the budget
ran out. `unresolved` counts the boxes: continua, degenerate equilibria, or what the budget left over. The mark
`certified` says that a row was proved to be the only equilibrium near it.

Porter, Nudelman and Shoham (2004), Simple search methods for finding a Nash equilibrium, AAAI; Krawczyk (1969);
Avis, Rosenberg, Savani and von Stengel (2010), Enumeration of Nash equilibria for two-player games.
"""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from itertools import count
from time import monotonic
from types import ModuleType

import numpy as np

from negotiation.equilibria import Boxes, Equilibria, collect
from negotiation.errors import SolverError, unknown
from negotiation.game import TOLERANCE, Array, Game
from negotiation.regret import deviation_gains
from negotiation.solvers.boxes import bimatrix, layout
from negotiation.solvers.boxes.anchor import anchor
from negotiation.solvers.boxes.rows import Ledger, Rows, Table
from negotiation.solvers.boxes.search import Findings, search

KERNELS = {"numba": "negotiation.solvers.boxes.compiled", "numpy": "negotiation.solvers.boxes.plain"}

MOST_STRATEGIES = 62
"""A support is kept in the bits of a 64-bit integer."""

ANCHORS = 16
"""Unresolved boxes of one point that get an equilibrium of their own."""

MANY = 1000
"""Left-over boxes of one point beyond which those that touch are joined."""


FEW, PATIENCE = 8, 0.5
"""Points, and seconds, for which a process's first call tries the plain kernel before it loads the compiled one."""

Assembled = tuple[Array, Array, Array, Array, Boxes, Array]
"""Point, profiles, certified, dimension, boxes, complete."""


def solve(game: Game, *, budget: int = 5_000_000, seconds: float = 60.0, kernel: str | None = None) -> Equilibria:
    """Find all Nash equilibria.

    Parameters
    ----------
    game : a batch of P points, any number of parties and strategies.
    budget : boxes to examine at most, a fair share a point first.
    seconds : time to spend at most; what is proven by then is returned.
    kernel : "numba", "numpy", or None for numba where it is installed; a process's first call, if small, is tried
        without it, since loading it takes longer (and compiling it, once after installation, about 15 seconds).
        Both give the same answers.

    Returns
    -------
    Equilibria with `complete`, `unresolved`, `degenerate`, `boxes`, and the marks `certified` (E,) and
    `dimension` (E,): of the continuum the row lies in, 0 for an isolated equilibrium, -1 where it is not known.

    >>> from negotiation.game import Game
    >>> solve(Game.from_payoffs([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])).label.tolist()
    ['1+2 / 1+2']
    """
    if max(game.strategy_counts) > MOST_STRATEGIES:
        raise SolverError(f"method 'complete' takes up to {MOST_STRATEGIES} strategies a party, "
                          f"{game.name} has {max(game.strategy_counts)}")
    deadline = monotonic() + seconds
    if len(game.parties) == 2 and bimatrix.fits(game.strategy_counts):
        return _judge(game, *bimatrix.search(Table.of(game.payoffs), deadline))
    if kernel is None and game.points <= FEW and _first_call():
        parts = _searched(game, "numpy", budget, min(deadline, monotonic() + PATIENCE))
        if parts[-1].all():
            return _judge(game, *parts)
    name = kernel if kernel is not None else "numba" if find_spec("numba") else "numpy"
    return _judge(game, *_searched(game, name, budget, deadline))


@cache
def _calls() -> count[int]:
    return count()


def _first_call() -> bool:
    return next(_calls()) == 0 and KERNELS["numba"] not in sys.modules


def _searched(game: Game, kernel: str, budget: int, deadline: float) -> Assembled:
    table = Table.of(game.payoffs)
    return _assemble(game, table, search(table, _kernel(kernel), Ledger(budget, deadline, max(1, game.points))))


def _kernel(name: str) -> ModuleType:
    if name not in KERNELS:
        raise SolverError(unknown("a kernel", name, KERNELS))
    try:
        return import_module(KERNELS[name])
    except ImportError:
        raise SolverError("kernel 'numba' needs the package 'numba'; allowed: numpy") from None


def _assemble(game: Game, table: Table, found: Findings) -> Assembled:
    """Turn findings into rows, boxes and flags: point, profiles, certified, dimension, boxes, complete."""
    shape = game.strategy_counts
    width = sum(shape)
    point = np.concatenate([np.zeros(0, dtype=np.int64), *(part[0] for part in found.roots)])
    flat = np.concatenate([np.zeros((0, width)), *(layout.mixtures(x, bits, shape) for _, bits, x in found.roots)])
    complete = np.ones(game.points, dtype=bool)
    complete[found.unreached] = False
    for rows in found.left:
        complete[rows.point] = False
    boxes = [_boxes(found.flat + found.narrow, shape), _boxes(found.left, shape, merge=False),
             (found.unreached, np.zeros((len(found.unreached), width)), np.ones((len(found.unreached), width)))]
    where, lower, upper = (np.concatenate(parts) for parts in zip(*boxes, strict=True))
    more_point, more = _anchors(game, table, *boxes[0])
    kept = layout.distinct(np.concatenate([point, more_point]), np.concatenate([flat, more]))
    point, flat = np.concatenate([point, more_point])[kept], np.concatenate([flat, more])[kept]
    certified = np.ones(len(point), dtype=bool)
    for p in np.unique(boxes[0][0]):
        here, box = point == p, boxes[0][0] == p
        certified[here] = ~layout.inside(flat[here], boxes[0][1][box], boxes[0][2][box])
    regions = Boxes(where, layout.parts(lower, shape), layout.parts(upper, shape))
    return point, flat, certified, np.where(certified, 0, -1), regions, complete


def _boxes(found: list[Rows], shape: tuple[int, ...], merge: bool = True) -> tuple[Array, Array, Array]:
    """Return unresolved boxes as point, lower and upper bounds: touching ones joined, inner ones dropped."""
    width = sum(shape)
    result = [(np.zeros(0, dtype=np.int64), np.zeros((0, width)), np.zeros((0, width)))]
    rows = Rows.join(found) if found else Rows(*result[0][:1], *result[0])
    for p in np.unique(rows.point):
        sides = []
        here = rows[rows.point == p]
        for bits in np.unique(here.bits, axis=0):
            lower, upper = layout.hulls(here[(here.bits == bits).all(axis=1)], shape)
            sides.append(layout.merged(lower, upper) if merge or len(here) > MANY else (lower, upper))
        lower, upper = (np.concatenate(parts) for parts in zip(*sides, strict=True))
        outer = layout.outermost(lower, upper) if len(lower) <= 2000 else np.ones(len(lower), dtype=bool)
        result.append((np.full(int(outer.sum()), p), lower[outer], upper[outer]))
    point, lower, upper = (np.concatenate(parts) for parts in zip(*result, strict=True))
    return point, lower, upper


def _anchors(game: Game, table: Table, point: Array, lower: Array, upper: Array) -> tuple[Array, Array]:
    """Return equilibria that stand for unresolved boxes, a few a point: their points and profiles."""
    shape = game.strategy_counts
    points, flats = [np.zeros(0, dtype=np.int64)], [np.zeros((0, sum(shape)))]
    for p in np.unique(point):
        payoffs = table.payoffs[p].reshape(1, len(shape), *shape)
        for low, high in list(zip(lower[point == p], upper[point == p], strict=True))[:ANCHORS]:
            middle = [part / part.sum() for part in np.split((low + high) / 2, np.cumsum(shape)[:-1])]
            profile = anchor(payoffs, np.concatenate(middle), shape)
            if profile is not None and layout.inside(profile[None], low[None], high[None])[0]:
                points.append(np.array([p]))
                flats.append(profile[None])
    return np.concatenate(points), np.concatenate(flats)


def _judge(game: Game, point: Array, flat: Array, certified: Array, dimension: Array,
           boxes: Boxes, complete: Array) -> Equilibria:
    """Recompute every row on the payoffs as given; a weak reply or a box makes its point degenerate."""
    mixtures = layout.parts(flat, game.strategy_counts)
    gains = deviation_gains(game.payoffs, mixtures, point)
    unresolved = np.bincount(boxes.point, minlength=game.points)
    degenerate = np.bincount(boxes.point[complete[boxes.point]], minlength=game.points) > 0
    for i, (gain, mixture) in enumerate(zip(gains, mixtures, strict=True)):
        weak = ((gain >= -TOLERANCE * game.scale[point, [i]][:, None]) & (mixture == 0)).any(axis=1)
        degenerate[point[weak]] = True
    return collect(game, "complete", point, mixtures, complete=complete, unresolved=unresolved, degenerate=degenerate,
                   marks={"certified": certified, "dimension": dimension}, boxes=boxes if len(boxes) else None)
