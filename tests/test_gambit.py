"""The optional method gambit: the same rows as our own methods, and errors in words."""

import numpy as np
import pytest

pytest.importorskip("pygambit")

from negotiation.errors import SolverError
from negotiation.game import Game
from negotiation.solvers import complete, solve
from negotiation.solvers.peers import gambit

pytestmark = pytest.mark.gambit


def flat(found):
    return np.concatenate(found.mixtures, axis=1)


@pytest.mark.parametrize("seed", range(5))
def test_two_parties_agree_with_complete(seed):
    game = Game(np.random.default_rng(seed).standard_normal((2, 2, 3, 3)))
    theirs, ours = gambit.solve(game), complete.solve(game)
    assert theirs.complete.all() and theirs.point.tolist() == ours.point.tolist()
    np.testing.assert_allclose(flat(theirs), flat(ours), atol=1e-9)


@pytest.mark.parametrize("algorithm", ["enumpure", "enumpoly", "logit", "gnm"])
def test_three_parties_return_equilibria(algorithm):
    game = Game(np.random.default_rng(3).standard_normal((1, 3, 2, 2, 2)))
    found = gambit.solve(game, algorithm=algorithm)
    assert len(found) and found.regret.max() < 1e-4 and not found.complete[0]


def test_a_wrong_algorithm_is_named():
    game = Game(np.zeros((1, 3, 2, 2, 2)))
    with pytest.raises(SolverError, match="did you mean 'enumpoly'"):
        gambit.solve(game, algorithm="enumpolly")
    with pytest.raises(SolverError, match="takes two parties"):
        gambit.solve(game, algorithm="lcp")


def test_seconds_are_refused_in_one_line_that_says_why():
    with pytest.raises(SolverError, match="takes no seconds: what runs inside Gambit cannot be interrupted"):
        solve(Game.from_payoffs([[1, -1], [-1, 1]], [[-1, 1], [1, -1]]), "gambit", seconds=5)
