"""Method complete, three and more parties: near ties, uneven shapes, what a spent budget still returns, exact signs."""

from fractions import Fraction

import numpy as np
import pytest

from benchmarks.complete_oracle_parties import drawn, permuted
from negotiation.game import Game
from negotiation.library import load
from negotiation.solvers import pure
from negotiation.solvers.boxes import taylor
from negotiation.solvers.boxes.doubts import exact, rounding
from negotiation.solvers.boxes.rows import Rows, Table
from negotiation.solvers.boxes.search import Roots
from negotiation.solvers.boxes.sift import DRIFT, Nodes, faces, margin
from negotiation.solvers.complete import solve

KERNELS = ["numpy", "numba"]


def flat(found):
    return np.concatenate(found.mixtures, axis=1)


def with_an_onlooker(first, second):
    """Return the game of two parties with a third one, whose second strategy is dominated and moves nobody."""
    third = np.zeros((*np.shape(first), 2))
    third[..., 0] = 1.0
    return Game.from_payoffs(*(np.repeat(np.asarray(each, dtype=float)[..., None], 2, axis=2)
                               for each in (first, second)), third)


def near_ties(seed, shape, power):
    rng = np.random.default_rng(seed)
    return Game((rng.integers(0, 3, (len(shape), *shape)) + 10.0 ** -power * rng.standard_normal(
        (len(shape), *shape)))[None])


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("small", [1e-6, 1e-8, 1e-10, 1e-12])
def test_equilibria_very_near_each_other_stay_apart(small, kernel):
    """Two pure equilibria and the mixed one at (1, small) / (1 + small), which lies near one of them."""
    table = [[small, 0], [0, 1]]
    found = solve(with_an_onlooker(table, table), kernel=kernel)
    assert found.complete[0] and len(found) == 3 and not found.degenerate[0] and found.marks["certified"].all()
    assert np.isclose(found.mixtures[0][:, 1], small / (1 + small), rtol=0, atol=1e-15).any()


@pytest.mark.slow
@pytest.mark.parametrize("kernel", KERNELS)
def test_nearly_tied_games_are_odd_or_say_what_is_open(kernel):
    """Wilson (1971): perturbed by 1e-7, a tenth of such games once had an even number of certified equilibria."""
    decided = 0
    for seed in range(24):
        found = solve(near_ties(seed, ((2, 2, 2), (3, 2, 2), (2, 2, 2, 2))[seed % 3], 7), kernel=kernel)
        if found.complete[0] and not found.unresolved[0] and not found.degenerate[0]:
            decided += 1
            assert len(found) % 2 == 1 and found.marks["certified"].all()
    assert decided >= 20


@pytest.mark.parametrize("seed, shape, rows, kernel", [
    (760106, (7, 2, 3), 9, "numba"), (760013, (10, 3, 2), 3, "numba"), (760001, (6, 2, 2), None, "numpy")])
def test_uneven_shapes_do_not_starve(seed, shape, rows, kernel):
    """A party with more ties than the others have free weights once ate the budget of all other supports."""
    game = Game(np.random.default_rng(seed).normal(size=(1, 3, *shape)))
    found = solve(game, budget=60_000, kernel=kernel)
    assert found.complete[0] and found.unresolved[0] == 0 and len(found) % 2 == 1
    assert rows is None or len(found) == rows


@pytest.mark.parametrize("budget", [{"budget": 1}, {"seconds": 0.0}])
def test_pure_equilibria_are_rows_whatever_the_budget(budget):
    game = Game(np.random.default_rng(3).integers(0, 4, (2, 3, 4, 4, 4)).astype(float))
    found, known = solve(game, **budget), pure.solve(game)
    assert len(known) and not found.complete.any()
    for profile in flat(known):
        assert (flat(found) == profile).all(axis=1).any()


