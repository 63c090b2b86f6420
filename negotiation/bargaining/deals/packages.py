"""Bargaining over what can be mixed: joint lotteries over the outcomes of a game, or issues that can be shared.

1. At every point, the gains over no deal of each column: a profile of the game, or an issue in one party's hands.
2. Two parties: the chain of corners of the Pareto frontier, where every solution has a closed form.
   More: linear programs, and for the Nash solution a concave program closed by duality.
3. Only points at which nobody loses count: a product of two losses is no gain.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING

import numpy as np

import negotiation.bargaining.solutions.utilitarian as utilitarian
from negotiation.bargaining.deals.said import Deal
from negotiation.bargaining.problem.disagreement import (
    MAXIMIN,
    MIXED,
    Choice,
    NoDeal,
    given,
    maximin,
    only_equilibrium,
    profile_of,
)
from negotiation.bargaining.problem.frontier import Frontier, chain, cut
from negotiation.bargaining.problem.polytope import Polytope
from negotiation.bargaining.solutions.table import SOLUTIONS, Solution
from negotiation.errors import NegotiationError, place_of, unknown
from negotiation.game import TOLERANCE, Array, Game, Party
from negotiation.game.profiles import Profile
from negotiation.game.profiles import profile as pure
from negotiation.provenance import Provenance, told
from negotiation.wording import significant

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 1e-9


@dataclass(frozen=True, eq=False)
class Package:
    """A solution: payoffs (P, N) and content (P, M), the weight of each column; nan where nobody can agree."""

    payoffs: Array
    content: Array


@dataclass(frozen=True, eq=False, repr=False)
class PackageDeal(Deal):
    """Bargaining over mixtures at P points.

    Attributes
    ----------
    columns : (P, N, M) payoff of each party from each column.
    block : (M,) weights sum to 1 within a block.
    labels : what each column is; `profiles` : the profiles that the columns are, none where they are issues.
    disagreement : payoffs (P, N) without a deal, and where they come from.
    solutions : name -> Package.
    """

    name: str
    version: str
    parties: tuple[Party, ...]
    parameters: Mapping[str, Array]
    columns: Array
    block: Array
    labels: tuple[str, ...]
    disagreement: NoDeal
    solutions: Mapping[str, Package] = field(default_factory=dict)
    profiles: tuple[Profile, ...] = field(default=(), repr=False, kw_only=True)
    provenance: Provenance = field(default_factory=Provenance, repr=False, kw_only=True)

    kind = "lottery"
    method = "convex hull of the outcomes"

    @property
    def points(self) -> int:
        return len(self.columns)

    @property
    def payoffs(self) -> Array:
        """Return the payoffs (P, N) of the first solution asked for."""
        return next(iter(self.solutions.values())).payoffs

    @cached_property
    def exists(self) -> Array:
        """Mark points at which somebody can gain and nobody need lose: (P,) bool."""
        gain = self.payoffs - self.disagreement.payoffs
        slack = TOLERANCE * np.maximum(1.0, np.abs(self.columns).max(axis=(1, 2)))
        return np.asarray(np.nan_to_num(gain, nan=-1.0).max(axis=1) > slack)

    @cached_property
    def tied(self) -> Mapping[str, Array]:
        """Mark for a solution the points at which it is a tie and one of many stands for them: name -> (P,) bool."""
        return {name: np.array([utilitarian.many(_frontier(self.columns[p], self.block, self.disagreement.payoffs[p]))
                                for p in range(self.points)], dtype=bool)
                for name in self.solutions if name == "utilitarian" and len(self.parties) == 2}

    @property
    def figures(self) -> dict[str, Array]:
        """Return what each party gets, by solution and party, each (P,): "nash US"."""
        return {f"{name} {party.id}": package.payoffs[:, i] for name, package in self.solutions.items()
                for i, party in enumerate(self.parties)}

    def frontier(self, point: int = 0) -> pd.DataFrame:
        """Return the corners of the Pareto frontier of two parties at one point, for charts."""
        return told(self, "frontier", place_of(point, self.points))

    def gains(self, point: int) -> Array | None:
        """Return what the corners of the Pareto frontier give two parties above no deal: (C, 2), None without any."""
        found = _frontier(self.columns[point], self.block, self.disagreement.payoffs[point])
        return None if found is None else found.gains

    def contents(self, name: str, point: int = 0) -> dict[str, float]:
        """Return what a solution consists of at one point: label -> weight, positive ones only."""
        weights = self.solution(name).content[place_of(point, self.points)]
        return {label: float(weight) for label, weight in zip(self.labels, weights, strict=True) if weight > SHOWN}

    def solution(self, name: str) -> Package:
        """Return a solution by name."""
        if not isinstance(name, str) or name not in self.solutions:
            raise NegotiationError(unknown("a solution that was computed", name, self.solutions))
        return self.solutions[name]

    def mixes(self, name: str, point: int = 0) -> str:
        """Say what a solution mixes: "press / pause 0.72, acquiesce / strike 0.28"."""
        return ", ".join(f"{label} {significant(weight, 4)}" for label, weight in self.contents(name, point).items())

def game_deal(
    game: Game, rows: Sequence[Solution], choice: Choice, weights: Sequence[float] | None,
    patience: Sequence[float] | None,
) -> PackageDeal:
    """Bargain over joint lotteries of a game's outcomes."""
    size, parties = game.points, len(game.parties)
    columns = game.payoffs.reshape(size, parties, -1)
    profiles = tuple(pure(game.parties, each, game.outcomes) for each in np.ndindex(game.strategy_counts))
    labels = tuple(each.label for each in profiles)
    block = np.zeros(columns.shape[2], dtype=int)
    none = game_no_deal(game, choice)
    return PackageDeal(game.name, game.version, game.parties, game.parameters, columns, block, labels, none,
                       solved(columns, block, none, rows, weights, patience), profiles=profiles)


