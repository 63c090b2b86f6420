"""Small boxes that floating point leaves open, asked together, in rationals, whether they hold more than one root.

About an ill-conditioned root small boxes stay open: what rounding leaves of the ties, times the inverse of their
slopes, reaches farther than the boxes. Together, and with nothing rounded, they may well be told.

Lemma. Take open boxes of one support, and boxes of it that were proved to hold one root, as far as they touch, and
their hull. Where the preconditioned ties map the hull, widened, into itself and contract (`exact`, nothing rounded), it
holds exactly one root of the ties. Every equilibrium of this support in one of the boxes is a root of the ties in
the hull, hence that root. So the open boxes may be dropped once the root is told: it is a row, found before or not, or
a sign shows that it is no equilibrium. A box inside a row's own proved box is the plainest case.
"""

from __future__ import annotations

import numpy as np

from negotiation.game import Array
from negotiation.solvers.boxes import layout, taylor
from negotiation.solvers.boxes.doubts import exact
from negotiation.solvers.boxes.doubts.narrow import Narrow, grouped
from negotiation.solvers.boxes.rows import Rows, Table, support_sizes
from negotiation.solvers.boxes.search import Findings, Roots
from negotiation.solvers.boxes.verdicts import INFLATION


def gather(table: Table, found: Findings, known: Roots, rationals: exact.Rationals, deadline: float
           ) -> tuple[Roots, Array]:
    """Return roots told in place of small open boxes, with their verdicts, STRICT or WEAK.

    The other boxes stay with the findings, as `left` where time was over before they were asked.
    """
    rows = found.narrow.boxes()
    if rows is None:
        return known[:0], np.zeros(0, dtype=np.int64)
    hulls, member = _joined(rows, known.rows)
    verdict = np.full(len(hulls), exact.OPEN)
    hopeful = np.flatnonzero(_hopeful(table, hulls))
    verdict[hopeful], roots = exact.settle(rationals, table.shape, _rough(hulls[hopeful]), deadline, proved=False)
    found.narrow = Narrow()
    found.narrow.append(rows[verdict[member] == exact.OPEN])
    if (verdict == exact.LATE).any():
        found.left.append(rows[verdict[member] == exact.LATE])
    told = (verdict[hopeful] == exact.STRICT) | (verdict[hopeful] == exact.WEAK)
    return roots[told], verdict[hopeful][told]


def _joined(rows: Rows, proved: Rows) -> tuple[Rows, Array]:
    """Return the hulls of boxes of one support that touch, and which of them holds each of the `rows` (R,)."""
    every = Rows.join([rows, proved[np.isin(proved.point, rows.point)]])
    order, starts = grouped(every)
    label = np.full(len(every), -1)
    for group in np.split(order, starts[1:]):
        if group.min() < len(rows):
            label[group] = group[layout.touching(every.low[group], every.high[group])]
    names, member = np.unique(label[:len(rows)], return_inverse=True)
    joined = np.isin(label, names)
    place = np.searchsorted(names, label[joined])
    hulls = every[names]
    np.minimum.at(hulls.low, place, every.low[joined])
    np.maximum.at(hulls.high, place, every.high[joined])
    return hulls, member.reshape(-1)


def _rough(hulls: Rows) -> Roots:
    middle = (hulls.low + hulls.high) / 2
    return Roots(hulls, middle, np.full_like(middle, np.inf))


def _hopeful(table: Table, hulls: Rows) -> Array:
    """Tell where floats see slopes that outweigh what is of higher order: a guess that saves most of the rationals."""
    hope, sizes = np.zeros(len(hulls), dtype=bool), support_sizes(hulls.bits)
    for pattern in np.unique(sizes, axis=0):
        some = np.flatnonzero((sizes == pattern).all(axis=1))
        games = taylor.Faces(table.payoffs, table.shape, hulls.point[some], hulls.bits[some]).alone()
        low, high = hulls.low[some, :games.free], hulls.high[some, :games.free]
        forms = games.forms((low + high) / 2, (high - low) / 2)
        inverse, regular = taylor.eliminate(forms.slope)
        rest = np.abs(inverse @ forms.terms).sum(axis=2) * INFLATION ** (len(pattern) - 2)
        hope[some] = regular & (rest < 1.0).all(axis=1)
    return hope
