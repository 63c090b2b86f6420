"""Alternating offers shown round by round."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from negotiation.arguments import whole
from negotiation.bargaining.deals.result import ShareResult
from negotiation.bargaining.solutions.rubinstein import last_offers, offers
from negotiation.errors import NegotiationError, place_of

if TYPE_CHECKING:
    import pandas as pd


MAX_ROUNDS = 1_000


def rounds_table(deal: ShareResult, count: int = 10, first: int = 0, point: int = 0) -> pd.DataFrame:
    """Return one row a round at one point.

    Columns: round; proposer; offer (the share that side offers whenever it is its turn, accepted at once); what that
    offer, agreed in that round, is worth today to each principal (gain over no deal, discounted); and
    `first offer if last`, the first offer if talks were known to end with this round: it tends to the first offer.
    """
    import pandas as pd

    whole("count", count, 1, MAX_ROUNDS)
    whole("first", first, 0, 1)
    point = place_of(point, deal.points)
    if not deal.exists[point]:
        raise NegotiationError("rounds: no deal exists at this point, so there is nothing to offer")
    division = deal.division
    each = offers(division)
    ends = last_offers(division, count, first)
    rows = []
    for number in range(count):
        turn = (first + number) % 2
        worth = [float((division.patience[k] ** number * division.gain(i, each[turn]))[point])
                 for k, i in enumerate(division.principals)]
        rows.append((number + 1, deal.setting.section.sides[turn].label, float(each[turn][point]), *worth,
                     float(np.asarray(ends[number])[point])))
    names = [deal.parties[i].id for i in division.principals]
    return pd.DataFrame(rows, columns=["round", "proposer", "offer", *(f"worth today {id}" for id in names),
                                       "first offer if last"])
