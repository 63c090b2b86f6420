"""Guesses as a study: the same draws as `uncertainty`, any number of them, chunk by chunk into a file.

A guess hangs on the seed and its number alone. How many of each block of candidates the constraints leave is counted
once, without solving anything, so that every chunk knows where its guesses begin.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from negotiation.arguments import whole
from negotiation.equality import ByValue
from negotiation.game import Array
from negotiation.library import kept, read_again
from negotiation.model import Model
from negotiation.plain import Json, Value
from negotiation.provenance import Provenance, column
from negotiation.sensitivity.asking import MOST, Given, asking_of
from negotiation.sensitivity.drawn.marks import marked
from negotiation.sensitivity.drawn.sample import LENGTH, SPLITS, Moment, Plan, block, counted
from negotiation.solvers import solve
from negotiation.studies.files.stream import stream
from negotiation.studies.question import heard, legible, reading, said, streamable, untimed
from negotiation.studies.study import Chunked
from negotiation.studies.sweeps import chunk_of
from negotiation.studies.swept import MAX_POINTS
from negotiation.studies.tidy import columns, merged

if TYPE_CHECKING:
    import pandas as pd

    from negotiation.game.equilibria import Equilibria

SIZE = SPLITS * LENGTH


@dataclass(frozen=True, eq=False)
class GuessStudy(Chunked, ByValue):
    """Guesses in chunks of at most `chunk`, at every moment of the plan.

    Attributes
    ----------
    plan, draws, chunk : what is drawn and solved, how many guesses, how many at a time.
    asked : what a question says beside the plan: spread, shape, within, preset and values.
    ends : (B,) guesses kept up to the end of each block of candidates.
    origin : what the rows are of.
    """

    plan: Plan
    draws: int
    chunk: int
    asked: Mapping[str, Json]
    ends: Array
    origin: Provenance

    @property
    def question(self) -> dict[str, Json]:
        plan = self.plan
        seen = {each.preset: list(each.observed) for each in plan.moments if each.observed}
        return {
            "study": "uncertainty", **kept(plan.model), "draws": self.draws,
            "seed": plan.seed, "sampling": plan.sampling, "over": list(plan.guesses.names), **self.asked,
            "given": seen or None, "method": plan.method, "chunk": self.chunk,
        }

    @property
    def total(self) -> int:
        return self.draws

    def rows(self, block: int) -> pd.DataFrame:
        """Return a row an equilibrium at a moment, and one for a moment without any, guess by guess."""
        begin, end = self.span(block)
        candidate, cube = self._guesses(begin, end)
        found = [self._found(cube, each) for each in self.plan.moments]
        shown = self._beside(candidate, found)
        return merged([(each, self._leading(each, moment, cube, shown))
                       for each, moment in zip(found, self.plan.moments, strict=True)], begin)

    def _guesses(self, begin: int, end: int) -> tuple[Array, Array]:
        """Return the guesses from `begin` to `end`: their numbers among the candidates (D,), and themselves (D, K)."""
        first, last = np.searchsorted(self.ends, [begin, end - 1], side="right").tolist()
        cube = np.concatenate([block(self.plan, number) for number in range(first, last + 1)])
        skipped = begin - (int(self.ends[first - 1]) if first else 0)
        kept = np.flatnonzero(self.plan.allowed(cube))[skipped:skipped + end - begin]
        return first * SIZE + kept, cube[kept]

    def _found(self, cube: Array, moment: Moment) -> Equilibria:
        game = self.plan.model.at("", at=self.plan.places(cube, moment))
        return solve(game, self.plan.method, **untimed(self.plan.method, {}))

    def _beside(self, candidate: Array, found: Sequence[Equilibria]) -> dict[str, Array]:
        """Return what is said of a guess at every moment: where it comes from, whether history leaves it (D,)."""
        shown = {"candidate": candidate}
        shown |= {"scramble": candidate % SPLITS} if self.plan.sampling == "sobol" else {}
        seen = [marked(each).any(moment.observed) for each, moment in zip(found, self.plan.moments, strict=True)
                if moment.observed]
        return shown | ({"survives": np.logical_and.reduce(seen)} if seen else {})

    def _leading(
        self, found: Equilibria, moment: Moment, cube: Array, shown: Mapping[str, Array],
    ) -> dict[str, Array]:
        """Return what stands before a moment's equilibria (D,): which moment, what was drawn."""
        several = len(self.plan.moments) > 1
        leading = {"preset": np.full(len(cube), moment.preset, dtype=object), **shown} if several else dict(shown)
        places, beside = self.plan.places(cube, moment), ["point", *leading, *columns(found)]
        return leading | {column(name, beside): places[name] for name in self.plan.guesses.names}


