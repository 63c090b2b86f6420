"""What parties expect where everybody will learn the types of one party alone, while the others stay in doubt."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from negotiation.game import Array
from negotiation.incomplete.chances import combinations, form_of
from negotiation.model import Model
from negotiation.model.agents import declared
from negotiation.model.beliefs import Beliefs
from negotiation.solvers import solve


def revealed(form: Model, points: Mapping[str, Array], chance: Array, method: str | None) -> Array:
    """Return the least and the most that party n expects where that of x will be known: (P, N, N, 2), x before n.

    Each type of x is one game, weighted by how likely it is; the worst and the best equilibria of all games add up.
    nan where a game has no equilibrium that the method finds, or x has but one type.
    """
    model = form.known or form
    beliefs = declared(model, model.beliefs)
    parties = len(model.parties)
    found = np.full((len(chance), parties, parties, 2), np.nan)
    for x, own in enumerate(beliefs.types):
        if len(own) > 1:
            found[:, x] = np.sum([_shown(model, beliefs, (x, t), points, chance, method) for t in range(len(own))], 0)
    return found


def _shown(model: Model, beliefs: Beliefs, of: tuple[int, int], points: Mapping[str, Array], chance: Array,
           method: str | None) -> Array:
    """Return what one type of a party, known to all, adds to what each party expects: (P, N, 2)."""
    x, t = of
    form = form_of(model, **{model.parties[x].id: beliefs.types[x][t].id})
    likely = np.stack([_joint(beliefs, chance, {x: t, agent.party: agent.type}) for agent in form.agents], axis=1)
    sound = np.flatnonzero((likely > 0).all(axis=1) | (not beliefs.prior))  # else nobody knows what a type believes
    worth, point = np.zeros((0, len(model.parties))), sound[:0]
    if len(sound):
        solved = solve(form.at("", at={name: values[sound] for name, values in points.items()}), method)
        point = sound[solved.point]
        worth = np.zeros((len(point), len(model.parties)))
        for k, agent in enumerate(form.agents):
            worth[:, agent.party] += likely[point, k] * solved.payoffs[:, k]
    return ends(point, worth, _joint(beliefs, chance, {x: t}))


def _joint(beliefs: Beliefs, chance: Array, types: Mapping[int, int]) -> Array:
    """Return how likely it is that some parties are of these types: (P,)."""
    met = [all(each[i] == t for i, t in types.items()) for each in combinations(beliefs)]
    return np.asarray(chance[:, met].sum(axis=1))


def ends(point: Array, worth: Array, likely: Array) -> Array:
    """Return the least and the most of rows (E, N) at each point: (P, N, 2).

    nan where there is no row though `likely` (P,) is above 0, and 0 where it is not.
    """
    low, high = np.full((len(likely), worth.shape[1]), np.inf), np.full((len(likely), worth.shape[1]), -np.inf)
    np.minimum.at(low, point, worth)
    np.maximum.at(high, point, worth)
    both = np.stack([low, high], axis=2)
    return np.where((likely > 0)[:, None, None], np.where(np.isfinite(both), both, np.nan), 0.0)
