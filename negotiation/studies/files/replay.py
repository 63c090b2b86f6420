"""A manifest's question asked again: are the rows of its file what comes out today, to the bit?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from negotiation.arguments import instance
from negotiation.errors import StudyError
from negotiation.progress import report
from negotiation.provenance import told
from negotiation.studies.executors import executor, ordered
from negotiation.studies.files import manifest
from negotiation.studies.files.parts import decoded, encoded
from negotiation.studies.files.stored import Stored, read_study
from negotiation.studies.study import Study

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow

SHOWN = 10
"""Differences that are told one by one."""


@dataclass(frozen=True)
class Difference:
    """A number or a text that came out otherwise: `then` in the file, `now` today; a row that is missing has None."""

    row: int
    point: int | None
    column: str
    then: object
    now: object

    def __str__(self) -> str:
        return told(self, "text")


@dataclass(frozen=True)
class Replay:
    """What a replay found: `equal`, the number of `rows` compared and of those that `differ`, the first differences.

    `versions` says which versions differ from the manifest's: name -> (then, now).
    """

    path: Path
    rows: int
    differ: int
    first: tuple[Difference, ...] = ()
    versions: Mapping[str, tuple[str | None, str | None]] = field(default_factory=dict)

    @property
    def equal(self) -> bool:
        return not self.differ

    def to_frame(self) -> pd.DataFrame:
        """Return the first differences as rows."""
        return told(self, "frame")

    def sentences(self) -> list[str]:
        """Say it."""
        return told(self, "sentences")


def replay(path: str | PathLike[str], executor: object = None, progress: bool = False) -> Replay:
    """Ask a manifest's question again and compare row by row, number by number, to the bit.

    Parameters
    ----------
    path : a manifest, or the file beside it.
    executor : who computes, as in `sweep_to`.
    progress : show a progress bar on standard error.

    Raises
    ------
    StudyError
        The manifest or its file cannot be read, or the file is not of the manifest's chunks.
    """
    instance("progress", progress, bool)
    stored = read_study(path)
    study = stored.study()
    rows = differ = 0
    first: list[Difference] = []
    for then, now in _compared(stored, study, executor, progress):
        found = _apart(then, now, rows)
        differ += len({each.row for each in found})
        first += found[:SHOWN - len(first)]
        rows += max(len(then), len(now))
    here = manifest.versions()
    versions = {name: (said, here.get(name)) for name, said in stored.manifest["versions"].items()
                if said != here.get(name)}
    return Replay(stored.path, rows, differ, tuple(first), versions)


def _compared(
    stored: Stored, study: Study, on: object, progress: bool
) -> Iterator[tuple[pyarrow.Table, pyarrow.Table]]:
    """Yield the rows of each chunk, then and now, in the types of the file."""
    from pyarrow.parquet import ParquetFile
    from tqdm import tqdm

    blocks = range(study.blocks)
    with ParquetFile(stored.path) as file, tqdm(total=study.total, unit="point", disable=not progress) as bar:
        if file.num_row_groups != study.blocks:
            raise StudyError(f"{stored.path}: has {file.num_row_groups:,} row groups, its manifest {study.blocks:,} "
                             "chunks; allowed: the file as it was written")
        for block, data in ordered(executor(on).each(partial(_again, study), blocks), blocks):
            begin, end = study.span(block)
            report("Comparing", begin, study.total)
            yield file.read_row_group(block), decoded(data)
            bar.update(end - begin)


def _again(study: Study, block: int) -> bytes:
    return encoded(study.rows(block))


def _apart(then: pyarrow.Table, now: pyarrow.Table, offset: int) -> list[Difference]:
    """Return every place in which two tables differ, by row."""
    if then.column_names != now.column_names:
        only = sorted(set(then.column_names) ^ set(now.column_names))
        return [Difference(offset + row, None, f"columns {', '.join(only)}", len(then.column_names),
                           len(now.column_names)) for row in range(max(len(then), len(now)))]
    columns = [(name, _values(then[name]), _values(now[name].cast(then[name].type))) for name in then.column_names]
    both = min(len(then), len(now))
    found = [Difference(offset + row, _point(then, row), name, before[row].item(), here[row].item())
             for name, before, here in columns for row in _unequal(before[:both], here[:both])]
    longer = then if len(then) > both else now
    there, here = ("a row", None) if longer is then else (None, "a row")
    found += [Difference(offset + row, _point(longer, row), "row", there, here) for row in range(both, len(longer))]
    return sorted(found, key=lambda each: each.row)


def _values(column: pyarrow.ChunkedArray) -> np.ndarray:
    return column.to_numpy() if column.type not in _texts() else np.array(column.to_pylist(), dtype=str)


def _texts() -> tuple[pyarrow.DataType, ...]:
    import pyarrow

    return pyarrow.string(), pyarrow.large_string()


def _unequal(then: np.ndarray, now: np.ndarray) -> list[int]:
    """Return the rows in which two columns differ; what is not a number equals itself, -0.0 is not 0.0."""
    if then.dtype.kind == "f":
        here = now.astype(then.dtype)
        same = (then.view(np.int64) == here.view(np.int64)) | (np.isnan(then) & np.isnan(here))
    else:
        same = then == now
    return np.flatnonzero(~same).tolist()


def _point(table: pyarrow.Table, row: int) -> int | None:
    return table["point"][row].as_py() if "point" in table.column_names else None
