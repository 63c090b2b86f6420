"""The inverse question: which rankings of a party make a state stable for it, the others' preferences as they are.

A party's stability at s asks only which states it prefers to s. Each of its moves s -> s1 must be no gain, or be
deterred: one of its `deterrents`, a set of states of which none is preferred to s ({s2} in gmr and seq; s2 and all to
which the party could escape from it in smr). So a state is stable exactly where for every move one of some sets of
states is not above s (Kinsara, Petersons, Hipel and Kilgour 2015 list the rankings one by one).

Counting strict rankings of S states: that all of k given states stand above s holds for 1/(k + 1) of them, and that of
v given states exactly k given ones do for k!(v - k)!/(v + 1)!.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import factorial

import numpy as np

from negotiation.conflict_graph.bits import unpack
from negotiation.conflict_graph.concepts import CONCEPTS, Study
from negotiation.conflict_graph.graph import ConflictGraph
from negotiation.errors import ModelError, SolverError, unknown

MOST_STATES, MOST_MOVES = 20, 16
"""States whose order matters, or else moves, that are gone through one subset at a time."""


@dataclass(frozen=True)
class Condition:
    """For the move to `move`: one of `sets` must hold no state that the party prefers to the state in question."""

    move: str
    sets: tuple[tuple[str, ...], ...]

    def __str__(self) -> str:
        texts = [" and ".join(each) for each in self.sets]
        return f"at least as good as {texts[0] if len(texts) == 1 else ', or as '.join(texts)}"


@dataclass(frozen=True)
class Inverse:
    """Which strict rankings of `party` make `state` stable under `concept`.

    `count` of `total` rankings do; `conditions` say which: all of them must hold. `holds` says whether they do now.
    """

    state: str
    party: str
    concept: str
    count: int
    total: int
    conditions: tuple[Condition, ...]
    holds: bool

    @property
    def share(self) -> Fraction:
        return Fraction(self.count, self.total)


def inverse(graph: ConflictGraph, state: object, party: object, concept: str = "seq", point: int = 0) -> Inverse:
    """Count the strict rankings of a party that make a state stable for it, and say which they are.

    Raises
    ------
    SolverError
        The concept is unknown, or too many states matter for an exact count.
    """
    if concept not in CONCEPTS:
        raise SolverError(unknown("a stability concept", str(concept), CONCEPTS))
    if not 0 <= point < graph.points:
        raise ModelError(f"point {point}: there are {graph.points} points")
    s, i = graph.state(state), graph.party(party)
    study = Study(graph)
    clauses = _clauses(study, s, i, concept, point)
    total = factorial(len(graph.states))
    share = _share([sets for _, sets in clauses])
    conditions = tuple(Condition(graph.states[move], tuple(tuple(graph.states[t] for t in sorted(each))
                                                           for each in _least(sets))) for move, sets in clauses)
    holds = bool(study.stable((i,), concept)[point, s])
    return Inverse(graph.states[s], graph.parties[i], concept, int(share * total), total, conditions, holds)


def _clauses(study: Study, s: int, i: int, concept: str, point: int) -> list[tuple[int, list[frozenset[int]]]]:
    """Return for each move that is not deterred whatever the ranking the sets of which one must not stand above s."""
    graph, found = study.graph, []
    for move in np.flatnonzero(graph.moves[i, s]).tolist():
        sets = [frozenset({move})]
        if concept != "nash":
            row = study.sanctions(i, concept)[point * study.size + move]
            for answer in np.flatnonzero(unpack(row, study.size)).tolist():
                escapes = np.flatnonzero(graph.moves[i, answer]).tolist() if concept == "smr" else []
                sets.append(frozenset({answer, *escapes} - {s}))
        if frozenset() not in sets:
            found.append((move, sets))
    return found


def _least(sets: list[frozenset[int]]) -> list[frozenset[int]]:
    """Leave out the sets that hold another one."""
    return [each for each in dict.fromkeys(sets) if not any(other < each for other in sets)]


def _share(clauses: list[list[frozenset[int]]]) -> Fraction:
    """Return the share of strict rankings that satisfy every clause."""
    if not clauses:
        return Fraction(1)
    matter = sorted(frozenset().union(*(each for sets in clauses for each in sets)))
    if len(matter) <= MOST_STATES:
        return _enumerated(clauses, matter)
    if len(clauses) <= MOST_MOVES and all(len(each) == 1 for sets in clauses for each in sets):
        return _alternating([frozenset().union(*sets) for sets in clauses])
    raise SolverError(f"the order of {len(matter)} states matters; an exact count is made for at most {MOST_STATES}")


def _enumerated(clauses: list[list[frozenset[int]]], matter: list[int]) -> Fraction:
    """Go through the sets of states that may stand above s."""
    bit = {state: 1 << k for k, state in enumerate(matter)}
    above = np.arange(1 << len(matter), dtype=np.int64)
    stable = np.ones(len(above), dtype=bool)
    for sets in clauses:
        masks = [sum(bit[state] for state in each) for each in sets]
        stable &= np.logical_or.reduce([above & mask == 0 for mask in masks])
    sizes = np.sum([(above >> k) & 1 for k in range(len(matter))], axis=0)
    counts = np.bincount(sizes[stable], minlength=len(matter) + 1).tolist()
    v = len(matter)
    return sum((Fraction(each * factorial(k) * factorial(v - k), factorial(v + 1)) for k, each in enumerate(counts)),
               Fraction(0))


def _alternating(failures: list[frozenset[int]]) -> Fraction:
    """Count by inclusion and exclusion over the moves: one fails where all its states stand above s."""
    share = Fraction(1)
    for size in range(1, len(failures) + 1):
        for chosen in combinations(failures, size):
            share += Fraction((-1) ** size, len(frozenset().union(*chosen)) + 1)
    return share
