"""Mixed equilibria of two parties along a parameter: mixtures as rational functions, intervals exact.

1. On supports (I, J) of equal size, the mixture over J that makes I pay the first party the same is orthogonal to the
   differences of its rows: signed minors w_j, divided by their sum W (Cramer). Likewise the mixture over I.
2. It is an equilibrium where all weights are positive (w_j*W > 0) and no strategy outside I gains: polynomial signs.
3. A common factor of the minors is cancelled first: at its roots the system is singular, the limit is an equilibrium.

Equilibria on supports of unequal size exist only where payoffs tie; where they tie for every value, a note says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import comb

import numpy as np

from negotiation.arithmetic.algebraic import Coefficients
from negotiation.arithmetic.polynomials import primitive
from negotiation.arithmetic.univariate import (
    common_factor,
    minors,
    negative,
    plus,
    product,
    quotient,
    ratio_text,
    total,
)
from negotiation.game import Array
from negotiation.tipping.along.conditions import Condition, Span, held
from negotiation.tipping.along.line import Line
from negotiation.tipping.along.tables import Table

MAX_PAIRS = 2_000
"""Support pairs that are tried at most."""

TOO_MANY = f"mixed equilibria were not looked for: more than {MAX_PAIRS:,} pairs of supports"
TIES = "payoffs tie for every value of the parameter: continua of mixed equilibria are not listed"

Support = tuple[int, ...]


@dataclass(frozen=True)
class Vanishing:
    """A strategy whose weight in a party's mixture reaches zero."""

    party: int
    strategy: int


@dataclass(frozen=True)
class Outside:
    """A party that gains by a strategy outside the support; the gain is scale*above/below in the parameter."""

    party: int
    to: int
    above: Coefficients
    below: Coefficients
    scale: Fraction

    def text(self, name: str) -> str:
        return ratio_text(self.above, self.below, name, self.scale)


@dataclass(frozen=True)
class Mixture:
    """A pair of supports, both parties' weights as (numerator, common denominator), and where it is an equilibrium."""

    supports: tuple[Support, Support]
    weights: tuple[tuple[Coefficients, ...], tuple[Coefficients, ...]]
    sums: tuple[Coefficients, Coefficients]
    spans: tuple[Span, ...]


def pairs(shape: Sequence[int]) -> int:
    """Return how many pairs of supports of equal size above one there are."""
    return sum(comb(shape[0], k) * comb(shape[1], k) for k in range(2, min(shape) + 1))


def few_pairs(line: Line) -> bool:
    """Return whether all pairs of supports can be tried."""
    return pairs(line.model.strategy_counts) <= MAX_PAIRS


def mixed_spans(line: Line) -> Iterator[Mixture]:
    """Yield every pair of supports that is an equilibrium somewhere, piece by piece of the range."""
    if not few_pairs(line):
        return
    for part, tables in line.pieces:
        for table in tables:
            own = [[[primitive_row(cell) for cell in row] for row in np.moveaxis(each, 0, -1).tolist()]
                   for each in table.coefficients]
            for supports in support_pairs(line.model.strategy_counts):
                yield from _mixture(own, table, part, supports)


def primitive_row(cell: Sequence[int]) -> Coefficients:
    return plus(cell, ())


def support_pairs(shape: Sequence[int]) -> Iterator[tuple[Support, Support]]:
    for k in range(2, min(shape) + 1):
        for own in combinations(range(shape[0]), k):
            for other in combinations(range(shape[1]), k):
                yield own, other


def _mixture(own: list, table: Table, part: Span, supports: tuple[Support, Support]) -> Iterator[Mixture]:
    weights, sums, conditions = [], [], []
    for i in (0, 1):
        payer = 1 - i
        found = _weights(own[payer], payer, supports)
        if found is None:
            return
        weights.append(found)
        sums.append(total(found))
        conditions += [Condition((primitive(negative(weight)), primitive(sums[i])), Vanishing(i, strategy), strict=True)
                       for weight, strategy in zip(found, supports[i], strict=True)]
        conditions += _outside(own[payer], table.below[payer], payer, supports, found, sums[i])
    spans = held(part, [(conditions, table.low, table.high)])
    if spans:
        yield Mixture(supports, (weights[0], weights[1]), (sums[0], sums[1]), tuple(spans))


def _entry(payoffs: list, payer: int, mine: int, other: int) -> Coefficients:
    return payoffs[mine][other] if payer == 0 else payoffs[other][mine]


def _weights(payoffs: list, payer: int, supports: tuple[Support, Support]) -> tuple[Coefficients, ...] | None:
    """Return the other party's weights that make the payer's support pay the same; None where they are not unique."""
    first, *rest = supports[payer]
    rows = [[plus(_entry(payoffs, payer, mine, other), _entry(payoffs, payer, first, other), -1)
             for other in supports[1 - payer]] for mine in rest]
    found = minors(rows)
    factor = common_factor(found)
    if not factor or not total(found):
        return None
    return tuple(quotient(each, factor) for each in found)


def _outside(
    payoffs: list, below: int, payer: int, supports: tuple[Support, Support],
    weights: Sequence[Coefficients], whole: Coefficients,
) -> Iterator[Condition]:
    size = len(payoffs) if payer == 0 else len(payoffs[0])
    first = supports[payer][0]
    for mine in range(size):
        if mine in supports[payer]:
            continue
        steps = [plus(_entry(payoffs, payer, mine, other), _entry(payoffs, payer, first, other), -1)
                 for other in supports[1 - payer]]
        gain = total(product(weight, step) for weight, step in zip(weights, steps, strict=True))
        yield Condition((primitive(gain), primitive(whole)), Outside(payer, mine, gain, whole, Fraction(1, below)))


def ties(line: Line) -> bool:
    """Return whether payoffs tie for every value of the parameter somewhere on the line."""
    return any(_tied_throughout(table.coefficients) for _, tables in line.pieces for table in tables)


def _tied_throughout(coefficients: Sequence[Array]) -> bool:
    """Return True where two strategies of a party pay the same at some profile for every value of the parameter."""
    for i, own in enumerate(coefficients):
        rows = np.moveaxis(own, 1 + i, 1)
        for first, second in combinations(range(rows.shape[1]), 2):
            if (rows[:, first] == rows[:, second]).all(axis=0).any():
                return True
    return False
