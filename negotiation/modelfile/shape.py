"""Validate the shape of a file against the schema; the first fault is put in our words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

import negotiation.modelfile.schema as schema
from negotiation.errors import unknown
from negotiation.modelfile.faults import Fault


def validated(tree: dict[str, Any]) -> dict[str, Any]:
    """Return the file's tables with every optional key filled in; raises Fault."""
    try:
        return schema.ModelTable.model_validate(tree).model_dump(exclude_unset=False)
    except ValidationError as error:
        faults = error.errors(include_url=False)
        # A misspelt key explains a missing one, so it is said first.
        first = min(faults, key=lambda fault: fault["type"] != "extra_forbidden")
        raise _shape_fault(first, tree) from None


def _shape_fault(error: Mapping[str, Any], tree: Any) -> Fault:
    """Turn pydantic's first error into a fault in our words, at the deepest key that exists in the file."""
    where: list[str | int] = []
    here = tree
    location = [part for part in error["loc"] if part != "[key]"]  # type: ignore[union-attr]
    for part in location:
        if (isinstance(here, dict) and part in here) or (
                isinstance(here, list) and isinstance(part, int) and part < len(here)):
            here = here[part]
            where.append(part)
    key = location[-1] if location else ""
    name = ".".join(str(part) for part in where) or "the file"
    kind = str(error["type"])
    if kind == "extra_forbidden":
        return Fault(tuple(where), unknown("a key here", str(key), _keys(where[:-1])))
    if kind == "missing":
        return Fault(tuple(where), f"{name} has no '{key}'; it is required")
    message = str(error["msg"]).removeprefix("Value error, ")
    if kind == "string_pattern_mismatch":
        message = "a name is a letter followed by letters, digits or _, at most 64 characters"
    found = f" {here!r:.60}" if isinstance(here, str | int | float) else ""
    return Fault(tuple(where), f"{name}: found{found or ' ' + type(here).__name__}; {message[:1].lower()}{message[1:]}")


def _keys(where: list[str | int]) -> Iterable[str]:
    """Return the keys that the schema allows at a path."""
    tables: dict[str, type[schema.Table]] = {
        "sources": schema.SourceTable, "parameters": schema.ParameterTable, "constraints": schema.ConstraintTable,
        "parties": schema.PartyTable, "outcomes": schema.OutcomeTable, "presets": schema.PresetTable,
        "paths": schema.PathTable, "expect": schema.ExpectTable, "components": schema.FormulaTable,
        "readouts": schema.FormulaTable}
    if not where:
        return schema.ModelTable.model_fields
    if "strategies" in where:
        return schema.StrategyTable.model_fields
    if where[0] == "bargaining":
        return _bargaining(str(where[1]) if len(where) > 1 else "").model_fields
    return tables[str(where[0])].model_fields if str(where[0]) in tables else ()


def _bargaining(part: str) -> type[schema.Table]:
    tables: dict[str, type[schema.Table]] = {
        "sides": schema.SideTable, "issues": schema.IssueTable, "disagreement": schema.DisagreementTable,
        "shift": schema.ShiftTable}
    return tables.get(part, schema.BargainingTable)
