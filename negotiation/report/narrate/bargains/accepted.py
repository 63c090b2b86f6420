"""What each type of the two at the table accepts, in words: reservation shares under doubt, deals for every type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from negotiation.game import TOLERANCE
from negotiation.incomplete.proposal import Offer
from negotiation.wording import percent


@dataclass(frozen=True)
class Reservation:
    """What one type of a principal accepts: `share`, nan where it accepts none; `least` where it wants more of it."""

    party: str
    type: str
    chance: float
    share: float
    least: bool

    @property
    def told(self) -> str:
        return f"at {'least' if self.least else 'most'} {percent(self.share, 2)}" if np.isfinite(self.share) else "none"


def reservations(offers: Sequence[Offer]) -> list[Reservation]:
    """Return what each type of who is offered to accepts; an offer a principal, at one point each."""
    return [each for found in offers for each in _of(found)]


def _of(found: Offer) -> Iterator[Reservation]:
    model, section, who = found.table.model, found.table.model.bargaining, found.table.responder
    least = section is not None and who in section.sides[0].parties
    own = found.table.beliefs.types[who]
    for k in range(max(1, len(own))):
        share, chance = float(found.shares[0, k]), float(found.weight[0, k])
        yield Reservation(model.parties[who].label, own[k].label if own else "", chance, share, least)


def range_of(rows: Sequence[Reservation]) -> tuple[float, float]:
    """Return the least and the largest share that every type accepts; nan where some type accepts none."""
    low = np.array([each.share for each in rows if each.least] or [0.0])
    high = np.array([each.share for each in rows if not each.least] or [1.0])
    return float(low.max()), float(high.min())  # a nan stays one


def all_accept(rows: Sequence[Reservation]) -> str:
    """Say which shares no type of either would refuse."""
    low, high = range_of(rows)
    if np.isnan(low) or np.isnan(high):
        who = next(each for each in rows if np.isnan(each.share))
        return f"{who.party}{f', if {who.type},' if who.type else ''} accepts no share, so no deal suits every type."
    if low <= high + TOLERANCE:
        return f"Every type of both prefers a share between {percent(low, 2)} and {percent(high, 2)} to war."
    some = any(one.least and not two.least and one.share <= two.share for one in rows for two in rows)
    return (f"No share suits every type: one wants at least {percent(low, 2)}, another gives at most "
            f"{percent(high, 2)}. {'Some pairs of types would still agree.' if some else 'No pair of types agrees.'}")
