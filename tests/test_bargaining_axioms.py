"""The solutions' axioms over random problems; independent oracles: dense grids, brute force, published examples."""

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from negotiation.bargaining import SOLUTIONS, adjusted_winner, bargain
from negotiation.bargaining.problem.division import Division
from negotiation.bargaining.solutions.rubinstein import offers
from negotiation.bargaining.solutions.table import everyones_share, principals_share
from negotiation.expression import parse
from negotiation.game import Game
from negotiation.model.declarations import Formula

pytestmark = pytest.mark.slow


def real(low, high):
    """Return numbers of three decimals, which formulas can hold."""
    return st.integers(round(1000 * low), round(1000 * high)).map(lambda k: k / 1000)


GRID = np.linspace(0, 1, 40_001)
PACKAGED = [row.name for row in SOLUTIONS.values() if row.in_packages]


def division(values, none, side=(0, 1), weights=(.5, .5), patience=(.9, .9), curvature=(0, 0)):
    """Return a division at one point from formulas of `share`."""
    formulas = tuple(Formula(f"party {i}", text, parse(text)) for i, text in enumerate(values))
    pair = lambda numbers: tuple(np.array([float(each)]) for each in numbers)  # noqa: E731
    return Division(formulas, {}, pair(none), side, (side.index(0), side.index(1)), pair(weights), pair(patience),
                    pair(curvature))


def share(problem, name, everyone=False):
    rule = everyones_share if everyone else principals_share
    return float(rule(problem, SOLUTIONS[name])[0])


def gains(problem, x):
    return np.array([problem.value(i, np.atleast_1d(x)) - problem.disagreement[i] for i in problem.everyone])


stake = real(.5, 20)
fraction = real(0, 1)


@st.composite
def straight(draw, parties=2):
    """Straight values with a range of deals of positive length."""
    side = (0, 1) + tuple(draw(st.integers(0, 1)) for _ in range(parties - 2))
    values, none = [], []
    for k in side:
        size, base = draw(stake), draw(real(-10, 10))
        values.append(f"{base} + {size}*share" if k == 0 else f"{base} + {size}*(1 - share)")
        none.append(base + size * draw(real(-.3, .45)))
    return division(values, none, side, weights=(draw(real(.1, .9)), .5),
                    patience=(draw(real(.3, .99)), draw(real(.3, .99))))


@st.composite
def concave(draw):
    """Concave values, some with a kink, with a range of deals of positive length."""
    a, b = draw(real(.2, 1)), draw(real(1.2, 4))
    c, r = draw(stake), draw(real(0, 1))
    values = (f"min({b}*share, {a}*share + 0.3)", f"{c}*(1 - share + {r}*share*(1 - share))")
    return division(values, (min(b, a + .3) * draw(real(0, .15)), c * draw(real(0, .3))),
                    weights=(draw(real(.1, .9)), .5), patience=(draw(real(.3, .99)), draw(real(.3, .99))))


def oracle(problem, name):
    """Return the best share on a dense grid, by the definition."""
    each = gains(problem, GRID)
    inside = (each >= 0).all(axis=0)
    each, grid = each[:, inside], GRID[inside]
    ideal = each.max(axis=1, keepdims=True)
    with np.errstate(divide="ignore"):
        if len(each) == 2:
            weights = np.array([problem.weights[k][0] for k in (0, 1)])[:, None]
        else:
            weights = np.ones((len(each), 1))
        worth = {"nash": (weights * np.log(each)).sum(axis=0), "kalai_smorodinsky": (each / ideal).min(axis=0),
                 "egalitarian": each.min(axis=0), "utilitarian": each.sum(axis=0)}[name]
    return grid[worth.argmax()], worth.max(), worth


@pytest.mark.parametrize("name", ["nash", "kalai_smorodinsky", "egalitarian"])
@given(problem=st.one_of(straight(), concave()))
def test_two_sides_agree_with_a_dense_grid(problem, name):
    assert share(problem, name) == pytest.approx(oracle(problem, name)[0], abs=2e-3)


@pytest.mark.parametrize("name", ["nash", "kalai_smorodinsky", "egalitarian"])
@given(problem=st.integers(3, 6).flatmap(straight))
def test_many_parties_agree_with_a_dense_grid(problem, name):
    low, high = (float(each[0]) for each in problem.span(problem.everyone))
    if high - low < 1e-3:
        return
    assert share(problem, name, everyone=True) == pytest.approx(oracle(problem, name)[0], abs=2e-3)


