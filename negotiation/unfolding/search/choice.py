"""Which equilibrium of each state is played: the rules of selection, on rows of all states at once.

Pure rows come before mixed ones; ties go to the row nearest to the one played a period later, then to the larger
welfare.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np

from negotiation.errors import ArgumentError, unknown
from negotiation.game import Array, Game
from negotiation.game.regret import expected_payoffs, pure_gains
from negotiation.solvers import solve
from negotiation.unfolding.game.stochastic import StochasticGame
from negotiation.unfolding.search.follow import followed

RULES: Mapping[str, str] = {
    "agreement": "an outcome of kind agreement where one is an equilibrium",
    "conflict": "an outcome of kind conflict where one is an equilibrium",
    "welfare": "the largest sum of payoffs over ranges",
    "stay": "what is nearest to the row one period later",
    "logit": "the limit of the principal logit branch",
}
"""Rule -> what it takes; "favourite:PARTY", the best for a party, is one too."""

RULE = "agreement"
"""The rule when none is named."""

TIED = 1e-11
"""Payoffs within this share of a party's range are tied: far above rounding, far below what the judge allows."""
NEAR = 1.0
"""Sticky: the row nearest to the last one is kept within this L1 distance, summed over parties."""
DIGITS = 9
"""Scores that agree to so many digits are tied."""


@dataclass(frozen=True, eq=False)
class Rows:
    """Equilibria of every live state: `state` (R,) its place among them, `flat` (R, S1+...+SN), `pure` (R,)."""

    state: Array
    flat: Array
    payoffs: Array
    pure: Array
    complete: Array
    unresolved: Array


@dataclass(frozen=True)
class Rule:
    """A rule of selection for a game: its name, and the party of a favourite."""

    name: str
    party: int = -1
    text: str = ""

    @classmethod
    def of(cls, text: str, game: StochasticGame) -> Rule:
        """Read a rule; raises ArgumentError with what is allowed."""
        ids = [party.id for party in game.parties]
        name, _, party = text.partition(":")
        if name == "favourite" and party in ids:
            return cls(name, ids.index(party), text)
        if name == "favourite":
            raise ArgumentError(f"select: {unknown('a party', party, ids)}")
        if text not in RULES:
            raise ArgumentError(f"select: {unknown('a rule', text, [*RULES, 'favourite:PARTY'])}")
        return cls(text, -1, text)

    def scores(self, game: StochasticGame, rows: Rows) -> Array:
        """Return what the rule wants most, larger is better: (R,)."""
        if self.name in ("agreement", "conflict"):
            masks = [each.mask for each in game.outcomes if each.kind == self.name]
            mask = np.any(masks, axis=0) if masks else np.zeros(game.counts, dtype=bool)
            return inside(mask, parts(rows.flat, game.counts)).astype(float)
        if self.name == "favourite":
            return np.asarray(rows.payoffs[:, self.party] / game.scale[self.party])
        return welfare(game, rows) if self.name == "welfare" else np.zeros(len(rows.state))


def parts(flat: Array, counts: Sequence[int]) -> list[Array]:
    """Return N arrays (R, Si) of (R, S1+...+SN)."""
    return np.split(flat, np.cumsum(counts)[:-1], axis=1)


def inside(mask: Array, mixtures: Sequence[Array]) -> Array:
    """Return whether every profile of each row's support lies in a set of profiles: (R,) bool."""
    outside = np.broadcast_to(~mask, (len(mixtures[0]), *mask.shape))
    for mixture in mixtures:
        outside = ((mixture > 0).reshape(*mixture.shape, *[1] * (outside.ndim - 2)) & outside).any(axis=1)
    return np.asarray(~outside)


def welfare(game: StochasticGame, rows: Rows) -> Array:
    return np.asarray((rows.payoffs / game.scale).sum(axis=1))


