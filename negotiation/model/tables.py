"""What the formulas of a model say at parameter points: floats, exact rationals, and how far the two are apart."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TypeVar

import numpy as np

from negotiation.arithmetic.dual import Number
from negotiation.arithmetic.kinds import Arrays, Kind
from negotiation.arithmetic.polynomials import Ring
from negotiation.arithmetic.rounding import Enclosed, Rounding, given
from negotiation.errors import ExpressionError, NotFiniteError
from negotiation.expression import Node, exact, is_exact, tree
from negotiation.expression.tree import Quotient, names, walk
from negotiation.game.rationals import Asked, placed
from negotiation.model.cells import Cells
from negotiation.model.declarations import ROUNDING, Formula, Parameter
from negotiation.model.payoffs import Profiles, grid_of, known, payoffs

Array = np.ndarray
Points = Mapping[str, Array]
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Tables:
    """The formulas of a model, with `counts` (S1, ..., SN) and the indicators' (party, strategy)."""

    counts: tuple[int, ...]
    parameters: Mapping[str, Parameter]
    components: Mapping[str, Formula]
    payoffs: tuple[Formula, ...]
    cells: Mapping[tuple[int, ...], tuple[Formula, ...]]
    indicators: Mapping[str, tuple[int, int]]

    def environment(self, points: Points, kind: Arrays, wanted: Collection[str] | None = None) -> dict[str, Number]:
        """Return every name's value with axes (S1, ..., SN, P); the points run fastest in memory."""
        shaped = {name: values.reshape((1,) * len(self.counts) + (-1,)) for name, values in points.items()}
        return known(self, kind, shaped, self.profiles, wanted)

    def evaluated(self, names: Mapping[str, T], kind: Kind[T], parties: Sequence[int] | None = None) -> list[T]:
        """Return payoffs that broadcast to (S1, ..., SN, P), of all parties or of some."""
        if self.cells:
            names = {name: np.reshape(value, -1) for name, value in names.items() if set(np.shape(value)[:-1]) <= {1}}
        return payoffs(self, kind, names, self.profiles, parties)

    @cached_property
    def profiles(self) -> Profiles:
        """Return each party's strategy at every profile: N arrays that broadcast to (S1, ..., SN, 1)."""
        return Profiles(each[..., None] for each in grid_of(self.counts))

    @cached_property
    def formulas(self) -> tuple[tuple[Formula, ...], ...]:
        """Return each party's formulas: one, or one a cell."""
        return tuple(zip(*(self.cells.values() if self.cells else [self.payoffs]), strict=True))

    @cached_property
    def needs(self) -> tuple[frozenset[str] | None, ...]:
        """Return the components that each party's payoffs are made of; None where exp, log or sqrt stand."""
        made: dict[str, frozenset[str] | None] = {}
        for name, component in self.components.items():
            inner = _needed((component,), made)
            made[name] = None if inner is None else inner | {name}
        return tuple(_needed(own, made) for own in self.formulas)

    @cached_property
    def wanted(self) -> frozenset[str]:
        """Return the names that the payoffs use, directly or through components."""
        found = {name for own in self.formulas for formula in own for name in names(formula.node)}
        for name, component in reversed(self.components.items()):
            if name in found:
                found |= names(component.node).keys()
        return frozenset(found)

    @cached_property
    def divisors(self) -> tuple[Node, ...]:
        """Return what payoffs and components are divided by, numbers left out."""
        cells = [formula for row in self.cells.values() for formula in row]
        return divisors([*self.payoffs, *cells, *self.components.values()])

    @cached_property
    def by_cell(self) -> Cells:
        """Return what each party gets at a profile, as formulas of the parameters alone."""
        inner = {name: component.node for name, component in self.components.items()}
        return Cells(self.counts, self._formula, inner, self.indicators)

    def _formula(self, i: int, profile: Sequence[int]) -> Node:
        return (self.cells[tuple(profile)] if self.cells else self.payoffs)[i].node

    def __getstate__(self) -> dict[str, object]:
        return {name: value for name, value in self.__dict__.items() if name != "by_cell"}

    @cached_property
    def rounding(self) -> Array:
        """Bound |float - exact payoff| of each party over the whole range of the parameters: (N,), or infinity."""
        ranges = {}
        for name, each in self.parameters.items():
            slack = 2 * ROUNDING * max(1.0, abs(each.low), abs(each.high))
            ranges[name] = given(each.low - slack, each.high + slack)
        return np.array([float(np.max(bound)) for bound in self._bounds(ranges, somewhere=True)])

    def rounding_at(self, points: Points) -> Array:
        """Bound |float - exact payoff| of each party at each point: (P, N)."""
        shape = (1,) * len(self.counts) + (-1,)
        shaped = {name: given(values.reshape(shape), values.reshape(shape)) for name, values in points.items()}
        size = len(next(iter(points.values())))
        bounds = [np.broadcast_to(bound, (*self.counts, size)).reshape(-1, size).max(axis=0)
                  for bound in self._bounds(shaped)]
        return np.stack(bounds, axis=1)

    def _bounds(self, values: Mapping[str, Enclosed], somewhere: bool = False) -> list[Array]:
        """Return each party's error, 0 where a formula has no exact values."""
        kind, exact = Rounding(somewhere), [i for i, needs in enumerate(self.needs) if needs is not None]
        wanted = frozenset[str]().union(*(needs for needs in self.needs if needs is not None))
        found = known(self, kind, values, self.profiles, {*wanted, *self.indicators})
        with np.errstate(all="ignore"):
            bounds = dict(zip(exact, payoffs(self, kind, found, self.profiles, exact), strict=True))
        return [np.asarray(bounds[i].error if i in bounds else 0.0) for i in range(len(self.counts))]


