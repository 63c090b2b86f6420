"""What happens without a deal is the reader's choice: what may be chosen, and what is, for the page and the brief."""

from __future__ import annotations

from math import prod

import numpy as np

import negotiation.report.narrate as narrate
from negotiation.bargaining.problem.disagreement import MAXIMIN
from negotiation.game.profiles import profile as played
from negotiation.view.panel.choice import choose
from negotiation.view.session.visit import Visit

FEW = 12
"""Combinations of choices of a game up to which every one of them may be chosen."""

MEMBERS = 4
"""Combinations of one outcome up to which each of them may be chosen; of a wider one, its first."""

EXPECTED = "what the model expects as things stand"
ONLY = "the only equilibrium, if there is one"
MEANING = "Every party compares a deal with this. By default it is the equilibrium without a deal."


def chosen(visit: Visit) -> str | None:
    """Return what the reader chose; None for the default."""
    wanted = visit.address.choices.get("without", "")
    return wanted if wanted in options(visit) else None


def draw(visit: Visit) -> None:
    """Let the reader choose, where there is anything to choose."""
    words = options(visit)
    if len(words) > 1:
        default = EXPECTED if visit.model.bargaining else ONLY
        choose("without", "If there is no deal", {"": default, **words}, "", width=430, help=MEANING)


def options(visit: Visit) -> dict[str, str]:
    """Return what may be chosen, each with its words: combinations of choices, and what each is sure of alone."""
    model = visit.model
    if prod(model.strategy_counts) == 1:
        return {}
    named = [each for each in model.outcomes if each.kind != "agreement"]
    profiles = [profile for each in named for profile in _members(each.mask, each.first)]
    if prod(model.strategy_counts) <= FEW:
        profiles += np.ndindex(model.strategy_counts)
    now = visit.now
    profiles += [tuple(int(mixture[row].argmax()) for mixture in now.mixtures) for row in np.flatnonzero(now.pure)]
    return {_text(visit, each): _name(visit, each) for each in profiles} | {MAXIMIN: "what each can be sure of alone"}


def _members(mask: np.ndarray, first: tuple[int, ...]) -> list[tuple[int, ...]]:
    places = [tuple(each) for each in np.argwhere(mask).tolist()]
    return places if len(places) <= MEMBERS else [first]


def _text(visit: Visit, profile: tuple[int, ...]) -> str:
    return ", ".join(party.strategies[j].id for party, j in zip(visit.model.parties, profile, strict=True))


def _name(visit: Visit, profile: tuple[int, ...]) -> str:
    return narrate.profile_named(visit.model, played(visit.model.parties, profile, visit.model.outcomes))
