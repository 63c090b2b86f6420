"""Every Nash equilibrium of every point, pure and mixed, with a proof that none is missing.

1. Scale each party's payoffs at each point by a power of two; regret is judged on the payoffs as given. With three and
   more parties take parties and strategies in an order that the payoffs give (`boxes.order`).
2. Two parties: all vertices of the two best-reply polyhedra, paired (`two_party`); continua come out whole.
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
from dataclasses import replace
from functools import cache
from itertools import count
from time import monotonic

import numpy as np

from negotiation.errors import SolverError, unknown
from negotiation.game import Game
from negotiation.game.equilibria import Boxes, Equilibria, collect
from negotiation.solvers import pure
from negotiation.solvers.boxes import layout
from negotiation.solvers.boxes.assemble import Assembled, Told, assemble
from negotiation.solvers.boxes.doubts.doubted import doubted
from negotiation.solvers.boxes.order import Order
from negotiation.solvers.boxes.rows import Table
from negotiation.solvers.boxes.search import search
from negotiation.solvers.clock import Clock
from negotiation.solvers.kernels import KERNELS, kernel_named, ready, usual_kernel
from negotiation.solvers.two_party import search as two_party

MOST_STRATEGIES = 62
"""A support is kept in the bits of a 64-bit integer."""

FEW, PATIENCE = 8, 0.5
"""Points, and seconds, for which a process's first call tries the plain kernel before it loads the compiled one, and
other calls while a thread is loading it."""

SEARCHING = 0.85
"""Share of the time in which boxes are searched; the rest is for doubtful roots."""


def solve(game: Game, *, budget: int = 5_000_000, seconds: float = 60.0, kernel: str | None = None) -> Equilibria:
    """Find all Nash equilibria.

    Parameters
    ----------
    game : a batch of P points, any number of parties and strategies.
    budget : boxes to examine at most, a fair share a point first.
    seconds : time to spend at most, without the time to load or to compile a kernel; what is proven by then is
        returned.
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
    if kernel is not None and kernel not in KERNELS:
        raise SolverError(unknown("a kernel", kernel, KERNELS))
    clock = Clock.of(budget, seconds)
    if len(game.parties) == 2:
        return _two_party(game, two_party.search(game, clock, kernel))
    if max(game.strategy_counts) > MOST_STRATEGIES:
        raise SolverError(f"method 'complete' takes up to {MOST_STRATEGIES} strategies a party, "
                          f"{game.name} has {max(game.strategy_counts)}")
    name = kernel if kernel is not None else usual_kernel()
    if kernel is None and name == "numba" and game.points <= FEW and _plain_first():
        found = _searched(game, "numpy", clock.within(monotonic() + PATIENCE))
        if found.complete.all():
            return _told(game, found)
    return _told(game, _searched(game, name, clock))


def _two_party(game: Game, found: two_party.Found) -> Equilibria:
    """Lay out rows whose supports, ties and isolation are proved; see `two_party`."""
    boxes, isolated = found.boxes, found.dimension == 0
    unresolved = np.bincount(boxes.point, minlength=game.points)
    degenerate = np.bincount(found.point[found.weak], minlength=game.points) > 0
    return collect(game, "complete", found.point, layout.parts(found.profiles, game.strategy_counts),
                   complete=found.complete, unresolved=unresolved, degenerate=degenerate,
                   marks={"certified": isolated, "dimension": found.dimension}, boxes=boxes if len(boxes) else None)


@cache
def _calls() -> count[int]:
    return count()


def _plain_first() -> bool:
    """Tell whether this is a first call, or one while another thread still gets the compiled kernel ready."""
    if KERNELS["numba"] not in sys.modules:
        return next(_calls()) == 0
    return not ready(KERNELS["numba"])


def _searched(game: Game, kernel: str, clock: Clock) -> Assembled:
    with clock.uncounted():
        chosen = kernel_named(kernel)
        chosen.ready(sum(game.strategy_counts) - len(game.parties) >= chosen.SIFT_FROM)
    given = Table.of(game.payoffs, game.rounding)
    order = Order.of(given)
    table = order.table(given)
    found = search(table, chosen, clock.within(clock.until(SEARCHING)))
    found = doubted(game, table, chosen, found)
    told = assemble(table, found, _pure(game, order), order.rationals(game.rationals), clock.deadline)
    return replace(told, flat=order.back(told.point, told.flat), lower=order.back(told.box_point, told.lower),
                   upper=order.back(told.box_point, told.upper))


def _pure(game: Game, order: Order) -> Told:
    """Return the pure equilibria as rows in the order of the search."""
    point, profile, strict = pure.equilibria(game)
    flat = np.concatenate([np.eye(size)[at] for size, at in zip(game.strategy_counts, profile, strict=True)], axis=1)
    return Told(point, order.there(point, flat), strict)


def _told(game: Game, found: Assembled) -> Equilibria:
    """Lay out what the search of boxes found; a tie in a row, or a box that no budget left over, is degenerate."""
    degenerate = np.bincount(found.box_point[found.complete[found.box_point]], minlength=game.points) > 0
    degenerate[found.point[found.weak]] = True
    shape = game.strategy_counts
    boxes = Boxes(found.box_point, layout.parts(found.lower, shape), layout.parts(found.upper, shape))
    return collect(game, "complete", found.point, layout.parts(found.flat, shape), complete=found.complete,
                   unresolved=np.bincount(found.box_point, minlength=game.points), degenerate=degenerate,
                   marks={"certified": found.certified, "dimension": np.where(found.certified, 0, -1)},
                   boxes=boxes if len(boxes) else None)
