"""A study into a Parquet file of any size: chunks as they come, then the file, whole or not at all.

1. A folder beside the file takes a lock, the manifest and each finished chunk (`parts`).
2. What is missing is computed by an executor, in any order.
3. The chunks are joined in their order, one row group each, in a file of another name, which is then renamed; the
   manifest takes its place, and the folder goes.

A kill at any moment leaves finished chunks, or a finished file. The file is the same to the bit however often the work
was stopped, whoever computed which chunk.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from negotiation.errors import ExportError, NegotiationError, StudyError
from negotiation.plain import Json
from negotiation.progress import report
from negotiation.studies.executors import executor
from negotiation.studies.files import lock, manifest
from negotiation.studies.files.parts import Parts, encoded
from negotiation.studies.files.whole import put, settle
from negotiation.studies.study import Study

if TYPE_CHECKING:
    import pyarrow

SUFFIX = ".parquet"


class StudyInterrupted(KeyboardInterrupt):
    """A study stopped by the user: `finished` of `planned` points are kept for `resume`."""

    def __init__(self, path: Path, finished: int, planned: int) -> None:
        super().__init__(f"{path}: {finished:,} of {planned:,} points are finished and kept, --resume goes on")
        self.path, self.finished, self.planned = path, finished, planned


class AnotherQuestion(StudyError):
    """What is there was begun by another question: nothing of it goes on for this one."""


def stream(
    study: Study, path: str | Path, executor: object = None, resume: bool = False, progress: bool = False,
) -> Path:
    """Compute a study and write its rows; return the path of the file.

    Parameters
    ----------
    path : a .parquet file that is not there yet; its manifest stands beside it.
    executor : who computes, as in `executors.executor`.
    progress : show a progress bar on standard error.
    resume : continue what the same question has begun; a file that is finished already stays as it is.

    Raises
    ------
    ExportError
        The file exists, or cannot be written.
    StudyError
        It was begun by another question, another writer is at it, or nobody can compute. What is finished is kept.
    StudyInterrupted
        On Ctrl-C; what is finished is kept.
    """
    path = _ready(Path(path))
    if not resume:
        _absent(path)
    parts, about = Parts(path), manifest.begun(study)
    try:
        parts.make()
        with lock.held(parts.lock), parts.kept():
            if not _finished(path, about, resume):
                _begin(parts, path, about, resume)
                _fill(study, parts, executor, progress)
                _join(study, parts, path, about)
            parts.remove()
    except BlockingIOError:
        raise StudyError(f"{path}: another writer is at it; allowed: another name, or to wait until it ends") from None
    except KeyboardInterrupt:
        raise StudyInterrupted(path, _points(study, parts), study.total) from None
    except OSError as error:
        raise ExportError(f"{path}: cannot be written ({error.strerror or error}){_kept(study, parts)}") from None
    except AnotherQuestion:
        raise
    except StudyError as error:
        raise StudyError(f"{error}{_kept(study, parts)}") from None
    return path


def ready(path: str | Path, resume: bool = False) -> None:
    """Refuse, before any work is done, a place where no study can be written."""
    path = _ready(Path(path))
    if not resume:
        _absent(path)


def _ready(path: Path) -> Path:
    if path.suffix != SUFFIX:
        raise ExportError(f"{path.name}: a study is written as {SUFFIX}, not as '{path.suffix}'")
    if not path.parent.is_dir():
        raise ExportError(f"{path}: cannot be written (there is no folder {path.parent})")
    if path.is_dir():
        raise ExportError(f"{path}: cannot be written (it is a folder)")
    return path


def _absent(path: Path) -> None:
    if path.exists():
        raise ExportError(f"{path}: exists already; allowed: a new name, or --resume (resume=True) where it is of the "
                          "same question")


def _finished(path: Path, about: dict[str, Json], resume: bool) -> bool:
    """Return whether the file is there; a file of another question is refused."""
    if not path.exists():
        return False
    if not resume:
        _absent(path)
    beside = manifest.place(path)
    if not beside.exists():
        raise ExportError(f"{path}: exists already, without a manifest beside it; allowed: a new name")
    _same(path, manifest.read(beside), about)
    return True


def _begin(parts: Parts, path: Path, about: dict[str, Json], resume: bool) -> None:
    """Write down the question, or refuse to go on with another one."""
    if not parts.begun():
        parts.begin(manifest.text(about))
        return
    _same(path, manifest.read(parts.manifest), about)
    if not resume:
        done, chunks = parts.count(about["chunks"]), about["chunks"]
        raise StudyError(f"{path}: this was begun before, {done:,} of {chunks:,} chunks are finished; allowed: "
                         f"--resume (resume=True), a new name, or to remove {parts.folder.name}")


def _same(path: Path, then: dict[str, Json], now: dict[str, Json]) -> None:
    if other := manifest.apart(then, now):
        raise AnotherQuestion(f"{path}: was begun with {other}; allowed: the same question, or a new name")


def _fill(study: Study, parts: Parts, on: object, progress: bool) -> None:
    """Compute every chunk that is not there."""
    todo = [block for block in range(study.blocks) if block not in parts]
    with _counted(study, _points(study, parts), progress) as finished:
        for block, data in executor(on).each(partial(_computed, study), todo):
            _versions(data)
            parts.add(block, data)
            begin, end = study.span(block)
            finished(end - begin)


@contextmanager
def _counted(study: Study, done: int, show: bool) -> Iterator[Callable[[int], None]]:
    """Report the points that are finished; let a bar follow."""
    from tqdm import tqdm

    def finished(points: int) -> None:
        nonlocal done
        done += points
        bar.update(points)
        report("Solving", done, study.total)

    with tqdm(total=study.total, initial=done, unit="point", delay=0.3, disable=not show) as bar:
        report("Solving", done, study.total)
        yield finished


def _computed(study: Study, block: int) -> bytes:
    try:
        return encoded(study.rows(block))
    except NegotiationError:
        raise
    except MemoryError:
        begin, end = study.span(block)
        raise StudyError(f"points {begin:,} to {end - 1:,} need more memory than there is; smaller chunks need less"
                         ) from None


def _versions(data: bytes) -> None:
    """Refuse rows that other versions computed: they may differ in the last digit."""
    from pyarrow import ipc

    then = json.loads(ipc.open_stream(data).schema.metadata[b"versions"])
    here = manifest.versions()
    if other := next((name for name in here if then.get(name) != here[name]), None):
        raise StudyError(f"a worker has {other} {then.get(other) or 'missing'}, here it is {here[other] or 'missing'}; "
                         "allowed: the same versions everywhere")


def _join(study: Study, parts: Parts, path: Path, about: dict[str, Json]) -> None:
    """Join the chunks as the file, with its manifest beside it."""
    joined = parts.folder / "joined"
    rows: list[int] = []
    put(joined, lambda file: rows.append(_written(study, parts, file)))
    ended = {"file": path.name, "rows": rows[0], "sha256": _sha256(joined)}
    put(manifest.place(path), lambda file: file.write(manifest.text({**about, **ended})))
    os.replace(joined, path)
    settle(path.parent)


def _written(study: Study, parts: Parts, file: BinaryIO) -> int:
    """Write all chunks, a row group each; return the number of rows."""
    from pyarrow.parquet import ParquetWriter

    schema, rows = _schema(study, parts), 0
    with ParquetWriter(file, schema, compression="zstd", compression_level=1, use_dictionary=_texts(schema)) as writer:
        for table in _tables(study, parts):
            writer.write_table(table.cast(schema), row_group_size=max(1, len(table)))
            rows += len(table)
    return rows


def _texts(schema: pyarrow.Schema) -> list[str]:
    """Return the columns that a dictionary makes smaller; numbers are written faster, and smaller, as they are."""
    from pyarrow import types

    return [each.name for each in schema if types.is_string(each.type) or types.is_large_string(each.type)]


def _tables(study: Study, parts: Parts) -> Iterator[pyarrow.Table]:
    for block in range(study.blocks):
        report("Writing", block, study.blocks)
        yield parts.read(block)
    report("Writing", study.blocks, study.blocks)


def _schema(study: Study, parts: Parts) -> pyarrow.Schema:
    """Return the columns of all chunks together, with what pandas and a reader should know of them."""
    import pyarrow

    schemas = {parts.schema(block).remove_metadata() for block in range(study.blocks)}
    common = pyarrow.unify_schemas(sorted(schemas, key=str), promote_options="permissive")
    frame = common.empty_table().to_pandas()
    frame.attrs["negotiation"] = dict(study.head)
    known = pyarrow.Schema.from_pandas(frame, preserve_index=False).metadata or {}
    about = json.dumps({**study.head, "notes": []}).encode()
    return common.with_metadata({**known, b"negotiation": about})


def _sha256(path: Path) -> str:
    found = sha256()
    with open(path, "rb") as file:
        while data := file.read(1 << 20):
            found.update(data)
    return found.hexdigest()


def _points(study: Study, parts: Parts) -> int:
    spans = (study.span(block) for block in range(study.blocks) if block in parts)
    return sum(end - begin for begin, end in spans)


def _kept(study: Study, parts: Parts) -> str:
    """Say what is finished, where something is."""
    done = _points(study, parts) if parts.folder.is_dir() else 0
    return f"; {done:,} of {study.total:,} points are finished and kept, --resume (resume=True) goes on" if done else ""
