"""Text -> the tables of TOML; where it is not TOML, what a person would have to change, at the line.

The standard reader stops at its first fault and speaks of its grammar. Here the line at fault is looked at for what
people mistype; a line that holds a whole `key = value` is then blanked, so that the next fault is told too.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable

from negotiation.errors import ModelError
from negotiation.modelfile.positions import repeated
from negotiation.modelfile.values import Toml

MAX_BYTES = 256 * 1024
MAX_PARTS = 50
MOST_LINES = 20
"""Lines at fault that are told; each takes a reading of the text."""

_LONG_KEY = re.compile(rf"""(?<![\w-])(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){{{MAX_PARTS}}}""")
"""Names joined by dots: the standard reader's time grows with the square of their number."""

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'')
_BARE_KEY = r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"))*"""
_WHOLE = re.compile(rf"\s*{_BARE_KEY}\s*=\s*[^\[\{{\s]")
"""A line that holds a key and a value that is neither a list nor a table."""

LISTS = ("parties", "constraints", "expect", "bargaining.sides", "bargaining.issues")
"""Sections whose headers stand in double brackets."""

_ACCENTED = re.compile(r"[^\W\d_A-Za-z]")
"""A letter that is none of a to z: keys are written without quotation marks in those alone."""

CURLY = "“”„‟‘’‚‛«»"
DASHES = "‐‑‒–—−"


def tables(data: bytes | str, file: str) -> tuple[str, dict[str, Toml]]:
    """Return a file's text and its tables; raises ModelError with everything that keeps it from being TOML."""
    if len(data) > MAX_BYTES:
        raise ModelError(f"{file}: has {len(data):,} bytes; at most {MAX_BYTES:,} are allowed")
    try:
        text = data if isinstance(data, str) else data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ModelError(f"{file}: is not UTF-8 text (byte {error.start}); save it as UTF-8") from None
    if long := _LONG_KEY.search(text):
        line = text.count("\n", 0, long.start()) + 1
        raise ModelError(f"{file}:{line}: more than {MAX_PARTS} names are joined by dots", line)
    if "\r" in text and "\n" not in text:
        raise ModelError(f"{file}:1: its lines end in CR alone, as on old Macintoshes; save it with line ends LF "
                         "(Unix) or CRLF (Windows)", 1)
    try:
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ModelError.of(_faults(text, file, error)) from None
    except (RecursionError, ValueError, MemoryError):
        raise ModelError(f"{file}:1: brackets are nested too deep, or a number is too long", 1) from None


def _faults(text: str, file: str, error: tomllib.TOMLDecodeError) -> list[ModelError]:
    """Tell the fault and, while the line at fault can be blanked, those that come after it."""
    lines, found = text.replace("\r\n", "\n").split("\n"), []
    for _ in range(MOST_LINES):
        line, said = _said(lines, str(error))
        found.append(ModelError(f"{file}:{line}: {said}", line))
        if not _WHOLE.match(lines[line - 1]) or "'''" in lines[line - 1] or '"""' in lines[line - 1]:
            break
        lines[line - 1] = ""
        try:
            tomllib.loads("\n".join(lines))
            break
        except tomllib.TOMLDecodeError as following:
            error = following
        except (RecursionError, ValueError, MemoryError):
            break
    return sorted(found, key=lambda each: each.line)


def _said(lines: list[str], message: str) -> tuple[int, str]:
    """Return the line at fault and what is wrong there."""
    at = re.search(r"\(at line (\d+), column (\d+)\)", message)
    reason = re.sub(r"\s*\(at .*\)", "", message)
    line, column = (int(at[1]), int(at[2])) if at else (len(lines), len(lines[-1]) + 1)
    line = min(line, len(lines))
    if any(word in reason for word in ("overwrite", "twice", "Duplicate", "mutate", "redefine")):
        if twice := repeated("\n".join(lines)):
            name, first, second = ".".join(map(str, twice[0])), *twice[1:]
            hint = f"; allowed: [[{name}]] in double brackets" if name in LISTS else ""
            return second, f"'{name[:80]}' stands twice; the other is on line {first}{hint}"
        for k, each in enumerate(lines, start=1):
            if (match := re.match(r"\s*\[([\w.]+)\]", each)) and match[1] in LISTS:
                return k, f"found [{match[1]}]; allowed: [[{match[1]}]] in double brackets, since there may be several"
        return line, "a key stands twice"
    while line > 1 and not lines[line - 1].strip() and "Unclosed" in reason:
        line, column = line - 1, len(lines[line - 2]) + 1
    for test in TESTS:
        if said := test(lines[line - 1], column):
            return line, said
    return line, _translated(reason, lines[line - 1], column)


