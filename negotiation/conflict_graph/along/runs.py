"""A party's first improvement that nothing deters, at every state along a range: runs of cells on which it is one.

A party's Nash, GMR and SMR stability at a state hangs on which states it prefers to it, and on nothing else of the
range, since moves do not change. So each state is looked at on the cells of its own roots. In SEQ the others answer by
improvements: what they reach changes where two payoffs of a move's ends meet, and is found once for each such cell.

The range is gone through in stretches, so that the rows of bits of what is reached stay within BYTES.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from negotiation.conflict_graph.along.signs import Comparisons, cells_of, distinct
from negotiation.conflict_graph.bits import Edges, pack, unpack
from negotiation.conflict_graph.legal import reachable
from negotiation.game import Array
from negotiation.progress import steps

STABLE = -1
"""No improvement, or every one is deterred."""

BYTES = 1 << 26
"""Bytes of the rows that say what answers reach, held at once."""

PLACES = 1 << 16
"""Places (cells times states) whose answers are found at once."""

MEETS = 1 << 22
"""Bytes of rows that are compared at once."""


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
        every = [(i, s) for i in range(len(self.parties)) for s in range(self.size)]
        cells = [self._cells(i, s) for i, s in every]
        reach = [self._reach(i) for i in range(len(self.parties))] if {"gmr", "smr"} & {*concepts} else []
        parts: list[dict[str, list[tuple[Array, Array]]]] = [{concept: [] for concept in concepts} for _ in every]
        stretches = list(_stretches(self)) if "seq" in concepts else [_Stretch(self, 0, np.array([0]))]
        for stretch in stretches:
            if "seq" in concepts:
                stretch.answer()
            for number, (i, s) in steps("Weighing moves and answers", list(enumerate(every)), len(every)):
                for concept, part in self._stretch(i, s, stretch, cells[number], concepts, reach).items():
                    parts[number][concept].append(part)
            stretch.rows = None
        for (i, s), found in zip(every, parts, strict=True):
            yield i, s, {concept: Runs.of(*map(np.concatenate, zip(*each, strict=True)))
                         for concept, each in found.items()}

    def _cells(self, party: int, s: int) -> Array:
        """Return the cells on which what a party prefers to a state may change."""
        own = self.parties[party]
        return cells_of(own.roots((a, int(own.kind[s])) for a in range(len(own.signs))), self.last)

    def _stretch(self, party: int, s: int, stretch: _Stretch, cells: Array, concepts: Sequence[str],
                 reach: Sequence[Array]) -> dict[str, tuple[Array, Array]]:
        """Return for each concept the cells of a stretch at which something may change, and the move open there."""
        own, leads = self.parties[party], np.flatnonzero(self.moves[party, s])
        cells = stretch.within(cells)
        above = own.above(int(own.kind[s]), cells)
        found = {}
        for concept in concepts:
            if concept == "seq":
                found[concept] = stretch.open(party, leads, cells, above)
            else:
                held = self._deterred(concept, above, leads, self.moves[party], reach[party] if reach else None)
                found[concept] = cells, _first(above[:, leads] & ~held, leads)
        return found

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
            deters &= ~_meet(above, moves)
        return _meet(deters, reach[leads])


def _meet(first: Array, second: Array) -> Array:
    """Tell whether a row of (C, S) and a row of (M, S) share a state: (C, M) bool."""
    one, two = _words(first), _words(second)
    found = np.empty((len(one), len(two)), dtype=bool)
    step = max(1, MEETS // max(1, two.nbytes))
    for low in range(0, len(one), step):
        found[low:low + step] = (one[low:low + step, None] & two).any(axis=2)
    return found


def _words(marks: Array) -> Array:
    """Return bool (..., S) as rows of words of 64 bits."""
    rows = pack(marks)
    padded = np.zeros((*rows.shape[:-1], -(-rows.shape[-1] // 8) * 8), dtype=np.uint8)
    padded[..., :rows.shape[-1]] = rows
    return padded.view(np.uint64)


def _first(open_: Array, leads: Array) -> Array:
    """Return on each cell the first move that is open, else STABLE."""
    if not len(leads):
        return np.full(len(open_), STABLE)
    return np.where(open_.any(axis=1), leads[open_.argmax(axis=1)], STABLE)


def _stretches(range_: Range) -> Iterator[_Stretch]:
    """Yield the range in stretches, each with the cells in it at which the others' improvements change."""
    parties = range_.parties
    pairs = [zip(*(each.kind[end] for end in np.nonzero(range_.moves[j])), strict=True)
             for j, each in enumerate(parties)]
    nodes = [each.roots({(int(a), int(b)) for a, b in own}) for each, own in zip(parties, pairs, strict=True)]
    cells = cells_of(np.concatenate(nodes), range_.last)
    size = range_.size
    step = max(1, BYTES // (len(parties) * size * ((size + 7) // 8)))
    for low in range(0, len(cells), step):
        stop = int(cells[low + step]) if low + step < len(cells) else None
        yield _Stretch(range_, 0 if low == 0 else int(cells[low]), cells[low:low + step], stop)


class _Stretch:
    """Cells from `start` up to `stop`, and what each party's opponents reach by improvements on them."""

    def __init__(self, range_: Range, start: int, cells: Array, stop: int | None = None) -> None:
        self.range, self.start, self.cells, self.stop = range_, start, cells, stop
        self.rows: Array | None = None

    def answer(self) -> None:
        """Find what is reached on each cell: rows (N, C, S, bytes)."""
        parties, size = self.range.parties, self.range.size
        self.rows = np.zeros((len(parties), len(self.cells), size, (size + 7) // 8), dtype=np.uint8)
        step = max(1, PLACES // size)
        for low in steps("Following answers", range(0, len(self.cells), step), -(-len(self.cells) // step)):
            part = self.cells[low:low + step]
            wishes = [self._wishes(j, part) for j in range(len(parties))]
            for i in range(len(parties)):
                others = [each for j, each in enumerate(wishes) if j != i]
                if others:
                    self.rows[i, low:low + step] = reachable(others, size).reshape(len(part), size, -1)

    def within(self, cells: Array) -> Array:
        """Return those of some cells that lie in the stretch, and its first."""
        end = len(cells) if self.stop is None else int(np.searchsorted(cells, self.stop))
        begin = int(np.searchsorted(cells, self.start))
        inside = cells[begin:end]
        return inside if len(inside) and inside[0] == self.start else np.concatenate([[self.start], inside])

    def _wishes(self, party: int, cells: Array) -> Edges:
        """Return the party's improvements on some cells: places are states, cell by cell."""
        base, own, size = self.range.edges(party), self.range.parties[party], self.range.size
        kinds, which = np.unique(np.stack([own.kind[base.target], own.kind[base.source]]), axis=1, return_inverse=True)
        signs = np.zeros((kinds.shape[1], len(cells)))
        for k, (a, b) in enumerate(kinds.T.tolist()):
            signs[k] = own.sign(a, b, cells)
        cell, edge = np.nonzero(signs[which.ravel()].T > 0)
        return Edges(cell * size + base.source[edge], cell * size + base.target[edge], len(cells) * size)

    def open(self, party: int, leads: Array, cells: Array, above: Array) -> tuple[Array, Array]:
        """Return cells and the move that is open on each: `above` (C, S) marks what the party prefers to its state."""
        if not len(leads):
            return cells[:1], np.array([STABLE])
        assert self.rows is not None
        both = distinct(np.concatenate([cells, self.cells]))
        own = np.searchsorted(cells, both, side="right") - 1
        answer = np.searchsorted(self.cells, both, side="right") - 1
        deters = pack(~above)[own]
        held = np.stack([(deters & self.rows[party, answer, to]).any(axis=1) for to in leads], axis=1)
        return both, _first(above[np.ix_(own, leads)] & ~held, leads)
