"""The points that an [[expect]] block names, and what is found there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from functools import cached_property
from math import prod
from typing import Any

import numpy as np

from negotiation.bargaining import bargain
from negotiation.declarations import Expectation
from negotiation.equilibria import Equilibria
from negotiation.errors import ModelError, NegotiationError, unknown
from negotiation.expression import Ratio, evaluate, exact, names, parse
from negotiation.game import Array, Game
from negotiation.model import Model
from negotiation.modelfile.faults import Fault
from negotiation.solvers import solve

MAX_POINTS = 100_001


@contextmanager
def at_key(*key: str) -> Iterator[None]:
    """Turn an error into a fault at a key of the block."""
    try:
        yield
    except NegotiationError as error:
        raise Fault(key, str(error)) from None


class Scene:
    """The points of an expectation, the game there, and its equilibria once they are asked for."""

    def __init__(self, model: Model, expectation: Expectation) -> None:
        self.model, self.expectation = model, expectation
        preset = expectation.preset or None
        with at_key("preset"):
            base = dict(model.values(preset))
        chosen: dict[str, Any] = {}
        for name, text in expectation.set.items():
            with at_key("set", name):
                chosen[name] = _kept(text, base)
                model.check_range(name, np.atleast_1d(chosen[name]))
        with at_key("over"):
            chosen |= _grid(expectation.over)
        for name in expectation.over:
            with at_key("over", name):
                model.check_range(name, chosen[name])
        self.game: Game = model.at(preset, at=chosen)

    @cached_property
    def found(self) -> Equilibria:
        return solve(self.game, self.expectation.method or None)

    @cached_property
    def figures(self) -> Mapping[str, Array]:
        """Return the numbers of the bargain, by name: each (P,)."""
        return bargain(self.model, preset="", at=self.game.parameters).figures

    @cached_property
    def labels(self) -> list[set[str]]:
        """Return the support labels found at each point."""
        sets: list[set[str]] = [set() for _ in range(self.game.points)]
        for point, label in zip(self.found.point, self.found.label, strict=True):
            sets[point].add(label)
        return sets

    def label(self, text: str) -> str:
        """Return "press+arm, strike" as a support label; the strategies of a party in the party's order."""
        parts = [part.strip() for part in text.split(",")]
        if len(parts) != len(self.game.parties):
            raise ModelError(f"'{text[:80]}' names {len(parts)} parties' strategies; allowed: {len(self.game.parties)}")
        sides = [sorted({party.index(each.strip()) for each in part.split("+")})
                 for party, part in zip(self.game.parties, parts, strict=True)]
        return " / ".join("+".join(party.strategy_ids[j] for j in side)
                          for party, side in zip(self.game.parties, sides, strict=True))

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


def _grid(over: Mapping[str, Sequence[float]]) -> dict[str, Array]:
    """Lay out the product of all ranges [from, to, number of points]."""
    for name, (_, _, count) in over.items():
        if count != int(count) or count < 1:
            raise ModelError(f"over {name}: the number of points is {count:g}; allowed: a whole number from 1")
    if prod(int(count) for *_, count in over.values()) > MAX_POINTS:
        raise ModelError(f"over names more than {MAX_POINTS:,} points")
    axes = np.meshgrid(*(np.linspace(low, high, int(count)) for low, high, count in over.values()), indexing="ij")
    return {name: axis.reshape(-1) for name, axis in zip(over, axes, strict=True)}


def _kept(text: object, values: Mapping[str, object]) -> object:
    """Return a number that remembers its fraction, so that "1/3" is a third; a float where exp, log or sqrt stand."""
    number = _number(text, values)
    rationals = {name: exact(value) for name, value in values.items()}
    try:
        return Ratio(exact(evaluate(parse(str(text)), rationals, Fraction)))
    except (NegotiationError, ZeroDivisionError, OverflowError):
        return number


def _number(text: object, values: Mapping[str, object]) -> object:
    node = parse(str(text))
    for name in names(node):
        if name not in values:
            raise ModelError(f"'{str(text)[:80]}': {unknown('a parameter', name, values)}")
    with np.errstate(all="ignore"):
        value = evaluate(node, values)
    if not np.isfinite(np.asarray(value, dtype=float)).all():
        raise ModelError(f"'{str(text)[:80]}' is not a finite number")
    return value
