"""Tables as records of plain values, as strict JSON can hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from negotiation.plain import plain

if TYPE_CHECKING:
    import pandas as pd


class Table(Protocol):
    """What has a table."""

    def to_frame(self) -> pd.DataFrame: ...


def table(result: Table) -> dict[str, object]:
    """Return the document of a result that is its table."""
    return {"rows": rows(result.to_frame())}


def rows(frame: pd.DataFrame) -> list[dict[str, object]]:
    """Return a table as records of plain values, every digit of a number kept."""
    columns = [_column(frame[name]) for name in frame]
    return [dict(zip(map(str, frame.columns), row, strict=True)) for row in zip(*columns, strict=True)]


def _column(series: pd.Series) -> list[object]:
    if series.dtype.kind == "f":
        values = series.to_numpy()
        return np.where(np.isfinite(values), values.astype(object), None).tolist()
    return [None if each is not None and each != each else plain(each) for each in series.tolist()]
