"""Best correlated equilibria against published values, an independently built program, and Nash equilibria."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linprog

from negotiation.errors import SolverError
from negotiation.game import Game
from negotiation.solvers import pure, support
from negotiation.solvers.correlated import correlated, disobedience, mediator_value

CHICKEN = Game.from_payoffs([[6, 2], [7, 0]], [[6, 7], [2, 0]])
DILEMMA = Game.from_payoffs([[3, 0], [5, 1]], [[3, 5], [0, 1]])


def best_by_loops(game: Game, goals: list[np.ndarray]) -> float:
    """Maximise the smallest of several expectations over correlated equilibria, straight from Aumann's definition."""
    payoffs, sizes = game.payoffs[0], game.strategy_counts
    profiles = list(product(*map(range, sizes)))
    limits = []
    for i, size in enumerate(sizes):
        for a, b in product(range(size), repeat=2):
            row = [0.0] * len(profiles) + [0.0]
            for k, s in enumerate(profiles):
                if s[i] == a:
                    row[k] = payoffs[(i, *s[:i], b, *s[i + 1:])] - payoffs[(i, *s)]
            limits.append(row)
    limits += [[*(-goal[s] for s in profiles), 1.0] for goal in goals]
    answer = linprog([0.0] * len(profiles) + [-1.0], A_ub=limits, b_ub=[0.0] * len(limits),
                     A_eq=[[1.0] * len(profiles) + [0.0]], b_eq=[1.0], bounds=[(0, 1)] * len(profiles) + [(None, None)])
    return -answer.fun


def test_aumann_chicken_reaches_ten_and_a_half():
    found = correlated(CHICKEN)
    assert found.value == pytest.approx([10.5]) and found.payoffs == pytest.approx(np.array([[5.25, 5.25]]))
    assert found.distribution == pytest.approx(np.array([[[.5, .25], [.25, 0]]]))
    # the best Nash equilibrium for welfare is the mixed one, 14/3 each
    assert mediator_value(CHICKEN, support.solve(CHICKEN)) == pytest.approx([10.5 - 28 / 3])


def test_egalitarian_counts_gains_from_the_worst_payoff_or_from_a_given_point():
    assert correlated(CHICKEN, "egalitarian").value == pytest.approx([5.25])
    moved = correlated(CHICKEN, "egalitarian", np.array([2.0, 0.0]))
    assert moved.value == pytest.approx([best_by_loops(CHICKEN, [CHICKEN.payoffs[0, 0] - 2, CHICKEN.payoffs[0, 1]])])
    assert moved.payoffs[0, 0] > moved.payoffs[0, 1]


def test_a_dominant_strategy_leaves_a_mediator_nothing_to_add():
    found = correlated(DILEMMA)
    assert found.value == pytest.approx([2]) and found.distribution[0, 1, 1] == pytest.approx(1)
    assert mediator_value(DILEMMA, pure.solve(DILEMMA)) == pytest.approx([0])


def test_matching_pennies_has_one_correlated_equilibrium():
    found = correlated(Game.from_payoffs([[1, -1], [-1, 1]], [[-1, 1], [1, -1]]))
    assert found.distribution == pytest.approx(np.full((1, 2, 2), .25))


@pytest.mark.parametrize("sizes", [(2, 3), (3, 3), (2, 2, 2), (3, 2, 2, 2)])
@pytest.mark.parametrize("objective", ["welfare", "egalitarian", "2"])
def test_equals_a_program_built_by_loops(sizes, objective):
    rng = np.random.default_rng(len(sizes))
    for _ in range(4):
        game = Game(rng.normal(size=(1, len(sizes), *sizes)))
        payoffs = game.payoffs[0]
        goals = {"welfare": [payoffs.sum(axis=0)], "2": [payoffs[1]], "egalitarian": [u - u.min() for u in payoffs]}
        found = correlated(game, objective)
        assert found.value[0] == pytest.approx(best_by_loops(game, goals[objective]), abs=1e-8)
        assert found.regret[0] <= 1e-9 * game.scale.max()


def test_the_judge_sees_disobedience():
    flat = CHICKEN.payoffs.reshape(1, 2, 4)
    assert disobedience(flat, np.array([[1.0, 0, 0, 0]]), (2, 2)) == pytest.approx([1])
    assert disobedience(flat, np.array([[0, 0, 0, 1.0]]), (2, 2)) == pytest.approx([2])
    assert disobedience(flat, np.array([[.5, .25, .25, 0]]), (2, 2)) == pytest.approx([0])


games = st.tuples(st.integers(1, 3), st.integers(1, 3)).flatmap(
    lambda shape: arrays(float, (3, 2, *shape), elements=st.integers(-4, 4)))


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(games)
def test_never_worse_than_any_nash_equilibrium_and_a_batch_equals_its_points(payoffs):
    game = Game(payoffs)
    nash = support.solve(game)
    for objective, each in (("welfare", nash.payoffs.sum(axis=1)), ("1", nash.payoffs[:, 0])):
        found = correlated(game, objective)
        assert (found.value[nash.point] >= each - 1e-8).all()
        assert (found.added(nash) >= 0).all()
        assert found.value == pytest.approx([correlated(game.select([p]), objective).value[0] for p in range(3)])


@settings(max_examples=25, deadline=None)
@given(games, st.sampled_from([1e-6, 1e6]), st.integers(-1000, 1000))
def test_positive_affine_changes_move_the_value_with_them(payoffs, factor, shift):
    first, second = correlated(Game(payoffs)), correlated(Game(payoffs * factor + shift))
    assert second.value == pytest.approx(first.value * factor + 2 * shift, rel=1e-7, abs=1e-7 * factor)


def test_the_table_lists_each_recommended_profile_of_each_point():
    game = Game(np.concatenate([CHICKEN.payoffs, DILEMMA.payoffs]), parameters={"control": np.array([.1, .2])})
    table = correlated(game).to_frame()
    assert table["point"].tolist() == [0, 0, 0, 1] and table["control"].tolist() == [.1, .1, .1, .2]
    assert table.groupby("point")["probability"].sum().tolist() == pytest.approx([1, 1])
    assert table["1"].tolist() == ["1", "1", "2", "2"]


def test_wrong_objectives_and_points_are_refused_in_one_line():
    with pytest.raises(SolverError, match="'welfair' is not an objective; did you mean 'welfare'"):
        correlated(CHICKEN, "welfair")
    with pytest.raises(SolverError, match=r"one payoff a party, shape \(2,\).*found \(3,\)"):
        correlated(CHICKEN, "egalitarian", np.zeros(3))


def test_a_point_without_a_given_equilibrium_has_no_mediator_value():
    pennies = Game.from_payoffs([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    assert np.isnan(mediator_value(pennies, pure.solve(pennies))).all()
