"""What was played a period later, followed: Newton on "played strategies pay the same" in each state's game by itself.

Close periods have close games, so the mixed row on the same supports is found without a search. It is taken only where
nobody gains by anything else; else the search is asked.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from negotiation.game import Array
from negotiation.game.regret import strategy_payoffs
from negotiation.unfolding.game.stochastic import expected

STEPS = 8
CONVERGED = 1e-8
"""A step in probabilities after which there is none: the next one would be its square."""


def followed(payoffs: Array, flat: Array, within: float) -> tuple[Array, Array]:
    """Follow rows into games (K', N, S1, ..., SN) in units of the parties' ranges.

    Returns
    -------
    (K', S1+...+SN) mixtures on the supports of `flat`, and (K',) bool: every probability is positive and nobody gains
    more than `within` by a change.
    """
    found, holds, counts = flat.copy(), np.zeros(len(flat), dtype=bool), payoffs.shape[2:]
    supports, group = np.unique(flat > 0, axis=0, return_inverse=True)
    for g, support in enumerate(supports):
        some = np.flatnonzero(group.reshape(-1) == g)
        played = [np.flatnonzero(each) for each in _parts(support, counts)]
        mixing = np.flatnonzero([len(each) > 1 for each in played])
        shape = (len(some), len(mixing), *(len(played[i]) for i in mixing))
        inner = payoffs[np.ix_(some, mixing, *played)].reshape(shape)
        at = np.concatenate([np.flatnonzero(support & _own(i, counts)) for i in mixing.tolist()])
        ends = _newton(inner, flat[np.ix_(some, at)])
        if ends is not None:
            found[np.ix_(some, at)] = ends
            holds[some] = (ends > 0).all(axis=1) & _holds(payoffs[some], found[some], within)
    return found, holds


def _parts(flat: Array, counts: Sequence[int]) -> list[Array]:
    return np.split(flat, np.cumsum(counts)[:-1], axis=-1)


def _own(i: int, counts: Sequence[int]) -> Array:
    return np.repeat(np.arange(len(counts)), counts) == i


def _newton(payoffs: Array, flat: Array) -> Array | None:
    """Return where the steps lead if every strategy is played; None where a system is singular."""
    counts, flat = payoffs.shape[2:], flat.copy()
    member = np.stack([_own(i, counts) for i in range(len(counts))], axis=1).astype(float)
    free = flat.shape[1]
    slopes = np.zeros((len(flat), free + len(counts), free + len(counts)))
    slopes[:, :free, free:], slopes[:, free:, :free] = -member, member.T
    for _ in range(STEPS):
        mixtures = _parts(flat, counts)
        slopes[:, :free, :free] = _cross(payoffs, mixtures)
        # What each party gets is solved for anew in every step, so it needs no start.
        side = np.concatenate([*(-each for each in strategy_payoffs(payoffs, mixtures)), 1 - flat @ member], axis=1)
        try:
            step = np.linalg.solve(slopes, side[..., None])[:, :free, 0]
        except np.linalg.LinAlgError:
            return None
        flat += step
        largest = np.abs(step).max()
        if not largest <= free:
            return None
        if largest < CONVERGED:
            break
    return flat


def _cross(payoffs: Array, mixtures: Sequence[Array]) -> Array:
    """Return what a strategy pays by each strategy of another party: (K', S1+...+SN, S1+...+SN), 0 by one's own."""
    start = np.concatenate([[0], np.cumsum(payoffs.shape[2:])])
    table = np.zeros((len(payoffs), start[-1], start[-1]))
    for i in range(len(mixtures)):
        for j in range(len(mixtures)):
            if j != i:
                pair = np.moveaxis(payoffs[:, i], (1 + i, 1 + j), (-2, -1))
                table[:, start[i]:start[i + 1], start[j]:start[j + 1]] = expected(
                    pair, [each for k, each in enumerate(mixtures) if k not in (i, j)])
    return table


def _holds(payoffs: Array, flat: Array, within: float) -> Array:
    mixtures = _parts(flat, payoffs.shape[2:])
    gains = [paid.max(axis=1) - (paid * each).sum(axis=1)
             for paid, each in zip(strategy_payoffs(payoffs, mixtures), mixtures, strict=True)]
    return np.asarray(np.max(gains, axis=0) <= within)
