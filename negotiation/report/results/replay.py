"""What a replay found: its first differences as a table, in sentences, and as a document of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from negotiation.plain import plain
from negotiation.provenance import FORMAT
from negotiation.report.rows import rows
from negotiation.studies.files.replay import Difference, Replay

if TYPE_CHECKING:
    import pandas as pd


def frame(found: Replay) -> pd.DataFrame:
    """Return the first differences as rows."""
    import pandas as pd

    return pd.DataFrame([vars(each) for each in found.first], columns=["row", "point", "column", "then", "now"])


def sentences(found: Replay) -> list[str]:
    other = [f"{name} {then or 'missing'} then, {now or 'missing'} now" for name, (then, now) in found.versions.items()]
    head = f"{found.path}: equal, {found.rows:,} rows to the bit" if found.equal else (
        f"{found.path}: {found.differ:,} of {found.rows:,} rows differ")
    return [head, *map(text, found.first), *([f"versions: {'; '.join(other)}"] if other else [])]


def text(each: Difference) -> str:
    """Say one difference: where it is, what stood there then, and now."""
    where = f"row {each.row:,}" + (f" (point {each.point:,})" if each.point is not None else "")
    return f"{where}: {each.column} {_shown(each.then)} then, {_shown(each.now)} now"


def _shown(value: object) -> str:
    return "nothing" if value is None else repr(value)


def document(found: Replay) -> object:
    """Return what a replay found; a document of its own, without the head of a result."""
    return plain({"format": FORMAT, "analysis": "replay", "file": str(found.path), "equal": found.equal,
                  "rows": found.rows, "rows_that_differ": found.differ, "first": rows(frame(found)),
                  "versions_that_differ": {name: {"then": then, "now": now}
                                           for name, (then, now) in found.versions.items()}})
