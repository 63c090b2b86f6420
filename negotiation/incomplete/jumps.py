"""Where the best offer jumps along a belief: exactly, where only the responder's chances hang on it; else followed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise

import numpy as np

from negotiation.arithmetic.algebraic import Algebraic, between, real_roots
from negotiation.arithmetic.kinds import RATIONALS
from negotiation.arithmetic.polynomials import NotPolynomial, Polynomials, Ring, primitive
from negotiation.bargaining.problem.environment import rational
from negotiation.errors import ExpressionError
from negotiation.expression import evaluate, exact
from negotiation.expression.tree import names
from negotiation.game import Array
from negotiation.incomplete.stakes import Stakes, Table, accepts, best_of, stakes, wars
from negotiation.model import Model, Parameter
from negotiation.model.declarations import Formula, reached
from negotiation.model.payoffs import known
from negotiation.model.point import Point

GRID, ROUNDS = 401, 45

NOTHING = float("-inf")
"""What a share is worth that nobody accepts."""

Candidate = tuple[Polynomials, Polynomials]
"""What a share is worth to the proposer, and how likely it is refused, as polynomials of the belief."""


@dataclass(frozen=True)
class Jump:
    """A belief where the best offer changes, from candidate `before` to `after`; `exact` '' where it was followed."""

    value: float
    exact: str
    before: int
    after: int


def exact_jumps(table: Table, point: Point, parameters: Mapping[str, Array], over: Parameter) -> list[Jump] | None:
    """Return the jumps exactly; None where more than the responder's chances hangs on the belief."""
    candidates = _weighed(table, point, parameters, over)
    if candidates is None:
        return None
    ends = [Algebraic.rational(exact(each)) for each in (over.low, over.high)]
    roots = {root for one, other in combinations(filter(None, candidates), 2) for root in _roots(one, other)}
    edges = [ends[0], *sorted(root for root in roots if ends[0] < root < ends[1]), ends[1]]
    cells = [_best(candidates, between(low, high)) for low, high in pairwise(edges)]
    return [Jump(float(edge), str(edge), before, after)
            for edge, before, after in zip(edges[1:-1], cells[:-1], cells[1:], strict=True) if before != after]


def _weighed(table: Table, point: Point, parameters: Mapping[str, Array], over: Parameter
             ) -> list[Candidate | None] | None:
    """Return the candidates as polynomials of the belief."""
    own = table.beliefs.types[table.responder]
    if table.beliefs.prior or not own or over.id in reached(_elsewhere(table), table.beliefs.written.components):
        return None
    ring, there = Ring((over.id,)), rational(parameters, point)
    try:
        found = wars(table, parameters)
        if any((none.profile < 0).any() for _, none in found):
            return None
        amounts = stakes(table, found, there, RATIONALS)
        values = {name: ring.number(each[0]) for name, each in there.items()} | {over.id: ring.variable(over.id)}
        env = known(table.model.formulas, ring, values, [np.zeros(1, dtype=int)] * len(table.model.parties),
                    _plain(table.model))
        likely = [evaluate(type.probability.node, env, ring.number) for type in own if type.probability is not None]
    except (NotPolynomial, ExpressionError):
        return None
    return _candidates(ring, likely, amounts)


def _candidates(ring: Ring, likely: list[Polynomials], amounts: Stakes) -> list[Candidate | None]:
    """Return worth and risk of each type's share, None where it accepts none, and of no offer last."""
    war = [each[0] for each in amounts.war]
    found: list[Candidate | None] = []
    for k in range(len(likely)):
        takes = accepts(amounts, amounts.bound[k])[:, 0]
        worth = amounts.worth[k][0]
        found.append((_sum(ring, likely, [worth if taken else each for taken, each in zip(takes, war, strict=True)]),
                      _sum(ring, likely, [Fraction(not taken) for taken in takes])) if amounts.able[k][0] else None)
    return [*found, (_sum(ring, likely, war), _sum(ring, likely, [Fraction(1)] * len(war)))]


def _sum(ring: Ring, likely: list[Polynomials], amounts: list[Fraction]) -> Polynomials:
    total = ring.number(Fraction(0))
    for chance, amount in zip(likely, amounts, strict=True):
        total = total + chance * ring.number(amount)
    return total


def _elsewhere(table: Table) -> Iterator[Formula]:
    """Yield every formula that an offer hangs on beside the probabilities of the responder's types."""
    written, section = table.beliefs.written, table.model.bargaining
    yield from written.payoffs
    for row in written.cells.values():
        yield from row
    for type in (type for own in table.beliefs.types for type in own):
        yield from type.set.values()
        if type.party != table.responder and type.probability is not None:
            yield type.probability
    if section is not None:
        yield from section.values
        for side in section.sides:
            yield from (side.patience, side.weight, side.curvature)


def _plain(model: Model) -> frozenset[str]:
    """Return the components that no strategy moves; probabilities use no others."""
    moved = set(model.indicators)
    for name, component in model.components.items():
        if names(component.node).keys() & moved:
            moved.add(name)
    return frozenset(model.components.keys() - moved)


def _roots(one: Candidate, other: Candidate) -> tuple[Algebraic, ...]:
    """Return where two candidates change places: by worth, or by risk where they are worth the same everywhere."""
    gaps = ([int(each) for each in (a - b).dense(())] for a, b in zip(one, other, strict=True))
    table = next((gap for gap in gaps if any(gap)), [])
    return real_roots(primitive(tuple(table))) if any(table[1:]) else ()


def _best(candidates: list[Candidate | None], at: Fraction) -> int:
    """Return the best candidate inside a cell."""
    worth, risk = (np.array([[NOTHING if each is None else _value(each[k], at)] for each in candidates], dtype=object)
                   for k in (0, 1))
    return int(best_of(worth, risk)[0])


def _value(polynomial: Polynomials, at: Fraction) -> Fraction:
    terms = (Fraction(int(each), polynomial.below) * at**k for k, each in enumerate(polynomial.dense(())))
    return sum(terms, Fraction(0))


def met_jumps(best: Callable[[Array], Array], over: Parameter) -> list[Jump]:
    """Return the jumps met on an even grid, each bisected as far as floats go."""
    grid = np.linspace(over.low, over.high, GRID)
    found = best(grid)
    where = np.flatnonzero(found[1:] != found[:-1])
    low, high = grid[where], grid[where + 1]
    for _ in range(ROUNDS if len(where) else 0):
        middle = (low + high) / 2
        same = best(middle) == found[where]
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return [Jump(float(value), "", int(found[k]), int(found[k + 1])) for value, k in zip(high, where, strict=True)]
