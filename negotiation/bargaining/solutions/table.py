"""The solutions, one row each, and how a row is applied to a division."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType

from negotiation.arithmetic.dual import Number, where
from negotiation.bargaining.problem.division import Division
from negotiation.errors import SolverError, unknown


@dataclass(frozen=True)
class Solution:
    """A row of SOLUTIONS: where it lives, what it says, whose it is, and whether more than two may bargain and
    over mixtures too."""

    name: str
    module: str
    label: str
    says: str
    source: str
    many: bool
    first: int = 0
    in_packages: bool = True

    def rules(self) -> ModuleType:
        return import_module(f"negotiation.bargaining.solutions.{self.module}")


SOLUTIONS: dict[str, Solution] = {row.name: row for row in (
    Solution("nash", "nash", "Nash", "the largest product of gains, by weight", "Nash 1950; Kalai 1977", True),
    Solution("kalai_smorodinsky", "kalai_smorodinsky", "Kalai-Smorodinsky",
             "each gets the same part of the most it could get", "Kalai and Smorodinsky 1975", True),
    Solution("egalitarian", "egalitarian", "Egalitarian", "each gains the same number of points", "Kalai 1977", True),
    Solution("utilitarian", "utilitarian", "Utilitarian", "the largest sum of payoffs", "Harsanyi 1955", True),
    Solution("rubinstein", "rubinstein", "Alternating offers, first side first",
             "what the first offer must be, given patience", "Rubinstein 1982", False),
    Solution("rubinstein_second", "rubinstein", "Alternating offers, second side first",
             "what the first offer must be, given patience", "Rubinstein 1982", False, 1),
    Solution("outside_option", "outside_option", "Outside option, first side first",
             "talking decides, no deal only bounds it", "Binmore, Shaked and Sutton 1989", False, in_packages=False),
    Solution("outside_option_second", "outside_option", "Outside option, second side first",
             "talking decides, no deal only bounds it", "Binmore, Shaked and Sutton 1989", False, 1, False),
)}


def named(solution: str | Sequence[str] | None) -> list[Solution]:
    """Return the rows asked for; None means all of them."""
    names = list(SOLUTIONS) if solution is None else [solution] if isinstance(solution, str) else list(solution)
    for name in names:
        if name not in SOLUTIONS:
            raise SolverError(unknown("a bargaining solution", name, SOLUTIONS))
    return [SOLUTIONS[name] for name in names]


def principals_share(division: Division, row: Solution) -> Number:
    """Return the share on which the principals settle: a number (P,), meaningless where their range is empty."""
    rules = row.rules()
    closed: Callable[..., Number] = rules.closed
    share = closed(division, row.first) if division.linear else rules.searched(
        division, division.principals, row.first)
    low, high = division.span(division.principals)
    mine, theirs = (division.indifferent[i] for i in division.principals)
    share = where(mine, low, where(theirs, high, share))
    share = where(share < low, low, share)
    return where(share > high, high, share)


def everyones_share(division: Division, row: Solution) -> Number:
    """Return the share on which all parties settle."""
    return row.rules().searched(division, division.everyone, row.first)
