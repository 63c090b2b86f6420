"""What a bargain means, in plain sentences."""

from __future__ import annotations

import numpy as np

from negotiation.bargaining.result import ShareResult
from negotiation.game import TOLERANCE

KEPT = "A deal exists, and the expected shift does not break it."
NOT_KEPT = "A deal exists but cannot be kept."
UNKNOWN = "A deal exists; whether it can be kept cannot be said."
EXISTS = "A deal exists."
NONE = "No deal exists."


def verdicts(deal: ShareResult) -> list[str]:
    """Return one of the five standard sentences at every point."""
    test = deal.commitment
    if test is None:
        return [EXISTS if exists else NONE for exists in deal.exists]
    return [NONE if not exists else UNKNOWN if not defined else NOT_KEPT if holds else KEPT
            for exists, defined, holds in zip(deal.exists, test.defined, test.holds, strict=True)]


def readings(deal: ShareResult) -> list[str]:
    """Return the verdict, why, and where the terms on the table stand, at every point."""
    return [" ".join(filter(None, (verdict, _range(deal, p), _table(deal, p), _commitment(deal, p))))
            for p, verdict in enumerate(verdicts(deal))]


def _range(deal: ShareResult, p: int) -> str:
    gov, opp = (deal.parties[i].label for i in deal.division.principals)
    need, most = (deal.reservation[p, i] for i in deal.division.principals)
    if deal.exists[p]:
        low, high = deal.principals[p]
        return f"{gov} and {opp} both prefer a share from {low:.3f} to {high:.3f} to no deal."
    if need > 1 or most < 0:
        return f"{gov if need > 1 else opp} prefers no deal to any share."
    return f"{gov} needs at least {need:.3f}, {opp} accepts at most {most:.3f}."


def _table(deal: ShareResult, p: int) -> str:
    terms = deal.table[p]
    if np.isnan(terms) or not deal.exists[p]:
        return ""
    low, high = deal.principals[p]
    gov, opp = (deal.parties[i].label for i in deal.division.principals)
    if terms < low - TOLERANCE:
        return f"The table offers {terms:.3f}: {low - terms:.3f} too little for {gov}."
    if terms > high + TOLERANCE:
        return f"The table offers {terms:.3f}: {terms - high:.3f} too much for {opp}."
    return f"The table offers {terms:.3f}, inside that range."


def _commitment(deal: ShareResult, p: int) -> str:
    test = deal.commitment
    if test is None or not deal.exists[p]:
        return ""
    label = deal.setting.model.parameters[test.parameter].label
    if not test.defined[p]:
        return (f"The expected shift would take {label} to {test.shifted[p]:.3f}, outside its range, so the test for "
                "keeping a deal does not apply.")
    names = [deal.parties[i].label for k, i in enumerate(deal.division.principals) if test.fights[p, k]]
    if not names:
        return ""
    return (f"With {label} expected at {test.shifted[p]:.3f} next period, {' and '.join(names)} would rather fight now "
            "than wait and be weaker.")
