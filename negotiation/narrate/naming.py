"""What a combination of choices is called: one name wherever it is met, on cards, ribbons, maps and in sentences."""

from __future__ import annotations

import numpy as np

from negotiation.equilibria import Equilibria
from negotiation.game import Game, Outcome
from negotiation.model import Model
from negotiation.narrate.words import gerund, listed

FAR = 2
"""Up to how many parties may choose otherwise for a profile to be called after a named outcome."""


def outcome_named(where: Model | Game | Equilibria, outcome: str) -> Outcome | None:
    """Return an outcome by its id."""
    return next((each for each in where.outcomes if each.id == outcome), None)


def profile_named(where: Model | Game | Equilibria, label: str, outcome: str = "") -> str:
    """Name an equilibrium: its outcome, the nearest named one and who differs, or what everybody does.

    "Talks collapse with Saudi-backed coalition fighting". An agreement lends its name to nothing but itself: one
    that a party has left is none.
    """
    named = outcome_named(where, outcome)
    if named:
        return named.label
    plays = label.split(" / ")
    if any("+" in each for each in plays):
        return ", ".join(plays)
    profile = np.array([party.index(play) for party, play in zip(where.parties, plays, strict=True)])
    near = [(int((place != profile).sum()), k, place) for k, each in enumerate(where.outcomes)
            if each.kind != "agreement" for place in np.argwhere(each.mask)[:64]]
    least = min(near, key=lambda each: each[:2], default=None)
    if least is None or not 0 < least[0] <= min(FAR, len(plays) - 1):
        return ", ".join(plays)
    away = [f"{party.label} {gerund(plays[i])}" for i, party in enumerate(where.parties) if least[2][i] != profile[i]]
    return f"{where.outcomes[least[1]].label} with {listed(away)}"
