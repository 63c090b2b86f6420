"""Tables on a terminal: whole columns that fit its width, and a line that says what was left out."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from negotiation.wording import counted

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 60
"""Rows of a table on a terminal."""

ELSEWHERE = "--to FILE or --format csv has all"


def is_terminal() -> bool:
    return sys.stdout.isatty()


def width() -> int:
    """Return how many characters a line may have: the terminal's width, elsewhere as many as anyone writes."""
    return shutil.get_terminal_size().columns if is_terminal() else 100_000


def lay_out(frame: pd.DataFrame, first: Sequence[str] = ()) -> str:
    """Lay a table out; on a terminal only the columns that fit and the first rows, elsewhere everything.

    `first` names the columns that matter most; the others follow in the table's order until one does not fit.
    """
    if frame.empty:
        return "(no rows)"
    if not is_terminal():
        return _text(frame)
    rows = frame.head(MOST_ROWS)
    names = list(dict.fromkeys([*(name for name in first if name in rows), *rows]))
    kept = _fitting(rows, names)
    text = _text(rows[[name for name in rows if name in kept]])
    return "\n".join([text, *_left_out(names[len(kept):], len(frame))])


def _text(frame: pd.DataFrame) -> str:
    """Return a table as text: numbers stand to the right under their heads, words to the left."""
    shown = frame.copy()
    heads = {name: name.ljust(_longest(frame, name)) for name in map(str, frame) if _longest(frame, name)}
    for name in heads:
        shown[name] = [str(each).ljust(len(heads[name])) for each in frame[name]]
    text = shown.rename(columns=heads).to_string(index=False, float_format=lambda value: f"{value:.6g}")
    return "\n".join(line.rstrip() for line in text.splitlines())


def _longest(frame: pd.DataFrame, name: str) -> int:
    """Return how long the longest text of a column is; 0 where it does not hold texts."""
    return max(map(len, frame[name])) if all(isinstance(each, str) for each in frame[name]) else 0


def _fitting(frame: pd.DataFrame, names: Sequence[str]) -> list[str]:
    """Return the leading names whose columns fit side by side; the first is always kept."""
    kept, used = [names[0]], _width(frame, names[0])
    for name in names[1:]:
        used += 1 + _width(frame, name)
        if used > width():
            break
        kept.append(name)
    return kept


def _width(frame: pd.DataFrame, name: str) -> int:
    return max(map(len, _text(frame[[name]]).splitlines()))


def _left_out(columns: Sequence[str], rows: int) -> list[str]:
    """Return the line that says what is not on the screen, if anything is not."""
    parts = [f"rows {MOST_ROWS + 1} to {rows}"] if rows > MOST_ROWS else []
    if columns:
        what = counted(len(columns), "column")
        taken = len(f"left out: {' and '.join([*parts, what])} (); {ELSEWHERE}")
        parts.append(f"{what} ({_names(columns, width() - taken)})")
    return [f"left out: {' and '.join(parts)}; {ELSEWHERE}"] if parts else []


def _names(columns: Sequence[str], room: int) -> str:
    """Return as many names as there is room for, at least one."""
    for count in range(len(columns), 0, -1):
        text = ", ".join(columns[:count]) + (", ..." if count < len(columns) else "")
        if len(text) <= room or count == 1:
            return text
    return ""
