"""What tells one equilibrium from another: dominance, joint deviations, robustness, as columns beside the rows.

1. Risk dominance (Harsanyi and Selten 1988) between two strict equilibria a and b, on the restricted game in which
   each party chooses between its two strategies: a party's deviation loss at a is u_i(a) - u_i(b_i, a_-i), and a
   risk-dominates b where the product of losses over the parties that play differently is larger at a. Exact for 2x2
   games; for more parties this is the pairwise product criterion, not the tracing procedure. Units do not matter.
2. Pareto dominance: another equilibrium of the point is no worse for any party and better for some.
3. Who could leave together: strong and coalition-proof equilibria, the most dangerous deviations (`together`); the
   same where coalitions may mix (`mixed`).
4. Robustness radius: half the smallest deviation loss of a strict equilibrium; a change of every payoff by less than
   that cannot break it.

Harsanyi and Selten (1988), A general theory of equilibrium selection in games, ch. 5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from negotiation.arguments import needed
from negotiation.game import TOLERANCE, Array, Game
from negotiation.game.equilibria import Equilibria
from negotiation.game.regret import deviation_gains
from negotiation.refine import mixed, together


def refinements(game: Game, equilibria: Equilibria) -> dict[str, Array]:
    """Return columns (E,) that can stand beside the rows of `equilibria` as marks.

    `risk dominant`   bool: strict, and risk-dominates every other strict equilibrium of its point; alone, it does so.
    `pareto dominated` bool: another of its point is better for some party and worse for none.
    `strong`          bool: no coalition has a pure joint deviation by which all its members gain (Aumann 1959).
    `coalition`       str: the members ("US+Russia") whose joint deviation gains most, or '' where none gains.
    `coalition gain`  float: what its least-gaining member gains, in payoff ranges; 0 where none gains.
    `coalition plays` str: the strategies that its members change to.
    `coalition proof` bool: no coalition has a credible one, from which no part of it would turn away in the same manner
                      (Bernheim, Peleg and Whinston 1987).
    `credible coalition`, `credible coalition gain`, `credible coalition plays`: as above, of credible deviations.
    `strong mixed`    str: "yes" (proved) where no coalition has a lottery over its profiles by which all gain, so that
                      mixtures do not pay either; "no" where pure strategies or independent mixtures pay; or "open".
    `lottery coalition`, `lottery coalition gain`, `lottery coalition plays`: as above, of such lotteries.
    `mixture coalition` str: whose independent mixtures pay, where they were met and no pure joint deviation pays.
    `coalition proof mixed` str: the same three answers, of coalition-proofness with mixtures (`mixed`).
    `radius`          float: the robustness radius in payoff units; nan where the equilibrium is not strict.

    >>> from negotiation.solvers.pure import solve
    >>> hunt = Game.from_payoffs([[4, 0], [3, 2]], [[4, 3], [0, 2]])
    >>> {name: column.tolist() for name, column in refinements(hunt, solve(hunt)).items() if "domina" in name}
    {'risk dominant': [False, True], 'pareto dominated': [False, True]}
    """
    needed("game", game, Game)
    needed("equilibria", equilibria, Equilibria)
    return {
        "risk dominant": _undefeated(game, equilibria),
        "pareto dominated": pareto_dominated(game, equilibria),
        **together.columns(game, equilibria),
        **mixed.columns(game, equilibria),
        "radius": radius(game, equilibria),
    }


def ranks(game: Game) -> Array:
    """Rank each party's profiles, 1 the best; payoffs within the tolerance share a rank: (P, N, S1, ..., SN) int.

    All that an ordinal reading of payoffs keeps.

    >>> ranks(Game.from_payoffs([[4, 0], [3, 3]], [[4, 3], [0, 2]]))[0, 0].tolist()
    [[1, 4], [2, 2]]
    """
    needed("game", game, Game)
    flat = game.payoffs.reshape(game.points, len(game.parties), -1)
    found = np.empty(flat.shape, dtype=int)
    for p, i in np.ndindex(flat.shape[:2]):
        rising = np.sort(flat[p, i])
        found[p, i] = 1 + flat.shape[2] - np.searchsorted(
            rising, flat[p, i] + TOLERANCE * game.scale[p, i], side="right")
    return found.reshape(game.payoffs.shape)


def refined(game: Game, equilibria: Equilibria) -> Equilibria:
    """Return the equilibria with these columns among their marks, and `selected`: where quantal response leads."""
    needed("game", game, Game)
    needed("equilibria", equilibria, Equilibria)
    from negotiation.solvers.logit import selected

    marks = {**equilibria.marks, **refinements(game, equilibria), "selected": selected(game, equilibria)}
    return replace(equilibria, marks=marks)


def risk_dominates(game: Game, equilibria: Equilibria, first: Array, second: Array) -> Array:
    """Mark pairs of rows (K,) and (K,) of one point where the first strict equilibrium risk-dominates the second."""
    point = equilibria.point[first]
    pure = [mixture.argmax(axis=1) for mixture in equilibria.mixtures]
    weight = np.zeros(len(first))
    with np.errstate(divide="ignore", invalid="ignore"):
        for i in range(len(game.parties)):
            differs = pure[i][first] != pure[i][second]
            for rows, other, sign in ((first, second, 1.0), (second, first, -1.0)):
                loss = _payoff(game, point, pure, i, rows, rows) - _payoff(game, point, pure, i, rows, other)
                weight += sign * np.log(np.where(differs, np.maximum(loss, 0) / game.scale[point, i], 1.0))
    strict = equilibria.marks["strict"]
    return strict[first] & strict[second] & (weight > TOLERANCE)


def _payoff(game: Game, point: Array, pure: Sequence[Array], party: int, rows: Array, own: Array) -> Array:
    """Return what a party gets at the profiles of `rows`, itself playing as in `own`."""
    return game.payoffs[(point, party, *(each[own if i == party else rows] for i, each in enumerate(pure)))]


def _undefeated(game: Game, equilibria: Equilibria) -> Array:
    strict = equilibria.marks["strict"]
    a, b = _pairs(equilibria.point)
    both = strict[a] & strict[b]
    a, b = a[both], b[both]
    lost = np.bincount(a[~risk_dominates(game, equilibria, a, b)], minlength=len(equilibria)) > 0
    return strict & ~lost


def _pairs(point: Array) -> tuple[Array, Array]:
    """Return all ordered pairs of different rows of the same point; `point` ascends."""
    low, high = np.searchsorted(point, point), np.searchsorted(point, point, side="right")
    count = high - low
    first = np.repeat(np.arange(len(point)), count)
    second = low[first] + np.arange(len(first)) - np.repeat(np.cumsum(count) - count, count)
    other = first != second
    return first[other], second[other]


def pareto_dominated(game: Game, equilibria: Equilibria) -> Array:
    """Mark rows to which another equilibrium of the same point is Pareto superior: (E,) bool."""
    a, b = _pairs(equilibria.point)
    gain = (equilibria.payoffs[b] - equilibria.payoffs[a]) / game.scale[equilibria.point[a]]
    superior = (gain.min(axis=1) >= -TOLERANCE) & (gain.max(axis=1) > TOLERANCE)
    return np.bincount(a[superior], minlength=len(equilibria)) > 0


def radius(game: Game, equilibria: Equilibria) -> Array:
    """Return half the smallest deviation loss of each strict row in payoff units, nan for the others: (E,)."""
    smallest = np.full(len(equilibria), np.inf)
    gains = deviation_gains(game.payoffs, equilibria.mixtures, equilibria.point)
    for mixture, gain in zip(equilibria.mixtures, gains, strict=True):
        smallest = np.minimum(smallest, np.where(mixture > 0, np.inf, -gain).min(axis=1))
    return np.where(equilibria.marks["strict"], smallest / 2, np.nan)
