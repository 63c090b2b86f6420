"""Bands of probability: along a slider or a path, how likely each outcome is an equilibrium, with its error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation.equality import ByValue
from negotiation.game import Array
from negotiation.model import Model
from negotiation.progress import steps
from negotiation.sensitivity.drawn.estimate import Estimate, share
from negotiation.sensitivity.drawn.marks import Key, joined, marks_of
from negotiation.sensitivity.drawn.sample import Moment, Plan, Sample
from negotiation.sensitivity.indices import chunk
from negotiation.wording import counted


@dataclass(frozen=True, eq=False)
class Bands(ByValue):
    """How likely each outcome is along a parameter: `rows[key][k]` is the estimate at `x[k]`, of `draws` guesses.

    `path` is '' for a slider; `left_out` (X,) the share of guesses that a constraint forbids there.
    """

    over: str
    path: str
    x: tuple[float, ...]
    rows: dict[Key, tuple[Estimate, ...]]
    draws: int
    left_out: tuple[float, ...]

    def __repr__(self) -> str:
        return (f"Bands along {self.path or self.over}: {counted(len(self.rows), 'outcome')} at "
                f"{counted(len(self.x), 'place')}, {counted(self.draws, 'guess', 'guesses')} each")


def runs(model: Model, along: str) -> tuple[str, str, tuple[str, ...]]:
    """Return the parameter that runs, the path ('' for a slider), and all parameters that move with it."""
    if along in model.paths:
        path = model.paths[along]
        return path.over, along, (path.over, *path.ties)
    return model.parameter(along).id, "", (along,)


def bands(plan: Plan, moment: Moment, sample: Sample, along: str, x: Array, among: Array | None = None) -> Bands:
    """Return the bands over positions (X,) of a slider or path; `among` (D,) marks the guesses that count."""
    over, path, _ = runs(plan.model, along)
    kept = np.arange(sample.draws) if among is None else np.flatnonzero(among)
    cube, split = sample.cube[kept], sample.split[kept] if plan.sampling == "sobol" else None
    places = plan.places(cube, moment)
    parts, allowed = [], np.ones((len(x), len(cube)), dtype=bool)
    size = max(1, chunk(plan) // max(1, len(cube)))
    blocks = range(0, len(x), size)
    for begin in steps("Moving the slider", blocks, len(blocks)):
        some = x[begin:begin + size]
        here = {name: np.tile(values, len(some)) for name, values in places.items()}
        here[over] = np.repeat(some, len(cube))
        if path:
            here |= {name: np.asarray(value) for name, value in plan.model.along(
                path, here[over], "", at={name: values for name, values in here.items() if name != over}).items()}
        marks = plan.model.allowed(here)
        allowed[begin:begin + size] = marks.reshape(len(some), -1)
        parts.append((marks, marks_of(plan.model, {name: values[marks] for name, values in here.items()}, plan.method)))
    whole = joined([part for _, part in parts])
    place = np.flatnonzero(np.concatenate([mark for mark, _ in parts]))
    rows = {}
    for key in whole.keys:
        held = np.zeros(allowed.size, dtype=bool)
        held[place] = whole.column(key)
        rows[key] = tuple(share(each, split, ok) for each, ok in zip(held.reshape(allowed.shape), allowed, strict=True))
    return Bands(over, path, tuple(map(float, x)), rows, len(cube), tuple((1.0 - allowed.mean(axis=1)).tolist()))
