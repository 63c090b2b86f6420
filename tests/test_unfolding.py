"""Stochastic games against closed forms, an independent judge in loops, and exact kernels."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import negotiation as ng
from negotiation.game import Game
from negotiation.game.parties import Outcome, Party, Strategy, numbered_parties
from negotiation.unfolding.chain import absorbed, ends_of
from negotiation.unfolding.game.judge import plan_gain
from negotiation.unfolding.game.kernel import spread_out
from negotiation.unfolding.search.follow import followed


def parties(*sides):
    return tuple(Party(f"P{i + 1}", tuple(Strategy(each) for each in side)) for i, side in enumerate(sides))


def random_game(seed):
    g = np.random.default_rng(seed)
    states, counts = g.integers(2, 5), (2,) * 3 if seed % 3 == 0 else tuple(g.integers(2, 4, 2))
    return ng.StochasticGame(
        np.zeros((states, len(counts), *counts)), g.normal(size=(states, len(counts), *counts)),
        g.dirichlet(np.ones(states), size=(states, *counts)), ends=0.2 * g.random((states, *counts, 1)),
        worth=g.normal(size=(states, len(counts), *counts, 1)), discount=g.choice([0.5, 0.8, 0.9], len(counts)))


def looped(game, mixtures):
    """Return V and the largest one-shot gain as a share of the range: loops over profiles, V by iteration."""
    states, parties_ = len(game.over), len(game.counts)
    odds = {(k, s): np.prod([mixtures[i][k, s[i]] for i in range(parties_)])
            for k in range(states) for s in itertools.product(*map(range, game.counts))}

    def paid(i, k, s, values):
        d, chances = game.discount[i], game.ends[(k, *s)]
        on = sum(game.move[(k, *s, m)] * values[m, i] for m in range(states))
        ended = sum(chances[e] * game.worth[(k, i, *s, e)] for e in range(len(chances)))
        return (1 - d) * game.standing[(k, i, *s)] + game.flow[(k, i, *s)] + d * (ended + (1 - chances.sum()) * on)

    # V is linear in itself: its slopes are read off by unit vectors, one party at a time.
    values = np.zeros((states, parties_))
    for i in range(parties_):
        def of(v, i=i):
            full = np.zeros((states, parties_))
            full[:, i] = v
            return np.array([sum(odds[k, s] * paid(i, k, s, full) for s in itertools.product(*map(range, game.counts)))
                             for k in range(states)])
        constant = of(np.zeros(states))
        slopes = np.stack([of(unit) - constant for unit in np.eye(states)], axis=1)
        values[:, i] = np.linalg.solve(np.eye(states) - slopes, constant)
    worst = 0.0
    for i, k in itertools.product(range(parties_), range(states)):
        for own in range(game.counts[i]):
            found = 0.0
            for s in itertools.product(*map(range, game.counts)):
                if s[i] == own:
                    rest = np.prod([mixtures[j][k, s[j]] for j in range(parties_) if j != i])
                    found += rest * paid(i, k, s, values)
            worst = max(worst, (found - values[k, i]) / game.scale[i])
    return values, worst


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(st.integers(2, 41), st.floats(0, 1), st.floats(0, 6))
def test_a_kernel_has_the_exact_mean_and_the_declared_variance(states, share, spread):
    t = share * (states - 1)
    weights, met = spread_out(np.array([t]), np.array([spread]), states)
    grid = np.arange(states)
    assert weights.min() >= 0 and abs(weights.sum() - 1) < 1e-12 and abs(weights[0] @ grid - t) < 1e-11
    variance = weights[0] @ (grid - t)**2
    f, edge = t - np.floor(t), min(t, states - 1 - t)
    if met[0]:
        assert abs(variance - spread**2) < 1e-8 * max(1, spread**2)
    elif f * (1 - f) > spread**2:  # too coarse: the narrowest kernel of this mean
        assert abs(variance - f * (1 - f)) < 1e-9
    else:  # an edge too near: as wide as it allows
        assert variance < spread**2 and abs(np.flatnonzero(weights[0])[[0, -1]] - t).max() >= edge - 1e-6


@pytest.mark.parametrize("seed", range(12))
def test_nothing_is_claimed_that_an_independent_judge_refuses(seed):
    game = random_game(seed)
    war = ng.unfold(game, select="stay")
    values, worst = looped(game, war.mixtures)
    np.testing.assert_allclose(values, war.values, atol=1e-9)
    assert abs(worst - war.regret.max()) < 1e-12
    assert (war.status == "stationary") == (worst <= 1e-9)
    if war.status == "stationary":
        assert (plan_gain(game, war.mixtures, war.values) / game.scale).max() <= 1e-8


def test_the_judge_refuses_what_is_no_equilibrium():
    game = random_game(1)
    war = ng.unfold(game, select="stay")
    spoiled = [np.full_like(each, 1 / each.shape[1]) for each in war.mixtures]
    from negotiation.unfolding.game.judge import judge

    judged = judge(game, spoiled)
    assert not judged.holds and abs(judged.regret.max() - looped(game, spoiled)[1]) < 1e-12
    plans = plan_gain(game, judged.mixtures, judged.values)
    assert (plans >= judged.gain - 1e-12).all() and plans.max() > 0


def walk(up, states=11, discount=0.9):
    """Return a walk between two ends: nobody chooses, each step leads up with chance `up`."""
    move = np.zeros((states, 1, 1, states))
    for k in range(states):
        move[k, 0, 0, min(k + 1, states - 1)] += up
        move[k, 0, 0, max(k - 1, 0)] += 1 - up
    over = np.full(states, -1)
    over[0], over[-1] = 0, 1
    worth = np.zeros((states, 2, 1, 1, 2))
    worth[:, 0, ..., 1] = worth[:, 1, ..., 0] = 1
    return ng.StochasticGame(np.zeros((states, 2, 1, 1)), 0.0, move, np.zeros((states, 1, 1, 2)), worth, discount, over)


def test_a_fair_walk_reaches_the_top_with_the_probability_of_its_start():
    war = ng.unfold(walk(0.5, 41), start=10)
    grid = np.arange(41)
    np.testing.assert_allclose(war.ends.probability[:, 1], grid / 40, atol=1e-13)
    np.testing.assert_allclose(war.ends.duration, grid * (40 - grid), rtol=1e-12)
    assert war.fan(4000).ended[-1] == pytest.approx([0.75, 0.25], abs=1e-4)


@pytest.mark.parametrize("up", [0.3, 0.55, 0.9])
def test_the_walk_over_forts_has_its_closed_form(up):
    """Smith and Stam (2004): the chance to win from n of N forts, and the length of the war (gambler's ruin)."""
    war, n, size, ratio = ng.unfold(walk(up)), np.arange(11), 10, (1 - up) / up
    wins = (1 - ratio**n) / (1 - ratio**size)
    np.testing.assert_allclose(war.ends.probability[:, 1], wins, rtol=1e-12)
    np.testing.assert_allclose(war.ends.duration, (n - size * wins) / (1 - 2 * up), atol=1e-10)


@pytest.mark.parametrize("up", [0.35, 0.5])
def test_within_a_horizon_a_walk_ends_as_feller_says(up):
    """Feller (1968), XIV.5: the chance to be ruined at step t from n of N."""
    size, periods, n = 7, 12, np.arange(8)
    v = np.arange(1, size)
    def lost(t, n, up):
        waves = np.cos(np.pi * v / size)**(t - 1) * np.sin(np.pi * v / size) * np.sin(np.pi * v * n / size)
        return 2**t * up**((t - n) / 2) * (1 - up)**((t + n) / 2) * waves.sum() / size
    war = ng.unfold(walk(up, size + 1), horizon=periods + 1)
    for k in n[1:-1]:
        low = sum(lost(t, k, up) for t in range(1, periods + 1))
        high = sum(lost(t, size - k, 1 - up) for t in range(1, periods + 1))
        assert war.ends.probability[k] == pytest.approx([low, high], abs=1e-13)
        assert war.ends.endless[k] == pytest.approx(1 - low - high, abs=1e-13)


def test_loaded_scissors():
    """Rock paper scissors where scissors alone win the next tie of scissors (an example of sgamesolver, discount 0.95).

    Of zero sum, so that worth is unique. With v worth an advantage and e = discount*v/3: scissors 1/3, rock 1/3 + e,
    paper 1/3 - e where nobody has it; with it 1/9 less rock, against it 1/9 more; and v = 1/9.
    """
    paid = np.stack([np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]], dtype=float)] * 3)
    paid[1, 2, 2], paid[2, 2, 2] = 1, -1
    move = np.zeros((3, 3, 3, 3))
    move[:, :2, :2, 0] = move[:, 2, 2, 0] = move[:, 2, :2, 1] = move[:, :2, 2, 2] = 1
    war = ng.unfold(ng.StochasticGame(np.zeros((3, 2, 3, 3)), np.stack([paid, -paid], axis=1), move, discount=0.95))
    e = 0.95 / 27
    neutral = np.array([1 / 3 + e, 1 / 3 - e, 1 / 3])
    less, more = neutral + np.array([-1, 1, 0]) / 9, neutral + np.array([1, -1, 0]) / 9
    assert war.status == "stationary"
    np.testing.assert_allclose(war.mixtures, [[neutral, less, more], [neutral, more, less]], atol=1e-12)
    np.testing.assert_allclose(war.values[:, 0], [0, 1 / 9, -1 / 9], atol=1e-13)


