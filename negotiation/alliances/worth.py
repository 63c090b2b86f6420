"""What a coalition can be sure of: characteristic functions of a game in strategic form, batched over points.

`alpha` (von Neumann and Morgenstern 1944): the joint payoff that S can secure by a joint mixture whatever its
    complement does: the value of a matrix game, a linear program. With mixtures beta is the same number.
`beta` (Aumann 1961), in pure strategies: what the complement cannot keep S from when S answers it; never less.
`equilibrium`: the best joint reply of S to the others' part of a pure equilibrium of the game.

All give v(N), the largest joint payoff. At one point values are exact (fractions); at several points floats, by HiGHS.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import lcm

import numpy as np

from negotiation.alliances.members import MOST_PARTIES, members
from negotiation.arithmetic.program import Program
from negotiation.errors import ArgumentError, ModelError
from negotiation.game import Array, Game

AT_ONCE = 400
"""Matrix games in one linear program of HiGHS."""


def tables(game: Game) -> tuple[Array, int]:
    """Return payoffs (P, N, S1, ..., SN) over one denominator: whole numbers at one point, floats at several."""
    if game.points > 1:
        return game.payoffs, 1
    exact = game.rationals(0)[None]
    below = lcm(*(each.denominator for each in exact.flat))
    return np.frompyfunc(lambda each: each.numerator * (below // each.denominator), 1, 1)(exact), below


def over(worth: Array, below: int) -> Array:
    """Divide whole numbers by their denominator; floats stay."""
    return np.frompyfunc(lambda each: Fraction(each) / below, 1, 1)(worth) if worth.dtype == object else worth


def joint(payoffs: Array, coalition: int) -> Array:
    """Return a coalition's joint payoff (P, own, others): rows its joint strategies, columns those of the others."""
    own = members(coalition)
    total = payoffs[:, list(own)].sum(axis=1)
    others = [i for i in range(total.ndim - 1) if i not in own]
    moved = total.transpose(0, *(1 + i for i in own), *(1 + i for i in others))
    return moved.reshape(len(total), int(np.prod([total.shape[1 + i] for i in own])), -1)


def alpha(game: Game) -> Array:
    """Return what each coalition can secure in mixed strategies: (P, 2**N)."""
    payoffs, below = tables(game)
    found, open_games = _pure(payoffs), list[tuple[int, int, Array]]()
    for coalition in range(1, found.shape[2] - 1):
        low, high = found[:, 0, coalition], found[:, 1, coalition]
        gap = np.flatnonzero(low < high)
        if len(gap):
            matrices = joint(payoffs[gap], coalition)
            open_games += [(int(p), coalition, each) for p, each in zip(gap, matrices, strict=True)]
    worth = found[:, 0]
    if payoffs.dtype == object:
        for p, coalition, matrix in open_games:
            worth[p, coalition] = exact_value(matrix)
    elif open_games:
        points, coalitions = zip(*((p, coalition) for p, coalition, _ in open_games), strict=True)
        worth[list(points), list(coalitions)] = float_values([matrix for *_, matrix in open_games])
    return over(worth, below)


def beta(game: Game) -> Array:
    """Return what the others cannot keep each coalition from, in pure strategies: (P, 2**N)."""
    payoffs, below = tables(game)
    return over(_pure(payoffs)[:, 1], below)


def at_equilibrium(game: Game, profile: Sequence[int]) -> Array:
    """Return each coalition's best joint reply to the others' strategies in a profile: (P, 2**N)."""
    (payoffs, below), count = tables(game), len(game.parties)
    worth = np.zeros((len(payoffs), 1 << count), dtype=payoffs.dtype)
    for coalition in range(1, 1 << count):
        own = members(coalition)
        total = payoffs[:, list(own)].sum(axis=1)
        held = total[(slice(None), *(slice(None) if i in own else profile[i] for i in range(count)))]
        worth[:, coalition] = held.reshape(len(held), -1).max(axis=1)
    return over(worth, below)


def _pure(payoffs: Array) -> Array:
    """Return maximin and minimax of each coalition in pure strategies: (P, 2, 2**N)."""
    count = payoffs.shape[1]
    found = np.zeros((len(payoffs), 2, 1 << count), dtype=payoffs.dtype)
    for coalition in range(1, 1 << count):
        matrix = joint(payoffs, coalition)
        found[:, 0, coalition] = matrix.min(axis=2).max(axis=1)
        found[:, 1, coalition] = matrix.max(axis=1).min(axis=1)
    return found


def exact_value(matrix: Array) -> Fraction:
    """Return the value of a matrix game of whole numbers (own, others) to its rows, who maximise.

    The columns' program: with all entries positive, minimise sum(y) with y A^T >= 1; the value is 1/sum(y) (Dantzig
    1951). The smaller side takes the variables.
    """
    low = matrix.min()
    shifted = matrix - low + 1
    if shifted.shape[0] <= shifted.shape[1]:
        program = Program([1] * shifted.shape[0])
        for column in shifted.T:
            program.add((-column).tolist(), -1)
        program.solve()
        return 1 / sum(program.values, Fraction(0)) + low - 1
    return -exact_value(-matrix.T)


def float_values(matrices: Sequence[Array]) -> Array:
    """Return the values of matrix games of floats to their rows: many in one sparse program, solved by HiGHS."""
    found = [_solved(matrices[k:k + AT_ONCE]) for k in range(0, len(matrices), AT_ONCE)]
    return np.concatenate(found) if found else np.zeros(0)


def _solved(matrices: Sequence[Array]) -> Array:
    from scipy.optimize import linprog
    from scipy.sparse import block_diag

    scales = [max(float(np.ptp(each)), 1e-300) for each in matrices]
    lows = [float(each.min()) for each in matrices]
    blocks = [np.hstack([-((each - low) / scale).T, np.ones((each.shape[1], 1))])
              for each, low, scale in zip(matrices, lows, scales, strict=True)]
    sums = [np.hstack([np.ones((1, each.shape[0])), [[0.0]]]) for each in matrices]
    costs = np.concatenate([[*[0.0] * each.shape[0], -1.0] for each in matrices])
    rows, equal = block_diag(blocks, format="csr"), block_diag(sums, format="csr")
    done = linprog(costs, rows, np.zeros(rows.shape[0]), equal, np.ones(len(matrices)), (0, None), method="highs")
    if not done.success:
        raise ModelError(f"the linear programs of the coalitions could not be solved: {done.message}")
    places = np.cumsum([each.shape[0] + 1 for each in matrices]) - 1
    return np.asarray(done.x[places] * np.array(scales) + np.array(lows))


def few(game: Game) -> None:
    """Refuse a game of more parties than coalitions can be listed for."""
    if len(game.parties) > MOST_PARTIES:
        raise ArgumentError(f"source: found a game of {len(game.parties)} parties; allowed: {MOST_PARTIES}")


WORTHS: dict[str, Callable[[Game], Array]] = {"alpha": alpha, "beta": beta}
"""Characteristic functions that need nothing but the game; `equilibrium` needs a profile."""