def _curly(line: str, column: int) -> str:
    found = next((sign for sign in _outside(line) if sign in CURLY), "")
    return f"found the curly quotation mark {found}; allowed: straight ones, \" or '" if found else ""


def _quote(line: str, column: int) -> str:
    rest = _outside(line)
    sign = next((each for each in "\"'" if each in rest), "")
    return f"a quotation mark ({sign}) is not closed on this line, or one is missing" if sign else ""


def _header(line: str, column: int) -> str:
    start = line.strip()
    if start.startswith("[") and "=" not in start and (odd := _ACCENTED.search(_outside(line))):
        return _accented(odd[0], start.strip("[] "))
    if start.startswith("[") and "=" not in start and start.count("[") != start.count("]"):
        return f"the header '{start[:60]}' needs as many ] as [, on one line"
    return ""


def _accented(letter: str, name: str) -> str:
    return (f"found the letter {letter} in the name '{name[:60]}'; allowed in a name: a to z, A to Z, digits and _; "
            "what people read goes into its label")


def _comma(line: str, column: int) -> str:
    """Say where a decimal comma stands in a table of one line, in which a comma goes on to the next key."""
    if match := re.search(r"=\s*([+-]?\d+,\d+)\s*[,}]", _outside(line)):
        return f"found {match[1][:40]}; allowed: a decimal point, {match[1].replace(',', '.')[:40]}"
    return ""


def _spaces(line: str, column: int) -> str:
    odd = next((sign for sign in _outside(line) if sign.isspace() and sign not in " \t\r"), "")
    return f"found the space {odd!a} that is no plain space; type it again" if odd else ""


def _list_of_words(line: str, column: int) -> str:
    """Say which entry of a list on this line lacks its quotation marks."""
    if "=" not in line or "[" not in (inside := _outside(line).partition("=")[2]) or "{" in inside:
        return ""
    bare = re.search(r"[^\[\],\s][^\[\],]*", inside.replace("true", "").replace("false", ""))
    word = bare[0].strip() if bare and re.search(r"[A-Za-z_]", bare[0]) else ""
    return f"found {word[:40]} without quotation marks in a list; allowed: \"{word[:40]}\"" if word else ""


def _table_over_lines(line: str, column: int) -> str:
    rest = _outside(line)
    if rest.count("{") != rest.count("}") and not rest.strip().startswith("}"):
        return "a { is not closed on this line; allowed: a table in { } on one line, without a comma before }"
    return ""


def _colon(line: str, column: int) -> str:
    if match := re.match(rf"\s*({_BARE_KEY})\s*:", line):
        return f"found ':' after {match[1][:40]}; allowed: {match[1][:40]} = ..."
    return ""


def _remark(line: str, column: int) -> str:
    start = line.strip()
    sign = next((each for each in ("//", "--", ";", "%", "/*", "<!--") if start.startswith(each)), "")
    return f"found '{sign}'; a remark starts with #" if sign else ""


def _equals(line: str, column: int) -> str:
    start = line.strip()
    if "=" not in _outside(line) and re.match(r"[A-Za-z0-9_\"']", start):
        return f"found '{start[:40]}' without =; allowed: key = value, or a header in [ ]"
    if (match := re.match(r"\s*([^=\[\]{}\"'#]+?)\s*=", line)) and not re.fullmatch(_BARE_KEY, match[1]):
        if odd := _ACCENTED.search(match[1]):
            return _accented(odd[0], match[1])
        return (f"the key '{match[1][:40]}' needs quotation marks: without them a key has letters, digits, _ and -")
    if re.match(r"\s*=", line):
        return "a key is missing before ="
    return ""


