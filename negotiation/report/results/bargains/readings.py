"""What a bargain means, in plain sentences."""

from __future__ import annotations

import numpy as np

from negotiation.bargaining.commitment import ENDLESS, OUTSIDE, Commitment
from negotiation.bargaining.deals.deal import ShareDeal
from negotiation.game import TOLERANCE, Array
from negotiation.model.declarations import Parameter
from negotiation.wording import lower_first, percent, rounded, significant

KEPT = "A deal exists, and the expected shift does not break it."
NOT_KEPT = "A deal exists but cannot be kept."
UNKNOWN = "A deal exists; whether it can be kept cannot be said."
EXISTS = "A deal exists."
NONE = "No deal exists."

ORIGINS = {
    "equilibrium": "the only equilibrium without a deal",
    "favourite": "of several equilibria without a deal, the one that the side able to leave prefers",
    "fallback": "no equilibrium without a deal was found here, so the model's fallback stands in",
    "security": "what each can be sure of alone, whatever the others do",
    "status quo": "as things stand",
    "chosen": "as chosen",
}
"""Why a disagreement point is the one it is."""

NUMBERS = {3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine"}


def percentage_points(change: float, sign: str = "-") -> str:
    """Say a difference of two shares: "3.2 percentage points"; a small one never reads as none."""
    write = rounded if abs(change) >= 5e-4 or change == 0 else significant
    return f"{write(100 * change, 1, sign)} percentage points"


def shifted(parameter: Parameter, change: float) -> str:
    """Say a change of a parameter in its unit: "+20.0 percentage points" of a share."""
    return percentage_points(change, "+") if parameter.is_share else significant(change, 3, "+")


def verdicts(deal: ShareDeal) -> list[str]:
    """Return one of the five standard sentences at every point."""
    test = deal.commitment
    if test is None:
        return [EXISTS if exists else NONE for exists in deal.exists]
    return [NONE if not exists else UNKNOWN if not defined else NOT_KEPT if holds else KEPT
            for exists, defined, holds in zip(deal.exists, test.defined, test.holds, strict=True)]


def readings(deal: ShareDeal) -> list[str]:
    """Return the verdict, between whom, why, where the table stands and whether one suits all, at every point."""
    spans = _spans(deal)
    return [" ".join(filter(None, (_between(deal, p, verdict), _range(deal, p), _table(deal, p),
                                   _everyone(deal, spans, p), _commitment(deal, p))))
            for p, verdict in enumerate(verdicts(deal))]


def _between(deal: ShareDeal, p: int, verdict: str) -> str:
    """Say the verdict, and that a deal is one between the two principals where others sit at the table too."""
    if not deal.exists[p] or len(deal.parties) == 2:
        return verdict
    gov, opp = (deal.parties[i].label for i in deal.division.principals)
    return f"Between {gov} and {opp}, {verdict[0].lower()}{verdict[1:]}"


def _range(deal: ShareDeal, p: int) -> str:
    gov, opp = (deal.parties[i].label for i in deal.division.principals)
    need, most = (deal.reservation[p, i] for i in deal.division.principals)
    if deal.exists[p]:
        low, high = deal.principals[p]
        who = "Both" if len(deal.parties) > 2 else f"{gov} and {opp}"
        return f"{who} would rather have a share from {percent(low)} to {percent(high)} than no deal."
    if need > 1 or most < 0:
        return f"{gov if need > 1 else opp} prefers no deal to any share."
    return f"{gov} needs at least {percent(need)}, {opp} accepts at most {percent(most)}."


def _spans(deal: ShareDeal) -> Array:
    """Return the lowest and the highest share that each party accepts: (N, 2, P); empty where the first is larger."""
    return np.array([deal.division.span([i]) for i in deal.division.everyone], dtype=float)


def _everyone(deal: ShareDeal, spans: Array, p: int) -> str:
    """Say that no share suits all parties, though one suits the principals, and which parties stand in the way."""
    if not deal.exists[p] or not np.isnan(deal.everyone[p, 0]):
        return ""
    count = len(deal.parties)
    opening = f"No share suits all {NUMBERS.get(count, count)}"
    never = [party.label for party, (low, high) in zip(deal.parties, spans[:, :, p], strict=True)
             if low > high + TOLERANCE]
    if never:
        return f"{opening}: {' and '.join(never)} would rather have no deal than any share."
    need, most = int(spans[:, 0, p].argmax()), int(spans[:, 1, p].argmin())
    return (f"{opening}: {deal.parties[most].label} (at most {percent(spans[most, 1, p])}) and "
            f"{deal.parties[need].label} (at least {percent(spans[need, 0, p])}) cannot both be satisfied.")


def _table(deal: ShareDeal, p: int) -> str:
    terms = deal.table[p]
    if np.isnan(terms) or not deal.exists[p]:
        return ""
    low, high = deal.principals[p]
    gov, opp = (deal.parties[i].label for i in deal.division.principals)
    if terms < low - TOLERANCE:
        return f"The table offers {percent(terms)}: {percentage_points(low - terms)} too little for {gov}."
    if terms > high + TOLERANCE:
        return f"The table offers {percent(terms)}: {percentage_points(terms - high)} too much for {opp}."
    return f"The table offers {percent(terms)}, inside that range."


def beyond(test: Commitment, p: int = 0) -> str:
    """Say why the model does not take the value after a shift: "outside its range", or what a constraint says."""
    why = str(test.refused[p])
    return why if why in (OUTSIDE, ENDLESS) else f"which the model does not allow ({why})"


def _commitment(deal: ShareDeal, p: int) -> str:
    test = deal.commitment
    if test is None or not deal.exists[p]:
        return ""
    each = deal.setting.model.parameters[test.parameter]
    to = percent(test.shifted[p]) if each.is_share else rounded(float(test.shifted[p]), 3)
    label, change = lower_first(each.label or each.id, deal.setting.model.proper), shifted(each, float(test.shift[p]))
    if not test.defined[p]:
        return (f"The assumed shift of {change} would take {label} to {to}, {beyond(test, p)}, so the test for "
                "keeping a deal does not apply.")
    names = [deal.parties[i].label for k, i in enumerate(deal.division.principals) if test.fights[p, k]]
    if not names:
        return ""
    return (f"If {label} shifts to {to} as assumed (expected shift {change}, an assumption), "
            f"{' and '.join(names)} would rather break off now than wait and be weaker.")
