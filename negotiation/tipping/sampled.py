"""Mixed equilibria along a parameter by solving at points: for more than two parties, or payoffs without polynomials.

1. The ends of the pure equilibria's intervals cut the range; between two of them solve a grid, MARGIN away from both.
2. Where neighbours have different sets of mixed equilibria halve, all gaps in one batch, to FINEST of the range.
3. Runs of points that share a label are its intervals; a run up to a cut ends at the cut.

Two changes that cancel between neighbouring grid points are not seen; rows say "sampled".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np

from negotiation.game import Array
from negotiation.solvers import SOLVERS, solve
from negotiation.tipping.algebraic import Algebraic
from negotiation.tipping.conditions import Span
from negotiation.tipping.line import Line

POINTS = 201
FEWEST = 3
FINEST = 1e-9
MARGIN = 1e-6
"""Share of the range kept from a cut: beside a tie every list of equilibria is degenerate within the tolerance."""

SLIVER = 1e-6
"""Runs shorter than this share of the range are ties within the tolerance, seen from close by."""

MOST_GAPS = 200

Supports = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Found:
    """A label of mixed equilibria, its supports and where it stands."""

    label: str
    supports: Supports
    spans: tuple[Span, ...]


def sampled_method(line: Line) -> str:
    """Return the solver that lists every equilibrium of such a game."""
    return "complete" if "complete" in SOLVERS else "support"


def sampled_spans(line: Line, cuts: Iterable[Algebraic]) -> tuple[list[Found], bool]:
    """Return mixed equilibria and whether the solver proved each point's list complete.

    `cuts` are the values at which pure equilibria begin or end.
    """
    solver = _Solver(line)
    spans: dict[Supports, list[Span]] = {}
    for part in line.domain:
        nodes = [part.low, *sorted({each for each in cuts if part.low < each < part.high}), part.high]
        places = [_refined(solver, low, high, float(part.high) - float(part.low)) for low, high in pairwise(nodes)]
        for supports in sorted(set().union(*(each for place in places for _, _, each in place))):
            wide = SLIVER * (float(part.high) - float(part.low))
            runs = [run for run in _runs(places, supports) if float(run.high) - float(run.low) > wide]
            spans.setdefault(supports, []).extend(runs)
    return [Found(solver.labels[each], each, tuple(found)) for each, found in spans.items() if found], solver.proved


Place = tuple[Algebraic, Algebraic, frozenset[Supports]]
"""A stretch of the parameter on which a set of mixed equilibria stands."""


def _refined(solver: _Solver, low: Algebraic, high: Algebraic, size: float) -> list[Place]:
    """Return the stretches between two cuts."""
    first, last = float(low), float(high)
    margin = min(MARGIN * size, (last - first) / 4)
    count = max(FEWEST, round(POINTS * (last - first) / size))
    known = solver(np.linspace(first + margin, last - margin, count))
    while True:
        gaps = [(a, b) for a, b in pairwise(sorted(known)) if known[a] != known[b] and b - a > FINEST * size]
        if not gaps or len(gaps) > MOST_GAPS:
            break
        known |= solver(np.array([(a + b) / 2 for a, b in gaps]))
    at = sorted(known)
    changes = [k for k in range(1, len(at)) if known[at[k]] != known[at[k - 1]]]
    ends = [low, *(Algebraic.rational(Fraction(f"{(at[k - 1] + at[k]) / 2:.11g}")) for k in changes), high]
    return [(a, b, known[at[k]]) for (a, b), k in zip(pairwise(ends), [0, *changes], strict=True)]


class _Solver:
    """Solves points of a line; keeps the labels it met and whether every list was proved complete."""

    def __init__(self, line: Line) -> None:
        self.line, self.labels, self.proved = line, dict[Supports, str](), True

    def __call__(self, at: Array) -> dict[float, frozenset[Supports]]:
        found = solve(self.line.game(at), sampled_method(self.line))
        self.proved &= bool(found.complete.all())
        sets: list[set[Supports]] = [set() for _ in at]
        for row in np.flatnonzero(~found.pure):
            supports = tuple(tuple(np.flatnonzero(each[row]).tolist()) for each in found.supports)
            self.labels[supports] = str(found.label[row])
            sets[found.point[row]].add(supports)
        return {float(value): frozenset(each) for value, each in zip(at, sets, strict=True)}


def _runs(places: list[list[Place]], supports: Supports) -> list[Span]:
    """Join the stretches on which an equilibrium stands; ends inside the range are open."""
    chain = [place for each in places for place in each]
    spans: list[Span] = []
    for k, (low, high, stands) in enumerate(chain):
        if supports not in stands:
            continue
        if spans and spans[-1].high == low:
            low, start = spans[-1].low, spans.pop().low_edge
        else:
            start = k == 0
        last = k == len(chain) - 1
        spans.append(Span(low, high, start, last, (), (), start, last))
    return spans
