"""The principal branch of the logit quantal response correspondence, traced to its limit for all points at once.

1. Bring each party's payoffs to range 1, so that lambda counts in payoff ranges and units do not matter.
2. In logs z = ln x a quantal response solves   z_ia = lambda*u_i(a, x_-i) - ln sum_b exp(lambda*u_i(b, x_-i)).
3. Start at lambda = 0, where everybody mixes uniformly. Predict along the tangent of the curve in (z, lambda), correct
   by Newton steps across it; arclength carries the curve round folds, where lambda turns back. Each point has its own
   step: halved where the correction is long, the curve bends or its orientation flips, doubled where it is easy.
4. At lambda_max read the support and polish: Newton on "all played strategies pay the same". The polished limit is kept
   where its regret is within the tolerance, else the quantal response itself, with its regret.

McKelvey and Palfrey (1995), Quantal response equilibria for normal form games, Games and Economic Behavior 10(1);
Turocy (2005), A dynamic homotopy interpretation of the logistic quantal response equilibrium correspondence, GEB 51(2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING

import numpy as np

from negotiation.equality import ByValue
from negotiation.errors import SolverError
from negotiation.game import TOLERANCE, Array, Game, Party
from negotiation.game.equilibria import PLAYED, Equilibria, cleaned, collect
from negotiation.game.regret import deviation_gains
from negotiation.provenance import told
from negotiation.solvers.clock import UNBOUNDED, Clock
from negotiation.solvers.responses import Responses, solve_each

if TYPE_CHECKING:
    import pandas as pd

LAMBDA_MAX = 1e5
STEPS = 2000
FIRST_STEP, SHORTEST, LONGEST, BEND = 0.1, 1e-9, 0.3, 0.8
"""First arclength, and where a point is given up; longest correction in logs; smallest cosine between tangents."""
BIFURCATION = 1e-4
"""Arclength below which a change of orientation is a bifurcation of the curve and no jump."""
CONVERGED, CORRECTIONS = 1e-10, 6
"""Last Newton change in logs, times 1 + lambda because rounding grows so; Newton steps at most."""
CUTS = (1e-4, 1e-8, 1e-2)
"""Probabilities tried in turn as the border between played and unplayed strategies at lambda_max."""
NEAR = 0.02
"""A limit that lies further than this from the last quantal response is not its limit."""
POINTS_AT_ONCE = 2048


@dataclass(frozen=True, eq=False)
class Branch(ByValue):
    """Points of the principal branch: `point` (R,), `lambda_` (R,) in payoff ranges, `mixtures` N arrays (R, Si)."""

    parties: tuple[Party, ...]
    point: Array
    lambda_: Array
    mixtures: tuple[Array, ...]
    parameters: Mapping[str, Array] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.point)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a traced position, in order along each point's curve."""
        return told(self, "frame")


def solve(game: Game, lambda_max: float = LAMBDA_MAX, normalise: bool = True, *, seconds: float = inf) -> Equilibria:
    """Return the limit of the principal branch, one row a point: the equilibrium that it selects.

    Parameters
    ----------
    lambda_max : where the trace ends, in payoff ranges.
    normalise : True scales each party's payoffs to range 1. False keeps the parties' payoffs in one unit, the largest
        range, as in McKelvey and Palfrey: a party with small stakes is then noisier, and the selection can differ.
    seconds : time to spend at most; a trace that it ends gives the quantal response reached, with `unresolved` 1.

    Marks: `lambda`, the last one reached; `polished`, False where the row is a quantal response and no equilibrium.
    `degenerate` where the limit leaves a best reply unplayed.

    Raises
    ------
    SolverError
        lambda_max is not a positive number.
    ArgumentError
        seconds is no amount.

    >>> solve(Game.from_payoffs([[2, 0], [0, 1]], [[2, 0], [0, 1]])).label.tolist()
    ['1 / 1']
    """
    clock = Clock.of(UNBOUNDED, seconds)
    parts = [_limit(chunk, lambda_max, normalise, clock) for chunk in _chunks(game)]
    lambdas, mixtures, polished, ended = (np.concatenate(each) for each in zip(*parts, strict=True))
    split = _split(mixtures, game.strategy_counts)
    slack = TOLERANCE * game.scale
    ties = np.zeros(game.points, dtype=bool)
    for i, (gain, mixture) in enumerate(zip(deviation_gains(game.payoffs, split), split, strict=True)):
        ties |= ((gain >= -slack[:, [i]]) & (mixture <= PLAYED)).any(axis=1)
    return collect(game, "logit", np.arange(game.points), [cleaned(each) for each in split], degenerate=ties & polished,
                   unresolved=np.where(ended, 0, 1), marks={"lambda": lambdas, "polished": polished})


def branch(game: Game, lambda_max: float = LAMBDA_MAX, normalise: bool = True) -> Branch:
    """Return the whole principal branch of every point, for plotting lambda against mixtures."""
    points, lambdas, mixtures = [], [], []
    for k, chunk in enumerate(_chunks(game)):
        trail: list[tuple[Array, Array]] = []
        _trace(_responses(chunk, normalise), lambda_max, Clock.of(UNBOUNDED, inf), trail)
        points += [index + k * POINTS_AT_ONCE for index, _ in trail]
        lambdas += [position[:, -1] for _, position in trail]
        mixtures += [np.exp(position[:, :-1]) for _, position in trail]
    point = np.concatenate(points)
    order = np.argsort(point, kind="stable")
    split = _split(np.concatenate(mixtures)[order], game.strategy_counts)
    return Branch(game.parties, point[order], np.concatenate(lambdas)[order], split, game.parameters)


