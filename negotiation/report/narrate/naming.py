"""What a combination of choices is called: one name wherever it is met, on cards, ribbons, maps and in sentences.

1. In a named outcome: the outcome's label, with what differs from the outcome's first profile. So the name is true, and
   two profiles never share one.
2. Otherwise what everybody does: an outcome never lends its name to a profile that contradicts it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from negotiation.game import Game, Outcome, Party
from negotiation.game.equilibria import Equilibria
from negotiation.game.parties import written
from negotiation.game.profiles import Support
from negotiation.model import Model, Parameter
from negotiation.report.narrate.words import amount, gerund, listed
from negotiation.wording import lower_first, proper

Place = Model | Game | Equilibria


def inside(where: Place, text: str) -> str:
    """Return a label as it stands inside a sentence: "talks hold", but "Turkey's cost" where Turkey is a name."""
    names = where.proper if isinstance(where, Model) else _proper(*written(where.parties, where.outcomes))
    return lower_first(text, names)


def of(model: Model, parameter: Parameter) -> str:
    """Return a parameter's label as it stands inside a sentence."""
    return inside(model, parameter.label or parameter.id)


def place(model: Model, parameter: Parameter, value: float) -> str:
    """Say where a slider stands: "70 % government control", "pain of attrition 1.5 times".

    A share is said before its label, which ends at the first preposition.

    >>> from negotiation.library import load
    >>> model = load("geneva-2016")
    >>> place(model, model.parameters["control"], 0.7)
    '70 % government control'
    """
    label = of(model, parameter)
    if parameter.is_share:
        return f"{amount(parameter, value)} {re.split(' (?:of|from|to|in|on|for) ', label)[0]}"
    return f"{label} {amount(parameter, value)}"


def outcome_named(where: Place, outcome: str) -> Outcome | None:
    """Return an outcome by its id."""
    return next((each for each in where.outcomes if each.id == outcome), None)


def outcome_label(where: Place, outcome: Outcome) -> str:
    """Return an outcome's label; with its id where another outcome bears the same."""
    twins = sum(each.label == outcome.label for each in where.outcomes)
    return outcome.label if twins == 1 else f"{outcome.label} ({outcome.id})"


def profile_named(where: Place, played: Support) -> str:
    """Name what is played, by the outcome that holds all of it or by what everybody does.

    "Escalation", "Escalation with Turkey supplying", "Escalation with Turkey restraining or supplying", "press, pause".
    """
    named = outcome_named(where, played.outcome)
    if named is None:
        return plain(where.parties, played)
    differs = _differing(where.parties, played, named)
    name = outcome_label(where, named)
    return f"{name} with {listed(differs)}" if differs else name


def plain(parties: Sequence[Party], played: Support) -> str:
    """Say what everybody plays: "press or arm, strike".

    >>> from negotiation.game.profiles import support
    >>> game = Game.from_payoffs([[4, 0], [3, 2]], [[4, 3], [0, 2]])
    >>> plain(game.parties, support(game.parties, [[0, 1], [1]]))
    '1 or 2, 2'
    """
    return ", ".join(_either(party, side) for party, side in zip(parties, played.positions, strict=True))


def _either(party: Party, side: Sequence[int]) -> str:
    return " or ".join(party.strategies[j].id for j in side)


def _differing(parties: Sequence[Party], played: Support, outcome: Outcome) -> list[str]:
    """Say what each party does that is not what it does in the outcome's first profile."""
    return [
        f"{party.label} {' or '.join(gerund(party.strategies[j].id) for j in side)}"
        for party, side, first in zip(parties, played.positions, outcome.first, strict=True)
        if side != (first,)
    ]


def mixers(found: Equilibria, row: int) -> str:
    """Say who chooses at random between what: "United States press or arm, Russia strike or pause"."""
    return mixing(found, found.played[row])


def standing_named(where: Place, played: Support) -> str:
    """Name an equilibrium along a slider: as its card; a mixed one by its outcome or by who mixes what."""
    return profile_named(where, played) if played.pure or played.outcome else f"Mixed: {mixing(where, played)}"


def mixing(where: Place, played: Support) -> str:
    """Say who mixes what."""
    sides = zip(where.parties, played.positions, strict=True)
    return ", ".join(f"{party.label} {_either(party, side)}" for party, side in sides if len(side) > 1)


_proper = lru_cache(maxsize=256)(proper)
