"""Results as the JSON documents that users script against: one format, one head, strict JSON (docs/output.md).

A document is the head that every file carries (`Provenance.head`) and what the analysis says of its result.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from negotiation.arguments import wrong
from negotiation.plain import plain
from negotiation.provenance import Provenance
from negotiation.report.results import file_of
from negotiation.report.rows import table

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Combined:
    """A result with more said about it: its table, and `more` keys in its document."""

    result: Any
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def provenance(self) -> Provenance:
        return self.result.provenance.by(self.result.provenance.analysis, self.result.provenance.method, more=True)

    def to_frame(self) -> pd.DataFrame:
        return self.result.to_frame()


def document(result: Any) -> dict[str, Any]:
    """Return a result as a document: plain values, null for what is no finite number."""
    if not hasattr(result, "provenance"):
        raise wrong("result", result, "a result such as ng.solve(game)")
    own = combined if isinstance(result, Combined) else getattr(file_of(type(result)), "document", table)
    return plain({**result.provenance.head(), **own(result)})


def write(content: Any) -> str:
    """Return a document as text: strict JSON, the same wherever it is printed or written."""
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def schema() -> dict[str, Any]:
    """Return the JSON schema of the documents."""
    from pathlib import Path

    return json.loads(Path(__file__).with_name("schema.json").read_text(encoding="utf-8"))


def combined(result: Combined) -> dict[str, Any]:
    return {**document(result.result), **result.provenance.head(), **result.more}
