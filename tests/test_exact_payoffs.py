"""A game's exact payoffs, and the proven bound on how far its floats are from them."""

import pickle
from fractions import Fraction

import numpy as np
import pytest
from shelf import WALKED

from negotiation.errors import ModelError
from negotiation.expression import exact as rational_of
from negotiation.game import Game
from negotiation.game.rationals import fractions
from negotiation.library import load
from negotiation.modelfile import parse_model
from negotiation.nfgfile import parse_nfg
from negotiation.solvers.boxes import plain
from negotiation.solvers.boxes.doubts.doubted import doubted
from negotiation.solvers.boxes.doubts.exact import STRICT, settle
from negotiation.solvers.boxes.plain import decide
from negotiation.solvers.boxes.rows import Table
from negotiation.solvers.boxes.search import Roots, search
from negotiation.solvers.clock import Clock

PARTIES = """
[[parties]]
id = "A"
strategies = [{ id = "a0" }, { id = "a1" }]
[[parties]]
id = "B"
strategies = [{ id = "b0" }, { id = "b1" }]
"""
INEXACT = f'''
format = 1
title = "One formula with and one without exact values"
version = "1.0"
[sources.own]
label = "Invented for a test"
kind = "estimate"
[parameters.t]
label = "t"
low = 0
high = 1
default = 0.1
source = "own"
evidence = "estimate"
{PARTIES}[payoffs]
A = "exp(t) * a1"
B = "t / (1 + t) * b1 - t**3"
'''


def rational(game, point):
    return np.vectorize(float, otypes=[float])(game.rationals(point))


def test_floats_are_their_own_exact_values():
    game = Game.from_payoffs([[0.1, 2], [3, 4]], [[1, 2], [3, 1e-300]])
    assert game.rationals(0)[0, 0, 0] == Fraction(0.1) and game.rationals(0)[1, 1, 1] == Fraction(1e-300)
    assert (game.rounding == 0).all()


@pytest.mark.parametrize("name", WALKED)
def test_the_bound_holds_at_random_points_of_every_model(name):
    model, rng = load(name), np.random.default_rng(7)
    points = {key: rng.choice([each.low, each.high, rng.uniform(each.low, each.high)], 3)
              for key, each in model.parameters.items()}
    try:
        game = model.at(**points)
    except ValueError:  # a constraint of the model
        game = model.at()
    assert (game.rounding <= 1e-11 * np.maximum(2, np.abs(game.payoffs).max())).all()
    for p in range(game.points):
        exact = game.rationals(p)
        floats = fractions(game.payoffs[p])
        off = abs(floats - exact)
        assert (off.reshape(len(game.parties), -1).max(axis=1) <= game.rounding[p]).all()


def test_a_models_exact_payoffs_are_those_of_the_shortest_decimals():
    model = load("geneva-2016")
    game = model.at(control=np.linspace(0, 1, 11))
    assert (game.rationals(3) == model.exact(control=float(np.linspace(0, 1, 11)[3]))[0]).all()
    assert (game.select([5, 3]).select([1]).rationals(0) == game.rationals(3)).all()
    assert (pickle.loads(pickle.dumps(game)).rationals(3) == game.rationals(3)).all()


def test_a_slice_keeps_the_exact_payoffs():
    game = load("geneva-2016").at(control=[0.1, 0.3])
    first, second = game.parties[0].id, game.parties[2].id
    profile = [party.strategy_ids[-1] for party in game.parties]
    part = game.slice(first, second, profile)
    np.testing.assert_allclose(rational(part, 1), part.payoffs[1], rtol=1e-12, atol=1e-12)
    assert (part.rationals(1) == game.rationals(1)[[0, 2]][
        (slice(None), slice(None), game.index(profile)[1], slice(None), *game.index(profile)[3:])]).all()
    assert part.rounding.shape == (2, 2)


@pytest.mark.parametrize("name", WALKED)
def test_what_a_reply_is_worth_exactly_needs_no_whole_table(name):
    """One party's line of payoffs, read from the formulas alone, ranks replies as the exact tables do."""
    rng, game = np.random.default_rng(5), load(name).at()
    kept = [game.parties[0].id, game.parties[-1].id]
    whole = game.rationals(0)
    games = [(game, whole)]
    if len(game.parties) > 2:
        held = [party.strategy_ids[-1] for party in game.parties]
        games.append((game.slice(*kept, held), game.slice(*kept, held).rationals(0)))
    for each, exact in games:
        for _ in range(20):
            profile = [int(rng.integers(size)) for size in each.strategy_counts]
            i = int(rng.integers(len(profile)))
            line = exact[(i, *profile[:i], slice(None), *profile[i + 1:])]
            margin = line[profile[i]] - max((value for k, value in enumerate(line) if k != profile[i]), default=-1)
            assert each.standings(np.zeros(1, dtype=int), np.array([i]), np.array([profile]))[0] == np.sign(margin)


def test_where_exp_stands_the_floats_are_the_game():
    game = parse_model(INEXACT).at(t=[0.1, 0.7])
    assert game.rationals(1)[0, 1, 0] == Fraction(float(np.exp(0.7)))
    assert game.rationals(1)[1, 0, 1] == Fraction(7, 17) - Fraction(343, 1000)
    assert (game.rounding[:, 0] == 0).all() and (game.rounding[:, 1] > 0).all() and (game.rounding[:, 1] < 1e-14).all()


