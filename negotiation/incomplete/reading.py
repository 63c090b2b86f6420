"""What the equilibria of a game under doubt mean: by type, by outcome, and beside the game in which all is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from negotiation.game import Array, Game, Outcome, Party
from negotiation.game.equilibria import Equilibria
from negotiation.game.regret import expected_payoffs, expected_values, strategy_payoffs
from negotiation.incomplete.chances import combinations, known_model, table
from negotiation.incomplete.revealing import ends, revealed
from negotiation.model import Model
from negotiation.model.agents import declared
from negotiation.model.beliefs import Agent, Type
from negotiation.provenance import Provenance, Tabled
from negotiation.solvers import solve

AGREEMENT = "agreement"
SAME = 1e-9
"""Probabilities that differ by less are the same way to play."""


@dataclass(frozen=True, eq=False, repr=False)
class Doubt(Tabled):
    """Equilibria of a game in which each party knows its own type alone, and what they mean, at P points.

    Attributes
    ----------
    found : the equilibria of the agent form, E rows; `found.payoffs` has what each agent expects, given its type.
    parties, types, agents : the parties of the model, the types of each, who is which agent.
    combinations : (C, N) a type a party.
    chances : (P, C) how likely each combination is.
    outcomes, kinds : ids and kinds of O named outcomes; `likely` (E, C, O) is how likely each is, given the types.
    ante : (E, N) what each party expects before it knows its type.
    secret : (E, N) what a party would gain by learning the others' types while nobody knows that it did: 0 or more.
    known : C Equilibria, of the games in which everybody knows the types.
    known_ante : (P, N, 2) the least and the most that a party expects where all types will be known, over equilibria.
    form, method : the agent form, and the method that was asked for; `revealed_ante` is worked out when it is read.
    """

    found: Equilibria
    parties: tuple[Party, ...]
    types: tuple[tuple[Type, ...], ...]
    agents: tuple[Agent, ...]
    combinations: Array
    chances: Array
    outcomes: tuple[str, ...]
    kinds: tuple[str, ...]
    likely: Array
    ante: Array
    secret: Array
    known: tuple[Equilibria, ...]
    known_ante: Array
    form: Model
    method: str | None = None
    provenance: Provenance = field(default_factory=Provenance, repr=False)

    def __len__(self) -> int:
        return len(self.found)

    @property
    def chance(self) -> Array:
        """Return how likely each named outcome is at each equilibrium: (E, O)."""
        return (self.chances[self.found.point][:, :, None] * self.likely).sum(axis=1)

    @property
    def interim(self) -> Array:
        """Return what each agent expects, given its type: (E, A)."""
        return self.found.payoffs

    @property
    def open(self) -> Array:
        """Return what a party gains if everybody learns all types, least and most over equilibria: (E, N, 2)."""
        return self.known_ante[self.found.point] - self.ante[:, :, None]

    @cached_property
    def revealed_ante(self) -> Array:
        """Return the least and the most that a party expects where the types of one will be known: (P, N, N, 2).

        The second axis is the party that everybody knows, the third the one that expects; nan where there is no such
        equilibrium, or the first has one type.
        """
        return revealed(self.form, self.found.parameters, self.chances, self.method)

    @property
    def revealed(self) -> Array:
        """Return what a party gains if everybody learns one party's types, least and most: (E, N, N, 2)."""
        return self.revealed_ante[self.found.point] - self.ante[:, None, :, None]

    @cached_property
    def agreed(self) -> Array:
        """Return how likely an agreement is at each equilibrium, given the types: (E, C)."""
        return self.likely[:, :, [kind == AGREEMENT for kind in self.kinds]].sum(axis=2)

    @cached_property
    def would_agree(self) -> tuple[Array, Array]:
        """Mark where some, and where every equilibrium of the known game is an agreement: (P, C) bool each."""
        could, would = (np.zeros(self.chances.shape, dtype=bool) for _ in range(2))
        for c, each in enumerate(self.known):
            kind = dict(zip(self.outcomes, self.kinds, strict=True))
            agrees = np.array([kind.get(name) == AGREEMENT for name in each.outcome], dtype=bool)
            count, good = (np.bincount(each.point[rows], minlength=each.points) for rows in (slice(None), agrees))
            could[:, c], would[:, c] = good > 0, (good > 0) & (good == count)
        return could, would

    @property
    def miscalculation(self) -> Array:
        """Return how likely it is that nobody agrees though, types known, all could, and surely would: (E, 2)."""
        weight = self.chances[self.found.point] * (1 - self.agreed)
        return np.stack([(weight * marks[self.found.point]).sum(axis=1) for marks in self.would_agree], axis=1)

    def played(self, row: int, party: int) -> list[Array]:
        """Return what each type of a party plays at an equilibrium, a mixture each."""
        return [mixture[row] for agent, mixture in zip(self.agents, self.found.mixtures, strict=True)
                if agent.party == party]

    def told_apart(self, row: int, party: int) -> str:
        """Say whether a party's play tells its type: pooling, separating or semi-separating; '' with one type."""
        ways = self.played(row, party)
        if len(ways) == 1:
            return ""
        if all(np.abs(each - ways[0]).max() <= SAME for each in ways):
            return "pooling"
        apart = (np.stack(ways) > SAME).sum(axis=0).max() <= 1
        return "separating" if apart else "semi-separating"


