"""Write into the text of a model file and leave everything else as its author wrote it: text -> text, by tomlkit.

What is typed is written even where it is not allowed, so that nothing is lost; the reader then says what is wrong.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, MutableMapping, Sequence

import tomlkit
from tomlkit.exceptions import TOMLKitError

from negotiation.errors import NegotiationError
from negotiation.modelfile.values import Row, Toml

_NUMBER = re.compile(r"([+-]?)(\d{1,30}|\d{0,30}\.\d{1,30}|\d{1,30}\.)([eE][+-]?\d{1,3})?", re.ASCII)

MOST_CHARACTERS = 100_000
"""A longer text is edited as text: writing into it would take longer than a person waits."""

Document = MutableMapping[str, Toml]


def edited(text: str, change: Callable[[Document], None]) -> str:
    """Return the text after a change of its tables; raises NegotiationError where it cannot be made."""
    try:
        document = tomlkit.parse(text)
        change(document)
        new = tomlkit.dumps(document)
        tomllib.loads(new)
    except (TOMLKitError, tomllib.TOMLDecodeError, RecursionError, ValueError, TypeError, AttributeError, KeyError):
        raise NegotiationError("this could not be written into the model's text; change the text itself") from None
    return new


def number(typed: str) -> Toml:
    """Return a number as it was typed (0.70 stays 0.70), or else the text.

    >>> number("0.70").as_string(), number(".5").as_string(), number("half")
    ('0.70', '0.5', 'half')
    """
    typed = typed.strip().replace("−", "-")
    if not (found := _NUMBER.fullmatch(typed)):
        return typed
    sign, digits, power = found.groups()
    whole, dot, rest = digits.partition(".")
    whole = whole.lstrip("0") or "0"
    return tomlkit.value(sign + whole + (f".{rest or '0'}" if dot else "") + (power or ""))


def string(typed: str) -> Toml:
    """Return a text as TOML, over several lines where it has several."""
    typed = typed.strip()
    return tomlkit.string(typed, multiline="\n" in typed and '"""' not in typed)


def set_cells(text: str, rows: Mapping[str, Sequence[str]]) -> str:
    """Write payoffs, profile as the file writes it -> one formula a party."""

    def change(document: Document) -> None:
        for key, typed in rows.items():
            row = document["payoffs"].get(key)
            if isinstance(row, list) and len(row) == len(typed):
                for k, (old, new) in enumerate(zip(row, typed, strict=True)):
                    if shown(old) != new.strip():
                        row[k] = string(new) if isinstance(old, str) else formula(new)
            else:
                document["payoffs"][key] = [formula(each) for each in typed]

    return edited(text, change)


def set_formula(text: str, section: str, name: str, typed: str) -> str:
    """Write one formula of `components`, `payoffs` or `readouts`."""

    def change(document: Document) -> None:
        row = document[section][name]
        holder, key = (row, "formula") if isinstance(row, dict) else (document[section], name)
        holder[key] = string(typed)

    return edited(text, change)


def formula(typed: str) -> Toml:
    """Return a payoff as TOML: a plain number as a number, anything else as a text."""
    found = number(typed)
    return found if not isinstance(found, str) else string(typed)


def shown(value: object) -> str:
    """Return a value of the file as a field shows it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value.as_string() if hasattr(value, "as_string") else f"{value:.15g}"
    return value if isinstance(value, str) else ""


def set_entry(text: str, section: str, name: str, values: Row) -> str:
    """Write the keys of one table of a section (`parameters`, `presets`); an empty value takes the key away."""

    def change(document: Document) -> None:
        if section not in document:
            document[section] = tomlkit.table(is_super_table=True)
        new = name not in document[section]
        row = tomlkit.table() if new else document[section][name]
        for key, value in values.items():
            if value == "" or value is None:
                row.pop(key, None)
            elif key not in row or row[key] != value:
                row[key] = value
        if new:
            row.add(tomlkit.nl())
            document[section].append(name, row)

    return edited(text, change)


def set_table(text: str, path: Sequence[str], values: Row, whole: bool = False) -> str:
    """Write the keys of the table at a path, and of tables in it; "" takes a key away, and an empty table goes.

    `whole`: what `values` does not name goes too.
    """

    def change(document: Document) -> None:
        held: list[Document] = [document]
        for name in path:
            if name not in held[-1]:
                held[-1][name] = tomlkit.table()
            held.append(held[-1][name])
        _fill(held[-1], {key: values.get(key, "") for key in (*held[-1], *values)} if whole else values)
        for name, row, inner in reversed(list(zip(path, held, held[1:], strict=False))):
            if not inner:
                del row[name]

    return edited(text, change)


def set_rows(text: str, section: str, rows: Sequence[Row]) -> str:
    """Write the tables of a list (`[[section]]`) in place of those there are; none take the section away."""

    def change(document: Document) -> None:
        held = tomlkit.aot()
        for row in rows:
            table = tomlkit.table()
            table.update(row)
            held.append(table)
        if rows:
            document[section] = held
        else:
            document.pop(section, None)

    return edited(text, change)


def set_row(text: str, section: str, k: int | None, values: Row) -> str:
    """Write the keys of the k-th table of a list (`[[section]]`), of a new last one for None; "" takes a key away."""

    def change(document: Document) -> None:
        if k is None:
            row = tomlkit.table()
            document.setdefault(section, tomlkit.aot())
            document[section].append(row)
        _fill(document[section][-1 if k is None else k], values)

    return edited(text, change)


def remove_row(text: str, section: str, k: int) -> str:
    """Take the k-th table of a list away, and the section with the last one."""

    def change(document: Document) -> None:
        del document[section][k]
        if not len(document[section]):
            del document[section]

    return edited(text, change)


def _fill(row: Document, values: Row) -> None:
    for key, value in values.items():
        if isinstance(value, Mapping):
            if key not in row:
                row[key] = tomlkit.table()
            _fill(row[key], value)
            if not row[key]:
                del row[key]
        elif value == "" or value is None:
            row.pop(key, None)
        elif key not in row or row[key] != value:
            row[key] = value


def inline(values: Row) -> Toml:
    """Return a small table on one line."""
    written = [f"{tomlkit.key(key).as_string()} = {tomlkit.item(value).as_string()}" for key, value in values.items()]
    return tomlkit.value(f"{{ {', '.join(written)} }}" if written else "{}")
