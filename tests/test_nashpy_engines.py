"""`vertex` and `lemke-howson`: subsets of what `support` finds, judged, each once, and no failure at ties."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from negotiation.errors import SolverError
from negotiation.game import TOLERANCE, Game
from negotiation.game.equilibria import Equilibria
from negotiation.solvers import solve, support
from negotiation.solvers.peers import engines as nashpy_engines
from negotiation.solvers.peers import lemke_howson

METHODS = ["vertex", "lemke-howson"]


def rows(found: Equilibria, point: int = 0) -> set[tuple[float, ...]]:
    joined = np.concatenate(found.mixtures, axis=1)[found.point == point]
    return {tuple(row) for row in (np.round(joined, 7) + 0.0).tolist()}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (4, 2), (5, 4), (1, 3), (3, 1), (1, 1)])
def test_finds_a_subset_of_all_equilibria_and_at_least_one(method, shape):
    game = Game(np.random.default_rng(7).random((8, 2, *shape)))
    found, every = solve(game, method), support.solve(game)
    for p in range(game.points):
        assert rows(found, p) and rows(found, p) <= rows(every, p)
        assert (found.point == p).sum() == len(rows(found, p))
    assert not found.complete.any()
    if method == "vertex":
        assert len(found) == len(every)


@pytest.mark.slow
@pytest.mark.parametrize("method", METHODS)
def test_games_full_of_ties_never_fail_and_never_return_regret(method):
    rng = np.random.default_rng(2)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(60):
            game = Game(rng.integers(0, 3, (1, 2, *rng.integers(1, 5, 2))).astype(float))
            found = solve(game, method)
            assert (found.regret <= TOLERANCE * game.scale.max()).all()
            assert tuple(mixture.shape[1] for mixture in found.mixtures) == game.strategy_counts
            if method == "vertex":
                assert rows(found) == rows(support.solve(game))


def test_lemke_howson_paths_reach_both_pure_ends_but_not_the_mixed_one():
    found = solve(Game.from_payoffs([[2, 0], [0, 1]], [[1, 0], [0, 2]]), "lemke-howson")
    assert found.label.tolist() == ["1 / 1", "2 / 2"]


def test_a_path_that_never_ends_is_given_up(monkeypatch):
    tables = np.random.default_rng(1).random((2, 3, 3)) + 1
    assert [*lemke_howson._path(*tables, 0)][-1] is not None
    monkeypatch.setattr(lemke_howson, "PIVOTS", 1)
    assert [*lemke_howson._path(*tables, 0)] == [None]


def test_payoffs_of_any_unit_give_the_same_equilibria():
    payoffs = np.random.default_rng(3).random((4, 2, 3, 3))
    moved = payoffs * np.array([1e6, 1e-6]).reshape(1, 2, 1, 1) - np.array([1e6, 3]).reshape(1, 2, 1, 1)
    for method in METHODS:
        first, second = solve(Game(payoffs), method), solve(Game(moved), method)
        assert all(rows(first, p) == rows(second, p) for p in range(4))


def test_the_judge_refuses_wrong_shapes_numbers_regret_and_repeats():
    tables = np.array([[[2, 0], [0, 1]], [[1, 0], [0, 2]]], dtype=float)
    good, half = (np.array([1.0, 0]), np.array([1.0, 0])), np.array([.5, .5])
    offered = [good, (np.array([1.0]), half), (np.array([np.nan, 1]), half), (half, half),
               (np.array([1, 1e-9]), np.array([1, -1e-12]))]
    assert nashpy_engines._judge(tables, offered).tolist() == [[1, 0, 1, 0]]


@pytest.mark.parametrize("method, shape", [("vertex", (9, 9)), ("lemke-howson", (40, 40))])
def test_seconds_are_kept_and_what_was_not_ended_is_said(method, shape):
    game = Game(np.random.default_rng(3).random((40, 2, *shape)))
    found = solve(game, method, seconds=0.2)
    ended = found.unresolved == 0
    assert not ended[-1] and (np.diff(ended.astype(int)) <= 0).all() and not found.complete.any()
    assert set(found.point) <= {*np.flatnonzero(ended), ended.sum()}
    assert (solve(game.select([0, 1]), method, seconds=0).unresolved == 1).all()


def test_a_polytope_too_large_to_be_interrupted_is_refused():
    for shape in ((18, 18), (2, 200)):
        with pytest.raises(SolverError, match="up to about 14x14"):
            solve(Game(np.zeros((1, 2, *shape))), "vertex")
