"""One parameter that runs while the others stay, or a path that ties others to it: payoffs as its polynomials."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil, log10

import numpy as np

from negotiation.arithmetic.algebraic import Algebraic, between, real_roots
from negotiation.arithmetic.polynomials import NotPolynomial, Polynomials, Ring, primitive
from negotiation.errors import ExpressionError, ParameterError, unknown
from negotiation.expression import Comparison, Node, evaluate, exact
from negotiation.game import Array, Game
from negotiation.model import Formula, Model, Parameter
from negotiation.model.payoffs import grid_of, known, read
from negotiation.model.point import Point
from negotiation.model.tables import divisors
from negotiation.plain import Value
from negotiation.tipping.along.conditions import Condition, Span, where
from negotiation.tipping.along.tables import Table, padded, table

SIGNS = {"<": (1,), "<=": (1,), ">": (-1,), ">=": (-1,), "==": (1, -1)}
"""`gap operator 0` holds where the gap times each of these is not positive; without an equals sign, negative."""

MOST_POWERS = 8
"""Coefficients of a polynomial that is computed in floating point by its powers; beyond, by its formula."""


@dataclass(frozen=True, eq=False)
class Line:
    """`over` runs through its range, `ties` follow it, every other parameter stays at `fixed`."""

    model: Model
    over: str
    fixed: Mapping[str, Fraction]
    ties: Mapping[str, Formula]
    path: str = ""

    def values(self, ring: Ring) -> dict[str, Polynomials]:
        """Return every parameter as a polynomial in the one that runs."""
        free = {name: ring.number(value) for name, value in self.fixed.items()} | {self.over: ring.variable(self.over)}
        return free | {name: evaluate(tie.node, free, ring.number) for name, tie in self.ties.items()}

    def game(self, at: Array) -> Game:
        """Return the game at values of the parameter that runs."""
        values: dict[str, Value] = {name: float(value) for name, value in self.fixed.items()}
        return self.model.at(path=self.path or None, at={**values, self.over: at})

    @property
    def parameters(self) -> dict[str, Value | str]:
        """Return where every parameter stands: a number, the ends of the range, or the formula that ties it."""
        each = self.model.parameters[self.over]
        found: dict[str, Value | str] = {name: [float(value)] for name, value in self.fixed.items()}
        found |= {self.over: [each.low, each.high]} | {name: tie.text for name, tie in self.ties.items()}
        return {name: found[name] for name in self.model.parameters}

    @cached_property
    def domain(self) -> list[Span]:
        """Return the part of the range on which tied ranges and constraints hold, without the zeros of a divisor.

        Raises
        ------
        ParameterError
            They hold nowhere.
        """
        ring = Ring((self.over,))
        values = self.values(ring) if self.ties or self.model.constraints or self._divisors else {}
        each = self.model.parameters[self.over]
        return allowed(each, [*self._range_conditions(ring, values), *self._constraint_conditions(ring, values),
                              *self._poles(ring, values)])

    def _range_conditions(self, ring: Ring, values: Mapping[str, Polynomials]) -> Iterator[Condition]:
        for name in self.ties:
            each = self.model.parameters[name]
            for bound, sign in ((each.low, -1), (each.high, 1)):
                gap = values[name] - ring.number(exact(bound))
                yield Condition((_univariate(gap, sign),), f"{name} must stay within {each.low:g} to {each.high:g}")

    def _poles(self, ring: Ring, values: Mapping[str, Polynomials]) -> Iterator[Condition]:
        """Exclude the values at which a divisor in the formulas is zero, as far as it is a polynomial."""
        if not self._divisors:
            return
        names = known(self.model.formulas, ring, values, grid_of(self.model.strategy_counts), self.model.indicators)
        for name, component in self.model.components.items():
            found = _tried(component.node, names, ring)
            if found is not None:
                names[name] = found
        for divisor in self._divisors:
            below = _tried(divisor, names, ring)
            if below is not None and below.constant() is None:
                shape = np.broadcast_shapes(*(np.shape(each) for each in below.terms.values()))
                table = below.dense(shape)
                rows = {primitive(each) for each in map(tuple, table.reshape(len(table), -1).T) if any(each)}
                for polynomial in sorted(rows):
                    yield Condition((polynomial, polynomial, (-1,)), "payoffs divide by zero", strict=True)

    @property
    def _divisors(self) -> tuple[Node, ...]:
        return self.model.formulas.divisors + divisors(self.ties.values())

    def _constraint_conditions(self, ring: Ring, values: Mapping[str, Polynomials]) -> Iterator[Condition]:
        for constraint in self.model.constraints:
            try:
                yield from condition_of(constraint.condition, values, ring, f"{constraint.message} ({constraint.text})")
            except NotPolynomial as reason:
                raise NotPolynomial(f"the constraint {constraint.text}: {reason}; tipping points need constraints "
                                    "that are polynomials") from None

    def decimal(self, at: float) -> str:
        """Write a located value in 13 digits, and in as many more as the domain lies far from zero for its size."""
        size = float(self.domain[-1].high) - float(self.domain[0].low)
        more = ceil(log10(max(abs(at) / size, 1.0))) if size else 0
        return f"{at:.{min(13 + more, 17)}g}"

    @cached_property
    def pieces(self) -> list[tuple[Span, list[Table]]]:
        """Return every part of the domain with its tables; raises NotPolynomial as `tables` does."""
        return [(part, self.tables(part.low, part.high)) for part in self.domain]

    @cached_property
    def _floats(self) -> list[tuple[float, Array]] | None:
        """Return where each table ends and its coefficients (D+1, N*S1*...*SN) as floats; None without low degrees."""
        try:
            tables = [table for _, tables in self.pieces for table in tables]
        except NotPolynomial:
            return None
        size = max(each.size for each in tables)
        if size > MOST_POWERS or not all(np.isfinite(each.floats).all() for each in tables):
            return None
        return [(float(each.high), padded(each.floats, size).reshape(size, -1)) for each in tables]

    @property
    def polynomial(self) -> Array | None:
        """Return the payoffs' coefficients (D+1, N*S1*...*SN), the nearest floats; None where one table does not do.

        A table holds between two changes of a min or max; those of high degree are not kept.
        """
        return self._floats[0][1] if self._floats is not None and len(self._floats) == 1 else None

    def payoffs(self, at: Array) -> Array:
        """Return payoffs (P, N, S1, ..., SN) in floating point at values of the parameter that runs (P,)."""
        if self._floats is None:
            return self.game(at).payoffs
        number = np.searchsorted([high for high, _ in self._floats[:-1]], at)
        powers = at[:, None] ** np.arange(len(self._floats[0][1]))
        found = np.empty((len(at), self._floats[0][1].shape[1]))
        for k, (_, coefficients) in enumerate(self._floats):
            found[number == k] = powers[number == k] @ coefficients
        return found.reshape(len(at), -1, *self.model.strategy_counts)

    def tables(self, low: Algebraic, high: Algebraic) -> list[Table]:
        """Return payoff polynomials on [low, high], cut where a min or max changes sides.

        Raises
        ------
        NotPolynomial
            A payoff is no polynomial, not even in pieces.
        """
        ring = Ring((self.over,), between(low, high) if low < high else low.enclosure(60)[0])
        shape = self.model.strategy_counts
        rows = read(self.model.formulas, ring, self.values(ring), grid_of(shape), self.model.formulas.wanted)
        cuts = _sign_changes(ring.compared, low, high)
        if cuts:
            nodes = [low, *cuts, high]
            return [table for k in range(len(nodes) - 1) for table in self.tables(nodes[k], nodes[k + 1])]
        return [table(low, high, rows, shape)]


def line(model: Model, over: str | None, path: str | None, point: Point) -> Line:
    """Check the names and lay out a line through the parameters.

    Raises
    ------
    ParameterError
        A name is unknown, both or none of `over` and `path` are given, or a fixed value lies outside its range.
    """
    if path is not None and path not in model.paths:
        raise ParameterError(unknown(f"a path of {model.id}", path, model.paths))
    route = model.paths[path] if path is not None else None
    over = over or (route.over if route else None)
    if over is None or (route and over != route.over):
        raise ParameterError("name one parameter to run over, or a path" if route is None or over is None
                             else f"the path '{path}' runs over {route.over}, not {over}")
    model.parameter(over)
    ties = dict(route.ties) if route else {}
    fixed_values = {name: value for name, value in model.fractions(point).items() if name != over and name not in ties}
    return Line(model, over, fixed_values, ties, path or "")


def condition_of(
    comparison: Comparison, values: Mapping[str, Polynomials], ring: Ring, tag: object
) -> Iterator[Condition]:
    """Turn a comparison into polynomial conditions in the ring's one variable."""
    yield from conditions_of(gap_of(comparison, values, ring), comparison.operator, tag)


