"""The editor's template shows the whole format: every section and key of the schema stands in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from negotiation.modelfile.schema import ModelTable
from negotiation.view import editing

TEXT = (Path(editing.__file__).parent / "template.toml").read_text(encoding="utf-8")
TREE = tomllib.loads(TEXT)
REMARKS = " ".join(re.findall(r"#(.*)", TEXT))


def tables(shape: Any) -> list[type[BaseModel]]:
    """Return the tables inside a type: `dict[Id, SourceTable]` -> [SourceTable]."""
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        return [shape]
    return [found for part in get_args(shape) for found in tables(part)]


def rows(tree: Any) -> Iterator[dict[str, Any]]:
    """Return the tables at and directly below a place of the file."""
    if isinstance(tree, dict):
        yield tree
    for each in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        if isinstance(each, dict):
            yield each


def keys(table: type[BaseModel], found: list[dict[str, Any]], where: str = "") -> Iterator[tuple[str, str, bool]]:
    """Yield each key of a table and below with whether it is written in the file."""
    for key, field in table.model_fields.items():
        values = [row[key] for row in found if key in row]
        yield where, key, bool(values)
        for inner in tables(field.annotation):
            yield from keys(inner, [row for value in values for row in rows(value)], f"{where}{key}.")


@pytest.mark.parametrize(("where", "key", "written"), list(keys(ModelTable, [TREE])))
def test_every_section_and_key_of_the_format_stands_in_the_template(where: str, key: str, written: bool) -> None:
    assert written or re.search(rf"\b{key} = ", REMARKS), f"{where}{key}"


def test_the_walk_over_the_schema_reaches_its_leaves() -> None:
    every = {where + key for where, key, _ in keys(ModelTable, [TREE])}
    assert {"constraints.message", "parties.strategies.description", "bargaining.sides.curvature",
            "bargaining.issues.points", "expect.gains.gain", "paths.ties", "components.unit"} <= every


def test_a_key_that_is_left_out_is_missed() -> None:
    less = tomllib.loads(TEXT.replace("curvature =", "weight_ ="))
    assert ("bargaining.sides.", "curvature", False) in list(keys(ModelTable, [less]))
