"""Games: labels, slices, best responses, dominance, Pareto comparisons, and the judge."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from negotiation.errors import ModelError
from negotiation.game import Game
from negotiation.game.regret import expected_payoffs, pure_gains, regret
from negotiation.solvers import solve

SHAPES = [(2, 2), (3, 2), (2, 3, 2), (2, 2, 2, 2)]
games = st.sampled_from(SHAPES).flatmap(
    lambda shape: arrays(float, (2, len(shape), *shape), elements=st.integers(-3, 3).map(float)))


def brute_force(payoffs):
    """List the pure equilibria of one game by trying every deviation of every profile."""
    found = []
    for profile in itertools.product(*map(range, payoffs.shape[1:])):
        gains = [payoffs[(i, *profile[:i], b, *profile[i + 1:])] - payoffs[(i, *profile)]
                 for i in range(len(profile)) for b in range(payoffs.shape[1 + i])]
        if max(gains) <= 1e-9:
            found.append(profile)
    return found


@given(games)
def test_pure_finds_what_brute_force_finds_ties_included(payoffs):
    found = solve(Game(payoffs), "pure")
    for p in range(len(payoffs)):
        rows = found.at(p)
        profiles = sorted(tuple(int(m[e].argmax()) for m in rows.mixtures) for e in range(len(rows)))
        assert profiles == brute_force(payoffs[p])
    assert (found.regret <= 1e-9).all()


@given(games, st.floats(1e-3, 1e3), st.floats(-1e3, 1e3))
def test_a_positive_affine_change_keeps_the_equilibria(payoffs, scale, shift):
    before, after = solve(Game(payoffs), "pure"), solve(Game(payoffs * scale + shift), "pure")
    assert before.label.tolist() == after.label.tolist()


@given(games)
def test_strictness_agrees_with_its_definition(payoffs):
    game = Game(payoffs)
    found = solve(game, "pure")
    for e in range(len(found)):
        profile = tuple(int(m[e].argmax()) for m in found.mixtures)
        table = game.payoffs[found.point[e]]
        losses = [table[(i, *profile)] - table[(i, *profile[:i], b, *profile[i + 1:])]
                  for i in range(len(profile)) for b in range(table.shape[1 + i]) if b != profile[i]]
        assert found.marks["strict"][e] == (min(losses) > 1e-9)


@given(games)
def test_best_responses_and_equilibria_agree(payoffs):
    game = Game(payoffs)
    assert game.best_responses().all(axis=1).sum() == len(solve(game, "pure"))


@given(games, st.integers(0, 2**32 - 1))
def test_the_judge_agrees_with_a_sum_over_profiles(payoffs, seed):
    rng = np.random.default_rng(seed)
    mixtures = [rng.dirichlet(np.ones(size), size=len(payoffs)) for size in payoffs.shape[2:]]
    expected = expected_payoffs(payoffs, mixtures)
    for p, i in itertools.product(range(len(payoffs)), range(payoffs.shape[1])):
        total = sum(payoffs[(p, i, *profile)] * np.prod([m[p, j] for m, j in zip(mixtures, profile, strict=True)])
                    for profile in itertools.product(*map(range, payoffs.shape[2:])))
        assert expected[p, i] == pytest.approx(total, abs=1e-9)
    assert (regret(payoffs, mixtures) >= 0).all()


def test_pure_gains_are_the_regret_of_pure_profiles():
    payoffs = np.random.default_rng(1).normal(size=(1, 3, 2, 3, 2))
    gains = pure_gains(payoffs)
    for profile in itertools.product(range(2), range(3), range(2)):
        mixtures = [np.eye(n)[[j]] for n, j in zip((2, 3, 2), profile, strict=True)]
        assert regret(payoffs, mixtures)[0] == pytest.approx(gains[(0, slice(None), *profile)].max())


PRISONERS = Game.from_payoffs([[3, 0], [5, 1]], [[3, 5], [0, 1]])


def test_dominance_and_pareto_in_the_prisoners_dilemma():
    assert [marks.tolist() for marks in PRISONERS.dominated()] == [[[True, False]], [[True, False]]]
    assert PRISONERS.pareto_dominated()[0].tolist() == [[False, False], [False, True]]


def test_weak_dominance_is_told_from_strict():
    game = Game.from_payoffs([[1, 1], [1, 0]], [[0, 0], [0, 0]])
    assert game.dominated()[0].tolist() == [[False, False]]
    assert game.dominated(strict=False)[0].tolist() == [[False, True]]


def test_a_slice_holds_the_others_fixed():
    payoffs = np.random.default_rng(0).normal(size=(3, 3, 2, 3, 2))
    game = Game(payoffs)
    part = game.slice("3", "1", "1, 2, 2")
    np.testing.assert_array_equal(part.payoffs, payoffs[:, [0, 2]][:, :, :, 1, :])
    assert [party.id for party in part.parties] == ["1", "3"]


def test_arrays_handed_out_are_read_only():
    with pytest.raises(ValueError, match="read-only"):
        PRISONERS.payoffs[0, 0, 0, 0] = 9
    found = solve(PRISONERS)
    with pytest.raises(ValueError, match="read-only"):
        found.mixtures[0][0, 0] = 9


@pytest.mark.parametrize(("build", "words"), [
    (lambda: Game(np.zeros((1, 2, 2))), "allowed: (points, N, S1, ..., SN)"),
    (lambda: Game(np.zeros((1, 3, 2, 2))), "allowed: (points, N, S1, ..., SN)"),
    (lambda: Game(np.full((1, 2, 2, 2), np.nan)), "not a finite number"),
    (lambda: Game.from_payoffs([[1, 2]], [[1], [2]]), "all of the same shape"),
    (lambda: Game.from_payoffs([["a", 2]], [[1, 2]]), "must be numbers"),
    (lambda: PRISONERS.index("1"), "names 2 strategies, found 1"),
    (lambda: PRISONERS.index("1, 3"), "'3' is not a strategy of 2"),
    (lambda: PRISONERS.slice("1", "1", "1, 1"), "two different parties"),
    (lambda: PRISONERS.slice("1", "x", "1, 1"), "'x' is not a party"),
])
def test_bad_games_are_refused_in_one_line(build, words):
    with pytest.raises(ModelError) as caught:
        build()
    assert words in str(caught.value) and "\n" not in str(caught.value)


def test_the_payoff_table_lists_every_profile_with_its_marks():
    table = PRISONERS.to_frame()
    assert table["payoff 1"].tolist() == [3, 0, 5, 1] and table["equilibrium"].tolist() == [False, False, False, True]
