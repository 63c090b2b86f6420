"""Results as the JSON documents that users script against: one format, one head, strict JSON (docs/output.md).

A document is the head that every file carries (`Provenance.head`) and what the analysis says of its result.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from negotiation.arguments import wrong
from negotiation.game import Game
from negotiation.game.equilibria import Equilibria
from negotiation.plain import plain
from negotiation.provenance import FORMAT, Provenance
from negotiation.report.results import found_in
from negotiation.solvers.correlated import Correlated
from negotiation.studies.sweeps import Sweep

if TYPE_CHECKING:
    import pandas as pd

    from negotiation.studies.files.replay import Replay


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
    own = DOCUMENTS.get(type(result).__name__, getattr(found_in(result), "document", table))
    return plain({**result.provenance.head(), **own(result)})


def write(content: Any) -> str:
    """Return a document as text: strict JSON, the same wherever it is printed or written."""
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def schema() -> dict[str, Any]:
    """Return the JSON schema of the documents."""
    from pathlib import Path

    return json.loads(Path(__file__).with_name("schema.json").read_text(encoding="utf-8"))


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table as records of plain values, every digit of a number kept."""
    columns = [_column(frame[name]) for name in frame]
    return [dict(zip(map(str, frame.columns), row, strict=True)) for row in zip(*columns, strict=True)]


def _column(series: pd.Series) -> list[Any]:
    if series.dtype.kind == "f":
        values = series.to_numpy()
        return np.where(np.isfinite(values), values.astype(object), None).tolist()
    return [None if each is not None and each != each else plain(each) for each in series.tolist()]


def table(result: Any) -> dict[str, Any]:
    return {"rows": rows(result.to_frame())}


def replayed(found: Replay) -> dict[str, Any]:
    """Say what a replay of a manifest found; it is a document of its own, without the head of a result."""
    return plain({"format": FORMAT, "analysis": "replay", "file": str(found.path), "equal": found.equal,
                  "rows": found.rows, "rows_that_differ": found.differ, "first": rows(found.to_frame()),
                  "versions_that_differ": {name: {"then": then, "now": now}
                                           for name, (then, now) in found.versions.items()}})


def payoffs(game: Game) -> dict[str, Any]:
    return {"points": game.points, **table(game)}


def combined(result: Combined) -> dict[str, Any]:
    return {**document(result.result), **result.provenance.head(), **result.more}


def solution(found: Equilibria) -> dict[str, Any]:
    """Say what `solve` found at a batch of one; at more points the rows of the table."""
    if found.points != 1:
        return _batch(found, found)
    return {
        "complete": bool(found.complete[0]),
        "complete_for": found.sought,
        "unresolved": int(found.unresolved[0]),
        "degenerate": bool(found.degenerate[0]),
        "equilibria": [equilibrium(found, row) for row in range(len(found))],
    }


def swept(found: Sweep) -> dict[str, Any]:
    """Say what a sweep found: a row an equilibrium, and a row with an empty label for a point without one."""
    batch = _batch(found, found.equilibria)
    return {"over": list(found.over), "planned": found.planned, **batch,
            "complete": found.finished and batch["complete"]}


def _batch(result: Any, found: Equilibria) -> dict[str, Any]:
    return {
        "points": found.points,
        "without_equilibria": int(found.points - len(np.unique(found.point))),
        "complete": bool(found.complete.all()),
        "unresolved": int(found.unresolved.sum()),
        "equilibria": rows(result.to_frame()),
    }


def equilibrium(found: Equilibria, row: int) -> dict[str, Any]:
    """Return one equilibrium: label, outcome, who plays what, payoffs, regret, read-outs, marks."""
    return {
        "label": str(found.label[row]),
        "outcome": str(found.outcome[row]) or None,
        "pure": bool(found.pure[row]),
        "strategies": found.strategies(row),
        "payoffs": {party.id: float(found.payoffs[row, i]) for i, party in enumerate(found.parties)},
        "regret": float(found.regret[row]),
        "readouts": {name: float(values[row]) for name, values in found.readouts.items()},
        **{name.replace(" ", "_"): values[row] for name, values in found.marks.items()},
    }


def mediator(best: Correlated, adds: float) -> dict[str, Any]:
    """Return what a mediator who recommends strategies in private could reach and add to the best equilibrium."""
    ids = [party.id for party in best.parties]
    return {"objective": best.objective, "value": float(best.value[0]), "adds": adds,
            "payoffs": dict(zip(ids, best.payoffs[0].tolist(), strict=True)), "regret": float(best.regret[0])}


DOCUMENTS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "Game": payoffs, "Equilibria": solution, "Sweep": swept, "Combined": combined,
}
"""Type of result -> what says it; others are said by their file in `results`, or by the rows of their table."""
