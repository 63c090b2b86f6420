"""A model's [bargaining] section and its disagreement point -> a Division, in floats, exact rationals or duals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from negotiation.arithmetic.dual import Number, where
from negotiation.arithmetic.kinds import FLOATS, Arrays
from negotiation.bargaining.problem.disagreement import Choice, NoDeal, chosen, from_equilibria, from_war, slim
from negotiation.bargaining.problem.division import Division
from negotiation.bargaining.problem.environment import environment, payoffs_at
from negotiation.bargaining.problem.soundness import refuse, sides_of
from negotiation.expression import evaluate, exact
from negotiation.game import Array
from negotiation.game.equilibria import Equilibria
from negotiation.model import Model
from negotiation.model.declarations import Bargaining
from negotiation.plain import Value
from negotiation.solvers import solve


@dataclass(frozen=True, eq=False)
class Setting:
    """What stays the same when a bargain is looked at from other points: model, rule, method, the user's choices."""

    model: Model
    method: str | None = None
    """The solver for war equilibria; None looks for pure ones, and for mixed ones where no pure one fits."""
    choice: Choice = None
    curvature: tuple[float, float] | None = None
    weights: tuple[float, float] | None = None
    patience: tuple[float, float] | None = None
    path: str | None = None
    given: Mapping[str, Value] = field(default_factory=dict)
    """Parameter values as they were given; exact work takes fractions from here."""

    @property
    def section(self) -> Bargaining:
        assert self.model.bargaining is not None
        return self.model.bargaining

    def no_deal(self, points: Mapping[str, Array], found: Equilibria | None = None) -> NoDeal:
        """Return the disagreement point of every point, solving for equilibria where they are needed and not given."""
        if self.choice is not None:
            return chosen(self.model, points, self.choice)
        assert self.section.disagreement is not None
        rule = self.section.disagreement
        if found is None and self.method is None:
            return from_war(self.model, rule, points)
        found = found if found is not None else solve(self.model.at("", at=slim(points)), self.method)
        return from_equilibria(self.model, rule, found)

    def division(
        self, points: Mapping[str, Number], none: NoDeal, kind: Arrays = FLOATS, moved: bool = False
    ) -> Division:
        """Return the division at points with the disagreement `none`; refuse sides that make no sense there.

        Where the points are not those of `none` (moved, exact, or dual), its payoffs are recomputed from the formulas
        at its profile.
        """
        result = self.unchecked(points, none, kind, moved)
        refuse(sides_of(result))
        return result

    def unchecked(
        self, points: Mapping[str, Number], none: NoDeal, kind: Arrays = FLOATS, moved: bool = False
    ) -> Division:
        """Return the division whether it makes sense or not."""
        profile = np.maximum(none.profile, 0)
        known = environment(self.model, points, profile, kind)
        number = kind.number
        section, zeros = self.section, np.full(len(profile), number(Fraction(0)))
        gov, opp = section.sides
        side = [0 if i in gov.parties else 1 for i in range(len(self.model.parties))]
        weights, patience, bends = (
            [number(exact(each)) + zeros if isinstance(each, float) else evaluate(each.node, known, number) + zeros
             for each in pair]
            for pair in (self.weights or (gov.weight, opp.weight), self.patience or (gov.patience, opp.patience),
                         self.curvature or (gov.curvature, opp.curvature)))
        payoffs = self._payoffs(known, none, kind) if moved else tuple(none.payoffs.T)
        return Division(section.values, known, payoffs, tuple(side), (gov.principal, opp.principal),
                        (weights[0], weights[1]), (patience[0], patience[1]), (bends[0], bends[1]), kind)

    def table(self, division: Division) -> Number | None:
        """Return the share on the table, if the model says."""
        formula = self.section.table
        return None if formula is None else evaluate(formula.node, division.known, division.kind.number) + division.zero

    def _payoffs(self, known: Mapping[str, Number], none: NoDeal, kind: Arrays) -> tuple[Number, ...]:
        profile = np.maximum(none.profile, 0)
        stated = (none.profile < 0).all(axis=1)
        given = none.payoffs if kind is FLOATS else np.vectorize(exact, otypes=[object])(none.payoffs)
        return tuple(where(stated, given[:, i], payoff) if stated.any() else payoff
                     for i, payoff in enumerate(payoffs_at(self.model, known, profile, kind)))
