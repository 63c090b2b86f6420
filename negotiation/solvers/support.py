"""Every Nash equilibrium of two-party games, pure and mixed; at a continuum, its ends.

The same exact walk as method `complete` (see `two_party`), reported without boxes: each row is an extreme equilibrium,
and every equilibrium is a mixture of extreme ones (Mangasarian 1964). A point is degenerate where an equilibrium leaves
a best reply unplayed; only there can equilibria form continua, and there `complete` is False though no row is missing.

Mangasarian (1964), Equilibrium points of bimatrix games, J. SIAM 12(4); Dickhaut and Kaplan (1991);
von Stengel (2002), Computing equilibria for two-person games, Handbook of Game Theory 3, ch. 45.
"""

from __future__ import annotations

import numpy as np

from negotiation.game import Game
from negotiation.game.equilibria import Equilibria, collect
from negotiation.solvers.clock import Clock
from negotiation.solvers.two_party.search import search


def solve(game: Game, *, budget: int = 5_000_000, seconds: float = 60.0, kernel: str | None = None) -> Equilibria:
    """Return all equilibria of a two-party game; at a continuum, its extreme points.

    `degenerate` is True where an equilibrium has a best reply that it does not play, `complete` where that is excluded
    and the budget was enough; the mark `continuum` is True for rows that are ends of a continuum of equilibria. The
    arguments are those of `complete`.

    >>> solve(Game.from_payoffs([[2, 0], [0, 1]], [[1, 0], [0, 2]])).label.tolist()
    ['1 / 1', '1+2 / 1+2', '2 / 2']
    """
    found = search(game, Clock.of(budget, seconds), kernel)
    degenerate = np.bincount(found.point[found.weak], minlength=game.points) > 0
    mixtures = np.split(found.profiles, [game.strategy_counts[0]], axis=1)
    return collect(game, "support", found.point, mixtures, complete=found.complete & ~degenerate, degenerate=degenerate,
                   unresolved=np.where(found.complete, 0, 1), marks={"continuum": found.dimension > 0})
