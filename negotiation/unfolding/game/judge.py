"""The judge of plans: what a party gains at a state by one change, and what its best whole plan gains.

By the one-shot-deviation principle no plan gains where no single change does; both are computed, each by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from negotiation.game import TOLERANCE, Array
from negotiation.unfolding.game.stochastic import StochasticGame, expected

PLANS = 200
"""Rounds of policy iteration at most."""


@dataclass(frozen=True, eq=False)
class Judged:
    """A plan as it is: V (K, N) from the mixtures alone, gain (K, N) of one change, in points; regret (K,) shares."""

    mixtures: tuple[Array, ...]
    values: Array
    gain: Array
    regret: Array

    @property
    def holds(self) -> bool:
        """Return whether nobody gains anywhere: a stationary Markov perfect equilibrium."""
        return bool(self.regret.max() <= TOLERANCE)


def whole(game: StochasticGame, mixtures: Sequence[Array]) -> tuple[Array, ...]:
    """Return mixtures of all states from those of the live ones; at ends, which nobody plays, they are uniform."""
    full = []
    for count, mixture in zip(game.counts, mixtures, strict=True):
        every = np.full((len(game.over), count), 1 / count)
        every[game.live] = mixture
        full.append(every)
    return tuple(full)


def judge(game: StochasticGame, mixtures: Sequence[Array]) -> Judged:
    """Judge mixtures (K', Si) of the live states, played for ever."""
    every = whole(game, mixtures)
    values = game.worth_of(every)
    gain = game.gains(every, values)
    return Judged(every, values, gain, np.maximum(0.0, gain / game.scale).max(axis=1))


def plan_gain(game: StochasticGame, mixtures: Sequence[Array], values: Array) -> Array:
    """Return what each party's best plan gains at each state: (K, N) points, by policy iteration (Howard 1960)."""
    live, gains = game.live, np.zeros_like(values)
    for i, count in enumerate(game.counts):
        # The party's own axis comes first; the others' mixtures are averaged out.
        order = [0, 1 + i, *(1 + j for j in range(len(game.counts)) if j != i)]
        rest = [np.repeat(each, count, axis=0) for j, each in enumerate(mixtures) if j != i]
        reward = _averaged(game.reward[:, i].transpose(order), rest)[live]
        onward = _averaged(game.onward.transpose([*order, game.onward.ndim - 1]), rest)[live][:, :, live]
        gains[live, i] = _best(reward, game.discount[i] * onward, mixtures[i][live]) - values[live, i]
    return gains


def _averaged(table: Array, rest: Sequence[Array]) -> Array:
    flat = table.reshape(-1, *table.shape[2:])
    return expected(flat, rest).reshape(*table.shape[:2], *table.shape[2 + len(rest):])


def _best(reward: Array, onward: Array, mixture: Array) -> Array:
    """Return the worth of the best plan against reward (K', S) and discounted chances (K', S, K')."""
    size = np.arange(len(reward))
    worth = np.linalg.solve(np.eye(len(reward)) - np.einsum("ks,ksl->kl", mixture, onward),
                            (mixture * reward).sum(axis=1))
    choice: Array | None = None
    for _ in range(PLANS):
        found = reward + onward @ worth
        now = found.max(axis=1) if choice is None else found[size, choice]
        better = found.argmax(axis=1) if choice is None else np.where(
            found.max(axis=1) > now + 1e-13 * np.abs(now).max(initial=1.0), found.argmax(axis=1), choice)
        if choice is not None and (better == choice).all():
            break
        choice = better
        worth = np.linalg.solve(np.eye(len(reward)) - onward[size, choice], reward[size, choice])
    return np.asarray(worth)