@pytest.mark.slow
def test_left_over_boxes_are_few_whatever_was_left():
    game = Game(np.random.default_rng(0).integers(0, 2, (1, 4, 3, 3, 3, 3)).astype(float))
    found = solve(game, budget=20_000)
    assert not found.complete[0] and 0 < found.unresolved[0] < 500


@pytest.mark.parametrize("kernel", KERNELS)
def test_a_weight_that_is_exactly_zero_is_no_equilibrium_of_its_support(kernel):
    """Party 1's ties fix the others at 1/2; the mixture that ties party 2 is pure: the root lies on the border."""
    first = np.zeros((2, 2, 2))
    first[1] = [[1, -1], [-1, 1]]
    second = np.zeros((2, 2, 2))
    second[:, 1] = [[1, 1], [0, 0]]
    third = np.zeros((2, 2, 2))
    third[:, :, 1] = [[1, -1], [0, 0]]
    found = solve(Game.from_payoffs(first, second, third), kernel=kernel)
    assert found.complete[0] and (found.regret < 1e-12).all()
    interior = np.min([mixture.min(axis=1) for mixture in found.mixtures], axis=0)
    assert not found.marks["certified"][interior > 0].any()


def test_the_bound_on_rounding_holds_against_rationals():
    """Gains of a random face in floats and in rationals differ by far less than the lemma allows."""
    rng = np.random.default_rng(0)
    shape, worst = (3, 4, 2), 0.0
    for _ in range(20):
        payoffs = rng.random((1, 3, 24))
        centre = rng.random((1, 6)) / 2
        exact = np.vectorize(Fraction, otypes=[object])
        forms = [taylor.Faces(table, np.array(shape), np.zeros(1, int), np.array([[7, 15, 3]])).forms(place, place)
                 for table, place in ((payoffs, centre), (exact(payoffs), exact(centre)))]
        worst = max(worst, float(abs(exact(forms[0].gain) - forms[1].gain).max()))
    assert 0 < worst < rounding.evaluation(shape)


def test_rational_forms_round_nothing():
    """A slope that is a sum over products has whole factors; a float 1.0 would round it."""
    table = np.vectorize(Fraction, otypes=[object])(np.arange(54).reshape(1, 3, 18) ** 7) / Fraction(3)
    face = taylor.Faces(table, np.array([3, 3, 2]), np.zeros(1, np.int64), np.array([[7, 7, 3]]))
    centre = np.full((1, face.free), Fraction(1, 7), dtype=object)
    forms = face.forms(centre, centre)
    assert all(isinstance(each, Fraction | int) for part in (forms.gain, forms.slope, forms.rest) for each in part.flat)


def test_gains_where_most_play_one_strategy_are_those_of_a_loop():
    """Parties 0 and 2 mix, 1 and 3 do not: gains and slopes without rounding, profile by profile."""
    shape = (2, 3, 2, 3)
    payoffs = np.random.default_rng(4).integers(-9, 10, (4, *shape))
    table = np.vectorize(Fraction, otypes=[object])(payoffs.reshape(1, 4, -1))
    face = taylor.Faces(table, np.array(shape), np.zeros(1, np.int64), np.array([[3, 2, 3, 4]]))
    place, radius = (np.array([[Fraction(*each) for each in row]], dtype=object)
                     for row in (((1, 3), (2, 7)), ((1, 5), (1, 11))))
    forms = face.forms(place, radius)
    chosen = [[place[0, 0], 1 - place[0, 0]], [0, 1, 0], [place[0, 1], 1 - place[0, 1]], [0, 0, 1]]
    slopes = [[[radius[0, 0], -radius[0, 0]], 0], [[radius[0, 1], -radius[0, 1]], 2]]

    def worth(i, a, mixtures):
        return sum(int(payoffs[(i, *played)]) * np.prod([mixtures[j][played[j]] for j in range(4) if j != i])
                   for played in np.ndindex(shape) if played[i] == a)

    asked = [(0, 0, 1), (1, 0, 1), (1, 2, 1), (2, 0, 1), (3, 0, 2), (3, 1, 2)]  # party, strategy, its reference
    for q, (i, a, reference) in enumerate(asked):
        assert forms.gain[0, q] == worth(i, a, chosen) - worth(i, reference, chosen)
        for k, (slope, j) in enumerate(slopes):
            turned = [slope if each == j else chosen[each] for each in range(4)]
            assert forms.slope[0, q, k] == (0 if i == j else worth(i, a, turned) - worth(i, reference, turned))
    assert forms.tied.tolist() == [True, False, False, True, False, False]


