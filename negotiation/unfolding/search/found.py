"""What the judge and the equilibria of every state's game say of what was found."""

from __future__ import annotations

import numpy as np

from negotiation.game import Array
from negotiation.game.regret import expected_payoffs, strategy_payoffs
from negotiation.unfolding.game.judge import Judged, plan_gain, whole
from negotiation.unfolding.game.stochastic import StochasticGame
from negotiation.unfolding.search.choice import Rows, Rule, inside, parts, rows_of
from negotiation.unfolding.search.horizon import backwards
from negotiation.unfolding.search.stationary import Settled

Found = tuple[Settled, Array, Rows, tuple[tuple[Array, ...], ...]]
"""What was found, what the best whole plans gain (K, N), all rows of the states' games, what is played by period."""


def lasting(game: StochasticGame, found: Settled, method: str = "complete") -> Found:
    """Return a stationary plan with its best whole plans and the rows beside it."""
    judged = found.judged
    rows = rows_of(game, game.payoffs(judged.values)[game.live], None, method)
    return found, plan_gain(game, judged.mixtures, judged.values), rows, ()


def within(game: StochasticGame, rule: Rule, horizon: int, method: str = "complete") -> Found:
    """Return the first period of a horizon, judged in its stage game; whole plans are not looked at (nan)."""
    stages = backwards(game, rule, method, horizon)
    played = tuple(whole(game, parts(each.flat, game.counts)) for each in stages)
    payoffs = game.payoffs(stages[1].values) if horizon > 1 else game.lasting
    best = np.stack([each.max(axis=1) for each in strategy_payoffs(payoffs, played[0])], axis=1)
    gain = np.where((game.over < 0)[:, None], best - expected_payoffs(payoffs, played[0]), 0.0)
    judged = Judged(played[0], stages[0].values, gain, np.maximum(0.0, gain / game.scale).max(axis=1))
    return Settled(judged, "finite horizon", "backwards"), np.full_like(gain, np.nan), stages[0].rows, played


def counted(game: StochasticGame, rows: Rows) -> tuple[Array, Array, Array]:
    """Return, by state, the rows that were not taken, whether all were found, and what was left undecided."""
    passed, unresolved = np.zeros(len(game.over), dtype=int), np.zeros(len(game.over), dtype=int)
    complete = np.zeros(len(game.over), dtype=bool)
    passed[game.live] = np.maximum(np.bincount(rows.state, minlength=len(game.live)) - 1, 0)
    complete[game.live], unresolved[game.live] = rows.complete, rows.unresolved
    complete[game.over >= 0] = True
    return passed, complete, unresolved


def ripe(game: StochasticGame, rows: Rows) -> Array:
    """Mark states at which an agreement and a conflict are equilibria and all prefer the agreement: (K,) bool."""
    found = np.zeros(len(game.over), dtype=bool)
    mixtures = parts(rows.flat, game.counts)
    kinds = {kind: inside(np.any([o.mask for o in game.outcomes if o.kind == kind] or [np.zeros(game.counts, bool)],
                                 axis=0), mixtures) for kind in ("agreement", "conflict")}
    for k in np.unique(rows.state):
        talks, fights = (np.flatnonzero((rows.state == k) & kinds[kind]) for kind in ("agreement", "conflict"))
        better = rows.payoffs[talks][:, None] > rows.payoffs[fights][None]
        found[game.live[k]] = bool(better.all(axis=2).any())
    return found
