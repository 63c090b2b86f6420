"""A JSON Schema of the model file for editors, from the tables that the reader itself validates with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from negotiation.modelfile.authors.template import TEXT
from negotiation.modelfile.conflict.shape import ConflictTable
from negotiation.modelfile.schema import ModelTable
from negotiation.plain import Json

REMARK = re.compile(r"^(?:# )?([A-Za-z_]+) = [^#\n]*?(?:\"[^\"\n]*\"|[^#\n])*?  # (.+)$", re.MULTILINE)
"""A key of the template and the comment behind it."""


@cache
def editors_schema() -> dict[str, Json]:
    """Return a JSON Schema (draft 2020-12): a file of `kind = "graph"` is a graph model, any other has payoffs.

    What keys mean is said in the words of the template's comments. Names, ranges and formulas are checked by
    `negotiation check`, not by a schema.
    """
    places, schema = models_json_schema([(ModelTable, "validation"), (ConflictTable, "validation")])
    graph = {"properties": {"kind": {"const": "graph"}}, "required": ["kind"]}
    _remark(schema["$defs"])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A model file of negotiation",
            "if": graph, "then": places[ConflictTable, "validation"], "else": places[ModelTable, "validation"],
            "$defs": schema["$defs"]}


def _remark(tables: Mapping[str, Json]) -> None:
    """Write the template's comments to the keys of the tables, where a key stands in one table of that comment."""
    for table, key, words in remarks():
        properties = tables[table.__name__]["properties"]
        properties[key].setdefault("description", words)


@cache
def remarks() -> tuple[tuple[type[BaseModel], str, str], ...]:
    """Return what the template says behind its keys: the table, the key, the words."""
    found = []
    for header, block in _blocks():
        table = _table(ModelTable, header)
        for key, words in REMARK.findall(block):
            if table and key in table.model_fields:
                found.append((table, key, words))
    return tuple(found)


def _blocks() -> list[tuple[list[str], str]]:
    """Return the template cut at its headers: the keys of each, and what stands below."""
    parts = re.split(r"^\[\[?([\w.]+)\]\]?.*$", TEXT, flags=re.MULTILINE)
    pairs = zip(parts[1::2], parts[2::2], strict=True)
    return [([], parts[0]), *((header.split("."), block) for header, block in pairs)]


def _table(table: type[BaseModel], header: list[str]) -> type[BaseModel] | None:
    """Follow a header through the tables; a name that an author gives leads into the table of its entries."""
    for k, part in enumerate(header):
        if part not in table.model_fields:
            return table if k == len(header) - 1 else None
        inner = _inner(table.model_fields[part].annotation)
        if inner is None:
            return None
        table = inner
    return table


def _inner(annotation: Json) -> type[BaseModel] | None:
    """Return the first table inside a type."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_inner, getattr(annotation, "__args__", ()))), None)
