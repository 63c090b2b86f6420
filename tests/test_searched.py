"""All games of a cell at once: families of games, and the search of a line that no mixed equilibrium escapes."""

from __future__ import annotations

import numpy as np
import pytest

import negotiation as ng
from negotiation.game import Game
from negotiation.modelfile import parse_model
from negotiation.solvers.boxes import compiled, plain
from negotiation.solvers.boxes.families import families
from negotiation.solvers.boxes.rows import Table
from negotiation.solvers.clock import UNBOUNDED, Clock
from negotiation.tipping.along.line import line
from negotiation.tipping.along.sampling.sampled import Sampling
from negotiation.tipping.along.sampling.searched import Searcher
from negotiation.tipping.analysis import regimes_on
from tests.test_proved import GENEVA, PENNIES, THREE

pytestmark = pytest.mark.slow

SHAPES = [(2, 2, 2), (3, 2, 2), (2, 2, 2, 2), (3, 3, 2), (2, 3)]


def unbounded():
    return Clock.of(UNBOUNDED, 60.0)


def drawn(chance, payoffs, moved):
    """Return games of a family: moved all over, and moved as far as may be, up and down."""
    inside = chance.uniform(-0.5, 0.5, (4, *payoffs.shape))
    corners = chance.choice([-0.5, 0.5], (4, *payoffs.shape))
    return payoffs + np.concatenate([inside, corners]) * moved.reshape(-1, *[1] * (payoffs.ndim - 1))


@pytest.mark.parametrize("kernel", [compiled, plain], ids=["numba", "numpy"])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_every_equilibrium_of_a_settled_family_is_a_root(kernel, shape):
    chance = np.random.default_rng(sum(shape) * 7 + len(shape))
    payoffs = chance.normal(size=(12, len(shape), *shape))
    moved = 10.0 ** chance.uniform(-5, -0.5, (12, 1)) * np.ones(len(shape))
    found = families(Table.of(payoffs, 0.0, moved), kernel, unbounded())
    assert 3 <= found.settled.sum() < 12 or shape == (2, 3)
    assert not found.settled[~np.isin(np.arange(12), np.flatnonzero(found.settled))].any()
    for point in np.flatnonzero(found.settled):
        games = drawn(chance, payoffs[point], moved[point])
        solved = ng.solve(Game(games), "complete")
        flat, rows = np.concatenate(solved.mixtures, axis=1), np.flatnonzero(found.point == point)
        assert solved.complete.all()
        held = np.zeros((len(games), len(rows)), dtype=int)
        for k in np.flatnonzero(~solved.pure):
            holds = ((found.played[rows] == (flat[k] > 0)).all(axis=1)
                     & (found.low[rows] <= flat[k]).all(axis=1) & (flat[k] <= found.high[rows]).all(axis=1))
            assert holds.any(), (shape, point, flat[k])
            held[solved.point[k]] += holds
        assert (held <= 1).all(), "a box holds one root of each game"
        assert (held[:, found.sure[rows]] == 1).all(), "and it is an equilibrium of each where that is sure"


def test_both_kernels_say_the_same_of_families():
    chance = np.random.default_rng(3)
    payoffs, moved = chance.normal(size=(40, 3, 3, 2, 2)), 10.0 ** chance.uniform(-6, -1, (40, 3))
    one, other = (families(Table.of(payoffs, 0.0, moved), kernel, unbounded()) for kernel in (compiled, plain))
    assert (one.settled == other.settled).all() and 5 < one.settled.sum() < 40

    def rows(found):
        return sorted((int(point), tuple(played), sure) for point, played, sure in
                      zip(found.point, found.played.astype(int).tolist(), found.sure.tolist(), strict=True))

    assert rows(one) == rows(other)


def test_a_family_of_games_with_different_answers_is_not_settled():
    """Matching pennies of two, and a third who is indifferent within the family: somewhere its equilibria are many."""
    pennies = np.array([[1.0, -1.0], [-1.0, 1.0]])
    payoffs = np.stack([np.stack([sign * pennies] * 2, axis=2) for sign in (1, -1, 0)])
    settled = families(Table.of(payoffs[None], 0.0, np.full((1, 3), 1e-3)), compiled, unbounded()).settled
    assert settled.tolist() == [False]


def test_a_clock_that_is_over_settles_nothing():
    payoffs = np.random.default_rng(1).normal(size=(5, 3, 2, 2, 2))
    assert not families(Table.of(payoffs), compiled, Clock.of(UNBOUNDED, 0.0)).settled.any()


