"""Best correlated equilibria: what a mediator who recommends strategies in private can reach, by linear programs.

1. A distribution p over profiles is a correlated equilibrium where no party gains by playing b when told a:
   sum over s_-i of p(a, s_-i) * (u_i(b, s_-i) - u_i(a, s_-i)) <= 0 for all i, a, b   (Aumann 1974, 1987).
2. Maximise the objective over these p, one sparse linear program a point (HiGHS through scipy.optimize.linprog), with
   each party's incentive rows scaled to its payoff range.
3. Judge the answer by recomputing from the payoff tensor what disobedience would gain.

Objectives, for expected payoffs U:
`welfare`      sum_i U_i: adds the parties' payoffs as if they were one currency.
`egalitarian`  min_i (U_i - d_i), the smallest gain over a disagreement point d, by default each party's worst payoff in
               the game: compares the parties' payoffs unit for unit.
a party's id   its own U_i.

Aumann (1974), Subjectivity and correlation in randomized strategies, J. Mathematical Economics 1(1);
Aumann (1987), Correlated equilibrium as an expression of Bayesian rationality, Econometrica 55(1).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from negotiation.arguments import needed, text
from negotiation.errors import SolverError, unknown
from negotiation.game import Array, Game, Outcome, Party, read_only
from negotiation.game.equilibria import Equilibria
from negotiation.provenance import Provenance, Tabled

OBJECTIVES = ("welfare", "egalitarian")

PRECISE = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}


@dataclass(frozen=True, eq=False, repr=False)
class Correlated(Tabled):
    """One best correlated equilibrium at each of P points; its value is unique, its distribution need not be.

    Attributes
    ----------
    point : (P,) the parameter points, 0 to P-1.
    distribution : (P, S1, ..., SN) probability of each profile; not a product of mixtures in general.
    payoffs : (P, N) expected payoffs.
    value : (P,) the objective reached, in payoff units; nan where the linear program failed.
    regret : (P,) the most that any party gains by disobeying its recommendations, recomputed: the judge.
    objective : 'welfare', 'egalitarian' or a party's id.
    disagreement : (P, N) the point that `egalitarian` counts gains from.
    """

    parties: tuple[Party, ...]
    distribution: Array
    payoffs: Array
    value: Array
    regret: Array
    objective: str
    disagreement: Array
    parameters: Mapping[str, Array] = field(default_factory=dict)
    outcomes: tuple[Outcome, ...] = ()
    name: str = "game"
    provenance: Provenance = field(default_factory=Provenance, repr=False)

    @property
    def point(self) -> Array:
        return np.arange(len(self.value))

    def __len__(self) -> int:
        return len(self.value)

    def added(self, equilibria: Equilibria) -> Array:
        """Return the value minus that of the best of the given equilibria, (P,); nan where none is given."""
        each = _value(equilibria.payoffs, self.objective, self.disagreement[equilibria.point], self.parties)
        best = np.full(len(self), -np.inf)
        np.maximum.at(best, equilibria.point, each)
        # Every equilibrium is a correlated one, so a negative difference is rounding.
        return np.where(best > -np.inf, np.maximum(self.value - best, 0.0), np.nan)


def correlated(game: Game, objective: str = "welfare", disagreement: Array | None = None) -> Correlated:
    """Find a best correlated equilibrium of every point.

    Parameters
    ----------
    objective : 'welfare', 'egalitarian' or a party's id; definitions at the top of the module.
    disagreement : (N,) or (P, N) payoffs, used by 'egalitarian'; None takes each party's worst payoff.

    Raises
    ------
    SolverError
        The objective is unknown, or the disagreement point has the wrong shape.

    >>> chicken = Game.from_payoffs([[6, 2], [7, 0]], [[6, 7], [2, 0]])
    >>> correlated(chicken).value.round(9).tolist()
    [10.5]
    """
    needed("game", game, Game)
    text("objective", objective)
    ids = [party.id for party in game.parties]
    if objective not in (*OBJECTIVES, *ids):
        raise SolverError(unknown("an objective", objective, [*OBJECTIVES, *ids]))
    flat = game.payoffs.reshape(game.points, len(ids), -1)
    base = flat.min(axis=2) if disagreement is None else _disagreement(disagreement, flat.shape[:2])
    program = _Program(game.strategy_counts)
    distribution = np.array([
        program.solve(table, scale, _goal(table - low[:, None], objective, ids))
        for table, scale, low in zip(flat, game.scale, base, strict=True)]).reshape(game.points, -1)
    payoffs = (flat * distribution[:, None]).sum(axis=2)
    return Correlated(
        parties=game.parties,
        distribution=read_only(distribution.reshape(game.points, *game.strategy_counts)),
        payoffs=read_only(payoffs),
        value=read_only(_value(payoffs, objective, base, game.parties)),
        regret=read_only(disobedience(flat, distribution, game.strategy_counts)),
        objective=objective,
        disagreement=base,
        parameters=game.parameters,
        outcomes=game.outcomes,
        name=game.name,
        provenance=game.provenance.by("correlated", "linear program", objective=objective),
    )


def mediator_value(game: Game, equilibria: Equilibria, objective: str = "welfare") -> Array:
    """Return the value that a mediator adds to the best of the given Nash equilibria: (P,), nan where none is given."""
    needed("equilibria", equilibria, Equilibria)
    return correlated(game, objective).added(equilibria)


def _disagreement(given: Array, shape: tuple[int, ...]) -> Array:
    try:
        base = np.broadcast_to(np.asarray(given, dtype=float), shape)
    except (TypeError, ValueError):
        raise SolverError(f"a disagreement point has one payoff a party, shape {shape[1:]} or {shape}; "
                          f"found {np.shape(given)}") from None
    if not np.isfinite(base).all():
        raise SolverError("a disagreement point must be finite numbers")
    return base


def disobedience(flat: Array, distribution: Array, sizes: Sequence[int]) -> Array:
    """Compute the largest gain of a party that replaces each recommendation by its best reply to it: (P,).

    max_i sum_a max_b sum_{s_-i} p(a, s_-i) * (u_i(b, s_-i) - u_i(a, s_-i)); payoffs (P, N, S), distribution (P, S).
    """
    worst = np.zeros(len(flat))
    for i, size in enumerate(sizes):
        told = np.moveaxis(distribution.reshape(-1, *sizes), 1 + i, 1).reshape(len(flat), size, -1)
        pays = np.moveaxis(flat[:, i].reshape(-1, *sizes), 1 + i, 1).reshape(len(flat), size, -1)
        paid = told @ pays.swapaxes(1, 2)  # (P, a told, b played)
        obedient = np.diagonal(paid, axis1=1, axis2=2)
        worst = np.maximum(worst, (paid.max(axis=2) - obedient).sum(axis=1))
    return worst


def _value(payoffs: Array, objective: str, base: Array, parties: Sequence[Party]) -> Array:
    if objective == "welfare":
        return payoffs.sum(axis=1)
    if objective == "egalitarian":
        return (payoffs - base).min(axis=1)
    return payoffs[:, [party.id for party in parties].index(objective)]


def _goal(gains: Array, objective: str, ids: Sequence[str]) -> Array:
    """Return the rows (K, S) of which the smallest expectation is to be maximised; one row is a plain objective."""
    if objective == "egalitarian":
        return gains
    return gains.sum(axis=0, keepdims=True) if objective == "welfare" else gains[[ids.index(objective)]]


class _Program:
    """The incentive rows of a game's shape: which profile each number multiplies, and which deviation it compares."""

    def __init__(self, sizes: Sequence[int]) -> None:
        grid = np.arange(int(np.prod(sizes))).reshape(sizes)
        parts, self.count = [], 0
        for i, size in enumerate(sizes):
            by_own = np.moveaxis(grid, i, 0).reshape(size, -1)
            for a in range(size):
                for b in (b for b in range(size) if b != a):
                    same = np.full_like(by_own[a], 1)
                    parts.append(np.stack([i * same, self.count * same, by_own[a], by_own[b]]))
                    self.count += 1
        self.profiles = grid.size
        self.party, self.row, self.told, self.played = np.concatenate([np.zeros((4, 0), int), *parts], axis=1)

    def solve(self, table: Array, scale: Array, goal: Array) -> Array:
        """Maximise t with t <= goal_k . p for every k, over correlated equilibria p: (S,), nan on failure."""
        from scipy.optimize import linprog
        from scipy.sparse import coo_array

        gain = (table[self.party, self.played] - table[self.party, self.told]) / scale[self.party]
        goal = goal / (np.abs(goal).max() or 1.0)
        kinds, profiles = np.indices(goal.shape)
        last = np.full(len(goal), self.profiles)
        values = np.concatenate([gain, -goal.ravel(), np.ones(len(goal))])
        rows = np.concatenate([self.row, self.count + kinds.ravel(), self.count + np.arange(len(goal))])
        columns = np.concatenate([self.told, profiles.ravel(), last])
        limits = coo_array((values, (rows, columns)), shape=(self.count + len(goal), self.profiles + 1)).tocsr()
        answer = linprog(
            -np.eye(1, self.profiles + 1, self.profiles)[0], A_ub=limits, b_ub=np.zeros(limits.shape[0]),
            A_eq=coo_array(1 - np.eye(1, self.profiles + 1, self.profiles)), b_eq=[1.0],
            bounds=[(0, None)] * self.profiles + [(None, None)], method="highs", options=PRECISE)
        if answer.x is None:
            return np.full(self.profiles, np.nan)
        weights = np.maximum(answer.x[:-1], 0.0)
        return weights / weights.sum()
