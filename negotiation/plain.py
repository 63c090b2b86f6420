"""Plain values: what a parameter takes, what JSON holds; a result's first keys as such, and as rows that a reader sees.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import isfinite
from typing import Any, TypeAlias, TypeGuard

import numpy as np

Value: TypeAlias = float | Fraction | np.number | Sequence[float | Fraction | np.number] | np.ndarray
"""What is given for a parameter: a number, or several to run through."""

Json: TypeAlias = Any
"""A value as JSON holds it; whoever reads one tells what it is."""


def one(value: Value) -> float:
    """Return the one number that is given for a parameter."""
    return float(value) if isinstance(value, float | Fraction) else float(np.asarray(value, dtype=float))


def single(value: object) -> TypeGuard[float | Fraction]:
    """Return whether what is given for a parameter is one number."""
    return np.asarray(value).ndim == 0 if not hasattr(value, "ndim") else value.ndim == 0


def settings(head: Mapping[str, Json]) -> list[tuple[str, object, object]]:
    """Return rows of name, value (of a parameter that runs the lowest), highest value ('' for all but a parameter)."""
    parameters, options = head.get("parameters") or {}, head.get("options") or {}
    rows: list[tuple[str, object, object]] = [
        (name.replace("_", " "), _words(value), "") for name, value in head.items()
        if name not in ("format", "parameters", "options", "partial") and value not in (None, "", [])]
    if partial := head.get("partial"):
        rows.append(("partial", f"interrupted: {partial['finished']:,} of {partial['planned']:,} points", ""))
    rows += [(name, _words(value), "") for name, value in options.items()]
    return rows + [(name, *_ends(value)) for name, value in parameters.items()]


def _words(value: Json) -> str | int | float:
    value = ", ".join(map(str, value)) if isinstance(value, list) else value
    return value if isinstance(value, str | int | float) else str(value)


def plain(value: object) -> Json:
    """Return a value as strict JSON can hold it: what is not a finite number becomes null, a fraction its text."""
    if isinstance(value, np.generic | np.ndarray):
        value = value.tolist()
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(each) for each in value]
    return value if isinstance(value, str | int | bool | None) else str(value)


def _ends(span: Json) -> tuple[object, object]:
    return (span["from"], span["to"]) if isinstance(span, Mapping) else (span, "" if isinstance(span, str) else span)
