"""Write a table or a game to a file; the suffix picks the writer, the file appears whole or not at all."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from negotiation.errors import ExportError
from negotiation.game import Array, Game

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Sheet:
    """A table on its way to a file, with what produced it."""

    table: pd.DataFrame
    title: str = "table"
    about: Mapping[str, object] = field(default_factory=dict)
    parameters: Mapping[str, Array] = field(default_factory=dict)


def write(result: object, path: str | Path) -> Path:
    """Write a Game, Equilibria, Sweep, DataFrame or any result that has `to_frame()`.

    Suffixes: see WRITERS. The file is written beside its place and renamed, so a failure leaves the old one.

    Raises
    ------
    ExportError
        The suffix is unknown, the result has no table, or the file cannot be written.
    """
    path = Path(path)
    if path.suffix not in WRITERS:
        raise ExportError(f"{path.name}: cannot write '{path.suffix}' files; allowed: {', '.join(WRITERS)}")
    _rename_into(path, render(result, path.suffix))
    return path


def render(result: object, suffix: str) -> bytes:
    """Return the bytes of the file that `write` would make."""
    if suffix == ".nfg":
        return _nfg(result)
    return WRITERS[suffix](sheet(result))


def sheet(result: object) -> Sheet:
    """Lay a result out as a table with what produced it."""
    import pandas as pd

    if isinstance(result, pd.DataFrame):
        return Sheet(result)
    if not hasattr(result, "to_frame"):
        raise ExportError(f"a {type(result).__name__} has no table to write")
    source = getattr(result, "equilibria", result)
    about = {"model": getattr(source, "name", ""), "version": getattr(source, "version", ""),
             "method": getattr(source, "method", "")}
    return Sheet(result.to_frame(), type(result).__name__.lower(), {k: v for k, v in about.items() if v},
                 getattr(source, "parameters", {}))


def settings(page: Sheet) -> pd.DataFrame:
    """Return the model, its version and every parameter's value or range, as a table."""
    import pandas as pd

    rows: list[tuple[str, object, object]] = [(name, value, value) for name, value in page.about.items()]
    rows += [(name, float(values.min()), float(values.max())) for name, values in page.parameters.items()]
    return pd.DataFrame(rows, columns=["setting", "from", "to"])


def _rename_into(path: Path, data: bytes) -> None:
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            os.chmod(temporary, 0o644)
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError as error:
        raise ExportError(f"{path}: cannot be written ({error.strerror})") from None


def _csv(page: Sheet) -> bytes:
    return page.table.to_csv(index=False).encode()


def _json(page: Sheet) -> bytes:
    document = {**page.about, "parameters": {name: _plain(values) for name, values in page.parameters.items()},
                "rows": json.loads(page.table.to_json(orient="records", double_precision=15))}
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()


def _plain(values: Array) -> object:
    return float(values[0]) if len(values) == 1 or np.all(values == values[0]) else values.tolist()


def _markdown(page: Sheet) -> bytes:
    return (page.table.to_markdown(index=False) + "\n").encode()


def _latex(page: Sheet) -> bytes:
    return page.table.to_latex(index=False, escape=True).encode()


def _html(page: Sheet) -> bytes:
    head = " ".join(f"{name} {value}" for name, value in page.about.items())
    body = page.table.to_html(index=False, border=0)
    return (f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{_escape(page.title)}</title>'
            f"<p>{_escape(head)}</p>{body}</html>\n").encode()


def _escape(text: str) -> str:
    from html import escape

    return escape(text)


def _parquet(page: Sheet) -> bytes:
    from io import BytesIO

    buffer = BytesIO()
    page.table.to_parquet(buffer, index=False)
    return buffer.getvalue()


def _xlsx(page: Sheet) -> bytes:
    from io import BytesIO

    import pandas as pd

    buffer = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
    with pd.ExcelWriter(buffer, engine="xlsxwriter", engine_kwargs={"options": options}) as book:
        for name, table in ((page.title[:31], page.table), ("settings", settings(page))):
            table.to_excel(book, sheet_name=name, index=False)
            book.sheets[name].freeze_panes(1, 0)
            book.sheets[name].autofit()
    return buffer.getvalue()


def _nfg(result: object) -> bytes:
    from negotiation.nfgfile import to_nfg

    if not isinstance(result, Game):
        raise ExportError(f"a .nfg file holds a game; found {type(result).__name__}")
    return to_nfg(result).encode()


WRITERS: dict[str, Callable[[Sheet], bytes]] = {
    ".csv": _csv, ".json": _json, ".md": _markdown, ".tex": _latex, ".xlsx": _xlsx, ".parquet": _parquet,
    ".html": _html, ".nfg": _nfg,
}
