"""Doubtful roots looked at once more in floating point, with what rounding may do at their own points.

The search allows for the rounding of payoffs over the whole ranges of a model's parameters, known once for all points.
At a point it is some thousand times less, which tells most signs that were open; what stays open goes to `exact`.
A box proved to hold one root under the larger allowance is proved under the smaller one too. A few go to `exact` at
once.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from negotiation.game import Game
from negotiation.solvers.boxes.kernel import Kernel
from negotiation.solvers.boxes.rows import Rows, Table
from negotiation.solvers.boxes.search import Findings, Roots
from negotiation.solvers.boxes.verdicts import DROP, ROOT

FEW = 3
"""Doubts up to which rational arithmetic is quicker than bounds on what rounding does at a point."""


def doubted(game: Game, table: Table, kernel: Kernel, found: Findings) -> Findings:
    """Return the findings with their doubtful roots told where floating point can: roots, nothing, or doubts still.

    The table may hold the game in another order; what bounds its rounding is the same in any.
    """
    doubts = Roots.join(found.doubts, table)
    points = np.unique(doubts.rows.point)
    rounding = game.rounding.copy()
    if not rounding[points].any() or len(doubts) <= FEW:
        return found
    rounding[points] = game.rounding_at(points)
    rows = Rows(doubts.rows.point, doubts.rows.bits, doubts.rows.low.copy(), doubts.rows.high.copy())
    said = kernel.examine(replace(table, slack=Table.of(game.payoffs, rounding).slack), rows)
    sure, open_ = said.verdict == ROOT, (said.verdict != ROOT) & (said.verdict != DROP)
    told = Roots(doubts.rows[sure], said.root[sure], said.error[sure])
    return replace(found, roots=[*found.roots, told], doubts=[doubts[open_]])