def test_states_without_an_end_last_for_ever_and_nothing_is_singular():
    move = np.zeros((4, 1, 1, 4))
    move[0, 0, 0, 1] = move[1, 0, 0, 1] = move[2, 0, 0, [1, 3]] = 1
    move[2] /= 2
    move[3, 0, 0, 3] = 1
    ends = np.zeros((4, 1, 1, 1))
    ends[3] = 1e-17
    war = ng.unfold(ng.StochasticGame(np.zeros((4, 2, 1, 1)), 0.0, move, ends, 0.0, 0.9))
    np.testing.assert_allclose(war.ends.endless, [1, 1, 0.5, 0])
    assert np.isinf(war.ends.duration[:3]).all() and war.ends.duration[3] == pytest.approx(1e17)
    np.testing.assert_allclose(war.ends.probability[:, 0], [0, 0, 0.5, 1])


def test_absorption_agrees_with_a_linear_solve():
    g = np.random.default_rng(3)
    rows = g.dirichlet(np.ones(9), size=6)
    found, time = absorbed(rows[:, :6], rows[:, 6:])
    np.testing.assert_allclose(found, np.linalg.solve(np.eye(6) - rows[:, :6], rows[:, 6:]), atol=1e-13)
    np.testing.assert_allclose(time, np.linalg.solve(np.eye(6) - rows[:, :6], np.ones(6)), atol=1e-12)
    assert ends_of(rows[:, :6], rows[:, 6:], np.full(6, -1), "abc").endless.max() < 1e-15


