"""The points that an [[expect]] block names, and what is found there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from math import prod
from typing import TypeVar

import numpy as np

from negotiation.alliances.declared import voting_of
from negotiation.bargaining import bargain
from negotiation.errors import ModelError, NegotiationError
from negotiation.expectations.mentions import mentioned, strangers, supported
from negotiation.expression import Ratio, evaluate, exact, parse
from negotiation.game import Array, Game
from negotiation.game.equilibria import Equilibria
from negotiation.game.profiles import Support
from negotiation.incomplete import Doubt, doubt
from negotiation.model import Model
from negotiation.model.declarations import Expectation
from negotiation.modelfile.faults import Fault, Faults, Where, told
from negotiation.plain import Value
from negotiation.solvers import solve

MAX_POINTS = 100_001
TOO_MANY = f"over names more than {MAX_POINTS:,} points"

V = TypeVar("V")


def _at(where: Where, make: Callable[[], V]) -> V:
    """Turn an error into a fault at a key of the block."""
    try:
        return make()
    except NegotiationError as error:
        raise Fault(where, str(error)) from None


def _set(model: Model, base: Mapping[str, object], name: str, expectation: Expectation) -> Value:
    """Read what a parameter is set to; its own name and every name in its formula must be the model's."""
    where, text = ("set", name), expectation.set[name]
    if name not in model.parameters:
        _at(where, lambda: model.check_range(name, np.zeros(1)))
    told(strangers(where, text, base))
    value = _at(where, lambda: _kept(text, base))
    _at(where, lambda: model.check_range(name, np.atleast_1d(value)))
    return value


def _axis(model: Model, name: str, ends: Sequence[float]) -> Array:
    """Lay out a range [from, to, number of points]."""
    where, (low, high, count) = ("over", name), ends
    if count != int(count) or count < 1:
        raise Fault(where, f"over {name}: the number of points is {count:g}; allowed: a whole number from 1")
    if count > MAX_POINTS:
        raise Fault(where, TOO_MANY)
    axis = np.linspace(low, high, int(count))
    _at(where, lambda: model.check_range(name, axis))
    return axis


class Scene:
    """The points of an expectation, the game there, and its equilibria once they are asked for.

    Raises Fault, or Refused with several, for all that the block names and the model does not have.
    """

    def __init__(self, model: Model, expectation: Expectation) -> None:
        notes = Faults()
        self.written = model
        model = _at(("bayesian",), model.bayesian) if expectation.bayesian else model
        self.model, self.expectation = model, expectation
        base = notes.read(lambda: _at(("preset",), lambda: dict(model.values(self.preset))), dict(model.values("")))
        self.chosen: dict[str, Value] = notes.each(expectation.set, lambda name: _set(model, base, name, expectation))
        axes = notes.each(expectation.over, lambda name: _axis(model, name, expectation.over[name]))
        self.chosen |= notes.read(lambda: _at(("over",), lambda: _grid(axes)), {})
        notes.found += mentioned(model, expectation)
        told(notes.found)

    @property
    def preset(self) -> str | None:
        return self.expectation.preset or None

    @property
    def method(self) -> str | None:
        return self.expectation.method or None

    @cached_property
    def game(self) -> Game:
        return self.model.at(self.preset, at=self.chosen)

    @cached_property
    def found(self) -> Equilibria:
        return self.doubted.found if self.expectation.doubt else solve(self.game, self.method)

    @cached_property
    def doubted(self) -> Doubt:
        """Return what the equilibria of a game under doubt mean."""
        return doubt(self.written, preset=self.preset, method=self.method, at=self.chosen)

    @cached_property
    def figures(self) -> Mapping[str, Array]:
        """Return the numbers of the bargain, by name: each (P,)."""
        return bargain(self.model, preset="", at=self.game.parameters).figures

    @cached_property
    def votes(self) -> Mapping[str, Array]:
        """Return the power of each member of the vote, by index and name: each (P,)."""
        point = self.model.point("", at=self.game.parameters)
        games = voting_of(self.model, point, self.game.provenance)
        members = games[0].members if games else ()
        return {f"{index} {member}": np.array([float(getattr(each, index)[k]) for each in games])
                for index in ("shapley_shubik", "banzhaf") for k, member in enumerate(members)}

    @cached_property
    def labels(self) -> list[set[str]]:
        """Return the support labels found at each point."""
        sets: list[set[str]] = [set() for _ in range(self.game.points)]
        for point, label in zip(self.found.point, self.found.label, strict=True):
            sets[point].add(label)
        return sets

    def support(self, text: str) -> Support:
        """Read "press+arm, strike"."""
        return supported((), text, self.model.parties)

    def label(self, text: str) -> str:
        """Return "press+arm, strike" as a support label."""
        return self.support(text).label

    def formula(self, text: object) -> Array:
        """Compute a formula over the parameters at every point: (P,)."""
        return np.broadcast_to(np.asarray(_number(text, self.game.parameters)), self.game.points)

    def where(self, points: Array) -> str:
        """Say at which point something first fails, by the parameters that vary or were set."""
        p = int(np.flatnonzero(points)[0])
        named = {*self.expectation.set, *self.expectation.over}
        shown = [f"{name} = {values[p]:.12g}" for name, values in self.game.parameters.items() if name in named]
        return f" at {', '.join(shown)}" if shown else ""

    def rows(self, label: str) -> Array:
        """Return the rows of equilibria with this support; every point must have one."""
        rows = np.flatnonzero(self.found.label == label)
        lacking = np.bincount(self.found.point[rows], minlength=self.game.points) == 0
        if lacking.any():
            raise ModelError(f"expected the equilibrium {label}{self.where(lacking)}, found no such equilibrium")
        return rows

    def compare(self, what: str, text: object, found: Array, points: Array, tolerance: float) -> Iterator[str]:
        """Compare a formula with what was found at some of the points, both (len(points),)."""
        wanted = self.formula(text)[points]
        wrong = ~(np.abs(found - wanted) <= tolerance * np.maximum(1.0, np.abs(wanted)))
        if wrong.any():
            p = int(np.flatnonzero(wrong)[0])
            marks = np.zeros(self.game.points, dtype=bool)
            marks[points[p]] = True
            value = "" if str(text) == f"{wanted[p]:.15g}" else f" = {wanted[p]:.15g}"
            yield f"expected {what} to be {text}{value}{self.where(marks)}, found {found[p]:.15g}"


def _grid(axes: Mapping[str, Array]) -> dict[str, Array]:
    """Lay out the product of all ranges."""
    if prod(map(len, axes.values())) > MAX_POINTS:
        raise ModelError(TOO_MANY)
    grid = np.meshgrid(*axes.values(), indexing="ij")
    return {name: axis.reshape(-1) for name, axis in zip(axes, grid, strict=True)}


def _kept(text: object, values: Mapping[str, object]) -> float:
    """Return a number that remembers its fraction, so that "1/3" is a third; a float where exp, log or sqrt stand."""
    number = _number(text, values)
    rationals = {name: exact(value) for name, value in values.items()}
    try:
        return Ratio(exact(evaluate(parse(str(text)), rationals, Fraction)))
    except (NegotiationError, ZeroDivisionError, OverflowError):
        return number


def _number(text: object, values: Mapping[str, object]) -> float:
    with np.errstate(all="ignore"):
        value = evaluate(parse(str(text)), values)
    if not np.isfinite(np.asarray(value, dtype=float)).all():
        raise ModelError(f"'{str(text)[:80]}' is not a finite number")
    return value