def test_ties_that_are_affine_have_their_root_without_rounding():
    """Weights of large denominator, where another strategy is exactly as good: a tie, and no box is left."""
    one, two = Fraction(10**9 + 7, 3 * 10**9 + 1), Fraction(123_456_789, 987_654_321)
    first, second = np.array([[1 - one, -one], [0, 0]]), np.array([[-(1 - two), 0], [two, 0]])
    table = np.zeros((3, 2, 2, 2), dtype=object)
    table[0], table[1] = first[:, :, None], second[:, :, None]
    table[2, :, :, 1] = 0
    rows = Rows(np.zeros(1, np.int64), np.array([[3, 3, 1]]), np.zeros((1, 2)), np.ones((1, 2)))
    table = np.vectorize(Fraction, otypes=[object])(table)
    roots = Roots(rows, np.array([[0.3, 0.4]]), np.full((1, 2), np.inf))
    verdict, told = exact.settle(lambda point, where: table, np.array([2, 2, 2]), roots, np.inf)
    assert verdict.tolist() == [exact.WEAK]
    np.testing.assert_allclose(told.root[0], [float(two), float(one)], atol=1e-15)


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("big", [1e8, 1e12, 1e18, 1e30])
@pytest.mark.parametrize("turned", [False, True])
def test_what_is_proved_to_be_played_is_named_however_small_its_weight(big, turned, kernel):
    """An inspection game: both play their first strategies with about 1 / big, which a sum of floats may lose."""
    first, second = np.array([[-big, 1], [0, 0]]), np.array([[-1, -big], [-1, 0]])
    if turned:
        first, second = first[::-1, ::-1], second[::-1, ::-1]
    found = solve(with_an_onlooker(first, second), kernel=kernel)
    assert found.complete[0] and found.label.tolist() == ["1+2 / 1+2 / 1"] and found.marks["certified"].all()
    assert (found.regret <= 1e-15 * big).all()


