"""One share between two sides: what each party gains from it, who needs how much, and where a deal exists.

Side 0 wants a larger share x, side 1 a smaller one; x runs from 0 to 1. Numbers are arrays (P,) of floats, exact
rationals or duals alike: the same formulas give values, exact values and slopes.

Reservation share r_i: U_i(r_i) = d_i. A deal exists on [max r_i over side 0, min r_i over side 1] within [0, 1]
(Fearon 1995, International Organization 49(3), for two parties).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import numpy as np

from negotiation.arithmetic.dual import Dual, Number, slope_of, value_of, where
from negotiation.arithmetic.kinds import FLOATS, Arrays
from negotiation.bargaining.solutions.root import falling_root
from negotiation.expression import Node, evaluate
from negotiation.expression.tree import Call, Name, Power, Product, Quotient, Sum, children, names
from negotiation.game import Array
from negotiation.model.declarations import Formula

SHARE = "share"

@dataclass(frozen=True, eq=False)
class Division:
    """A share to divide at P points.

    Attributes
    ----------
    values : N formulas of `share` and the names in `known`.
    disagreement : N numbers (P,).
    side : for each party 0 or 1.
    principals : the party that bargains for each side.
    weights, patience, curvature : a pair of numbers (P,), one a side.
    kind : of the numbers.
    """

    values: tuple[Formula, ...]
    known: Mapping[str, Number]
    disagreement: tuple[Number, ...]
    side: tuple[int, ...]
    principals: tuple[int, int]
    weights: tuple[Number, Number]
    patience: tuple[Number, Number]
    curvature: tuple[Number, Number]
    kind: Arrays = FLOATS

    @property
    def everyone(self) -> tuple[int, ...]:
        return tuple(range(len(self.values)))

    @cached_property
    def zero(self) -> Number:
        return np.full(len(value_of(self.disagreement[0])), self.kind.number(Fraction(0)))

    @cached_property
    def linear(self) -> bool:
        """Say whether every value is affine in the share, so that closed forms hold."""
        straight = all(np.all(value_of(each) == 0) and np.all(slope_of(each) == 0) for each in self.curvature)
        return straight and all(degree(formula.node) <= 1 for formula in self.values)

    @cached_property
    def ends(self) -> list[tuple[Number, Number]]:
        """Return each party's value of share 0 and of share 1."""
        return [(self.worth(i, self.zero), self.worth(i, self.zero + 1)) for i in self.everyone]

    def value(self, i: int, share: Number) -> Number:
        """Return what a share is worth to party i."""
        if self.linear:
            low, high = self.ends[i]
            return low + (high - low) * share
        return self.worth(i, share)

    def gain(self, i: int, share: Number) -> Number:
        """Return what a share is worth to party i beyond no deal."""
        if self.linear:
            return self.stakes[i] * share - self._offsets[i]
        return self.value(i, share) - self.disagreement[i]

    def marginal(self, i: int, share: Array) -> Array:
        """Return the slope of party i's value in the share."""
        if self.linear:
            return self.stakes[i]
        slope = self.worth(i, Dual(share, np.ones_like(share)))
        return slope.slope if isinstance(slope, Dual) else np.zeros_like(share)

    @cached_property
    def stakes(self) -> list[Number]:
        """Return U_i(1) - U_i(0) for each party."""
        return [high - low for low, high in self.ends]

    @cached_property
    def indifferent(self) -> list[Array]:
        """Mark, for each party, the points at which the share means nothing to it."""
        return [value_of(stake) == 0 for stake in self.stakes]

    @cached_property
    def _offsets(self) -> list[Number]:
        return [none - low for none, (low, _) in zip(self.disagreement, self.ends, strict=True)]

    @cached_property
    def whole(self) -> Division:
        """Return the division in which talking for ever leaves each side its worst share: all of it is at stake."""
        return replace(self, disagreement=tuple(self.ends[i][self.side[i]] for i in self.everyone))

    def strength(self, k: int) -> Number:
        """Return the war value of side k's principal as a part of its whole stake: 0 is its worst share, 1 its best."""
        i = self.principals[k]
        worst, best = self.ends[i] if k == 0 else self.ends[i][::-1]
        return (self.disagreement[i] - worst) / _nonzero(best - worst)

    @cached_property
    def reservation(self) -> list[Number]:
        """Return each party's reservation share; infinite where no share, or every share, will do and it has none."""
        return [self._linear_reservation(i) if self.linear else self._curved_reservation(i) for i in self.everyone]

    def span(self, players: Sequence[int]) -> tuple[Number, Number]:
        """Return the lowest and highest share in [0, 1] that all players accept; empty where low > high."""
        low, high = self.zero, self.zero + 1
        for i in players:
            bound = self._bound(i)
            if self.side[i] == 0:
                low = np.maximum(low, bound)
            else:
                high = np.minimum(high, bound)
        return low, high

    def _bound(self, i: int) -> Number:
        """Return the share beyond which party i accepts; outside 0 to 1 where it accepts none."""
        if not self.indifferent[i].any():
            return self.reservation[i]
        refuses = value_of(self._offsets[i]) > 0
        never, always = (2, 0) if self.side[i] == 0 else (-1, 1)
        return where(self.indifferent[i], where(refuses, self.zero + never, self.zero + always), self.reservation[i])

    def worth(self, i: int, share: Number) -> Number:
        """Return what a share is worth to party i, by its formula."""
        bend = self.curvature[self.side[i]] * share * (1 - share)
        bent = share + bend if self.side[i] == 0 else share - bend
        return evaluate(self.values[i].node, {**self.known, SHARE: bent}, self.kind.number) + self.zero

    def _linear_reservation(self, i: int) -> Number:
        return self._offsets[i] / _nonzero(self.stakes[i])

    def _curved_reservation(self, i: int) -> Array:
        worst, best = self.ends[i] if self.side[i] == 0 else self.ends[i][::-1]
        sign = 1 if self.side[i] == 0 else -1
        found = falling_root(lambda share: -sign * self.gain(i, share), self.zero, self.zero + 1)
        found = np.where(best < self.disagreement[i], sign * np.inf, found)
        return np.where(worst >= self.disagreement[i], 0.0 if sign > 0 else 1.0, found)


def _nonzero(stake: Number) -> Number:
    """Replace a stake of nothing by 1; such a party's reservation share is not used."""
    return where(value_of(stake) == 0, 1 + 0 * stake, stake)


def degree(node: Node) -> float:
    """Return the degree of a formula in the share; infinite where it is no polynomial in it."""
    if SHARE not in names(node):
        return 0
    match node:
        case Name():
            return 1
        case Sum(terms):
            return max(degree(each) for each in terms)
        case Product(factors):
            return sum(degree(each) for each in factors)
        case Quotient(numerator, denominator):
            return degree(numerator) + (np.inf if SHARE in names(denominator) else 0)
        case Power(base, exponent):
            return degree(base) * exponent
        case Call():
            return np.inf
    return max(degree(each) for each in children(node))
