"""Bargaining over issues with points: who gets what, Adjusted Winner, and the other solutions beside it.

A party's payoff is the sum of its points over the issues that it wins, in part for what is shared (linear, additive).
Raiffa (1982), The Art and Science of Negotiation; Keeney and Raiffa (1991), Structuring and analyzing values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from negotiation.arguments import text
from negotiation.arithmetic.kinds import RATIONALS
from negotiation.bargaining.deals.packages import PackageDeal, game_no_deal, solved
from negotiation.bargaining.problem.disagreement import Choice
from negotiation.bargaining.problem.environment import environment, rational
from negotiation.bargaining.problem.soundness import points_of, refuse
from negotiation.bargaining.solutions.adjusted_winner import AdjustedWinner, adjusted_winner
from negotiation.bargaining.solutions.table import Solution
from negotiation.errors import ExpressionError, place_of
from negotiation.expression import evaluate
from negotiation.game import Array
from negotiation.model import Model
from negotiation.model.declarations import Issue
from negotiation.plain import Value
from negotiation.provenance import told

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class IssueDeal(PackageDeal):
    """Bargaining over K issues at P points; `worth` (P, N, K) holds each party's points on each issue."""

    issues: tuple[Issue, ...] = ()
    worth: Array = field(default_factory=lambda: np.zeros((0, 0, 0)))
    exact_worth: Array | None = None

    kind = "issues"
    method = "linear additive points"

    @cached_property
    def adjusted_winner(self) -> AdjustedWinner | None:
        """Divide by Adjusted Winner, exactly at a batch of one; None unless there are two parties."""
        if len(self.parties) != 2:
            return None
        return adjusted_winner(self.worth if self.exact_worth is None else self.exact_worth)

    def parts(self, name: str, point: int = 0) -> Array:
        """Return which part of each issue goes to each party at one point: (K, N); "adjusted_winner" or a solution."""
        point = place_of(point, self.points)
        text("name", name)
        if name == "adjusted_winner" and self.adjusted_winner is not None:
            share = np.asarray(self.adjusted_winner.share[point], dtype=float)
            return np.stack([share, 1 - share], axis=1)
        return self.solution(name).content[point].reshape(len(self.issues), len(self.parties))

    @property
    def figures(self) -> dict[str, Array]:
        """Return what each party gets, by solution and party, Adjusted Winner among them, each (P,)."""
        found = self.adjusted_winner
        totals = {} if found is None else {
            f"adjusted_winner {party.id}": np.asarray(found.totals[:, i], dtype=float)
            for i, party in enumerate(self.parties)}
        return super().figures | totals

    def division(self, point: int = 0) -> pd.DataFrame:
        """Return one row an issue: points of both parties, who wants it more, what each gets by Adjusted Winner."""
        return told(self, "division", place_of(point, self.points))


def issue_deal(
    model: Model, rows: Sequence[Solution], preset: str | None, path: str | None, choice: Choice,
    weights: Sequence[float] | None, patience: Sequence[float] | None, values: Mapping[str, Value],
) -> IssueDeal:
    """Bargain over the issues that a model declares; without a deal parties have what the game's payoffs say."""
    assert model.bargaining is not None
    game = model.at(preset, path, at=values)
    issues = model.bargaining.issues
    worth = worth_of(model, game.parameters, issues, game.points)
    refuse(points_of(worth, model.parties, issues))
    parties, count = worth.shape[1:]
    by_winner = np.zeros((game.points, parties, count, parties))
    for i in range(parties):
        by_winner[:, i, :, i] = worth[:, i]
    columns = by_winner.reshape(game.points, parties, -1)
    block = np.repeat(np.arange(count), parties)
    labels = tuple(f"{issue.label}: {party.id}" for issue in issues for party in model.parties)
    none = game_no_deal(game, choice)
    given = model.point(preset, at=values)
    return IssueDeal(
        model.id, model.version, model.parties, game.parameters, columns, block, labels, none,
        solved(columns, block, none, rows, weights, patience), issues, worth,
        _exact_worth(model, rational(game.parameters, given), issues) if game.points == 1 else None)


def worth_of(model: Model, points: Mapping[str, Array], issues: Sequence[Issue], size: int) -> Array:
    """Return each party's points on each issue: (P, N, K)."""
    known = environment(model, points, np.zeros((size, len(model.parties)), dtype=int))
    with np.errstate(all="ignore"):
        return np.stack([np.stack([np.broadcast_to(np.asarray(evaluate(formula.node, known), dtype=float), size)
                                   for formula in issue.points], axis=1) for issue in issues], axis=2)


def _exact_worth(model: Model, points: Mapping[str, Array], issues: Sequence[Issue]) -> Array | None:
    known = environment(model, points, np.zeros((1, len(model.parties)), dtype=int), RATIONALS)
    try:
        rows = [[np.ravel(np.asarray(evaluate(formula.node, known, Fraction), dtype=object))[0]
                 for formula in issue.points] for issue in issues]
    except ExpressionError:
        return None
    return np.array(rows, dtype=object).T[None]
