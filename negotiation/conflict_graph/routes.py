"""From the status quo: which states can be reached, and a shortest path of moves and counter-moves to each.

A path is legal where nobody moves twice in succession (Li, Kilgour and Hipel 2005, "status quo analysis").
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from negotiation.arguments import instance
from negotiation.conflict_graph.graph import ConflictGraph
from negotiation.errors import ModelError
from negotiation.game import Array


@dataclass(frozen=True)
class Step:
    """One move: who, from which state, to which; `improves` where the mover prefers the state it comes to."""

    party: str
    start: str
    stop: str
    improves: bool


@dataclass(frozen=True)
class Routes:
    """Shortest paths from `start`: state -> its steps; states that cannot be reached are left out."""

    start: str
    improving: bool
    paths: dict[str, tuple[Step, ...]]

    def __contains__(self, state: object) -> bool:
        return state in self.paths

    def to(self, state: str) -> tuple[Step, ...] | None:
        """Return the steps to a state, none for the start, None where it cannot be reached."""
        return self.paths.get(state)


def routes(graph: ConflictGraph, start: object = None, *, improving: bool = False, point: int = 0) -> Routes:
    """Return a shortest legal path from a state (the status quo) to every state that can be reached.

    Parameters
    ----------
    improving : every move must be preferred by the one who moves.
    point : the parameter point whose preferences count.
    """
    instance("improving", improving, bool)
    begin = graph.status_quo if start is None else graph.state(start)
    if begin is None:
        raise ModelError("where do things stand? the graph has no status quo; name a state to start from")
    better = np.stack([graph.better(i)[point] for i in range(len(graph.parties))])
    moves = graph.moves & better if improving else graph.moves
    found = {graph.states[s]: steps_of(graph, chain, better) for s, chain in searched(moves, begin).items()
             if s != begin}
    return Routes(graph.states[begin], improving, {graph.states[begin]: (), **found})


def searched(moves: Array, begin: int, wanted: Collection[int] = ()) -> dict[int, list[tuple[int, int]]]:
    """Return for each reached state the movers and states on the way, breadth first over (state, last mover).

    `begin` is among them where a legal sequence leads back to it. With `wanted` it ends where the first of them is met.
    """
    targets = [[np.flatnonzero(row).tolist() for row in own] for own in moves]
    came: dict[tuple[int, int], tuple[int, int] | None] = {(begin, -1): None}
    first: dict[int, tuple[int, int]] = {}
    layer = [(begin, -1)]
    while layer and first.keys().isdisjoint(wanted):
        following = []
        for state, last in layer:
            for party in range(len(moves)):
                for to in targets[party][state] if party != last else ():
                    node = (to, party)
                    if node not in came:
                        came[node] = (state, last)
                        first.setdefault(to, node)
                        following.append(node)
        layer = following
    return {state: _back(came, node) for state, node in first.items()}


def _back(came: dict[tuple[int, int], tuple[int, int] | None], node: tuple[int, int]) -> list[tuple[int, int]]:
    chain: list[tuple[int, int]] = []
    here: tuple[int, int] | None = node
    while here is not None:
        chain.append(here)
        here = came[here]
    return chain[::-1]


def steps_of(graph: ConflictGraph, chain: Sequence[tuple[int, int]], better: Array) -> tuple[Step, ...]:
    """Return the steps of a chain of (state, who moved there); `better` (N, S, S) says which are improvements."""
    return tuple(Step(graph.parties[party], graph.states[start], graph.states[stop], bool(better[party, start, stop]))
                 for (start, _), (stop, party) in pairwise(chain))
