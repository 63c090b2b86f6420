"""The game among blocs: each bloc of a coalition structure chooses jointly to maximise its joint payoff.

A profile is an equilibrium of a structure where every bloc plays a best joint reply. Whether a coalition does so does
not depend on how the others are grouped, so 2**N - 1 masks give the equilibria of every structure at once (31 masks for
the 52 structures of five parties). Ties are ties of the exact payoffs, as in `Game.best_responses`.

Joint payoffs add up utilities of different parties: an assumption. Where a bloc holds parties of opposed interests it
adds opposed stakes and so nearly stops caring who wins; that is arithmetic, not evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product

import numpy as np

from negotiation.alliances.members import Structure, members, structures
from negotiation.game import Array, Game, Party
from negotiation.game.parties import Strategy
from negotiation.game.profiles import label_of
from negotiation.game.rationals import Asked, Exact


@dataclass(frozen=True, eq=False)
class Blocs:
    """All bloc games of a game at its P points."""

    game: Game

    @cached_property
    def joint(self) -> Array:
        """Return the joint payoff of each coalition at each profile: (P, 2**N, S1, ..., SN)."""
        payoffs = self.game.payoffs
        points, count = int(payoffs.shape[0]), int(payoffs.shape[1])
        found: Array = np.zeros((points, 1 << count, *self.game.strategy_counts))
        for coalition in range(1, 1 << count):
            last = coalition.bit_length() - 1
            found[:, coalition] = found[:, coalition ^ 1 << last] + payoffs[:, last]
        return found

    @cached_property
    def best(self) -> Array:
        """Mark where each coalition plays a best joint reply: (P, 2**N, S1, ..., SN) bool; the empty one always."""
        marks: Array = np.ones(self.joint.shape, dtype=bool)
        for coalition in range(1, marks.shape[1]):
            own = members(coalition)
            axes = tuple(1 + i for i in own)
            value = self.joint[:, coalition]
            slack = 2 * self.game.rounding[:, list(own)].sum(axis=1)
            slack = slack + len(own) * 4 * np.spacing(np.abs(value).max(axis=tuple(range(1, value.ndim))))
            slack = slack.reshape(-1, *[1] * (value.ndim - 1))
            best = value >= value.max(axis=axes, keepdims=True) - slack
            crowded = best.sum(axis=axes, keepdims=True) > 1
            for p in np.flatnonzero((best & crowded).reshape(len(best), -1).any(axis=1)).tolist():
                exact = self.rationals[p][list(own)].sum(axis=0)
                peak = exact.max(axis=tuple(own), keepdims=True)
                best[p] &= np.asarray(exact == peak, dtype=bool) | ~np.broadcast_to(crowded[p], best[p].shape)
            marks[:, coalition] = best
        return marks

    @cached_property
    def rationals(self) -> dict[int, Array]:
        return _Rationals(self.game)

    def equilibria(self, structure: Structure) -> Array:
        """Mark the pure equilibria of a structure: (P, S1, ..., SN) bool."""
        return np.asarray(self.best[:, list(structure)].all(axis=1))

    @cached_property
    def masks(self) -> Array:
        """Mark the pure equilibria of every structure, in the order of `structures`: (P, K, S1, ..., SN) bool."""
        return np.stack([self.equilibria(each) for each in structures(len(self.game.parties))], axis=1)

    @cached_property
    def ranges(self) -> Array:
        """Return the least and largest joint payoff of each coalition over a structure's equilibria: (2, P, K, 2**N).

        nan where a structure has no pure equilibrium.
        """
        points, count = self.masks.shape[:2]
        marks = self.masks.reshape(points, count, 1, -1)
        joint = self.joint.reshape(points, 1, self.joint.shape[1], -1)
        low, high = np.where(marks, joint, np.inf).min(axis=3), np.where(marks, joint, -np.inf).max(axis=3)
        none = ~marks.any(axis=3)
        return np.stack([np.where(none, np.nan, low), np.where(none, np.nan, high)])


class _Rationals(dict[int, Array]):
    """The exact payoffs of the points that are asked for."""

    def __init__(self, game: Game) -> None:
        self.game = game

    def __missing__(self, point: int) -> Array:
        self[point] = found = self.game.rationals(point)
        return found


def bloc_game(game: Game, structure: Structure) -> Game:
    """Return the game whose parties are the blocs, for any solver; strategies are the members', written one by one.

    >>> from negotiation.library import load
    >>> [party.id for party in bloc_game(load("geneva-2016").at(), (0b00101, 0b11010)).parties]
    ['US-Coalition', 'Russia-Turkey-Iran']
    """
    groups = [members(bloc) for bloc in structure]
    order = [i for own in groups for i in own]
    payoffs = np.stack([game.payoffs[:, list(own)].sum(axis=1) for own in groups], axis=1)
    laid = payoffs.transpose(0, 1, *(2 + i for i in order))
    parties = tuple(_bloc(game.parties, own) for own in groups)
    shape = (game.points, len(groups), *(len(party.strategies) for party in parties))
    exact = None if game.exact is None else _Summed(game.exact, game, tuple(groups))
    return Game(laid.reshape(shape), parties, game.parameters, name=game.name, version=game.version, exact=exact)


def _bloc(parties: Sequence[Party], own: tuple[int, ...]) -> Party:
    rows = [Strategy(_id(label_of([parties[i] for i in own], played)))
            for played in product(*(range(len(parties[i].strategies)) for i in own))]
    return Party("-".join([parties[i].id for i in own]), tuple(rows))


def _id(label: str) -> str:
    """Return a bloc's strategy as one word: an id cannot hold the mark between parties."""
    return "-".join(label.split()[::2])


@dataclass(frozen=True, eq=False)
class _Summed:
    """The exact payoffs of blocs, from those of their members."""

    whole: Exact
    game: Game
    groups: tuple[tuple[int, ...], ...]

    def tables(self, point: int, where: Array | None = None) -> Sequence[Array]:
        exact = self.game.rationals(point)
        order = [i for own in self.groups for i in own]
        shape = [int(np.prod([exact.shape[1 + i] for i in own])) for own in self.groups]
        return [exact[list(own)].sum(axis=0).transpose(order).reshape(shape) for own in self.groups]

    def lines(self, point: int, asked: Sequence[Asked]) -> Sequence[Sequence[Fraction] | None]:
        tables = self.tables(point)
        return [[tables[each.party][tuple(j if k == each.party else played for k, played in enumerate(each.profile))]
                 for j in each.strategies] for each in asked]

    def rounding(self) -> Array:
        return self._summed(self.whole.rounding())

    def rounding_at(self, points: Array) -> Array:
        return self._summed(self.whole.rounding_at(points))

    def _summed(self, bound: Array) -> Array:
        sums = np.stack([bound[:, list(own)].sum(axis=1) for own in self.groups], axis=1)
        widest = np.abs(self.game.payoffs).max()
        return sums + 4 * len(self.game.parties) ** 2 * np.spacing(widest)