@pytest.mark.parametrize(("more", "width"), [("t", 4e-4), ("(exp(t) - 1)", 1e-5)])
def test_what_stands_between_two_points_is_found(more, width):
    """One and Two play matching pennies; Three prefers `l` in a window between two points of the grid alone."""
    middle = 0.5012
    third = f"l*(({width}/2)**2 - (t - {middle})**2) + 0*r"
    text = PENNIES.replace("l*(a - {1}) + 0*r", third).replace("{1}", "t")
    model = parse_model(THREE.format(payoffs=text.format(more)), "three.toml")
    assert [row.label for row in ng.regimes(model, "t", mixed=True).standings] == ["a+b / x+y / r"], "points miss it"
    found = ng.regimes(model, "t", prove=True)
    rows = {row.label: row for row in found.standings}
    each, = rows["a+b / x+y / l"].intervals
    assert abs(each.start.decimal - (middle - width / 2)) <= max(rows["a+b / x+y / l"].within or 0, 1e-8)
    assert abs(each.stop.decimal - (middle + width / 2)) <= max(rows["a+b / x+y / l"].within or 0, 1e-8)
    before, after = rows["a+b / x+y / r"].intervals
    assert before.stop.decimal <= each.start.decimal + 1e-8 and after.start.decimal >= each.stop.decimal - 1e-8
    assert found.gaps is not None and sum(high - low for low, high in found.gaps) < 1e-3


@pytest.mark.parametrize("seed", range(4))
def test_the_search_finds_what_a_coarse_grid_has_missed(seed):
    model = quadratic(seed)
    point = model.point()
    fine, coarse = (regimes_on(line(model, "t", None, point), point, None, Sampling(points=points, prove=True), True)
                    for points in (201, 1))
    assert {row.label for row in coarse.standings} == {row.label for row in fine.standings}


def beside(gaps, values, reach):
    return np.array([any(low - reach <= value <= high + reach for low, high in gaps) for value in values])


def quadratic(seed):
    """Return a model of three parties whose payoffs are polynomials of degree two."""
    chance = np.random.default_rng(9_000 + seed)
    cells = [" + ".join(f"({chance.integers(-9, 10)} + {chance.integers(-9, 10)}*t + {chance.integers(-9, 10)}*t**2)"
                        f"*{a}*{x}*{z}" for a in "ab" for x in "xy" for z in "lr") for _ in range(3)]
    names = ("One", "Two", "Three")
    return parse_model(THREE.format(payoffs="\n".join(
        f'{name} = "{text}"' for name, text in zip(names, cells, strict=True))), "three.toml")


@pytest.mark.parametrize("seed", range(4, 12))
def test_random_games_hold_no_other_equilibrium_outside_of_gaps(seed):
    model = quadratic(seed)
    found = ng.regimes(model, "t", prove=True)
    assert found.gaps is not None and sum(high - low for low, high in found.gaps) < 0.02
    at = np.sort(np.random.default_rng(seed).random(400))
    at = at[~beside(found.gaps, at, 1e-7)]
    solved = ng.solve(model.at(t=at), "complete")
    for k, value in enumerate(at):
        here = (solved.point == k) & ~solved.pure
        assert set(solved.label[here]) == {row.label for row in found.at(value) if not row.pure}, value


def test_a_search_that_is_out_of_time_says_so():
    along = line(GENEVA, "control", None, GENEVA.point())
    found = Searcher(along, 1e-9, Clock.of(UNBOUNDED, 0.0)).run([])
    assert not found.standing and found.open == ((0.0, 1.0),) and "time was over" in found.why


def test_ties_at_every_value_end_the_search():
    """Two strategies of One are one and the same: every equilibrium is one of a line of them."""
    payoffs = 'One = "x*t*(a + b)"\nTwo = "a*x + b*y"\nThree = "l*(x - t)"'
    model = parse_model(THREE.format(payoffs=payoffs), "three.toml")
    found = ng.regimes(model, "t", prove=True)
    assert "the search ended where halving settled nothing more" in found.notes[-1]
    assert sum(high - low for low, high in found.gaps) > 0.5


def test_a_value_by_itself_is_a_gap():
    """A constraint leaves one value and an interval; an equilibrium at the one is not followed."""
    text = THREE.format(payoffs=PENNIES.format("t", "t")).replace("default = 0.5", "default = 1")
    text += '[[constraints]]\nrule = "(t - 0.25)**2*(t - 0.7) >= 0"\nmessage = "not here"\n'
    assert (0.25, 0.25) in ng.regimes(parse_model(text, "three.toml"), "t", prove=True).gaps


def test_a_window_shorter_than_rows_are_is_a_gap():
    """All three mix where Three's gain changes its sign, for a hundred millionth of the range."""
    middle = 0.027559113
    payoffs = f'''One = "a*x + b*y*(1 + t) + 0.3*a*r"
Two = "a*y + b*x + 0.2*x*r"
Three = "r*(0.5 - a + 1e7*(1.5e-8**2 - (t - {middle})**2))"'''
    found = ng.regimes(parse_model(THREE.format(payoffs=payoffs), "three.toml"), "t", prove=True)
    at = middle + np.linspace(-2e-8, 2e-8, 81)
    solved = ng.solve(parse_model(THREE.format(payoffs=payoffs), "three.toml").at(t=at), "complete")
    listed = [{row.label for row in found.at(value)} for value in at]
    for label, point in zip(solved.label, solved.point, strict=True):
        assert label in listed[point] or beside(found.gaps, [at[point]], 2e-9)[0], (label, at[point])