def rows_of(game: StochasticGame, payoffs: Array, mixed: Array | None = None, method: str = "complete",
            last: Array | None = None) -> Rows:
    """Return the pure equilibria of live states (K', N, S1, ..., SN); mixed ones too where there are none, or `mixed`.

    `mixed` (K',) bool; None means everywhere. Where `last` (K', S1+...+SN) is given, the mixed row that follows from it
    stands for all of them.
    """
    if method == "logit":
        found = solve(Game(payoffs, game.parties), "logit")
        return _rows(found.point, found.mixtures, found.payoffs, found.complete, found.unresolved)
    scale = game.scale.reshape(1, -1, *[1] * len(game.counts))
    stable = (pure_gains(payoffs) <= TIED * scale).all(axis=1)
    state, *profile = np.nonzero(stable)
    flat = np.concatenate([np.eye(size)[at] for size, at in zip(game.counts, profile, strict=True)], axis=1)
    found = payoffs[(state[:, None], np.arange(len(game.counts)), *(each[:, None] for each in profile))]
    none = ~stable.reshape(len(payoffs), -1).any(axis=1)
    asked = np.flatnonzero(np.ones(len(payoffs), dtype=bool) if mixed is None else mixed | none)
    complete, unresolved = np.zeros(len(payoffs), dtype=bool), np.zeros(len(payoffs), dtype=int)
    pure = Rows(state, flat, found, np.ones(len(state), dtype=bool), complete, unresolved)
    if method == "pure" or not len(asked):
        return pure
    if last is not None:
        pure, asked = _followed(pure, asked, game, payoffs / scale, last)
    return _joined(pure, asked, game, payoffs) if len(asked) else pure


def _followed(rows: Rows, asked: Array, game: StochasticGame, payoffs: Array, last: Array) -> tuple[Rows, Array]:
    """Add the mixed rows that follow from what was played; return with them where the search must be asked."""
    some = asked[(last[asked] > 0).sum(axis=1) > len(game.counts)]
    flat, holds = followed(payoffs[some], last[some], TIED)
    state, flat = some[holds], flat[holds]
    paid = expected_payoffs(payoffs[state], parts(flat, game.counts)) * game.scale
    return _with(rows, Rows(state, flat, paid, np.zeros(len(state), dtype=bool), rows.complete, rows.unresolved)), (
        np.setdiff1d(asked, state))


def _joined(pure: Rows, asked: Array, game: StochasticGame, payoffs: Array) -> Rows:
    """Add the mixed equilibria that method `complete` finds at the states asked for; boxes bound it, no clock does."""
    found = solve(Game(payoffs[asked], game.parties), "complete", seconds=inf)
    more = ~found.pure
    mixed = _rows(asked[found.point[more]], [each[more] for each in found.mixtures], found.payoffs[more],
                  found.complete, found.unresolved)
    pure.complete[asked], pure.unresolved[asked] = found.complete, found.unresolved
    return _with(pure, mixed)


def _with(rows: Rows, more: Rows) -> Rows:
    return Rows(np.concatenate([rows.state, more.state]), np.concatenate([rows.flat, more.flat]),
                np.concatenate([rows.payoffs, more.payoffs]), np.concatenate([rows.pure, more.pure]),
                rows.complete, rows.unresolved)


def _rows(state: Array, mixtures: Sequence[Array], payoffs: Array, complete: Array, unresolved: Array) -> Rows:
    flat = np.concatenate(mixtures, axis=1)
    return Rows(state, flat, payoffs, ((flat > 0).sum(axis=1) == len(mixtures)), complete, unresolved)


def chosen(game: StochasticGame, rows: Rows, rule: Rule, last: Array | None, sticky: bool = False) -> Array:
    """Return the place of the row that is played at each live state: (K',), -1 where a state has none.

    `last` (K', S1+...+SN) is what is played a period later; None in the last period.
    """
    distance = np.zeros(len(rows.state)) if last is None else np.abs(rows.flat - last[rows.state]).sum(axis=1)
    near = np.where(distance < NEAR, distance, NEAR) if sticky else np.zeros(len(rows.state))
    keys = [near, 1.0 - rows.pure, -rule.scores(game, rows), distance, -welfare(game, rows)]
    order = np.lexsort([*(np.round(key, DIGITS) for key in reversed(keys)), rows.state])
    found = np.full(len(rows.complete), -1)
    states, first = np.unique(rows.state[order], return_index=True)
    found[states] = order[first]
    return found
