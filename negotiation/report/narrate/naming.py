"""What a combination of choices is called: one name wherever it is met, on cards, ribbons, maps and in sentences.

1. In a named outcome: the outcome's label, with what differs from the outcome's first profile. So the name is true, and
   two profiles never share one.
2. Otherwise what everybody does: an outcome never lends its name to a profile that contradicts it.
3. Types of one party are told together: once where they do alike, else each with what it does ("if overstretched").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache

from negotiation.game import Game, Outcome, Party
from negotiation.game.equilibria import Equilibria
from negotiation.game.parties import written
from negotiation.game.profiles import Support
from negotiation.model import Model, Parameter
from negotiation.report.narrate.words import amount, does, gerund, is_verb, listed
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
    """Say what everybody plays: "press or arm, strike"; what a party's types do differently first, in whole clauses.

    "Russia strikes if resolved and pauses if overstretched, others fight, restrain".

    >>> from negotiation.game.profiles import support
    >>> game = Game.from_payoffs([[4, 0], [3, 2]], [[4, 3], [0, 2]])
    >>> plain(game.parties, support(game.parties, [[0, 1], [1]]))
    '1 or 2, 2'
    """
    sides = played.positions
    return _told(parties, sides, [each for each in by_party(parties) if len({sides[k] for k in each}) > 1])


def _told(parties: Sequence[Party], sides: Sequence[Sequence[int]], apart: list[list[int]]) -> str:
    """Say what everybody plays, some parties apart from the others in whole clauses."""
    others = [each[0] for each in by_party(parties) if each not in apart]
    ids = ", ".join(_either(parties[k], sides[k], str) for k in others)
    if not apart:
        return ids
    words = [_does(party, side) for party, side in zip(parties, sides, strict=True)]
    said = [f"{who_is(parties, each)} {by_type(parties, each, words, sides)}" for each in apart]
    if len(others) == 1:
        said.append(f"{who_is(parties, others)} {words[others[0]]}")
    elif others:
        verbs = all(is_verb(parties[k].strategies[j].id) for k in others for j in sides[k])
        said.append(f"others {'' if verbs else 'play '}{ids}")
    return ", ".join(said)


def _does(party: Party, side: Sequence[int]) -> str:
    """Say what a party does or mixes: "strikes or pauses", "plays C or D"."""
    verbs = any(is_verb(party.strategies[j].id) for j in side)
    return _either(party, side, does) if verbs else f"plays {_either(party, side, str)}"


def by_party(parties: Sequence[Party]) -> list[list[int]]:
    """Return the places of the agents of each party; of a party that is none, its own."""
    found: dict[str, list[int]] = {}
    for k, party in enumerate(parties):
        found.setdefault((party.of or party).id, []).append(k)
    return list(found.values())


def by_type(parties: Sequence[Party], agents: Sequence[int], words: Sequence[str], same: Sequence[Hashable]) -> str:
    """Say what agents of one party do, by type: "striking if resolved and pausing if overstretched".

    `words` and `same` are of all agents: what each does, equal where they do alike. Where all do, none is told.
    """
    ways: dict[Hashable, list[int]] = {}
    for k in agents:
        ways.setdefault(same[k], []).append(k)
    party = parties[agents[0]].of
    if len(ways) == 1 and (party is None or len(agents) == sum(each.of == party for each in parties)):
        return words[agents[0]]
    return listed([f"{words[each[0]]} if {' or '.join(parties[k].type for k in each)}" for each in ways.values()])


def who_is(parties: Sequence[Party], agents: Sequence[int]) -> str:
    """Return the label of the party whose types these are; with its id where another bears the same."""
    whole = [parties[each[0]].of or parties[each[0]] for each in by_party(parties)]
    party = parties[agents[0]].of or parties[agents[0]]
    return party.label if sum(each.label == party.label for each in whole) == 1 else f"{party.label} ({party.id})"


def _ways(parties: Sequence[Party], sides: Sequence[Sequence[int]], say: Callable[[str], str]) -> list[str]:
    return [_either(party, side, say) for party, side in zip(parties, sides, strict=True)]


def _either(party: Party, side: Sequence[int], say: Callable[[str], str]) -> str:
    return " or ".join(say(party.strategies[j].id) for j in side)


def _differing(parties: Sequence[Party], played: Support, outcome: Outcome) -> list[str]:
    """Say what each party does that is not what it does in the outcome's first profile."""
    sides, words = played.positions, _ways(parties, played.positions, gerund)
    groups = [[k for k in each if sides[k] != (outcome.first[k],)] for each in by_party(parties)]
    return [f"{who_is(parties, each)} {by_type(parties, each, words, sides)}" for each in groups if each]


def standing_named(where: Place, played: Support) -> str:
    """Name an equilibrium wherever it stands: a mixed one without an outcome by who mixes what, then what others play.

    "Mixed: Russia strikes or pauses, others press, walk".
    """
    if played.pure or played.outcome:
        return profile_named(where, played)
    sides = played.positions
    apart = [each for each in by_party(where.parties)
             if len({sides[k] for k in each}) > 1 or any(len(sides[k]) > 1 for k in each)]
    return f"Mixed: {_told(where.parties, sides, apart)}"


def mixing(where: Place, played: Support) -> str:
    """Say who mixes what."""
    sides, words = played.positions, _ways(where.parties, played.positions, str)
    groups = [[k for k in each if len(sides[k]) > 1] for each in by_party(where.parties)]
    return ", ".join(f"{who_is(where.parties, each)} {by_type(where.parties, each, words, sides)}"
                     for each in groups if each)


_proper = lru_cache(maxsize=256)(proper)
