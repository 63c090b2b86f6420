"""A sweep as a study: the same points and rows as `sweeps.sweep`, chunk by chunk, into a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from negotiation.arguments import instance, listed, parameter_value, text, whole
from negotiation.errors import ParameterError
from negotiation.library import kept, read_again
from negotiation.model import Model
from negotiation.model.point import preset_of, stated
from negotiation.plain import Json, Value, plain
from negotiation.provenance import Provenance
from negotiation.solvers import chosen, default_method, solve
from negotiation.studies.dataset import dataset
from negotiation.studies.files.stream import stream
from negotiation.studies.grid import Plan, plan
from negotiation.studies.question import heard, legible, reading, said, streamable, untimed
from negotiation.studies.study import Chunked
from negotiation.studies.sweeps import chunk_of
from negotiation.studies.tidy import tidy

if TYPE_CHECKING:
    import pandas as pd
    import xarray

MAX_POINTS = 1_000_000_000
"""Points of a sweep into a file: memory does not hang on their number, but files of a chunk each and time do."""


@dataclass(frozen=True, eq=False)
class SweepStudy(Chunked):
    """The points of a plan in chunks of at most `chunk`, none of two presets."""

    plan: Plan
    chunk: int
    given: Mapping[str, Value] = field(default_factory=dict)

    @property
    def question(self) -> dict[str, Json]:
        route, model = self.plan, self.plan.model
        return {
            "study": "sweep", **kept(model),
            "presets": list(route.presets), "several": route.several, "path": route.path,
            "grid": {name: axis_said(values) for name, values in route.axes.items()},
            "values": said(self.given),
            "method": route.method, "options": dict(route.options), "chunk": self.chunk,
        }

    @cached_property
    def origin(self) -> Provenance:
        return self.plan.provenance(self.plan.ends)

    @property
    def total(self) -> int:
        return self.plan.total

    @property
    def blocks(self) -> int:
        return self._each * len(self.plan.presets)

    @property
    def _each(self) -> int:
        return -(-self.plan.each // self.chunk)

    def span(self, block: int) -> tuple[int, int]:
        preset, part = divmod(block, self._each)
        begin = preset * self.plan.each + part * self.chunk
        return begin, min(begin + self.chunk, (preset + 1) * self.plan.each)

    def rows(self, block: int) -> pd.DataFrame:
        begin, end = self.span(block)
        found = solve(self.plan.game(begin, end), self.plan.method, **untimed(self.plan.method, self.plan.options))
        return tidy(replace(found, parameters=self.plan.values(begin, end)), self.plan, self.origin, begin)

    def to_xarray(self, rows: pd.DataFrame) -> xarray.Dataset:
        """Lay the rows of the whole study out; see `Sweep.to_xarray`."""
        return dataset(rows, self.plan, rows.attrs.get("negotiation", self.head))


def sweep_to(
    model: Model,
    to: str | PathLike[str],
    *,
    path: str | None = None,
    points: int | None = None,
    method: str | None = None,
    preset: str | None = None,
    presets: Sequence[str] | None = None,
    executor: object = None,
    resume: bool = False,
    progress: bool = False,
    chunk: int | None = None,
    options: Mapping[str, object] | None = None,
    at: Mapping[str, Value] | None = None,
    **values: Value,
) -> Path:
    """Sweep into a Parquet file: the rows of `sweep(...).to_frame()`, written as they come, of any number of points.

    Parameters
    ----------
    to : the file, which is not there yet; its manifest stands beside it, `read_study` reads it back.
    executor : who computes: None for this process, a number of local processes, a Dask scheduler's address or a Client.
        The file is the same to the bit.
    resume : continue what the same call has begun and a kill has ended.
    chunk : points that are computed, and lost by a kill, at a time; part of the question.
    path, points, method, preset, presets, options, at, values, progress : as in `sweep`; no method is bounded by time
        unless `options` says so.

    Raises
    ------
    ParameterError, SolverError
        As `sweep`, and where the model has no text that a manifest could keep.
    ExportError, StudyError, StudyInterrupted
        As `files.stream`; what is finished is kept.
    """
    streamable(model, to, chunk, resume, progress)
    text("path", path)
    text("method", method)
    text("preset", preset)
    listed("presets", presets)
    whole("points", points, 1, MAX_POINTS, optional=True)
    instance("options", options, Mapping)
    preset = preset if presets is not None else preset_of(at, preset)
    study = swept(model, path, points, preset, presets, stated(at, values), method, options, chunk)
    return stream(study, Path(to), executor, resume, progress)


def swept(
    model: Model, path: str | None, points: int | None, preset: str | None, presets: Sequence[str] | None,
    values: Mapping[str, Value], method: str | None, options: Mapping[str, object] | None, chunk: int | None,
) -> SweepStudy:
    """Lay out a sweep as a study."""
    legible(model)
    name = method or default_method(model)
    route = plan(model, path, points, preset, presets, values, name, dict(options or {}), MAX_POINTS)
    given = {each: value for each, value in values.items() if each not in route.axes}
    for each, value in given.items():
        parameter_value(each, value)
    study = SweepStudy(route, min(chunk or chunk_of(model), route.each), given)
    if plain(study.question) != study.question:
        raise ParameterError(f"options: a manifest keeps numbers and texts, found {dict(route.options)}")
    for each, ends in route.ends.items():
        model.check_range(each, ends)
    chosen(route.game(0, 1), name, route.options)
    return study


def asked_again(question: Mapping[str, Json]) -> SweepStudy:
    """Make the study of a question that a manifest keeps."""
    with reading():
        model = read_again(question)
        running = {name: axis_heard(axis) for name, axis in question["grid"].items()}
        preset, presets = (None, question["presets"]) if question["several"] else (question["presets"][0], None)
        return swept(model, question["path"], None, preset, presets, {**heard(question["values"]), **running},
                     question["method"], question["options"], question["chunk"])


def axis_said(values: np.ndarray) -> Json:
    """Return the values of an axis as JSON holds them: an even one by its ends."""
    if len(values) > 2 and np.array_equal(values, np.linspace(values[0], values[-1], len(values))):
        return {"from": float(values[0]), "to": float(values[-1]), "points": len(values)}
    return values.tolist()


def axis_heard(axis: Json) -> np.ndarray:
    return np.linspace(axis["from"], axis["to"], axis["points"]) if isinstance(axis, Mapping) else np.array(axis)
