"""A study's file read back: its rows, its manifest, an xarray Dataset."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from negotiation.arguments import needed
from negotiation.errors import StudyError
from negotiation.plain import Json
from negotiation.studies.files import manifest
from negotiation.studies.study import Study, asked_again

if TYPE_CHECKING:
    import pandas as pd
    import xarray


@dataclass(frozen=True, eq=False)
class Stored:
    """A finished study: `path` of its rows, and the `manifest` beside it."""

    path: Path
    manifest: Mapping[str, Json] = field(repr=False)

    def __repr__(self) -> str:
        return (f"Study ({self.manifest['question']['study']}) of {self.manifest['model']} in {self.path}: "
                f"{self.manifest['points']:,} points, {len(self):,} rows")

    def __len__(self) -> int:
        """Return the number of rows."""
        return int(self.manifest["rows"])

    def to_frame(self) -> pd.DataFrame:
        """Return all rows; `pandas.read_parquet(path)` does the same."""
        import pandas as pd

        return pd.read_parquet(self.path)

    def chunks(self) -> Iterator[pd.DataFrame]:
        """Yield the rows chunk by chunk, for a file larger than memory."""
        from pyarrow.parquet import ParquetFile

        with ParquetFile(self.path) as file:
            for group in range(file.num_row_groups):
                yield file.read_row_group(group).to_pandas()

    def to_xarray(self) -> xarray.Dataset:
        """Return the rows over what was swept; see `Sweep.to_xarray`. Raises StudyError where nothing was swept."""
        study = self.study()
        if not hasattr(study, "to_xarray"):
            raise StudyError(f"{self.path}: a study of kind '{self.manifest['question']['study']}' has no grid; "
                             "allowed: to_frame()")
        return study.to_xarray(self.to_frame())

    def study(self) -> Study:
        """Return the study that the manifest speaks of."""
        return asked_again(self.manifest["question"])


def read_study(path: str | PathLike[str]) -> Stored:
    """Read a study back, by its file or its manifest.

    Raises
    ------
    StudyError
        One of the two is missing or cannot be read.
    """
    needed("path", path, str, PathLike)
    path = Path(path)
    if not path.name:
        raise StudyError(f"path: found {str(path)!r}; allowed: a file that a study was written to, or its manifest")
    beside = path if path.name.endswith(manifest.BESIDE) else manifest.place(path)
    found = manifest.read(beside)
    file = beside.with_name(beside.name.removesuffix(manifest.BESIDE))
    if "rows" not in found or not file.is_file():
        raise StudyError(f"{file}: is not there, its manifest is; allowed: both, side by side")
    _readable(file)
    return Stored(file, found)


def _readable(file: Path) -> None:
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    try:
        ParquetFile(file).close()
    except (OSError, ArrowException) as error:
        raise StudyError(f"{file}: cannot be read ({' '.join(str(error).split())[:200]})") from None
