"""Vertex enumeration of the best-reply polytopes by the nashpy package: a second engine beside `support`.

1. List the vertices of both parties' best-reply polytopes (scipy's qhull), each polytope once.
2. Keep the pairs that carry every label: each strategy is unplayed or a best reply.

Guarantees little: it finds the extreme equilibria as a rule, but qhull merges or splits vertices at ties and may drop
some, so no point is called complete. Every row returned has regret within the tolerance. One list of vertices cannot be
interrupted, so larger games than MOST_WORK allows are refused.

Mangasarian (1964); Nisan, Roughgarden, Tardos and Vazirani (2007), Algorithmic game theory, algorithm 3.5;
Knight and Campbell (2018), Nashpy: a Python library for the computation of Nash equilibria, JOSS 3(30).
"""

from __future__ import annotations

from math import comb

import numpy as np

from negotiation.errors import SolverError
from negotiation.game import Array, Game
from negotiation.game.equilibria import Equilibria
from negotiation.solvers.peers.engines import Candidates, judged

MOST_WORK = 50_000_000
"""Vertices that a best-reply polytope may have, times its squared dimension; so much takes qhull some three seconds."""


def solve(game: Game, *, seconds: float = 60.0) -> Equilibria:
    """Return the extreme equilibria that nashpy's vertex enumeration finds in the time given.

    `unresolved` is 1 where time ended before the enumeration did.

    >>> solve(Game.from_payoffs([[2, 0], [0, 1]], [[1, 0], [0, 2]])).label.tolist()
    ['1 / 1', '1+2 / 1+2', '2 / 2']
    """
    m, n = game.strategy_counts
    if max(most_vertices(size, m + n) * size ** 2 for size in (m, n)) > MOST_WORK:
        raise SolverError(f"method 'vertex' takes games of up to about 14x14 or 3x62, {game.name} is {m}x{n}; "
                          "allowed: complete, support, which keep to any budget")
    return judged(game, "vertex", _vertices, seconds)


def most_vertices(dimension: int, facets: int) -> int:
    """Return how many vertices a polytope has at most (the upper bound theorem of McMullen 1970)."""
    return comb(facets - (dimension + 1) // 2, dimension // 2) + comb(facets - dimension // 2 - 1, (dimension - 1) // 2)


def _vertices(rows: Array, columns: Array) -> Candidates:
    """Pair the vertices of both polytopes, as nashpy does; it lists those of the second one anew for every first."""
    from nashpy.polytope import build_halfspaces, non_trivial_vertices

    m, n = rows.shape
    first = [*non_trivial_vertices(build_halfspaces(columns.T))]
    yield None
    second = [*non_trivial_vertices(build_halfspaces(rows))]
    yield None
    labels = np.array([_marks({(label + m) % (m + n) for label in each}, m + n) for _, each in first])
    others = np.array([_marks(each, m + n) for _, each in second])
    for (x, _), own in zip(first, labels, strict=True):
        yield None
        for k in np.flatnonzero((own | others).all(axis=1)):
            yield x / sum(x), second[k][0] / sum(second[k][0])


def _marks(labels: set[int], count: int) -> Array:
    return np.isin(np.arange(count), list(labels))
