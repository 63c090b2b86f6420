"""TOML -> Model; every fault becomes one line with file, line, what was found and what is allowed.

1. Read the bytes (bounded), decode, parse as TOML (duplicate keys are refused by the format).
2. Validate the shape (`schema`, `shape`).
3. Build the model and check its meaning: names, ranges, cycles, profiles, patterns, presets (`formulas`, `build`).
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from time import monotonic
from typing import Any

from negotiation.errors import ModelError
from negotiation.model import Model
from negotiation.modelfile.build import build
from negotiation.modelfile.faults import Fault, Where
from negotiation.modelfile.onward import mended
from negotiation.modelfile.positions import line_of, positions
from negotiation.modelfile.shape import validated

MAX_BYTES = 256 * 1024
MOST_FAULTS = 5
MOST_SECONDS = 0.5
"""How long reading goes on after a first fault."""

MAX_PARTS = 50
_LONG_KEY = re.compile(rf"""(?<![\w-])(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){{{MAX_PARTS}}}""")
"""Names joined by dots: the standard reader's time grows with the square of their number."""


def read_model(file: str | Path) -> Model:
    """Read a model file; raises ModelError whose text starts with `file:line:`."""
    path = Path(file)
    try:
        if path.is_dir():
            raise ModelError(f"{path.name}: is a directory; allowed: a .toml or .nfg file")
        if path.exists() and not path.is_file():
            raise ModelError(f"{path.name}: is a device or a pipe; allowed: a .toml or .nfg file")
        if path.stat().st_size > MAX_BYTES:
            raise ModelError(f"{path.name}: has {path.stat().st_size:,} bytes; at most {MAX_BYTES:,} are allowed")
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(f"{path.name}: cannot be read ({error.strerror or 'not a readable file'})") from None
    return parse_model(data, path.name)


def parse_model(data: bytes | str, file: str = "model.toml") -> Model:
    """Build a model from the text of a file; `file` is the name that errors and the model's id use."""
    text, tree = _tree(data, file)
    try:
        return build(validated(tree), Path(file).stem, text)
    except Fault as fault:
        raise _located(fault, positions(text), file) from None


def faults(text: str, file: str = "model.toml") -> list[ModelError]:
    """Return what is wrong with a text, in the order in which it is found; at most MOST_FAULTS, none for a model."""
    found: list[ModelError] = []
    try:
        text, tree = _tree(text, file)
    except ModelError as error:
        return [error]
    places, until = positions(text), monotonic() + MOST_SECONDS
    while len(found) < MOST_FAULTS and monotonic() < until:
        try:
            build(validated(tree), Path(file).stem, text)
            break
        except Fault as fault:
            if found and fault.follows:
                break
            found.append(_located(fault, places, file))
            if not mended(tree, fault.where):
                break
    return found


def _located(fault: Fault, places: dict[Where, int], file: str) -> ModelError:
    line = line_of(places, fault.where)
    return ModelError(f"{file}:{line}: {fault}", line, fault.where)


def _tree(data: bytes | str, file: str) -> tuple[str, dict[str, Any]]:
    """Return a file's text and its tables."""
    if len(data) > MAX_BYTES:
        raise ModelError(f"{file}: has {len(data):,} bytes; at most {MAX_BYTES:,} are allowed")
    try:
        text = data if isinstance(data, str) else data.decode("utf-8-sig")
        if long := _LONG_KEY.search(text):
            line = text.count("\n", 0, long.start()) + 1
            raise ModelError(f"{file}:{line}: more than {MAX_PARTS} names are joined by dots", line)
        return text, tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise ModelError(f"{file}: is not UTF-8 text (byte {error.start})") from None
    except tomllib.TOMLDecodeError as error:
        raise _toml_error(file, str(error)) from None
    except ModelError:
        raise
    except (RecursionError, ValueError, MemoryError):
        raise ModelError(f"{file}:1: brackets are nested too deep, or a number is too long", 1) from None


def _toml_error(file: str, message: str) -> ModelError:
    at = re.search(r"\(at line (\d+), column (\d+)\)", message)
    reason = re.sub(r"\s*\(at .*\)", "", message)
    twice = "overwrite" in reason or "twice" in reason.lower()
    reason = "a key stands twice" if twice else reason[:1].lower() + reason[1:]
    line = int(at[1]) if at else 1
    return ModelError(f"{file}:{line}: {reason}" + (f" (column {at[2]})" if at else ""), line)
