"""Equilibria over a grid or a path of parameter values, in chunks that bound memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from negotiation.equilibria import Equilibria, concatenate
from negotiation.errors import ParameterError, unknown
from negotiation.game import MAX_POINTS, Array
from negotiation.model import Model
from negotiation.progress import report
from negotiation.solvers import solve

if TYPE_CHECKING:
    import pandas as pd

CHUNK_NUMBERS = 1 << 20
"""Payoff numbers held at a time (8 MB): large enough to amortise NumPy's calls, small enough for the cache."""


@dataclass(frozen=True, eq=False)
class Sweep:
    """Equilibria at every point of a sweep.

    `over` names the swept parameters; `shape` is the grid's shape in that order, so that a per-point array reshapes
    to it. `equilibria.point` counts the points of the grid, the last parameter running fastest.
    """

    equilibria: Equilibria
    over: tuple[str, ...]
    shape: tuple[int, ...]
    planned: int

    @property
    def finished(self) -> bool:
        return self.equilibria.points == self.planned

    def __repr__(self) -> str:
        return (f"Sweep of {self.equilibria.name} over {', '.join(self.over) or 'nothing'}: "
                f"{self.equilibria.points} of {self.planned} points, {len(self.equilibria)} equilibria")

    def to_frame(self) -> pd.DataFrame:
        """Return one row an equilibrium; swept parameters come first. Points without one have no row."""
        table = self.equilibria.to_frame()
        for name in reversed(self.over):
            values = table.pop(name) if name in table else self.equilibria.parameters[name][self.equilibria.point]
            table.insert(1, name, values)
        return table


class SweepInterrupted(KeyboardInterrupt):
    """A sweep stopped by the user; `partial` holds what was finished and can be passed on as `resume`."""

    def __init__(self, partial: Sweep | None) -> None:
        super().__init__("interrupted")
        self.partial = partial


def sweep(
    model: Model,
    *,
    path: str | None = None,
    points: int | None = None,
    method: str | None = None,
    preset: str | None = None,
    progress: bool = False,
    resume: Sweep | None = None,
    chunk: int | None = None,
    options: Mapping[str, Any] | None = None,
    **values: Any,
) -> Sweep:
    """Solve a model over a grid or along a path.

    Parameters
    ----------
    path : run along a path of the model, `points` of them (default 401), unless `values` gives its parameter.
    method, options : the solver, as in `solve`.
    preset : where parameters not given come from.
    progress : show a progress bar on standard error.
    resume : a partial sweep of the same call, to continue from.
    chunk : points at a time; by default as many as keep payoffs within CHUNK_NUMBERS.
    values : parameter -> number, or a sequence to sweep over; several sequences span a grid.

    Raises
    ------
    ParameterError, SolverError
        As `Model.at` and `solve`; before any work is done where possible.
    SweepInterrupted
        On Ctrl-C; its `partial` keeps what was finished.
    """
    over, shape, grid = _grid(model, path, points, preset, values)
    total = prod(shape)
    size = chunk or max(1, CHUNK_NUMBERS // (len(model.parties) * prod(model.strategy_counts)))
    parts = [resume.equilibria] if resume else []
    start = resume.equilibria.points if resume else 0
    try:
        for begin in _progress(range(start, total, size), progress, total, start, size):
            report("Solving", begin, total)
            here = {name: value[begin:begin + size] if np.ndim(value) else value for name, value in grid.items()}
            parts.append(solve(model.at(preset, **here), method, **(options or {})))
    except KeyboardInterrupt:
        raise SweepInterrupted(_join(model, parts, grid, preset, over, shape, total) if parts else None) from None
    report("Solving", total, total)
    return _join(model, parts, grid, preset, over, shape, total)


def _grid(
    model: Model, path: str | None, points: int | None, preset: str | None, values: Mapping[str, Any]
) -> tuple[tuple[str, ...], tuple[int, ...], dict[str, Any]]:
    """Return the swept names, the grid's shape, and each given parameter's values as (P,) or a number."""
    if path is not None:
        if path not in model.paths:
            raise ParameterError(unknown(f"a path of {model.id}", path, model.paths))
        over = model.paths[path].over
        if tied := next((name for name in values if name in model.paths[path].ties), None):
            raise ParameterError(f"{tied}: the path '{path}' sets it; "
                                 f"allowed: {over}, and parameters that the path leaves alone")
        each = model.parameters[over]
        along = values.get(over, np.linspace(each.low, each.high, points or 401))
        values = model.along(path, _array(over, along), preset, **{k: v for k, v in values.items() if k != over})
        return (over,), (len(np.atleast_1d(values[over])),), dict(values)  # type: ignore[arg-type]
    axes = {name: _array(name, value) for name, value in values.items() if np.ndim(value)}  # type: ignore[arg-type]
    if (total := prod(len(axis) for axis in axes.values())) > MAX_POINTS:
        raise ParameterError(f"the grid over {', '.join(axes)} has {total:,} points; allowed: at most {MAX_POINTS:,}")
    mesh = np.meshgrid(*axes.values(), indexing="ij") if axes else []
    grid: dict[str, Any] = {name: value for name, value in values.items() if name not in axes}
    grid |= {name: each.reshape(-1) for name, each in zip(axes, mesh, strict=True)}
    return tuple(axes), tuple(len(each) for each in axes.values()), grid


def _array(name: str, values: Any) -> Array:
    try:
        array = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise ParameterError(f"{name}: the values to sweep over must be numbers") from None
    if array.ndim > 1 or array.size == 0:
        raise ParameterError(f"{name}: found values of shape {array.shape}; allowed: a list of numbers")
    return np.atleast_1d(array)


def _progress(steps: Sequence[int], show: bool, total: int, start: int, size: int) -> Iterator[int]:
    if not show:
        yield from steps
        return
    from tqdm import tqdm

    with tqdm(total=total, initial=start, unit="point", delay=0.3) as bar:
        for begin in steps:
            yield begin
            bar.update(min(size, total - begin))


def _join(
    model: Model, parts: Sequence[Equilibria], grid: Mapping[str, Any], preset: str | None,
    over: tuple[str, ...], shape: tuple[int, ...], total: int,
) -> Sweep:
    slim = [replace(part, parameters={}) for part in parts]
    joined = concatenate(slim)
    size = joined.points
    values = {name: np.broadcast_to(np.asarray(value, dtype=float), (total,))[:size]
              for name, value in model.values(preset, **grid).items()}
    return Sweep(replace(joined, parameters=values), over, shape, total)
