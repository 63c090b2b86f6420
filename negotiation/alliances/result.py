"""What `coalitions` returns: worths, values, core and nucleolus, the vote, the structures; computed when asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

import negotiation.alliances.values as values
from negotiation.alliances.blocs import Blocs, bloc_game
from negotiation.alliances.division import Core, Division
from negotiation.alliances.members import Amount, Grouping, Structure, Worth, label, structure
from negotiation.alliances.switching import Explorer, StructureRow
from negotiation.alliances.voting import Voting
from negotiation.errors import ModelError, PointError
from negotiation.game import Array, Game, Party
from negotiation.provenance import Provenance, Tabled, told

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class Coalitions(Tabled):
    """A game among coalitions at P points.

    Attributes
    ----------
    name, parties : of the model or game.
    worth : (P, 2**N) worth of each coalition, a bit mask: fractions (object) at one point, floats at several.
    kind : where the worths come from: "alpha", "beta", "equilibrium", "declared".
    exact : whether worths are exact; else they are the floats of formulas with exp, log or sqrt.
    parameters : name -> (P,).
    game : the game in strategic form, None where worths were given.
    votes : the weighted vote at each point; empty where none is declared.
    named : coalition structures that the model names.
    notes : what must be said of the worths.
    """

    name: str
    parties: tuple[Party, ...]
    worth: Array
    kind: str
    exact: bool
    parameters: Mapping[str, Array] = field(default_factory=dict)
    game: Game | None = None
    votes: tuple[Voting, ...] = ()
    named: Mapping[Structure, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    provenance: Provenance = field(default_factory=Provenance, repr=False)

    @property
    def points(self) -> int:
        return len(self.worth)

    def _by_party(self, rows: Array) -> dict[str, Worth]:
        return {party.id: rows[0, i] if self.points == 1 else rows[:, i] for i, party in enumerate(self.parties)}

    @property
    def characteristic(self) -> dict[str, Worth]:
        """Return coalition ("US+Russia") -> its worth, a number or (P,)."""
        return {label(self.parties, mask): self.worth[0, mask] if self.points == 1 else self.worth[:, mask]
                for mask in range(1, self.worth.shape[1])}

    def shapley(self) -> dict[str, Worth]:
        """Return party -> Shapley value: a fraction at one point, else (P,) floats."""
        return self._by_party(values.shapley(self.worth))

    def banzhaf(self, normalised: bool = False) -> dict[str, Worth]:
        """Return party -> Banzhaf value, raw or as a share of their sum (None, or nan, where the sum is zero)."""
        raw = values.banzhaf(self.worth)
        return self._by_party(values.normalised(raw) if normalised else raw)

    def owen(self, structure: Grouping) -> dict[str, Worth]:
        """Return party -> Owen value for a coalition structure: a name, or blocs such as ["US+Russia", "Iran"]."""
        return self._by_party(values.owen(self.worth, self.structure(structure)))

    @cached_property
    def _divisions(self) -> tuple[Division, ...]:
        return tuple(Division([Fraction(each) for each in row.tolist()]) for row in self.worth)

    def division(self, point: int = 0) -> Division:
        """Return what answers core, least core and nucleolus at a point."""
        if not -self.points <= point < self.points:
            raise PointError(f"point: found {point}; allowed: {-self.points} to {self.points - 1}")
        return self._divisions[point]

    def core(self, point: int = 0) -> Core:
        """Return whether the core is empty, with a point of it or the balanced collection that proves it empty."""
        return self.division(point).core

    def least_core(self, point: int = 0) -> tuple[Amount, dict[str, Amount]]:
        """Return the smallest possible largest excess, and party -> what a division that attains it gives."""
        excess, shares = self.division(point).least_core
        return self._number(excess), dict(zip(self._ids, map(self._number, shares), strict=True))

    def nucleolus(self, point: int = 0) -> dict[str, Amount]:
        """Return party -> the nucleolus; the prenucleolus where no division gives all what they are worth alone."""
        return dict(zip(self._ids, map(self._number, self.division(point).nucleolus), strict=True))

    def _number(self, value: Fraction) -> Amount:
        return value if self.worth.dtype == object else float(value)

    @property
    def _ids(self) -> list[str]:
        return [party.id for party in self.parties]

    @cached_property
    def null(self) -> tuple[str, ...]:
        """Return the parties that add nothing to any coalition (at every point)."""
        found = []
        for i, party in enumerate(self.parties):
            without = np.flatnonzero(~(np.arange(self.worth.shape[1]) >> i & 1).astype(bool))
            if bool(np.all(self.worth[:, without] == self.worth[:, without | 1 << i])):
                found.append(party.id)
        return tuple(found)

    @property
    def voting(self) -> Voting | None:
        """Return the weighted vote at the one point, None where the model declares none; see `votes` for several."""
        if not self.votes:
            return None
        self._one("voting")
        return self.votes[0]

    @cached_property
    def blocs(self) -> Blocs:
        """Return the bloc games of all structures at all points as one batch: masks and ranges."""
        if self.game is None:
            raise ModelError(f"{self.name} has no game in strategic form; structures need strategies")
        return Blocs(self.game)

    @cached_property
    def structures(self) -> tuple[StructureRow, ...]:
        """Return every coalition structure at the one point: equilibria among its blocs, who would switch."""
        self._one("structures")
        return Explorer(self.blocs, 0, dict(self.named)).rows

    def at_structure(self, structure: Grouping) -> StructureRow:
        """Return one structure's row, by name or blocs."""
        wanted = self.structure(structure)
        return next(row for row in self.structures if row.structure == wanted)

    def bloc_game(self, structure: Grouping) -> Game:
        """Return the game among the blocs of a structure, for any solver (mixed equilibria too)."""
        return bloc_game(self.blocs.game, self.structure(structure))

    def structure(self, given: Grouping) -> Structure:
        """Read a structure: a name that the model gives, blocs as ["US+Russia", "Iran"], or bit masks; others alone.

        Raises
        ------
        ArgumentError
            The name is unknown, or a party stands in two blocs.
        """
        return structure(given, self.parties, self.named, self.name)

    def sentences(self) -> tuple[str, ...]:
        """Return what must be said of the result, and who decides the vote."""
        return told(self, "sentences")

    def structure_table(self) -> pd.DataFrame:
        """Return one row a coalition structure: name, equilibria, who would switch, without and with transfers."""
        return told(self, "structures")

    def _one(self, what: str) -> None:
        if self.points != 1:
            raise PointError(f"{what} is of one point, found {self.points}; allowed: `votes` and `blocs` for several")
