"""A party's first improvement that nothing deters, at every state along a range: runs of cells on which it is one.

A party's Nash, GMR and SMR stability at a state hangs on which states it prefers to it, and on nothing else of the
range, since moves do not change. So each state is looked at on the cells of its own roots. In SEQ the others answer by
improvements: what they reach changes where two payoffs of a move's ends meet, and is found once for each such cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from negotiation.conflict_graph.along.signs import Comparisons, cells_of
from negotiation.conflict_graph.bits import Edges, pack, unpack
from negotiation.conflict_graph.legal import reachable
from negotiation.game import Array
from negotiation.progress import steps

STABLE = -1
"""No improvement, or every one is deterred."""

AT_ONCE = 1 << 16
"""Places (cells times states) whose answers are found at once."""


@dataclass(frozen=True, eq=False)
class Runs:
    """`value[k]` on the cells from `start[k]` to the next start: the first improvement undeterred, or STABLE."""

    start: Array
    value: Array

    @classmethod
    def of(cls, cells: Array, values: Array) -> Runs:
        kept = np.concatenate([[True], values[1:] != values[:-1]])
        return cls(cells[kept], values[kept])

    def at(self, cells: Array) -> Array:
        return self.value[np.searchsorted(self.start, cells, side="right") - 1]


@dataclass(frozen=True, eq=False)
class Range:
    """What does not change along a range: moves (N, S, S), everybody's comparisons, the number of the last node."""

    moves: Array
    parties: Sequence[Comparisons]
    last: int

    @property
    def size(self) -> int:
        return self.moves.shape[1]

    def undeterred(self, concepts: Sequence[str]) -> Iterator[tuple[int, int, dict[str, Runs]]]:
        """Yield for each party and state the runs of each concept."""
        answers = _Answers(self) if "seq" in concepts else None
        every = [(i, s) for i in range(len(self.parties)) for s in range(self.size)]
        reach = [self._reach(i) for i in range(len(self.parties))] if {"gmr", "smr"} & {*concepts} else []
        for i, s in steps("Weighing moves and answers", every, len(every)):
            own = self.parties[i]
            kind = int(own.kind[s])
            cells = cells_of(own.roots((a, kind) for a in range(len(own.signs))), self.last)
            above = own.above(kind, cells)
            leads = np.flatnonzero(self.moves[i, s])
            found = {}
            for concept in concepts:
                if concept == "seq":
                    assert answers is not None
                    found[concept] = answers.runs(i, leads, cells, above)
                else:
                    held = self._deterred(concept, above, leads, self.moves[i], reach[i] if reach else None)
                    found[concept] = Runs.of(cells, _first(above[:, leads] & ~held, leads))
            yield i, s, found

    def edges(self, party: int) -> Edges:
        source, target = np.nonzero(self.moves[party])
        return Edges(source, target, self.size)

    def _reach(self, party: int) -> Array:
        """Return what the others reach from each state by legal sequences of moves: (S, S) bool."""
        others = [self.edges(j) for j in range(len(self.parties)) if j != party]
        if not others:
            return np.zeros((self.size, self.size), dtype=bool)
        return unpack(reachable(others, self.size), self.size)

    def _deterred(self, concept: str, above: Array, leads: Array, moves: Array, reach: Array | None) -> Array:
        """Mark on each cell which moves are deterred: (C, M) bool."""
        if concept == "nash" or reach is None:
            return np.zeros((len(above), len(leads)), dtype=bool)
        deters = ~above
        if concept == "smr":
            deters &= ~_meet(above, moves.T)
        return _meet(deters, reach[leads].T)


def _meet(first: Array, second: Array) -> Array:
    """Tell whether a row of (C, S) and a column of (S, M) share a state."""
    return np.asarray(first.astype(np.float32) @ second.astype(np.float32) > 0)


def _first(open_: Array, leads: Array) -> Array:
    """Return on each cell the first move that is open, else STABLE."""
    if not len(leads):
        return np.full(len(open_), STABLE)
    return np.where(open_.any(axis=1), leads[open_.argmax(axis=1)], STABLE)


class _Answers:
    """What each party's opponents reach by improvements, on each cell of the nodes at which those change."""

    def __init__(self, range_: Range) -> None:
        self.range, parties = range_, range_.parties
        pairs = [zip(*(each.kind[end] for end in np.nonzero(range_.moves[j])), strict=True)
                 for j, each in enumerate(parties)]
        nodes = [each.roots({(int(a), int(b)) for a, b in own}) for each, own in zip(parties, pairs, strict=True)]
        self.cells = cells_of(np.concatenate(nodes), range_.last)
        size = range_.size
        self.rows = np.zeros((len(parties), len(self.cells), size, (size + 7) // 8), dtype=np.uint8)
        step = max(1, AT_ONCE // size)
        for low in steps("Following answers", range(0, len(self.cells), step), -(-len(self.cells) // step)):
            part = self.cells[low:low + step]
            wishes = [self._wishes(j, part) for j in range(len(parties))]
            for i in range(len(parties)):
                others = [each for j, each in enumerate(wishes) if j != i]
                if others:
                    self.rows[i, low:low + step] = reachable(others, size).reshape(len(part), size, -1)

    def _wishes(self, party: int, cells: Array) -> Edges:
        """Return the party's improvements on some cells: places are states, cell by cell."""
        base, own, size = self.range.edges(party), self.range.parties[party], self.range.size
        kinds, which = np.unique(np.stack([own.kind[base.target], own.kind[base.source]]), axis=1, return_inverse=True)
        signs = np.zeros((kinds.shape[1], len(cells)))
        for k, (a, b) in enumerate(kinds.T.tolist()):
            signs[k] = own.sign(a, b, cells)
        cell, edge = np.nonzero(signs[which.ravel()].T > 0)
        return Edges(cell * size + base.source[edge], cell * size + base.target[edge], len(cells) * size)

    def runs(self, party: int, leads: Array, cells: Array, above: Array) -> Runs:
        """Return the runs of one state: `above` (C, S) marks on its own cells what the party prefers to it."""
        if not len(leads):
            return Runs(np.array([0]), np.array([STABLE]))
        both = np.union1d(cells, self.cells)
        own = np.searchsorted(cells, both, side="right") - 1
        answer = np.searchsorted(self.cells, both, side="right") - 1
        deters = pack(~above)[own]
        held = np.stack([(deters & self.rows[party, answer, to]).any(axis=1) for to in leads], axis=1)
        return Runs.of(both, _first(above[np.ix_(own, leads)] & ~held, leads))