def gap_of(comparison: Comparison, values: Mapping[str, Polynomials], ring: Ring) -> Polynomials:
    """Return what the left side of a comparison is above the right one."""
    gap = evaluate(comparison.left, values, ring.number) - evaluate(comparison.right, values, ring.number)
    if ring.compared:
        raise NotPolynomial("min or max is no polynomial")
    return gap


def conditions_of(gap: Polynomials, operator: str, tag: object) -> Iterator[Condition]:
    """Yield that `gap operator 0` holds."""
    for sign in SIGNS[operator]:
        yield Condition((_univariate(gap, sign),), tag, operator in "<>")


def allowed(over: Parameter, conditions: Sequence[Condition]) -> list[Span]:
    """Return where conditions hold in a parameter's range; raise ParameterError where that is nowhere."""
    found = where(conditions, *(Algebraic.rational(exact(end)) for end in (over.low, over.high)))
    if not found:
        raise ParameterError("; ".join(sorted({str(each.tag) for each in conditions})))
    return found


def _tried(node: Node, known: Mapping[str, Polynomials], ring: Ring) -> Polynomials | None:
    """Read a formula as a polynomial, None where it is none."""
    try:
        return evaluate(node, known, ring.number)
    except (NotPolynomial, KeyError, ExpressionError):
        return None


def _univariate(polynomial: Polynomials, sign: int) -> tuple[int, ...]:
    return primitive(tuple(sign * int(each) for each in polynomial.dense(())))


def _sign_changes(compared: Sequence[Polynomials], low: Algebraic, high: Algebraic) -> list[Algebraic]:
    found: set[Algebraic] = set()
    for gap in compared:
        shape = np.broadcast_shapes(*(np.shape(each) for each in gap.terms.values()))
        table = gap.dense(shape)
        for polynomial in set(map(tuple, table.reshape(len(table), -1).T)):
            if any(polynomial):
                found.update(root for root in real_roots(primitive(polynomial)) if low < root < high)
    return sorted(found)
