"""`support` against textbook answers, nashpy's vertices, Gambit's exact enumeration, and its own symmetries."""

from __future__ import annotations

import nashpy
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from negotiation.errors import SolverError
from negotiation.game import TOLERANCE, Game
from negotiation.game.equilibria import Equilibria
from negotiation.solvers import solve, support


def rows(found: Equilibria, point: int = 0, digits: int = 9) -> set[tuple[float, ...]]:
    joined = np.concatenate(found.mixtures, axis=1)[found.point == point]
    return {tuple(row) for row in (np.round(joined, digits) + 0.0).tolist()}


def random_game(seed: int, shape: tuple[int, int], points: int = 1, top: int = 0) -> Game:
    rng = np.random.default_rng(seed)
    size = (points, 2, *shape)
    return Game(rng.integers(0, top + 1, size).astype(float) if top else rng.random(size))


@pytest.mark.parametrize("tables, expected", [
    (([[3, 0], [5, 1]], [[3, 5], [0, 1]]), {(0, 1, 0, 1)}),
    (([[1, -1], [-1, 1]], [[-1, 1], [1, -1]]), {(.5, .5, .5, .5)}),
    (([[2, 0], [0, 1]], [[1, 0], [0, 2]]), {(1, 0, 1, 0), (0, 1, 0, 1), (2 / 3, 1 / 3, 1 / 3, 2 / 3)}),
    (([[0, -1, 1], [1, 0, -1], [-1, 1, 0]], [[0, 1, -1], [-1, 0, 1], [1, -1, 0]]), {(1 / 3,) * 6}),
    (([[1]], [[2]]), {(1, 1)}),
    (([[1, 2, 3]], [[0, 5, 1]]), {(1, 0, 1, 0)}),
], ids=["dilemma", "pennies", "sexes", "rock-paper-scissors", "1x1", "1x3"])
def test_textbook_games(tables, expected):
    found = support.solve(Game.from_payoffs(*tables))
    assert rows(found) == {tuple(np.round(row, 9).tolist()) for row in expected}
    assert found.complete.all() and not found.degenerate.any()


def test_an_identity_game_has_one_equilibrium_for_every_subset():
    found = support.solve(Game.from_payoffs(np.eye(6), np.eye(6)))
    assert len(found) == 2**6 - 1 and found.complete.all()
    assert (found.mixtures[0] == found.mixtures[1]).all()


@pytest.mark.parametrize("table", [np.zeros((2, 3)), np.ones((4, 4))])
def test_constant_payoffs_give_every_pure_profile_as_an_end_of_the_continuum(table):
    found = support.solve(Game.from_payoffs(table, table))
    assert len(found) == table.size and found.pure.all() and found.marks["continuum"].all()
    assert found.degenerate.all() and not found.complete.any()


def test_a_continuum_between_unequal_supports_is_found_although_no_equal_support_has_one():
    row = [[1, 1], [1.5, 0], [0, 1.5]]
    found = support.solve(Game.from_payoffs(row, [[0, 0], [0, 1], [1, 0]]))
    assert rows(found) == {(1, 0, 0, round(2 / 3, 9), round(1 / 3, 9)), (1, 0, 0, round(1 / 3, 9), round(2 / 3, 9))}
    assert found.degenerate.all() and found.marks["continuum"].all()


def test_a_tie_away_from_every_equilibrium_is_not_degenerate():
    found = support.solve(Game.from_payoffs([[5, 5], [0, 0]], [[1, 0], [7, 7]]))
    assert found.label.tolist() == ["1 / 1"] and found.complete.all()


def test_two_ends_of_a_continuum_at_a_duplicate_strategy():
    found = support.solve(Game.from_payoffs([[1, 0], [0, 1], [0, 1]], [[0, 1], [1, 0], [1, 0]]))
    assert rows(found) == {(.5, .5, 0, .5, .5), (.5, 0, .5, .5, .5)}
    assert found.degenerate.all()


@pytest.mark.slow
@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (2, 4), (4, 3), (4, 4), (5, 5)])
@pytest.mark.filterwarnings("ignore")
def test_equals_vertex_enumeration_of_nashpy_on_generic_games(shape):
    game = random_game(sum(shape), shape, 12)
    found = support.solve(game)
    for p in range(game.points):
        pairs = nashpy.Game(*game.payoffs[p]).vertex_enumeration()
        oracle = {tuple(np.round(np.concatenate(each), 7)) for each in pairs}
        assert rows(found, p, 7) == oracle
    assert (np.bincount(found.point) % 2 == 1).all()


