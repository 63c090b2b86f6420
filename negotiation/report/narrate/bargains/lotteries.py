"""A bargain over joint lotteries in words: what a solution pays, and which outcomes it mixes."""

from __future__ import annotations

import numpy as np

from negotiation.bargaining import SOLUTIONS, PackageDeal
from negotiation.game.profiles import Support
from negotiation.report.narrate.naming import plain
from negotiation.report.narrate.words import listed, number, sentence
from negotiation.wording import percent


def lottery(deal: PackageDeal, name: str, point: int = 0) -> str:
    """Say what a solution pays against no deal, and how: "Nash: Russia 2.96 instead of 1.80 ..., by press, pause"."""
    paid = deal.solutions[name].payoffs[point]
    if not deal.exists[point] or np.isnan(paid).any():
        return deal.verdicts[point]
    said = [f"{party.label} {number(float(each))} instead of {number(float(none))}"
            for party, each, none in zip(deal.parties, paid, deal.disagreement.payoffs[point], strict=True)]
    return sentence(f"{SOLUTIONS[name].label} gives {listed(said)}, by {mixture(deal, name, point)}")


def mixture(deal: PackageDeal, name: str, point: int = 0) -> str:
    """Say which outcomes a solution mixes: "press, pause (72 %) or acquiesce, strike (28 %)"; '' without a deal."""
    if np.isnan(deal.solutions[name].payoffs[point]).any():
        return ""
    said = dict(zip(deal.labels, columns(deal), strict=True))
    parts = sorted(deal.contents(name, point).items(), key=lambda each: -each[1])
    if len(parts) == 1:
        return said[parts[0][0]]
    return " or ".join(f"{said[label]} ({percent(weight, 0)})" for label, weight in parts)


def columns(deal: PackageDeal) -> list[str]:
    """Say what each column of a bargain is: the profiles in plain words, issues by their labels."""
    return [plain(deal.parties, each) for each in deal.profiles] or list(deal.labels)


def nothing_agreed(deal: PackageDeal, point: int = 0) -> str:
    """Say in plain words what is played without a deal, or what stands in its place."""
    played = deal.disagreement.played[point]
    return plain(deal.parties, played) if isinstance(played, Support) else str(played)


def lottery_compared(before: PackageDeal, after: PackageDeal, name: str = "nash") -> str:
    """Say how a solution pays against that of a pinned scenario."""
    pairs = zip(after.parties, before.solutions[name].payoffs[0], after.solutions[name].payoffs[0], strict=True)
    moved = [f"{party.label} {number(float(b))} instead of {number(float(a))}"
             for party, a, b in pairs if not abs(a - b) < 5e-3 and not np.isnan(a + b)]
    said = listed(moved) or "the same payoffs"
    return sentence(f"compared with the pinned scenario, {SOLUTIONS[name].label}: {said}")
