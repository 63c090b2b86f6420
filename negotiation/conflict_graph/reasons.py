"""Why a state is stable for a party or not: each move that it would rather make, and the answer that deters it.

The answer is a shortest legal sequence of the others' moves (improvements in seq) to a state that deters the party
(and from which it cannot escape, in smr); see `concepts`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation.arguments import needed
from negotiation.conflict_graph.concepts import CONCEPTS, Study
from negotiation.conflict_graph.graph import ConflictGraph
from negotiation.conflict_graph.routes import Step, searched, steps_of
from negotiation.errors import SolverError, unknown


@dataclass(frozen=True)
class Reason:
    """A move that the party prefers to staying; `answer` is what deters it, None where nothing does (ever in nash)."""

    move: Step
    answer: tuple[Step, ...] | None


def reasons(graph: ConflictGraph, state: object, party: object, concept: str = "seq", point: int = 0,
            unknown_pairs: str = "a") -> tuple[Reason, ...]:
    """Return the party's improvements from a state, each with what deters it; none: it has no reason to leave.

    The state is stable for the party exactly where every improvement has an answer.
    """
    needed("concept", concept, str)
    if concept not in CONCEPTS:
        raise SolverError(unknown("a stability concept", concept, CONCEPTS))
    s, i = graph.state(state), graph.party(party)
    study = Study(graph.only(point), unknown_pairs)
    better = np.stack([graph.better(j)[point] for j in range(len(graph.parties))])
    found = []
    for to in study.unsanctioned((i,), "nash", 0, s):
        chain = None if concept == "nash" else _answered(study, s, i, to, concept)
        move, = steps_of(graph, [(s, -1), (to, i)], better)
        found.append(Reason(move, None if chain is None else steps_of(graph, chain, better)))
    return tuple(found)


def _answered(study: Study, s: int, i: int, to: int, concept: str) -> list[tuple[int, int]] | None:
    """Return the states and movers of a shortest sequence by the others that deters i from going to `to`."""
    deters = set(np.flatnonzero(study.enough((i,), concept, 0, s)).tolist())
    moves = study.answers(concept).copy()
    moves[i] = False
    found = searched(moves, to, deters)
    return min((chain for state, chain in found.items() if state in deters), key=len, default=None)
