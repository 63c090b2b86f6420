"""A finite horizon, backwards: the stage games of all states are one batch each period.

In the last period what is chosen lasts for ever; before it, Q with the worth of the period after.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation.game import Array
from negotiation.game.regret import expected_payoffs
from negotiation.unfolding.game.stochastic import StochasticGame
from negotiation.unfolding.search.choice import Rows, Rule, chosen, parts, rows_of


@dataclass(frozen=True, eq=False)
class Stage:
    """One period: the worth of each state (K, N), what is played (K', S1+...+SN) at live states, and what was found."""

    values: Array
    flat: Array
    rows: Rows
    row: Array
    missing: Array


def last_period(game: StochasticGame, rule: Rule, method: str, whole: bool = False) -> Stage:
    """Return the last period, in which everything lasts for ever."""
    return _stage(game, game.lasting[game.live], rule, None, method, False, whole)


def before(game: StochasticGame, stage: Stage, rule: Rule, method: str, sticky: bool = False,
           whole: bool = False, follow: bool = False) -> Stage:
    """Return the period before; `whole` asks for every mixed row, else only where they can matter.

    `follow`: a mixed row that follows from what is played a period later is taken without looking for others.
    """
    return _stage(game, game.payoffs(stage.values)[game.live], rule, stage.flat, method, sticky, whole, follow)


def backwards(game: StochasticGame, rule: Rule, method: str, periods: int) -> list[Stage]:
    """Return the stages of a horizon, the first period first, in which every mixed row is looked for."""
    stages = [last_period(game, rule, method, periods == 1)]
    for left in range(periods - 2, -1, -1):
        stages.append(before(game, stages[-1], rule, method, whole=left == 0))
    return stages[::-1]


def _stage(game: StochasticGame, payoffs: Array, rule: Rule, last: Array | None, method: str, sticky: bool,
           whole: bool, follow: bool = False) -> Stage:
    """Solve one batch and take one row a state; a state without a row (method pure) keeps what was played."""
    size = sum(game.counts)
    plays = np.zeros(len(payoffs), dtype=bool) if last is None else (last > 0).sum(axis=1) > len(game.counts)
    rows = rows_of(game, payoffs, None if whole else plays & sticky, "logit" if rule.name == "logit" else method,
                   last if follow else None)
    row = chosen(game, rows, rule, last, sticky)
    uniform = np.concatenate([np.full((len(payoffs), count), 1 / count) for count in game.counts], axis=1)
    flat = np.where((row >= 0)[:, None], rows.flat[row] if len(rows.flat) else np.zeros((len(row), size)),
                    uniform if last is None else last)
    values = np.array(game.at_ends)
    values[game.live] = expected_payoffs(payoffs, parts(flat, game.counts))
    return Stage(values, flat, rows, row, row < 0)
