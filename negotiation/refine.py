"""What tells one equilibrium from another: dominance, joint deviations, robustness, as columns beside the rows.

1. Risk dominance (Harsanyi and Selten 1988) between two strict equilibria a and b, on the restricted game in which
   each party chooses between its two strategies: a party's deviation loss at a is u_i(a) - u_i(b_i, a_-i), and a
   risk-dominates b where the product of losses over the parties that play differently is larger at a. Exact for 2x2
   games; for more parties this is the pairwise product criterion, not the tracing procedure. Units do not matter.
2. Pareto dominance: another equilibrium of the point is no worse for any party and better for some.
3. Joint deviations: for every coalition of two or more parties and every pure profile of its members, the others held
   at their mixtures, what each member gains; the coalition whose least gain, in payoff ranges, is largest. None gains
   at a strong Nash equilibrium (Aumann 1959), of which this looks at the pure joint deviations.
4. Robustness radius: half the smallest deviation loss of a strict equilibrium; a change of every payoff by less than
   that cannot break it.

Harsanyi and Selten (1988), A general theory of equilibrium selection in games, ch. 5; Aumann (1959), Acceptable points
in general cooperative n-person games, Contributions to the theory of games IV.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from math import prod

import numpy as np

from negotiation.arguments import needed
from negotiation.game import TOLERANCE, Array, Game
from negotiation.game.equilibria import Equilibria
from negotiation.game.profiles import Joint, members_label, moves_label
from negotiation.game.regret import deviation_gains

ROWS_AT_ONCE = 1024


def refinements(game: Game, equilibria: Equilibria) -> dict[str, Array]:
    """Return columns (E,) that can stand beside the rows of `equilibria` as marks.

    `risk dominant`   bool: strict, and risk-dominates every other strict equilibrium of its point; alone, it does so.
    `pareto dominated` bool: another of its point is better for some party and worse for none.
    `coalition`       str: the members ("US+Russia") whose joint deviation gains most, or '' where none gains.
    `coalition gain`  float: what its least-gaining member gains, in payoff ranges; 0 where none gains.
    `coalition plays` str: the strategies that its members change to.
    `radius`          float: the robustness radius in payoff units; nan where the equilibrium is not strict.

    >>> from negotiation.solvers.pure import solve
    >>> hunt = Game.from_payoffs([[4, 0], [3, 2]], [[4, 3], [0, 2]])
    >>> {name: column.tolist() for name, column in refinements(hunt, solve(hunt)).items() if "domina" in name}
    {'risk dominant': [False, True], 'pareto dominated': [False, True]}
    """
    needed("game", game, Game)
    needed("equilibria", equilibria, Equilibria)
    members, gain, plays = joint_deviation(game, equilibria)
    return {
        "risk dominant": _undefeated(game, equilibria),
        "pareto dominated": pareto_dominated(game, equilibria),
        "coalition": members,
        "coalition gain": gain,
        "coalition plays": plays,
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


def joint_deviation(game: Game, equilibria: Equilibria) -> tuple[Array, Array, Array]:
    """Write `joint_deviations` as columns: members (E,) of str, least gain (E,), strategies changed to (E,) of str."""
    joint, gain = joint_deviations(game, equilibria)
    members = [members_label(game.parties, each.members) if each else "" for each in joint]
    plays = [moves_label(game.parties, each) if each else "" for each in joint]
    return np.array(members, dtype=object), gain, np.array(plays, dtype=object)


def joint_deviations(game: Game, equilibria: Equilibria) -> tuple[tuple[Joint | None, ...], Array]:
    """Find the coalition whose pure joint deviation gains most for its least-gaining member.

    Returns for each row the deviation, None where none gains, and the least gain (E,) in payoff ranges. Of coalitions
    that gain the same the smaller one is named, so that no idle member is counted in.
    """
    every = np.arange(len(equilibria))
    parts = [_joint_deviations(game, equilibria.take(every[k:k + ROWS_AT_ONCE]))
             for k in range(0, max(1, len(every)), ROWS_AT_ONCE)]
    return tuple(each for joint, _ in parts for each in joint), np.concatenate([gain for _, gain in parts])


def _joint_deviations(game: Game, equilibria: Equilibria) -> tuple[list[Joint | None], Array]:
    rows, count = len(equilibria), len(game.parties)
    best, who, which = np.full(rows, TOLERANCE), np.full(rows, -1), np.zeros(rows, dtype=int)
    coalitions = [members for size in range(2, count + 1) for members in combinations(range(count), size)]
    gains = _JointGains(game, equilibria)
    for k, members in enumerate(coalitions):
        gain = np.min([gains(i, members) for i in members], axis=0)
        choice = gain.argmax(axis=1)
        value = gain[np.arange(rows), choice]
        better = value > best + TOLERANCE
        best[better], who[better], which[better] = value[better], k, choice[better]
    joint = [_joint(game, coalitions[k], choice) if k >= 0 else None
             for k, choice in zip(who.tolist(), which.tolist(), strict=True)]
    return joint, np.where(who >= 0, best, 0.0)


def _joint(game: Game, members: tuple[int, ...], choice: int) -> Joint:
    chosen = np.unravel_index(choice, [game.strategy_counts[i] for i in members])
    return Joint(members, tuple(int(j) for j in chosen))


class _JointGains:
    """u_i in payoff ranges above the equilibrium's, when members play pure profiles and the others their mixtures.

    Contracting one more party from a larger coalition's table costs little, so tables are kept: (E, S_C...) a party.
    """

    def __init__(self, game: Game, equilibria: Equilibria) -> None:
        self.game, self.equilibria = game, equilibria
        self.everybody = tuple(range(len(game.parties)))
        scale = game.scale[equilibria.point].reshape(*equilibria.payoffs.shape, *([1] * len(self.everybody)))
        base = equilibria.payoffs.reshape(scale.shape)
        gains = (game.payoffs[equilibria.point] - base) / scale
        self.tables = {self.everybody: gains}

    def __call__(self, party: int, members: tuple[int, ...]) -> Array:
        table = self.table(members)[:, party]
        return table.reshape(len(table), prod(table.shape[1:]))

    def table(self, members: tuple[int, ...]) -> Array:
        if members not in self.tables:
            gone = max(set(self.everybody) - set(members))
            larger = self.table(tuple(sorted((*members, gone))))
            shape = [len(larger)] + [1] * (larger.ndim - 1)
            shape[2 + gone] = self.game.strategy_counts[gone]
            weight = self.equilibria.mixtures[gone].reshape(shape)
            self.tables[members] = (larger * weight).sum(axis=2 + gone, keepdims=True)
        return self.tables[members]
