"""What every page gets: the model, where the session stands, the game there and its equilibria."""

from __future__ import annotations

from dataclasses import dataclass

import negotiation.narrate as narrate
from negotiation.equilibria import Equilibria
from negotiation.game import Game
from negotiation.model import Model
from negotiation.view import compute
from negotiation.view.scenario import Address


@dataclass(frozen=True)
class Visit:
    """A model at an address, answered; `over` is the slider or path that the charts run along."""

    model: Model
    address: Address
    at: compute.Values
    game: Game
    now: Equilibria
    over: str

    @property
    def pinned(self) -> compute.Values | None:
        """Return the pinned scenario's values."""
        pin = self.address.pin
        return compute.values(self.model, pin.values(self.model)) if pin else None

    def value(self, values: compute.Values | None = None) -> float:
        """Return where the running parameter of the chosen slider or path stands."""
        name = compute.running(self.model, self.over)
        return compute.named(self.model, self.at if values is None else values)[name]


def visit(model: Model, address: Address) -> Visit:
    """Answer an address; raises NegotiationError where the model refuses it."""
    over = address.over or (parameter.id if (parameter := narrate.headline(model)) else "")
    at = compute.values(model, address.scenario.values(model))
    return Visit(model, address, at, compute.game(model, at), compute.now(model, at), over)
