"""One order of parties and strategies for all games that differ in their order only, so that rounding is alike in all.

What floats prove at a near tie hangs on the order of their sums. So parties are put in order of their number of
strategies, then both parties and strategies in order of sums of payoffs that know nothing of names or places: payoffs
rounded to integers so small that floats add them up exactly, in whatever order. Points next to each other in a sweep
thus mostly have one order, which keeps the search fast. Where such sums tie, colours decide: sums, modulo 2^64, of
scrambled payoffs, refined once where they tie too (Weisfeiler and Leman 1968). What bears one colour still, as equal
strategies do, keeps the order given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from math import prod

import numpy as np

from negotiation.game import Array
from negotiation.solvers.boxes.doubts.exact import Rationals
from negotiation.solvers.boxes.rows import Table


@dataclass(frozen=True)
class Order:
    """At each point: which party stands k-th (P, N), and which of its strategies stand where (N arrays (P, Sk))."""

    shape: tuple[int, ...]
    parties: Array
    strategies: tuple[Array, ...]

    @classmethod
    def of(cls, table: Table) -> Order:
        """Find the order of a game; what is added to payoffs, and powers of two as factors, do not matter."""
        shape = tuple(table.shape.tolist())
        least = table.payoffs.min(axis=2, keepdims=True)
        parties, strategies, ties = _sorted(*_sums(table.payoffs - least, shape), shape)
        if ties.any():
            own = table.payoffs[ties] - least[ties]
            parties[ties], strategies[ties], _ = _sorted(*_colours(own, shape), shape)
        chosen = np.take_along_axis(strategies, parties[:, :, None], axis=1)
        return cls(shape, parties, tuple(chosen[:, k, :size] for k, size in enumerate(sorted(shape))))

    def table(self, given: Table) -> Table:
        """Return the payoffs in this order; what bounds their rounding is the same in any."""
        place = np.zeros((len(self.parties), 1), dtype=np.int64)
        for k, chosen in enumerate(self.strategies):
            step = given.strides[self.parties[:, k]][:, None] * chosen
            place = (place[:, :, None] + step[:, None, :]).reshape(len(place), -1)
        first = (self.parties + np.arange(len(place))[:, None] * len(self.shape)) * place.shape[1]
        turned = np.take(given.payoffs, first[:, :, None] + place[:, None])
        shape = sorted(self.shape)
        strides = np.cumprod([1, *shape[:0:-1]])[::-1]
        return replace(given, payoffs=turned, shape=np.array(shape, dtype=np.int64),
                       strides=strides.astype(np.int64).copy())

    def rationals(self, given: Rationals) -> Rationals:
        """Return what tells the exact payoffs of a point in this order."""
        def turned(point: int, where: Array | None = None) -> Array:
            parties, chosen = self.parties[point].tolist(), np.ix_(*[each[point] for each in self.strategies])
            there = None
            if where is not None:
                there = np.empty(where.shape, dtype=bool)
                there[chosen] = where
                there = there.transpose(np.argsort(parties))
            table = given(point, there)
            return np.stack([table[i].transpose(parties)[chosen] for i in parties])
        return turned

    @cached_property
    def columns(self) -> Array:
        """Return where each weight of this order stands in the given one: (P, sum of S)."""
        first = np.concatenate([[0], np.cumsum(self.shape)[:-1]])
        return np.concatenate([first[self.parties[:, k]][:, None] + chosen
                               for k, chosen in enumerate(self.strategies)], axis=1)

    def there(self, point: Array, flat: Array) -> Array:
        """Return profiles (R, sum of S) at some points (R,) in this order."""
        return np.take_along_axis(flat, self.columns[point], axis=1)

    def back(self, point: Array, flat: Array) -> Array:
        """Return profiles (R, sum of S) at some points (R,) in the order given."""
        found = np.empty_like(flat)
        np.put_along_axis(found, self.columns[point], flat, axis=1)
        return found


def _sorted(parties: Array, strategies: Array, shape: Sequence[int]) -> tuple[Array, Array, Array]:
    """Order parties by size and key (P, N), strategies by key (P, N, widest); tell the points where keys tie (P,)."""
    sizes = np.array(shape)
    first = np.lexsort([parties, np.broadcast_to(sizes, parties.shape)], axis=1)
    orders = np.argsort(strategies, axis=2, kind="stable")
    along, within = np.take_along_axis(parties, first, axis=1), np.take_along_axis(strategies, orders, axis=2)
    ordered = np.sort(sizes)
    ties = ((along[:, 1:] == along[:, :-1]) & (ordered[1:] == ordered[:-1])).any(axis=1)
    ties |= ((within[:, :, 1:] == within[:, :, :-1]) & _told(tuple(shape))[:, 1:]).any(axis=(1, 2))
    return first, orders, ties


@cache
def _told(shape: tuple[int, ...]) -> Array:
    """Mark the places that hold a strategy: (N, widest)."""
    return np.arange(max(shape)) < np.array(shape)[:, None]


@cache
def _members(shape: tuple[int, ...]) -> Array:
    """Mark for each strategy the profiles that play it: (N, K, widest), as floats."""
    played = np.indices(shape).reshape(len(shape), -1)
    return np.asarray((played[:, :, None] == np.arange(max(shape))).astype(float))


def _sums(own: Array, shape: tuple[int, ...]) -> tuple[Array, Array]:
    """Return exact sums of payoffs (P, N, K) in [0, 1], which are rounded in place: a party's (P, N), and where a
    strategy is played, of all parties and thrice its own (P, N, widest), infinite where there is no strategy."""
    own *= 2.0 ** (52 - ((len(shape) + 2) * prod(shape)).bit_length())
    np.rint(own, out=own)
    members = _members(shape)
    sums = 2 * np.matmul(own.transpose(1, 0, 2), members).transpose(1, 0, 2)
    sums += np.tensordot(own.sum(axis=1), members, axes=([1], [1]))
    return own.sum(axis=2), np.where(_told(shape), sums, np.inf)


def _mixed(numbers: Array) -> Array:
    """Scramble 64-bit numbers, in place (a round of splitmix64, Steele, Lea and Flood 2014)."""
    numbers ^= numbers >> np.uint64(30)
    numbers *= np.uint64(0xBF58476D1CE4E5B9)
    numbers ^= numbers >> np.uint64(27)
    return numbers


def _colours(payoffs: Array, shape: Sequence[int]) -> tuple[Array, Array]:
    """Return colours of parties (P, N) and of their strategies (P, N, widest) from payoffs (P, N, K) in [0, 1]."""
    own = payoffs.view(np.uint64).reshape(len(payoffs), len(shape), *shape)
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
    padded = np.full((*party.shape, max(shape)), ~np.uint64(0))
    for j, colour in enumerate(strategy):
        padded[:, j, :shape[j]] = colour
    return party, padded


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