@given(problem=st.one_of(straight(), concave()))
def test_the_utilitarian_share_has_the_largest_sum(problem):
    total = gains(problem, share(problem, "utilitarian")).sum()
    assert total >= oracle(problem, "utilitarian")[1] - 1e-3 * max(1, abs(total))


@pytest.mark.parametrize("name", SOLUTIONS)
@given(problem=straight())
def test_closed_forms_equal_the_search(problem, name):
    row = SOLUTIONS[name]
    low, high = (each[0] for each in problem.span(problem.principals))
    searched = float(row.rules().searched(problem, problem.principals, row.first)[0])
    assert share(problem, name) == pytest.approx(np.clip(searched, low, high), abs=1e-9)


@pytest.mark.parametrize("name", SOLUTIONS)
@given(problem=st.one_of(straight(), concave()))
def test_nobody_loses_and_the_share_is_acceptable(problem, name):
    x = share(problem, name)
    assert 0 <= x <= 1 and gains(problem, x).min() >= -1e-9


@given(problem=straight(), scale=real(.1, 10), shift=real(-50, 50))
def test_nash_and_kalai_smorodinsky_do_not_depend_on_units(problem, scale, shift):
    texts = [f"{scale}*({problem.values[0].text}) + {shift}", problem.values[1].text]
    moved = division(texts, (scale * problem.disagreement[0][0] + shift, problem.disagreement[1][0]),
                     weights=[each[0] for each in problem.weights])
    for name in ("nash", "kalai_smorodinsky"):
        assert share(moved, name) == pytest.approx(share(problem, name), abs=1e-7)


@given(size=stake, none=real(0, .45), curve=fraction)
def test_symmetric_problems_are_split_in_the_middle(size, none, curve):
    problem = division((f"{size}*share", f"{size}*(1 - share)"), (size * none, size * none), curvature=(curve, curve))
    for name in ("nash", "kalai_smorodinsky", "egalitarian"):
        assert share(problem, name) == pytest.approx(.5, abs=1e-9)
    assert share(problem, "rubinstein") - .5 == pytest.approx(.5 - share(problem, "rubinstein_second"), abs=1e-9)


@given(problem=straight())
def test_on_a_straight_frontier_kalai_smorodinsky_is_symmetric_nash_and_the_midpoint(problem):
    low, high = (float(problem.reservation[i][0]) for i in (0, 1))
    if low >= 0 and high <= 1:
        assert share(problem, "kalai_smorodinsky") == pytest.approx((low + high) / 2, abs=1e-9)


def test_curvature_parts_nash_from_kalai_smorodinsky():
    problem = division(("8*share", "10*(1 - share)"), (2, 1), curvature=(.8, 0), weights=(1, 1))
    assert not problem.linear
    for name in ("nash", "kalai_smorodinsky"):
        assert share(problem, name) == pytest.approx(oracle(problem, name)[0], abs=1e-4)
    assert abs(share(problem, "nash") - share(problem, "kalai_smorodinsky")) > 1e-3


def test_a_curved_value_that_no_share_reaches_leaves_no_range():
    problem = division(("share*(2 - share)", "1 - share"), (1.5, .2))
    assert problem.reservation[0][0] == math.inf
    low, high = problem.span((0, 1))
    assert low[0] > high[0]
    content = division(("share*(2 - share)", "1 - share"), (-3, .2))
    assert content.reservation[0][0] == 0 and share(content, "utilitarian") < .8


@pytest.mark.parametrize("name", ["nash", "kalai_smorodinsky", "egalitarian"])
def test_a_side_that_does_not_care_gives_the_other_its_best_share(name):
    gives = division(("4*share", "0*share", "8*share"), (.8, -1, 2), (0, 1, 0))
    takes = division(("0*share", "4*(1 - share)", "8*(1 - share)"), (-1, 1, 2), (0, 1, 1))
    for everyone in (False, True):
        assert share(gives, name, everyone) == pytest.approx(1)
        assert share(takes, name, everyone) == pytest.approx(0)


