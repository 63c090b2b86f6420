"""A bargain over one share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from negotiation.bargaining.deals.result import ShareResult
from negotiation.bargaining.deals.rounds import rounds
from negotiation.bargaining.deals.said import Deal
from negotiation.game import Array
from negotiation.provenance import told

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class ShareDeal(Deal, ShareResult):
    """Bargaining over one share at P points; the arrays are described in `ShareResult`."""

    @property
    def figures(self) -> dict[str, Array]:
        """Return the shares by name, each (P,): "reservation Russia", "range low", "table", "nash", "nash (all)"."""
        ids = [party.id for party in self.parties]
        found = {f"reservation {id}": self.reservation[:, i] for i, id in enumerate(ids)}
        found |= {"range low": self.principals[:, 0], "range high": self.principals[:, 1],
                  "all low": self.everyone[:, 0], "all high": self.everyone[:, 1], "table": self.table}
        found |= {name: split.share for name, split in self.solutions.items()}
        return found | {f"{name} (all)": split.share for name, split in self.all_parties.items()}

    def rounds(self, count: int = 10, first: int = 0, point: int = 0) -> pd.DataFrame:
        """Return alternating offers, one row a round at one point.

        Columns: round; proposer; offer (the share that side offers whenever it is its turn, accepted at once); what
        that offer, agreed in that round, is worth today to each principal (gain over no deal, discounted); and
        `first offer if last`, the first offer if talks were known to end with this round.
        """
        return told(self, "rounds_table", rounds(self, count, first, point))

    def curves(self) -> pd.DataFrame:
        """Return one row a point and curve, for charts: value, series, kind and a segment that breaks at jumps."""
        return told(self, "curves")
