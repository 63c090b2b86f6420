"""Method complete: known games, an independent oracle's stored answers, invariances, degenerate cases, budgets."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from negotiation.errors import SolverError
from negotiation.game import Game
from negotiation.game.regret import regret
from negotiation.library import load
from negotiation.solvers import applicable, pure
from negotiation.solvers.boxes import layout
from negotiation.solvers.complete import solve

ORACLE = json.loads((Path(__file__).parent / "data" / "complete_oracle.json").read_text())
NEAR = 1e-7

SHAPES = ((2, 2), (3, 2), (3, 3), (2, 2, 2), (3, 2, 2), (3, 3, 2), (2, 2, 2, 2), (3, 3, 3), (2, 3, 4), (4,), (3, 1, 3))
BILATERAL = ("us-russia", "russia-coalition", "turkey-russia", "turkey-iran", "us-coalition", "russia-iran")


def flat(found):
    return np.concatenate(found.mixtures, axis=1)


def integer_game(seed, shape, reach=3):
    return np.random.default_rng(seed).integers(-reach, reach + 1, (1, len(shape), *shape)).astype(float)


def smooth_game(seed, shape, points=1):
    return np.random.default_rng(seed).standard_normal((points, len(shape), *shape))


def same_rows(one, other, near=NEAR):
    """Tell whether two sets of profiles are equal in whatever order."""
    if len(one) != len(other):
        return False
    gap = np.abs(one[:, None] - other[None]).max(axis=2)
    return not len(one) or bool((gap.min(axis=1) < near).all() and (gap.min(axis=0) < near).all())


def covered(found, profiles, near=1e-5):
    """Tell which profiles are rows or lie in an unresolved box."""
    hit = (np.abs(flat(found)[None] - profiles[:, None]).max(axis=2) < near).any(axis=1)
    if found.boxes is not None:
        lower, upper = np.concatenate(found.boxes.lower, axis=1), np.concatenate(found.boxes.upper, axis=1)
        hit |= layout.inside(profiles, lower, upper, near)
    return hit


def nine_equilibria():
    """McKelvey and McLennan (1997): three parties, two strategies, nine equilibria, the most there can be."""
    payoffs = np.zeros((1, 3, 2, 2, 2))
    payoffs[0, :, 0, 0, 0], payoffs[0, :, 1, 1, 0] = (9, 8, 12), (9, 8, 2)
    payoffs[0, :, 1, 0, 1], payoffs[0, :, 0, 1, 1] = (3, 4, 6), (3, 4, 6)
    return Game(payoffs)


def irrational_game():
    """Three parties whose second strategy gains x'Gy against the others' mixtures, G symmetric, over the first."""
    gains = np.array([[1.0, 1.0], [1.0, -2.0]])
    return [np.stack([np.zeros((2, 2)), gains], axis=i) for i in range(3)]


# --- known answers ----------------------------------------------------------------------------------------------

def test_nine_equilibria_are_all_found_and_certified():
    found = solve(nine_equilibria())
    assert len(found) == 9 and found.complete.all() and found.unresolved[0] == 0
    assert found.marks["certified"].all() and found.regret.max() < 1e-14
    assert found.pure.sum() == 4


def test_irrational_weights_to_machine_precision():
    """At a symmetric mixture -3x^2 + 6x - 2 = 0, so x = 1 - 1/sqrt(3) (Nash 1951: three parties, rational payoffs)."""
    found = solve(Game.from_payoffs(*irrational_game()))
    root = 1 - 1 / np.sqrt(3)
    gap = np.abs(flat(found) - np.tile([root, 1 - root], 3)).max(axis=1)
    assert gap.min() < 1e-15 and found.complete[0] and found.marks["certified"][gap.argmin()]


@pytest.mark.parametrize("payoffs, labels", [
    (([[1, -1], [-1, 1]], [[-1, 1], [1, -1]]), ["1+2 / 1+2"]),
    (([[3, 0], [5, 1]], [[3, 5], [0, 1]]), ["2 / 2"]),
    (([[2, 0], [0, 1]], [[1, 0], [0, 2]]), ["1 / 1", "1+2 / 1+2", "2 / 2"]),
])
def test_two_party_classics(payoffs, labels):
    found = solve(Game.from_payoffs(*payoffs))
    assert sorted(found.label) == labels and found.complete[0] and not found.degenerate[0]


@pytest.mark.slow
@pytest.mark.parametrize("case", range(len(ORACLE)))
def test_everything_pygambit_found_is_found(case):
    payoffs = np.array(ORACLE[case]["payoffs"], dtype=float)
    game = Game(payoffs[None])
    found = solve(game, seconds=30)
    reference = np.array(ORACLE[case]["reference"]).reshape(-1, sum(game.strategy_counts))
    # pygambit returns some profiles of enumpoly_solve that are no equilibria to full precision; the judge decides.
    profile = layout.parts(reference, game.strategy_counts)
    true = regret(game.payoffs, profile, np.zeros(len(reference), dtype=int)) < 1e-6 * game.scale.max()
    assert covered(found, reference[true]).all()
    assert found.complete[0] and (found.regret <= 1e-9 * game.scale.min()).all()
    assert found.degenerate[0] or len(found) % 2 == 1


# --- invariance -------------------------------------------------------------------------------------------------

@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), shape=st.sampled_from(SHAPES), integer=st.booleans(),
       scales=st.lists(st.sampled_from([2.0**-20, 2.0**-10, 1.0, 7.0, 2.0**20]), min_size=4, max_size=4))
def test_positive_scaling_keeps_the_answer(seed, shape, integer, scales):
    payoffs = integer_game(seed, shape) if integer else smooth_game(seed, shape)
    scaled = payoffs * np.array(scales[:len(shape)]).reshape(1, -1, *[1] * len(shape))
    one, other = solve(Game(payoffs)), solve(Game(scaled))
    assert covered(other, flat(one)).all() and covered(one, flat(other)).all()
    assert (other.regret <= 1e-9 * Game(scaled).scale.max()).all()
    if not one.degenerate[0]:
        assert same_rows(flat(one), flat(other))


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), shape=st.sampled_from(SHAPES))
def test_shifts_keep_the_answer(seed, shape):
    payoffs = integer_game(seed, shape)
    one, other = solve(Game(payoffs)), solve(Game(payoffs + 1e6))
    assert same_rows(flat(one), flat(other), 1e-5) and one.unresolved[0] == other.unresolved[0]


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), shape=st.sampled_from(SHAPES), data=st.data())
def test_permuted_parties_and_strategies_permute_the_answer(seed, shape, data):
    payoffs = smooth_game(seed, shape)
    parties = data.draw(st.permutations(range(len(shape))))
    orders = [data.draw(st.permutations(range(size))) for size in shape]
    mixed = payoffs[np.ix_([0], range(len(shape)), *orders)]
    mixed = np.moveaxis(mixed, [2 + j for j in parties], range(2, 2 + len(shape)))[:, parties]
    one, other = solve(Game(payoffs)), solve(Game(mixed))
    expected = np.concatenate([one.mixtures[j][:, orders[j]] for j in parties], axis=1)
    assert same_rows(expected, flat(other))


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 100_000), shape=st.sampled_from(SHAPES))
def test_generic_games_have_an_odd_number(seed, shape):
    found = solve(Game(smooth_game(seed, shape)))
    assert found.complete[0] and found.unresolved[0] == 0 and len(found) % 2 == 1
    assert found.marks["certified"].all() and not found.degenerate[0]


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 100_000), shape=st.sampled_from(SHAPES))
def test_pure_equilibria_are_among_them(seed, shape):
    game = Game(integer_game(seed, shape, 2))
    assert covered(solve(game), flat(pure.solve(game))).all()


@pytest.mark.slow
@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (2, 2, 2), (3, 2, 2), (2, 2, 2, 2)])
def test_batch_equals_points_one_by_one(shape):
    game = Game(np.concatenate([smooth_game(1, shape, 30), *(integer_game(s, shape) for s in range(30))]))
    batch = solve(game)
    for p in range(game.points):
        alone = solve(game.select([p]))
        assert same_rows(flat(batch.at(p)), flat(alone)) and batch.unresolved[p] == alone.unresolved[0]


@pytest.mark.slow
@pytest.mark.parametrize("shape", [(2, 2, 2), (3, 2, 2), (3, 3, 2), (2, 2, 2, 2), (3, 1, 3)])
def test_both_kernels_give_the_same_answers(shape):
    pytest.importorskip("numba")
    game = Game(np.concatenate([smooth_game(2, shape, 12), *(integer_game(s, shape) for s in range(12))]))
    compiled, plain = solve(game, kernel="numba"), solve(game, kernel="numpy")
    assert (compiled.unresolved == plain.unresolved).all() and (compiled.complete == plain.complete).all()
    for p in range(game.points):
        assert same_rows(flat(compiled.at(p)), flat(plain.at(p)))


@pytest.mark.slow
def test_sifting_changes_nothing_but_the_time(monkeypatch):
    compiled = pytest.importorskip("negotiation.solvers.boxes.compiled")
    game = Game(np.concatenate([smooth_game(0, (3, 3, 3, 3)), integer_game(1, (3, 3, 3, 3), 99)]))
    sifted = solve(game)
    monkeypatch.setattr(compiled, "SIFT_FROM", 100)
    direct = solve(game)
    assert sifted.complete.all() and direct.complete.all()
    for p in range(game.points):
        assert same_rows(flat(sifted.at(p)), flat(direct.at(p)))


# --- degenerate games -------------------------------------------------------------------------------------------

@pytest.mark.parametrize("shape", [(2, 2), (3, 2), (2, 2, 2), (3, 3, 3), (2, 2, 2, 2, 2)])
def test_all_zero_payoffs_are_one_box_over_everything(shape):
    found = solve(Game(np.zeros((1, len(shape), *shape))))
    assert found.complete[0] and found.unresolved[0] == 1 and found.degenerate[0]
    assert all((low == 0).all() and (high == 1).all()
               for low, high in zip(found.boxes.lower, found.boxes.upper, strict=True))
    assert len(found) >= np.prod(shape) and not found.marks["certified"].any()


def test_a_three_by_two_game_with_a_continuum():
    """von Stengel (2002), the degenerate 3 x 2 game: one isolated equilibrium and a segment against strategy 1."""
    found = solve(Game.from_payoffs([[3, 3], [2, 5], [0, 6]], [[3, 3], [2, 6], [3, 1]]))
    assert found.label.tolist() == ["1 / 1", "1 / 1+2", "2+3 / 1+2"]
    assert found.marks["dimension"].tolist() == [1, 1, 0] and found.marks["certified"].tolist() == [False, False, True]
    np.testing.assert_allclose(found.boxes.lower[1][0], [2 / 3, 0], atol=1e-12)
    np.testing.assert_allclose(found.boxes.upper[1][0], [1, 1 / 3], atol=1e-12)


@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (2, 2, 2), (3, 2, 2)])
@pytest.mark.parametrize("seed", range(4))
def test_duplicate_strategies_are_covered(shape, seed):
    """Split each equilibrium's weight on a strategy over its copy: every split is an equilibrium of the copy's game."""
    payoffs = smooth_game(seed, shape)
    doubled = np.concatenate([payoffs, payoffs[:, :, -1:]], axis=2)
    found = solve(Game(doubled))
    assert found.complete[0]
    for profile in flat(solve(Game(payoffs))):
        last = shape[0] - 1
        for share in (0.0, 0.3, 1.0):
            split = np.insert(profile, shape[0], profile[last] * (1 - share))
            split[last] *= share
            assert covered(found, split[None]).all()


@pytest.mark.parametrize("name", BILATERAL)
def test_bilateral_games_at_their_breakpoints(name):
    """At every tie along control the pure equilibria are covered, and points between the ends of a segment are true."""
    game = load(name).at(control=np.unique([n / d for d in range(1, 13) for n in range(d + 1)]))
    found = solve(game)
    assert found.complete.all() and (found.regret <= 1e-9 * game.scale[found.point].min(axis=1)).all()
    assert (np.bincount(found.point, minlength=game.points) > 0).all()
    simple = pure.solve(game)
    for p in range(game.points):
        assert covered(found.at(p), flat(simple.at(p))).all()
        if not found.degenerate[p]:
            assert len(found.at(p)) % 2 == 1
    assert found.degenerate.any() == (found.unresolved > 0).any()


def test_hulls_of_segments_are_equilibria_throughout():
    game = Game.from_payoffs([[3, 3], [2, 5], [0, 6]], [[3, 3], [2, 6], [3, 1]])
    found = solve(game)
    ends = [mixture[found.marks["dimension"] == 1] for mixture in found.mixtures]
    for share in np.linspace(0, 1, 7):
        assert regret(game.payoffs, [(end[:1] * share + end[1:] * (1 - share)) for end in ends])[0] < 1e-12


def test_a_box_narrow_in_the_bent_directions_only_is_not_halved_for_ever():
    """A game (seeded, 4 x 2 x 2) whose continuum once had one short side halved until the budget was gone."""
    payoffs = [[[[0, -1], [0, -3]], [[-1, -2], [0, -3]], [[1, 1], [-3, -3]], [[-3, -3], [-3, 0]]],
               [[[0, 3], [0, 3]], [[1, -3], [-1, -2]], [[-1, 1], [3, 1]], [[-3, 0], [3, -2]]],
               [[[0, -2], [-2, -2]], [[-1, 2], [2, 3]], [[2, 0], [1, 2]], [[-1, -3], [0, 3]]]]
    found = solve(Game.from_payoffs(*payoffs), budget=20_000)
    assert found.complete[0] and found.degenerate[0] and found.unresolved[0] < 10


def test_a_weak_equilibrium_is_not_lost():
    """Party 3 is indifferent at (1, 1): the pure equilibrium is weak, and reported."""
    payoffs = smooth_game(5, (2, 2, 2))
    payoffs[0, 0, 0], payoffs[0, 1, :, 0] = 5, 5
    payoffs[0, 2, 0, 0, :] = 0.0
    found = solve(Game(payoffs))
    assert covered(found, np.array([[1, 0, 1, 0, 1, 0], [1, 0, 1, 0, 0, 1], [1, 0, 1, 0, 0.4, 0.6]])).all()
    assert found.degenerate[0] and found.unresolved[0] >= 1


# --- geneva-2016 ------------------------------------------------------------------------------------------------

def test_collapse_is_the_only_equilibrium_at_the_default():
    found = solve(load("geneva-2016").at())
    assert found.outcome.tolist() == ["COLLAPSE"] and found.complete[0]
    expected = [-2959 / 3125, 45511 / 6250, -1142 / 625, -13627 / 6250, 107981 / 12500]
    np.testing.assert_allclose(found.payoffs[0], expected, rtol=0, atol=1e-12)


def test_a_sweep_of_geneva_is_complete_and_odd():
    game = load("geneva-2016").at(control=np.linspace(0, 1, 101))
    found = solve(game)
    counts = np.bincount(found.point, minlength=game.points)
    assert found.complete.all() and (counts[~found.degenerate] % 2 == 1).all()
    assert found.regret.max() < 1e-12


# --- budgets and errors -----------------------------------------------------------------------------------------

def test_a_spent_budget_is_said_and_what_is_open_is_shown():
    game = Game(smooth_game(0, (3, 3, 3, 3)))
    found, whole = solve(game, budget=1000), solve(game)
    assert not found.complete[0] and found.unresolved[0] > 0 and whole.complete[0]
    assert covered(found, flat(whole)).all()
    assert (found.regret <= 1e-9 * game.scale.max()).all()


def test_no_time_at_all_leaves_everything_open():
    """But for pure equilibria, which are rows whatever the budget, and games that dominance alone solves."""
    game = Game(smooth_game(0, (2, 2, 2), 40))
    for budget in ({"seconds": 0.0}, {"budget": 0}):
        found, simple = solve(game, **budget), pure.solve(game)
        assert ((found.unresolved > 0) == ~found.complete).all() and (~found.complete).sum() > 10
        assert same_rows(flat(found), flat(simple)) and found.marks["certified"].all()


def test_one_hard_point_does_not_starve_the_others():
    """The second point has dominant strategies; the first would eat the whole budget."""
    payoffs = smooth_game(0, (3, 3, 3, 3), 2)
    for i in range(4):
        payoffs[1, i] = np.arange(3).reshape([-1 if j == i else 1 for j in range(4)])
    assert solve(Game(payoffs), budget=1500).complete.tolist() == [False, True]


@pytest.mark.parametrize("kernel", ["fortran", ""])
def test_an_unknown_kernel_is_named(kernel):
    with pytest.raises(SolverError, match="is not a kernel.*numba"):
        solve(nine_equilibria(), kernel=kernel)


def test_too_many_strategies_are_refused_in_words():
    with pytest.raises(SolverError, match="up to 62 strategies a party"):
        solve(Game(np.zeros((1, 3, 63, 1, 1))))


def test_every_game_has_the_method_and_numba_is_not_needed_to_import_it():
    assert "complete" in applicable(nine_equilibria())
    assert "numba" in sys.modules or "negotiation.solvers.boxes.compiled" not in sys.modules


def test_a_small_call_does_not_wait_while_a_thread_gets_the_compiled_kernel_ready(monkeypatch):
    """In the app a page would stand still for as long as the kernel is compiled."""
    import negotiation.solvers.complete as complete

    monkeypatch.setitem(sys.modules, complete.KERNELS["numba"], object())
    used, searched = [], complete._searched
    monkeypatch.setattr(complete, "_searched",
                        lambda game, kernel, *rest: used.append(kernel) or searched(game, kernel, *rest))
    for _ in range(2):
        assert solve(load("geneva-2016").at()).complete.all()
    assert used == ["numpy", "numpy"]


COLD = """
import sys
from negotiation import bargain, load
from negotiation.solvers import kernels
kernels.never_wait()
deal = bargain(load("geneva-2016"), control=[0.2, 0.25], line=0.86, terms=0.87, leverage=0.86, war_cost=0.97, isis=0.91)
assert (deal.disagreement.profile < 0).any()
print("numba" in sys.modules)
"""


def test_nothing_is_compiled_where_somebody_looks_on() -> None:
    """The leverage page stood still for as long as the kernel was compiled, wherever no pure equilibrium fits."""
    done = subprocess.run([sys.executable, "-c", COLD], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("False")
