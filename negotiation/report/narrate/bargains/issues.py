"""A division of issues in words: what each side gets, what is shared, what the division is good for."""

from __future__ import annotations

import numpy as np

from negotiation.bargaining import SOLUTIONS, IssueDeal
from negotiation.game import Array
from negotiation.report.narrate.words import listed, number, sentence
from negotiation.wording import lower_first, percent, proper, rounded

ADJUSTED = "adjusted_winner"
WHOLE = 1e-9


def division_names(deal: IssueDeal) -> dict[str, str]:
    """Return every division with its label: Adjusted Winner where there are two parties, and the solutions."""
    first = {ADJUSTED: "Adjusted Winner"} if deal.adjusted_winner is not None else {}
    return first | {name: SOLUTIONS[name].label for name in deal.solutions}


def division_says(name: str) -> str:
    """Say what a division is."""
    if name == ADJUSTED:
        return "each issue to who puts more on it, then handed over until both have the same"
    return SOLUTIONS[name].says


def division(deal: IssueDeal, name: str, point: int = 0) -> str:
    """Say who gets what: "Nash gives United States 66 and Panama 66 points; shared: land and water (13 % ...)."."""
    payoffs, label = division_payoffs(deal, name, point), division_names(deal)[name]
    if np.isnan(payoffs).any():
        return sentence(f"{label}: there is no division that leaves nobody worse off")
    paid = [f"{party.label} {float(rounded(float(each))):g}" for party, each in zip(deal.parties, payoffs, strict=True)]
    parts = deal.parts(name, point)
    names = proper([party.label for party in deal.parties], [issue.label for issue in deal.issues])
    shared = [f"{lower_first(issue.label, names)} ({part_words(deal, row)})"
              for issue, row in zip(deal.issues, parts, strict=True) if row.max() < 1 - WHOLE]
    rest = f"shared: {listed(shared)}" if shared else "no issue is shared"
    return sentence(f"{label} gives {listed(paid)} points; {rest}")


def part_words(deal: IssueDeal, row: Array) -> str:
    """Say who gets which part of an issue: "13 % to United States and 87 % to Panama"."""
    pairs = zip(deal.parties, row.tolist(), strict=True)
    return listed([f"{percent(part, 0)} to {party.label}" for party, part in pairs if part > WHOLE])


def division_payoffs(deal: IssueDeal, name: str, point: int = 0) -> Array:
    """Return what each party gets, in its own points: (N,)."""
    found = deal.adjusted_winner
    if name == ADJUSTED and found is not None:
        return np.asarray(found.totals[point], dtype=float)
    return np.asarray(deal.solutions[name].payoffs[point])


def virtues(deal: IssueDeal, point: int = 0) -> str:
    """Say what Adjusted Winner's division is, as checked on the result; '' where there is none."""
    found = deal.adjusted_winner
    if found is None:
        return ""
    said = [words for words, holds in (
        ("no exchange would help both", found.efficient[point]),
        ("neither side would rather have the other's part", found.envy_free[point]),
        ("both get the same number of their own points", found.equitable[point])) if holds]
    return sentence(f"by Adjusted Winner {listed(said)}") if said else ""


def division_compared(before: IssueDeal, after: IssueDeal, name: str) -> str:
    """Say how a division pays against that of a pinned scenario."""
    old, new = division_payoffs(before, name), division_payoffs(after, name)
    moved = [f"{party.label} {number(float(b))} instead of {number(float(a))}"
             for party, a, b in zip(after.parties, old, new, strict=True) if abs(a - b) >= 5e-3]
    return sentence(f"compared with the pinned scenario: {listed(moved) or 'every party gets the same'}")
