"""Where power and allegiance change along a parameter or a path, exactly.

1. Who wins a vote changes where a coalition's weight meets the quota: a root of a polynomial. Between two roots nothing
   changes, so one rational point decides; at a root the coalition has the quota, and wins.
2. Where parties would switch bloc: `allegiance`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import negotiation.tipping.naming as naming
from negotiation.alliances.allegiance import Allegiance, Switch
from negotiation.alliances.declared import read, structures_of
from negotiation.alliances.members import DOUBT, Grouping, Structure, members, structure
from negotiation.alliances.voting import Voting
from negotiation.arguments import needed, text, wrong
from negotiation.arithmetic.algebraic import between
from negotiation.arithmetic.polynomials import NotPolynomial, Polynomials, Ring, primitive
from negotiation.errors import ModelError
from negotiation.game import Party
from negotiation.game.parties import refuse_agents
from negotiation.game.profiles import Profile
from negotiation.model import Model
from negotiation.plain import Value
from negotiation.provenance import Provenance, Tabled, told
from negotiation.tipping.along.conditions import Cell, Condition, Span, scan, within
from negotiation.tipping.along.line import Line, line
from negotiation.tipping.result import Interval

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class PowerRegime:
    """An interval on which the same coalitions win; `vote` is the vote at a point of it."""

    interval: Interval
    vote: Voting


@dataclass(frozen=True, eq=False, repr=False)
class PowerAlong(Tabled):
    """Power and allegiance along a parameter.

    Attributes
    ----------
    power : where the vote changes, in order; empty where the model declares none.
    moves : whether files and documents of it hold `switches` too, which take seconds.
    """

    name: str
    parameter: str
    path: str
    parties: tuple[Party, ...]
    power: tuple[PowerRegime, ...]
    along: Allegiance = field(repr=False)
    moves: bool = False
    provenance: Provenance = field(default_factory=Provenance, repr=False)

    @cached_property
    def switches(self) -> tuple[Switch, ...]:
        """Return who would switch out of the structures that were asked for, and where; raises ModelError without
        polynomial payoffs."""
        return self.along.switches()

    @cached_property
    def holds(self) -> Mapping[str, tuple[tuple[Profile, tuple[Interval, ...]], ...]]:
        """Return structure ("US+Russia | Iran") -> its pure equilibria, each with the intervals on which it is one."""
        return self.along.holds()

    @property
    def breakpoints(self) -> tuple[tuple[str, float], ...]:
        """Return every value inside the range at which power changes, exact text and decimal."""
        ends = [end for row in self.power for end in (row.interval.start, row.interval.stop) if not end.edge]
        return tuple((end.exact, end.decimal) for end in {end.exact: end for end in ends}.values())

    def sentences(self) -> tuple[str, ...]:
        """Say at which value somebody becomes a bystander, or comes to matter."""
        return told(self, "sentences")

    def switch_table(self) -> pd.DataFrame:
        """Return one row a switch and interval."""
        return told(self, "switches")


def power(
    model: Model, over: str | None = None, *, path: str | None = None, preset: str | None = None,
    structures: Sequence[Grouping] | None = None, moves: bool = False,
    at: Mapping[str, Value] | None = None, **fixed: Value,
) -> PowerAlong:
    """Find where power in the vote changes along a parameter, and where parties would switch bloc; both exactly.

    Parameters
    ----------
    over, path, preset, at, fixed : as of `regimes`.
    structures : a list, each as `Coalitions.structure` reads it; None takes those that the model names, else all alone.
    moves : let files and documents hold who would switch bloc and where, too.

    >>> from negotiation.library import load
    >>> [row[0] for row in power(load("geneva-2016"), "control").breakpoints][-1]
    '56/65'
    """
    needed("model", model, Model)
    text("over", over)
    text("path", path)
    text("preset", preset)
    if not isinstance(moves, bool):
        raise wrong("moves", moves, "True or False")
    refuse_agents(model.id, model.parties, DOUBT)
    point = model.point(preset, at=at, **fixed)
    route = line(model, over, path, point)
    named = structures_of(model)
    wanted = _wanted(model, structures, named)
    provenance = model.origin("coalitions", point, route.path or None, route.parameters, {route.over: None}, "exact",
                              moves=moves or None)
    return PowerAlong(model.id, route.over, route.path, model.parties, tuple(_power(route)),
                      Allegiance(route, wanted, named), moves, provenance)


def _wanted(model: Model, given: object, named: Mapping[Structure, str]) -> tuple[Structure, ...]:
    if given is None:
        return tuple(named) or (tuple(1 << i for i in range(len(model.parties))),)
    if not isinstance(given, list | tuple):
        raise wrong("structures", given, 'a list of structures, each a name or a list of blocs such as ["A+B", "C"]')
    return tuple(structure(each, model.parties, named, model.id) for each in given)


def _power(route: Line) -> Iterator[PowerRegime]:
    """Cut the line where a coalition's weight meets the quota."""
    rule = route.model.voting
    if rule is None:
        return
    ring = Ring((route.over,))
    try:
        quota, *weights = read(route.model, (rule.quota, *rule.weights), ring, route.values(ring))
    except NotPolynomial as reason:
        raise ModelError(f"where the vote changes is exact and needs polynomial weights ({reason})") from None
    if ring.compared:
        raise ModelError("where the vote changes is exact and needs polynomial weights (min or max stands in one)")
    gaps = [quota - sum((weights[i] for i in members(mask)), ring.number(Fraction(0)))
            for mask in range(1, 1 << len(weights))]
    rows = sorted({tuple(primitive(tuple(int(each) for each in gap.dense(())))) for gap in gaps})
    names = [route.model.parties[i].id for i in rule.members]
    for part in route.domain:
        yield from _regimes(route, part, rows, names, (quota, *weights))


def _regimes(route: Line, part: Span, rows: Sequence[tuple[int, ...]], names: Sequence[str],
             formulas: Sequence[Polynomials]) -> Iterator[PowerRegime]:
    cells = within(scan([Condition((each,), each) for each in rows if each], part.low, part.high), part)
    runs: list[list[Cell]] = []
    for cell in cells:
        if runs and runs[-1][0].broken == cell.broken:
            runs[-1].append(cell)
        else:
            runs.append([cell])
    for k, run in enumerate(runs):
        first, last = run[0], run[-1]
        inside = _inside(run)
        if inside is None:
            continue
        quota, *weights = [_at(each, inside) for each in formulas]
        span = Span(first.low, last.high, first.node, last.node, (), (), k == 0, k == len(runs) - 1)
        yield PowerRegime(naming.interval(route, span), Voting(quota, weights, names))


def _inside(run: Sequence[Cell]) -> Fraction | None:
    """Return a rational point of a run of cells; None for a single irrational one."""
    for cell in run:
        if not cell.node:
            return between(cell.low, cell.high)
    return run[0].low.fraction


def _at(polynomial: Polynomials, value: Fraction) -> Fraction:
    return sum((Fraction(int(each)) * value**k for k, each in enumerate(polynomial.dense(()))),
               Fraction(0)) / polynomial.below
