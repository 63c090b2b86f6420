"""A deal is a profile kept in a set H of states; outside H, and after a break, the equilibrium is played (Powell 2006).

H enforces itself if at each of its states nobody gains by breaking: max_b Q_i(b, d_-i; V) <= the worth of keeping.
Shrink from all states and grow from none, one state at a time; the larger set is returned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from negotiation.equality import ByValue
from negotiation.game import TOLERANCE, Array
from negotiation.unfolding.game.stochastic import StochasticGame


@dataclass(frozen=True, eq=False)
class Deal(ByValue):
    """What a deal is worth, where all prefer it, and where it is kept.

    Attributes
    ----------
    profile : positions of the strategies that it asks for; label : in words.
    kept : (K,) bool, the set H that enforces itself; worth : (K, N) of keeping it there, V elsewhere.
    promise : (K, N) worth of keeping it for good, at every state.
    preferred : (K,) bool: all are better off under the promise than in the equilibrium.
    breaking : (K, N) what a party gains by breaking the promise there once, before the equilibrium is played; points.
    settled : (K,) the chance that the deal ends the war before the state leaves H.
    """

    profile: tuple[int, ...]
    label: str
    kept: Array
    worth: Array
    promise: Array
    preferred: Array
    breaking: Array
    scale: Array
    states: Array = field(default_factory=lambda: np.zeros(0))
    settled: Array = field(default_factory=lambda: np.zeros(0))

    @property
    def broken(self) -> Array:
        """Mark who breaks the promise where all prefer it: (K, N) bool."""
        return np.asarray(self.preferred[:, None] & (self.breaking > TOLERANCE * self.scale))


def deal(game: StochasticGame, profile: Sequence[int], values: Array, label: str) -> Deal:
    """Look at a deal beside an equilibrium worth `values` (K, N)."""
    found = _Offer.of(game, tuple(profile), values)
    everywhere = game.over < 0
    shrunk, grown = _shrunk(found, everywhere), _grown(found, everywhere)
    kept = shrunk if shrunk.sum() >= grown.sum() else grown
    promise = found.worth(everywhere[None])[0]
    better = (promise - values > TOLERANCE * game.scale).all(axis=1) & everywhere
    gains = np.where(everywhere[:, None], found.break_worth - promise, 0.0)
    return Deal(tuple(profile), label, kept, found.worth(kept[None])[0], promise, better, gains, game.scale)


@dataclass(frozen=True, eq=False)
class _Offer:
    """What keeping pays now, (K, N), its chances (K, K), and what the best break pays, (K, N)."""

    game: StochasticGame
    reward: Array
    chances: Array
    break_worth: Array
    values: Array

    @classmethod
    def of(cls, game: StochasticGame, profile: Sequence[int | Array], values: Array) -> _Offer:
        payoffs = game.payoffs(values)
        every = slice(None)
        best = np.stack([payoffs[every, i, *profile[:i], every, *profile[i + 1:]].max(axis=1)
                         for i in range(len(game.counts))], axis=1)
        return cls(game, game.reward[every, every, *profile], game.onward[every, *profile], best, values)

    def worth(self, kept: Array) -> Array:
        """Return the worth of keeping in each of B sets (B, K): (B, K, N); V outside."""
        size = kept.shape[1]
        worth = np.broadcast_to(self.values, (len(kept), *self.values.shape)).copy()
        for d in np.unique(self.game.discount):
            who = np.flatnonzero(self.game.discount == d)
            inside = d * self.chances * kept[:, :, None]
            systems = np.eye(size) - inside * kept[:, None, :]
            outside = inside * ~kept[:, None, :] @ self.values[:, who]
            given = np.where(kept[:, :, None], self.reward[:, who] + outside, self.values[:, who])
            worth[..., who] = np.linalg.solve(systems, given)
        return worth

    def holds(self, kept: Array) -> Array:
        """Mark the states of each set where nobody gains by breaking: (B, K) bool."""
        return np.asarray(((self.break_worth - self.worth(kept)) <= TOLERANCE * self.game.scale).all(axis=2) & kept)


def _shrunk(offer: _Offer, kept: Array) -> Array:
    while ((holds := offer.holds(kept[None])[0]) != kept).any():
        kept = holds
    return kept


def _grown(offer: _Offer, allowed: Array) -> Array:
    """Add states one at a time as long as the set with it enforces itself."""
    kept = np.zeros_like(allowed)
    while len(left := np.flatnonzero(allowed & ~kept)):
        tried = np.repeat(kept[None], len(left), axis=0)
        tried[np.arange(len(left)), left] = True
        whole = (offer.holds(tried) == tried).all(axis=1)
        if not whole.any():
            return kept
        kept = tried[np.flatnonzero(whole)[0]]
    return kept
