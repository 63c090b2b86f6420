"""The analyses behind the other pages: exact tipping points, the map over two sliders, levers, the bargain."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from negotiation.bargaining import bargain
from negotiation.equilibria import Equilibria
from negotiation.errors import ParameterError
from negotiation.game import Array
from negotiation.inverse import levers
from negotiation.inverse.result import Levers, TradeOff
from negotiation.model import Model
from negotiation.narrate import row_name
from negotiation.refine import joint_deviation, ranks, refined
from negotiation.solvers.correlated import Correlated, correlated
from negotiation.sweeps import sweep
from negotiation.tipping import margins, regimes
from negotiation.tipping.margins import Margins
from negotiation.tipping.result import Regimes
from negotiation.view.compute.along import along
from negotiation.view.compute.cache import cached
from negotiation.view.compute.point import Values, game, named, now, running


@cached
def _regimes(model: Model, fixed: tuple[tuple[str, float], ...], over: str, path: bool) -> Regimes:
    line = {"path": over} if path else {"over": over}
    return regimes(model, **line, preset="", mixed=None, **dict(fixed))  # type: ignore[arg-type]


def exact(model: Model, at: Values, over: str) -> Regimes:
    """Return the exact tipping points along a parameter or a path."""
    path = over in model.paths and over not in model.parameters
    moving = {running(model, over), *(model.paths[over].ties if path else ())}
    fixed = tuple((name, value) for name, value in named(model, at).items() if name not in moving)
    return _regimes(model, fixed, over, path)


@cached
def firmness(model: Model, at: Values, pure: bool = False) -> Equilibria:
    """Return the equilibria at one point with what tells them apart."""
    return refined(game(model, at), now(model, at, pure))


@cached
def mediated(model: Model, at: Values) -> Correlated:
    """Return the best correlated equilibrium at one point."""
    return correlated(game(model, at))


@cached
def margin(model: Model, at: Values) -> Margins:
    """Return how far each parameter could move alone before the answer changes."""
    return margins(model, preset="", **named(model, at))


@cached
def joint(model: Model, at: Values, pure: bool = False) -> tuple[Array, Array]:
    """Return for each equilibrium at one point the group that gains most by leaving together, and its choices."""
    members, _, plays = joint_deviation(game(model, at), now(model, at, pure))
    return members, plays


@cached
def ranked(model: Model, at: Values) -> Array:
    """Return each party's ranking of the profiles at one point, 1 the best: (N, S1, ..., SN)."""
    return ranks(game(model, at))[0]


@dataclass(frozen=True)
class Map:
    """The sets of pure equilibria over two parameters: `cells[i, j]` numbers the set at (x[j], y[i]), -1 if refused."""

    x: Array
    y: Array
    cells: Array
    names: tuple[tuple[str, ...], ...]
    outcomes: tuple[tuple[str, ...], ...]


CELLS = 41
OTHER = "unnamed"
"""What a map calls every equilibrium without a named outcome."""


def over_two(model: Model, at: Values, first: str, second: str) -> Map:
    """Return the map over two parameters, the others held."""
    fixed = [
        model.parameters[name].low if name in (first, second) else value for name, value in named(model, at).items()
    ]
    return _over_two(model, tuple(fixed), first, second)


@cached
def _over_two(model: Model, fixed: Values, first: str, second: str) -> Map:
    size = CELLS if prod(model.strategy_counts) <= 400 else 21
    x, y = (np.linspace(model.parameters[name].low, model.parameters[name].high, size) for name in (first, second))
    rest = {name: value for name, value in named(model, fixed).items() if name not in (first, second)}
    cells = np.full((size, size), -1)
    sets: dict[tuple[tuple[str, str], ...], int] = {}
    for i, value in enumerate(y):
        try:
            here: dict[str, Any] = rest | {second: float(value), first: x}
            row = sweep(model, method="pure", preset="", **here).equilibria
        except ParameterError:
            continue
        rows: list[list[tuple[str, str]]] = [[] for _ in x]
        for k, point in enumerate(row.point):
            outcome = str(row.outcome[k])
            rows[point].append((row_name(row, k) if outcome else OTHER, outcome))
        for j, found in enumerate(rows):
            cells[i, j] = sets.setdefault(tuple(sorted(set(found))), len(sets))
    return Map(
        x,
        y,
        cells,
        tuple(tuple(name for name, _ in each) for each in sets),
        tuple(tuple(outcome for _, outcome in each) for each in sets),
    )


@cached
def what_it_takes(model: Model, at: Values, target: str) -> Levers:
    """Return what would make a named outcome or a profile an equilibrium."""
    return levers(model, target, preset="", **named(model, at))


@cached
def trade_off(model: Model, at: Values, target: str, first: str, second: str) -> TradeOff:
    """Return for each value of one lever the value of another at which the target holds."""
    return what_it_takes(model, at, target).trade_off(first, second, 61)


@cached
def deal(model: Model, at: Values, without: str | None = None) -> Any:
    """Return the bargain at one point; `without` is the profile that happens without a deal, None as the model says."""
    return bargain(model, preset="", disagreement=without, **named(model, at))


def deal_along(model: Model, at: Values, over: str, without: str | None = None) -> tuple[Array, Any]:
    """Return the bargain along a slider or a path, with the points; `without` as in `deal`."""
    found = along(model, at, over)
    path = over if over in model.paths and over not in model.parameters else None
    moving = {running(model, over), *(model.paths[over].ties if path else ())}
    fixed = tuple((name, value) for name, value in named(model, at).items() if name not in moving)
    return _deal_along(model, fixed, over, path, tuple(found.x[::2].tolist()), without)


@cached
def _deal_along(
    model: Model,
    fixed: tuple[tuple[str, float], ...],
    over: str,
    path: str | None,
    x: tuple[float, ...],
    without: str | None,
) -> tuple[Array, Any]:
    values: dict[str, Any] = dict(fixed) | {running(model, over): np.array(x)}
    return np.array(x), bargain(
        model, ["nash", "rubinstein"], preset="", path=path, disagreement=without, **values
    )
