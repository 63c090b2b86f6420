"""The state of one point: its equilibria, who would leave the agreement, whether the moment is ripe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from negotiation.game import TOLERANCE, Array, Game, Outcome, Party
from negotiation.game.equilibria import Equilibria
from negotiation.model import Model, Parameter
from negotiation.report.narrate.naming import inside, place, profile_named, standing_named
from negotiation.report.narrate.words import MEANINGS, distinct, gerund, number, sentence
from negotiation.wording import percent

NAMED = 6
"""Equilibria that a sentence names one by one."""
MIXED = "a mixed one, in which parties choose at random"


@dataclass(frozen=True)
class Gain:
    """What a party wins by leaving a profile alone for its best reply."""

    party: Party
    to: str
    gain: float


def gains(game: Game, profile: Sequence[int], point: int = 0) -> list[Gain]:
    """Return who would gain by leaving a profile alone and how, the largest gain first; ties do not count."""
    found = []
    for i, party in enumerate(game.parties):
        line: tuple[int | slice, ...] = (point, i, *profile[:i], slice(None), *profile[i + 1 :])
        own = game.payoffs[line]
        gain = float(own.max() - own[profile[i]])
        if gain > TOLERANCE * game.scale[point, i]:
            found.append(Gain(party, party.strategies[int(np.argmax(own))].id, gain))
    return sorted(found, key=lambda each: -each.gain)


def leaving(found: Sequence[Gain], ordinal: bool = False) -> str:
    """Say who would leave: "Russia would gain 0.24 points by striking, Iran 0.10 by pushing"; `ordinal`: no amounts."""
    parts = [
        f"{each.party.label}{' would gain' if k == 0 else ''}{'' if ordinal else ' ' + number(each.gain)}"
        f"{' points' if k == 0 and not ordinal else ''} by {gerund(each.to)}"
        for k, each in enumerate(found)
    ]
    return ", ".join(parts)


def row_name(found: Equilibria, row: int) -> str:
    """Name an equilibrium: its outcome's label, what the parties do, or that they mix."""
    return profile_named(found, found.played[row]) if found.pure[row] else MIXED


def card_title(found: Equilibria, row: int) -> str:
    """Name an equilibrium on its card: as `row_name`, and a mixed one by its outcome or by who mixes what."""
    return standing_named(found, found.played[row])


def order(found: Equilibria) -> list[int]:
    """Return the rows of one point as a reader wants them: named outcomes, other pure ones, mixed ones."""
    places = {each.id: k for k, each in enumerate(found.outcomes)}
    return sorted(range(len(found)), key=lambda row: (not found.pure[row], places.get(found.outcome[row], len(places))))


def _counted(found: Equilibria, names: list[str]) -> str:
    """Say how many equilibria there are and what is known about others."""
    kind = "" if found.complete[0] and found.method != "pure" else "pure "
    if len(found) == 1:
        doubt = "" if found.complete[0] else " found"
        if names[0] == MIXED:
            return "parties choose at random: there is only a mixed equilibrium" + (
                "" if found.complete[0] else " found"
            )
        name, only = inside(found, names[0]), f"the only {kind}equilibrium{doubt}"
        return f"{name}: it is {only}" if found.outcome[0] else f"“{name}” is {only}"
    if len(names) == 1 and not _continuum(found):
        return f"{inside(found, names[0])} in all {len(found)} {kind}equilibria"
    if _continuum(found):
        alone = _isolated(found)
        apart = f"; apart from them, {_several(found.take(alone))}" if alone.any() else ""
        ends = _several(found.take(~alone))
        return f"payoffs tie, so {kind}equilibria come in whole ranges, named by their ends: {ends}{apart}"
    return f"there are {len(found)} {kind}equilibria: {_several(found)}"


def _several(found: Equilibria) -> str:
    """Name the equilibria of a point one by one, mixed ones together."""
    mixed = int((~found.pure).sum())
    said = distinct([inside(found, row_name(found, row)) for row in order(found) if found.pure[row]])
    said += [MIXED if mixed == 1 else f"{mixed} mixed ones, in which parties choose at random"] if mixed else []
    if len(said) > NAMED:
        said = [*said[:NAMED], f"and {len(said) - NAMED} more"]
    return "; ".join(said)


def _isolated(found: Equilibria) -> Array:
    """Mark the equilibria that are known to be no part of a range: (E,) bool."""
    dimension = found.marks.get("dimension")
    return np.zeros(len(found), dtype=bool) if dimension is None else np.asarray(dimension) == 0


