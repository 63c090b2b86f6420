"""Every equilibrium of a batch of scaled games by supports, then boxes. Pure ones are known before and not sought.

1. Supports. Party by party choose what is played with positive weight. After every choice iterate conditional strict
   dominance (Porter, Nudelman and Shoham 2004): a strategy beaten at every profile the others may still play has
   weight zero; a choice that needs such a strategy ends there. With nothing chosen this is iterated strict dominance.
   Supports come by their number of free weights, fewest first, so that the easy ones are done when a budget ends.
2. Boxes. Inside a support "all that is played pays the same" is a system of n multilinear equations in the n free
   weights. Bound each over a box by its Taylor form about the centre, cut the box by the linear parts, precondition by
   the inverse of the slopes (Krawczyk 1969; Moore, Kearfott and Cloud 2009, ch. 8), drop it when nothing is left. Where
   one party, the leader, has more ties than the others have free weights, its ties alone are eliminated in the others'
   weights: the combinations left over have no first-order term and exclude a box unless they vanish in it.
   Large supports are first sifted by sub-simplices, whose exact bounds drop most of them (`compiled.sift`).
3. When the preconditioned system maps the box, widened, strictly into itself and contracts, it holds exactly one root
   (Brouwer, Banach). Newton's method takes the root to machine precision; weights and gains are judged over a box
   about it. Signs that floating point cannot tell are told by `exact`, or the box is unresolved.
4. Otherwise bisect. A box too narrow to bisect is unresolved: a continuum or a degenerate equilibrium may be in it.

Work that a support does not finish in a first helping waits until all supports had theirs; helpings then grow.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from time import monotonic

import numpy as np

from negotiation.game import Array
from negotiation.solvers.boxes.doubts.narrow import Narrow
from negotiation.solvers.boxes.kernel import Kernel, Walk
from negotiation.solvers.boxes.rows import Pace, Rows, Table, support_sizes
from negotiation.solvers.boxes.sift import Nodes, faces, sift
from negotiation.solvers.boxes.verdicts import DOUBT, FLAT, LEVEL, NARROW, ROOT, SPLIT
from negotiation.solvers.clock import Clock

CHUNK = 2048
"""Boxes examined between two looks at the clock, at most."""

AT_ONCE = 1 << 17
"""Supports, before dominance, that are walked in one go and then sorted."""

BLOCK = 1024
"""Points whose supports are walked level by level before the next points."""

WIDTHS = (2.0 ** -4, 2.0 ** -9, NARROW)
"""Finest widths, tried in turn. A support whose small boxes multiply from one to the next holds a continuum."""

FEW = 48
"""Small boxes of one support beyond which a finer width is not tried."""

HELPING, GROWTH = 512, 8
"""Boxes a support is given at first, and how much more each further time."""

WAITING = 100_000
"""Boxes that may wait; beyond that supports are worked on until they are done."""


@dataclass(frozen=True)
class Roots:
    """Proved roots: the box `rows` that proves each (widened), the `root` in it, within `error` (R, n)."""

    rows: Rows
    root: Array
    error: Array

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, some: object) -> Roots:
        return Roots(self.rows[some], self.root[some], self.error[some])

    @staticmethod
    def join(parts: Sequence[Roots], table: Table) -> Roots:
        if not any(map(len, parts)):
            none = faces(table, np.zeros(0, np.int64), np.zeros((0, len(table.shape)), np.int64))
            return Roots(none, none.low, none.low)
        return Roots(Rows.join([part.rows for part in parts]), np.concatenate([part.root for part in parts]),
                     np.concatenate([part.error for part in parts]))


@dataclass
class Findings:
    """Roots and open boxes as they come; `left` were not examined for want of budget, `unreached` points not at all."""

    roots: list[Roots] = field(default_factory=list)
    doubts: list[Roots] = field(default_factory=list)
    narrow: Narrow = field(default_factory=Narrow)
    left: list[Rows] = field(default_factory=list)
    unreached: Array = field(default_factory=lambda: np.zeros(0, dtype=np.int64))


@dataclass
class Work:
    """Supports under way: sub-simplices still to sift, boxes still to examine."""

    nodes: Nodes | None
    boxes: Rows

    def __len__(self) -> int:
        return len(self.boxes) + (0 if self.nodes is None else len(self.nodes))


class Search:
    """The search of one batch: its findings, and the work that waits."""

    def __init__(self, table: Table, kernel: Kernel, clock: Clock) -> None:
        self.table, self.kernel, self.clock = table, kernel, clock
        self.pace, self.sifting = Pace(), Pace()
        self.found, self.waiting = Findings(), list[Work]()

    def run(self) -> Findings:
        """Walk all supports of all points, then what waits, in ever larger helpings."""
        masks = self.kernel.undominated(self.table)
        most = support_sizes(masks).sum(axis=1) - masks.shape[1]
        starts = range(0, len(masks), BLOCK)
        walks = [self._walk(masks, most, start, min(start + BLOCK, len(masks))) for start in starts]
        missed = [start for start, walk in zip(starts, walks, strict=True)
                  if not self._follow(walk, self.clock.until(min(1.0, BLOCK / (len(masks) - start))))]
        unreached = [start for start in missed if not self._follow(walks[start // BLOCK], self.clock.deadline)]
        blocks = [np.arange(start, min(start + BLOCK, len(masks))) for start in unreached]
        self.found.unreached = np.concatenate([self.found.unreached, *(block[most[block] > 0] for block in blocks)])
        helping = HELPING
        while self.waiting and not self.clock.over():
            helping *= GROWTH
            waiting, self.waiting = self.waiting, []
            for work in waiting:
                self._work(work, helping)
        for work in self.waiting:
            self.found.left += [work.boxes] if work.nodes is None else [work.boxes, work.nodes.hulls(self.table)]
        return self.found

    def _follow(self, walk: Iterator[Rows], until: float) -> bool:
        """Work on the supports of a walk until it or the time is over; tell whether it is over."""
        while not self.clock.over() and not self.clock.late(until):
            rows = next(walk, None)
            if rows is None:
                return True
            crowded = sum(map(len, self.waiting)) > WAITING
            if len(rows):
                self._begin(rows, self.clock.budget if crowded else HELPING)
        return False

    def _walk(self, masks: Array, most: Array, start: int, stop: int) -> Iterator[Rows]:
        """Yield whole-face boxes of the supports that survive conditional dominance, few free weights first."""
        supports = np.prod(2.0 ** np.bitwise_count(masks[start:stop]) - 1, axis=1).sum()
        levels = range(1, int(most[start:stop].max(initial=0)) + 1)
        if levels and supports <= AT_ONCE:
            yield from self._by_level(self.kernel.Tree(self.table, masks, start, stop, -1))
            return
        for free in levels:
            tree = self.kernel.Tree(self.table, masks, start, stop, free)
            while not tree.done:
                yield faces(self.table, *tree.grow(CHUNK))

    def _by_level(self, tree: Walk) -> Iterator[Rows]:
        """Walk few supports in one go and lay them out by their number of free weights."""
        parts = []
        while not tree.done:
            parts.append(tree.grow(CHUNK))
            yield faces(self.table, parts[0][0][:0], parts[0][1][:0])
        point, bits = (np.concatenate(each) for each in zip(*parts, strict=True))
        order = np.argsort(support_sizes(bits).sum(axis=1), kind="stable")
        for k in range(0, len(order), CHUNK):
            yield faces(self.table, point[order[k:k + CHUNK]], bits[order[k:k + CHUNK]])

    def _begin(self, rows: Rows, helping: int) -> None:
        large = support_sizes(rows.bits).sum(axis=1) - len(self.table.shape) >= self.kernel.SIFT_FROM
        sizes = support_sizes(rows.bits) - 1
        large &= (2 * sizes < sizes.sum(axis=1, keepdims=True)).all(axis=1)
        nodes = None
        if large.any():
            affordable = int(large.sum()) <= self.clock.left
            undecided = self.examine(rows[large])[0] if affordable else rows[large]
            nodes = Nodes.whole(self.table, undecided) if len(undecided) else None
        if len(rows) > int(large.sum()) or nodes is not None:
            self._work(Work(nodes, rows[~large]), helping)

    def _work(self, work: Work, helping: int) -> None:
        """Give each support of some work a helping of boxes, on average; put what is left back to wait."""
        points = np.concatenate([work.boxes.point] + ([] if work.nodes is None else [work.nodes.point]))
        share = self.clock.spent + helping * max(1, len(points) if helping == HELPING else 64)
        boxes = work.boxes
        if work.nodes is not None:
            sifted, nodes = sift(self.table, self.kernel, work.nodes, self.clock, self.sifting, share)
            boxes = Rows.join([boxes, sifted])
            if nodes is not None:
                self.waiting.append(Work(nodes, boxes))
                return
        if left := self._descend(boxes, share):
            self.waiting.append(Work(None, Rows.join(left)))

    def _descend(self, rows: Rows, share: int) -> list[Rows]:
        """Branch and prune below `rows`, at ever finer widths; return what the helping left over."""
        counts = None
        for width in WIDTHS:
            small, left = self._at_width(rows, share, width)
            if left or not small:
                return left + (small if left else [])
            rows, counts, stuck = _separable(Rows.join(small), counts)
            self.found.narrow.append(stuck)
            if not len(rows):
                return []
        self.found.narrow.append(rows)
        return []

    def _at_width(self, rows: Rows, share: int, width: float) -> tuple[list[Rows], list[Rows]]:
        stack, small = [rows] if len(rows) else [], list[Rows]()
        while stack:
            rows, most = stack.pop(), min(self.pace.rows(CHUNK), max(1, self.clock.left))
            if len(rows) > most:
                stack.append(rows[:-most])
                rows = rows[-most:]
            if self.clock.over() or self.clock.spent >= share:
                return small, [*stack, rows]
            open_, axis, span = self.examine(rows)
            narrow = span * LEVEL < width
            if narrow.any():
                small.append(open_[narrow])
            if not narrow.all():
                stack.append(bisect(open_[~narrow], axis[~narrow]))
        return small, []

    def examine(self, rows: Rows) -> tuple[Rows, Array, Array]:
        """Have the kernel decide each row; file roots and flat boxes; return what is open and where to bisect it."""
        started = monotonic()
        rows = Rows(rows.point, rows.bits, rows.low.copy(), rows.high.copy())
        said = self.kernel.examine(self.table, rows)
        self.clock.charge(len(rows))
        self.pace.learn(len(rows), started)
        for verdict, files in ((ROOT, self.found.roots), (DOUBT, self.found.doubts)):
            hit = said.verdict == verdict
            if hit.any():
                files.append(Roots(rows[hit], said.root[hit], said.error[hit]))
        if (said.verdict == FLAT).any():
            self.found.narrow.append(rows[said.verdict == FLAT])
        split = said.verdict == SPLIT
        return rows[split], said.axis[split], said.span[split]


def search(table: Table, kernel: Kernel, clock: Clock) -> Findings:
    """Search all supports of all points."""
    return Search(table, kernel, clock).run()


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
