"""How likely the answer is where payoffs are guesses, in steps: a rough count at once, finer ones as draws come in."""

from __future__ import annotations

from dataclasses import dataclass

from negotiation.model import Model
from negotiation.sensitivity import growing, more, uncertainty
from negotiation.sensitivity.bands import runs
from negotiation.sensitivity.history import OBSERVED
from negotiation.sensitivity.result import Uncertainty
from negotiation.view.compute.cache import cached
from negotiation.view.compute.point import Values, laid, named

SPREAD, SEED = 0.2, 7

DRAWS = (256, 1024, 4096)
"""Guesses of each step. At the last one is also asked what matters most, what flips the answer, and the bands; what is
uncertain is the same in all."""

WITH_HISTORY = (128, 512, 2048)
"""The same where the model is solved at every observed moment too."""

BASE, SELECTED, POINTS = 64, 64, 21
"""Rows of the Saltelli design, draws at which the logit selection is traced, positions along the slider."""


@dataclass(frozen=True)
class Asked:
    """What a reader asked for: how far guesses reach, their seed, whether history rules some out."""

    spread: float = SPREAD
    seed: int = SEED
    given: bool = False

    @property
    def draws(self) -> tuple[int, ...]:
        return WITH_HISTORY if self.given else DRAWS


def likely(model: Model, at: Values, over: str, asked: Asked) -> tuple[Uncertainty, int]:
    """Return the finest count that is at hand, the first one where none is, and its step."""
    held = [step for step in range(len(asked.draws)) if at_hand(model, at, over, asked, step)]
    step = max(held, default=0)
    return counted(model, at, over, asked, step), step


def at_hand(model: Model, at: Values, over: str, asked: Asked, step: int = 0) -> bool:
    """Return whether a step costs nothing, since it was asked for before."""
    return _counted.holds(model, at, over if step == len(asked.draws) - 1 else "", asked, step)


def counted(model: Model, at: Values, over: str, asked: Asked, step: int) -> Uncertainty:
    """Return the count of one step; only the last one hangs on the slider or path that the charts run along."""
    return _counted(model, at, over if step == len(asked.draws) - 1 else "", asked, step)


@cached
def _counted(model: Model, at: Values, over: str, asked: Asked, step: int) -> Uncertainty:
    draws, given = asked.draws[step], OBSERVED if asked.given else None
    point = laid(model, named(model, at))
    if step == 0:
        return next(growing(model, draws, asked.spread, asked.seed, given, at=point))
    if step < len(asked.draws) - 1:
        return more(counted(model, at, over, asked, step - 1), draws - asked.draws[step - 1])
    fixed = over and not guessed(counted(model, at, over, asked, 0), over)
    return uncertainty(model, draws, asked.spread, asked.seed, given, at=point, base=BASE, logit=SELECTED,
                       along=over if fixed else None, points=POINTS)


def beside(model: Model, at: Values, asked: Asked, step: int) -> Uncertainty:
    """Return the count of another point that is drawn beside one of a step; what it hangs on is not asked."""
    return counted(model, at, "", asked, min(step, len(asked.draws) - 2))


def guessed(found: Uncertainty, over: str) -> bool:
    """Return whether a slider, or what moves along a path, is itself among the guesses."""
    return not {each.parameter for each in found.guesses}.isdisjoint(runs(found.plan.model, over)[2])
