"""The analyses behind the other pages: exact tipping points, how firm equilibria are, levers."""

from __future__ import annotations

from negotiation.errors import ModelError
from negotiation.expectations import broken
from negotiation.game import Array
from negotiation.game.equilibria import Equilibria
from negotiation.inverse import levers
from negotiation.inverse.result import Levers, TradeOff
from negotiation.model import Model
from negotiation.refine import ranks, refined
from negotiation.refine.together import Deviations, joint_deviations
from negotiation.solvers.correlated import Correlated, correlated
from negotiation.tipping import margins
from negotiation.tipping.margins import Margins
from negotiation.view.compute.cache import cached
from negotiation.view.compute.point import Values, game, laid, named, now


@cached
def unproved(model: Model) -> tuple[ModelError, ...]:
    """Return where what a model states of itself does not hold."""
    return tuple(broken(model))


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
    return margins(model, at=laid(model, named(model, at)))


@cached
def joint(model: Model, at: Values, pure: bool = False) -> Deviations:
    """Return for each equilibrium at one point the joint deviations that gain most, of all and of the credible ones."""
    return joint_deviations(game(model, at), now(model, at, pure))


@cached
def ranked(model: Model, at: Values) -> Array:
    """Return each party's ranking of the profiles at one point, 1 the best: (N, S1, ..., SN)."""
    return ranks(game(model, at))[0]


@cached
def what_it_takes(model: Model, at: Values, target: str) -> Levers:
    """Return what would make a named outcome or a profile an equilibrium."""
    return levers(model, target, at=laid(model, named(model, at)))


@cached
def trade_off(model: Model, at: Values, target: str, first: str, second: str) -> TradeOff:
    """Return for each value of one lever the value of another at which the target holds."""
    return what_it_takes(model, at, target).trade_off(first, second, 61)