def uncertainty_to(
    model: Model,
    to: str | PathLike[str],
    draws: int = 10_000,
    spread: float = 0.2,
    seed: int = 7,
    given: Given = None,
    *,
    over: Sequence[str] | None = None,
    shape: str = "uniform",
    within: str = "value",
    sampling: str = "sobol",
    method: str = "pure",
    preset: str | None = None,
    executor: object = None,
    resume: bool = False,
    progress: bool = False,
    chunk: int | None = None,
    at: Mapping[str, Value] | None = None,
    **values: Value,
) -> Path:
    """Draw guesses into a Parquet file: a row an equilibrium of a guess, written as they come, of any number of draws.

    Parameters
    ----------
    to : the file, which is not there yet; its manifest stands beside it, `read_study` reads it back.
    draws, spread, seed, given, over, shape, within, sampling, method, preset, at, values : as in `uncertainty`, which
        draws the same guesses; with `given` each guess is solved at every preset too, and `survives` says which remain.
    executor : who computes: None for this process, a number of local processes, a Dask scheduler's address or a Client.
        The file is the same to the bit.
    resume : continue what the same call has begun and a kill has ended.
    chunk : guesses that are computed, and lost by a kill, at a time; part of the question.
    progress : show a progress bar on standard error.

    Raises
    ------
    ParameterError, ModelError, SolverError
        As `uncertainty`, and where the model has no text that a manifest could keep.
    ExportError, StudyError, StudyInterrupted
        As `studies.files.stream`; what is finished is kept.
    """
    streamable(model, to, chunk, resume, progress)
    study = guessed(model, draws, spread, seed, given, chunk, over=over, shape=shape, within=within, sampling=sampling,
                    method=method, preset=preset, at=at, **values)
    return stream(study, Path(to), executor, resume, progress)


def guessed(
    model: Model, draws: int, spread: float, seed: int, given: Given, chunk: int | None, *, method: str, shape: str,
    within: str, **options: Json,
) -> GuessStudy:
    """Lay out guesses as a study; `options` as in `uncertainty_to`."""
    whole("draws", draws, 1, MAX_POINTS)
    legible(model)
    asking = asking_of(model, min(draws, MOST), spread, seed, given, method=method, shape=shape, within=within,
                       **options)
    plan = asking.plan
    origin = replace(asking.origin, options={**asking.origin.options, "draws": draws})
    here = plan.moments[0].point
    asked = {"spread": float(spread), "shape": shape, "within": within, "preset": origin.preset,
             "values": said(here.given)}
    size = min(chunk or chunk_of(model), draws)
    return GuessStudy(plan, draws, size, asked, counted(plan, draws), origin)


def asked_again(question: Mapping[str, Json]) -> GuessStudy:
    """Make the study of a question that a manifest keeps."""
    with reading():
        model = read_again(question)
        return guessed(model, question["draws"], question["spread"], question["seed"], question["given"],
                       question["chunk"], over=question["over"], shape=question["shape"], within=question["within"],
                       sampling=question["sampling"], method=question["method"], preset=question["preset"],
                       at=heard(question["values"]))