@pytest.mark.gambit
def test_equals_gambit_exact_enumeration_on_games_full_of_ties():
    gambit = pytest.importorskip("pygambit")
    rng, degenerate = np.random.default_rng(3), 0
    for _ in range(300):
        tables = rng.integers(0, rng.integers(1, 6) + 1, (2, *rng.integers(1, 5, 2)))
        found = support.solve(Game.from_payoffs(*tables))
        game = gambit.Game.from_arrays(*tables)
        oracle = {tuple(round(float(profile[s]), 9) for party in game.players for s in party.strategies)
                  for profile in gambit.nash.enummixed_solve(game, rational=True).equilibria}
        assert rows(found) == oracle and len(found) == len(oracle)
        degenerate += int(found.degenerate[0])
    assert degenerate > 100


sizes = st.tuples(st.integers(1, 4), st.integers(1, 4))
tied_games = sizes.flatmap(lambda shape: arrays(float, (3, 2, *shape), elements=st.integers(-3, 3)))


@settings(max_examples=60, deadline=None)
@given(tied_games)
def test_every_point_has_an_equilibrium_and_none_has_regret(payoffs):
    game = Game(payoffs)
    found = support.solve(game)
    assert set(found.point) == set(range(game.points))
    assert (found.regret <= TOLERANCE * game.scale[found.point].max(axis=1)).all()
    assert all(len(rows(found, p)) == (found.point == p).sum() for p in range(game.points))


@settings(max_examples=60, deadline=None)
@given(tied_games, st.tuples(st.sampled_from([2.0**-20, 1.0, 2.0**20]), st.sampled_from([.125, 7.0])),
       st.integers(-10**6, 10**6))
def test_positive_affine_changes_keep_the_equilibria(payoffs, factors, shift):
    changed = payoffs * np.array(factors).reshape(1, 2, 1, 1) + np.array([0, shift]).reshape(1, 2, 1, 1)
    first, second = support.solve(Game(payoffs)), support.solve(Game(changed))
    assert all(rows(first, p, 6) == rows(second, p, 6) for p in range(3))
    assert (first.degenerate == second.degenerate).all()


@settings(max_examples=60, deadline=None)
@given(tied_games, st.randoms(use_true_random=False))
def test_permuting_strategies_or_swapping_parties_permutes_the_equilibria(payoffs, random):
    order = [random.sample(range(size), size) for size in payoffs.shape[2:]]
    moved = support.solve(Game(payoffs[:, :, order[0]][:, :, :, order[1]]))
    swapped = support.solve(Game(payoffs[:, ::-1].swapaxes(2, 3)))
    back = [np.argsort(each) for each in order]
    where = np.concatenate([back[0], payoffs.shape[2] + back[1]])
    turn = np.concatenate([np.arange(payoffs.shape[3], sum(payoffs.shape[2:])), np.arange(payoffs.shape[3])])
    found = support.solve(Game(payoffs))
    for p in range(3):
        assert rows(found, p) == {tuple(np.array(row)[where]) for row in rows(moved, p)}
        assert rows(found, p) == {tuple(np.array(row)[turn]) for row in rows(swapped, p)}


@settings(max_examples=30, deadline=None)
@given(tied_games)
def test_a_batch_equals_its_points_one_by_one(payoffs):
    batch = support.solve(Game(payoffs))
    for p in range(3):
        assert rows(batch, p, 12) == rows(support.solve(Game(payoffs[[p]])), 0, 12)


def test_points_in_memory_order_do_not_matter():
    game = random_game(2, (3, 3), 20, top=4)
    fastest = np.moveaxis(np.ascontiguousarray(np.moveaxis(game.payoffs, 0, -1)), -1, 0)
    assert rows(support.solve(game), 7) == rows(support.solve(Game(fastest)), 7)


def test_it_is_a_row_of_the_table_for_two_parties_only():
    assert solve(random_game(1, (2, 2)), "support").method == "support"
    with pytest.raises(SolverError, match="takes 2 parties"):
        solve(Game(np.zeros((1, 3, 2, 2, 2))), "support")
