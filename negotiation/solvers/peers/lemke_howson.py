"""The Lemke-Howson algorithm on nashpy's tableaux, once for every label that can be dropped first.

1. Start where nobody plays: every strategy's label is present.
2. Drop one label and pivot, in turn in the two tableaux, dropping the duplicate, until every label is present again.
3. Repeat for each of the m + n labels; stop a path after PIVOTS pivots.

Finds at least one equilibrium of a nondegenerate game and seldom all: some are out of every path's reach. No point is
called complete. At ties nashpy's tableaux can cycle or end in arrays of a wrong shape: such a path is given up, and a
point may be left without a row, which means that the search failed. Every row returned is judged by regret.

Lemke and Howson (1964), Equilibrium points of bimatrix games, J. SIAM 12(2); Shapley (1974), A note on the
Lemke-Howson algorithm, Mathematical Programming Study 1; Nisan et al. (2007), algorithm 3.6.
"""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

import numpy as np

from negotiation.game import Array, Game
from negotiation.game.equilibria import Equilibria
from negotiation.solvers.peers.engines import Candidates, judged

if TYPE_CHECKING:
    from nashpy.linalg.tableau import Tableau

PIVOTS = 1000


def solve(game: Game, *, seconds: float = 60.0) -> Equilibria:
    """Return the equilibria at the ends of the Lemke-Howson paths from every label, as far as time allows.

    `unresolved` is 1 where time ended before the last path did.

    >>> solve(Game.from_payoffs([[2, 0], [0, 1]], [[1, 0], [0, 2]])).label.tolist()
    ['1 / 1', '2 / 2']
    """
    return judged(game, "lemke-howson", _all_labels, seconds)


def _all_labels(rows: Array, columns: Array) -> Candidates:
    for label in range(sum(rows.shape)):
        try:
            yield from _path(rows, columns, label)
        except (ValueError, LookupError):  # a tableau that lost its way at a tie
            continue


def _path(rows: Array, columns: Array, label: int) -> Candidates:
    """Follow one path: None at every pivot, then its end; nashpy's own loop never ends at some ties."""
    from nashpy.linalg import create_col_tableau, create_row_tableau

    first, second = create_row_tableau(columns), create_col_tableau(rows)
    every = second.labels
    turns = cycle((first, second) if label in first.non_basic_variables else (second, first))
    for tableau, _ in zip(turns, range(PIVOTS), strict=False):
        label = tableau.pivot_and_drop_label(label)
        if first.non_basic_variables | second.non_basic_variables == every:
            yield _strategy(first, second), _strategy(second, first)
            return
        yield None


def _strategy(own: Tableau, other: Tableau) -> Array:
    # nashpy lists weights in the order of a set, which from nine labels on is not the order of the strategies.
    return own.to_strategy(other.non_basic_variables)[np.argsort(list(own._original_basic_labels))]