def _continuum(found: Equilibria) -> bool:
    """Return whether the equilibria of a point come in whole ranges, so that their number means nothing."""
    dimension = found.marks.get("dimension")
    if dimension is not None:
        return bool((np.asarray(dimension) > 0).any())
    return bool(found.unresolved[0]) or (bool(found.degenerate[0]) and bool((~found.pure).any()))


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


def temptation(game: Game, found: Equilibria, ordinal: bool = False) -> str:
    """Say who would leave the agreement, where the model names one and it is not an equilibrium."""
    target = agreement(game)
    if target is None or target[0].id in set(found.outcome):
        return ""
    who = leaving(gains(game, target[1]), ordinal)
    return f"leaving “{inside(game, target[0].label)}”, {who}" if who else ""


def gain_scale(game: Game) -> str:
    """Say beside what scale the gains by leaving the agreement stand: each party's own range of payoffs."""
    target = agreement(game)
    said = []
    for each in gains(game, target[1]) if target else []:
        paid = game.payoffs[0, game.party_index(each.party.id)]
        part = 100 * each.gain / float(np.ptp(paid))
        said.append(f"{each.party.label}'s payoffs run from {number(float(paid.min()))} to {number(float(paid.max()))} "
                    f"here, so {number(each.gain)} is {number(part, 0)} % of its range")
    return " ".join([MEANINGS["gain"], *map(sentence, said)])


def ripe(game: Game, found: Equilibria) -> str:
    """Say that talks are ripe (Zartman): agreement and conflict are both equilibria and all prefer the agreement."""
    kinds = {each.id: each.kind for each in found.outcomes}
    peace = [row for row, name in enumerate(found.outcome) if kinds.get(name) == "agreement"]
    war = [row for row, name in enumerate(found.outcome) if kinds.get(name) == "conflict"]
    for p in peace:
        for w in war:
            if (found.payoffs[p] > found.payoffs[w] + TOLERANCE * game.scale[0]).all():
                return (
                    f"every party prefers {inside(found, row_name(found, p))} to "
                    f"{inside(found, row_name(found, w))}: the moment is ripe"
                )
    return ""


def headline(model: Model) -> Parameter | None:
    """Return the parameter that opens the sentence: the first main lever, else the first parameter."""
    levers = [each for each in model.parameters.values() if each.kind == "lever" and each.level == "main"]
    return next(iter(levers or model.parameters.values()), None)


def answer(
    model: Model, game: Game, found: Equilibria, over: str = "", *, path: str = "", ordinal: bool = False
) -> str:
    """Say the state of one point in one or two sentences.

    Parameters
    ----------
    game, found : a batch of one and its equilibria.
    over : the parameter that opens the sentence; the model's first main lever if empty.
    path : the path of the model on which the point lies, named in the opening.
    ordinal : say who gains, not how much.
    """
    parameter = model.parameters.get(over) or headline(model)
    opening = ""
    if parameter and game.parameters:
        opening = f"at {place(model, parameter, float(game.parameters[parameter.id][0]))}, "
    if path:
        opening = f"on the path “{inside(model, model.paths[path].label or path)}”, {opening}"
    parts = [
        sentence(opening + situation(found)),
        sentence(temptation(game, found, ordinal)),
        sentence(ripe(game, found)),
    ]
    return " ".join(part for part in parts if part)


def chance(share: float) -> str:
    """Say a probability that is neither 0 nor 1, so that it does not look like either.

    >>> chance(0.25), chance(0.0044), chance(0.9956)
    ('25 %', 'under 1 %', 'over 99 %')
    """
    return "under 1 %" if share < 0.01 else "over 99 %" if share > 0.99 else percent(share, 0)


def choices(found: Equilibria, row: int) -> list[tuple[Party, str, bool]]:
    """Say what each party does in an equilibrium: (party, words, mixes)."""
    said = []
    for party, mixture in zip(found.parties, found.mixtures, strict=True):
        played = [j for j in range(len(party.strategies)) if mixture[row, j] > 1e-9]
        if len(played) == 1:
            said.append((party, party.strategies[played[0]].label, False))
        else:
            words = [f"{party.strategies[j].label} ({chance(float(mixture[row, j]))})" for j in played]
            said.append((party, " or ".join(words), True))
    return said


def standing(found: Equilibria, row: int) -> tuple[str, str]:
    """Say how firm an equilibrium is: (word, meaning)."""
    if not found.pure[row]:
        return "mixed", MEANINGS["mixed"]
    word = "strict" if bool(found.marks["strict"][row]) else "tied"
    return word, MEANINGS[word]
