"""A stationary Markov perfect equilibrium by sticky iteration, then Newton's polish; a judge decides what is claimed.

1. Periods of the finite horizon by the rule of selection. Where Newton on the support of what is played gives an
   equilibrium that the rule takes again, further periods would only approach it: it is the answer.
2. Sticky: keep the row nearest to the last one if it is near, else take the rule's, until V no longer moves or Newton
   gives an equilibrium that is kept.
3. Newton on the support of what is played, of the average over a cycle, and of damped play.
4. What the judge accepts is stationary; else "not settled", with the length of the cycle if V repeats.

Maskin and Tirole (2001); that there are finitely many for almost all payoffs: Doraszelski and Escobar (2010).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation.game import Array
from negotiation.progress import beat
from negotiation.unfolding.game.judge import Judged, judge
from negotiation.unfolding.game.stochastic import StochasticGame
from negotiation.unfolding.search.choice import Rule, parts
from negotiation.unfolding.search.horizon import Stage, before, last_period
from negotiation.unfolding.search.polish import CUTS, polished

PERIODS, STICKY = 40, 400
SETTLED, REPEATED = 1e-10, 1e-9
"""Shares of the range within which V stands still, and within which it is said to come back."""
LONGEST = 60
LOOK = 10
"""Periods after which it is looked whether what is played leads to an equilibrium already, though V still moves."""
AGAIN = 1e-6
"""Probabilities within which what is played is played again."""
DAMPED = 200
DAMPING = 0.2
PURE_ENOUGH = 1e-12
"""A regret at which a mixed plan is not polished again."""


@dataclass(frozen=True, eq=False)
class Settled:
    """What was found: judged mixtures where `status` is "stationary", the last ones where it is "not settled"."""

    judged: Judged
    status: str
    how: str
    cycle: int = 0
    periods: int = 0


def stationary(game: StochasticGame, rule: Rule, method: str = "complete", start: Stage | None = None,
               periods: int = PERIODS) -> Settled:
    """Look for a stationary equilibrium; from `start`, else from the last period of a horizon."""
    stage = start if start is not None else last_period(game, rule, method)
    for step in range(periods if start is None else 0):
        beat()
        stage = before(game, stage, rule, method, follow=True)
        if step % LOOK == LOOK - 1 and (found := _kept(game, stage, rule, method)) is not None:
            return Settled(found, "stationary", "rule", 0, step + 1)
    trail = [stage]
    for step in range(STICKY):
        beat()
        stage = before(game, stage, rule, method, sticky=True, follow=True)
        trail = [*trail[-LONGEST:], stage]
        still = _moved(game, trail[-1], trail[-2]) < SETTLED
        if not still and step % LOOK == LOOK - 1 and (found := polished(game, stage.flat, CUTS[:1])) is not None:
            return Settled(found, "stationary", "sticky", 0, len(trail))
        if still or (step % 10 == 9 and _cycle(game, trail)):
            break
    cycle = 0 if still else _cycle(game, trail)
    return _tell(game, rule, method, trail, cycle)


def _kept(game: StochasticGame, stage: Stage, rule: Rule, method: str) -> Judged | None:
    """Return the equilibrium on the support of what is played, if the rule takes it again."""
    found = polished(game, stage.flat, CUTS[:1])
    if found is None:
        return None
    flat = np.concatenate([each[game.live] for each in found.mixtures], axis=1)
    again = before(game, Stage(found.values, flat, stage.rows, stage.row, stage.missing), rule, method)
    return found if np.abs(again.flat - flat).max() < AGAIN else None


def _tell(game: StochasticGame, rule: Rule, method: str, trail: list[Stage], cycle: int) -> Settled:
    last = judge(game, parts(trail[-1].flat, game.counts))
    pure = (trail[-1].flat > 0).sum() == trail[-1].flat.shape[0] * len(game.counts)
    if last.holds and (pure or last.regret.max() <= PURE_ENOUGH):
        return Settled(last, "stationary", "sticky", 0, len(trail))
    found = polished(game, trail[-1].flat)
    if found is None and last.holds:
        found = last
    if found is None:
        found = polished(game, np.mean([each.flat for each in trail[-(cycle or 20):]], axis=0))
    if found is None:
        found = _damped(game, rule, method, trail, cycle)
    if found is not None:
        return Settled(found, "stationary", "polish", 0, len(trail))
    return Settled(last, "not settled", "", cycle, len(trail))


def _damped(game: StochasticGame, rule: Rule, method: str, trail: list[Stage], cycle: int) -> Judged | None:
    """Let V move a part of the way each period, and polish what is played on average at the end."""
    stage = trail[-1]
    values = np.mean([each.values for each in trail[-(cycle or 20):]], axis=0)
    played: list[Array] = []
    for step in range(DAMPED):
        beat()
        stage = before(game, Stage(values, stage.flat, stage.rows, stage.row, stage.missing), rule, method, sticky=True,
                       follow=True)
        share = DAMPING if step < DAMPED // 2 else DAMPING / (1 + (step - DAMPED // 2) / 10)
        moved = float((np.abs(stage.values - values) / game.scale).max())
        values = values + share * (stage.values - values)
        played = [*played[-40:], stage.flat]
        if moved < SETTLED:
            break
        if step % 40 == 39 and (found := polished(game, np.mean(played, axis=0))) is not None:
            return found
    return polished(game, stage.flat)


def _moved(game: StochasticGame, one: Stage, other: Stage) -> float:
    return float((np.abs(one.values - other.values) / game.scale).max())


def _cycle(game: StochasticGame, trail: list[Stage]) -> int:
    """Return after how many periods V came back, 0 for never."""
    return next((back for back in range(2, len(trail) // 2 + 1)
                 if _moved(game, trail[-1], trail[-1 - back]) < REPEATED
                 and _moved(game, trail[-2], trail[-2 - back]) < REPEATED), 0)