def test_a_tie_of_geneva_is_its_two_ends_and_a_box_around_the_continuum():
    """At control = 3/4 press and acquiesce pay exactly the same: every mixture of the two is an equilibrium."""
    game = load("geneva-2016").at(control=0.75)
    found, exact = solve(game), game.rationals(0)
    assert found.complete[0] and found.degenerate[0] and found.unresolved[0] == 1 and not found.marks["strict"].any()
    ends = [game.index(label) for label in found.label]
    for i in range(5):
        gains = [exact[(i, *end[:i], slice(None), *end[i + 1:])] - exact[(i, *end)] for end in ends]
        assert max(gain.max() for gain in gains) == 0
        assert sorted((gain == 0).sum() for gain in gains) == ([2, 2] if i == 0 else [1, 1])
    assert {end[0] for end in ends} == {0, 2} and len({end[1:] for end in ends}) == 1
    for share in (0.0, 0.3, 1.0):
        mixed = [share * first + (1 - share) * second for first, second in found.mixtures]
        assert all(((low[0] <= part) & (part <= high[0])).all()
                   for low, part, high in zip(found.boxes.lower, mixed, found.boxes.upper, strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("seed", [491, 441])
def test_the_order_of_parties_and_strategies_does_not_matter_at_near_ties(seed):
    _, payoffs = drawn(seed)
    rng, found = np.random.default_rng(seed), solve(Game(payoffs[None]), kernel="numba")
    for _ in range(3):
        moved, places = permuted(payoffs, rng)
        other = solve(Game(moved[None]), kernel="numba")
        assert (other.complete == found.complete).all() and (other.unresolved == found.unresolved).all()
        ours, theirs = (np.concatenate(each.mixtures, axis=1) for each in (found, other))
        assert {tuple(row) for row in ours[:, places].round(12)} == {tuple(row) for row in theirs.round(12)}
        assert other.marks["certified"].sum() == found.marks["certified"].sum()


@pytest.mark.slow
@pytest.mark.parametrize("sift_from", [6, 5])
def test_an_ill_conditioned_root_is_placed_by_rationals(monkeypatch, sift_from):
    """Floating point encloses it within 0.04 and would place it 6e-8 away; sifted, 250 boxes are proved to hold it."""
    compiled = pytest.importorskip("negotiation.solvers.boxes.compiled")
    monkeypatch.setattr(compiled, "SIFT_FROM", sift_from)
    found = solve(Game(drawn(57)[1][None]), kernel="numba", seconds=600.0)
    own = found.mixtures[0]
    (row,) = np.flatnonzero(np.abs(own[:, 1] - 0.0466) < 1e-3)
    assert found.marks["certified"][row] and own[row, 1] == pytest.approx(0.0465879250, abs=1e-9)


@pytest.mark.slow
def test_boxes_that_hold_one_root_together_are_that_root():
    """About game 57's ill-conditioned root the plain kernel left 16 boxes; the compiled one left some in game 108."""
    found = solve(Game(drawn(57)[1][None]), kernel="numpy", seconds=600.0)
    assert found.complete[0] and not found.unresolved[0] and len(found) == 3 and found.marks["certified"].all()
    assert np.abs(found.mixtures[0][:, 1] - 0.0465879249084).min() < 1e-12
    found = solve(Game(drawn(108)[1][None]), kernel="numba")
    assert found.complete[0] and found.unresolved[0] < 6 and found.marks["certified"].sum() > 8


def test_a_box_is_proved_to_hold_one_root_where_it_holds_one():
    """Two equilibria in which all mix: a box about each, one about both, one about neither, one with many roots."""
    game = Game(np.random.default_rng(333).integers(-5, 6, (1, 3, 2, 2, 2)).astype(float))
    found = solve(game)
    first, second = flat(found)[found.label == "1+2 / 1+2 / 1+2"][:, ::2]
    middles = np.array([first, second, (first + second) / 2, [0.1, 0.9, 0.9]])
    radius = np.array([0.005, 0.005, 0.06, 0.005])[:, None]
    same = np.zeros((1, 3, 2, 2, 2))
    strict, open_ = exact.STRICT, exact.OPEN
    for payoffs, expected in ((game, [strict, strict, open_, open_]), (Game(same), [open_] * 4)):
        rows = Rows(np.zeros(4, np.int64), np.full((4, 3), 3), middles - radius, middles + radius)
        roots = Roots(rows, middles, np.full((4, 3), np.inf))
        verdict, told = exact.settle(payoffs.rationals, np.array([2, 2, 2]), roots, np.inf, proved=False)
        assert verdict.tolist() == expected
        if payoffs is game:
            np.testing.assert_allclose(told.root[:2], middles[:2], rtol=0, atol=1e-12)


def test_boxes_that_time_did_not_let_ask_are_left_over(monkeypatch):
    """Else a complete answer would hang on the time, as where a point is solved in a batch."""
    settle = exact.settle
    monkeypatch.setattr(exact, "settle", lambda *args, proved=True: settle(*args[:3], 99e9 if proved else 0, proved))
    found = solve(Game(drawn(17)[1][None]), kernel="numpy")
    assert not found.complete[0] and found.unresolved[0]


@pytest.mark.parametrize("seed", [18, 134])
def test_no_row_is_pure_that_is_no_pure_equilibrium(seed):
    rng, shape = np.random.default_rng(seed), (3, 2, 2)
    game = Game((rng.standard_normal((3, *shape)) * 10.0 ** rng.integers(-9, 10, (3, *shape)))[None])
    found = solve(game, kernel="numba")
    assert {*found.label[found.pure]} == {*pure.solve(game).label}


def test_a_root_whose_box_was_cut_to_less_than_rounding_leaves_is_told_without_rationals(monkeypatch):
    told = []
    settle = exact.settle
    monkeypatch.setattr(exact, "settle", lambda *args: told.append(len(args[2])) or settle(*args))
    game = load("geneva-2016").at(control=[.214, .215, .218, .220, .221])
    assert solve(game, kernel="numba").complete.all() and solve(game, kernel="numpy").complete.all() and not sum(told)


# --- sifting by combinations of all gains -----------------------------------------------------------------------

def planted(seed, shape):
    """Return payoffs with a mixed equilibrium, its mixtures (a flat array) and its support as bits."""
    rng = np.random.default_rng(seed)
    payoffs, profile = rng.normal(size=(len(shape), *shape)) * 10.0 ** rng.integers(-4, 1), []
    for size in shape:
        played = rng.permutation(size)[:rng.integers(2, size + 1)]
        weights = np.zeros(size)
        weights[played] = rng.dirichlet(np.ones(len(played)) * rng.choice([0.3, 3.0])) + 1e-3
        profile.append(weights / weights.sum())
    for i, weights in enumerate(profile):
        pays = np.moveaxis(payoffs[i], i, 0)
        for j in reversed([j for j in range(len(shape)) if j != i]):
            pays = np.tensordot(pays, profile[j], axes=(1 + j - (j > i), 0))
        pays = pays + np.where(weights > 0, 0.0, rng.choice([1e-9, 0.1, 1.0]))
        payoffs[i] -= pays.reshape([-1 if k == i else 1 for k in range(len(shape))])
    return payoffs, np.concatenate(profile), np.array([[sum(1 << s for s in np.flatnonzero(w)) for w in profile]])


@pytest.mark.slow
@pytest.mark.parametrize("shape", [(3, 3, 3), (4, 3, 3), (2, 3, 2, 3), (3, 2, 2, 2, 2), (5, 4, 4)])
def test_sifting_keeps_every_planted_equilibrium(shape):
    """What is dropped holds none, whatever the scale, near ties included; sub-simplices do get dropped."""
    compiled = pytest.importorskip("negotiation.solvers.boxes.compiled")
    dropped = 0
    for seed in range(60):
        payoffs, profile, bits = planted(seed, shape)
        table = Table.of(payoffs[None])
        nodes = Nodes.whole(table, faces(table, np.zeros(1, np.int64), bits))
        hulls, _, rest, _, spent = compiled.sift(table, margin(table), 2.0 ** -4, 300, nodes.point, nodes.bits,
                                                 nodes.corners)
        left = np.stack([rest.min(axis=2), rest.max(axis=2)], axis=1)
        low, high = np.concatenate([hulls, left]).transpose(1, 0, 2, 3)
        kept = np.ones(len(low), dtype=bool)
        for j, part in enumerate(np.split(profile, np.cumsum(shape)[:-1])):
            weights = part[part > 0]
            below, above = low[:, j, :len(weights)] - DRIFT, high[:, j, :len(weights)] + DRIFT
            kept &= ((below <= weights) & (weights <= above)).all(axis=1)
        assert kept.any(), seed
        dropped += spent[0] // 2 > len(hulls)
    assert dropped


@pytest.mark.slow
def test_five_strategies_of_three_parties_are_enumerated_to_the_end():
    """A random game that used to leave a box after a minute; an odd number of equilibria, each one certified."""
    pytest.importorskip("numba")
    found = solve(Game(np.random.default_rng(5).normal(size=(1, 3, 5, 5, 5))), kernel="numba", seconds=120)
    assert found.complete[0] and not found.unresolved[0] and len(found) == 17 and found.marks["certified"].all()
    assert found.regret.max() < 1e-12
