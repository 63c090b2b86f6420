"""Stability along a parameter: exact intervals of every state's equilibrium under each concept, as regimes.

1. Preferences change only where two payoffs of a party meet: exact nodes, signs between them (`signs`).
2. For each party and state the first improvement that nothing deters, in runs of nodes and gaps (`runs`).
3. Runs on which no party has one are a state's intervals; at an end the improvements next door say who breaks it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

import negotiation.tipping.naming as naming
from negotiation.arithmetic.algebraic import Algebraic
from negotiation.arithmetic.polynomials import NotPolynomial
from negotiation.conflict_graph.along.runs import STABLE, Range, Runs
from negotiation.conflict_graph.along.signs import compared
from negotiation.conflict_graph.concepts import CONCEPTS
from negotiation.conflict_graph.graph import ConflictGraph
from negotiation.errors import ModelError
from negotiation.game import Array
from negotiation.model import Model
from negotiation.model.point import Point
from negotiation.provenance import Provenance, Tabled
from negotiation.tipping.along.conditions import Cell, Span, joined, spans, within
from negotiation.tipping.along.line import Line, line
from negotiation.tipping.along.merge import merged
from negotiation.tipping.along.pure import Deviation
from negotiation.tipping.along.standing import Stand
from negotiation.tipping.along.tables import Table
from negotiation.tipping.result import EXACT, Regimes, Standing


@dataclass(frozen=True, eq=False, repr=False)
class StabilityAlong(Tabled):
    """Where each state is an equilibrium: `regimes` concept -> Regimes along the parameter."""

    regimes: dict[str, Regimes]
    provenance: Provenance = field(default_factory=Provenance, repr=False)

    @property
    def concepts(self) -> tuple[str, ...]:
        return tuple(self.regimes)


def along(model: Model, over: str | None, path: str | None, point: Point, concepts: Sequence[str] = CONCEPTS
          ) -> StabilityAlong:
    """Find where each state is an equilibrium along a parameter or a path.

    Raises
    ------
    ModelError
        Payoffs are no polynomials of the parameter, not even in pieces.
    """
    route = line(model, over, path, point)
    try:
        pieces = route.pieces
    except NotPolynomial as reason:
        raise ModelError(f"stability along {route.over} needs payoffs that are polynomials of it ({reason}); "
                         "allowed: stability at points of it") from None
    moves = ConflictGraph.of(model.at(at=point)).moves
    found: dict[str, dict[int, list[Span]]] = {concept: {} for concept in concepts}
    for part, tables in pieces:
        cells = [_cells(moves, table, concepts) for table in tables]
        for concept in concepts:
            for s in range(moves.shape[1]):
                held = spans(within(joined(each[concept][s] for each in cells), part))
                if held:
                    found[concept].setdefault(s, []).extend(held)
    named = {concept: _regimes(route, point, concept, each) for concept, each in found.items()}
    return StabilityAlong(named, _origin(route, point, concepts))


def _cells(moves: Array, table: Table, concepts: Sequence[str]) -> dict[str, list[list[Cell]]]:
    """Return for each concept and state the cells of the range, each with the improvements that break it there."""
    nodes, parties = compared(table)
    size = moves.shape[1]
    runs: dict[str, list[list[Runs]]] = {concept: [[] for _ in range(size)] for concept in concepts}
    for _, s, found in Range(moves, parties, len(nodes) - 1).undeterred(concepts):
        for concept, each in found.items():
            runs[concept][s].append(each)
    return {concept: [list(_joined(table, nodes, s, own)) for s, own in enumerate(each)]
            for concept, each in runs.items()}


def _joined(table: Table, nodes: Sequence[Algebraic], s: int, runs: Sequence[Runs]) -> Iterator[Cell]:
    """Yield the cells of a state on which everybody's first undeterred improvement is one and the same."""
    starts = np.unique(np.concatenate([each.start for each in runs]))
    values = np.stack([each.at(starts) for each in runs], axis=1).tolist()
    stops = [*starts[1:].tolist(), 2 * len(nodes) - 1]
    for start, stop, own in zip(starts.tolist(), stops, values, strict=True):
        broken = tuple(_broken(table, i, s, to) for i, to in enumerate(own) if to != STABLE)
        first, last = start // 2, stop // 2  # Nodes at or before the run's beginning and its end.
        if start % 2 == 0:
            yield Cell(nodes[first], nodes[first], broken)
        if stop - start > (start % 2 == 0):
            yield Cell(nodes[first], nodes[last], broken)
            if stop % 2:
                yield Cell(nodes[last], nodes[last], broken)


def _broken(table: Table, party: int, s: int, to: int) -> Deviation:
    own = table.coefficients[party]
    counts, flat = own.shape[1:], own.reshape(len(own), -1)
    start, stop = (int(np.unravel_index(each, counts)[party]) for each in (s, to))
    return Deviation(party, start, stop, tuple(map(int, flat[:, to] - flat[:, s])), table.below[party])


def _regimes(route: Line, point: Point, concept: str, found: Mapping[int, list[Span]]) -> Regimes:
    counts = route.model.strategy_counts
    rows: list[Standing] = [naming.standing(route, Stand(
        tuple((int(k),) for k in np.unravel_index(s, counts)), tuple(each)))
                            for s, each in sorted(found.items())]
    domain = [naming.interval(route, span) for span in route.domain]
    return Regimes(route.model.id, route.model.version, route.over, route.path,
                   {name: float(value) for name, value in route.fixed.items()}, tuple(rows), merged(rows, domain), (),
                   _origin(route, point, (concept,)))


def _origin(route: Line, point: Point, concepts: Sequence[str]) -> Provenance:
    asked = None if tuple(concepts) == CONCEPTS else list(concepts)
    return route.model.origin("stability", point, route.path or None, route.parameters, {route.over: None}, EXACT,
                              concept=asked)
