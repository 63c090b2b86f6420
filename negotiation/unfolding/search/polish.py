"""Newton on "played strategies pay the same", all states at once.

Unknown are the probabilities of the played strategies where a party mixes, and V. Equations: every played strategy pays
V_i(k), and probabilities sum to one. Steps are least-squares steps, since ties leave free directions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from negotiation.game import Array
from negotiation.game.regret import strategy_payoffs
from negotiation.unfolding.game.judge import Judged, judge
from negotiation.unfolding.game.stochastic import StochasticGame, expected
from negotiation.unfolding.search.choice import parts

CUTS = (1e-4, 1e-6, 1e-3, 1e-2)
"""Probabilities tried in turn as the border between played and unplayed."""
STEPS = 30
CONVERGED = 1e-11
"""A step after which there is none: the next one would be its square."""
WILD = 10.0
"""A step of a direct solve that is longer is taken by least squares instead."""
NEGATIVE = 1e-9
"""A probability below minus this says that the support is wrong."""
MOST_UNKNOWN = 1500


def polished(game: StochasticGame, flat: Array, cuts: Sequence[float] = CUTS) -> Judged | None:
    """Return an equilibrium on the support of mixtures (K', S1+...+SN), judged; None where no cut gives one."""
    tried: list[Array] = []
    for cut in cuts:
        support = flat > cut
        if any((support == each).all() for each in tried):
            continue
        tried.append(support)
        for found in _newton(game, np.where(support, flat, 0.0), support):
            judged = judge(game, parts(found, game.counts))
            if judged.holds:
                return judged
    return None


def _newton(game: StochasticGame, flat: Array, support: Array) -> Iterator[Array]:
    """Yield where Newton's steps lead, if the probabilities there are probabilities."""
    flat = _summing_to_one(flat, game.counts)
    mixing = np.concatenate([np.repeat((side.sum(axis=1) > 1)[:, None], side.shape[1], axis=1)
                             for side in parts(support, game.counts)], axis=1) & support
    if not mixing.any():
        yield flat
        return
    if mixing.sum() + flat.shape[0] * len(game.counts) > MOST_UNKNOWN:
        return
    values = judge(game, parts(flat, game.counts)).values
    for _ in range(STEPS):
        residual, slopes, first = _system(game, flat, values, support, mixing)
        free = int(mixing.sum())
        step = _step(slopes, residual, first, free)
        flat, values = flat.copy(), values.copy()
        flat[mixing] += step[:free]
        values[game.live] += step[free:].reshape(-1, len(game.counts)) * game.scale
        if not np.isfinite(step).all() or np.abs(flat).max() > 10:
            return
        if np.abs(step).max() < CONVERGED:
            break
    if flat.min() >= -NEGATIVE:
        yield _summing_to_one(np.maximum(flat, 0.0), game.counts)


def _step(slopes: Array, residual: Array, first: Sequence[Array], free: int) -> Array:
    """Solve for a Newton step. V is eliminated: `first[i]` are the rows of party i that say what its V is.

    A party's V hangs on no other's, so there is a block a party, which discounting keeps regular; what is left are as
    many equations as probabilities, by least squares where ties leave directions free.
    """
    parties = len(first)
    rest = np.setdiff1d(np.arange(len(residual)), np.concatenate(first))
    inner, left = slopes[rest, :free], -residual[rest]
    found = []
    for i, rows in enumerate(first):
        own = slice(free + i, None, parties)
        side = np.concatenate([slopes[rows, :free], -residual[rows, None]], axis=1)
        solved = np.linalg.solve(slopes[rows, own], side)
        found.append(solved)
        inner, left = inner - slopes[rest, own] @ solved[:, :free], left - slopes[rest, own] @ solved[:, free]
    mixing = _solved(inner, left)
    values = np.stack([solved[:, free] - solved[:, :free] @ mixing for solved in found], axis=1)
    return np.concatenate([mixing, values.reshape(-1)])


def _solved(slopes: Array, side: Array) -> Array:
    try:
        step = np.linalg.solve(slopes, side)
        if np.abs(step).max() <= WILD:
            return np.asarray(step)
    except np.linalg.LinAlgError:
        pass
    return np.asarray(np.linalg.lstsq(slopes, side, rcond=1e-12)[0])


def _summing_to_one(flat: Array, counts: Sequence[int]) -> Array:
    return np.concatenate([side / side.sum(axis=1, keepdims=True) for side in parts(flat, counts)], axis=1)


def _system(game: StochasticGame, flat: Array, values: Array, support: Array, mixing: Array
            ) -> tuple[Array, Array, list[Array]]:
    """Return residuals and their slopes by (mixing probabilities, V over ranges); rows are the played strategies.

    With them each party's rows of the first strategy that it plays at each state.
    """
    live, mixtures, parties = game.live, parts(flat, game.counts), len(game.counts)
    payoffs = game.payoffs(values)[live]
    onward = game.onward[live][..., live]
    column = np.full(mixing.shape, -1)
    column[mixing] = np.arange(mixing.sum())
    free, size = int(mixing.sum()), int(mixing.sum()) + len(live) * parties
    paid = strategy_payoffs(payoffs, mixtures)
    offsets = np.concatenate([[0], np.cumsum(game.counts)])
    residuals, slopes, first, before = [], [], [], 0
    for i in range(parties):
        state, played = np.nonzero(support[:, offsets[i]:offsets[i + 1]])
        first.append(before + np.unique(state, return_index=True)[1])
        before += len(state)
        residuals.append((paid[i][state, played] - values[live][state, i]) / game.scale[i])
        rows = np.zeros((len(state), size))
        ahead = game.discount[i] * _against(onward, mixtures, i)[state, played]
        rows[:, free + i::parties] = ahead
        rows[np.arange(len(state)), free + state * parties + i] -= 1.0
        for j in range(parties):
            if j != i:
                _cross(rows, payoffs[:, i], mixtures, (i, j), (state, played), column[:, offsets[j]:offsets[j + 1]],
                       game.scale[i])
        slopes.append(rows)
    sums = [(int(k), j) for j in range(parties) for k in np.flatnonzero(
        mixing[:, offsets[j]:offsets[j + 1]].any(axis=1))]
    extra = np.zeros((len(sums), size))
    for row, (k, j) in enumerate(sums):
        own = column[k, offsets[j]:offsets[j + 1]]
        extra[row, own[own >= 0]] = 1.0
        residuals.append(np.array([mixtures[j][k].sum() - 1.0]))
    return np.concatenate(residuals), np.concatenate([*slopes, extra]), first


def _against(onward: Array, mixtures: Sequence[Array], i: int) -> Array:
    """Average (K', S1, ..., SN, K') over all but party i: (K', Si, K')."""
    table = np.moveaxis(onward, 1 + i, -2)
    return expected(table, [each for j, each in enumerate(mixtures) if j != i])


def _cross(rows: Array, payoff: Array, mixtures: Sequence[Array], pair: tuple[int, int],
           at: tuple[Array, Array], column: Array, scale: float) -> None:
    """Add d Q_i(b)/d x_j(c) at states where party j mixes."""
    i, j = pair
    where = np.flatnonzero((column >= 0).any(axis=1))
    if not len(where):
        return
    table = np.moveaxis(payoff[where], (1 + i, 1 + j), (-2, -1))
    both = np.zeros((len(column), *table.shape[-2:]))
    both[where] = expected(table, [each[where] for k, each in enumerate(mixtures) if k not in pair])
    state, played = at
    row, own = np.nonzero(column[state] >= 0)
    rows[row, column[state[row], own]] += both[state[row], played[row], own] / scale
