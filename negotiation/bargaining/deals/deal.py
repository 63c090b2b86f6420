"""A bargain over one share, with its sentences, tables and documents."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from negotiation.bargaining.deals.document import batch_document, share_document, share_text
from negotiation.bargaining.deals.frames import figures, long, short, wide
from negotiation.bargaining.deals.readings import readings, verdicts
from negotiation.bargaining.deals.result import ShareResult
from negotiation.bargaining.deals.rounds import rounds_table
from negotiation.game import Array
from negotiation.provenance import Tabled

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class ShareDeal(Tabled, ShareResult):
    """Bargaining over one share at P points; the arrays are described in `ShareResult`."""

    def __repr__(self) -> str:
        return share_text(self)

    @cached_property
    def verdicts(self) -> list[str]:
        """Return one of the standard sentences a point: "A deal exists but cannot be kept." and the like."""
        return verdicts(self)

    @cached_property
    def readings(self) -> list[str]:
        """Return the verdict, why, and where the table's terms stand, at every point."""
        return readings(self)

    @property
    def figures(self) -> dict[str, Array]:
        """Return the shares by name, each (P,): "reservation Russia", "range low", "table", "nash", "nash (all)"."""
        return figures(self)

    def rounds(self, count: int = 10, first: int = 0, point: int = 0) -> pd.DataFrame:
        """Return alternating offers round by round at one point; see `rounds.rounds_table`."""
        return rounds_table(self, count, first, point)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a point: parameters, disagreement, reservations, ranges, table, solutions, commitment."""
        return wide(self)

    def summary(self) -> pd.DataFrame:
        """Return the columns of `to_frame` that fit a terminal."""
        return short(self)

    def curves(self) -> pd.DataFrame:
        """Return one row a point and curve, for charts: value, series, kind and a segment that breaks at jumps."""
        return long(self)

    def document(self) -> dict[str, Any]:
        """Return the JSON document: everything at a batch of one, rows of the table at more points."""
        return share_document(self) if self.points == 1 else batch_document(self)
