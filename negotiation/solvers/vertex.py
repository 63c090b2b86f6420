"""Vertex enumeration of the best-reply polytopes by the nashpy package: a second engine beside `support`.

1. List the vertices of both parties' best-reply polytopes (scipy's qhull).
2. Keep the pairs that carry every label: each strategy is unplayed or a best reply.

Guarantees little: it finds the extreme equilibria as a rule, but qhull merges or splits vertices at ties and may drop
some, so no point is called complete. Every row returned has regret within the tolerance. Slow: about 15 ms a 3x3 game.

Mangasarian (1964); Nisan, Roughgarden, Tardos and Vazirani (2007), Algorithmic game theory, algorithm 3.5;
Knight and Campbell (2018), Nashpy: a Python library for the computation of Nash equilibria, JOSS 3(30).
"""

from __future__ import annotations

from negotiation.equilibria import Equilibria
from negotiation.game import Array, Game
from negotiation.solvers.nashpy_engines import Candidates, judged


def solve(game: Game) -> Equilibria:
    """Return the extreme equilibria that nashpy's vertex enumeration finds.

    >>> solve(Game.from_payoffs([[2, 0], [0, 1]], [[1, 0], [0, 2]])).label.tolist()
    ['1 / 1', '1+2 / 1+2', '2 / 2']
    """
    return judged(game, "vertex", _vertices)


def _vertices(rows: Array, columns: Array) -> Candidates:
    from nashpy import Game as Bimatrix

    return Bimatrix(rows, columns).vertex_enumeration()