def _value(line: str, column: int) -> str:
    """Say what is wrong with a value that is neither text in quotation marks nor a number as TOML writes it."""
    match = re.match(rf"\s*({_BARE_KEY})\s*=\s*([^#\[\{{\"']*)", line)
    if not match:
        return ""
    key, value = match[1], match[2].strip()
    if not value:
        nothing = line.split("#")[0].rstrip().endswith("=")
        return f"{key[:40]} has no value; allowed: {key[:40]} = 0.5, or text in quotation marks" if nothing else ""
    return _odd(key, value)


def _inner_value(line: str, column: int) -> str:
    """Say which value of a table in { } is neither text in quotation marks nor a number as TOML writes it."""
    for key, value in re.findall(rf"({_BARE_KEY})\s*=([^,{{}}\[\]]*)", _outside(line).partition("{")[2]):
        try:
            tomllib.loads(f"x = {value.strip() or 0}")
        except ValueError:
            missing = "=" in value and f"a comma is missing in a table in {{ }}, after {value.split()[0][:40]}"
            return missing or _odd(key, value.strip())
    return ""


def _odd(key: str, value: str) -> str:
    """Say what stands instead of a number, or that a text lacks its quotation marks."""
    if any(sign in DASHES for sign in value):
        return f"found a long dash in {value[:40]}; allowed: the minus sign -"
    if re.fullmatch(r"[+-]?\d+,\d+", value):
        return f"found {value[:40]}; allowed: a decimal point, {value.replace(',', '.')[:40]}"
    if re.fullmatch(r"[+-]?(\.\d+|\d+\.)", value):
        whole = value.replace("+.", "+0.").replace("-.", "-0.")
        whole = f"0{whole}" if whole.startswith(".") else f"{whole}0" if whole.endswith(".") else whole
        return f"found {value[:40]}; allowed: a digit on both sides of the point, {whole[:40]}"
    if re.fullmatch(r"[+-]?[\d.]+\s*%", value):
        return f"found {value[:40]}; allowed: a share as a number, without %"
    if value.lower() in ("true", "false", "yes", "no", "none", "null"):
        return f"found {value}; allowed: true or false, in small letters, or no line at all"
    if re.fullmatch(r"[+-]?0\d+(\.\d+)?", value):
        return f"found {value[:40]}; allowed: a number without leading zeros"
    return f"found {value[:40]} without quotation marks; allowed: a number, or {key[:40]} = \"{value[:40]}\""


TESTS: tuple[Callable[[str, int], str], ...] = (
    _remark, _spaces, _curly, _quote, _header, _colon, _comma, _equals, _list_of_words, _table_over_lines, _inner_value,
    _value)
"""What is looked for in the line at fault, in this order."""


def _outside(line: str) -> str:
    """Return what of a line stands outside quotation marks, and before a remark."""
    return _STRING.sub("", line).split("#")[0]


def _translated(reason: str, line: str, column: int) -> str:
    """Say the reader's own reason, where nothing better is known."""
    near = line[max(0, column - 1):column + 29].strip()
    words = {"Unclosed array": f"a comma or ] is missing in a list, {f'before {near}' if near else 'after this line'}",
             "Unclosed inline table": "a comma or } is missing; a table in { } stands on one line, "
                                      "without a comma before }",
             "Unescaped '\\' in a string":
                 "a backslash in a text; allowed: \\\\, or the text in single quotation marks",
             "Expected newline or end of document after a statement":
                 f"found {near} after the value; allowed: one value a line, and \\\" for a quotation mark in a text"}
    if reason in words:
        return words[reason]
    return f"{reason[:1].lower()}{reason[1:]} (column {column})" + (f", at '{near}'" if near else "")
