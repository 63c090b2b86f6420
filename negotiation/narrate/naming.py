"""What a combination of choices is called: one name wherever it is met, on cards, ribbons, maps and in sentences.

1. In a named outcome: the outcome's label, with what differs from the outcome's first profile. So the name is true, and
   two profiles never share one.
2. Otherwise what everybody does: an outcome never lends its name to a profile that contradicts it.
"""

from __future__ import annotations

from collections.abc import Sequence

from negotiation.equilibria import Equilibria
from negotiation.game import Game, Outcome, Party
from negotiation.model import Model
from negotiation.narrate.words import gerund, listed

Place = Model | Game | Equilibria


def outcome_named(where: Place, outcome: str) -> Outcome | None:
    """Return an outcome by its id."""
    return next((each for each in where.outcomes if each.id == outcome), None)


def outcome_label(where: Place, outcome: Outcome) -> str:
    """Return an outcome's label; with its id where another outcome bears the same."""
    twins = sum(each.label == outcome.label for each in where.outcomes)
    return outcome.label if twins == 1 else f"{outcome.label} ({outcome.id})"


def profile_named(where: Place, label: str, outcome: str = "") -> str:
    """Name an equilibrium by its support label and the outcome that holds all of its support, '' for none.

    "Escalation", "Escalation with Turkey supplying", "Escalation with Turkey restraining or supplying", "press, pause".
    """
    plays = [each.split("+") for each in label.split(" / ")]
    named = outcome_named(where, outcome)
    if named is None:
        return plain(label)
    differs = _differing(where.parties, plays, named)
    name = outcome_label(where, named)
    return f"{name} with {listed(differs)}" if differs else name


def plain(label: str) -> str:
    """Say what everybody plays: "press or arm, strike".

    >>> plain("press+arm / strike")
    'press or arm, strike'
    """
    return label.replace("+", " or ").replace(" / ", ", ")


def _differing(parties: Sequence[Party], plays: Sequence[Sequence[str]], outcome: Outcome) -> list[str]:
    """Say what each party does that is not what it does in the outcome's first profile."""
    return [
        f"{party.label} {' or '.join(gerund(each) for each in played)}"
        for party, played, first in zip(parties, plays, outcome.first, strict=True)
        if list(played) != [party.strategies[first].id]
    ]


def mixers(found: Equilibria, row: int) -> str:
    """Say who chooses at random between what: "United States press or arm, Russia strike or pause"."""
    return mixing(found, str(found.label[row]))


def standing_named(where: Place, label: str, outcome: str, pure: bool) -> str:
    """Name an equilibrium along a slider: as its card; a mixed one by its outcome or by who mixes what."""
    return profile_named(where, label, outcome) if pure or outcome else f"Mixed: {mixing(where, label)}"


def mixing(where: Place, label: str) -> str:
    """Say who mixes what at a support label."""
    plays = zip(where.parties, label.split(" / "), strict=True)
    return ", ".join(f"{party.label} {play.replace('+', ' or ')}" for party, play in plays if "+" in play)