def test_a_solution_at_a_kink_is_met_exactly():
    problem = division(("min(4*share, 1 + share*0.1)", "1 - share"), (0, 0))
    kink = 1 / 3.9
    assert share(problem, "nash") == pytest.approx(kink, abs=1e-12)


# Rubinstein and the outside option


@given(problem=st.one_of(straight(), concave()))
def test_offers_leave_the_listener_indifferent(problem):
    """Each side gets from the other's offer what its own offer is worth a round later, unless an offer is at an end."""
    low, high = (float(each[0]) for each in problem.span(problem.principals))
    asks, answer = (float(each[0]) for each in offers(problem))
    own, other = (float(each[0]) for each in problem.patience)
    at = lambda i, x: float(gains(problem, x)[i][0])  # noqa: E731
    assert low - 1e-9 <= answer <= asks + 1e-9 <= high + 2e-9
    if low + 1e-9 < answer:
        assert at(0, answer) == pytest.approx(own * at(0, asks), abs=1e-7)
    if asks < high - 1e-9:
        assert at(1, asks) == pytest.approx(other * at(1, answer), abs=1e-7)


@given(first=real(.05, 3), second=real(.05, 3))
def test_quick_offers_tend_to_nash_with_weights_by_patience(first, second):
    """As rounds shorten, the first offer tends to weight ln d2/(ln d1 + ln d2) (Binmore 1987)."""
    step = 1e-7
    patience = (math.exp(-first * step), math.exp(-second * step))
    problem = division(("10*share", "3*(1 - share)"), (2, .3), patience=patience)
    low, high = .2, .9
    limit = low + second / (first + second) * (high - low)
    assert share(problem, "rubinstein") == pytest.approx(limit, abs=1e-5)
    assert share(problem, "rubinstein_second") == pytest.approx(limit, abs=1e-5)


def test_who_cannot_wait_gets_nothing_beyond_war():
    problem = division(("share", "1 - share"), (.2, .1), patience=(.9, 0))
    assert share(problem, "rubinstein") == pytest.approx(.9)
    hasty = division(("share", "1 - share"), (.2, .1), patience=(0, .9))
    assert share(hasty, "rubinstein") == pytest.approx(.2 + .1 * .7)


@given(delta=real(.05, .99), outside=real(0, 1))
def test_the_responder_gets_the_larger_of_delta_over_one_plus_delta_and_its_outside_option(delta, outside):
    problem = division(("share", "1 - share"), (0, outside), patience=(delta, delta))
    assert 1 - share(problem, "outside_option") == pytest.approx(max(delta / (1 + delta), outside), abs=1e-12)


# Mixtures: two parties, many parties


def lottery(points, none, **options):
    """Bargain over joint lotteries of outcomes given as rows of payoffs."""
    points = np.array(points, dtype=float)
    tables = [column.reshape(-1, *[1] * (points.shape[1] - 1)) for column in points.T]
    return bargain(Game.from_payoffs(*tables), disagreement=none, **options)


def paid(points, none, name, **options):
    return lottery(points, none, solution=name, **options).payoffs[0]


def test_the_barter_of_nash_1950():
    """Bill gives book, whip, ball and bat for pen, toy and knife: gains of 12 and 5."""
    goods = ("book", "whip", "ball", "bat", "box", "pen", "toy", "knife", "hat")
    bill = dict(zip(goods, (2, 2, 2, 2, 4, 10, 4, 6, 2), strict=True))
    jack = dict(zip(goods, (4, 2, 1, 2, 1, 1, 1, 2, 2), strict=True))
    owns = [[bool(mask >> k & 1) for k in range(9)] for mask in range(512)]
    points = [(sum(bill[g] for g, has in zip(goods, row, strict=True) if has),
               sum(jack[g] for g, has in zip(goods, row, strict=True) if not has)) for row in owns]
    start = (sum(bill[g] for g in goods[:5]), sum(jack[g] for g in goods[5:]))
    deal = lottery(points, start, solution="nash")
    np.testing.assert_allclose(deal.payoffs[0] - start, [12, 5], atol=1e-9)
    (played,) = deal.contents("nash")
    kept = {goods[k] for k, has in enumerate(owns[int(played.split(" / ")[0]) - 1]) if has}
    assert kept >= {"pen", "toy", "knife", "box"} and not kept & {"book", "ball"}


