"""Say a result in a plain sentence: an equilibrium, who would leave a profile, a change, a tipping point.

Pure functions from results to English; no numbers are computed here beyond reading them off and rounding.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from negotiation.equilibria import Equilibria
from negotiation.game import TOLERANCE, Game, Outcome, Party
from negotiation.model import Model, Parameter
from negotiation.regret import pure_gains

MEANINGS: Mapping[str, str] = {
    "equilibrium": "A combination of choices from which no party gains by changing its own choice alone (Nash 1950).",
    "strict": "Every party would lose by leaving alone.",
    "tied": "At least one party could switch without losing, so a small change may break it.",
    "mixed": "Parties choose at random with these probabilities, so that the others are indifferent. Reading it "
             "needs payoffs that measure how much better, not only what is better.",
    "best reply": "The choice that pays a party most, given what the others do.",
    "payoff": "How good an outcome is for a party, in points on its own scale; a judgment of the model's author.",
    "gain": "What a party would win, in points, by changing its choice alone.",
    "profile": "One choice by each party.",
    "tipping point": "A value of the slider at which the set of equilibria changes.",
}
"""What the words mean, for a person who has never met them."""


MIXED = "a mixed one, in which parties choose at random"


@dataclass(frozen=True)
class Gain:
    """What a party wins by leaving a profile alone for its best reply."""

    party: Party
    to: str
    gain: float


def number(value: float, digits: int = 2) -> str:
    """Round for reading: two decimals, more only where two would show nothing.

    >>> number(0.237), number(-0.0004), number(12.3456), number(-1e-14)
    ('0.24', '-0.0004', '12.35', '0.00')
    """
    if 1e-12 < abs(value) < 0.5 * 10 ** -digits:
        return f"{value:.1g}"
    return f"{value + 0.0:.{digits}f}" if abs(value) >= 1e-12 else f"{0:.{digits}f}"


def amount(parameter: Parameter, value: float) -> str:
    """Say a parameter's value with its unit: "70 %" for a share, "1.5 x", "0.4".

    >>> amount(Parameter("a", 0, 1, 0.5, unit="share"), 0.7)
    '70 %'
    """
    if _is_share(parameter):
        return f"{100 * value:.4g} %"
    unit = "" if parameter.unit in ("", "-") else f" {parameter.unit}"
    return f"{value:.4g}{unit}"


def place(parameter: Parameter, value: float) -> str:
    """Say where a slider stands: "70 % government control", "pain of attrition 1.5 times".

    A share is said before its label, which ends at the first preposition.

    >>> place(Parameter("a", 0, 1, 0.5, "Government control of Aleppo", "share"), 0.7)
    '70 % government control'
    """
    label = lower_first(parameter.label or parameter.id)
    if _is_share(parameter):
        return f"{amount(parameter, value)} {re.split(' (?:of|from|to|in|on|for) ', label)[0]}"
    return f"{label} {amount(parameter, value)}"


def _is_share(parameter: Parameter) -> bool:
    return parameter.unit == "share" and parameter.low >= 0 and parameter.high <= 1


def gerund(strategy: str) -> str:
    """Say a strategy id as what a party does: "striking"; ids that are no plain word become "playing X".

    >>> gerund("strike"), gerund("push"), gerund("supply"), gerund("C"), gerund("2")
    ('striking', 'pushing', 'supplying', 'playing C', 'playing 2')
    """
    if not (strategy.isalpha() and strategy.islower() and len(strategy) > 2) or re.search("[^s]s$|er$", strategy):
        return f"playing {strategy}"
    if strategy.endswith("ie"):
        return strategy[:-2] + "ying"
    if strategy.endswith("e") and not strategy.endswith(("ee", "oe", "ye")):
        return strategy[:-1] + "ing"
    short = len(strategy) == 3 and strategy[1] in "aeiou" and strategy[0] not in "aeiou" and strategy[2] not in "aeiouwxy"
    return strategy + (strategy[-1] if short else "") + "ing"


def listed(parts: Sequence[str]) -> str:
    """Join with commas and a final "and"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def sentence(text: str) -> str:
    """Begin with a capital and end with a stop."""
    text = text.strip()
    return (text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")) if text else ""


def lower_first(text: str) -> str:
    """Take the capital off a first word that is not a name or an abbreviation."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def gains(game: Game, profile: Sequence[int], point: int = 0) -> list[Gain]:
    """Return who would gain by leaving a profile alone and how, the largest gain first; ties do not count."""
    rows = pure_gains(game.payoffs[point:point + 1])[0]
    found = []
    for i, party in enumerate(game.parties):
        gain = float(rows[(i, *profile)])
        if gain > TOLERANCE * game.scale[point, i]:
            own = game.payoffs[(point, i, *profile[:i], slice(None), *profile[i + 1:])]
            found.append(Gain(party, party.strategies[int(np.argmax(own))].id, gain))
    return sorted(found, key=lambda each: -each.gain)


def leaving(found: Sequence[Gain]) -> str:
    """Say who would leave: "Russia would gain 0.24 by striking, Iran 0.10 by pushing"."""
    parts = [f"{each.party.label}{' would gain' if k == 0 else ''} {number(each.gain)} by {gerund(each.to)}"
             for k, each in enumerate(found)]
    return ", ".join(parts)


def outcome_named(model_or_game: Model | Game | Equilibria, outcome: str) -> Outcome | None:
    """Return an outcome by its id."""
    return next((each for each in model_or_game.outcomes if each.id == outcome), None)


def row_name(found: Equilibria, row: int) -> str:
    """Name an equilibrium: its outcome's label, what the parties do, or that they mix."""
    outcome = outcome_named(found, str(found.outcome[row]))
    if outcome:
        return outcome.label
    return str(found.label[row]).replace(" / ", ", ") if found.pure[row] else MIXED


def order(found: Equilibria) -> list[int]:
    """Return the rows of one point as a reader wants them: named outcomes, other pure ones, mixed ones."""
    places = {each.id: k for k, each in enumerate(found.outcomes)}
    return sorted(range(len(found)), key=lambda row: (not found.pure[row], places.get(found.outcome[row], len(places))))


def distinct(names: Sequence[str]) -> list[str]:
    """Drop repetitions, keep the order."""
    return list(dict.fromkeys(names))


def _counted(found: Equilibria, names: list[str]) -> str:
    """Say how many equilibria there are and what is known about others."""
    kind = "" if found.complete[0] and found.method != "pure" else "pure "
    if len(found) == 1:
        doubt = "" if found.complete[0] else " found"
        if names[0] == MIXED:
            return "parties choose at random: there is only a mixed equilibrium" + ("" if found.complete[0] else " found")
        return f"{lower_first(names[0])}: it is the only {kind}equilibrium{doubt}"
    if len(names) == 1:
        return f"{lower_first(names[0])} in all {len(found)} {kind}equilibria"
    return f"there are {len(found)} {kind}equilibria: {'; '.join(lower_first(name) for name in names)}"


def situation(found: Equilibria) -> str:
    """Say what the equilibria of one point are: "talks collapse: it is the only equilibrium"."""
    if not len(found):
        kind = "" if found.complete[0] and found.method != "pure" else "pure "
        return f"there is no {kind}equilibrium" + (": some party always gains by changing its choice" if kind else "")
    return _counted(found, distinct([row_name(found, row) for row in order(found)]))


def agreement(game: Game) -> tuple[Outcome, tuple[int, ...]] | None:
    """Return the first outcome of kind agreement with its first profile."""
    for outcome in game.outcomes:
        if outcome.kind == "agreement" and outcome.mask.any():
            profile = np.argwhere(outcome.mask)[0]
            return outcome, tuple(int(j) for j in profile)
    return None


def temptation(game: Game, found: Equilibria) -> str:
    """Say who would leave the agreement, where the model names one and it is not an equilibrium."""
    target = agreement(game)
    if target is None or target[0].id in set(found.outcome):
        return ""
    who = gains(game, target[1])
    return leaving(who)


def ripe(game: Game, found: Equilibria) -> str:
    """Say that talks are ripe (Zartman): agreement and conflict are both equilibria and all prefer the agreement."""
    kinds = {each.id: each.kind for each in found.outcomes}
    peace = [row for row, name in enumerate(found.outcome) if kinds.get(name) == "agreement"]
    war = [row for row, name in enumerate(found.outcome) if kinds.get(name) == "conflict"]
    for p in peace:
        for w in war:
            if (found.payoffs[p] > found.payoffs[w] + TOLERANCE * game.scale[0]).all():
                return (f"every party prefers {lower_first(row_name(found, p))} to "
                        f"{lower_first(row_name(found, w))}: the moment is ripe")
    return ""


def headline(model: Model) -> Parameter | None:
    """Return the parameter that opens the sentence: the first main lever, else the first parameter."""
    levers = [each for each in model.parameters.values() if each.kind == "lever" and each.level == "main"]
    return (levers or list(model.parameters.values()) or [None])[0]


def answer(model: Model, game: Game, found: Equilibria, over: str = "") -> str:
    """Say the state of one point in one or two sentences.

    Parameters
    ----------
    game, found : a batch of one and its equilibria.
    over : the parameter that opens the sentence; the model's first main lever if empty.
    """
    parameter = model.parameters.get(over) or headline(model)
    opening = f"At {place(parameter, float(game.parameters[parameter.id][0]))}, " if parameter and game.parameters else ""
    parts = [sentence(opening + situation(found)), sentence(temptation(game, found)), sentence(ripe(game, found))]
    return " ".join(part for part in parts if part)


def choices(found: Equilibria, row: int) -> list[tuple[Party, str, bool]]:
    """Say what each party does in an equilibrium: (party, words, mixes)."""
    said = []
    for party, mixture in zip(found.parties, found.mixtures, strict=True):
        played = [j for j in range(len(party.strategies)) if mixture[row, j] > 1e-9]
        if len(played) == 1:
            said.append((party, party.strategies[played[0]].label, False))
        else:
            words = [f"{party.strategies[j].label} ({100 * mixture[row, j]:.0f} %)" for j in played]
            said.append((party, " or ".join(words), True))
    return said


def standing(found: Equilibria, row: int) -> tuple[str, str]:
    """Say how firm an equilibrium is: (word, meaning)."""
    if not found.pure[row]:
        return "mixed", MEANINGS["mixed"]
    word = "strict" if bool(found.marks["strict"][row]) else "tied"
    return word, MEANINGS[word]


def compared(before: Equilibria, after: Equilibria, name: str = "the preset") -> str:
    """Say how the equilibria differ from those of another scenario of the same model."""
    old, new = (distinct([row_name(each, row) for row in order(each)]) for each in (before, after))
    gone = [lower_first(each) for each in old if each not in new]
    come = [lower_first(each) for each in new if each not in old]
    if not gone and not come:
        moved = _moved(before, after)
        return sentence(f"compared with {name}: the same equilibria{moved}")
    parts = ([f"{listed(come)} is now possible" if not gone else f"{listed(come)} instead of {listed(gone)}"] if come
             else [f"{listed(gone)} is no longer an equilibrium"])
    return sentence(f"compared with {name}: {parts[0]}")


def _moved(before: Equilibria, after: Equilibria) -> str:
    """Say which party's payoff moved most, where both scenarios have one equilibrium."""
    if len(before) != 1 or len(after) != 1:
        return ""
    change = after.payoffs[0] - before.payoffs[0]
    order = [i for i in np.argsort(-np.abs(change)) if abs(change[i]) >= 5e-3][:2]
    said = [f"{after.parties[i].label} {change[i]:+.2f}" for i in order]
    return f"; payoffs moved most for {listed(said)}" if said else ", the same payoffs"


def tipping(parameter: Parameter, value: float, below: float | None, above: float | None) -> str:
    """Say where the answer changes next along a slider: "changes at 0.6261, 0.074 below"."""
    near = [(abs(at - value), at, side) for at, side in ((below, "below"), (above, "above")) if at is not None]
    if not near:
        return f"does not change anywhere between {parameter.low:g} and {parameter.high:g}"
    said = [f"{at:.4g}, {number(distance, 3)} {side}" if distance >= 5e-4 else f"{at:.4g}, right here"
            for distance, at, side in sorted(near)]
    return f"changes at {' and at '.join(said)}"


def breaks(model: Model, breakers: Sequence[object]) -> str:
    """Say who ends an equilibrium at a tipping point: "Iran gains by pushing"; '' where nobody in particular does."""
    labels = {party.id: party.label for party in model.parties}
    said = []
    for each in breakers:
        who = labels.get(each.party, each.party)  # type: ignore[attr-defined]
        to, weight = each.to, each.strategy  # type: ignore[attr-defined]
        said.append(f"{who} gains by {gerund(to)}" if to else f"{who}'s weight on {weight} reaches zero")
    return listed(distinct(said))


def tipping_point(model: Model, parameter: Parameter, point: object) -> str:
    """Say one exact tipping point: "Above 0.6261, talks hold is no equilibrium: Iran gains by pushing"."""
    outcome = outcome_named(model, point.outcome)  # type: ignore[attr-defined]
    name = lower_first(outcome.label) if outcome else point.label.replace(" / ", ", ")  # type: ignore[attr-defined]
    why = breaks(model, point.breakers)  # type: ignore[attr-defined]
    return sentence(f"{point.lost} {point.decimal:.4g}, “{name}” is no equilibrium"  # type: ignore[attr-defined]
                    f"{f': {why}' if why else ''}")
