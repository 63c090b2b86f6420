"""Every equilibrium of a batch of normalised games by supports, then boxes.

1. Supports. Party by party choose what is played with positive weight. After every choice iterate conditional strict
   dominance (Porter, Nudelman and Shoham 2004): a strategy beaten at every profile the others may still play has
   weight zero; a choice that needs such a strategy ends there. With nothing chosen this is iterated strict dominance.
   Large supports are first sifted by sub-simplices, whose exact bounds drop most of them (`compiled.sift`).
2. Boxes. Inside a support "all that is played pays the same" is a square system of multilinear equations. Bound each
   over a box of free coordinates by its Taylor form about the centre, cut the box by the linear parts, precondition
   by the inverse of the slopes (Krawczyk 1969; Moore, Kearfott and Cloud 2009, ch. 8), drop it when nothing is left.
3. When the preconditioned system maps the box, widened, strictly into itself and contracts, it holds exactly one root
   (Brouwer, Banach). Newton's method takes the root to machine precision; it counts if it is an equilibrium.
4. Otherwise bisect. A box too narrow to bisect is unresolved: a continuum or a degenerate equilibrium may be in it.

Rounding. Payoffs are scaled to [0, 1], and a box is dropped, or a root proved, only if that holds with every payoff
gain moved by TOLERANCE (1e-9), so rows within TOLERANCE of an equilibrium are covered too. A gain over a box is a sum
of K payoffs a party times products of N weights: it errs by at most about (N + 2) * K * 2**-52, below 1e-9 for
every game of under 100,000 profiles. The inverse need not be exact: its distance from one is measured and added.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from types import ModuleType

import numpy as np

from negotiation.game import TOLERANCE, Array
from negotiation.solvers.boxes.rows import Ledger, Rows, Table, support_sizes
from negotiation.solvers.boxes.sift import sift
from negotiation.solvers.boxes.verdicts import FLAT, ROOT, SPLIT

CHUNK = 2048
"""Boxes examined between two looks at the clock."""

WIDTHS = (2.0 ** -4, 2.0 ** -9, 2.0 ** -18)
"""Finest widths, tried in turn. A support whose small boxes multiply from one to the next holds a continuum."""

FEW = 48
"""Small boxes of one support beyond which a finer width is not tried."""


@dataclass
class Findings:
    """Roots and open boxes as they come; `left` were not examined for want of budget."""

    roots: list[tuple[Array, Array, Array]] = field(default_factory=list)
    flat: list[Rows] = field(default_factory=list)
    narrow: list[Rows] = field(default_factory=list)
    left: list[Rows] = field(default_factory=list)
    unreached: Array = field(default_factory=lambda: np.zeros(0, dtype=np.int64))


def search(table: Table, kernel: ModuleType, ledger: Ledger) -> Findings:
    """Search all supports of all points; rows that pass their share wait until every point had its own."""
    found, waiting = Findings(), []
    slack = TOLERANCE
    for rows, current in supports(table, kernel, ledger, found):
        until = ledger.until(current, int(rows.point[-1]))
        large = support_sizes(rows.bits).sum(axis=1) - len(table.shape) >= kernel.SIFT_FROM
        boxes, left = rows[~large], list[Rows]()
        if large.any() and not ledger.empty():
            undecided, _ = _examine(table, kernel, rows[large], ledger, found, slack)
            whole = faces(table, undecided.point, undecided.bits)
            sifted, left = sift(table, kernel, whole, ledger, slack, until, ledger.share())
            boxes = Rows.join([boxes, sifted])
        elif large.any():
            left = [rows[large]]
        waiting += left + descend(table, kernel, boxes, ledger, found, slack, until, ledger.share())
    for rows in waiting:
        found.left += descend(table, kernel, rows, ledger, found, slack, ledger.deadline, ledger.budget)
    return found


def supports(table: Table, kernel: ModuleType, ledger: Ledger, found: Findings) -> Iterator[tuple[Rows, int]]:
    """Yield whole-face boxes of the supports that survive conditional dominance, in order of point."""
    tree = kernel.Tree(table.payoffs, table.shape, table.strides, TOLERANCE)
    while not tree.done:
        current = tree.point
        if ledger.empty():
            found.unreached = np.arange(current, len(table.payoffs))
            return
        point, bits = tree.grow(CHUNK)
        if len(point):
            yield faces(table, point, bits), current


def faces(table: Table, point: Array, bits: Array) -> Rows:
    """Return the box of a whole support: every free coordinate between 0 and 1."""
    free = support_sizes(bits).sum(axis=1) - len(table.shape)
    high = (np.arange(table.coordinates) < free[:, None]).astype(float)
    return Rows(point, bits, np.zeros_like(high), high)


def descend(table: Table, kernel: ModuleType, rows: Rows, ledger: Ledger, found: Findings,
            slack: float, until: float, share: int) -> list[Rows]:
    """Branch and prune below `rows`, at ever finer widths; return what the budget left over."""
    counts = None
    for width in WIDTHS:
        small, left = _at_width(table, kernel, rows, ledger, found, slack, until, share, width)
        if left or not small:
            found.narrow += [] if left else small
            return left + (small if left else [])
        rows, counts, stuck = _separable(Rows.join(small), counts)
        found.narrow += [stuck]
        if not len(rows):
            return []
    found.narrow += [rows]
    return []


def _at_width(table: Table, kernel: ModuleType, rows: Rows, ledger: Ledger, found: Findings,
              slack: float, until: float, share: int, width: float) -> tuple[list[Rows], list[Rows]]:
    stack: list[Rows] = [rows]
    small: list[Rows] = []
    left: list[Rows] = []
    while stack:
        rows = stack.pop()
        if len(rows) > CHUNK:
            stack.append(rows[:-CHUNK])
            rows = rows[-CHUNK:]
        if ledger.empty() or ledger.late(until):
            return small, [*left, *stack, rows]
        over = ledger.spent[rows.point] >= share
        if over.any():
            left.append(rows[over])
            rows = rows[~over]
        open_, axis = _examine(table, kernel, rows, ledger, found, slack)
        narrow = (open_.high - open_.low).max(axis=1, initial=0.0) < width
        if narrow.any():
            small.append(open_[narrow])
        if not narrow.all():
            stack.append(bisect(open_[~narrow], axis[~narrow]))
    return small, left


def _examine(table: Table, kernel: ModuleType, rows: Rows, ledger: Ledger, found: Findings,
             slack: float) -> tuple[Rows, Array]:
    """Have the kernel decide each row; file roots and flat boxes; return what is open and where to bisect it."""
    low, high = rows.low.copy(), rows.high.copy()
    verdict, axis, root = kernel.examine(
        table.payoffs, table.shape, table.strides, slack, rows.point, rows.bits, low, high)
    ledger.charge(rows.point)
    rows = Rows(rows.point, rows.bits, low, high)
    hit = verdict == ROOT
    if hit.any():
        found.roots.append((rows.point[hit], rows.bits[hit], root[hit]))
    if (verdict == FLAT).any():
        found.flat.append(rows[verdict == FLAT])
    split = verdict == SPLIT
    return rows[split], axis[split]


def bisect(rows: Rows, axis: Array) -> Rows:
    """Halve each box along its axis; the halves follow each other."""
    pick = np.arange(len(rows))
    middle = (rows.low[pick, axis] + rows.high[pick, axis]) / 2
    halves = rows[np.repeat(pick, 2)]
    halves.high[2 * pick, axis] = middle
    halves.low[2 * pick + 1, axis] = middle
    return halves


def _separable(rows: Rows, before: dict[bytes, int] | None) -> tuple[Rows, dict[bytes, int], Rows]:
    """Part the small boxes into those worth a finer width and those of supports where they only multiply."""
    keys, group = np.unique(np.column_stack([rows.point, rows.bits]), axis=0, return_inverse=True)
    count = np.bincount(group.reshape(-1))
    names = [key.tobytes() for key in keys]
    limit = np.array([FEW if before is None else 2 * before.get(name, FEW) for name in names])
    go = (count <= limit)[group.reshape(-1)]
    return rows[go], dict(zip(names, count.tolist(), strict=True)), rows[~go]