def test_the_example_of_kalai_and_smorodinsky_1975():
    """More for player 2 at every demand of player 1, and yet Nash gives it less; their solution gives it more."""
    small, large = [(0, 1), (.75, .75), (1, 0), (0, 0)], [(0, 1), (1, .7), (1, 0), (0, 0)]
    np.testing.assert_allclose(paid(small, (0, 0), "nash"), [.75, .75])
    np.testing.assert_allclose(paid(large, (0, 0), "nash"), [1, .7])
    np.testing.assert_allclose(paid(small, (0, 0), "kalai_smorodinsky"), [.75, .75])
    np.testing.assert_allclose(paid(large, (0, 0), "kalai_smorodinsky"), [1 / 1.3, 1 / 1.3])


def test_only_points_at_which_nobody_loses_count():
    """Two parties lose a lot at (100, -50, -50): the product of gains is huge and means nothing."""
    points = [(1, 1, 1), (100, -50, -50), (-40, -40, 2), (30, 2, -1), (0, 0, 0)]
    for name in ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian"):
        assert paid(points, (0, 0, 0), name).min() >= -1e-9
    weights = np.random.default_rng(1).dirichlet(np.full(5, .3), 200_000)
    reached = weights @ np.array(points)
    best = np.prod(np.maximum(reached, 0), axis=1).max()
    found = np.prod(paid(points, (0, 0, 0), "nash"))
    assert found >= best and found < 1.2 * best
    both = [(-3, -3), (1, .5), (-1, 9), (0, 0)]
    np.testing.assert_allclose(paid(both, (0, 0), "nash"), oracle_pair(both, (0, 0)), atol=2e-3)


def oracle_pair(points, none):
    weights = np.random.default_rng(0).dirichlet(np.full(len(points), .2), 400_000)
    reached = weights @ np.array(points) - none
    reached = reached[(reached >= 0).all(axis=1)]
    return reached[np.prod(reached, axis=1).argmax()] + none


@st.composite
def cloud(draw, parties=2):
    """Outcomes with one at which everyone gains; disagreement 0."""
    count = draw(st.integers(2, 6))
    points = [tuple(draw(st.integers(-20, 20)) for _ in range(parties)) for _ in range(count)]
    return [*points, tuple(draw(st.integers(1, 10)) for _ in range(parties))]


@pytest.mark.parametrize("parties", [2, 3, 4])
@given(data=st.data())
def test_solutions_are_efficient_and_nobody_loses(parties, data):
    points = np.array(data.draw(cloud(parties)), dtype=float)
    none = np.zeros(parties)
    for name in PACKAGED:
        if SOLUTIONS[name].many or parties == 2:
            found = paid(points, none, name)
            assert found.min() >= -1e-7, name
            assert improvement(points, found) < 1e-5, name


def improvement(points, found):
    """Return by how much some lottery beats a payoff vector for everyone's sum, nobody losing: a linear program."""
    from scipy.optimize import linprog

    result = linprog(-points.sum(axis=1), A_ub=-points.T, b_ub=-(found - 1e-9), A_eq=np.ones((1, len(points))),
                     b_eq=[1])
    return -result.fun - found.sum()


@pytest.mark.parametrize("parties", [2, 3, 4])
@given(data=st.data())
def test_nash_is_optimal_by_duality(parties, data):
    """At the optimum no lottery has sum of gain_i/gain_i* above the number of parties."""
    points = np.array(data.draw(cloud(parties)), dtype=float)
    found = paid(points, np.zeros(parties), "nash")
    assert (points / found).sum(axis=1).max() <= parties * (1 + 1e-7)


@pytest.mark.parametrize("seed", range(12))
def test_nash_is_optimal_in_larger_games(seed):
    rng = np.random.default_rng(seed)
    parties = int(rng.integers(3, 6))
    points = rng.normal(size=(40, parties)) * 10
    found = paid(points, np.full(parties, -1.0), "nash") + 1
    assert found.min() > 0 and ((points + 1) / found).sum(axis=1).max() <= parties * (1 + 1e-8)


