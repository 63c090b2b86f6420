"""What every page gets: the model, where the session stands, the game there, its equilibria, its baseline."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import negotiation.report.narrate as narrate
from negotiation.game import Game
from negotiation.game.equilibria import Equilibria
from negotiation.model import Model
from negotiation.provenance import Provenance
from negotiation.view import compute
from negotiation.view.session.scenario import Address


@dataclass(frozen=True)
class Baseline:
    """What an answer is compared with: its values, its name in a sentence, the head of a column of differences."""

    values: compute.Values
    name: str
    head: str


@dataclass(frozen=True)
class Visit:
    """A model at an address, answered; `over` is the slider or path that the charts run along, "" where nothing runs.

    A graph model has neither a game nor equilibria of one: pages that ask for them do not stand in its navigation.
    """

    model: Model
    address: Address
    at: compute.Values
    over: str

    @cached_property
    def game(self) -> Game:
        return compute.game(self.model, self.at)

    @cached_property
    def now(self) -> Equilibria:
        return compute.now(self.model, self.at, self.ordinal)

    @property
    def ordinal(self) -> bool:
        """Return whether payoffs are read as an order; rankings are nothing else."""
        return self.address.ordinal or not self.model.has_payoffs

    @property
    def provenance(self) -> Provenance:
        """Return what the page's files are of."""
        return self.game.provenance if self.model.has_payoffs else self.model.origin("stability")

    @property
    def pinned(self) -> compute.Values | None:
        """Return the pinned scenario's values."""
        pin = self.address.pin
        return compute.values(self.model, pin.values(self.model)) if pin else None

    @property
    def pin_name(self) -> str:
        """Return the pinned scenario's moment and what was changed in it."""
        pin = self.address.pin
        return narrate.scenario(self.model, pin.preset, pin.changed) if pin else ""

    def changed(self, kind: str) -> list[str]:
        """Return the changed parameters of a kind, lever or assumption."""
        return [name for name in self.address.scenario.changed if self.model.parameters[name].kind == kind]

    @cached_property
    def assumed(self) -> compute.Values:
        """Return the moment's values with the user's assumptions and none of the levers."""
        return compute.values(self.model, self.address.scenario.only(self.model, "assumption").values(self.model))

    @cached_property
    def baseline(self) -> Baseline | None:
        """Return the pinned scenario, else what levers started from, else the moment; None where nothing changed.

        What a lever did is never mixed with what an assumption did: levers are compared with the moment under the
        user's assumptions, assumptions with the moment as the model has it.
        """
        model, here = self.model, self.address.scenario
        if self.pinned is not None:
            return Baseline(self.pinned, f"the pinned scenario ({self.pin_name})", "against pin")
        if self.changed("lever"):
            start, alone = ("the moment", " chosen") if model.presets else ("the model's defaults", "")
            name = start + (" with your assumptions" if self.changed("assumption") else alone)
            return Baseline(self.assumed, name, "change")
        if self.changed("assumption"):
            return Baseline(compute.values(model, here.base(model)), "the model's own assumptions", "change")
        return None

    def equilibria(self, values: compute.Values) -> Equilibria:
        """Return the equilibria at other values, read as this visit reads its own."""
        return compute.now(self.model, values, self.ordinal)

    def twin(self) -> compute.Twin | None:
        """Return the pinned scenario along the chosen slider or path, None where nothing is pinned."""
        pinned = self.pinned
        if pinned is None:
            return None
        found = compute.along(self.model, pinned, self.over, self.ordinal)
        return compute.Twin(found, self.equilibria(pinned), self.value(pinned))

    def state(self, name: str) -> float:
        """Return where a parameter stands."""
        return float(compute.named(self.model, self.at)[name])

    def value(self, values: compute.Values | None = None) -> float:
        """Return where the running parameter of the chosen slider or path stands."""
        name = compute.running(self.model, self.over)
        return compute.named(self.model, self.at if values is None else values)[name]


def visit(model: Model, address: Address) -> Visit:
    """Answer an address; raises NegotiationError where the model refuses it."""
    over = address.over or (parameter.id if (parameter := narrate.headline(model)) else "")
    found = Visit(model, address, compute.values(model, address.scenario.values(model)), over)
    if model.has_payoffs:
        found.now  # noqa: B018 - what the model refuses is said before anything is drawn.
    return found
