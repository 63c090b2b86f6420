"""What could be agreed: the range of deals, the solutions, leverage, and whether a deal can be kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from negotiation.bargaining.disagreement import Choice
from negotiation.bargaining.sharing import share_deal
from negotiation.bargaining.table import SOLUTIONS, named
from negotiation.equilibria import Equilibria
from negotiation.errors import ModelError
from negotiation.game import Game
from negotiation.model import Model

__all__ = ["SOLUTIONS", "bargain"]


def bargain(
    source: Model | Game,
    solution: str | Sequence[str] | None = None,
    *,
    preset: str | None = None,
    path: str | None = None,
    disagreement: Choice = None,
    equilibria: Equilibria | None = None,
    method: str = "pure",
    curvature: float | tuple[float, float] | None = None,
    **values: Any,
) -> Any:
    """Bargain at P points."""
    rows = named(solution)
    if isinstance(source, Model) and source.bargaining is not None and source.bargaining.values:
        return share_deal(source, rows, preset, path, disagreement, equilibria, method, curvature, values)
    raise ModelError("not yet")