@given(points=cloud(), scale=real(.1, 10), shift=real(-20, 20))
def test_mixtures_do_not_depend_on_units(points, scale, shift):
    moved = np.array(points) * [scale, 1] + [shift, 0]
    for name in ("nash", "kalai_smorodinsky"):
        before, after = paid(points, (0, 0), name), paid(moved, (shift, 0), name)
        np.testing.assert_allclose(after, before * [scale, 1] + [shift, 0], atol=1e-6)


@given(points=cloud())
@example(points=[(3, 13), (0, 0), (4, 12), (1, 1)])  # four corners of one sum, unevenly spaced
def test_mixtures_are_symmetric(points):
    both = [*points, *(point[::-1] for point in points)]
    for name in ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian"):
        one, two = paid(both, (0, 0), name)
        assert one == pytest.approx(two, abs=1e-7)


@given(points=cloud(), seed=st.integers(0, 99))
def test_nash_does_not_depend_on_irrelevant_alternatives(points, seed):
    found = paid(points, (0, 0), "nash")
    kept = np.array(points)[np.random.default_rng(seed).random(len(points)) < .5]
    np.testing.assert_allclose(paid([*kept, found], (0, 0), "nash"), found, atol=1e-7)


@given(points=cloud(), more=st.tuples(st.integers(-5, 25), st.integers(-5, 25)))
def test_egalitarian_gains_never_shrink_when_more_is_possible(points, more):
    before, after = (paid(each, (0, 0), "egalitarian").min() for each in (points, [*points, more]))
    assert after >= before - 1e-9


@given(points=cloud(), more=st.tuples(fraction, fraction))
def test_kalai_smorodinsky_is_monotone_when_the_ideal_stays(points, more):
    """Adding what is inside the rectangle up to the ideal point cannot lower anyone's payoff."""
    corners = lottery([*points, (0, 0)], (0, 0), solution="utilitarian").frontier().to_numpy()
    best = corners.max(axis=0)
    free = [*corners, (best[0], 0), (0, best[1]), (0, 0)]
    before, after = (paid(each, (0, 0), "kalai_smorodinsky") for each in (free, [*free, np.array(more) * best]))
    assert (after >= before - 1e-7).all()


def test_weights_and_patience_of_a_game():
    points = [(1, 0), (0, 1), (0, 0)]
    np.testing.assert_allclose(paid(points, (0, 0), "nash", weights=(3, 1)), [.75, .25])
    offer = paid(points, (0, 0), "rubinstein", patience=(.8, .6))
    np.testing.assert_allclose(offer, [.4 / .52, 1 - .4 / .52], atol=1e-9)


def test_no_deal_is_said():
    deal = lottery([(1, 0), (0, 1)], (2, 2))
    assert not deal.exists[0] and np.isnan(deal.payoffs).all() and "No deal" in deal.readings[0]
    stuck = lottery([(0, 0, 5), (0, 0, 1), (-1, 3, 3)], (0, 0, 0), solution="nash")
    np.testing.assert_allclose(stuck.payoffs[0], [0, 0, 5], atol=1e-7)


# Issues


@given(st.integers(1, 8).flatmap(lambda k: st.tuples(*[st.lists(st.integers(0, 30), min_size=k, max_size=k)] * 2)))
def test_adjusted_winner_is_equitable_efficient_and_free_of_envy(points):
    worth = np.array(points, dtype=float)
    if not (worth.sum(axis=1) > 0).all():
        return
    found = adjusted_winner(worth[None])
    assert found.efficient[0] and found.envy_free[0] and found.equitable[0]
    assert ((found.share > 0) & (found.share < 1)).sum() <= 1
    scaled = 100 * worth / worth.sum(axis=1, keepdims=True)
    grid = [np.array(np.unravel_index(k, [3] * worth.shape[1])) / 2 for k in range(min(3 ** worth.shape[1], 729))]
    for trial in grid:
        other = np.array([scaled[0] @ trial, scaled[1] @ (1 - trial)])
        assert not ((other >= found.totals[0] + 1e-6).all())


def test_adjusted_winner_is_batched():
    rng = np.random.default_rng(3)
    worth = rng.random((50, 2, 6))
    batch = adjusted_winner(worth)
    for p in range(50):
        one = adjusted_winner(worth[p:p + 1])
        np.testing.assert_array_equal(batch.share[p], one.share[0])
        assert batch.split[p] == one.split[0]
