"""Nash, GMR, SMR and SEQ stability of every state for a party or a coalition, at all points at once.

For a group H at s, with R_H(s) what it reaches by legal sequences of its members and R+_H(s) what of it every member
prefers (for one party: its moves and its improvements):

- nash: R+_H(s) is empty.
- gmr (Howard 1971): from every s1 in R+_H(s) the others can get to some s2 that deters H from leaving s.
- smr (Howard 1971): as gmr, and H cannot escape: every s3 in R_H(s2) deters H too.
- seq (Fraser and Hipel 1979): as gmr, the others moving by improvements of each mover alone.

For a coalition, what deters one member deters it (Kilgour, Hipel, Fang and Peng 2001; Inohara and Hipel 2008), and in
seq the others may move as coalitions too, each of them improving, no coalition twice in succession.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import combinations

import numpy as np

from negotiation.conflict_graph.bits import Edges, meet, pack, unpack
from negotiation.conflict_graph.graph import ConflictGraph
from negotiation.conflict_graph.legal import reachable
from negotiation.game import Array

CONCEPTS = ("nash", "gmr", "smr", "seq")

NAMES = {"nash": "Nash", "gmr": "general metarational", "smr": "symmetric metarational", "seq": "sequential"}

Group = tuple[int, ...]


def coalitions_of(parties: Sequence[int]) -> list[Group]:
    """Return every group of at least one of some parties, the small ones first."""
    return [group for size in range(1, len(parties) + 1) for group in combinations(parties, size)]


class Study:
    """The stability of a graph at its points; `mode` says how unknown pairs are taken."""

    def __init__(self, graph: ConflictGraph, mode: str = "a") -> None:
        self.graph, self.mode = graph, mode
        self.size = len(graph.states)
        self.places = graph.points * self.size
        self._reached: dict[tuple[str, tuple[Group, ...]], Array] = {}
        self._edges: dict[tuple[str, Group], Edges] = {}

    def stable(self, group: Group, concept: str, coalitional: bool = False) -> Array:
        """Mark where a group has no reason to leave: (P, S) bool."""
        better = self._improvements(group)
        if concept == "nash":
            held = np.zeros(len(better.source), dtype=bool)
        else:
            held = meet(self._enough(group, concept), better.source, self._sanctions(group, concept, coalitional),
                        better.target)
        found = np.ones(self.places, dtype=bool)
        found[better.source[~held]] = False
        return found.reshape(self.graph.points, self.size)

    def sanctions(self, party: int, concept: str) -> Array:
        """Return what the others reach in answer, from each place: packed rows; moves, or improvements in seq."""
        return self._sanctions((party,), concept, False)

    def unsanctioned(self, group: Group, concept: str, point: int, state: int) -> list[int]:
        """Return the improvements from a state that nothing deters the group from, the others moving singly."""
        better = self._improvements(group)
        own = better.where(better.source == point * self.size + state)
        if concept == "nash":
            return [int(each) % self.size for each in own.target]
        held = meet(self._enough(group, concept), own.source, self._sanctions(group, concept, False), own.target)
        return [int(each) % self.size for each in own.target[~held]]

    def enough(self, group: Group, concept: str, point: int, state: int) -> Array:
        """Mark the states that deter the group from leaving a state (smr: and from which it cannot escape): (S,)."""
        return unpack(self._enough(group, concept)[point * self.size + state], self.size)

    def answers(self, concept: str) -> Array:
        """Return the single moves by which the others may answer at a graph of one point: (N, S, S) bool."""
        moves = self.graph.moves
        if concept != "seq":
            return moves
        return moves & np.stack([each[0] for each in self._wanted])

    def _enough(self, group: Group, concept: str) -> Array:
        """Return for each place s the states s2 that deter the group: packed rows."""
        deters = self._deters(group)
        if concept != "smr":
            return pack(deters.reshape(self.places, self.size))
        # Escapes, state by state: from s2 the group reaches an s3 that would not deter it at s.
        open_ = pack(~deters.transpose(0, 2, 1)).reshape(self.places, -1)
        escapes = self._moves(group).unions(open_, np.arange(self.places))
        escape = unpack(escapes.reshape(self.graph.points, self.size, -1), self.size).transpose(0, 2, 1)
        return pack((deters & ~escape).reshape(self.places, self.size))

    def _deters(self, group: Group) -> Array:
        return np.logical_or.reduce([self.graph.deters(i, self.mode) for i in group])

    def _sanctions(self, group: Group, concept: str, coalitional: bool) -> Array:
        others = tuple(i for i in range(len(self.graph.parties)) if i not in group)
        if concept != "seq":
            return self._reach("moves", tuple((i,) for i in others))
        return self._reach("improve", tuple(coalitions_of(others)) if coalitional else tuple((i,) for i in others))

    def _reach(self, kind: str, movers: tuple[Group, ...]) -> Array:
        """Return what movers reach from each place by legal sequences of moves, or of improvements: packed rows."""
        key = (kind, movers)
        if key not in self._reached:
            if not movers:
                self._reached[key] = np.zeros((self.places, (self.size + 7) // 8), dtype=np.uint8)
            elif kind == "moves":
                once = reachable([self._base(each[0]) for each in movers], self.size)
                self._reached[key] = np.tile(once, (self.graph.points, 1))
            else:
                self._reached[key] = reachable([self._answers(each) for each in movers], self.size)
        return self._reached[key]

    def _base(self, party: int) -> Edges:
        """Return a party's moves among the states."""
        source, target = np.nonzero(self.graph.moves[party])
        return Edges(source, target, self.size)

    def _moves(self, group: Group) -> Edges:
        """Return R_H over all places."""
        key = ("moves", group)
        if key not in self._edges:
            base = self._base(group[0]) if len(group) == 1 else self._joint(group)
            shift = np.repeat(np.arange(self.graph.points) * self.size, len(base.source))
            self._edges[key] = Edges(np.tile(base.source, self.graph.points) + shift,
                                     np.tile(base.target, self.graph.points) + shift, self.places)
        return self._edges[key]

    def _joint(self, group: Group) -> Edges:
        marks = unpack(reachable([self._base(i) for i in group], self.size), self.size)
        np.fill_diagonal(marks, False)
        source, target = np.nonzero(marks)
        return Edges(source, target, self.size)

    def _improvements(self, group: Group) -> Edges:
        """Return R+_H: what of R_H every member would leave for."""
        return self._preferred(group, self.mode)

    def _answers(self, group: Group) -> Edges:
        """Return the improvements by which sanctioners move: preferred, or unknown (Li et al. 2004)."""
        return self._preferred(group, "a")

    def _preferred(self, group: Group, mode: str) -> Edges:
        key = ("ac" if mode in "ac" else "bd", group)
        if key not in self._edges:
            moves = self._moves(group)
            point, state = np.divmod(moves.source, self.size)
            to = moves.target % self.size
            kept = np.logical_and.reduce([self._wishes(i, mode)[point, state, to] for i in group])
            self._edges[key] = moves.where(kept)
        return self._edges[key]

    def _wishes(self, party: int, mode: str) -> Array:
        return self._wanted[party] if mode in "ac" or self.graph.unknown is None else self._preferred_pairs[party]

    @cached_property
    def _wanted(self) -> list[Array]:
        return [self.graph.better(i, "a") for i in range(len(self.graph.parties))]

    @cached_property
    def _preferred_pairs(self) -> list[Array]:
        return [self.graph.better(i, "b") for i in range(len(self.graph.parties))]