def _needed(own: Sequence[Formula], made: Mapping[str, frozenset[str] | None]) -> frozenset[str] | None:
    found: frozenset[str] = frozenset()
    for formula in own:
        if not is_exact(formula.node):
            return None
        for inner in (made[name] for name in names(formula.node) if name in made):
            if inner is None:
                return None
            found |= inner
    return found


@dataclass(frozen=True, eq=False)
class ExactTables:
    """The exact payoffs of a batch: formulas, and parameter -> (P,) values as they were given."""

    formulas: Tables
    points: Points

    def tables(self, point: int, where: Array | None = None) -> Sequence[Array | None]:
        exact = [i for i, needs in enumerate(self.formulas.needs) if needs is not None]
        try:
            found = self._tables(point, exact, where)
        except (ExpressionError, ZeroDivisionError):
            raise self._refused(point, next(i for i in exact if self._fails(point, i))) from None
        return [found.get(i) for i in range(len(self.formulas.counts))]

    def lines(self, point: int, asked: Sequence[Asked]) -> Sequence[Sequence[Fraction] | None]:
        cells = self.formulas.by_cell
        value = cells.values({name: each[0] for name, each in self._here(point).items()})
        try:
            return [None if self.formulas.needs[each.party] is None else
                    [value(line[k]) for line in [cells.line(each.party, each.profile)] for k in each.strategies]
                    for each in asked]
        except (ExpressionError, ZeroDivisionError):
            raise self._refused(point, asked[0].party) from None

    def _here(self, point: int) -> Points:
        return {name: np.array([exact(values[point])], dtype=object) for name, values in self.points.items()}

    def _tables(self, point: int, parties: Sequence[int], where: Array | None = None) -> dict[int, Array]:
        """Compute tables over one denominator each, as polynomials without a variable: whole numbers are quick."""
        ring, counts, formulas = Ring(()), self.formulas.counts, self.formulas
        whole = (np.broadcast_to(each, counts) for each in grid_of(counts))
        grid = Profiles(whole if where is None else np.nonzero(where))
        wanted = frozenset[str]().union(*(formulas.needs[i] or () for i in parties)) | formulas.indicators.keys()
        values = {name: ring.number(each[0]) for name, each in self._here(point).items()}
        rows = payoffs(formulas, ring, known(formulas, ring, values, grid, wanted), grid, parties)
        shape = grid[0].shape
        found = {i: np.broadcast_to(_fractions(row.dense(shape), row.below), shape)
                 for i, row in zip(parties, rows, strict=True)}
        return found if where is None else {i: placed(each.tolist(), where) for i, each in found.items()}

    def _fails(self, point: int, party: int) -> bool:
        try:
            return not self._tables(point, [party])
        except (ExpressionError, ZeroDivisionError):
            return True

    def _refused(self, point: int, i: int) -> NotFiniteError:
        shown = ", ".join(f"{name} = {values[0]}" for name, values in list(self._here(point).items())[:4])
        return NotFiniteError(f"an exact payoff of party {i + 1} divides by zero", shown, i,
                              (0,) * len(self.formulas.counts))

    def rounding(self) -> Array:
        bound = self.formulas.rounding
        if np.isfinite(bound).all() or not self.points:
            return bound[None]
        return self.rounding_at(np.arange(len(next(iter(self.points.values())))))

    def rounding_at(self, points: Array) -> Array:
        bound = np.broadcast_to(self.formulas.rounding, (len(points), len(self.formulas.counts)))
        floats = {name: np.asarray(values[points], dtype=float) for name, values in self.points.items()}
        return np.minimum(bound, self.formulas.rounding_at(floats)) if floats else bound


def _fractions(above: Array, below: int) -> Array:
    return np.frompyfunc(lambda each: Fraction(each, below), 1, 1)(above)


def points_first(table: Array) -> Array:
    """Return a view of a table (..., P) with the points on the leading axis."""
    return table.transpose(-1, *range(table.ndim - 1))


def as_given(value: object) -> Array:
    """Keep a parameter's values as they were given: floats, or objects that may remember a fraction."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "fiu":
        return np.array(value)
    return np.asarray(value, dtype=object)


def divisors(formulas: Iterable[Formula]) -> tuple[Node, ...]:
    """Return what formulas are divided by, numbers left out."""
    return tuple(each.denominator for formula in formulas for each in walk(formula.node)
                 if isinstance(each, Quotient) and not isinstance(each.denominator, tree.Number))
