"""Write a result to a file; the suffix picks the writer, the file appears whole or not at all and says what it is of.

What it is of comes from the result's provenance alone (`Sheet.head`): json, parquet, xlsx, md, tex, html and nfg carry
it inside. A .csv stays plain, so that any reader takes it; `file.csv-metadata.json` beside it, the name that W3C's "CSV
on the Web" gives it, says the rest.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import negotiation.report.documents as documents
from negotiation.arguments import needed
from negotiation.errors import ExportError
from negotiation.game import Game
from negotiation.plain import Json, settings
from negotiation.report.rows import rows
from negotiation.wording import article

if TYPE_CHECKING:
    import pandas as pd

EXCEL = (1_048_576, 16_384)
"""Rows, the header among them, and columns that a sheet of Excel holds."""

BESIDE = ".csv-metadata.json"

LONG = 40
"""Rows of a LaTeX table from which on it runs over pages."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """A table on its way to a file: `head` says what it is of, `notes` what else there is to say."""

    table: pd.DataFrame
    title: str = "table"
    head: Mapping[str, Json] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        return self.table


def write(result: object, path: str | Path) -> Path:
    """Write a Game, Equilibria, Sweep, DataFrame or any result that has `to_frame()`.

    Suffixes: see WRITERS. The file is written beside its place and renamed, so a failure leaves the old one.

    Raises
    ------
    ExportError
        The suffix is unknown, the result has no table, it does not fit the format, or the file cannot be written.
    """
    needed("path", path, str, os.PathLike)
    path = ready(path)
    files: dict[Path, bytes | None] = {path: render(result, path.suffix)}
    if path.suffix == ".csv":
        files |= _beside(path, sheet(result))
    _put(files)
    return path


def ready(path: str | Path, rows: int = 0) -> Path:
    """Refuse, before any work is done, a file that cannot be written: its suffix, its folder, or more rows than fit."""
    path = Path(path)
    if path.suffix not in WRITERS:
        raise ExportError(f"{path.name}: cannot write '{path.suffix}' files; allowed: {', '.join(WRITERS)}")
    if not path.parent.is_dir():
        raise ExportError(f"{path}: cannot be written (there is no folder {path.parent})")
    for place in (path, _described(path)) if path.suffix == ".csv" else (path,):
        _free(place)
    if path.suffix == ".xlsx":
        _fits(rows)
    return path


def render(result: object, suffix: str) -> bytes:
    """Return the bytes of the file that `write` would make."""
    if suffix in WHOLE:
        return WHOLE[suffix](result)
    if suffix == ".json" and hasattr(result, "provenance"):
        return documents.write(documents.document(result)).encode()
    return WRITERS[suffix](sheet(result))


def metadata(result: object, name: str) -> bytes:
    """Return what stands beside a .csv file of this name."""
    page = sheet(result)
    return documents.write({"@context": "http://www.w3.org/ns/csvw", "url": name, "dc:title": page.title,
                            "notes": [{"negotiation": dict(page.head)}, *page.notes]}).encode()


def sheet(result: object) -> Sheet:
    """Lay a result out as a table with what it is of."""
    import pandas as pd

    if isinstance(result, Sheet):
        return result
    if isinstance(result, pd.DataFrame):
        return Sheet(result, head=result.attrs.get("negotiation", {}))
    if not hasattr(result, "to_frame"):
        raise ExportError(f"{article(type(result).__name__)} has no table to write")
    provenance = getattr(result, "provenance", None)
    kind = getattr(result, "result", result)
    return Sheet(result.to_frame(), type(kind).__name__.lower(), provenance.head() if provenance else {}, _said(kind))


def _said(result: object) -> tuple[str, ...]:
    """Return what a result says of itself in sentences."""
    said: Iterable[str] = result.sentences() if hasattr(result, "sentences") else getattr(result, "notes", ())
    return tuple(said)


def _free(path: Path) -> None:
    """Refuse a place where no file can stand: its name is too long, or a folder bears it."""
    try:
        taken = path.is_dir()
    except OSError as error:
        raise ExportError(f"{path}: cannot be written ({error.strerror})") from None
    if taken:
        raise ExportError(f"{path}: cannot be written (it is a folder)")


def _put(files: Mapping[Path, bytes | None]) -> None:
    """Write all beside their places, then rename: what cannot all be written leaves every old file; None removes."""
    written: dict[str, str] = {}
    path = Path()
    try:
        try:
            for path, data in files.items():
                if data is not None:
                    _written(os.path.realpath(path), data, written)
            for path in (each for each, data in files.items() if data is None):
                path.unlink(missing_ok=True)
            for temporary, place in list(written.items()):
                path = Path(place)
                os.replace(temporary, place)
                del written[temporary]
        finally:
            for temporary in written:
                os.unlink(temporary)
    except OSError as error:
        raise ExportError(f"{path}: cannot be written ({error.strerror})") from None


def _written(place: str, data: bytes, written: dict[str, str]) -> None:
    """Write beside a place and note it in `written`; a file that is there passes on its permissions."""
    mode = os.stat(place).st_mode & 0o777 if os.path.exists(place) else 0o644
    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(place), prefix=".negotiation.")
    written[temporary] = place
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    os.chmod(temporary, mode)


def _described(path: Path) -> Path:
    """Return the place of what a .csv file is of."""
    return path.with_name(path.stem + BESIDE)


def _beside(path: Path, page: Sheet) -> dict[Path, bytes | None]:
    """Return what a .csv file is of, at its place; None where nothing is known: no older description stays."""
    name = os.fsencode(path.name).decode("utf-8", "replace")
    return {_described(path): metadata(page, name) if page.head or page.notes else None}


def _lines(page: Sheet) -> list[str]:
    """Return the settings and the notes as lines of text."""
    said = [f"{name}: {low}" + (f" to {high}" if high not in ("", low) else "")
            for name, low, high in settings(page.head)]
    return [" ".join(each.split()) for each in [*said, *page.notes]]


def _csv(page: Sheet) -> bytes:
    return page.table.to_csv(index=False).encode()


def _json(page: Sheet) -> bytes:
    return documents.write({**page.head, "rows": rows(page.table)}).encode()


def _markdown(page: Sheet) -> bytes:
    said = "".join(f"- {each}\n" for each in _lines(page))
    return (page.table.to_markdown(index=False) + "\n" + (f"\n{said}" if said else "")).encode()


def _latex(page: Sheet) -> bytes:
    """Return a table for a paper; what it needs stands in its first lines, as comments."""
    long = len(page.table) > LONG
    table = page.table.map(lambda each: " ".join(each.split()) if isinstance(each, str) else each)
    body = table.to_latex(index=False, escape=True, longtable=long)
    body = re.sub(r"^(?=[\[*])", "{}", body, flags=re.MULTILINE)  # Else LaTeX takes it for what \\ may be followed by.
    needs = [r"needs \usepackage[T1]{fontenc} and \usepackage{booktabs" + (",longtable}" if long else "}"),
             *(["needs LuaLaTeX or XeLaTeX, and a font that has its signs"] if _beyond(body) else [])]
    return "".join(f"% {each}\n" for each in [*needs, *_lines(page)]).encode() + body.encode()


def _beyond(text: str) -> bool:
    """Return whether a text has signs that pdfLaTeX does not set: all but those of Western Europe."""
    return any(ord(each) > 0x17F or 0x7E < ord(each) < 0xC0 for each in text)


def _html(page: Sheet) -> bytes:
    said = "".join(f"<li>{_escape(each)}</li>" for each in _lines(page))
    body = page.table.to_html(index=False, border=0)
    return (f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{_escape(page.title)}</title>'
            f"{body}<ul>{said}</ul></html>\n").encode()


def _escape(text: str) -> str:
    from html import escape

    return escape(text)


def _parquet(page: Sheet) -> bytes:
    from io import BytesIO

    import pyarrow
    from pyarrow.parquet import write_table

    table = pyarrow.Table.from_pandas(page.table, preserve_index=False)
    about = {b"negotiation": json.dumps({**page.head, "notes": list(page.notes)}).encode()}
    buffer = BytesIO()
    write_table(table.replace_schema_metadata({**(table.schema.metadata or {}), **about}), buffer)
    return buffer.getvalue()


def _xlsx(page: Sheet) -> bytes:
    from io import BytesIO

    import pandas as pd

    _fits(*page.table.shape)
    rows = [*settings(page.head), *(("note", note, "") for note in page.notes)]
    about = pd.DataFrame(rows, columns=["setting", "from", "to"])
    buffer = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
    with pd.ExcelWriter(buffer, engine="xlsxwriter", engine_kwargs={"options": options}) as book:
        for name, table in ((page.title[:31], page.table), ("settings", about)):
            table.to_excel(book, sheet_name=name, index=False)
            book.sheets[name].freeze_panes(1, 0)
            book.sheets[name].autofit()
    return buffer.getvalue()


def _fits(rows: int, columns: int = 0) -> None:
    if rows > EXCEL[0] - 1 or columns > EXCEL[1]:
        raise ExportError(f"a .xlsx sheet holds {EXCEL[0] - 1:,} rows and {EXCEL[1]:,} columns, found {rows:,} rows"
                          + (f" and {columns:,} columns" if columns else "") + "; allowed: .csv or .parquet")


def _nfg(result: object) -> bytes:
    from negotiation.nfgfile import to_nfg

    if not isinstance(result, Game):
        raise ExportError(f"a .nfg file holds a game; found {type(result).__name__}")
    return to_nfg(result).encode()


def _gmcr(result: object) -> bytes:
    from negotiation.model.conflict import Conflict
    from negotiation.modelfile.conflict.gmcr import to_gmcr

    if not isinstance(result, Conflict):
        raise ExportError(f"a .gmcr file holds a graph model; found {type(result).__name__}")
    return to_gmcr(result).encode()


WHOLE: dict[str, Callable[..., bytes]] = {".nfg": _nfg, ".gmcr": _gmcr}
"""Suffix -> what writes a game or a model itself, and no table."""

WRITERS: dict[str, Callable[..., bytes]] = {
    ".csv": _csv, ".json": _json, ".md": _markdown, ".tex": _latex, ".xlsx": _xlsx, ".parquet": _parquet,
    ".html": _html, **WHOLE,
}