@pytest.mark.parametrize(("discount", "kept"), [(0.49, False), (0.51, True)])
def test_the_repeated_prisoners_dilemma(discount, kept):
    """Markov play defects; a deal to cooperate enforces itself from d = (T-R)/(T-P) = 1/2."""
    payoffs = np.array([[[3, 0], [5, 1]], [[3, 5], [0, 1]]], dtype=float)[None]
    war = ng.unfold(ng.StochasticGame(payoffs, 0.0, np.ones((1, 2, 2, 1)), discount=discount,
                                      parties=parties(("keep", "defect"), ("keep", "defect"))))
    assert war.label.tolist() == ["defect / defect"] and war.values.tolist() == [[1, 1]]
    deal = war.deal("keep, keep")
    assert deal.kept.all() == kept and deal.preferred.all()
    assert (deal.breaking > 0).all() != kept and deal.broken.all() != kept


@pytest.mark.parametrize("discount", [0.2, 0.5, 0.9, 0.99])
def test_the_discounted_big_match(discount):
    """Blackwell and Ferguson (1968): value 1/2; the row player stops with probability (1-d)/(2-d)."""
    row = np.array([[1, 0], [0, 1]], dtype=float)
    standing = np.stack([row, -row])[None]
    ends = np.zeros((1, 2, 2, 2))
    ends[0, 0, 0, 0] = ends[0, 0, 1, 1] = 1
    worth = np.array([[1, 0], [-1, 0]], dtype=float).reshape(1, 2, 1, 1, 2)
    war = ng.unfold(ng.StochasticGame(standing, 0.0, np.ones((1, 2, 2, 1)), ends, worth, discount))
    assert war.status == "stationary"
    np.testing.assert_allclose(war.values, [[0.5, -0.5]], atol=1e-9)
    np.testing.assert_allclose(war.mixtures[0][0, 0], (1 - discount) / (2 - discount), atol=1e-8)


def test_a_war_of_attrition():
    """Waiting costs c, winning is worth v: in the symmetric equilibrium each yields with probability c/(d v)."""
    cost, prize, d = 0.2, 2.0, 0.8
    flow = np.array([[[-cost, -cost], [0, 0]], [[-cost, 0], [-cost, 0]]])[None]
    ends = np.zeros((1, 2, 2, 3))
    ends[0, 0, 1, 0] = ends[0, 1, 0, 1] = ends[0, 1, 1, 2] = 1
    worth = np.array([[prize, 0, 0], [0, prize, 0]]).reshape(1, 2, 1, 1, 3)
    game = ng.StochasticGame(np.zeros_like(flow), flow, np.ones((1, 2, 2, 1)), ends, worth, d)
    from negotiation.unfolding.game.judge import judge

    yields = cost / (d * prize)
    mixed = judge(game, [np.array([[1 - yields, yields]])] * 2)
    assert mixed.holds and np.abs(mixed.values).max() < 1e-12
    assert not judge(game, [np.array([[0.5, 0.5]])] * 2).holds
    others = ng.unfold(game, select="stay").others(starts=12, seed=1)
    assert {"1 / 2", "2 / 1"} <= {war.label[0] for war in others.wars}


