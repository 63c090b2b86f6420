"""The reference of the model file, from the schema that editors are given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handbook.reference.keys import MODEL, meaning
from handbook.reference.markdown import code, kind, table, words
from negotiation.modelfile.authors.editors import editors_schema

INTRODUCTION = """# Reference: the model file

Made by `python -m handbook` from the JSON Schema that `negotiation new --schema` writes. How to write a model is told
in [writing a model](../model-format.md). A file begins at `ModelTable`, one of `kind = "graph"` at `ConflictTable`.
"""
WHOLE = ("ModelTable", "ConflictTable")


def model_file() -> str:
    """Return the page: a section a table of the file, its keys with type, default and meaning."""
    tables = editors_schema()["$defs"]
    order = [*WHOLE, *(name for name in tables if name not in WHOLE)]
    return "\n".join([INTRODUCTION, *(_table(name, tables[name]) for name in order)])


def _table(name: str, said: Mapping[str, Any]) -> str:
    rows = [(code(key), kind(value), _absent(key, value, said.get("required", ())), _meaning(name, key, value))
            for key, value in said.get("properties", {}).items()]
    return "\n".join([f"## {name}", words(said.get("description", "")), "",
                      table(("key", "holds", "if absent", "meaning"), rows)])


def _absent(key: str, value: Mapping[str, Any], required: Any) -> str:
    if key in required:
        return "required"
    usual = value.get("default")
    return "" if usual in (None, "", [], {}) else code(str(usual).lower() if isinstance(usual, bool) else str(usual))


def _meaning(name: str, key: str, value: Mapping[str, Any]) -> str:
    """Return the words of the template, else those of `keys`, and the bounds that the reader holds it to."""
    bounds = [f"{said} {value[key]:g}" for key, said in BOUNDS.items() if key in value]
    return "; ".join(filter(None, [words(meaning(MODEL, name, key, value.get("description", ""))), *bounds]))


BOUNDS = {"minimum": "at least", "exclusiveMinimum": "above", "maximum": "at most", "exclusiveMaximum": "below",
          "minLength": "letters, at least", "maxLength": "letters, at most", "minItems": "entries, at least",
          "maxItems": "entries, at most"}
