"""Where the best offer jumps along a belief: exactly, where only the responder's chances hang on it; else followed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
from negotiation.incomplete.stakes import Stakes, Table, accepts, stakes, wars
from negotiation.model import Model, Parameter
from negotiation.model.payoffs import known
from negotiation.model.point import Point

GRID, ROUNDS = 401, 45


@dataclass(frozen=True)
class Jump:
    """A belief where the best offer changes, from candidate `before` to `after`; `exact` '' where it was followed."""

    value: float
    exact: str
    before: int
    after: int


def exact_jumps(table: Table, point: Point, parameters: Mapping[str, Array], over: Parameter) -> list[Jump] | None:
    """Return the jumps exactly; None where more than the responder's chances hangs on the belief."""
    worths = _worths(table, point, parameters, over)
    if worths is None:
        return None
    ends = [Algebraic.rational(exact(each)) for each in (over.low, over.high)]
    roots = {root for one, other in combinations(worths, 2) for root in _roots(one - other)}
    edges = [ends[0], *sorted(root for root in roots if ends[0] < root < ends[1]), ends[1]]
    cells = [_best(worths, between(low, high)) for low, high in pairwise(edges)]
    return [Jump(float(edge), str(edge), before, after)
            for edge, before, after in zip(edges[1:-1], cells[:-1], cells[1:], strict=True) if before != after]


def _worths(table: Table, point: Point, parameters: Mapping[str, Array], over: Parameter) -> list[Polynomials] | None:
    """Return what each candidate is worth as a polynomial of the belief."""
    own = table.beliefs.types[table.responder]
    if table.beliefs.prior or not own or not _only_chances(table, over.id):
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


def _candidates(ring: Ring, likely: list[Polynomials], amounts: Stakes) -> list[Polynomials]:
    """Return the worth of each type's share, and of no offer last; a share that nobody takes is worth no offer."""
    war = [each[0] for each in amounts.war]
    none = _sum(ring, likely, war)
    found = []
    for k in range(len(likely)):
        takes = accepts(amounts, amounts.bound[k])[:, 0]
        worth = amounts.worth[k][0]
        found.append(_sum(ring, likely, [worth if takes[t] else war[t] for t in range(len(war))])
                     if amounts.able[k][0] else none)
    return [*found, none]


def _sum(ring: Ring, likely: list[Polynomials], amounts: list[Fraction]) -> Polynomials:
    total = ring.number(Fraction(0))
    for chance, amount in zip(likely, amounts, strict=True):
        total = total + chance * ring.number(amount)
    return total


def _only_chances(table: Table, name: str) -> bool:
    """Return whether a parameter stands in the probabilities of the responder's types and nowhere else."""
    others = [type for own in table.beliefs.types for type in own]
    used = set().union(*(names(each.node).keys() for type in others for each in type.set.values()))
    used |= set().union(*(names(type.probability.node).keys() for type in others
                          if type.party != table.responder and type.probability is not None))
    return name not in table.model.parameters and name not in used


def _plain(model: Model) -> frozenset[str]:
    """Return the components that no strategy moves; probabilities use no others."""
    moved = set(model.indicators)
    for name, component in model.components.items():
        if names(component.node).keys() & moved:
            moved.add(name)
    return frozenset(model.components.keys() - moved)


def _roots(gap: Polynomials) -> tuple[Algebraic, ...]:
    table = [int(each) for each in gap.dense(())]
    return real_roots(primitive(tuple(table))) if any(table[1:]) else ()


def _best(worths: list[Polynomials], at: Fraction) -> int:
    """Return the best candidate inside a cell; of several, the first, since types come before no offer."""
    values = [sum(Fraction(int(each), worth.below) * at**k for k, each in enumerate(worth.dense(())))
              for worth in worths]
    return values.index(max(values))


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
