"""The chunks that are finished: a folder beside the file to be, one file a chunk, each there whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from negotiation.errors import StudyError
from negotiation.studies.files import manifest
from negotiation.studies.files.whole import put

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow

FOLDER, SUFFIX = ".parts", ".arrow"


class Parts:
    """The folder of finished chunks of one file."""

    def __init__(self, path: Path) -> None:
        self.folder = path.with_name(path.name + FOLDER)
        self.manifest = self.folder / "manifest.json"
        self.lock = self.folder / "lock"

    def make(self) -> None:
        self.folder.mkdir(exist_ok=True)

    def __contains__(self, block: int) -> bool:
        return self._place(block).exists()

    def count(self, blocks: int) -> int:
        """Return how many chunks are finished."""
        return sum(block in self for block in range(blocks)) if self.folder.is_dir() else 0

    def add(self, block: int, data: bytes) -> None:
        put(self._place(block), lambda file: file.write(data))

    def read(self, block: int) -> pyarrow.Table:
        try:
            return decoded(self._place(block).read_bytes())
        except ValueError:
            raise self._spoiled(block) from None

    def schema(self, block: int) -> pyarrow.Schema:
        from pyarrow import ipc

        try:
            with open(self._place(block), "rb") as file:
                return ipc.open_stream(file).schema
        except ValueError:
            raise self._spoiled(block) from None

    def _spoiled(self, block: int) -> StudyError:
        """Set a chunk aside that the disk did not keep; raised, it lets --resume compute it again."""
        place = self._place(block)
        place.unlink()
        return StudyError(f"{place}: was spoiled on the disk and is removed; --resume (resume=True) computes it again")

    def begun(self) -> bool:
        """Return whether a chunk is finished, of the question that the manifest has."""
        return self.manifest.exists() and any(self.folder.glob(f"*{SUFFIX}"))

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Leave no folder behind where what is within fails before anything is finished."""
        try:
            yield
        except BaseException:
            if not self.begun():
                with suppress(OSError):
                    self.remove()
            raise

    def begin(self, about: bytes) -> None:
        put(self.manifest, lambda file: file.write(about))

    def remove(self) -> None:
        """Remove everything, the lock last: until then nobody else begins."""
        self.manifest.unlink(missing_ok=True)
        for each in self.folder.iterdir():
            if each != self.lock:
                each.unlink(missing_ok=True)
        with suppress(OSError):
            shutil.rmtree(self.folder)

    def _place(self, block: int) -> Path:
        return self.folder / f"{block:07d}{SUFFIX}"


def encoded(rows: pd.DataFrame) -> bytes:
    """Return rows as the bytes of a part; they remember which versions made them."""
    import pyarrow
    from pyarrow import ipc

    table = pyarrow.Table.from_pandas(rows, preserve_index=False)
    table = table.replace_schema_metadata({b"versions": manifest.text(manifest.versions())})
    sink = pyarrow.BufferOutputStream()
    with ipc.new_stream(sink, table.schema, options=ipc.IpcWriteOptions(compression="lz4")) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes()


def decoded(data: bytes) -> pyarrow.Table:
    from pyarrow import ipc

    return ipc.open_stream(data).read_all()
