"""One point: the game there, its equilibria, and the kernel that finds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from negotiation.game import Game
from negotiation.game.equilibria import Equilibria, collect
from negotiation.model import Model
from negotiation.model.point import Point
from negotiation.plain import one
from negotiation.solvers import kernels, provable, solve
from negotiation.view.compute.cache import cached

Values = tuple[float, ...]
"""One number a parameter, in the model's order."""

Fixed = tuple[tuple[str, float], ...]
"""The parameters that stand still along a slider or a path, with their numbers: a key."""

BUDGET, SECONDS = 50_000, 10.0
"""Boxes that the proof that no equilibrium is missing may take, and seconds. The boxes end it, and alike on every
machine; Geneva takes some hundred, in milliseconds."""


def values(model: Model, chosen: dict[str, float]) -> Values:
    """Return parameter values as a key."""
    return tuple(chosen[name] for name in model.parameters)


def named(model: Model, at: Values) -> dict[str, float]:
    """Return parameter values by name."""
    return dict(zip(model.parameters, at, strict=True))


def laid(model: Model, chosen: Mapping[str, float]) -> Point:
    """Return values as a point of the library: the preset nearest to them, and those that differ from it.

    What a file says of itself is then what its reader chose: a moment and a few changes, not every number.
    """
    def changed(preset: str) -> dict[str, float]:
        base = model.bases[preset]
        return {name: value for name, value in chosen.items() if float(base[name]) != value}

    nearest = min([model.default_preset, *model.presets, ""], key=lambda preset: len(changed(preset)))
    return model.point(None if nearest == model.default_preset else nearest, at=changed(nearest))


@cached
def game(model: Model, at: Values) -> Game:
    """Return the game at one point."""
    return model.at(at=laid(model, named(model, at)))


def method(model: Model) -> str:
    """Return the method for the answer in words: all equilibria, pure and mixed, where the game is not too large."""
    return "complete" if provable(model.strategy_counts) else "pure"


@cached
def now(model: Model, at: Values, pure: bool = False) -> Equilibria:
    """Return the equilibria at one point; where the proof runs out of time, all pure ones and what else was found.

    `pure`: only pure equilibria, which need no more than the order of payoffs.
    """
    here, name = game(model, at), method(model)
    if pure or name == "pure":
        return solve(here, "pure")
    found = solve(here, name, budget=BUDGET, seconds=SECONDS)
    return found if found.complete[0] else _with_pure(here, found)


def _with_pure(here: Game, found: Equilibria) -> Equilibria:
    pure, mixed = solve(here, "pure"), found.take(~found.pure)
    mixtures = [np.concatenate(each) for each in zip(pure.mixtures, mixed.mixtures, strict=True)]
    whole = collect(here, found.method, np.zeros(len(mixtures[0]), dtype=int), mixtures, unresolved=found.unresolved)
    return replace(whole, provenance=found.provenance)


_kernel: list[str] = []
"""The kernel of method complete for many points; none until the compiled one is ready."""


def kernel() -> str:
    """Return the kernel of method complete for many points at once, '' until it is ready."""
    return _kernel[0] if _kernel else ""


def load_kernels() -> None:
    """Load the fast kernels: half a minute of compiling once on a machine, then kept on disk; the plain one without."""
    _kernel[:] = ["numba" if kernels.load() else "numpy"]


def is_path(model: Model, over: str) -> bool:
    """Return whether `over` names a path; a parameter of the same name goes first."""
    return over in model.paths and over not in model.parameters


def off_path(model: Model, at: Values, over: str) -> dict[str, float]:
    """Return the tied parameters that stand elsewhere than the path says, with the path's values."""
    if not is_path(model, over):
        return {}
    here = named(model, at)
    tied = model.along(over, here[running(model, over)], "", at=here)
    return {name: one(tied[name]) for name in model.paths[over].ties if abs(one(tied[name]) - here[name]) > 1e-9}


def running(model: Model, over: str) -> str:
    """Return the parameter that runs along a slider or a path."""
    return model.paths[over].over if is_path(model, over) else over


def held(model: Model, at: Values, over: str) -> Fixed:
    """Return what stands still along a slider or a path: all but what runs and what a path ties to it."""
    moving = {running(model, over), *(model.paths[over].ties if is_path(model, over) else ())}
    return tuple((name, value) for name, value in named(model, at).items() if name not in moving)
