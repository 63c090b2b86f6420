"""Every equilibrium of whole families of games: all those whose gains are within `moved` of a given game's.

The boxes of `boxes.search`, with what a family may move allowed for as rounding is (`rows.Table`): a box that is
dropped holds an equilibrium of no game of the family, a box that is proved holds exactly one root of each. A family is
settled where nothing else is left: then each equilibrium of each of its games is one of the roots.

One that takes more than `most` boxes, or a box narrower than FINEST, is given up: smaller families are quicker.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from negotiation.game import Array
from negotiation.solvers.boxes import layout
from negotiation.solvers.boxes.kernel import Kernel
from negotiation.solvers.boxes.order import Order
from negotiation.solvers.boxes.rows import Rows, Table
from negotiation.solvers.boxes.search import CHUNK, Roots, Search, bisect
from negotiation.solvers.boxes.sift import faces
from negotiation.solvers.boxes.verdicts import INFLATION
from negotiation.solvers.clock import Clock

FINEST = 2.0 ** -10


@dataclass(frozen=True)
class Families:
    """Which families (P,) are settled; the roots of those, none of them pure, over all strategies of all parties.

    A root's family `point` (R,), what it plays (R, n), near which weights (R, n); whether it is an equilibrium of every
    game of the family (`sure`), or that is open. Every game has exactly one root with weights from `low` to `high`.
    """

    settled: Array
    point: Array
    played: Array
    weights: Array
    sure: Array
    low: Array
    high: Array


def families(table: Table, kernel: Kernel, clock: Clock, most: int = 200) -> Families:
    """Search the families of a batch, `most` boxes for each; none is settled where time is over before all are."""
    order = Order.of(table)
    turned, points = order.table(table), len(table.payoffs)
    search, spent, given_up = Search(turned, kernel, clock), np.zeros(points, dtype=int), np.zeros(points, dtype=bool)
    for rows in _supports(turned, kernel):
        while len(rows):
            if clock.over():
                return _laid_out(turned, order, search, np.zeros(points, dtype=bool))
            spent += np.bincount(rows.point, minlength=points)
            given_up |= spent > most
            open_, axis, span = search.examine(rows[~given_up[rows.point]])
            given_up[open_.point[span < FINEST]] = True
            going = ~given_up[open_.point]
            rows = bisect(open_[going], axis[going])
    flat = search.found.narrow.boxes()
    if flat is not None:
        given_up[flat.point] = True
    return _laid_out(turned, order, search, ~given_up)


def _supports(table: Table, kernel: Kernel) -> Iterator[Rows]:
    tree = kernel.Tree(table, kernel.undominated(table), 0, len(table.payoffs), -1)
    while not tree.done:
        yield faces(table, *tree.grow(CHUNK))


def _laid_out(table: Table, order: Order, search: Search, settled: Array) -> Families:
    parts = [Roots.join(search.found.roots, table), Roots.join(search.found.doubts, table)]
    sure = np.repeat([True, False], [len(part) for part in parts])
    roots = Roots.join(parts, table)
    sure, roots = sure[settled[roots.rows.point]], roots[settled[roots.rows.point]]
    rows, shape = roots.rows, tuple(table.shape.tolist())
    centre, radius = (rows.low + rows.high) / 2, (rows.high - rows.low) / 2 * INFLATION
    none = np.full(rows.bits.shape, np.inf)
    flat = [layout.placed(roots.root, 1.0 - layout.sums(roots.root, rows.bits), rows.bits, shape),
            layout.placed(centre - radius, -none, rows.bits, shape),
            layout.placed(centre + radius, none, rows.bits, shape)]
    weights, low, high = (order.back(rows.point, each) for each in flat)
    inside = np.concatenate(layout.members(rows.bits, shape), axis=1)
    return Families(settled, rows.point, order.back(rows.point, inside), weights, sure, low, high)