def read(form: Model, game: Game, found: Equilibria, method: str | None) -> Doubt:
    """Read equilibria of an agent form; the games in which all types are known are solved by the same method."""
    model = form.known or form
    beliefs = declared(model, model.beliefs)
    kinds, chance = np.array(combinations(beliefs)), table(model, beliefs, game.parameters)
    games = [known_model(model, types).at("", at=game.parameters) for types in combinations(beliefs)]
    sides = [[found.mixtures[k] for k, agent in enumerate(form.agents) if agent.type == types[agent.party]]
             for types in kinds]
    paid = np.stack([expected_payoffs(each.payoffs, side, found.point)
                     for each, side in zip(games, sides, strict=True)], axis=1)  # (E, C, N)
    likely = np.stack([_outcomes(model.outcomes, side) for side in sides], axis=1)
    weight = chance[found.point]
    solved = tuple(solve(each, method) for each in games)
    provenance = replace(found.provenance.by("doubt", found.method), bayesian=False)
    return Doubt(
        found, model.parties, beliefs.types, form.agents, kinds, chance, tuple(each.id for each in model.outcomes),
        tuple(each.kind for each in model.outcomes), likely, (weight[:, :, None] * paid).sum(axis=1),
        _secret(games, sides, found, kinds, weight, paid), solved, _ante(solved, chance), form, method, provenance)


def _outcomes(outcomes: Sequence[Outcome], mixtures: Sequence[Array]) -> Array:
    """Return how likely each named outcome is, the first that holds a profile: (E, O)."""
    rows, sizes = len(mixtures[0]), [mixture.shape[1] for mixture in mixtures]
    taken, masks = np.zeros(sizes, dtype=bool), []
    for outcome in outcomes:
        masks.append((outcome.mask & ~taken)[None].astype(float))
        taken |= outcome.mask
    found = np.zeros((rows, len(outcomes)))
    for o, values in enumerate(expected_values(masks, mixtures, np.zeros(rows, dtype=int))):
        found[:, o] = values
    return found


def _ante(known: Sequence[Equilibria], chance: Array) -> Array:
    """Return the least and the most that each party expects where all types are known: (P, N, 2), nan for none."""
    parts = [ends(each.point, chance[each.point, c, None] * each.payoffs, chance[:, c]) for c, each in enumerate(known)]
    return np.sum(parts, axis=0)


def _secret(
    games: Sequence[Game], sides: Sequence[Sequence[Array]], found: Equilibria, kinds: Array, weight: Array, paid: Array
) -> Array:
    """Return what each party's best replies to what the others of each combination play would add: (E, N)."""
    gains = np.stack([np.stack([each.max(axis=1) for each in strategy_payoffs(game.payoffs, side, found.point)], axis=1)
                      for game, side in zip(games, sides, strict=True)], axis=1) - paid
    return np.maximum((weight[:, :, None] * gains).sum(axis=1), 0.0)
