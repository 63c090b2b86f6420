"""Two parties: every vertex and every equilibrium whatever the scale, the ties or the shape; all engines alike."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from time import process_time

import numpy as np
import pytest

from negotiation.errors import SolverError
from negotiation.game import Game
from negotiation.game.rationals import fractions
from negotiation.solvers import pure, solve, support
from negotiation.solvers.two_party import exactly, faces

KERNELS = ("numpy", pytest.param("numba", marks=pytest.mark.skipif(not pytest.importorskip("numba"), reason="numba")))
INSPECTION = [[-1e8, 1], [0, 0]], [[-1, -1e8], [-1, 0]]
CLOSE = ([[2.0000002, 0], [2.0000001, 1.9999996]], [[.9999996, 2.0000001], [1.0000007, .9999992]])


def both(*tables, **options):
    """Solve by each kernel, see that they agree to the last bits, and return one answer."""
    game = Game(tables[0]) if len(tables) == 1 else Game.from_payoffs(*tables)
    plain, fast = (solve(game, "complete", kernel=kernel, **options) for kernel in ("numpy", "numba"))
    assert plain.label.tolist() == fast.label.tolist() and plain.point.tolist() == fast.point.tolist()
    for one, other in zip(plain.mixtures, fast.mixtures, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=0)
    for name in ("certified", "dimension"):
        assert (plain.marks[name] == fast.marks[name]).all()
    assert (plain.complete == fast.complete).all() and (plain.degenerate == fast.degenerate).all()
    assert (plain.unresolved == fast.unresolved).all()
    return plain


def supported(matrix, own, tied):
    """Solve sum_own x_i (R_ij - v) = 0 for tied j, sum x = 1 in rationals; None where singular."""
    size = len(own) + 1
    rows = [[matrix[i][j] for i in own] + [Fraction(-1), Fraction(0)] for j in tied]
    rows.append([Fraction(1)] * len(own) + [Fraction(0), Fraction(1)])
    for k in range(size):
        chosen = next((r for r in range(k, size) if rows[r][k]), None)
        if chosen is None:
            return None
        rows[k], rows[chosen] = rows[chosen], rows[k]
        rows[k] = [each / rows[k][k] for each in rows[k]]
        for r in range(size):
            if r != k and rows[r][k]:
                rows[r] = [a - rows[r][k] * b for a, b in zip(rows[r], rows[k], strict=True)]
    return [row[-1] for row in rows]


def brute_vertices(matrix):
    """List the vertices of {x, v} by every basis, as probabilities; `matrix` (m, n) of Fraction."""
    m, n, found = len(matrix), len(matrix[0]), set()
    for size in range(1, min(m, n) + 1):
        for own in combinations(range(m), size):
            for tied in combinations(range(n), size):
                solved = supported(matrix, own, tied)
                if solved is None or min(solved[:-1]) < 0:
                    continue
                x = [Fraction(0)] * m
                for i, weight in zip(own, solved, strict=False):
                    x[i] = weight
                if all(sum(x[i] * matrix[i][j] for i in range(m)) <= solved[-1] for j in range(n)):
                    found.add(tuple(x))
    return found


def brute(payoffs):
    """List the extreme equilibria of payoffs (2, m, n), a float being itself, as rationals."""
    a, b = (fractions(np.asarray(each, dtype=float)).tolist() for each in payoffs)
    turned = [list(each) for each in zip(*a, strict=True)]
    found = set()
    for x in brute_vertices(b):
        pays = [sum(w * row[j] for w, row in zip(x, b, strict=True)) for j in range(len(b[0]))]
        for y in brute_vertices(turned):
            gets = [sum(w * value for w, value in zip(y, row, strict=True)) for row in a]
            if all(not w or pay == max(gets) for w, pay in zip(x, gets, strict=True)) and all(
                    not w or pay == max(pays) for w, pay in zip(y, pays, strict=True)):
                found.add(x + y)
    return found


def same(found, expected):
    rows = np.concatenate(found.mixtures, axis=1)
    floats = np.array(sorted([float(each) for each in row] for row in expected)).reshape(-1, rows.shape[1])
    rows = rows[np.lexsort(rows.T[::-1])]
    return rows.shape == floats.shape and np.allclose(rows, floats, rtol=1e-9, atol=0)


# --- what was once lost -----------------------------------------------------------------------------------------

def test_an_inspection_game_of_payoffs_eight_decades_apart():
    found = both(*INSPECTION)
    assert found.label.tolist() == ["1+2 / 1+2"] and found.complete[0] and found.marks["certified"].all()
    assert found.mixtures[0][0].tolist() == [1e-8, 1 - 1e-8] and found.mixtures[1][0, 0] == 1 / (1e8 + 1)
    assert not found.degenerate[0] and found.unresolved[0] == 0


def test_a_game_of_nearly_tied_payoffs_keeps_its_only_equilibrium():
    found = both(*CLOSE)
    assert len(found) == 1 and found.complete[0] and same(found, brute(CLOSE))


@pytest.mark.slow
@pytest.mark.parametrize("d", [1e-6, 1e-7, 1e-8, 1e-10, 1e-12])
def test_games_near_degenerate_ones_have_all_their_equilibria(d):
    rng = np.random.default_rng(8)
    for _ in range(12):
        payoffs = rng.integers(0, 3, (2, 3, 3)) + d * rng.standard_normal((2, 3, 3))
        found = both(payoffs[None])
        assert found.complete[0] and same(found, brute(payoffs)) and len(found) % 2 == 1


@pytest.mark.slow
@pytest.mark.parametrize("diagonal, count", [
    ([1] + [.01] * 8, 511), ([1] + [.001] * 8, 511), (4.0 ** -np.arange(9), 511), (10.0 ** -np.arange(8), 255),
    ([1e-8, 1], 3)])
def test_every_subset_of_a_badly_scaled_diagonal_is_an_equilibrium(diagonal, count):
    table = np.diag(diagonal)
    found = solve(Game.from_payoffs(table, table))
    assert found.method == "complete" and len(found) == count == len(set(found.label)) and found.complete[0]
    assert found.marks["certified"].all()
    assert len(support.solve(Game.from_payoffs(table, table))) == count


@pytest.mark.parametrize("seed", range(12))
def test_scales_of_rows_columns_and_parties_lose_nothing(seed):
    rng = np.random.default_rng(seed)
    shape = (2, *rng.integers(2, 4, 2))
    payoffs = rng.integers(-2, 3, shape) * 10.0 ** rng.uniform(-9, 9, (2, 1, 1))
    payoffs = payoffs * 10.0 ** rng.uniform(-9, 9, (2, shape[1], 1)) * 10.0 ** rng.uniform(-9, 9, (1, 1, shape[2]))
    found = both(payoffs[None])
    assert found.complete[0] and same(found, brute(payoffs))


@pytest.mark.parametrize("seed", range(10))
def test_tied_and_sparse_games_have_their_extreme_equilibria(seed):
    rng = np.random.default_rng(seed)
    shape = (2, *rng.integers(1, 5, 2))
    payoffs = rng.integers(0, 3, shape) * rng.integers(0, 2, shape)
    found = both(payoffs[None].astype(float))
    assert found.complete[0] and same(found, brute(payoffs))
    assert not found.degenerate[0] or not found.marks["certified"].all() or found.unresolved[0] == 0


@pytest.mark.parametrize("reach, offset, small", [(1, 0, True), (40, 7, True), (10 ** 5, 0, False), (1, 2 ** 52, True)])
def test_whole_numbers_are_walked_in_integers_where_their_minors_are_small(monkeypatch, reach, offset, small):
    """Small ones never reach the rationals, whatever the ties; large ones take the way of all floats; all agree."""
    from negotiation.solvers.two_party.compiled import listing
    asked, whole = [], exactly.integers
    monkeypatch.setattr(listing.exactly, "integers", lambda *args: asked.append(1) or whole(*args))
    payoffs = offset + np.random.default_rng(reach).integers(-reach, reach + 1, (30, 2, 3, 4)).astype(float)
    payoffs[::3, :, 1] = payoffs[::3, :, 0]
    found = solve(Game(payoffs), "complete", kernel="numba")
    assert found.complete.all() and found.degenerate.any() and (not asked) == small
    monkeypatch.undo()
    both(payoffs)
    if not small:
        both(payoffs * 1e300)


def test_payoffs_that_nearly_tie_are_no_ties_in_either_method():
    game = Game.from_payoffs([[1, 1], [1 + 1e-12, 1 - 1e-12]], [[0, 1e-13], [1e-13, 0]])
    found, simple = both(game.payoffs), pure.solve(game)
    assert same(found, brute(game.payoffs[0]))
    assert found.label[found.pure].tolist() == simple.label.tolist() and not simple.degenerate[0]


@pytest.mark.slow
@pytest.mark.parametrize("shape", [(2, 40), (40, 2), (3, 12), (2, 70)])
def test_long_shapes(shape):
    game = Game(np.random.default_rng(4).standard_normal((1, 2, *shape)))
    found = solve(game)
    assert found.complete[0] and len(found) % 2 == 1 and found.marks["certified"].all()
    assert (found.regret < 1e-12).all()


# --- the same whatever the batch, the order, the kernel ----------------------------------------------------------

def test_five_permutations_and_the_batch_give_the_same_rows():
    rng = np.random.default_rng(3)
    payoffs = np.concatenate([rng.integers(0, 3, (6, 2, 4, 3)).astype(float),
                              rng.integers(0, 3, (6, 2, 4, 3)) + 1e-9 * rng.standard_normal((6, 2, 4, 3))])
    batch = both(payoffs)
    for p in range(len(payoffs)):
        alone = solve(Game(payoffs[p:p + 1]), "complete")
        expected = {(*x, *y) for x, y in zip(*(m[batch.point == p].tolist() for m in batch.mixtures), strict=True)}
        assert len(alone) == len(expected) and alone.unresolved[0] == batch.unresolved[p]
        for _ in range(5):
            rows, columns = rng.permutation(4), rng.permutation(3)
            moved = solve(Game(payoffs[p:p + 1][:, :, rows][:, :, :, columns]), "complete")
            back = [m[:, np.argsort(each)].tolist() for m, each in zip(moved.mixtures, (rows, columns), strict=True)]
            found = np.array(sorted([*x, *y] for x, y in zip(*back, strict=True)))
            np.testing.assert_allclose(found, np.array(sorted(expected)), rtol=1e-9, atol=0)
            assert sorted(moved.marks["dimension"]) == sorted(alone.marks["dimension"])


def test_the_walk_finds_every_vertex():
    rng = np.random.default_rng(1)
    for _ in range(30):
        replies = fractions(rng.integers(0, 3, rng.integers(1, 5, 2)).astype(float))
        entries, units = exactly.integers(replies)
        walked = [each for each in exactly.walk(entries, lambda _: True) if each is not None]
        found = set()
        for _, _, weights in walked:
            exact = [Fraction(weight) * unit for weight, unit in zip(weights, units, strict=True)]
            found.add(tuple(each / sum(exact) for each in exact))
        assert found == brute_vertices(replies.tolist())


def test_the_dimension_of_a_face_from_its_labels():
    """Facets of squares and cubes are their labels; triangles and edges are told by their number of corners."""
    for size in (2, 3, 4):
        corners = [sum(1 << 2 * k + (corner >> k & 1) for k in range(size)) for corner in range(2 ** size)]
        assert faces.dimension(corners) == size
    assert [faces.dimension([1 << k for k in range(count)]) for count in (1, 2, 3)] == [0, 1, 2]


def test_exact_payoffs_decide_not_their_floats():
    from negotiation.expression import Ratio
    from negotiation.library import load

    model = load("us-russia")
    tied, float_ = solve(model.at(control=Ratio(Fraction(2, 3)))), solve(model.at(control=2 / 3))
    assert tied.degenerate[0] and tied.unresolved[0] == 1 and not float_.degenerate[0]


# --- budgets ----------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("method", ["complete", "support"])
@pytest.mark.parametrize("kernel", ["numpy", "numba"])
def test_a_spent_budget_keeps_the_pure_equilibria_and_says_so(method, kernel):
    payoffs = np.random.default_rng(5).integers(0, 9, (3, 2, 12, 12)).astype(float)
    payoffs[:, :, 3, 4] = 10
    game = Game(payoffs)
    solve(game.select([0]), method, kernel=kernel, budget=100)
    for options in ({"budget": 100}, {"seconds": 0.0}):
        found = solve(game, method, kernel=kernel, **options)
        assert not found.complete.any() and (found.unresolved > 0).all()
        simple = pure.solve(game)
        assert {*zip(simple.point, simple.label, strict=True)} <= {*zip(found.point, found.label, strict=True)}


@pytest.mark.slow
@pytest.mark.parametrize("kernel", ["numpy", "numba"])
def test_seconds_are_kept_where_one_game_is_large(kernel):
    game = Game(np.random.default_rng(5).standard_normal((1, 2, 25, 25)))
    solve(game, "complete", kernel=kernel, budget=50)
    began = process_time()
    found = solve(game, "complete", kernel=kernel, seconds=1.0)
    assert not found.complete[0] and process_time() - began < 20


def test_an_unknown_kernel_is_refused_for_two_parties_too():
    with pytest.raises(SolverError, match="is not a kernel"):
        solve(Game.from_payoffs([[1, 2]], [[1, 2]]), "complete", kernel="fortran")


@pytest.mark.slow
def test_games_without_ties_walk_the_side_of_fewer_strategies_only():
    payoffs = np.random.default_rng(5).standard_normal((3, 2, 3, 40))
    for one in (payoffs, payoffs[:, ::-1].transpose(0, 1, 3, 2)):
        found = solve(Game(one), "complete", kernel="numba", budget=600)
        assert found.complete.all() and not found.degenerate.any(), "all vertices of the longer side are thousands"
        both(one, seconds=600.0)


def test_a_tie_on_either_side_is_still_seen():
    payoffs = np.random.default_rng(5).integers(0, 3, (60, 2, 3, 4)).astype(float)
    assert solve(Game(payoffs), "complete", kernel="numba").degenerate.any()
    both(payoffs)
    both(payoffs + 1 / 3)
