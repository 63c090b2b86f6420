"""What history rules out: of the guesses, those in which what was observed is an equilibrium at each date.

A guess survives if at every preset with an observation one of the observed outcomes is an equilibrium. The surviving
guesses are the posterior of a flat likelihood (a guess either allows what was seen or does not): rejection sampling
(Rubin 1984; history matching, Craig et al. 1997). No estimate is made of how likely what was seen would have been.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from negotiation.errors import ModelError, ParameterError, unknown
from negotiation.game import Array
from negotiation.model import Model
from negotiation.plain import one
from negotiation.sensitivity.drawn.estimate import Estimate, share
from negotiation.sensitivity.drawn.sample import Plan, Sample

OBSERVED = "observed"
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)

FEW = 100
"""Survivors below which shares of them say little."""

KNOWN = ("What was observed was known when the model was written, and its presets were chosen knowing it: this shows "
         "which guesses go with the observed path, it does not test the model.")


@dataclass(frozen=True)
class Observation:
    """What was observed at a preset, and what it rules out.

    `allowed`: of all guesses, those in which it is an equilibrium; `without`: how many would survive if this
    observation were left out.
    """

    preset: str
    outcomes: tuple[str, ...]
    allowed: Estimate
    without: int


@dataclass(frozen=True)
class Moved:
    """A guess before and after: its quantiles (QUANTILES) over all guesses and over the survivors.

    `distance`: the largest gap between the two cumulative distributions (Kolmogorov-Smirnov), 0 to 1.
    """

    parameter: str
    prior: tuple[float, ...]
    posterior: tuple[float, ...] | None
    distance: float


@dataclass(frozen=True)
class Elsewhere:
    """How likely an outcome is an equilibrium at a moment ('' the scenario), among all guesses and the survivors.

    At a preset with an observation the survivors are those of the other observations, so that it is a finding there.
    """

    preset: str
    outcome: str
    label: str
    prior: Estimate
    posterior: Estimate


@dataclass(frozen=True)
class History:
    """What the observations leave of the guesses.

    `tells_most`: the preset whose observation alone rules out most guesses, '' where none rules out any.
    """

    observations: tuple[Observation, ...]
    draws: int
    survivors: int
    parameters: tuple[Moved, ...]
    elsewhere: tuple[Elsewhere, ...]
    tells_most: str
    notes: tuple[str, ...] = field(default=())


def observations(model: Model, given: str | Sequence[str] | Mapping[str, object] | None) -> dict[str, tuple[str, ...]]:
    """Return what was observed at which presets: all that the model says, some of it, or what a mapping says.

    Raises
    ------
    ModelError, ParameterError
        A preset or an outcome is unknown, or nothing was observed there.
    """
    if given is None:
        return {}
    known = {each.id: each.observed for each in model.presets.values() if each.observed}
    if given == OBSERVED:
        if not known:
            raise ModelError(f"{model.id} says of no preset what was observed; allowed: presets with `observed`")
        return known
    if isinstance(given, Mapping):
        return {str(name): _outcomes(model, _preset(model, name), value) for name, value in given.items()}
    found = {}
    for text in [given] if isinstance(given, str) else given:
        name, equals, outcome = (part.strip() for part in text.partition("="))
        if equals:
            found[name] = _outcomes(model, _preset(model, name), outcome.split(","))
        elif not known.get(_preset(model, name)):
            raise ModelError(f"{model.id} does not say what was observed at '{name}'; allowed: "
                             f"{', '.join(known) or 'PRESET=OUTCOME'}")
        else:
            found[name] = known[name]
    return found


def _preset(model: Model, name: object) -> str:
    if name not in model.presets:
        raise ParameterError(unknown(f"a preset of {model.id}", name, model.presets))
    return str(name)


def _outcomes(model: Model, preset: str, value: object) -> tuple[str, ...]:
    names = [value] if isinstance(value, str) else list(value) if isinstance(value, Sequence) else [value]
    ids = [each.id for each in model.outcomes]
    for name in names:
        if str(name).strip() not in ids:
            raise ModelError(f"{preset}: {unknown(f'an outcome of {model.id}', name, ids)}")
    return tuple(str(name).strip() for name in names)


def survivors(plan: Plan, sample: Sample) -> Array | None:
    """Mark the guesses in which every observation is an equilibrium: (D,) bool; None where nothing is observed."""
    allowed = _allowed(plan, sample)
    return np.logical_and.reduce(list(allowed.values())) if allowed else None


def _allowed(plan: Plan, sample: Sample) -> dict[str, Array]:
    return {each.preset: marks.any(each.observed)
            for each, marks in zip(plan.moments, sample.marks, strict=True) if each.observed}


def history(plan: Plan, sample: Sample) -> History | None:
    """Return what the observations leave of a sample; None where nothing is observed."""
    allowed, split = _allowed(plan, sample), sample.split if plan.sampling == "sobol" else None
    if not allowed:
        return None
    left = np.logical_and.reduce(list(allowed.values()))
    rows = []
    for each in (moment for moment in plan.moments if moment.observed):
        others = [marks for name, marks in allowed.items() if name != each.preset]
        without = int(np.logical_and.reduce(others).sum()) if others else sample.draws
        rows.append(Observation(each.preset, each.observed, share(allowed[each.preset], split), without))
    least = min(rows, key=lambda row: row.allowed.value)
    count = int(left.sum())
    return History(
        tuple(rows), sample.draws, count, _moved(plan, sample, left), _elsewhere(plan, sample, allowed, split),
        least.preset if least.allowed.value < 1 else "", tuple(_notes(rows, sample.draws, count)))


def _moved(plan: Plan, sample: Sample, left: Array) -> tuple[Moved, ...]:
    """Return every guess before and after, the one that moved most first."""
    scenario, rows = plan.moments[0], []
    for k, guess in enumerate(plan.guesses.each):
        values = guess.values(sample.cube[:, k], one(scenario.point[guess.id]))
        prior = tuple(np.quantile(values, QUANTILES).tolist())
        posterior = tuple(np.quantile(values[left], QUANTILES).tolist()) if left.any() else None
        rows.append(Moved(guess.id, prior, posterior, _distance(sample.cube[:, k], left)))
    return tuple(sorted(rows, key=lambda row: -row.distance))


def _distance(values: Array, left: Array) -> float:
    """Return the largest gap between the cumulative distributions of all values and of those left."""
    if not left.any():
        return float("nan")
    order = np.argsort(values, kind="stable")
    every = np.arange(1, len(values) + 1) / len(values)
    return float(np.abs(np.cumsum(left[order]) / left.sum() - every).max())


def _elsewhere(plan: Plan, sample: Sample, allowed: Mapping[str, Array], split: Array | None) -> tuple[Elsewhere, ...]:
    rows = []
    for moment, marks in zip(plan.moments, sample.marks, strict=True):
        others = [each for name, each in allowed.items() if name != moment.preset]
        left = np.logical_and.reduce(others) if others else np.ones(sample.draws, dtype=bool)
        for k, (outcome, label) in enumerate(marks.keys):
            held = marks.held[:, k]
            rows.append(Elsewhere(moment.preset, outcome, label, share(held, split), share(held, split, left)))
    return tuple(rows)


def _notes(rows: Sequence[Observation], draws: int, count: int) -> list[str]:
    said = [KNOWN]
    if count == 0:
        never = [row.preset for row in rows if row.allowed.value == 0]
        why = f"; in none is what was observed at {', '.join(never)} an equilibrium" if never else ""
        said.insert(0, f"None of {draws:,} guesses has every observed outcome as an equilibrium{why}: nothing can be "
                       "said given all observations; leave one out, or widen the spread.")
    elif count < FEW:
        said.insert(0, f"Only {count:,} of {draws:,} guesses survive: too few for shares of them to say much; "
                       "more draws, a wider spread or fewer observations help.")
    return said


def densities(plan: Plan, sample: Sample, name: str, bins: int) -> tuple[Array, Array, Array]:
    """Return bin edges (bins + 1,) of a guess, and the shares of all guesses and of the survivors in each (bins,)."""
    k = plan.guesses.names.index(name)
    values = plan.guesses.each[k].values(sample.cube[:, k], one(plan.moments[0].point[name]))
    left = survivors(plan, sample)
    before, edges = np.histogram(values, bins)
    after = np.histogram(values[left], edges)[0] if left is not None else before
    return edges, before / max(1, before.sum()), after / max(1, after.sum())