def selected(game: Game, equilibria: Equilibria, within: float = 1e-6, **options: object) -> Array:
    """Mark the rows of `equilibria` that the principal branch selects: (E,) bool, at most one a point.

    No row of a point is marked where none lies within `within` of the limit in every probability.
    """
    limit = np.concatenate(solve(game, **options).mixtures, axis=1)  # type: ignore[arg-type]
    distance = np.abs(np.concatenate(equilibria.mixtures, axis=1) - limit[equilibria.point]).max(axis=1)
    nearest = np.full(game.points, np.inf)
    np.minimum.at(nearest, equilibria.point, distance)
    return (distance <= within) & (distance == nearest[equilibria.point])


def _chunks(game: Game) -> list[Game]:
    return [game.select(slice(k, k + POINTS_AT_ONCE)) for k in range(0, game.points, POINTS_AT_ONCE)]


def _split(joined: Array, sizes: Sequence[int]) -> tuple[Array, ...]:
    return tuple(np.split(joined, np.cumsum(sizes)[:-1], axis=1))


def _responses(game: Game, normalise: bool) -> Responses:
    unit = game.scale if normalise else np.repeat(game.scale.max(axis=1, keepdims=True), len(game.parties), axis=1)
    return Responses.of(game.payoffs, unit)


def _limit(game: Game, lambda_max: float, normalise: bool, clock: Clock) -> tuple[Array, Array, Array, Array]:
    """Return lambda (P,), mixtures (P, n), polished (P,) and whether time sufficed (P,) at the end of the branch."""
    position = _trace(_responses(game, normalise), lambda_max, clock)
    mixtures = np.exp(position[:, :-1])
    polished, ended = np.zeros(game.points, dtype=bool), (position[:, -1] >= lambda_max) | (not clock.late())
    exact = _responses(game, True)
    for cut in CUTS:
        rows = np.flatnonzero(~polished & ended)
        better, regret = exact.take(rows).polish(mixtures[rows], cut)
        fits = (regret <= TOLERANCE) & (np.abs(better - mixtures[rows]).max(axis=1) <= NEAR)
        mixtures[rows[fits]] = better[fits]
        polished[rows[fits]] = True
    return position[:, -1], mixtures, polished, ended


@np.errstate(over="ignore", invalid="ignore")  # a correction that runs away is refused, and its step halved
def _trace(responses: Responses, lambda_max: float, clock: Clock, trail: list[tuple[Array, Array]] | None = None
           ) -> Array:
    """Follow every point's curve until lambda_max, STEPS steps or time is over: positions (P, n + 1), logs, lambda."""
    if not (np.isfinite(lambda_max) and lambda_max > 0):
        raise SolverError(f"lambda_max is {lambda_max}; allowed: a positive number")
    points, size = responses.points, responses.size
    position = np.concatenate([np.tile(responses.uniform, (points, 1)), np.zeros((points, 1))], axis=1)
    tangent = np.tile(np.eye(1, size + 1, size), (points, 1))
    tangent, side = _tangent(responses, position, tangent)
    step = np.full(points, FIRST_STEP)
    active = np.arange(points)
    if trail is not None:
        trail.append((active, position.copy()))
    for _ in range(STEPS):
        inner = responses.take(active)
        moved, length = _correct(inner, position[active] + step[active, None] * tangent[active], tangent[active])
        turned, sign = _tangent(inner, moved, tangent[active])
        good = (length <= LONGEST) & ((turned * tangent[active]).sum(axis=1) >= BEND) & (moved[:, -1] >= 0)
        # The side flips where the trace jumped to another branch, or at a true bifurcation, which no step can avoid.
        good &= (sign == side[active]) | (step[active] < BIFURCATION)
        step[active] *= np.where(good, np.where(length < LONGEST / 4, 2.0, 1.0), 0.5)
        done = active[good]
        position[done], tangent[done], side[done] = moved[good], turned[good], sign[good]
        if trail is not None:
            trail.append((done, position[done]))
        active = active[(position[active, -1] < lambda_max) & (step[active] > SHORTEST)]
        if not active.size or clock.late():
            break
    return position


def _correct(responses: Responses, predicted: Array, tangent: Array) -> tuple[Array, Array]:
    """Return to the curve across the tangent; also how long the correction is in logs, infinite where it fails."""
    position = predicted.copy()
    enough = CONVERGED * (1 + np.abs(predicted[:, -1]))
    for _ in range(CORRECTIONS):
        rest, slopes = responses.residual(position)
        across = (tangent * (position - predicted)).sum(axis=1)
        change = solve_each(_bordered(slopes, tangent), -np.concatenate([rest, across[:, None]], axis=1))
        position = position + change
        position[:, :-1] = np.minimum(position[:, :-1], 1.0)
        size = np.abs(change[:, :-1] / (1 + 0.05 * np.abs(position[:, :-1]))).max(axis=1)
        if (size < enough).all():
            break
    length = np.abs((position - predicted)[:, :-1] / (1 + 0.05 * np.abs(position[:, :-1]))).max(axis=1)
    return position, np.where(size < enough, length, np.inf)


def _tangent(responses: Responses, position: Array, previous: Array) -> tuple[Array, Array]:
    """Return the unit tangent that points onwards from the previous one, and on which side of it the curve lies."""
    bordered = _bordered(responses.residual(position)[1], previous)
    onward = np.zeros_like(previous)
    onward[:, -1] = 1.0
    found = solve_each(bordered, onward)
    return found / np.linalg.norm(found, axis=1, keepdims=True), np.linalg.slogdet(bordered)[0]


def _bordered(slopes: Array, tangent: Array) -> Array:
    return np.concatenate([slopes, tangent[:, None]], axis=1)
