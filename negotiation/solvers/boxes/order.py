"""One order of parties and strategies for all games that differ in their order only, so that rounding is alike in all.

What floats prove at a near tie hangs on the order of their sums. So parties are put in order of their number of
strategies, then both parties and strategies in order of colours that know nothing of names or places: sums, modulo
2^64, of scrambled payoffs, refined once where colours tie (Weisfeiler and Leman 1968). What bears one colour still, as
equal strategies do, keeps the order given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from negotiation.game import Array, Game
from negotiation.rationals import Asked, Exact
from negotiation.solvers.boxes.rows import Table


@dataclass(frozen=True)
class Order:
    """At each point: which party stands k-th (P, N), and which of its strategies stand where (N arrays (P, Sk))."""

    shape: tuple[int, ...]
    parties: Array
    strategies: tuple[Array, ...]

    @classmethod
    def of(cls, game: Game) -> Order:
        """Find the order of a game; what is added to payoffs, and powers of two as factors, do not matter."""
        shape = game.strategy_counts
        parties, strategies = _colours(Table.of(game.payoffs).payoffs, shape)
        first = np.lexsort([parties, -np.broadcast_to(shape, parties.shape)], axis=1)
        orders = [np.argsort(colour, axis=1, kind="stable") for colour in strategies]
        widest = max(shape)
        padded = np.stack([np.pad(each, ((0, 0), (0, widest - each.shape[1]))) for each in orders], axis=1)
        chosen = np.take_along_axis(padded, first[:, :, None], axis=1)
        return cls(shape, first, tuple(chosen[:, k, :size] for k, size in enumerate(sorted(shape, reverse=True))))

    def game(self, given: Game) -> Game:
        """Return the game in this order."""
        strides = np.cumprod([1, *self.shape[:0:-1]])[::-1]
        place = np.zeros((given.points, 1), dtype=np.int64)
        for k, chosen in enumerate(self.strategies):
            step = strides[self.parties[:, k]][:, None] * chosen
            place = (place[:, :, None] + step[:, None, :]).reshape(given.points, -1)
        flat = given.payoffs.reshape(given.points, len(self.shape), -1)
        flat = np.take_along_axis(np.take_along_axis(flat, self.parties[:, :, None], axis=1), place[:, None], axis=2)
        exact = None if given.exact is None else Turned(given.exact, given.rounding, self)
        return Game(flat.reshape(given.points, len(self.shape), *sorted(self.shape, reverse=True)), exact=exact)

    @cached_property
    def columns(self) -> Array:
        """Return where each weight of this order stands in the given one: (P, sum of S)."""
        first = np.concatenate([[0], np.cumsum(self.shape)[:-1]])
        return np.concatenate([first[self.parties[:, k]][:, None] + chosen
                               for k, chosen in enumerate(self.strategies)], axis=1)

    def back(self, point: Array, flat: Array) -> Array:
        """Return profiles (R, sum of S) at some points (R,) in the order given."""
        found = np.empty_like(flat)
        np.put_along_axis(found, self.columns[point], flat, axis=1)
        return found


@dataclass(frozen=True, eq=False)
class Turned:
    """The exact payoffs of a game in another order."""

    whole: Exact
    bound: Array
    order: Order

    def tables(self, point: int) -> Sequence[Array | None]:
        found, parties = self.whole.tables(point), self.order.parties[point].tolist()
        chosen = np.ix_(*[each[point] for each in self.order.strategies])
        return [None if (table := found[i]) is None else table.transpose(parties)[chosen] for i in parties]

    def lines(self, point: int, asked: Sequence[Asked]) -> Sequence[Sequence[Fraction] | None]:
        return self.whole.lines(point, [self._turned(point, each) for each in asked])

    def _turned(self, point: int, asked: Asked) -> Asked:
        parties, profile = self.order.parties[point].tolist(), [0] * len(self.order.shape)
        for k, (i, at) in enumerate(zip(parties, asked.profile, strict=True)):
            profile[i] = int(self.order.strategies[k][point, at])
        own = self.order.strategies[asked.party][point]
        return Asked(parties[asked.party], tuple(profile), tuple(int(own[at]) for at in asked.strategies))

    def rounding(self) -> Array:
        return np.take_along_axis(self.bound, self.order.parties, axis=1)

    def rounding_at(self, points: Array) -> Array:
        return np.take_along_axis(self.whole.rounding_at(points), self.order.parties[points], axis=1)


def _mixed(numbers: Array) -> Array:
    """Scramble 64-bit numbers, in place (a round of splitmix64, Steele, Lea and Flood 2014)."""
    numbers ^= numbers >> np.uint64(30)
    numbers *= np.uint64(0xBF58476D1CE4E5B9)
    numbers ^= numbers >> np.uint64(27)
    return numbers


def _colours(payoffs: Array, shape: Sequence[int]) -> tuple[Array, list[Array]]:
    """Return colours of parties (P, N) and of their strategies (N arrays (P, Si)) from scaled payoffs (P, N, K)."""
    own = (payoffs - payoffs.min(axis=2, keepdims=True)).view(np.uint64).reshape(len(payoffs), len(shape), *shape)
    party, strategy = _refined(own, np.array([shape], dtype=np.uint64), None)
    ties = np.zeros(len(payoffs), dtype=bool)
    for colour in strategy:
        ordered = np.sort(colour, axis=1)
        ties |= (ordered[:, 1:] == ordered[:, :-1]).any(axis=1)
    if ties.any():
        more, finer = _refined(own[ties], party[ties], [colour[ties] for colour in strategy])
        party[ties] = more
        for colour, fine in zip(strategy, finer, strict=True):
            colour[ties] = fine
    return party, strategy


def _refined(own: Array, party: Array, before: list[Array] | None) -> tuple[Array, list[Array]]:
    """Return colours that tell apart what met other payoffs of other parties (and strategies of other colours)."""
    count = own.shape[1]
    scrambled = _mixed(own + party.reshape(-1, count, *[1] * count))
    cell = scrambled.sum(axis=1)
    for j, colour in enumerate(before or []):
        cell += _mixed(colour.copy()).reshape(len(own), *[-1 if k == j else 1 for k in range(count)])
    scrambled *= np.uint64(3)
    scrambled += cell[:, None]
    _mixed(scrambled)
    strategy = [_mixed(scrambled[:, j].sum(axis=tuple(1 + k for k in range(count) if k != j))) for j in range(count)]
    return np.stack([colour.sum(axis=1) for colour in strategy], axis=1) + party, strategy
