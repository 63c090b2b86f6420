"""Where each key of a TOML text stands: path of keys -> line number. The text has already been read as TOML.

One pass over the tokens, so that the time grows with the length of the text and no faster.
"""

from __future__ import annotations

import re

from negotiation.errors import ModelError
from negotiation.modelfile.faults import Fault

_TOKEN = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?:"{1,2}(?!"))?|\'\'\'.*?\'\'\'(?:\'{1,2}(?!\'))?|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\''
    r"|#[^\n]*|\n|[\[\]{}=,.]|[^\s\"'#\[\]{}=,.]+", re.DOTALL)

Path = tuple[str | int, ...]


def positions(text: str) -> dict[Path, int]:
    """Map every key, and every element of a list that is a key's value, to its line, counted from 1."""
    scan, line = _Scan(), 1
    for match in _TOKEN.finditer(text):
        token = match[0]
        scan.take(token, line)
        line += token.count("\n")
    return scan.found


class Places:
    """The lines of a file's keys, for what is found out about them."""

    def __init__(self, file: str, text: str) -> None:
        self.file, self.lines = file, {}
        for path, line in positions(text).items():
            spaced = _spaced(path)
            self.lines[spaced] = line
            for size in range(1, len(spaced)):
                self.lines.setdefault(spaced[:size], line)

    def line(self, path: Path) -> int:
        """Return a path's line, else of the first key below it (`a.b = 1` has none for `a`), else of an ancestor."""
        path = _spaced(path)
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def error(self, fault: Fault) -> ModelError:
        """Return a fault as an error that starts with "file:line:"."""
        line = self.line(fault.where)
        return ModelError(f"{self.file}:{line}: {fault}", line, fault.where)


def _spaced(path: Path) -> Path:
    """Return a path whose profiles are written "a, b", however the author spaced them."""
    return tuple(", ".join(each.strip() for each in part.split(",")) if isinstance(part, str) else part
                 for part in path)


def repeated(text: str) -> tuple[Path, int, int] | None:
    """Return the first key or header that stands twice, with both lines; the text may be at fault elsewhere."""
    scan, line = _Scan(), 1
    for match in _TOKEN.finditer(text):
        scan.take(match[0], line)
        if scan.twice:
            return scan.twice
        line += match[0].count("\n")
    return None


class _Scan:
    """What the tokens so far have said; `mode` is what the next one belongs to: a new line, header, key or value."""

    def __init__(self) -> None:
        self.found: dict[Path, int] = {}
        self.counts: dict[Path, int] = {}
        self.twice: tuple[Path, int, int] | None = None
        self.table: Path = ()
        self.parts: list[str] = []
        self.mode = self.line_start
        self.double = self.starts = False
        self.depth = self.element = 0

    def take(self, token: str, line: int) -> None:
        if not token.startswith("#"):
            self.mode(token, line)

    def line_start(self, token: str, line: int) -> None:
        if token == "\n":
            return
        self.parts, self.double = [], False
        self.mode = self.header if token == "[" else self.key
        if token != "[":
            self.key(token, line)

    def header(self, token: str, line: int) -> None:
        if token == "[":
            self.double = True
        elif token == "]":
            self._enter(line)
            self.mode = self.rest
        elif token != ".":
            self.parts.append(_bare(token))

    def _enter(self, line: int) -> None:
        table = _resolve(tuple(self.parts), self.counts)
        self._note(table, line, not self.double)
        if self.double:
            self.counts[table] = self.counts.get(table, -1) + 1
            table = (*table, self.counts[table])
            self.found.setdefault(table, line)
        self.table = table

    def _note(self, path: Path, line: int, once: bool) -> None:
        if once and path in self.found:
            self.twice = self.twice or (path, self.found[path], line)
        self.found.setdefault(path, line)

    def rest(self, token: str, line: int) -> None:
        if token == "\n":
            self.mode = self.line_start

    def key(self, token: str, line: int) -> None:
        if token == "=":
            self.path = (*self.table, *self.parts)
            self._note(self.path, line, True)
            self.depth, self.element, self.starts = 0, 0, False
            self.mode = self.value
        elif token != ".":
            self.parts.append(_bare(token))

    def value(self, token: str, line: int) -> None:
        if token == "\n":
            if not self.depth:
                self.mode = self.line_start
            return
        if self.starts and self.depth == 1 and token != "]":
            self.found.setdefault((*self.path, self.element), line)
            self.starts = False
        if token in ("[", "{"):
            self.depth += 1
            self.starts = self.depth == 1
        elif token in ("]", "}"):
            self.depth -= 1
        elif token == "," and self.depth == 1:
            self.element += 1
            self.starts = True


def _bare(key: str) -> str:
    return key[1:-1] if key[0] in "\"'" else key


def _resolve(path: Path, counts: dict[Path, int]) -> Path:
    """Insert the number of the current element after each array of tables on the way."""
    done: Path = ()
    for part in path[:-1]:
        done = (*done, part)
        if done in counts:
            done = (*done, counts[done])
    return (*done, path[-1])
