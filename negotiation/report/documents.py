"""Results as the JSON documents that users script against: one format, one head, strict JSON (docs/output.md).

A document is the head that every file carries (`Provenance.head`) and what the analysis says of its result.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from negotiation.arguments import wrong
from negotiation.plain import Json, plain
from negotiation.provenance import Provenance
from negotiation.report.results import file_of
from negotiation.report.rows import table

if TYPE_CHECKING:
    import pandas as pd


class Told(Protocol):
    """A result: its table, and what it is of."""

    @property
    def provenance(self) -> Provenance: ...
    def to_frame(self) -> pd.DataFrame: ...


@dataclass(frozen=True, eq=False)
class Combined:
    """A result with more said about it: its table, and `more` keys in its document."""

    result: Told
    more: Mapping[str, object] = field(default_factory=dict)

    @property
    def provenance(self) -> Provenance:
        return self.result.provenance.by(self.result.provenance.analysis, self.result.provenance.method, more=True)

    def to_frame(self) -> pd.DataFrame:
        return self.result.to_frame()


def document(result: object) -> dict[str, Json]:
    """Return a result as a document: plain values, null for what is no finite number."""
    if not hasattr(result, "provenance"):
        raise wrong("result", result, "a result such as ng.solve(game)")
    own: Callable[..., Mapping[str, object]] = getattr(file_of(type(result)), "document", table)
    said = combined(result) if isinstance(result, Combined) else own(result)
    return plain({**result.provenance.head(), **said})


def write(content: object) -> str:
    """Return a document as text: strict JSON, the same wherever it is printed or written."""
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def schema() -> dict[str, Json]:
    """Return the JSON schema of the documents."""
    from pathlib import Path

    return json.loads(Path(__file__).with_name("schema.json").read_text(encoding="utf-8"))


def combined(result: Combined) -> dict[str, object]:
    return {**document(result.result), **result.provenance.head(), **result.more}
