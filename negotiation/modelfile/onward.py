"""Read on after a fault: put something harmless in its place, so that one reading can tell more than one fault."""

from __future__ import annotations

from typing import Any

from negotiation.modelfile.faults import Where

FORMULAS = ("components", "payoffs", "readouts")
"""Sections in which a formula can give way to 0: nothing else depends on its text."""

ENTRIES = ("outcomes", "paths", "presets")
"""Sections in which an entry can be left out: nothing else names it, but for the default preset."""

HARMLESS = {"low": 0, "high": 1, "default": 0}


def mended(tree: dict[str, Any], where: Where) -> bool:
    """Take the fault at `where` out of the tree; return whether that was possible."""
    if len(where) < 2 or not isinstance(tree.get(str(where[0])), dict):
        return False
    section, name = tree[str(where[0])], where[1]
    if name not in section:
        return False
    if where[0] in FORMULAS:
        return _zero(section, str(name), where[2:])
    if where[0] in ENTRIES and tree.get("default_preset") != name:
        del section[name]
        return True
    if where[0] == "parameters" and section[name] != HARMLESS:
        section[name] = dict(HARMLESS)
        return True
    return False


def _zero(section: dict[str, Any], name: str, rest: Where) -> bool:
    row = section[name]
    if isinstance(row, list) and rest and isinstance(rest[0], int) and rest[0] < len(row):
        fits, row[rest[0]] = row[rest[0]] != 0, 0
        return bool(fits)
    fits, section[name] = isinstance(row, str | dict), 0
    return fits
