"""Can a deal be kept? The commitment problem of Powell (2006), International Organization 60(1).

1. w_k: the war value of side k's principal as a part of its whole stake, now and after the expected shift.
2. By keeping the peace a side gets at most the whole for one period and later what its weaker position commands:
   (1 - delta_k) + delta_k w_k(shifted). If w_k(now) is more, no peace enforces itself: it would rather fight now.
3. Where floats leave that comparison open it is made in rational numbers; a tie is no reason to fight.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from negotiation.arithmetic.kinds import RATIONALS
from negotiation.bargaining.problem.disagreement import NoDeal
from negotiation.bargaining.problem.division import Division
from negotiation.bargaining.problem.environment import rational
from negotiation.bargaining.problem.setting import Setting
from negotiation.errors import ExpressionError, NotFiniteError
from negotiation.expression import evaluate
from negotiation.game import Array
from negotiation.model.declarations import Shift

CLOSE = 1e-9
"""Excesses nearer to 0 than this are compared in rational numbers; far above what floats get wrong."""

OUTSIDE = "outside its range"
ENDLESS = "where a payoff is no finite number"


@dataclass(frozen=True, eq=False)
class Commitment:
    """Powell's test at every point, for both sides.

    Attributes
    ----------
    shift : (P,) the expected change of the shifting parameter.
    shifted : (P,) its value after the shift.
    refused : (P,) of str: why that value is none the model takes, so that nothing can be said; '' where it is.
    excess : (P, 2) w_k(now) - delta_k w_k(shifted) - (1 - delta_k) for each side; nan where not defined.
    fights : (P, 2) bool: the sides that would rather fight now, exactly.
    """

    parameter: str
    shift: Array
    shifted: Array
    refused: Array
    excess: Array
    fights: Array

    @cached_property
    def defined(self) -> Array:
        """Mark points at which the test applies: (P,) bool."""
        return np.asarray(self.refused == "")

    @cached_property
    def holds(self) -> Array:
        """Mark points at which no deal enforces itself: (P,) bool."""
        return np.asarray(self.fights.any(axis=1))


@dataclass(frozen=True, eq=False)
class Present:
    """P points as they are now: what the test compares with values of the shifting parameter."""

    setting: Setting
    points: Mapping[str, Array]
    division: Division
    none: NoDeal

    @property
    def rule(self) -> Shift:
        assert self.setting.section.shift is not None
        return self.setting.section.shift

    def after(self, rows: Array, values: Array, shifted: bool = False) -> tuple[Array, Array, Array]:
        """Test at K values of the shifting parameter, value k beside point rows[k].

        `shifted`: the values are those after the declared shift, which is exact where its formula is.
        Returns refused (K,), excess (K, 2) and fights (K, 2), as in `Commitment`.
        """
        later = {name: each[rows] for name, each in self.points.items()} | {self.rule.parameter: values}
        refused = self.setting.model.refusals(later)
        refused[~self._in_range(values)] = OUTSIDE
        excess, fights = np.full((len(values), 2), np.nan), np.zeros((len(values), 2), dtype=bool)
        while (left := np.flatnonzero(refused == "")).size:
            there = {name: each[left] for name, each in later.items()}
            try:
                none = self.setting.no_deal(there)
            except NotFiniteError as pole:
                refused[left[pole.point]] = ENDLESS
                continue
            excess[left] = _excess(self.division, rows[left], self.setting.unchecked(there, none))
            fights[left] = self._decided(rows[left], there, none, excess[left], shifted)
            break
        return refused, excess, fights

    def _in_range(self, values: Array) -> Array:
        each = self.setting.model.parameters[self.rule.parameter]
        return np.asarray((values >= each.low) & (values <= each.high))

    def _decided(
        self, rows: Array, there: Mapping[str, Array], none: NoDeal, excess: Array, shifted: bool
    ) -> Array:
        """Mark what is more than 0, in rational numbers where floats are near; what has none counts as a tie."""
        fights = excess > CLOSE
        in_floats = _in_floats(none) | _in_floats(self.none)[rows]
        close = np.flatnonzero((np.abs(excess) <= CLOSE).any(axis=1) & ~in_floats)
        if close.size:
            try:
                exactly = self._exactly(rows[close], {k: v[close] for k, v in there.items()}, none.take(close), shifted)
            except ExpressionError:
                return fights
            fights[close] = exactly > 0
        return fights

    def _exactly(self, rows: Array, there: Mapping[str, Array], none: NoDeal, shifted: bool) -> Array:
        """Return the excess of both sides as rational numbers: (K, 2)."""
        given = self.setting.given
        here = rational({name: each[rows] for name, each in self.points.items()}, given)
        now = self.setting.unchecked(here, self.none.take(rows), RATIONALS, moved=True)
        later = rational(there, given)
        if shifted:
            later[self.rule.parameter] = here[self.rule.parameter] + evaluate(self.rule.by.node, now.known, Fraction)
        return _excess(now, np.arange(len(rows)), self.setting.unchecked(later, none, RATIONALS, moved=True))


def commitment(present: Present) -> Commitment | None:
    """Run the test; None where the model declares no expected shift."""
    rule = present.setting.section.shift
    if rule is None:
        return None
    division = present.division
    shift = np.asarray(evaluate(rule.by.node, division.known) + division.zero, dtype=float)
    each = present.setting.model.parameters[rule.parameter]
    shifted = present.points[rule.parameter] + shift
    near = (shifted >= each.low - 1e-12) & (shifted <= each.high + 1e-12)
    shifted = np.where(near, np.clip(shifted, each.low, each.high), shifted)
    return Commitment(rule.parameter, shift, shifted, *present.after(np.arange(len(shift)), shifted, True))


def _excess(now: Division, rows: Array, later: Division) -> Array:
    """Return by how much each side prefers to fight now: (K, 2), in the numbers of both divisions."""
    return np.stack([now.strength(k)[rows] - now.patience[k][rows] * later.strength(k) - (1 - now.patience[k][rows])
                     for k in (0, 1)], axis=1)


def _in_floats(none: NoDeal) -> Array:
    """Mark points whose disagreement has payoffs that are known in floats only: (P,) bool."""
    return np.asarray((none.profile < 0).any(axis=1) & (none.origin != "chosen"))
