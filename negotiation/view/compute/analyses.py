"""The analyses behind the other pages: exact tipping points, how firm equilibria are, levers."""

from __future__ import annotations

from functools import lru_cache

from negotiation.equilibria import Equilibria
from negotiation.inverse import levers
from negotiation.inverse.result import Levers, TradeOff
from negotiation.model import Model
from negotiation.refine import refined
from negotiation.solvers.correlated import Correlated, correlated
from negotiation.tipping import regimes
from negotiation.tipping.result import Regimes
from negotiation.view.compute.point import Values, game, named, now, running


@lru_cache(maxsize=64)
def _regimes(model: Model, fixed: tuple[tuple[str, float], ...], over: str, path: bool) -> Regimes:
    line = {"path": over} if path else {"over": over}
    return regimes(model, **line, preset="", mixed=None, **dict(fixed))  # type: ignore[arg-type]


def exact(model: Model, at: Values, over: str) -> Regimes:
    """Return the exact tipping points along a parameter or a path."""
    path = over in model.paths and over not in model.parameters
    moving = {running(model, over), *(model.paths[over].ties if path else ())}
    fixed = tuple((name, value) for name, value in named(model, at).items() if name not in moving)
    return _regimes(model, fixed, over, path)


@lru_cache(maxsize=64)
def firmness(model: Model, at: Values) -> tuple[Equilibria, Correlated]:
    """Return the equilibria at one point with what tells them apart, and the best correlated equilibrium there."""
    here = game(model, at)
    return refined(here, now(model, at)), correlated(here)


@lru_cache(maxsize=64)
def what_it_takes(model: Model, at: Values, target: str) -> Levers:
    """Return what would make a named outcome or a profile an equilibrium."""
    return levers(model, target, preset="", **named(model, at))


@lru_cache(maxsize=64)
def trade_off(model: Model, at: Values, target: str, first: str, second: str) -> TradeOff:
    """Return for each value of one lever the value of another at which the target holds."""
    return what_it_takes(model, at, target).trade_off(first, second, 61)