def test_a_bound_is_found_at_a_point_where_the_whole_range_has_none():
    text = INEXACT.replace("t / (1 + t) * b1", "1 / (t - 1/2) * b1")
    game = parse_model(text).at(t=[0.1, 0.5000001, 0.7])
    assert np.isfinite(game.rounding).all() and game.rounding[1, 1] > 1e3 * game.rounding[0, 1]
    off = abs(Fraction(float(game.payoffs[1, 1, 0, 1])) - game.rationals(1)[1, 0, 1])
    assert 0 < off <= game.rounding[1, 1]


def test_whole_numbers_of_a_file_are_exact():
    game = parse_nfg('NFG 1 R "" { "" "" } { 2 2 }\n1 1 2 2 3 3 4 1/3').at()
    assert game.rounding[0, 0] == 0 and 0 < game.rounding[0, 1] < 1e-16
    assert game.rationals(0)[1, 1, 1] == Fraction(1, 3)


def test_payoffs_too_far_apart_are_refused_in_one_line():
    with pytest.raises(ModelError, match="party 2 range from -1e.308 to 1e.308; allowed: a range of at most 1.8e.308"):
        Game.from_payoffs([[1, 2], [3, 4]], [[1e308, -1e308], [0, 0]])
    assert len(Game.from_payoffs([[1e308, -7e307], [3, 4]], [[-1e308, -1e308], [-9e307, -1e308]])) == 1


TIED = f"""
format = 1
title = "Equal in other words"
[parameters.t]
low = 0
high = 1
default = 0.1
[components]
shared = "t * a0 + (1 - a0) * t"
wide = "shared * (a0 + a1) + b1 / (3 - 2 * b1)"
{PARTIES}[payoffs]
A = "wide"
B = "3 * t * b0 + (t + t + t) * b1 + min(a0, b0) / 7 - max(a0 * b0, 0) / 7"
"""


def test_cells_say_what_the_whole_table_says():
    rng = np.random.default_rng(3)
    for model in [parse_model(TIED), *map(load, WALKED)]:
        game = model.at()
        cells, table = model.formulas.by_cell, game.rationals(0)
        value = cells.values({name: rational_of(given) for name, given in model.values().items()})
        for _ in range(40):
            i, profile = int(rng.integers(len(model.parties))), tuple(map(int, rng.integers(game.strategy_counts)))
            if model.formulas.needs[i] is not None:
                line = [value(cell) for cell in cells.line(i, profile)]
                assert line == list(table[(i, *profile[:i], slice(None), *profile[i + 1:])])


def test_what_is_the_same_formula_ties_without_arithmetic():
    cells = parse_model(TIED).formulas.by_cell
    assert len(set(cells.line(0, (0, 0)))) == 1  # t, whatever A does
    game = parse_model(TIED).at(t=np.linspace(0, 1, 301))
    asked = np.repeat(np.arange(301), 2), np.tile([0, 1], 301), np.tile([0, 1], (602, 1))
    assert (game.standings(*asked) == 0).all()


@pytest.mark.parametrize("name", WALKED)
def test_best_replies_are_those_of_the_exact_payoffs(name):
    game = load(name).at()
    for i, table in enumerate(game.rationals(0)):
        assert (game.best_responses()[0, i] == (table == table.max(axis=i, keepdims=True))).all()


def test_a_near_tie_is_no_second_best_reply():
    text = TIED.replace("3 * t * b0 + (t + t + t) * b1 + min(a0, b0) / 7 - max(a0 * b0, 0) / 7",
                        "t * b0 + (t + 1 / 10**15) * b1")
    assert parse_model(text).at().best_responses()[0, 1].tolist() == [[False, True], [False, True]]


@pytest.mark.parametrize("name", ["geneva-2016", "coalition-in-doubt", "us-russia"])
def test_some_profiles_have_the_exact_payoffs_that_all_have(name):
    game = load(name).at()
    where = np.random.default_rng(1).random(game.strategy_counts) < 0.3
    for each in (game, game.select([0])):
        assert (each.rationals(0, where) == np.where(where, each.rationals(0), 0)).all()
    bare = Game(game.payoffs, game.parties)
    assert (bare.rationals(0, where) == np.where(where, bare.rationals(0), 0)).all()


def test_rounding_at_a_point_is_a_bound_and_tells_roots_that_the_bound_over_ranges_leaves_open(monkeypatch):
    """So near the end of an equilibrium the signs were told in rationals only; no rationals are needed there now."""
    game = load("geneva-2016").at(ground=0.12, control=[0.2000519984351124, 0.2001293706244654])
    bound = game.rounding_at(np.array([1]))
    off = abs(fractions(game.payoffs[1]) - game.rationals(1)).reshape(len(game.parties), -1).max(axis=1)
    assert (off <= bound[0]).all() and (bound < game.rounding[1:] / 100).all()
    monkeypatch.setattr(decide, "_joined", lambda _, root, *rest: np.zeros(len(root), dtype=bool))  # leaves more open
    table = Table.of(game.payoffs, game.rounding)
    found = search(table, plain, Clock(10_000, np.inf))
    monkeypatch.setattr("negotiation.solvers.boxes.doubts.doubted.FEW", 0)
    again = doubted(game, table, plain, found)
    assert sum(map(len, found.doubts)) and not sum(map(len, again.doubts))
    verdict, _ = settle(game.rationals, table.shape, Roots.join(found.doubts, table), np.inf)
    assert (verdict == STRICT).sum() == sum(map(len, again.roots)) - sum(map(len, found.roots))
