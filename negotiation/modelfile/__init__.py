"""TOML -> Model; every fault becomes one line with file, line, what was found and what is allowed.

1. Read the bytes (bounded), decode, parse as TOML (duplicate keys are refused by the format).
2. Validate the shape (`schema`, `shape`).
3. Build the model and check its meaning: names, ranges, cycles, profiles, patterns, presets (`formulas`, `build`).
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from negotiation.errors import ModelError
from negotiation.model import Model
from negotiation.modelfile.build import build
from negotiation.modelfile.faults import Fault
from negotiation.modelfile.positions import line_of, positions
from negotiation.modelfile.shape import validated

MAX_BYTES = 256 * 1024


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
    if len(data) > MAX_BYTES:
        raise ModelError(f"{file}: has {len(data):,} bytes; at most {MAX_BYTES:,} are allowed")
    try:
        text = data if isinstance(data, str) else data.decode("utf-8-sig")
        tree = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise ModelError(f"{file}: is not UTF-8 text (byte {error.start})") from None
    except tomllib.TOMLDecodeError as error:
        raise ModelError(_toml_error(file, str(error))) from None
    except (RecursionError, ValueError, MemoryError):
        raise ModelError(f"{file}:1: brackets are nested too deep, or a number is too long") from None
    places = positions(text)
    try:
        return build(validated(tree), Path(file).stem, text)
    except Fault as fault:
        raise ModelError(f"{file}:{line_of(places, fault.where)}: {fault}") from None


def _toml_error(file: str, message: str) -> str:
    at = re.search(r"\(at line (\d+), column (\d+)\)", message)
    reason = re.sub(r"\s*\(at .*\)", "", message)
    twice = "overwrite" in reason or "twice" in reason.lower()
    reason = "a key stands twice" if twice else reason[:1].lower() + reason[1:]
    return f"{file}:{at[1]}: {reason} (column {at[2]})" if at else f"{file}:1: {reason}"
