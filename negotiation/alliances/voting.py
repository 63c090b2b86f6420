"""Weighted voting [quota; weights]: who can decide, by how much, in exact fractions.

Up to any number of members, by generating functions (Mann and Shapley 1962; Brams and Affuso 1976): the coalitions of
each weight, counted by size in the digits of one whole number; a member is taken out again by an alternating sum. A
game and its dual have the same swings, so the smaller of quota and blocking quota is used.

Shapley and Shubik 1954, A method for evaluating the distribution of power in a committee system; Banzhaf 1965.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import factorial, lcm

import numpy as np

from negotiation.alliances.members import MOST_PARTIES, Amount, membership
from negotiation.arguments import Missing, instance, listed, needed, number, numbers
from negotiation.errors import ArgumentError
from negotiation.expression import exact
from negotiation.game import Array
from negotiation.provenance import Provenance, Tabled

MOST_SUMS = 5_000_000
"""Different weights of coalitions, times members, that are counted at most."""


@dataclass(frozen=True, eq=False, repr=False)
class Voting(Tabled):
    """A weighted voting game: a coalition wins if its weights add up to the quota or more.

    Attributes
    ----------
    members : names, in the order of `weights`.
    quota, weights : exact numbers; a float means its shortest decimal (0.1 is 1/10).

    Raises
    ------
    ArgumentError
        A weight is negative, the quota is not positive, or there are no members.

    >>> eec = Voting(12, [4, 4, 4, 2, 2, 1], ["Germany", "France", "Italy", "Netherlands", "Belgium", "Luxembourg"])
    >>> [str(each) for each in eec.banzhaf], eec.null
    (['5/21', '5/21', '5/21', '1/7', '1/7', '0'], ('Luxembourg',))
    """

    quota: Amount
    weights: Sequence[Amount]
    members: Sequence[str] = ()
    provenance: Provenance = field(default_factory=lambda: Provenance("voting"), repr=False)

    def __post_init__(self) -> None:
        needed("weights", self.weights, list, tuple, np.ndarray)
        numbers("weights", self.weights)
        number("quota", Missing() if self.quota is None else self.quota)
        weights = tuple(exact(each) for each in self.weights)
        if not weights or min(weights) < 0:
            raise ArgumentError(f"weights: found {min(weights) if weights else 'none'}; allowed: at least one, "
                                "none negative")
        if exact(self.quota) <= 0:
            raise ArgumentError(f"quota: found {self.quota}; allowed: a number above 0")
        names = self._names(len(weights))
        for name, value in (("quota", exact(self.quota)), ("weights", weights), ("members", names)):
            object.__setattr__(self, name, value)

    def _names(self, count: int) -> tuple[str, ...]:
        instance("members", self.members, list, tuple, np.ndarray)
        listed("members", self.members)
        names = () if self.members is None else tuple(str(each) for each in self.members)
        names = names or tuple(str(k + 1) for k in range(count))
        if len(names) != count or len(set(names)) != count:
            raise ArgumentError(f"members: found {len(set(names))} names; allowed: one for each of the "
                                f"{count} weights, no two alike")
        return names

    @cached_property
    def _whole(self) -> tuple[int, list[int]]:
        """Return quota and weights as whole numbers, the quota that of the dual game where it is smaller."""
        exactly = [exact(each) for each in (self.quota, *self.weights)]
        below = lcm(*(each.denominator for each in exactly))
        quota, *weights = [int(each * below) for each in exactly]
        return min(quota, max(sum(weights) - quota + 1, 0)), weights

    @cached_property
    def swings(self) -> tuple[tuple[int, ...], ...]:
        """Return for each member the coalitions without it, by size 0 to n - 1, that it makes win."""
        quota, weights = self._whole
        slot, found = len(weights) + 1, dict[int, tuple[int, ...]]()
        counts = self._counted(quota, weights, slot)
        for weight in set(weights):
            total = 0
            for has, packed in counts.items():
                back = (quota - 1 - has) // weight if weight else 0
                total += (-packed if back & 1 else packed) << back * slot if weight else 0
            digit = (1 << slot) - 1
            found[weight] = tuple(total >> k * slot & digit for k in range(len(weights)))
        return tuple(found[weight] for weight in weights)

    @staticmethod
    def _counted(quota: int, weights: Sequence[int], slot: int) -> dict[int, int]:
        """Return how many coalitions have each weight below the quota, by size, a digit of `slot` bits a size."""
        counts = {0: 1} if quota > 0 else {}
        for weight in sorted(weights):
            more = dict(counts)
            for has, packed in counts.items():
                if has + weight < quota:
                    more[has + weight] = more.get(has + weight, 0) + (packed << slot)
            counts = more
            if len(counts) * len(weights) > MOST_SUMS:
                raise ArgumentError(f"weights: more than {MOST_SUMS // len(weights):,} different sums of "
                                    f"{len(weights)} weights; allowed: fewer, such as rounded weights")
        return counts

    @cached_property
    def shapley_shubik(self) -> tuple[Fraction, ...]:
        """Return each member's share of the orders of arrival in which it turns losing into winning."""
        count = len(self.weights)
        odds = [factorial(k) * factorial(count - k - 1) for k in range(count)]
        return tuple(Fraction(sum(a * b for a, b in zip(odds, own, strict=True)), factorial(count))
                     for own in self.swings)

    @cached_property
    def banzhaf_raw(self) -> tuple[Fraction, ...]:
        """Return each member's swings as a share of the coalitions of the others."""
        return tuple(Fraction(sum(own), 1 << len(self.weights) - 1) for own in self.swings)

    @cached_property
    def banzhaf(self) -> tuple[Fraction, ...]:
        """Return each member's share of all swings; zeros where nobody ever swings."""
        total = sum(self.banzhaf_raw)
        return tuple(each / total if total else Fraction(0) for each in self.banzhaf_raw)

    @cached_property
    def decidable(self) -> bool:
        """Return whether all together win."""
        return bool(sum(self.weights) >= self.quota)

    def _named(self, marks: Sequence[bool]) -> tuple[str, ...]:
        return tuple(name for name, mark in zip(self.members, marks, strict=True) if mark)

    @cached_property
    def null(self) -> tuple[str, ...]:
        """Return the null players: members whose vote never matters."""
        return self._named([not any(own) for own in self.swings])

    @cached_property
    def veto(self) -> tuple[str, ...]:
        """Return the members without whom nothing passes."""
        total = sum(self.weights)
        return self._named([self.decidable and total - weight < self.quota for weight in self.weights])

    @cached_property
    def dictator(self) -> str:
        """Return the member that wins alone and without whom nothing passes, '' where there is none."""
        alone = self._named([weight >= self.quota for weight in self.weights])
        return alone[0] if alone == self.veto and len(alone) == 1 else ""

    @cached_property
    def worth(self) -> Array:
        """Return 1 for each winning coalition, a bit mask, else 0: (1, 2**n) of fractions; for 12 members at most."""
        if len(self.weights) > MOST_PARTIES:
            raise ArgumentError(f"members: found {len(self.weights)}; allowed: {MOST_PARTIES} where every coalition is "
                                "looked at")
        wins = membership(len(self.weights)) @ np.array(self.weights, dtype=object) >= self.quota
        return np.where(wins, Fraction(1), Fraction(0))[None]
