"""A stochastic game as arrays: states, what each profile pays there, where it leads, and the ends (Shapley 1953).

Q_i(k, s) = (1-d_i) standing_i + flow_i + d_i (sum_e p_e W_ie + (1 - sum_e p_e) sum_l K(l|k, s) V_i(l)),
V_i(l) = W_ie where the state l is the end e.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from negotiation.errors import ModelError
from negotiation.game import Array, Outcome, Party
from negotiation.game.parties import numbered_parties
from negotiation.game.regret import strategy_payoffs

SLACK = 1e-9
"""How far probabilities may miss [0, 1] by rounding."""


@dataclass(frozen=True, eq=False)
class StochasticGame:
    """A stochastic game with K states, N parties and E ends.

    Attributes
    ----------
    states : (K,) what the states are called, 0..K-1 by default.
    standing : (K, N, S1, ..., SN) worth of a situation that lasts for ever.
    flow : (K, N, S1, ..., SN) points a period.
    move : (K, S1, ..., SN, K) where the state is next period, given that no end comes.
    ends : (K, S1, ..., SN, E) probability of each end a period; E may be 0.
    worth : (K, N, S1, ..., SN, E) worth of an end from the next period on; it, `flow`, `ends` and `discount` may be
        anything that broadcasts.
    discount : (N,) or one number, 0 <= d < 1.
    over : (K,) the end that a state is, -1 where the game goes on there.
    outcomes : named sets of profiles, for rules of selection.

    Raises
    ------
    ModelError
        Shapes disagree, a number is not finite, a probability lies outside [0, 1], or a discount outside [0, 1).
    """

    standing: Array
    flow: Array
    move: Array
    ends: Array = field(default_factory=lambda: np.zeros(0))
    worth: Array = field(default_factory=lambda: np.zeros(()))
    discount: Array = field(default_factory=lambda: np.array(0.9))
    over: Array = field(default_factory=lambda: np.array(-1))
    parties: tuple[Party, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    states: Array = field(default_factory=lambda: np.zeros(0))
    name: str = "stochastic game"
    reward: Array = field(init=False, repr=False)
    onward: Array = field(init=False, repr=False)
    at_ends: Array = field(init=False, repr=False)

    def __post_init__(self) -> None:
        standing = np.asarray(self.standing, dtype=float)
        if standing.ndim < 3 or standing.shape[1] != standing.ndim - 2 or 0 in standing.shape:
            raise ModelError(f"standing has shape {standing.shape}; allowed: (K, N, S1, ..., SN)")
        states, parties, *counts = standing.shape
        put: dict[str, object] = {"standing": standing, "flow": _shaped("flow", self.flow, standing.shape),
               "move": _shaped("move", self.move, (states, *counts, states))}
        given = np.asarray(self.ends, dtype=float)
        given = given if given.size else np.zeros((states, *counts, 0))
        size = given.shape[-1] if given.ndim else 0
        put["ends"] = _shaped("ends", given, (states, *counts, size))
        put["worth"] = _shaped("worth", self.worth, (states, parties, *counts, size))
        put["discount"] = _shaped("discount", self.discount, (parties,))
        over = np.broadcast_to(np.asarray(self.over, dtype=int), np.shape(self.over) or (states,))
        if over.shape != (states,) or (over >= size).any():
            raise ModelError(f"over names one of {size} ends, or -1, at each of {states} states")
        if np.ndim(self.move) != len(counts) + 2:
            raise ModelError(f"move has shape {np.shape(self.move)}; allowed: {(states, *counts, states)}")
        put["over"] = over
        put["parties"] = tuple(self.parties) or numbered_parties(counts)
        put["states"] = np.asarray(self.states if np.size(self.states) else np.arange(states), dtype=float)
        for name, value in put.items():
            object.__setattr__(self, name, value)
        self._proper()
        self._lay_out()

    def _proper(self) -> None:
        live = self.over < 0
        move, ends = self.move[live], self.ends[live]
        if not live.any():
            raise ModelError("every state is an end; at least one must not be")
        if not ((self.discount >= 0) & (self.discount < 1)).all():
            raise ModelError(f"a discount is {self.discount.min():g} to {self.discount.max():g}; allowed: 0 <= d < 1")
        if (move < -SLACK).any() or (np.abs(move.sum(axis=-1) - 1) > SLACK).any():
            raise ModelError("move is no probability distribution over the states at some state and profile")
        if (ends < -SLACK).any() or (ends.sum(axis=-1) > 1 + SLACK).any():
            raise ModelError("probabilities of ends lie outside [0, 1], or sum to more than 1, somewhere")

    def _lay_out(self) -> None:
        """Keep what a profile pays by itself, (K, N, S..), and its chances of each live state, (K, S.., K)."""
        rest = np.maximum(0.0, 1 - self.ends.sum(axis=-1))
        onward = rest[..., None] * self.move
        at_ends = np.zeros((len(self.over), len(self.parties)))
        for k in np.flatnonzero(self.over >= 0):
            at_ends[k] = self.worth[(k, slice(None), *[0] * len(self.counts), self.over[k])]
        broad = (1, -1, *[1] * len(self.counts))
        d = self.discount.reshape(broad)
        ended = (self.ends[:, None] * self.worth).sum(axis=-1) + np.moveaxis(onward @ at_ends, -1, 1)
        object.__setattr__(self, "reward", (1 - d) * self.standing + self.flow + d * ended)
        object.__setattr__(self, "onward", np.where(self.over < 0, onward, 0.0))
        object.__setattr__(self, "at_ends", at_ends)

    @property
    def counts(self) -> tuple[int, ...]:
        return self.standing.shape[2:]

    @cached_property
    def live(self) -> Array:
        """Return the places of the states that are no ends, ascending."""
        return np.flatnonzero(self.over < 0)

    @cached_property
    def lasting(self) -> Array:
        """Return what a situation is worth that lasts for ever: standing + flow/(1-d), (K, N, S1, ..., SN)."""
        d = self.discount.reshape(1, -1, *[1] * len(self.counts))
        return np.asarray(self.standing + self.flow / (1 - d))

    @cached_property
    def scale(self) -> Array:
        """Return each party's range over lasting situations and ends, (N,); the unit of regret. No range gives 1."""
        axes = (0, *range(2, self.standing.ndim))
        lasting = self.lasting[self.live]
        low, high = lasting.min(axis=axes), lasting.max(axis=axes)
        if self.ends.shape[-1]:
            worth = self.worth[self.live]
            low = np.minimum(low, worth.min(axis=(*axes, worth.ndim - 1)))
            high = np.maximum(high, worth.max(axis=(*axes, worth.ndim - 1)))
        return np.where(high > low, high - low, 1.0)

    def payoffs(self, values: Array) -> Array:
        """Return Q of every state and profile where the next state is worth `values` (K, N): (K, N, S1, ..., SN)."""
        d = self.discount.reshape(1, -1, *[1] * len(self.counts))
        return np.asarray(self.reward + d * np.moveaxis(self.onward @ values, -1, 1))

    def chances(self, mixtures: Sequence[Array]) -> Array:
        """Return the chances of each live state next period under mixtures (K, Si): (K, K)."""
        return expected(self.onward, mixtures)

    def leaving(self, mixtures: Sequence[Array]) -> Array:
        """Return the chances of each end this period under mixtures: (K, E); a state that is an end counts as it."""
        rest = np.maximum(0.0, 1 - self.ends.sum(axis=-1))
        into = np.eye(self.ends.shape[-1])[self.over] * (self.over >= 0)[:, None] if self.ends.shape[-1] else \
            np.zeros((len(self.over), 0))
        return expected(self.ends + (rest[..., None] * self.move) @ into, mixtures)

    def worth_of(self, mixtures: Sequence[Array]) -> Array:
        """Return V of mixtures played for ever, by a linear solve from the mixtures alone: (K, N)."""
        live, chances = self.live, self.chances(mixtures)
        reward = np.moveaxis(expected(np.moveaxis(self.reward, 1, -1), mixtures), -1, -1)
        values = np.array(self.at_ends)
        inner = chances[np.ix_(live, live)]
        systems = np.eye(len(live)) - self.discount[:, None, None] * inner
        values[live] = np.linalg.solve(systems, reward[live].T[..., None])[..., 0].T
        return values

    def gains(self, mixtures: Sequence[Array], values: Array) -> Array:
        """Return max_b Q_i(k; b, x_-i) - V_i(k) in payoff units: (K, N), 0 at ends."""
        found = strategy_payoffs(self.payoffs(values), mixtures)
        gains = np.stack([each.max(axis=1) for each in found], axis=1) - values
        return np.where((self.over < 0)[:, None], gains, 0.0)


def expected(table: Array, mixtures: Sequence[Array]) -> Array:
    """Average (K, S1, ..., SN, ...) over independent mixtures (K, Si): (K, ...)."""
    for mixture in mixtures:
        table = np.einsum("ks,ks...->k...", mixture, table)
    return table


def _shaped(name: str, value: object, shape: tuple[int, ...]) -> Array:
    try:
        array = np.broadcast_to(np.asarray(value, dtype=float), shape)
    except (ValueError, TypeError):
        raise ModelError(f"{name} has shape {np.shape(value)}; allowed: {shape}") from None
    if not np.isfinite(array).all():
        raise ModelError(f"{name} holds a number that is not finite")
    return array
