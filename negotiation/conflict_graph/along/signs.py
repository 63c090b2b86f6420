"""Which of two states a party prefers along a range: exact, as signs between the exact places where payoffs meet.

1. All places where two different payoffs of a party are equal, and the ends of the range, are the nodes, in order.
2. Cells are numbered along the range: 2k is node k, 2k + 1 the gap after it. On a run of cells between two of its
   own roots a difference keeps its sign, which one rational point decides; at a root it is zero.
3. A state is compared with all others on the cells of its own roots only, which are few.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from negotiation.arithmetic.algebraic import Algebraic, between, real_roots, sign_at
from negotiation.arithmetic.polynomials import primitive
from negotiation.errors import ModelError
from negotiation.game import Array
from negotiation.progress import steps
from negotiation.tipping.along.tables import Table

Coefficients = tuple[int, ...]

MOST_PAIRS = 1_000_000
"""Pairs of payoffs that are compared, each kept with its places: some hundred megabytes."""


@dataclass(frozen=True, eq=False)
class Sign:
    """The sign of a polynomial: zero at the nodes `roots` (R,), `gaps` (R + 1,) before, between and after them."""

    roots: Array
    gaps: Array

    def at(self, cells: Array) -> Array:
        """Return the sign on each of some cells."""
        before = np.searchsorted(2 * self.roots, cells, side="right")
        zero = np.zeros(len(cells), dtype=bool)
        if len(self.roots):
            zero = (before > 0) & (2 * self.roots[before - 1] == cells)
        return np.where(zero, 0, self.gaps[before])


@dataclass(frozen=True, eq=False)
class Comparisons:
    """One party's payoffs along a range.

    `kind` (S,): which payoff each state has; `signs[a][b]`, for a > b, is that of payoff a less payoff b.
    """

    kind: Array
    signs: Sequence[Sequence[Sign]]

    def sign(self, a: int, b: int, cells: Array) -> Array:
        """Return the sign of payoff a less payoff b on some cells."""
        if a == b:
            return np.zeros(len(cells), dtype=np.int64)
        return self.signs[a][b].at(cells) if a > b else -self.signs[b][a].at(cells)

    def roots(self, pairs: Iterable[tuple[int, int]]) -> Array:
        """Return the nodes at which some pairs of payoffs meet, ascending."""
        found = [self.signs[max(pair)][min(pair)].roots for pair in pairs if pair[0] != pair[1]]
        return distinct(np.concatenate([np.empty(0, dtype=np.int64), *found]))

    def above(self, kind: int, cells: Array) -> Array:
        """Mark on each cell the states that the party prefers to those of a kind: (C, S) bool."""
        each = np.stack([self.sign(a, kind, cells) > 0 for a in range(len(self.signs))], axis=1)
        return each[:, self.kind]


def distinct(numbers: Array) -> Array:
    """Return the numbers (K,) ascending, each once."""
    ordered = np.sort(numbers)
    return ordered[np.concatenate([np.ones(min(1, len(ordered)), dtype=bool), ordered[1:] != ordered[:-1]])]


def cells_of(nodes: Array, last: int) -> Array:
    """Return the numbers of the cells where something may change at some nodes: ends of the range, nodes, gaps."""
    own = distinct(np.concatenate([[0, last], nodes]))
    return np.ravel(np.stack([2 * own, 2 * own + 1], axis=1))[:-1]


def compared(table: Table) -> tuple[list[Algebraic], list[Comparisons]]:
    """Return the nodes of a range in order and every party's comparisons; ModelError beyond MOST_PAIRS."""
    rows = [_rows(own) for own in table.coefficients]
    kinds = [sorted(set(own)) for own in rows]
    if (pairs := sum(len(own) * (len(own) - 1) // 2 for own in kinds)) > MOST_PAIRS:
        raise ModelError(f"along a parameter {pairs:,} pairs of payoffs would be compared; allowed: up to "
                         f"{MOST_PAIRS:,}, or stability at points of it")
    inside: dict[Coefficients, tuple[Algebraic, ...]] = {}
    for own in steps("Comparing payoffs", kinds, len(kinds)):
        for a, first in enumerate(own):
            for second in own[:a]:
                _keep(inside, _difference(first, second), table)
    nodes = sorted({table.low, table.high, *(root for roots in inside.values() for root in roots)})
    place = {node: k for k, node in enumerate(nodes)}
    signs: dict[Coefficients, Sign] = {}
    found = []
    for own, row in steps("Ordering payoffs", list(zip(kinds, rows, strict=True)), len(kinds)):
        each = [[_sign(_difference(first, second), inside, signs, table, place) for second in own[:a]]
                for a, first in enumerate(own)]
        number = {payoff: k for k, payoff in enumerate(own)}
        found.append(Comparisons(np.array([number[payoff] for payoff in row]), each))
    return nodes, found


def _rows(coefficients: Array) -> list[Coefficients]:
    """Return each state's payoff, constant term first."""
    return [tuple(map(int, each)) for each in coefficients.reshape(len(coefficients), -1).T]


def _difference(first: Coefficients, second: Coefficients) -> Coefficients:
    return primitive(tuple(a - b for a, b in zip(first, second, strict=True)))


def _keep(inside: dict[Coefficients, tuple[Algebraic, ...]], polynomial: Coefficients, table: Table) -> None:
    if polynomial not in inside:
        roots = real_roots(polynomial)
        inside[polynomial] = tuple(root for root in roots if table.low <= root <= table.high)


def _sign(polynomial: Coefficients, inside: dict[Coefficients, tuple[Algebraic, ...]],
          signs: dict[Coefficients, Sign], table: Table, place: dict[Algebraic, int]) -> Sign:
    if polynomial not in signs:
        roots = inside[polynomial]
        ends = [table.low, *roots, table.high]
        gaps = [sign_at(polynomial, between(low, high)) if low < high else 0
                for low, high in pairwise(ends)]
        if table.low == table.high and not roots:  # A range of one point: its sign is that just above it.
            above = [root for root in real_roots(polynomial) if table.low < root]
            gaps = [sign_at(polynomial, between(table.low, min(above, default=beyond(table.low))))]
        signs[polynomial] = Sign(np.array([place[root] for root in roots], dtype=np.int64), np.array(gaps))
    return signs[polynomial]


def beyond(number: Algebraic) -> Algebraic:
    """Return some larger number."""
    return Algebraic.rational(int(float(number)) + 2)
