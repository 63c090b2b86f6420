"""Games in which each party knows its own type alone: what their equilibria mean, and what to offer, here and along."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

import negotiation.incomplete as incomplete
from negotiation.errors import NegotiationError
from negotiation.game import Array
from negotiation.incomplete import Doubt, Offer
from negotiation.incomplete.chances import combinations, table
from negotiation.incomplete.jumps import Jump
from negotiation.incomplete.reading import read
from negotiation.model import Model
from negotiation.model.agents import declared
from negotiation.view.compute.cache import cached
from negotiation.view.compute.point import Fixed, Values, game, held, laid, method, named, now

GRID = 101
"""Values of a belief at which charts are drawn."""


@dataclass(frozen=True, eq=False)
class AlongBelief:
    """Pure equilibria along a belief at the points `x` that the model allows, and the best offer there, if any."""

    over: str
    x: Array
    found: Doubt
    offers: Offer | None = None


def whole(model: Model) -> Model:
    """Return the model of an agent form; raises ModelError where nobody is in doubt."""
    declared(model, (model.known or model).beliefs)
    return model.known or model


@cached
def doubt(model: Model, at: Values) -> Doubt:
    """Return what the equilibria of an agent form mean at one point."""
    whole(model)
    here = game(model, at)
    found = replace(now(model, at), provenance=here.provenance.by("solve", method(model)))
    return read(model, here, found, method(model))


def likely(model: Model, at: Values) -> list[list[float]]:
    """Return how likely each type of each party is at one point of an agent form, before anybody knows one."""
    known = whole(model)
    beliefs = declared(known, known.beliefs)
    chance = table(known, beliefs, {name: np.array([value]) for name, value in named(model, at).items()})[0]
    kinds = combinations(beliefs)
    return [[float(sum(p for p, types in zip(chance, kinds, strict=True) if types[i] == t)) for t in range(count)]
            for i, count in enumerate(beliefs.counts)]


def principals(model: Model) -> list[int]:
    """Return who may offer a share to somebody of several types: the proposers' places in the model."""
    section, beliefs = model.bargaining, model.beliefs
    if section is None or beliefs is None or len(section.sides) != 2:
        return []
    pair = [side.principal for side in section.sides]
    return [i for i, other in zip(pair, pair[::-1], strict=True) if beliefs.counts[other] > 1]


@cached
def offer(model: Model, at: Values, proposer: str) -> Offer:
    """Return the best offer of a principal at one point of an agent form."""
    return incomplete.offer(whole(model), proposer, at=laid(model, named(model, at)))


@cached
def offers(model: Model, at: Values) -> tuple[Offer, Offer]:
    """Return the best offer of each of the two principals to the other at one point of an agent form."""
    known = whole(model)
    one, other = (incomplete.offer(known, known.parties[side.principal].id, at=laid(model, named(model, at)))
                  for side in (known.bargaining.sides if known.bargaining else ()))
    return other, one


@cached
def jumps(model: Model, at: Values, proposer: str, over: str) -> tuple[Jump, ...]:
    """Return where the best offer jumps along a belief."""
    return tuple(offer(model, at, proposer).jumps(over))


def along(model: Model, at: Values, over: str, proposer: str = "") -> AlongBelief:
    """Return an agent form along a belief, the other parameters held; raises where no value of it is allowed."""
    return _along(model, held(model, at, over), over, proposer)


@cached
def _along(model: Model, fixed: Fixed, over: str, proposer: str) -> AlongBelief:
    each, known = model.parameters[over], whole(model)
    x = np.linspace(each.low, each.high, GRID)
    x = x[model.allowed({**{name: np.full(GRID, value) for name, value in fixed}, over: x})]
    if not len(x):
        raise NegotiationError(f"no value of {over} is allowed here")
    point = laid(model, dict(fixed)).moved({over: x})
    offers = incomplete.offer(known, proposer, at=point) if proposer else None
    return AlongBelief(over, x, incomplete.doubt(known, method="pure", at=point), offers)
