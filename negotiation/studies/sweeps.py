"""Equilibria over a grid or a path of parameter values, in chunks that bound memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from negotiation.arguments import instance, listed, needed, text, whole
from negotiation.errors import ParameterError, place_of
from negotiation.game import MAX_POINTS, Array, Game
from negotiation.game.equilibria import Equilibria, concatenate
from negotiation.model import Model
from negotiation.model.point import preset_of, stated
from negotiation.plain import Value
from negotiation.progress import report
from negotiation.provenance import Provenance, Tabled
from negotiation.solvers import default_method, solve
from negotiation.studies import executors
from negotiation.studies.dataset import dataset
from negotiation.studies.grid import Plan, plan

if TYPE_CHECKING:
    import xarray

CHUNK_NUMBERS = 1 << 20
"""Payoff numbers held at a time (8 MB): large enough to amortise NumPy's calls, small enough for the cache."""


@dataclass(frozen=True, eq=False, repr=False)
class Sweep(Tabled):
    """Equilibria at every point of a sweep; it is a sequence of its points, each `Equilibria` of a batch of one.

    `over` names what was swept ("preset" first, where presets were); `shape` is the grid's shape in that order, so that
    a per-point array reshapes to it. `equilibria.point` counts the points of the grid, the last parameter running
    fastest.
    """

    equilibria: Equilibria
    over: tuple[str, ...]
    shape: tuple[int, ...]
    planned: int
    plan: Plan = field(repr=False)
    provenance: Provenance = field(repr=False)

    @property
    def finished(self) -> bool:
        return self.equilibria.points == self.planned

    def __len__(self) -> int:
        return self.equilibria.points

    def __getitem__(self, point: int) -> Equilibria:
        """Return the equilibria of one point; -1 is the last. Raises PointError where there is no such point."""
        return self.equilibria.at(point)

    def __iter__(self) -> Iterator[Equilibria]:
        return (self.equilibria.at(point) for point in range(len(self)))

    def game(self, point: int) -> Game:
        """Return the game of one point; -1 is the last one solved."""
        place = place_of(point, len(self))
        return self.plan.game(place, place + 1)

    @property
    def preset(self) -> Array:
        """Return the preset of each point: (P,) of str, '' for the parameters' own defaults."""
        return self.plan.preset_of(np.arange(len(self)))

    def to_xarray(self) -> xarray.Dataset:
        """Return a Dataset: dimensions are what was swept, coordinates carry units, equilibria are rows of their own.

        Per point: `equilibria` (their number), `solved`, `complete`, `unresolved`, `outcome_holds`. Per equilibrium:
        `point`, `label`, `outcome`, `payoff` by party, `probability` by party and strategy, and the table's other
        columns.
        """
        return dataset(self.to_frame(), self.plan, self.provenance.head())


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
    presets: Sequence[str] | None = None,
    progress: bool = False,
    resume: Sweep | None = None,
    chunk: int | None = None,
    executor: object = None,
    options: Mapping[str, object] | None = None,
    at: Mapping[str, Value] | None = None,
    **values: Value,
) -> Sweep:
    """Solve a model over a grid, along a path, or at several presets.

    Parameters
    ----------
    path : run along a path of the model, `points` of them (default 401), unless `values` gives its parameter.
    method, options : the solver, as in `solve`.
    preset : where parameters not given come from.
    presets : instead, several presets; the grid or path is run at each, one after another.
    progress : show a progress bar on standard error.
    resume : a partial sweep of the same call, to continue from; of any other call it is refused.
    chunk : points at a time; by default as many as keep payoffs within CHUNK_NUMBERS.
    executor : who computes: None for this process, a number of local processes, a Dask scheduler's address or a Client.
    at, values : parameter -> number, or a sequence to sweep over; several sequences span a grid.

    Raises
    ------
    ParameterError, SolverError
        As `Model.at` and `solve`; before any work is done where possible.
    SweepInterrupted
        On Ctrl-C; its `partial` keeps what was finished.

    >>> from negotiation.library import load
    >>> found = sweep(load("geneva-2016"), presets=["castello", "geneva-suspended"], method="pure")
    >>> [each.outcome.tolist() for each in found]
    [['BATTLE', 'OFFENSIVE'], ['COLLAPSE']]
    """
    _check(model, path, preset, method, presets, points, chunk, resume, options)
    preset = preset if presets is not None else preset_of(at, preset)
    route = plan(model, path, points, preset, presets, stated(at, values), method or default_method(model),
                 dict(options or {}))
    begun = _begun(route, resume)
    size = chunk or chunk_of(model)
    parts = [begun.equilibria] if begun else []
    start = begun.equilibria.points if begun else 0
    try:
        for span, part in _progress(_solved(route, start, size, executor), progress, route.total, start):
            parts.append(part)
            report("Solving", span[1], route.total)
    except KeyboardInterrupt:
        raise SweepInterrupted(_join(route, parts) if parts else None) from None
    return _join(route, parts)


def _solved(route: Plan, start: int, size: int, on: object) -> Iterator[tuple[tuple[int, int], Equilibria]]:
    """Yield the equilibria of each block of points, in order."""
    blocks = list(route.blocks(start, size))
    report("Solving", start, route.total)
    found = executors.executor(on).each(partial(_block, route, blocks), range(len(blocks)))
    for block, part in executors.ordered(found, range(len(blocks))):
        yield blocks[block], part


def _block(route: Plan, blocks: Sequence[tuple[int, int]], block: int) -> Equilibria:
    return solve(route.game(*blocks[block]), route.method, **route.options)


def _check(model: object, path: object, preset: object, method: object, presets: object, points: object, chunk: object,
           resume: object, options: object) -> None:
    needed("model", model, Model)
    text("path", path)
    text("preset", preset)
    text("method", method)
    listed("presets", presets)
    whole("points", points, 1, MAX_POINTS, optional=True)
    whole("chunk", chunk, 1, optional=True)
    instance("resume", resume, Sweep)
    instance("options", options, Mapping)


def chunk_of(model: Model) -> int:
    """Return the points of a chunk whose payoffs are within CHUNK_NUMBERS."""
    return max(1, CHUNK_NUMBERS // (len(model.parties) * prod(model.strategy_counts)))


def _begun(route: Plan, resume: Sweep | None) -> Sweep | None:
    """Refuse a partial sweep of another call: its rows would stand at other points."""
    if resume is not None and (other := route.differs(resume.plan)):
        raise ParameterError(f"resume: the partial sweep has another {other}; allowed: the same model, grid or path, "
                             "presets, values, method and options")
    return resume


def _progress(
    parts: Iterator[tuple[tuple[int, int], Equilibria]], show: bool, total: int, start: int
) -> Iterator[tuple[tuple[int, int], Equilibria]]:
    if not show:
        yield from parts
        return
    from tqdm import tqdm

    with tqdm(total=total, initial=start, unit="point", delay=0.3) as bar:
        for (begin, end), part in parts:
            yield (begin, end), part
            bar.update(end - begin)


def _join(route: Plan, parts: Sequence[Equilibria]) -> Sweep:
    joined = concatenate([replace(part, parameters={}) for part in parts])
    values = route.values(0, joined.points)
    provenance = route.provenance(values)
    if joined.points < route.total:
        provenance = replace(provenance, finished=(joined.points, route.total))
    found = replace(joined, parameters=values, provenance=replace(provenance, over={}, analysis="solve"))
    return Sweep(found, route.over, route.shape, route.total, route, provenance)
