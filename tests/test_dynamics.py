"""Learning dynamics: where they must converge, what they keep, and what they refuse."""

from __future__ import annotations

import numpy as np
import pytest

from negotiation.errors import NegotiationError
from negotiation.game import Game
from negotiation.solvers.peers.dynamics import fictitious_play, replicator

PENNIES = Game.from_payoffs([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
DILEMMA = Game.from_payoffs([[3, 0], [5, 1]], [[3, 5], [0, 1]])
BOTH = Game(np.concatenate([PENNIES.payoffs, DILEMMA.payoffs]), parameters={"control": np.array([.1, .2])})


def test_fictitious_play_converges_in_a_zero_sum_game_and_to_a_dominant_strategy():
    path = fictitious_play(BOTH, rounds=2000)
    assert path.time[[0, -1]].tolist() == [1, 2000] and len(path) == 4000
    last = path.point.searchsorted([1, 2]) - 1
    assert path.mixtures[0][last[0]] == pytest.approx([.5, .5], abs=.05)
    assert path.mixtures[0][last[1]] == pytest.approx([0, 1], abs=1e-3)
    assert (path.regret[last] < .1).all() and path.regret[0] > .5


def test_fictitious_play_depends_on_its_seed_alone():
    np.random.seed(5)  # noqa: NPY002
    expected = np.random.random()  # noqa: NPY002
    np.random.seed(5)  # noqa: NPY002
    first, again, other = (fictitious_play(PENNIES, 20, seed).mixtures[0] for seed in (1, 1, 2))
    assert (first == again).all() and not (first == other).all()
    assert np.random.random() == expected, "the caller's generator was left changed"  # noqa: NPY002


def test_the_replicator_reaches_a_dominant_strategy_and_circles_in_pennies():
    path = replicator(BOTH, duration=60, steps=300, start=[np.array([.6, .4]), np.array([.5, .5])])
    pennies, dilemma = path.point == 0, path.point == 1
    assert path.mixtures[0][dilemma][-1] == pytest.approx([0, 1], abs=1e-4)
    assert path.regret[dilemma][-1] < 1e-3 < path.regret[pennies][-1]
    x, y = path.mixtures[0][pennies], path.mixtures[1][pennies]
    constant = x.prod(axis=1) * y.prod(axis=1)  # the orbits of a zero-sum game are closed
    assert constant == pytest.approx(constant[0], rel=1e-4)
    assert np.ptp(x[:, 0]) > .15


def test_the_replicator_follows_the_logistic_curve_of_a_dominance_game():
    game = Game.from_payoffs([[1, 1], [0, 0]], [[0, 0], [0, 0]])
    path = replicator(game, duration=5, steps=50)
    assert path.mixtures[0][:, 0] == pytest.approx(1 / (1 + np.exp(-path.time)), abs=1e-6)
    moved = replicator(Game(1e6 * game.payoffs + 3), duration=5, steps=50)
    assert moved.mixtures[0] == pytest.approx(path.mixtures[0], abs=1e-6)


def test_the_table_has_a_row_a_point_and_time():
    table = replicator(BOTH, steps=10).to_frame()
    assert len(table) == 22 and table["control"].tolist() == [.1] * 11 + [.2] * 11
    assert table[["P(1 1)", "P(1 2)"]].sum(axis=1).tolist() == pytest.approx([1] * 22)


@pytest.mark.parametrize("call, words", [
    (lambda: fictitious_play(Game(np.zeros((1, 3, 2, 2, 2)))), "take 2 parties, game has 3"),
    (lambda: fictitious_play(PENNIES, 0), "rounds: found 0; allowed: a whole number from 1"),
    (lambda: replicator(PENNIES, float("nan")), "duration: found nan; allowed: a finite number"),
    (lambda: replicator(PENNIES, start=[np.array([.5, .6]), np.array([.5, .5])]), "two lists of 2 and 2 probabilities"),
    (lambda: replicator(PENNIES, start=[np.array([1.0]), np.array([.5, .5])]), "each summing to 1"),
])
def test_bad_input_is_refused_in_one_line(call, words):
    with pytest.raises(NegotiationError, match=words):
        call()
