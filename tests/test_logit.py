"""The principal branch against closed forms, its own equation, Gambit's stored and live answers, and symmetries."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from negotiation.errors import SolverError
from negotiation.game import TOLERANCE, Game
from negotiation.game.regret import strategy_payoffs
from negotiation.solvers import logit, solve, support

pytestmark = pytest.mark.slow

HUNT = Game.from_payoffs([[4, 0], [3, 2]], [[4, 3], [0, 2]])


def joined(found, point: int = 0) -> np.ndarray:
    return np.concatenate([mixture[found.point == point][0] for mixture in found.mixtures])


@pytest.mark.parametrize("tables, limit", [
    (([[3, 0], [5, 1]], [[3, 5], [0, 1]]), [0, 1, 0, 1]),
    (([[1, -1], [-1, 1]], [[-1, 1], [1, -1]]), [.5] * 4),
    (([[3, -1], [-1, 1]], [[-1, 1], [1, -1]]), [1 / 2, 1 / 2, 1 / 3, 2 / 3]),
    (([[2, 0], [0, 1]], [[2, 0], [0, 1]]), [1, 0, 1, 0]),
    (([[4, 0], [3, 2]], [[4, 3], [0, 2]]), [0, 1, 0, 1]),
    (([[1, 0], [0, 1]], [[1, 0], [0, 1]]), [.5] * 4),
    (([[0, 0], [0, 0]], [[0, 0], [0, 0]]), [.5] * 4),
], ids=["dilemma", "pennies", "asymmetric pennies", "coordination", "stag hunt", "symmetric coordination", "all zero"])
def test_limits_of_textbook_games(tables, limit):
    found = logit.solve(Game.from_payoffs(*tables))
    assert joined(found) == pytest.approx(limit, abs=1e-9)
    assert found.marks["polished"].all() and (found.regret <= 1e-9).all()
    assert (found.marks["lambda"] >= logit.LAMBDA_MAX).all()


@pytest.mark.parametrize("sizes", [(2, 2), (3, 2), (3, 3), (2, 2, 2), (3, 2, 3), (2, 2, 2, 2, 2)])
def test_every_position_of_the_branch_is_a_quantal_response(sizes):
    game = Game(np.random.default_rng(4).random((3, len(sizes), *sizes)))
    curve = logit.branch(game, lambda_max=500)
    values = strategy_payoffs(game.payoffs, curve.mixtures, curve.point)
    for i, (value, mixture) in enumerate(zip(values, curve.mixtures, strict=True)):
        scaled = curve.lambda_[:, None] * value / game.scale[curve.point, [i]][:, None]
        response = np.exp(scaled - scaled.max(axis=1, keepdims=True))
        assert mixture == pytest.approx(response / response.sum(axis=1, keepdims=True), abs=1e-7)
    first = np.searchsorted(curve.point, np.arange(3))
    assert (curve.lambda_[first] == 0).all() and (np.diff(curve.point) >= 0).all()
    assert all((mixture[first] == pytest.approx(1 / mixture.shape[1])) for mixture in curve.mixtures)


def test_the_branch_of_a_fold_is_followed_through_a_turn_of_lambda():
    # Seeded among random games: lambda falls on the way, which steps in lambda alone cannot follow.
    curve = logit.branch(Game(np.random.default_rng(0).random((60, 3, 2, 2, 2))), 200)
    turns = [point for point in range(60) if (np.diff(curve.lambda_[curve.point == point]) < 0).any()]
    assert turns
    assert all(curve.lambda_[curve.point == point][-1] >= 200 for point in range(60))
    steps = [np.abs(np.diff(m[curve.point == p], axis=0)).max() for m in curve.mixtures for p in turns]
    assert max(steps) < .3


def test_a_table_of_the_branch_has_a_row_a_position():
    game = Game(HUNT.payoffs.repeat(2, axis=0), parameters={"control": np.array([.1, .2])})
    table = logit.branch(game, 50).to_frame()
    assert table.columns.tolist() == ["point", "control", "lambda", "P(1 1)", "P(1 2)", "P(2 1)", "P(2 2)"]
    assert set(table["control"]) == {.1, .2} and len(table) == len(logit.branch(game, 50))


STORED = [  # pygambit 16.7, logit_solve(maxregret=1e-10), payoffs of each party scaled to [0, 1]
    ([[[4, 1], [4, 9]], [[5, 0], [5, 1]]],
     [0.5, 0.5, 1.0, 0.0]),
    ([[[5, 1, 6], [0, 6, 0], [3, 2, 9]], [[7, 6, 4], [2, 8, 9], [2, 2, 3]]],
     [0.33333, 0.05556, 0.61111, 0.39623, 0.50943, 0.09434]),
    ([[[[4, 1], [7, 4]], [[8, 0], [3, 8]]], [[[6, 7], [5, 8]], [[8, 7], [6, 2]]], [[[0, 7], [3, 2]], [[0, 1], [0, 3]]]],
     [0.83333, 0.16667, 0.8, 0.2, 0.0, 1.0]),
    ([[[2, 4], [5, 2]], [[5, 6], [6, 6]]],
     [1.0, 0.0, 0.0, 1.0]),
    ([[[0, 2, 7], [6, 2, 3], [9, 7, 3]], [[2, 1, 7], [6, 4, 6], [5, 5, 6]]],
     [1.0, 0.0, 0.0, 0.0, 0.0, 1.0]),
    ([[[[7, 5], [4, 2]], [[3, 9], [1, 0]]], [[[6, 3], [0, 5]], [[7, 0], [4, 1]]], [[[5, 7], [8, 7]], [[2, 6], [6, 9]]]],
     [1.0, 0.0, 0.33333, 0.66667, 0.25, 0.75]),
]


@pytest.mark.parametrize("tables, limit", STORED)
def test_selects_what_gambit_selected(tables, limit):
    assert joined(logit.solve(Game.from_payoffs(*tables))) == pytest.approx(limit, abs=1e-3)


@pytest.mark.gambit
@pytest.mark.parametrize("sizes, points", [((2, 2), 60), ((3, 3), 40), ((2, 2, 2), 80), ((2, 3, 2, 2), 10)])
def test_selects_what_gambit_selects(sizes, points):
    gambit = pytest.importorskip("pygambit")
    game = Game(np.random.default_rng(len(sizes)).random((points, len(sizes), *sizes)))
    found = logit.solve(game)
    for p in range(points):
        flat = game.payoffs[p].reshape(len(sizes), -1)
        scaled = (flat - flat.min(axis=1, keepdims=True)) / game.scale[p][:, None]
        oracle = gambit.Game.from_arrays(*scaled.reshape(game.payoffs[p].shape))
        limit = gambit.nash.logit_solve(oracle, maxregret=1e-8).equilibria[0]
        assert joined(found, p) == pytest.approx(
            [float(limit[s]) for party in oracle.players for s in party.strategies], abs=.01)


sizes = st.sampled_from([(2, 2), (2, 3), (2, 2, 2)])
games = sizes.flatmap(lambda shape: arrays(float, (2, len(shape), *shape), elements=st.integers(-4, 4)))


LEFT = np.ones((2, 3, 2, 2, 2))
LEFT[0], LEFT[1, 0, 0, 0], LEFT[1, 1, 1, 1], LEFT[1, 2, 1, 0] = 0, [3, -3], [1, 2], [0, 1]


@settings(max_examples=30, deadline=None)
@given(games)
@example(LEFT)
def test_games_full_of_ties_give_one_row_a_point_and_a_polished_row_has_no_regret(payoffs):
    game = Game(payoffs)
    found = logit.solve(game)
    assert found.point.tolist() == [0, 1]
    assert (found.regret[found.marks["polished"]] <= 2 * TOLERANCE * game.scale.max()).all()
    # A quantal response loses at most its entropy over lambda: McKelvey and Palfrey (1995), from z = ln x.
    entropy = np.log(max(game.strategy_counts))
    assert (found.regret <= (entropy / found.marks["lambda"] + 1e-6) * game.scale.max()).all()


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), sizes)
def test_units_order_of_strategies_and_batching_do_not_matter(seed, shape):
    rng = np.random.default_rng(seed)
    payoffs = rng.random((2, len(shape), *shape))
    found = logit.solve(Game(payoffs))
    unit = np.array([1e-6, 1e6, 3])[:len(shape)].reshape(1, -1, *[1] * len(shape))
    assert np.concatenate(logit.solve(Game(payoffs * unit + 5)).mixtures, axis=1) == pytest.approx(
        np.concatenate(found.mixtures, axis=1), abs=1e-6)
    turned = logit.solve(Game(np.flip(payoffs, axis=2)))
    assert turned.mixtures[0][:, ::-1] == pytest.approx(found.mixtures[0], abs=1e-6)
    assert joined(logit.solve(Game(payoffs[1:]))) == pytest.approx(joined(found, 1), abs=1e-6)


def test_the_end_is_reached_although_rounding_grows_with_lambda():
    # At ties many branches end in mixtures with unplayed best replies, where the equations are nearly singular.
    found = logit.solve(Game(np.random.default_rng(0).integers(0, 4, (250, 2, 2, 2)).astype(float)))
    assert (found.marks["lambda"] >= logit.LAMBDA_MAX).all() and found.marks["polished"].all()


def test_one_party_picks_its_best_strategy():
    assert logit.solve(Game.from_payoffs([1, 3, 2])).label.tolist() == ["2"]


def test_small_stakes_are_noisier_without_normalising():
    game = Game.from_payoffs([[4, 0], [0, 1]], [[.01, 0], [0, .04]])
    assert logit.solve(game).label.tolist() != logit.solve(game, normalise=False).label.tolist()


def test_marks_the_selected_row_among_all_equilibria():
    every = support.solve(HUNT)
    assert every.label[logit.selected(HUNT, every)].tolist() == ["2 / 2"]
    assert logit.selected(HUNT, every.take(every.label == "1 / 1")).tolist() == [False]


def test_a_branch_cut_short_is_reported_as_no_equilibrium():
    found = logit.solve(HUNT, lambda_max=1e-3)
    assert not found.marks["polished"].any() and found.regret[0] > .1
    with pytest.raises(SolverError, match="lambda_max is -1; allowed: a positive number"):
        solve(HUNT, "logit", lambda_max=-1)


def test_time_that_is_over_leaves_a_quantal_response_and_says_so():
    game = Game(np.random.default_rng(1).standard_normal((3, 3, 2, 2, 2)))
    late, whole = logit.solve(game, seconds=0), logit.solve(game, seconds=60)
    assert late.unresolved.tolist() == [1, 1, 1] and not late.marks["polished"].any()
    assert (late.marks["lambda"] < logit.LAMBDA_MAX).all() and len(late) == 3
    assert not whole.unresolved.any() and whole.marks["polished"].all()
