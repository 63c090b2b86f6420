"""The war as it unfolds at many points, as a study: every point afresh, both rules a point, chunk by chunk into a file.

No point begins where another one ended: an answer that hung on the order of points would be none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from negotiation.arguments import needed, parameter_value, text, whole
from negotiation.errors import ModelError, ParameterError
from negotiation.library import kept, read_again
from negotiation.model import Model
from negotiation.model.point import Point, preset_of, stated
from negotiation.plain import Json, Value, plain
from negotiation.provenance import Provenance, column
from negotiation.solvers import kernels
from negotiation.studies.dataset import attributes, texts, units
from negotiation.studies.files.stream import stream
from negotiation.studies.grid import Plan, plan
from negotiation.studies.question import heard, legible, reading, said, streamable
from negotiation.studies.study import Chunked
from negotiation.studies.swept import MAX_POINTS, axis_heard, axis_said
from negotiation.unfolding import MOST_PERIODS, moved, moving, unfold
from negotiation.unfolding.search.choice import RULE
from negotiation.unfolding.war import War

if TYPE_CHECKING:
    import pandas as pd
    import xarray

CHUNK = 8
"""Points of a chunk: some seconds of work for a model of five parties and 41 states."""


@dataclass(frozen=True, eq=False)
class WarStudy(Chunked):
    """The points of a plan in chunks of at most `chunk`; `asked` has the options of `unfold`."""

    plan: Plan
    chunk: int
    asked: Mapping[str, Json]
    given: Mapping[str, Value] = field(default_factory=dict)

    @property
    def question(self) -> dict[str, Json]:
        route = self.plan
        return {
            "study": "unfold", **kept(route.model), "preset": route.presets[0],
            "grid": {name: axis_said(values) for name, values in route.axes.items()}, "values": said(self.given),
            "options": dict(self.asked), "chunk": self.chunk,
        }

    @cached_property
    def origin(self) -> Provenance:
        point = self.plan.model.point(self.plan.presets[0], at=self.given)
        return self.plan.model.origin("wars", point, None, self.plan.ends, self.plan.axes, **self.asked)

    @property
    def total(self) -> int:
        return self.plan.total

    def rows(self, block: int) -> pd.DataFrame:
        """Return a row a point and rule: how it ends from the start, what it is worth, where agreements are played."""
        import pandas as pd

        kernels.load()
        begin, end = self.span(block)
        wars = self._wars(begin, end)
        return pd.DataFrame([row for at, war in enumerate(wars, begin) for row in self._rows(at, war)])

    def _wars(self, begin: int, end: int) -> Iterator[War]:
        """Play the war at each point; points that differ in what a war has values of its own of share one."""
        model, values = self.plan.model, self.plan.values(begin, end)
        fixed = [name for name in model.parameters if name not in moving(model)]
        known: dict[tuple[float, ...], War] = {}
        for row in range(end - begin):
            point = self._point({name: float(values[name][row]) for name in self.plan.axes})
            key = tuple(float(values[name][row]) for name in fixed)
            if key not in known:
                known[key] = unfold(model, at=point, **self.asked)
                _ = known[key].brackets
            yield known[key] if self.asked.get("start") is not None else moved(known[key], model, point)

    def _point(self, here: Mapping[str, float]) -> Point:
        return self.plan.model.point(self.plan.presets[0], at={**self.given, **here})

    def _rows(self, at: int, war: War) -> Iterator[dict[str, object]]:
        told = {name: _told(each) for name, each in {war.select: war, **war.brackets}.items()}
        for name, row in told.items():
            axes = np.unravel_index(at, self.plan.shape)
            swept = {column(axis, ("point", "rule", *row)): values[place].item()
                     for (axis, values), place in zip(self.plan.axes.items(), axes, strict=True)}
            yield {"point": at, **swept, "rule": name, **row}

    def to_xarray(self, rows: pd.DataFrame) -> xarray.Dataset:
        """Lay the rows of the whole study out: dimensions are what was swept, and the rule."""
        import xarray

        rules = rows["rule"].drop_duplicates().tolist()
        names = [column(name, ("point", *rows)) if name not in rows else name for name in self.plan.axes]
        shape = (*self.plan.shape, len(rules))
        data = {str(name): ([*names, "rule"], texts(rows[name]).reshape(shape)) for name in rows
                if name not in ("point", "rule", *names)}
        along = {shown: (shown, values, units(self.plan, name))
                 for shown, (name, values) in zip(names, self.plan.axes.items(), strict=True)}
        return xarray.Dataset(data, {**along, "rule": ("rule", np.array(rules, dtype=str))},
                              {"title": f"the war as it unfolds in {self.plan.model.id}",
                               **attributes(rows.attrs.get("negotiation", self.head))})


def _told(war: War) -> dict[str, object]:
    """Return what a row says of one rule, from the start."""
    (chances, duration), holds = war.ends_at(), war.holds()
    at = war.states[holds]
    place = int(war.at_start.argmax())
    return {
        "status": war.status, "cycle": war.cycle, "regret": float(war.regret.max()),
        "plan gain": float(war.plan_gain.max()), "start": war.start, "label": str(war.label[place]),
        "outcome": str(war.outcome[place]),
        **{f"P({id})": float(chance) for id, chance in zip(war.end_ids, chances, strict=True)},
        "endless": float(war.at_start @ war.ends.endless), "duration": float(duration),
        **{f"value {party.id}": float(value)
           for party, value in zip(war.game.parties, war.at_start @ war.values, strict=True)},
        "states of agreement": int(holds.sum()), "agreement from": float(at.min()) if len(at) else np.nan,
        "agreement to": float(at.max()) if len(at) else np.nan,
        "states of agreement, one shot": int(war.held().sum()), "passed over": int(war.passed[place]),
    }


def unfold_to(
    model: Model,
    to: str | PathLike[str],
    select: str = RULE,
    *,
    start: float | None = None,
    horizon: int | None = None,
    points: int | None = None,
    discount: float | Mapping[str, float] | None = None,
    preset: str | None = None,
    executor: object = None,
    resume: bool = False,
    progress: bool = False,
    chunk: int | None = None,
    at: Mapping[str, Value] | None = None,
    **values: Value,
) -> Path:
    """Unfold a war over a grid of parameters into a Parquet file: a row a point and rule, every point afresh.

    Parameters
    ----------
    to : the file, which is not there yet; its manifest stands beside it, `read_study` reads it back.
    select, start, horizon, points, discount, preset : as in `unfold`; both brackets are told beside `select`.
    executor, resume, progress, chunk : as in `sweep_to`; the file is the same to the bit.
    at, values : parameter -> number, or a sequence to sweep over; several sequences span a grid.

    Raises
    ------
    ModelError, ParameterError
        As `unfold`; the first point is tried before anything is written, others when their turn comes.
    ExportError, StudyError, StudyInterrupted
        As `files.stream`; what is finished is kept.
    """
    streamable(model, to, chunk, resume, progress)
    needed("select", select, str)
    whole("horizon", horizon, 1, MOST_PERIODS, optional=True)
    text("preset", preset)
    asked = {"select": None if select == RULE else select, "start": start, "horizon": horizon, "points": points,
             "discount": dict(discount) if isinstance(discount, Mapping) else discount}
    study = studied(model, preset_of(at, preset), stated(at, values),
                    {name: value for name, value in asked.items() if value is not None}, chunk)
    return stream(study, Path(to), executor, resume, progress)


def studied(model: Model, preset: str | None, values: Mapping[str, Value], asked: Mapping[str, Json],
            chunk: int | None) -> WarStudy:
    """Lay the wars at many points out as a study; the first is tried over one period."""
    legible(model)
    route = plan(model, None, None, preset, None, values, "", {}, MAX_POINTS)
    given = {name: value for name, value in values.items() if name not in route.axes}
    for name, value in given.items():
        parameter_value(name, value)
    if not route.axes:
        raise ParameterError("nothing is swept; allowed: at least one parameter with several values")
    for name, ends in route.ends.items():
        model.check_range(name, ends)
    study = WarStudy(route, min(chunk or CHUNK, route.total), dict(asked), given)
    unfold(model, at=study._point({name: float(each[0]) for name, each in route.axes.items()}),
           **{**asked, "horizon": 1})
    if plain(study.question) != study.question:
        raise ModelError(f"options: a manifest keeps numbers and texts, found {dict(asked)}")
    return study


def asked_again(question: Mapping[str, Json]) -> WarStudy:
    """Make the study of a question that a manifest keeps."""
    with reading():
        model = read_again(question)
        running = {name: axis_heard(axis) for name, axis in question["grid"].items()}
        return studied(model, question["preset"], {**heard(question["values"]), **running}, question["options"],
                       question["chunk"])
