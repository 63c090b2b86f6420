"""What documents and texts of every kind of deal share."""

from __future__ import annotations

import numpy as np

from negotiation.bargaining.deals.deal import ShareDeal
from negotiation.bargaining.deals.packages import PackageDeal
from negotiation.bargaining.problem.disagreement import NoDeal
from negotiation.bargaining.solutions.utilitarian import TIE
from negotiation.game import Array
from negotiation.report.results.bargains.readings import ORIGINS
from negotiation.wording import rounded

AnyDeal = ShareDeal | PackageDeal


def batch(deal: AnyDeal) -> dict[str, object]:
    """Return a batch as rows, of any kind of deal."""
    import json

    rows = json.loads(deal.to_frame().to_json(orient="records", double_precision=15))
    return {"model": deal.name, "version": deal.version, "kind": deal.kind, "method": deal.method,
            "points": deal.points, "rows": rows}


def number(value: float) -> float | None:
    """Return a number that JSON can hold."""
    return float(value) if np.isfinite(value) else None


def by(ids: list[str], row: Array) -> dict[str, float | None]:
    return {id: number(value) for id, value in zip(ids, row, strict=True)}


def tie(deal: AnyDeal, name: str) -> str:
    return f"  ({TIE})" if name in deal.tied and deal.tied[name][0] else ""


def ties(deal: AnyDeal) -> list[str]:
    return [name for name, tied in deal.tied.items() if tied[0]]


def without(none: NoDeal) -> list[str]:
    """Say what happens without a deal, and why that is taken."""
    outcome = f"  [{none.outcome[0]}]" if none.outcome[0] else ""
    return [f"Without a deal: {none.label[0]}{outcome}", f"  {ORIGINS[str(none.origin[0])]}"]


def figure(value: float, width: int = 9) -> str:
    return f"{rounded(float(value), 5):>{width}}"
