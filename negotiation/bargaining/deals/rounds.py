"""Alternating offers round by round."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from negotiation.arguments import whole
from negotiation.bargaining.deals.result import ShareResult
from negotiation.bargaining.solutions.rubinstein import last_offers, offers
from negotiation.errors import NegotiationError, place_of

MAX_ROUNDS = 1_000


class Round(NamedTuple):
    """A round of talks: its number, whose turn it is, the share that side offers whenever it is, accepted at once.

    `worth` is what that offer, agreed in this round, is worth today to each principal (gain over no deal, discounted);
    `last` the first offer if talks were known to end with this round: it tends to the first offer.
    """

    number: int
    proposer: str
    offer: float
    worth: tuple[float, ...]
    last: float


def rounds(deal: ShareResult, count: int, first: int, point: int) -> list[Round]:
    """Return alternating offers at one point, a round each."""
    whole("count", count, 1, MAX_ROUNDS)
    whole("first", first, 0, 1)
    point = place_of(point, deal.points)
    if not deal.exists[point]:
        raise NegotiationError("rounds: no deal exists at this point, so there is nothing to offer")
    division = deal.division
    each = offers(division)
    found = []
    for number, end in enumerate(last_offers(division, count, first)):
        turn = (first + number) % 2
        worth = tuple(float((division.patience[k] ** number * division.gain(i, each[turn]))[point])
                      for k, i in enumerate(division.principals))
        found.append(Round(number + 1, deal.setting.section.sides[turn].label, float(each[turn][point]), worth,
                           float(np.asarray(end)[point])))
    return found
