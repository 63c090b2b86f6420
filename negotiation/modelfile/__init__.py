"""TOML -> Model; every fault becomes one line with file, line, what was found and what is allowed.

1. Read the bytes (bounded), decode, parse as TOML (`text`).
2. Validate the shape (`schema`, `shape`); put something harmless in the place of what is wrong (`onward`).
3. Build the model and check its meaning: names, ranges, cycles, profiles, patterns, presets (`formulas`, `build`).

A file of `kind = "graph"` is a graph model (`conflict/`).

Each step goes on after a fault, so that an error knows all of them (`ModelError.every`).
"""

from __future__ import annotations

from pathlib import Path

from negotiation.errors import ModelError
from negotiation.files import read_bytes
from negotiation.model import Model
from negotiation.modelfile.build import build
from negotiation.modelfile.conflict import build_conflict
from negotiation.modelfile.faults import MOST, Fault, Refused
from negotiation.modelfile.positions import Places
from negotiation.modelfile.shape import validated
from negotiation.modelfile.text import MAX_BYTES, tables


def read_model(file: str | Path) -> Model:
    """Read a model file; raises ModelError whose text starts with `file:line:`."""
    path = Path(file)
    return parse_model(read_bytes(path, MAX_BYTES), path.name)


def parse_model(data: bytes | str, file: str = "model.toml") -> Model:
    """Build a model from the text of a file; `file` is the name that errors and the model's id use.

    Raises
    ------
    ModelError
        The first fault; its `every` has all of them, by line, at most MOST.
    """
    text, tree = tables(data, file)
    try:
        if tree.get("kind") == "graph":
            return build_conflict(tree, Path(file).stem, text)
        if "kind" in tree:
            raise Refused([Fault(("kind",), f"kind: found {tree['kind']!r:.40}; allowed: 'graph', or no kind where "
                                            "parties have payoffs")])
        table, faults = validated(tree)
        if table is None:
            raise Refused(faults.found)
        return build(table, Path(file).stem, text, faults)
    except Refused as refused:
        places = Places(file, text)
        errors = [places.error(fault) for fault in refused.faults[:10 * MOST]]
        raise ModelError.of(sorted(errors, key=lambda each: each.line)[:MOST], refused.rest) from None


def faults(text: str, file: str = "model.toml") -> list[ModelError]:
    """Return what is wrong with a text, by line; none for a model."""
    try:
        parse_model(text, file)
        return []
    except ModelError as error:
        return list(error.every)
