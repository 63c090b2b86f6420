"""Who would switch bloc: for every structure, what each party and its hosts gain when it goes elsewhere.

A party that moves changes the structure, and play moves to an equilibrium of the new one; the blocs left behind stay
together. Without transfers a move pays if the party gains itself; whether its hosts welcome it is said beside it
(individual stability, Dreze and Greenberg 1980). With transfers it pays if party and hosts gain together, so that one
can compensate the other. Where structures have several equilibria gains are ranges: `sure` holds at all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from negotiation.alliances.blocs import Blocs
from negotiation.alliances.members import Structure, label, moved, structure_label, structures
from negotiation.game import TOLERANCE, Array
from negotiation.game.profiles import Profile, profile

ALONE = "alone"


@dataclass(frozen=True)
class Move:
    """A party goes to another bloc, or leaves to be alone; gains are (least, largest) over pairs of equilibria."""

    party: str
    to: str
    into: str
    gain: tuple[float, float]
    hosts: tuple[float, float]
    together: tuple[float, float]
    tolerance: float

    @property
    def sure(self) -> bool:
        """Return whether the party gains at every pair of equilibria, without transfers."""
        return self.gain[0] > self.tolerance

    @property
    def possible(self) -> bool:
        return self.gain[1] > self.tolerance

    @property
    def welcome(self) -> bool:
        """Return whether the hosts lose at no pair of equilibria."""
        return self.to == ALONE or self.hosts[0] >= -self.tolerance

    @property
    def with_transfers(self) -> bool:
        """Return whether party and hosts gain together at every pair of equilibria."""
        return self.together[0] > self.tolerance


@dataclass(frozen=True)
class BlocEquilibrium:
    """A pure equilibrium of a structure, with each party's own payoff."""

    profile: Profile
    payoffs: dict[str, float]


@dataclass(frozen=True, eq=False)
class StructureRow:
    """A coalition structure at a point: its equilibria, and the moves out of it whose outcome is known."""

    structure: Structure
    label: str
    name: str
    equilibria: tuple[BlocEquilibrium, ...]
    moves: tuple[Move, ...]

    @property
    def switches(self) -> tuple[Move, ...]:
        """Return the moves that pay the party for sure, without transfers."""
        return tuple(each for each in self.moves if each.sure)

    @property
    def switches_with_transfers(self) -> tuple[Move, ...]:
        return tuple(each for each in self.moves if each.with_transfers)

    @property
    def stable(self) -> bool:
        """Return whether no party gains for sure by switching alone; a structure without equilibria is not known so."""
        return bool(self.equilibria) and not self.switches


def targets(structure: Structure, party: int) -> Iterator[int]:
    """Yield the blocs that a party can go to, 0 for alone."""
    own = next(bloc for bloc in structure if bloc >> party & 1)
    if own != 1 << party:
        yield 0
    yield from (bloc for bloc in structure if bloc != own)


@dataclass(frozen=True, eq=False)
class Explorer:
    """All structures of a game at one of its points, with the names that a model gives to some."""

    blocs: Blocs
    point: int
    names: dict[Structure, str]

    @cached_property
    def rows(self) -> tuple[StructureRow, ...]:
        game = self.blocs.game
        every = structures(len(game.parties))
        place = {each: k for k, each in enumerate(every)}
        tolerance = TOLERANCE * float(game.scale[self.point].max())
        return tuple(StructureRow(
            each, self._written[each], self.names.get(each, ""), self._equilibria(k),
            tuple(self._moves(each, k, place, tolerance))) for k, each in enumerate(every))

    @cached_property
    def _coalitions(self) -> list[str]:
        return [label(self.blocs.game.parties, mask) for mask in range(1 << len(self.blocs.game.parties))]

    @cached_property
    def _written(self) -> dict[Structure, str]:
        parties = self.blocs.game.parties
        return {each: structure_label(parties, each) for each in structures(len(parties))}

    def _equilibria(self, k: int) -> tuple[BlocEquilibrium, ...]:
        game = self.blocs.game
        return tuple(BlocEquilibrium(
            profile(game.parties, at, game.outcomes),
            {party.id: float(game.payoffs[(self.point, i, *at)]) for i, party in enumerate(game.parties)})
            for at in np.argwhere(self.blocs.masks[self.point, k]).tolist())

    def _moves(self, structure: Structure, k: int, place: dict[Structure, int], tolerance: float) -> Iterator[Move]:
        low, high = self.blocs.ranges[:, self.point]
        parties = self.blocs.game.parties
        for i, party in enumerate(parties):
            for to in targets(structure, i):
                after = moved(structure, i, to)
                j = place[after]
                own, all_ = 1 << i, to | 1 << i
                if not np.isnan(low[[k, j], own]).any():
                    yield Move(party.id, self._coalitions[to] if to else ALONE, self._written[after],
                               _gain(low, high, k, j, own), _gain(low, high, k, j, to), _gain(low, high, k, j, all_),
                               tolerance)


def _gain(low: Array, high: Array, k: int, j: int, coalition: int) -> tuple[float, float]:
    return float(low[j, coalition] - high[k, coalition]), float(high[j, coalition] - low[k, coalition])
