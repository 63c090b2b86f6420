"""The reference of the JSON documents, from their schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handbook.reference.keys import DOCUMENTS, meaning
from handbook.reference.markdown import code, kind, table, words
from negotiation.report.documents import schema

INTRODUCTION = """# Reference: the JSON documents

Made from `ng.schema()` by `python -m handbook`. What a document is of and how it is written stands in
[what files and documents hold](../output.md). A document is one of those listed first; the tables below them are what
their keys hold. Readers must expect further keys.
"""


def json_documents() -> str:
    """Return the page: documents first, then what they are made of."""
    whole = schema()
    named = [each["$ref"].rpartition("/")[2] for each in whole["anyOf"]]
    inner = [name for name in whole["$defs"] if name not in named]
    return "\n".join([INTRODUCTION, *(_part(name, whole["$defs"][name], whole["$defs"]) for name in [*named, *inner])])


def _part(name: str, said: Mapping[str, Any], parts: Mapping[str, Any]) -> str:
    flat = _flat(said, parts)
    rows = [(code(key), kind(value), "yes" if key in flat["required"] else "",
             words(meaning(DOCUMENTS, name, key, value.get("description", ""))))
            for key, value in flat["properties"].items()]
    about = words(said.get("description", "")) or ("" if rows else words(kind(said)) + ".")
    return "\n".join([f"## {name}", about, "", table(("key", "holds", "always", "meaning"), rows)])


def _flat(said: Mapping[str, Any], parts: Mapping[str, Any]) -> dict[str, Any]:
    """Put together what `allOf` spreads over several parts."""
    properties: dict[str, Any] = {}
    required: list[str] = []
    for each in said.get("allOf", ()):
        inner = _flat(parts[each["$ref"].rpartition("/")[2]] if "$ref" in each else each, parts)
        properties |= inner["properties"]
        required += inner["required"]
    return {"properties": properties | dict(said.get("properties", {})),
            "required": required + said.get("required", [])}
