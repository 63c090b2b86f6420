"""Seeded draws of guesses; those that break a constraint are rejected, and counted.

1. Candidates come in blocks of SPLITS * LENGTH: Sobol points of SPLITS independent scrambles, taken in turn, or random
   ones. A block hangs on the seed and its number alone, so a longer run begins with the shorter one, bit by bit.
2. A candidate is kept where every moment that is looked at allows it, ranges and constraints.

Sobol (1967); Owen (1998), Scrambling Sobol' and Niederreiter-Xing points. Each scramble is unbiased, so the spread
between the scrambles' means is an honest error (`estimate`).
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from negotiation.equality import ByValue
from negotiation.errors import ParameterError
from negotiation.game import Array
from negotiation.model import Model
from negotiation.model.point import Point
from negotiation.plain import one
from negotiation.progress import report
from negotiation.sensitivity.drawn.guesses import Guesses
from negotiation.sensitivity.drawn.marks import Marks, joined, marks_of

if TYPE_CHECKING:
    from scipy.stats.qmc import QMCEngine

SPLITS, LENGTH = 32, 32
"""Independent scrambles, and points of each in a block: a power of two, which keeps a Sobol sequence balanced."""

TOO_FEW = 0.01
"""Share of candidates that must be allowed: where fewer are, drawing goes on for ever."""

JUDGED = 4096
"""Candidates tried before that is judged."""


@dataclass(frozen=True)
class Moment:
    """Where the model stands: the scenario asked for (''), or a preset with what was observed."""

    preset: str
    point: Point
    observed: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Plan(ByValue):
    """What is asked: the model, what is uncertain, the moments (the scenario first), how it is drawn and solved."""

    model: Model
    guesses: Guesses
    moments: tuple[Moment, ...]
    seed: int
    sampling: str
    method: str

    def places(self, cube: Array, moment: Moment) -> dict[str, Array]:
        """Return every parameter (P,) where guesses (P, K) have it at a moment."""
        places = {name: np.full(len(cube), one(value)) for name, value in moment.point.items()}
        return places | {guess.id: guess.values(cube[:, k], one(moment.point[guess.id]))
                         for k, guess in enumerate(self.guesses.each)}

    def allowed(self, cube: Array) -> Array:
        """Mark the guesses that every moment allows: (P,) bool."""
        return np.logical_and.reduce([self.model.allowed(self.places(cube, each)) for each in self.moments])


@dataclass(frozen=True, eq=False)
class Sample(ByValue):
    """Guesses drawn so far.

    Attributes
    ----------
    cube : (D, K) guesses as shares; split : (D,) the scramble that each comes from.
    tried : candidates looked at, the rejected among them.
    marks : what holds at each moment, in the plan's order.
    """

    cube: Array
    split: Array
    tried: int
    marks: tuple[Marks, ...]

    @property
    def draws(self) -> int:
        return len(self.cube)

    @property
    def rejected(self) -> float:
        """Return the share of the candidates that break a constraint."""
        return 1.0 - self.draws / self.tried if self.tried else 0.0


def block(plan: Plan, number: int) -> Array:
    """Return a block of candidates (SPLITS * LENGTH, K)."""
    count = len(plan.guesses.each)
    if plan.sampling == "random":
        cube = np.random.default_rng([plan.seed, number]).random((SPLITS * LENGTH, count))
    else:
        cube = np.stack([_scrambled(plan.seed, k, count, number) for k in range(SPLITS)], axis=1).reshape(-1, count)
    return plan.guesses.correlated(cube)


@lru_cache(maxsize=4 * SPLITS)
def _scrambled(seed: int, split: int, count: int, number: int) -> Array:
    """Return the points of one scramble in a block; those of a few blocks are kept, since a session asks again."""
    engine = deepcopy(_engine(seed, split, count))
    if number:
        engine.fast_forward(number * LENGTH)
    return np.asarray(engine.random(LENGTH))


@lru_cache(maxsize=4 * SPLITS)
def _engine(seed: int, split: int, count: int) -> QMCEngine:
    """Return one scramble at its first point; it is never moved, since threads share it."""
    from scipy.stats import qmc

    return qmc.Sobol(count, scramble=True, seed=np.random.default_rng([seed, split]))


def grown(plan: Plan, sample: Sample | None, draws: int) -> Sample:
    """Return a sample of `draws` guesses that begins with the one given.

    Raises
    ------
    ParameterError
        Nearly every candidate breaks a constraint.
    """
    parts = [sample] if sample else []
    done, tried = (sample.draws, sample.tried) if sample else (0, 0)
    begun = done
    while done < draws:
        report("Drawing guesses", done - begun, draws - begun)
        part = _next(plan, tried, draws - done)
        parts.append(part)
        done, tried = done + part.draws, tried + part.tried
        _enough(plan, done, tried)
    return _together(parts, tried)


def counted(plan: Plan, draws: int) -> Array:
    """Return how many guesses are kept up to the end of each block of candidates, as far as `draws` need: (B,) int.

    Raises
    ------
    ParameterError
        As `grown`.
    """
    kept: list[int] = [0]
    while kept[-1] < draws:
        report("Drawing guesses", kept[-1], draws)
        kept.append(kept[-1] + int(plan.allowed(block(plan, len(kept) - 1)).sum()))
        _enough(plan, kept[-1], (len(kept) - 1) * SPLITS * LENGTH)
    return np.array(kept[1:])


def _enough(plan: Plan, done: int, tried: int) -> None:
    if tried >= JUDGED and done < TOO_FEW * tried:
        raise ParameterError(f"{done:,} of {tried:,} guesses keep {plan.model.id}'s ranges and constraints"
                             f"{_broken(plan, tried)}; allowed: a smaller spread, or other parameters")


def _next(plan: Plan, tried: int, wanted: int) -> Sample:
    """Return what the rest of the present block gives, at most `wanted` guesses; the last one kept ends it."""
    size = SPLITS * LENGTH
    cube = block(plan, tried // size)[tried % size:]
    kept = np.flatnonzero(plan.allowed(cube))[:wanted]
    used = int(kept[-1]) + 1 if len(kept) == wanted else len(cube)
    split = (tried + kept) % SPLITS
    cube = cube[kept]
    marks = tuple(marks_of(plan.model, plan.places(cube, each), plan.method) for each in plan.moments)
    return Sample(cube, split, used, marks)


def _together(parts: list[Sample], tried: int) -> Sample:
    whole = parts[0] if len(parts) == 1 else Sample(
        np.concatenate([each.cube for each in parts]), np.concatenate([each.split for each in parts]), tried,
        tuple(map(joined, zip(*(each.marks for each in parts), strict=True))))
    return replace(whole, tried=tried)


def _broken(plan: Plan, tried: int) -> str:
    """Say what the first candidate that is refused breaks, and where."""
    cube = block(plan, (tried - 1) // (SPLITS * LENGTH))
    for each in plan.moments:
        said = [text for text in plan.model.refusals(plan.places(cube, each)) if text]
        if said:
            return f" ({said[0]}{f', at preset {each.preset}' if each.preset else ''})"
    return ""


def first(sample: Sample, count: int) -> Sample:
    """Return the first of the guesses."""
    return replace(sample, cube=sample.cube[:count], split=sample.split[:count],
                   marks=tuple(each.first(count) for each in sample.marks))

