"""What the references share: rows of a table, plain words that Markdown would read as marks, types of a JSON schema."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table, empty where there is no row."""
    lines = ["| " + " | ".join(each.replace("|", "\\|").replace("\n", " ") for each in row) + " |" for row in rows]
    titles = list(head)
    return "\n".join(["| " + " | ".join(titles) + " |", "|" + "---|" * len(titles), *lines]) + "\n" if lines else ""


def words(text: str) -> str:
    """Return text in which only backticks are marks."""
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(part if k % 2 else re.sub(r"([*_<>\[\]])", r"\\\1", part) for k, part in enumerate(parts))


def code(text: str) -> str:
    return f"`{text}`" if text else ""


def prose(text: str) -> str:
    """Return a docstring: paragraphs as words, headings in bold; what is indented or an example, as it stands."""
    parts = []
    for block in re.split(r"\n\s*\n", text):
        title, ruled, rest = block.partition("\n---")
        if ruled:
            parts.append(f"**{title}**")
            block = rest.lstrip("-").lstrip("\n")
        set_apart = block.startswith((" ", ">>>")) or "\n " in block
        parts.append(f"```text\n{block}\n```" if set_apart else words(block))
    return "\n\n".join(parts)


def kind(schema: Mapping[str, Any]) -> str:
    """Return the type that a JSON schema asks for, in words."""
    if "$ref" in schema:
        return schema["$ref"].rpartition("/")[2]
    if "const" in schema:
        return code(json.dumps(schema["const"]))
    if "enum" in schema:
        return " or ".join(code(json.dumps(each)) for each in schema["enum"])
    for joined in ("anyOf", "oneOf"):
        if joined in schema:
            return " or ".join(dict.fromkeys(map(kind, schema[joined])))
    if "allOf" in schema:
        return " and ".join(map(kind, schema["allOf"]))
    named = schema.get("type", "anything")
    if isinstance(named, list):
        return " or ".join(named)
    if named == "array":
        return f"list of {kind(schema['items'])}" if isinstance(schema.get("items"), Mapping) else "list"
    if named == "object" and isinstance(inner := schema.get("additionalProperties"), Mapping):
        return f"name to {kind(inner)}"
    return named
