"""Which guess matters: one at a time (a tornado), and Sobol' indices over all together, computed by SALib.

First-order index: the share of a result's variance that would go if the guess were known. Total index: the share that
would stay if all others were known, interactions among them. Saltelli's design; correlated guesses count as one group,
since indices need independent inputs. Constraints are lifted here for the same reason, and it is said how often one is
broken.

Sobol (2001), Mathematics and Computers in Simulation 55; Saltelli et al. (2010), Computer Physics Communications 181.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np

from negotiation.game import Array
from negotiation.plain import one
from negotiation.sensitivity.drawn.marks import Key, marks_of
from negotiation.sensitivity.drawn.sample import Moment, Plan
from negotiation.sensitivity.quantities import Asked, evaluated

ENDS = (0.05, 0.95)
"""The quantiles of a guess between which the tornado moves it."""

RESAMPLES = 100
CONFIDENCE = 0.95

NUMBERS = 1 << 20
"""Payoff numbers held at a time."""


@dataclass(frozen=True)
class Bar:
    """One guess moved alone from its 5 % to its 95 % quantile: the result at both, and what is an equilibrium there."""

    parameter: str
    now: float
    low: float
    high: float
    at_low: float
    at_high: float
    held_low: tuple[Key, ...]
    held_high: tuple[Key, ...]

    @property
    def swing(self) -> float:
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True)
class Index:
    """A guess's (or a group's) share of a result's variance, alone and in all, with half-widths of 95 % confidence."""

    parameters: tuple[str, ...]
    first: float
    first_confidence: float
    total: float
    total_confidence: float


@dataclass(frozen=True)
class Indices:
    """Sobol' indices, the largest total first.

    `of` the result, its `mean` and `variance` over the design of `points` points; `broken` the share of them that break
    a constraint; `left_out` the share at which the result is no number. No rows where the result does not vary.
    """

    of: str
    rows: tuple[Index, ...]
    mean: float
    variance: float
    points: int
    broken: float
    left_out: float


def tornado(plan: Plan, moment: Moment, quantity: Asked) -> tuple[Bar, ...]:
    """Move each guess alone; the largest swing first. An end that a constraint forbids gives nan."""
    count = len(plan.guesses.each)
    base = {name: np.full(2 * count, one(value)) for name, value in moment.point.items()}
    for k, guess in enumerate(plan.guesses.each):
        base[guess.id][2 * k:2 * k + 2] = guess.values(np.array(ENDS), one(moment.point[guess.id]))
    allowed = plan.model.allowed(base)
    kept = {name: values[allowed] for name, values in base.items()}
    values = np.full(2 * count, np.nan)
    held: list[tuple[Key, ...]] = [() for _ in range(2 * count)]
    if allowed.any():
        values[allowed] = evaluated(plan.model, kept, quantity, chunk(plan))
        marks = marks_of(plan.model, kept, plan.method)
        for place, row in zip(np.flatnonzero(allowed), marks.held, strict=True):
            held[place] = tuple(key for key, mark in zip(marks.keys, row, strict=True) if mark)
    bars = [Bar(guess.id, one(moment.point[guess.id]), float(base[guess.id][2 * k]),
                float(base[guess.id][2 * k + 1]), float(values[2 * k]), float(values[2 * k + 1]), held[2 * k],
                held[2 * k + 1]) for k, guess in enumerate(plan.guesses.each)]
    return tuple(sorted(bars, key=lambda bar: -np.nan_to_num(bar.swing, nan=-1.0)))


def indices(plan: Plan, moment: Moment, quantity: Asked, base: int) -> Indices:
    """Return Sobol' indices of a quantity from a Saltelli design of base * (groups + 2) points."""
    from SALib.sample import sobol

    problem = _problem(plan)
    cube = plan.guesses.correlated(np.asarray(
        sobol.sample(problem, base, calc_second_order=False, seed=plan.seed)))
    places = plan.places(cube, moment)
    broken = 1.0 - float(plan.model.allowed(places).mean())
    free = plan.model.replace(constraints=())
    values = evaluated(free, places, quantity, chunk(plan))
    return _analysed(plan, problem, quantity.name, values, broken)


def _problem(plan: Plan) -> dict[str, object]:
    names = list(plan.guesses.names)
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names),
            "groups": [f"g{group}" for group in plan.guesses.groups]}


def _analysed(plan: Plan, problem: dict[str, object], of: str, values: Array, broken: float) -> Indices:
    from SALib.analyze import sobol

    groups = list(dict.fromkeys(plan.guesses.groups))
    if len(groups) == 1:  # SALib takes a single group apart; it holds the whole variance.
        alone = (Index(plan.guesses.names, 1.0, 0.0, 1.0, 0.0),) if np.ptp(values) > 0 else ()
        return Indices(of, alone, float(values.mean()), float(values.var()), len(values), broken, 0.0)
    rows = values.reshape(-1, len(groups) + 2)
    whole = np.isfinite(rows).all(axis=1)
    left, rows = 1.0 - float(whole.mean()), rows[whole]
    if len(rows) < 2 or np.ptp(rows) == 0:
        mean = float(rows.mean()) if rows.size else float("nan")
        return Indices(of, (), mean, 0.0, len(values), broken, left)
    with np.errstate(all="ignore"):
        found = sobol.analyze(problem, rows.reshape(-1), calc_second_order=False, num_resamples=RESAMPLES,
                              conf_level=CONFIDENCE, seed=plan.seed)
    named = {f"g{group}": tuple(name for name, each in zip(plan.guesses.names, plan.guesses.groups, strict=True)
                                if each == group) for group in groups}
    table = [Index(named[f"g{group}"], *(float(found[what][k]) for what in ("S1", "S1_conf", "ST", "ST_conf")))
             for k, group in enumerate(groups)]
    return Indices(of, tuple(sorted(table, key=lambda each: -each.total)), float(rows[:, [0, -1]].mean()),
                   float(rows[:, [0, -1]].var()), len(values), broken, left)


def chunk(plan: Plan) -> int:
    """Return how many points fit in memory at a time."""
    return max(1, NUMBERS // (len(plan.model.parties) * prod(plan.model.strategy_counts)))

