"""The numbers of a bargain over one share at P points; what needs more work is computed when first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

import negotiation.bargaining.solutions.utilitarian as utilitarian
from negotiation.arguments import text
from negotiation.bargaining.commitment import Commitment, Present, commitment
from negotiation.bargaining.leverage import Leverage, leverage
from negotiation.bargaining.problem.disagreement import NoDeal
from negotiation.bargaining.problem.division import Division
from negotiation.bargaining.problem.exactly import Exact, exact_deal
from negotiation.bargaining.problem.setting import Setting
from negotiation.bargaining.shifts import Smallest, smallest_shifts
from negotiation.bargaining.solutions.table import SOLUTIONS, Solution
from negotiation.errors import NegotiationError
from negotiation.game import Array, Party, varying
from negotiation.provenance import Provenance
from negotiation.wording import counted


@dataclass(frozen=True, eq=False)
class Split:
    """A solution: the first side's share (P,) and every party's payoff (P, N); nan where no deal exists."""

    share: Array
    payoffs: Array


@dataclass(frozen=True, eq=False)
class ShareResult:
    """Bargaining over one share at P points.

    Attributes
    ----------
    disagreement : what happens without a deal; `.payoffs` (P, N), `.label`, `.outcome`, `.origin`, `.jump` (P,).
    reservation : (P, N) reservation shares; a party of side 0 needs at least that much, one of side 1 at most.
    principals : (P, 2) lowest and highest share that both principals accept; nan where empty.
    everyone : (P, 2) the same for all parties.
    table : (P,) the share on the table, nan if the model does not say.
    solutions : name -> Split on which the principals settle.
    all_parties : name -> Split on which all parties settle.
    """

    setting: Setting = field(repr=False)
    parameters: Mapping[str, Array] = field(repr=False)
    division: Division = field(repr=False)
    disagreement: NoDeal
    reservation: Array
    principals: Array
    everyone: Array
    table: Array
    solutions: Mapping[str, Split]
    all_parties: Mapping[str, Split]
    provenance: Provenance = field(default_factory=Provenance, repr=False)

    kind = "share"

    @property
    def points(self) -> int:
        return len(self.table)

    @property
    def parties(self) -> tuple[Party, ...]:
        return self.setting.model.parties

    @property
    def name(self) -> str:
        return self.setting.model.id

    @property
    def version(self) -> str:
        return self.setting.model.version

    @property
    def method(self) -> str:
        return self.setting.method or "pure, then complete"

    @property
    def share(self) -> Array:
        """Return the share (P,) of the first solution asked for."""
        return next(iter(self.solutions.values())).share

    @property
    def payoffs(self) -> Array:
        """Return the payoffs (P, N) of the first solution asked for."""
        return next(iter(self.solutions.values())).payoffs

    @cached_property
    def exists(self) -> Array:
        """Mark points at which the principals have a deal that beats no deal for both: (P,) bool."""
        return ~np.isnan(self.principals[:, 0])

    @cached_property
    def tied(self) -> Mapping[str, Array]:
        """Mark for a solution the points at which it is a tie and one of many stands for them: name -> (P,) bool."""
        return {name: utilitarian.tied(self.division) & self.exists for name in self.solutions if name == "utilitarian"}

    @cached_property
    def commitment(self) -> Commitment | None:
        """Test whether a deal can be kept; solves for the war equilibria after the expected shift when first asked."""
        return commitment(self._present)

    @cached_property
    def smallest_shift(self) -> dict[str, Smallest]:
        """Return the smallest shifts up and down after which no deal enforces itself; a batch of one only."""
        self._one("the smallest shift")
        return smallest_shifts(self._present)

    @property
    def _present(self) -> Present:
        return Present(self.setting, self.parameters, self.division, self.disagreement)

    @cached_property
    def exact(self) -> Exact | None:
        """Return the same numbers as fractions, where they are rational; a batch of one only."""
        self._one("exact values")
        return exact_deal(self.setting, self.parameters, self.disagreement, self.rows)

    def leverage(self, parameter: str | None = None) -> Leverage:
        """Differentiate every quantity along a parameter (default: the path's, or the one that varies)."""
        text("parameter", parameter)
        return leverage(self.setting, self.parameters, self.disagreement, self.division, self.rows,
                        parameter or self.along)

    @cached_property
    def along(self) -> str:
        """Return the parameter along which the points run, for charts; '' if there is none."""
        route = self.setting.model.paths.get(self.setting.path or "")
        if route is not None:
            return route.over
        moving = varying(self.parameters)
        shift = self.setting.section.shift
        return moving[0] if moving else shift.parameter if shift else ""

    @property
    def rows(self) -> list[Solution]:
        return [SOLUTIONS[name] for name in self.solutions]

    def _one(self, what: str) -> None:
        if self.points != 1:
            raise NegotiationError(f"{what}: found {counted(self.points, 'point')}; allowed: one")
