"""Where each key of a TOML text stands: path of keys -> line number. The text has already been read as TOML."""

from __future__ import annotations

import re

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(#.*)?$")
_WORD = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)"""
_KEY = re.compile(rf"^\s*({_WORD}(?:\s*\.\s*{_WORD})*)\s*=")
_PART = re.compile(r"""\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*\.?""")
_SPAN = re.compile(
    r'"""(?:[^\\]|\\.)*?"""|\'\'\'.*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#[^\n]*|[\[\]{}]', re.DOTALL)

Path = tuple[str | int, ...]


def positions(text: str) -> dict[Path, int]:
    """Map every key and array element that starts a line to that line, counted from 1."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    lines = text.split("\n")
    number = 0
    while number < len(lines):
        line = lines[number]
        start = number + 1
        if header := _HEADER.match(line):
            table = _resolve(_parts(header[2]), counts)
            if header[1] == "[[":
                found.setdefault(table, start)
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            found.setdefault(table, start)
        elif key := _KEY.match(line):
            path = (*table, *_parts(key[1]))
            found.setdefault(path, start)
            number = _skip_value(lines, number, line[key.end():], path, found)
        number += 1
    return found


def line_of(places: dict[Path, int], path: Path) -> int:
    """Return the line of a path, else of the first key below it (`a.b = 1` has none for `a`), else of an ancestor."""
    while path:
        if lines := [line for key, line in places.items() if key[:len(path)] == path]:
            return places.get(path, min(lines))
        path = path[:-1]
    return 1


class Places:
    """The lines of a file's keys, for what is found out after the file was read."""

    def __init__(self, id: str, text: str) -> None:
        self.file = f"{id}.toml" if text else id
        self.lines = {_spaced(path): line for path, line in positions(text).items()}

    def at(self, path: Path) -> str:
        """Return "file:line" of a path of keys, or of its nearest ancestor; the file alone where there is no text."""
        return f"{self.file}:{line_of(self.lines, _spaced(path))}" if self.lines else self.file


def _spaced(path: Path) -> Path:
    """Return a path whose profiles are written "a, b", however the author spaced them."""
    return tuple(", ".join(each.strip() for each in part.split(",")) if isinstance(part, str) else part
                 for part in path)


def _parts(key: str) -> Path:
    return tuple(next(group for group in match.groups() if group is not None) for match in _PART.finditer(key))


def _resolve(path: Path, counts: dict[Path, int]) -> Path:
    """Insert the number of the current element after each array of tables on the way."""
    done: Path = ()
    for part in path[:-1]:
        done = (*done, part)
        if done in counts:
            done = (*done, counts[done])
    return (*done, path[-1])


def _skip_value(lines: list[str], number: int, rest: str, path: Path, found: dict[Path, int]) -> int:
    """Return the last line of a value that may run over several; note elements that start a line."""
    value, element = rest, 0
    while _open(value) and number + 1 < len(lines):
        number += 1
        opening = lines[number].strip()
        if _depth(value) == 1 and opening[:1] not in ("", "#", "]"):
            found.setdefault((*path, element), number + 1)
            element += 1
        value += "\n" + lines[number]
    return number


def _depth(value: str) -> int:
    brackets = [match[0] for match in _SPAN.finditer(value) if match[0] in "[]{}"]
    return sum(1 if each in "[{" else -1 for each in brackets)


def _open(value: str) -> bool:
    outside = _SPAN.sub(lambda match: match[0] if match[0] in "[]{}" else "", value)
    return _depth(value) > 0 or '"""' in outside or "'''" in outside
