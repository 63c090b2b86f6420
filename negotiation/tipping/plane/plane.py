"""Two parameters that run while the others stay: its lines, and which profiles are equilibria at any points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import prod

import numpy as np

from negotiation.arithmetic.algebraic import sign_at
from negotiation.arithmetic.polynomials import NotPolynomial, Polynomials, Ring
from negotiation.errors import NotFiniteError
from negotiation.expression import evaluate_condition
from negotiation.game import TOLERANCE, Array
from negotiation.game.profiles import Profile, profile
from negotiation.game.regret import pure_gains
from negotiation.model import ROUNDING, Model, Parameter
from negotiation.model.declarations import Constraint
from negotiation.model.payoffs import grid_of, read
from negotiation.tipping.along.conditions import Span
from negotiation.tipping.along.line import Line, allowed, conditions_of, gap_of
from negotiation.tipping.along.pure import Pieces
from negotiation.tipping.plane.sheet import Section, Sheet, sheet

CHUNK_NUMBERS = 1 << 20


@dataclass(frozen=True, eq=False)
class Plane:
    """Two parameters that run while the others stay at `values`."""

    model: Model
    first: str
    second: str
    values: dict[str, Fraction]

    @property
    def names(self) -> tuple[str, str]:
        return self.first, self.second

    @property
    def parameters(self) -> tuple[Parameter, Parameter]:
        return self.model.parameter(self.first), self.model.parameter(self.second)

    @cached_property
    def payoffs(self) -> list[Polynomials] | None:
        """Return each party's payoffs as polynomials in both parameters, None where they are none."""
        ring, formulas = Ring(self.names), self.model.formulas
        try:
            return read(formulas, ring, self._known(ring), grid_of(self.model.strategy_counts), formulas.wanted)
        except NotPolynomial:
            return None

    def _known(self, ring: Ring) -> dict[str, Polynomials]:
        return {name: ring.variable(name) if name in self.names else ring.number(value)
                for name, value in self.values.items()}

    @cached_property
    def _sheets(self) -> tuple[Sheet, Sheet] | None:
        """Return payoffs as they run along the first, and along the second parameter."""
        if self.payoffs is None:
            return None
        first, second = (sheet(self.payoffs, axis, self.model.strategy_counts) for axis in (0, 1))
        return first, second

    def line(self, axis: int, at: Fraction) -> Line:
        """Return the line along which the first (0) or second parameter (1) runs while the other stays."""
        fixed = {**self.values, self.names[1 - axis]: at}
        del fixed[self.names[axis]]
        return Line(self.model, self.names[axis], fixed, {})

    @cached_property
    def _gaps(self) -> list[tuple[Polynomials, Constraint]] | None:
        """Return the constraints that may break, each with its sides' difference as a polynomial in both parameters.

        None where a line must ask itself.
        """
        if self.model.formulas.divisors:
            return None
        ring = Ring(self.names)
        try:
            found = [(gap_of(each.condition, self._known(ring), ring), each) for each in self.model.constraints]
        except NotPolynomial:
            return None
        return [(gap, each) for gap, each in found if not _settled(gap, each.condition.operator)]

    def _domain(self, axis: int, at: Fraction) -> list[Span]:
        if self._gaps is None:
            return self.line(axis, at).domain
        ring = Ring((self.names[axis],))
        return allowed(self.parameters[axis], [each for gap, rule in self._gaps for each in conditions_of(
            gap.at(1 - axis, at, ring), rule.condition.operator, rule.text)])

    def pieces(self, axis: int, at: Fraction) -> Pieces:
        """Return a line's domain and payoffs, read off the plane's where they are polynomials of both parameters.

        Raises
        ------
        NotPolynomial
            Payoffs or a constraint are none along the line.
        ParameterError
            Constraints hold nowhere on it.
        """
        if self._sheets is None:
            return self.line(axis, at).pieces
        return [(part, [Section(self._sheets[axis], at, part.low, part.high)]) for part in self._domain(axis, at)]

    def stands(self, x: Array, y: Array) -> Array:
        """Mark the profiles that are equilibria at each point: (P, profiles + 1); the last: outside the domain.

        There a constraint is broken, or a payoff no finite number, as on a pole.
        """
        size = prod(self.model.strategy_counts)
        marks = np.zeros((len(x), size + 1), dtype=bool)
        step = max(1, CHUNK_NUMBERS // (len(self.model.parties) * size))
        fixed = {name: float(value) for name, value in self.values.items()}
        for k in range(0, len(x), step):
            here = slice(k, k + step)
            marks[here] = self._stands({**fixed, self.first: x[here], self.second: y[here]}, size)
        return marks

    def _stands(self, values: Mapping[str, Array | float], size: int) -> Array:
        allowed: Array = np.ones(np.size(values[self.first]), dtype=bool)
        for each in self.model.constraints:
            allowed = allowed & evaluate_condition(each.condition, values, ROUNDING)
        marks = np.zeros((len(allowed), size + 1), dtype=bool)
        marks[~allowed, -1] = True
        if allowed.any():
            kept = {name: value[allowed] if isinstance(value, np.ndarray) else value for name, value in values.items()}
            marks[allowed] = self._played(kept, int(allowed.sum()), size)
        return marks

    def _played(self, values: Mapping[str, Array | float], count: int, size: int) -> Array:
        marks = np.zeros((count, size + 1), dtype=bool)
        try:
            game = self.model.at(at=values)
        except NotFiniteError:
            if count == 1:
                marks[0, -1] = True
                return marks
            for part, points in ((slice(count // 2), count // 2), (slice(count // 2, None), count - count // 2)):
                half = {name: value[part] if isinstance(value, np.ndarray) else value for name, value in values.items()}
                marks[part] = self._played(half, points, size)
            return marks
        gains = pure_gains(game.payoffs) / game.scale.reshape(*game.scale.shape, *([1] * len(game.strategy_counts)))
        marks[:, :-1] = (gains <= TOLERANCE).all(axis=1).reshape(game.points, -1)
        return marks

    def profiles(self, marks: Array) -> tuple[Profile, ...]:
        """Return a set of profiles as values."""
        return tuple(profile(self.model.parties, each, self.model.outcomes)
                     for each in np.argwhere(marks[:-1].reshape(self.model.strategy_counts)).tolist())


def _settled(gap: Polynomials, operator: str) -> bool:
    """Return whether `gap operator 0` holds wherever the parameters stand."""
    ring = Ring(gap.ring.variables[:1])
    return gap.constant() is not None and not any(
        each.broken(sign_at(each.factors[0], Fraction(0)))
        for each in conditions_of(gap.at(1, Fraction(0), ring), operator, ""))
