"""Stability along a parameter: exact intervals of every state's equilibrium under each concept, as regimes.

1. Between two values at which some party's payoffs of two states cross, nobody's ranking changes: one rational point
   decides. At a crossing, those that cross there tie; the order is otherwise that of the gap beside it.
2. The rankings of all gaps and crossings are one batch of `Study`.
3. Runs of gaps and crossings on which a state is an equilibrium are its intervals; at an end the improvements that are
   deterred no longer say who breaks it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

import negotiation.tipping.naming as naming
from negotiation.arithmetic.algebraic import Algebraic, between, real_roots
from negotiation.arithmetic.polynomials import NotPolynomial, primitive
from negotiation.conflict_graph.concepts import CONCEPTS, Study
from negotiation.conflict_graph.graph import ConflictGraph
from negotiation.conflict_graph.ranks import exactly_ranked
from negotiation.errors import ModelError
from negotiation.game import Array
from negotiation.model import Model
from negotiation.model.point import Point
from negotiation.progress import steps
from negotiation.provenance import Provenance, Tabled
from negotiation.tipping.along.conditions import Cell, Span, joined, spans, within
from negotiation.tipping.along.line import Line, Table, line
from negotiation.tipping.along.merge import merged
from negotiation.tipping.along.pure import Deviation
from negotiation.tipping.along.standing import Stand
from negotiation.tipping.result import EXACT, Regimes, Standing

MOST_CELLS = 4_000_000
"""Ranks, over parties, states and cells, that are studied at once."""


@dataclass(frozen=True, eq=False)
class StabilityAlong(Tabled):
    """Where each state is an equilibrium: `regimes` concept -> Regimes along the parameter."""

    regimes: dict[str, Regimes]
    provenance: Provenance = field(default_factory=Provenance, repr=False)

    @property
    def concepts(self) -> tuple[str, ...]:
        return tuple(self.regimes)

    def __repr__(self) -> str:
        return "\n".join(f"{concept}: {found!r}" for concept, found in self.regimes.items())


@dataclass(frozen=True, eq=False)
class Piece:
    """The nodes of a table's range and the ranks (C, N, S) at its cells: node, gap, node, ..., node."""

    table: Table
    nodes: Sequence[Algebraic]
    ranks: Array


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
        pieces = [(part, [_piece(table) for table in tables]) for part, tables in route.pieces]
    except NotPolynomial as reason:
        raise ModelError(f"stability along {route.over} needs payoffs that are polynomials of it ({reason}); "
                         "allowed: stability at points of it") from None
    base = ConflictGraph.of(model.at(at=point))
    found: dict[str, dict[int, list[Span]]] = {concept: {} for concept in concepts}
    for part, tables in pieces:
        cells = [_cells(base, piece, concepts) for piece in tables]
        for concept in concepts:
            for s in range(len(base.states)):
                held = spans(within(joined(each[concept][s] for each in cells), part))
                if held:
                    found[concept].setdefault(s, []).extend(held)
    named = {concept: _regimes(route, point, concept, each) for concept, each in found.items()}
    return StabilityAlong(named, _origin(route, point, concepts))


def _piece(table: Table) -> Piece:
    rows = [_polynomials(own) for own in table.coefficients]
    nodes = sorted({table.low, table.high, *_crossings(rows, table.low, table.high)})
    ranks: list[list[list[int]]] = []
    for k, node in enumerate(nodes):
        at = between(node, nodes[k + 1]) if k + 1 < len(nodes) else None
        gap = [_ranked(own, at) for own in rows] if at is not None else ranks[-1] if ranks else None
        if gap is None:  # The range is a single rational point.
            gap = [_ranked(own, node.enclosure(60)[0]) for own in rows]
        ranks.append([_tied(own, order, node) for own, order in zip(rows, gap, strict=True)])
        if at is not None:
            ranks.append(gap)
    return Piece(table, nodes, np.array(ranks))


def _polynomials(coefficients: Array) -> list[tuple[int, ...]]:
    """Return each state's payoff, constant term first."""
    return [tuple(map(int, each)) for each in coefficients.reshape(len(coefficients), -1).T]


def _difference(first: tuple[int, ...], second: tuple[int, ...]) -> tuple[int, ...]:
    return primitive(tuple(a - b for a, b in zip(first, second, strict=True)))


def _crossings(rows: Sequence[list[tuple[int, ...]]], low: Algebraic, high: Algebraic) -> Iterator[Algebraic]:
    """Yield where two different payoffs of one party are equal inside the range."""
    seen = set()
    for own in rows:
        kinds = sorted(set(own))
        for k, first in enumerate(steps("Comparing payoffs", kinds, len(kinds))):
            for second in kinds[:k]:
                polynomial = _difference(first, second)
                if len(polynomial) > 1 and polynomial not in seen:
                    seen.add(polynomial)
                    yield from (root for root in real_roots(polynomial) if low < root < high)


def _ranked(own: list[tuple[int, ...]], at: Fraction) -> list[int]:
    values = {each: sum((c * at**k for k, c in enumerate(each)), Fraction(0)) for each in set(own)}
    return exactly_ranked([values[each] for each in own]).tolist()


def _tied(own: list[tuple[int, ...]], order: list[int], node: Algebraic) -> list[int]:
    """Return the ranks at a node, from those in a gap beside it: neighbours that meet there tie."""
    kinds = dict(zip(order, own, strict=True))
    place, level = {0: 0}, 0
    for rank in range(1, len(kinds)):
        level += 0 if _meet(kinds[rank], kinds[rank - 1], node) else 1
        place[rank] = level
    return [place[rank] for rank in order]


def _meet(first: tuple[int, ...], second: tuple[int, ...], node: Algebraic) -> bool:
    polynomial = _difference(first, second)
    return not any(polynomial) or node in real_roots(polynomial)


def _cells(base: ConflictGraph, piece: Piece, concepts: Sequence[str]) -> dict[str, list[list[Cell]]]:
    """Return for each concept and state the cells of the range, each with the improvements that break it there."""
    from dataclasses import replace

    size, count = len(base.states), len(base.parties)
    found: dict[str, list[list[Cell]]] = {concept: [[] for _ in range(size)] for concept in concepts}
    step = max(1, MOST_CELLS // (count * size * size))
    for low in range(0, len(piece.ranks), step):
        study = Study(replace(base, ranks=piece.ranks[low:low + step], parameters={}, provenance=Provenance()))
        for concept in concepts:
            stable = np.stack([study.stable((i,), concept) for i in range(count)], axis=1)
            for c in range(len(stable)):
                k, gap = divmod(low + c, 2)
                left, right = piece.nodes[k], piece.nodes[k + gap]
                for s in range(size):
                    broken = tuple(_broken(study, piece, concept, c, i, s)
                                   for i in np.flatnonzero(~stable[c, :, s]).tolist())
                    found[concept][s].append(Cell(left, right, broken))
    return found


def _broken(study: Study, piece: Piece, concept: str, c: int, party: int, s: int) -> Deviation:
    """Return the party's first improvement that nothing deters it from."""
    to = study.unsanctioned((party,), concept, c, s)[0]
    counts = piece.table.coefficients[party].shape[1:]
    own = piece.table.coefficients[party].reshape(len(piece.table.coefficients[party]), -1)
    gain = tuple(int(each) for each in own[:, to] - own[:, s])
    start, stop = (int(np.unravel_index(each, counts)[party]) for each in (s, to))
    return Deviation(party, start, stop, gain, piece.table.below[party])


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