def game_no_deal(game: Game, choice: Choice) -> NoDeal:
    """Return the chosen disagreement point; by default the only equilibrium, and where there is not exactly one, what
    each party can be sure of with a pure strategy."""
    if choice is None:
        return _status_quo(game) if prod(game.strategy_counts) == 1 else only_equilibrium(game)
    if isinstance(choice, str) and choice != MAXIMIN:
        return _profile(game, profile_of(game, choice), "chosen")
    if isinstance(choice, str):
        return maximin(game)
    size = game.points
    payoffs = given([party.id for party in game.parties], choice, size)
    return NoDeal(payoffs, np.full(payoffs.shape, MIXED), *(np.full(size, text, dtype=object)
                                                           for text in ("payoffs as given", "chosen")))


def _status_quo(game: Game) -> NoDeal:
    return _profile(game, (0,) * len(game.parties), "status quo")


def _profile(game: Game, profile: tuple[int, ...], origin: str) -> NoDeal:
    size, at = game.points, np.ravel_multi_index(profile, game.strategy_counts)
    words = (np.full(size, each, dtype=object) for each in (pure(game.parties, profile, game.outcomes), origin))
    return NoDeal(game.payoffs.reshape(size, len(profile), -1)[:, :, at], np.tile(profile, (size, 1)), *words)


def solved(
    columns: Array, block: Array, none: NoDeal, rows: Sequence[Solution], weights: Sequence[float] | None,
    patience: Sequence[float] | None,
) -> dict[str, Package]:
    """Apply every solution that fits the number of parties, point by point."""
    size, parties, count = columns.shape
    shares = _numbers(weights, parties, np.ones(parties), "weights", np.inf)
    waits = _numbers(patience, parties, np.full(parties, 0.9), "patience", 1 - 1e-12)
    fitting = [row for row in rows if row.in_packages and (row.many or parties == 2)]
    if not fitting:
        raise NegotiationError(f"none of the solutions asked for fits {parties} parties bargaining over mixtures; "
                               f"allowed: {', '.join(row.name for row in SOLUTIONS.values() if row.in_packages)}")
    found = {row.name: np.full((size, count), np.nan) for row in fitting}
    place = _on_frontier if parties == 2 else _in_polytope
    for p in range(size):
        pick = place(columns[p], block, none.payoffs[p], shares, waits)
        for row in fitting:
            content = pick(row)
            if content is not None:
                found[row.name][p] = content
    return {name: Package(np.einsum("pnm,pm->pn", columns, content), content) for name, content in found.items()}


Pick = Callable[[Solution], Array | None]


def _on_frontier(columns: Array, block: Array, none: Array, weights: Array, patience: Array) -> Pick:
    frontier = _frontier(columns, block, none)

    def pick(row: Solution) -> Array | None:
        if frontier is None:
            return None
        return frontier.mix(row.rules().on_frontier(frontier, weights, patience, row.first))

    return pick


def _in_polytope(columns: Array, block: Array, none: Array, weights: Array, patience: Array) -> Pick:
    spread = np.ptp(columns, axis=1)
    units = np.where(spread > 0, spread, 1.0)
    blocks = block.max() + 1
    polytope = Polytope((columns - none[:, None] / blocks) / units[:, None], block)
    return lambda row: row.rules().in_polytope(polytope, weights, units)


def _frontier(columns: Array, block: Array, none: Array) -> Frontier | None:
    if block.max() == 0:
        kept = chain(columns.T)
        content = np.zeros((len(kept), len(block)))
        content[np.arange(len(kept)), kept] = 1
        return cut(columns.T[kept] - none, content)
    from negotiation.bargaining.solutions.adjusted_winner import corners

    # Column 2k is issue k in the first party's hands, column 2k + 1 in the second's.
    payoffs, share = corners(np.stack([columns[0, 0::2], columns[1, 1::2]]))
    content = np.stack([share, 1 - share], axis=2).reshape(len(share), -1)
    kept = chain(payoffs)
    return cut(payoffs[kept] - none, content[kept])


def _numbers(given: Sequence[float] | None, parties: int, default: Array, name: str, high: float) -> Array:
    if given is None:
        return default
    values = np.asarray(given, dtype=float)
    if values.shape != (parties,) or not ((values >= 0) & (values <= high)).all() or not values.sum() > 0:
        raise NegotiationError(f"{name}: found {given!r:.60}; allowed: {parties} numbers, one a party, at least 0"
                               f"{' and below 1' if high < 1 else ''}, not all 0")
    return values