def test_rules_take_what_they_say_and_a_horizon_approaches_the_stationary_answer():
    payoffs = np.array([[[2, 0], [0, 1]], [[1, 0], [0, 2]]], dtype=float)[None]
    masks = np.eye(2, dtype=bool)
    outcomes = (Outcome("T", masks & np.array([[True], [False]]), kind="agreement"),
                Outcome("W", masks & np.array([[False], [True]]), kind="conflict"))
    game = ng.StochasticGame(payoffs, 0.0, np.ones((1, 2, 2, 1)), outcomes=outcomes)
    for rule, label in (("agreement", "1 / 1"), ("conflict", "2 / 2"), ("favourite:1", "1 / 1"),
                        ("favourite:2", "2 / 2")):
        assert ng.unfold(game, select=rule).label.tolist() == [label]
        assert ng.unfold(game, select=rule, horizon=5).label.tolist() == [label]
    assert ng.unfold(game).passed.tolist() == [2]
    with pytest.raises(ng.ArgumentError, match="agreemnt.*agreement"):
        ng.unfold(game, select="agreemnt")


@pytest.mark.parametrize("seed", [2, 5, 8])
def test_the_first_period_of_a_long_horizon_is_the_stationary_answer_where_one_row_stands(seed):
    g = np.random.default_rng(seed)
    base = g.normal(size=(3, 2, 2, 2))
    base[:, 0, 0] += 8  # the first strategy of each party dominates, so that nothing is selected
    base[:, 1, :, 0] += 8
    game = ng.StochasticGame(base, 0.0, g.dirichlet(np.ones(3), size=(3, 2, 2)), discount=0.8)
    lasting = ng.unfold(game).values
    gaps = [np.abs(ng.unfold(game, horizon=t).values - lasting).max() for t in (5, 20, 80)]
    assert gaps[0] > gaps[1] > gaps[2] and gaps[2] < 1e-6


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6), moved=st.floats(0.0, 0.02))
def test_what_is_followed_is_an_equilibrium_or_is_not_taken(seed, moved):
    """Rows of random games, followed into games near them: supports stay, and a judge in loops agrees."""
    g = np.random.default_rng(seed)
    counts = (2, 2, 2) if seed % 2 else (3, 3)
    payoffs = g.normal(size=(4, len(counts), *counts))
    rows = ng.solve(Game(payoffs, numbered_parties(counts)), "complete")
    mixed = np.flatnonzero(~rows.pure & (rows.regret < 1e-9))
    flat = np.concatenate([each[mixed] for each in rows.mixtures], axis=1)
    near = (payoffs + moved * g.normal(size=payoffs.shape))[rows.point[mixed]]
    found, holds = followed(near, flat, 1e-11)
    assert holds.all() or moved
    for k in np.flatnonzero(holds):
        own = np.split(found[k], np.cumsum(counts)[:-1])
        assert ((found[k] > 0) == (flat[k] > 0)).all()
        assert [each.sum() for each in own] == pytest.approx([1.0] * len(own))
        for i in range(len(counts)):
            paid = [sum(near[(k, i, *s)] * np.prod([own[j][s[j]] for j in range(len(counts)) if j != i])
                        for s in itertools.product(*map(range, counts)) if s[i] == b) for b in range(counts[i])]
            assert max(paid) - own[i] @ paid < 1e-10


def test_a_stochastic_game_says_what_is_wrong():
    good = {"standing": np.zeros((2, 1, 2)), "flow": 0.0, "move": np.full((2, 2, 2), 0.5)}
    for change, words in (({"move": np.ones((2, 2, 2))}, "move"), ({"discount": 1.0}, "discount"),
                          ({"flow": np.nan}, "flow"), ({"move": np.ones((2, 2))}, "move has shape"),
                          ({"ends": np.full((2, 2, 1), 1.5)}, "ends"), ({"standing": np.zeros(3)}, "standing")):
        with pytest.raises(ng.ModelError, match=words):
            ng.StochasticGame(**{**good, **change})
