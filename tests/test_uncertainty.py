"""How sure an answer is: likelihoods against closed forms and grids, indices of a known function, proved bounds."""

from __future__ import annotations

import copy
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import stats

import negotiation as ng
from negotiation.cli import main
from negotiation.errors import ArgumentError, NegotiationError
from negotiation.modelfile import faults, parse_model
from negotiation.report.narrate import clause, matters, ruled_out
from negotiation.report.results.uncertainty import document
from negotiation.sensitivity import growing, more
from negotiation.sensitivity.drawn.estimate import share
from negotiation.sensitivity.quantities import asked, losses
from negotiation.sensitivity.streamed import GuessStudy

pytestmark = pytest.mark.slow

GENEVA, BILATERAL = ng.load("geneva-2016"), ng.load("russia-coalition")
QUICK = {"logit": 0, "base": 0}

TWO = """
format = 1
title = "Two guesses"
default_preset = "then"
[parameters.x]
low = 0
high = 1
default = 0.5
kind = "assumption"
[parameters.y]
low = 0
high = 1
default = 0.5
kind = "assumption"
[parameters.place]
low = 0
high = 2
default = 1
[[parties]]
id = "A"
strategies = [{id = "stay"}, {id = "go"}]
[[parties]]
id = "B"
strategies = [{id = "wait"}, {id = "act"}]
[payoffs]
A = "go*(x + y - place)"
B = "act*(x - y*y)"
[outcomes.CALM]
patterns = ["stay, wait"]
[outcomes.GONE]
patterns = ["go, *"]
[outcomes.ACTED]
patterns = ["stay, act"]
[presets.then]
values = { place = 1 }
[presets.late]
values = { place = 0.7 }
observed = "GONE"
[presets.later]
values = { place = 1.3 }
observed = ["CALM", "ACTED"]
"""


JOIN = '''
format = 1
title = "Who joins"
[parameters.k]
low = 0
high = 3
default = 1
kind = "assumption"
[[parties]]
id = "A"
strategies = [{ id = "stay" }, { id = "go" }]
[[parties]]
id = "B"
strategies = [{ id = "wait" }, { id = "act" }]
[payoffs]
A = "go*act*(k - 1.3) - go*(1 - act)"
B = "go*act*(k - 1.2) - act*(1 - go)"
'''


def two(*changes: tuple[str, str]) -> ng.Model:
    text = TWO
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return parse_model(text)


def near(found, expected: float, errors: float = 3.0) -> bool:
    return abs(found.value - expected) <= errors * found.error


@pytest.mark.parametrize("sampling", ["sobol", "random"])
@pytest.mark.parametrize("name", ["russia-coalition", "us-coalition", "turkey-iran", "russia-iran", "us-russia"])
def test_a_likelihood_is_the_difference_of_a_regimes_ends(name, sampling):
    model = ng.load(name)
    low, high = 0.4, 0.9
    found = ng.uncertainty(model, 2000, 0.25, over=["control"], within="range", control=0.65, sampling=sampling,
                           **QUICK)
    inside = {}
    for row in ng.regimes(model, "control", mixed=False).standings:
        length = sum(max(0.0, min(high, each.stop.decimal) - max(low, each.start.decimal)) for each in row.intervals)
        key = row.outcome or row.label
        inside[key] = inside.get(key, 0.0) + length / (high - low)
    assert any(0 < each < 1 for each in inside.values())
    for key, expected in inside.items():
        row = found.chance(key)
        assert (row is None and expected < 0.003) or near(row.is_equilibrium, expected)


def test_two_guesses_together_give_the_area_where_the_outcome_holds():
    found = ng.uncertainty(two(), 4000, 0.5, within="range", given=None, **QUICK)
    grid = (np.arange(2000) + 0.5) / 2000
    x, y = grid[:, None], grid[None, :]
    gone, acts = x + y > 1, x > y * y
    assert near(found.chance("GONE").is_equilibrium, gone.mean()) and abs(gone.mean() - 0.5) < 1e-3
    assert near(found.chance("ACTED").is_equilibrium, (~gone & acts).mean())
    assert near(found.chance("CALM").is_only, (~gone & ~acts).mean())
    assert found.several.value == found.none.value == 0


def test_conditioning_is_enumeration():
    found = ng.uncertainty(two(), 4000, 0.5, within="range", given="observed", **QUICK)
    grid = (np.arange(2000) + 0.5) / 2000
    x, y = grid[:, None], grid[None, :]
    left = (x + y > 0.7) & (x + y < 1.3)
    past = found.history
    assert near(share(np.arange(4000) < past.survivors, None), left.mean())
    assert near(found.chance("GONE").is_equilibrium, (left & (x + y > 1)).sum() / left.sum())
    assert near(found.chance("CALM").is_equilibrium, (left & (x + y < 1) & (x < y * y)).sum() / left.sum())
    assert near(found.chance("CALM").prior, ((x + y < 1) & (x < y * y)).mean())
    late, later = past.observations
    assert near(late.allowed, (x + y > 0.7).mean()) and near(later.allowed, (x + y < 1.3).mean())
    assert abs(late.without / 4000 - (x + y < 1.3).mean()) < 0.02 and past.tells_most in ("late", "later")
    moved = next(each for each in past.parameters if each.parameter == "x")
    weight = left.sum(axis=1) / left.sum()
    assert np.allclose(moved.posterior, np.interp(moved_shares(), np.cumsum(weight), grid), atol=0.02)
    assert np.allclose(moved.prior, moved_shares(), atol=0.02)
    # At an observed preset the likelihood is given the other observations, so that it says something.
    gone = next(each for each in past.elsewhere if (each.preset, each.outcome) == ("late", "GONE"))
    assert near(gone.posterior, ((x + y > 0.7) & (x + y < 1.3)).sum() / (x + y < 1.3).sum())
    assert any("known when the model was written" in each for each in found.sentences())


def moved_shares():
    return [0.05, 0.25, 0.5, 0.75, 0.95]


@pytest.mark.parametrize("sampling", ["sobol", "random"])
def test_the_standard_error_is_honest(sampling):
    """Over many seeds the error of an estimate, in standard errors, has a spread of about one."""
    truth, scores = 0.5, []
    for seed in range(40):
        found = ng.uncertainty(two(), 512, 0.5, seed, within="range", sampling=sampling, **QUICK).chance("GONE")
        scores.append((found.is_equilibrium.value - truth) / found.is_equilibrium.error)
    assert 0.7 < np.sqrt(np.mean(np.square(scores))) < 1.35


def test_all_draws_alike_are_no_certainty():
    assert share(np.ones(100, dtype=bool), np.arange(100) % 16).error > 0.005
    assert np.isnan(share(np.ones(9), None, np.zeros(9, dtype=bool)).value)


def test_indices_of_the_ishigami_function():
    """f = sin x + 7 sin(y)^2 + 0.1 z^4 sin x on [-pi, pi]^3; Ishigami and Homma 1990."""
    text = TWO.replace("low = 0\nhigh = 1\n", "low = -3.141592653589793\nhigh = 3.141592653589793\n").replace(
        "default = 0.5", "default = 0").replace("[parameters.place]", '[parameters.z]\nlow = -3.141592653589793\n'
        'high = 3.141592653589793\ndefault = 0\nkind = "assumption"\n[parameters.place]')

    def ishigami(game):
        x, y, z = (game.parameters[name] for name in "xyz")
        return np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)

    found = ng.uncertainty(parse_model(text), 16, 0.5, within="range", over=["x", "y", "z"], of=ishigami, logit=0,
                           base=2048)
    a, b = 7, 0.1
    whole = a**2 / 8 + b * np.pi**4 / 5 + b**2 * np.pi**8 / 18 + 0.5
    first = {"x": 0.5 * (1 + b * np.pi**4 / 5) ** 2 / whole, "y": a**2 / 8 / whole, "z": 0.0}
    total = {"x": 1 - first["y"], "y": first["y"], "z": b**2 * np.pi**8 * (1 / 18 - 1 / 50) / whole}
    assert len(found.sobol.rows) == 3 and found.matters_most == ("x",) and abs(found.sobol.variance / whole - 1) < 0.05
    for row in found.sobol.rows:
        name, = row.parameters
        assert abs(row.first - first[name]) < max(0.03, 1.5 * row.first_confidence)
        assert abs(row.total - total[name]) < max(0.03, 1.5 * row.total_confidence)
    assert found.provenance.command == ""


def test_more_draws_begin_with_those_of_fewer_and_a_growing_answer_ends_in_the_whole():
    options = {"given": "observed", "along": "campaign", "points": 3, "logit": 16, "base": 8}
    grown = list(growing(GENEVA, 700, **options))
    assert grown[0].draws < 200 and not grown[0].tornado and grown[-2].sobol is None
    assert [each.draws for each in grown] == sorted(each.draws for each in grown)
    whole = ng.uncertainty(GENEVA, 700, **options)
    assert grown[-1] == whole
    part = ng.uncertainty(GENEVA, 300, **options)
    assert more(part, 400) == whole and np.array_equal(part.sample.cube, whole.sample.cube[:300])
    assert ng.uncertainty(GENEVA, 300, seed=8, **QUICK).sample.cube[0, 0] != part.sample.cube[0, 0]
    assert copy.deepcopy(part) == part


def test_constraints_reject_and_it_is_said():
    model = two(("[[parties]]", '[[constraints]]\nrule = "x + y <= 1.5"\n[[parties]]'))
    found = ng.uncertainty(model, 3000, 0.5, within="range", **QUICK)
    assert abs(found.rejected - 1 / 8) < 0.02 and any("12." in each or "13." in each for each in found.notes)
    places = found.plan.places(found.sample.cube, found.plan.moments[0])
    assert (places["x"] + places["y"] <= 1.5 + 1e-9).all()
    tight = two(("[[parties]]", '[[constraints]]\nrule = "x == y"\n[[parties]]'))
    with pytest.raises(NegotiationError, match=r"0 of 4,096 guesses keep .* allowed: a smaller spread"):
        ng.uncertainty(tight, 100, **QUICK)


SHAPES = {
    "uniform": ("{shape = 'uniform', low = 0.4, high = 0.7}", stats.uniform(0.4, 0.3)),
    "triangular": ("{shape = 'triangular', low = 0.1, mode = 0.2, high = 0.9}", stats.triang(0.125, 0.1, 0.8)),
    "normal": ("{shape = 'normal', mean = 0.5, deviation = 0.4}", stats.truncnorm(-1.25, 1.25, 0.5, 0.4)),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_declared_distribution_is_that_of_scipy_and_moves_with_a_preset(shape):
    text, law = SHAPES[shape]
    model = two(('default = 0.5\nkind = "assumption"', f'default = 0.5\nkind = "assumption"\ndistribution = {text}'),
                ("{ place = 1.3 }", "{ place = 1.3, x = 0.55 }"))
    plan = ng.uncertainty(model, 16, **QUICK).plan
    shares = np.linspace(0.01, 0.99, 33)
    assert np.allclose(plan.guesses.each[0].values(shares, 0.5), law.ppf(shares), atol=1e-9)
    moved = plan.guesses.each[0].values(shares, 0.55)
    assert (moved > law.ppf(shares)).all() and moved.max() <= 1
    if shape == "uniform":
        assert np.allclose(moved, 0.05 + law.ppf(shares))


@given(shape=st.sampled_from(["uniform", "triangular", "normal"]), spread=st.floats(0, 3), centre=st.floats(0, 1),
       within=st.sampled_from(["value", "range"]))
@example(shape="normal", spread=1.0, centre=5e-324, within="value")
@settings(max_examples=40, deadline=None)
def test_a_guess_rises_with_its_share_and_stays_within_the_range(shape, spread, centre, within):
    plan = ng.uncertainty(two(), 1, spread, over=["x"], shape=shape, within=within, **QUICK).plan
    values = plan.guesses.each[0].values(np.linspace(0, 1, 21), centre)
    assert np.isfinite(values).all() and (np.diff(values) >= 0).all() and 0 <= values[0] <= values[-1] <= 1
    if shape != "normal":
        half = spread * (centre if within == "value" else 1)
        assert abs(values[0] - max(0, centre - half)) < 1e-9 and abs(values[-1] - min(1, centre + half)) < 1e-9


def test_correlated_guesses_have_the_rank_correlation_of_a_gaussian_copula_and_count_as_one_group():
    model = two(("[[parties]]", '[[correlations]]\nparameters = ["x", "y"]\ncoefficient = 0.8\n[[parties]]'))
    found = ng.uncertainty(model, 4000, 0.5, within="range", logit=0, base=32)
    rank = stats.spearmanr(found.sample.cube).statistic
    assert abs(rank - 6 / np.pi * np.arcsin(0.4)) < 0.02
    assert all(stats.kstest(each, "uniform").statistic < 0.02 for each in found.sample.cube.T)
    assert [row.parameters for row in found.sobol.rows] == [("x", "y")]
    perfect = two(("[[parties]]", '[[correlations]]\nparameters = ["x", "y"]\ncoefficient = -1\n[[parties]]'))
    assert np.allclose(ng.uncertainty(perfect, 64, **QUICK).sample.cube.sum(axis=1), 1)


def test_bands_are_the_likelihoods_at_each_position():
    found = ng.uncertainty(GENEVA, 600, along="control", points=3, **QUICK)
    for k, x in enumerate(found.bands.x):
        alone = ng.uncertainty(GENEVA, 600, control=x, over=found.plan.guesses.names, **QUICK)
        for (outcome, label), row in found.bands.rows.items():
            chance = alone.chance(outcome or label)
            assert row[k].value == pytest.approx(chance.is_equilibrium.value if chance else 0.0, abs=1e-12)
    campaign = ng.uncertainty(GENEVA, 100, along="campaign", points=3, **QUICK).bands
    assert campaign.over == "control" and campaign.path == "campaign"


@pytest.mark.parametrize("preset", ["geneva-suspended", "cessation", "seed-literal", "fall", "astana"])
def test_no_change_below_the_proved_bound_ends_an_equilibrium_and_the_point_named_does(preset):
    found = ng.uncertainty(GENEVA, 16, preset=preset, **QUICK)
    assert found.flips.rows and len(found.flips.rows) == len(ng.solve(GENEVA.at(preset), "pure"))
    now = GENEVA.point(preset)
    rng = np.random.default_rng(1)
    for row in found.flips.rows:
        mask = np.zeros(GENEVA.strategy_counts, dtype=bool)
        mask[row.profile.profile] = True
        size = row.at_least * (1 - 1e-6)
        signs = np.concatenate([rng.choice([-1, 1], (300, 46 + 5)), rng.uniform(-1, 1, (300, 51))])
        places = {name: np.full(600, float(value)) for name, value in now.items()}
        for k, each in enumerate(found.guesses):
            parameter = GENEVA.parameters[each.parameter]
            places[each.parameter] = np.clip(each.now * (1 + size * signs[:, k]), parameter.low, parameter.high)
        game = GENEVA.replace(constraints=()).at("", at=places)
        assert (losses(game)[:, mask] >= -1e-9).all()
        there = GENEVA.at("", at={**now, **row.moves})
        assert losses(there)[0][mask] < 1e-9 and row.at_most >= row.at_least
        moved = [abs(value / now[name] - 1) for name, value in row.moves.items()]
        assert max(moved) == pytest.approx(row.at_most, rel=1e-6)
    joined = found.flips.joined
    if joined is not None:
        there = GENEVA.at("", at={**now, **joined.moves})
        mask = np.zeros(GENEVA.strategy_counts, dtype=bool)
        mask[joined.profile.profile] = True
        assert losses(there)[0][mask] > -1e-7 and joined.at_most >= found.flips.joins
        assert joined.profile.label not in set(ng.solve(GENEVA.at(preset), "pure").label)
        assert max(abs(value / now[name] - 1) for name, value in joined.moves.items()) == pytest.approx(joined.at_most)
    free = found.flips.joins
    if free is not None:
        held = set(ng.solve(GENEVA.at(preset), "pure").label)
        signs = rng.choice([-1, 1], (400, 51))
        places = {name: np.full(400, float(value)) for name, value in now.items()} | {
            each.parameter: np.clip(each.now * (1 + free * (1 - 1e-6) * signs[:, k]),
                                    GENEVA.parameters[each.parameter].low, GENEVA.parameters[each.parameter].high)
            for k, each in enumerate(found.guesses)}
        assert set(ng.solve(GENEVA.replace(constraints=()).at("", at=places), "pure").label) <= held


def test_where_gains_are_linear_the_smallest_change_is_exact():
    found = ng.uncertainty(two(("x - y*y", "x - 2*y")), 16, place=1.2, **QUICK)
    row, = found.flips.rows
    # stay, wait: A leaves where x + y > 1.2: (0.6 - 0.5)/0.5 = 20 %; B where x > 2 y: 0.5 (1 + r) = 1 - r, r = 1/3.
    assert row.at_least == pytest.approx(0.2, abs=1e-8) and row.at_most == pytest.approx(0.2, abs=1e-8)
    assert (row.party, row.to, row.proof) == ("A", "go", "proved the smallest")
    assert row.moves == pytest.approx({"x": 0.6, "y": 0.6}, abs=1e-6)


def test_the_smallest_change_that_lets_another_equilibrium_join_is_exact_where_gains_are_linear():
    """One guess k, 1 now: (go, go) needs k >= 1.3 of A and k >= 1.2 of B; (stay, stay) stays throughout."""
    model = parse_model(JOIN)
    found = ng.uncertainty(model, 16, base=0, logit=0)
    joined = found.flips.joined
    assert joined.profile.label == "go / act" and found.flips.joins == pytest.approx(0.3, abs=1e-8)
    assert joined.at_most == pytest.approx(0.3, abs=1e-8) and joined.moves == pytest.approx({"k": 1.3}, abs=1e-7)
    assert "“go / act” becomes an equilibrium too if guesses are off by 30" in " ".join(found.sentences())
    assert document(found)["flips"]["joins"]["joined"] == "go / act"


def test_payoffs_that_are_no_polynomials_have_no_proved_bound_and_it_is_said():
    found = ng.uncertainty(two(("x - y*y", "exp(x) - 2")), 64, **QUICK)
    assert found.flips.rows == () and "no bound is proved" in found.flips.note
    assert any("no bound is proved" in each for each in found.sentences())


def test_a_tornado_moves_each_guess_alone():
    found = ng.uncertainty(GENEVA, 16, of="slack COLLAPSE", **QUICK)
    bar = found.tornado[0]
    quantity = asked(GENEVA, "slack COLLAPSE", "pure")
    assert bar.at_low == quantity.at(GENEVA.at(at={bar.parameter: bar.low}))[0]
    assert bar.at_high == quantity.at(GENEVA.at(at={bar.parameter: bar.high}))[0]
    assert bar.low == pytest.approx(bar.now * 0.82) and bar.high == pytest.approx(bar.now * 1.18)
    assert [each.swing for each in found.tornado] == sorted((each.swing for each in found.tornado), reverse=True)


@pytest.mark.parametrize(("of", "expected"), [
    ("COLLAPSE", 1.0), ("TALKS", 0.0), ("equilibria", 1.0), ("payoff Russia", 45511 / 6250),
    ("bargain nash", 154647 / 200000), ("bargain reservation Russia", 0.70511), ("slack TALKS", -593 / 2500),
    ("slack press, strike, walk, restrain, push", None),
])
def test_what_can_be_asked_for(of, expected):
    value = float(asked(GENEVA, of, "pure").at(GENEVA.at())[0])
    assert value > 0 if expected is None else value == pytest.approx(expected, abs=1e-5)


def test_the_slack_says_whether_an_outcome_is_an_equilibrium():
    rng = np.random.default_rng(3)
    game = GENEVA.at(control=rng.random(200), line=rng.random(200))
    found = ng.solve(game, "pure")
    for outcome in GENEVA.outcomes:
        held = np.zeros(200, dtype=bool)
        held[found.point[[bool(outcome.mask[each.profile]) for each in found.played]]] = True
        assert ((asked(GENEVA, f"slack {outcome.id}", "pure").at(game) >= 0) == held).all()


def test_ripe_and_selected_are_those_of_single_points():
    model = ng.load("russia-iran")
    found = ng.uncertainty(model, 200, 0.5, over=["control"], within="range", control=0.5, logit=40, base=0)
    control = found.plan.places(found.sample.cube, found.plan.moments[0])["control"]
    ripe = [any(x in span for span in ng.ripeness(model, "control").intervals) for x in control]
    assert found.ripe.value == pytest.approx(np.mean(ripe), abs=1e-12) and 0 < np.mean(ripe) < 1
    chosen = ng.solve(model.at(control=control[:40]), "logit")
    for row in found.outcomes:
        same = (chosen.outcome == row.outcome) if row.outcome else (chosen.label == row.label)
        assert row.selected.value == pytest.approx(same.mean()) and row.selected.draws == 40


def test_what_is_uncertain_where_nothing_is_named():
    names = ng.uncertainty(GENEVA, 16, **QUICK).plan.guesses.names
    assert not {"control", "line", "delta_gov", "shift"} & set(names)
    assert {"bad_faith", "pride", "war_cost"} <= set(names)
    assert ng.uncertainty(BILATERAL, 16, **QUICK).plan.guesses.names == ("control",)
    assert "delta_gov" in ng.uncertainty(GENEVA, 16, of="bargain nash", **QUICK).plan.guesses.names


def test_few_survivors_are_said_and_none_too():
    few = ng.uncertainty(two(), 100, 0.5, within="range", given={"late": "GONE", "later": "ACTED"}, **QUICK)
    assert 0 < few.survivors < 100 and any("too few" in each for each in few.sentences())
    none = ng.uncertainty(two(), 200, 0.01, given={"late": "CALM", "then": "GONE"}, **QUICK)
    assert none.survivors == 0 and any("None of 200 guesses" in each for each in none.sentences())
    assert np.isnan(none.outcomes[0].is_equilibrium.value)
    assert ng.document(none)["outcomes"][0]["is_equilibrium"] is None
    assert ruled_out(two(), none) and clause(none, "CALM") == "" and matters(two(), none)


@pytest.mark.parametrize(("options", "error"), [
    ({"over": ["prid"]}, "did you mean 'pride'"), ({"given": "castelo"}, "did you mean 'castello'"),
    ({"given": "stalemate"}, "does not say what was observed"), 
    ({"given": {"castello": "TALK"}}, "did you mean 'TALKS'"),
    ({"of": "COLAPSE"}, "did you mean 'COLLAPSE'"), ({"of": "payoff Rusia"}, "Russia"), ({"of": "slack X"}, "X"),
    ({"along": "controll"}, "did you mean 'control'"), ({"along": "control", "over": ["control"]}, "it runs along"),
    ({"shape": "flat"}, "allowed"), ({"sampling": "sobl"}, "did you mean 'sobol'"), ({"method": "pur"}, "pure"),
    ({"base": 100}, "a power of two"), ({"spread": -1}, "from 0"), ({"draws": 0}, "from 1"),
    ({"over": []}, "uncertain"),
    ({"control": [0.1, 0.2]}, "one number"), ({"control": 2}, "outside its range"), ({"seed": 1.5}, "whole number"),
])
def test_every_bad_argument_is_one_line(options, error):
    with pytest.raises((NegotiationError, ArgumentError)) as refused:
        ng.uncertainty(GENEVA, **{**QUICK, "draws": 16, **options})
    assert error in str(refused.value) and "\n" not in str(refused.value)


@pytest.mark.parametrize(("old", "new", "error"), [
    ('observed = "GONE"', 'observed = "GON"', "'GON' is not an outcome; did you mean 'GONE'?"),
    ('["CALM", "ACTED"]', '["CALM", "ACTD"]', "'ACTD' is not an outcome; did you mean 'ACTED'?"),
    ('["CALM", "ACTED"]', '3', "observed"),
    ('kind = "assumption"', 'distribution = "unifrm"', "found 'unifrm'; allowed: 'uniform', 'triangular' or 'normal'"),
    ('kind = "assumption"', 'distribution = {shape = "normal", low = 0}', "a normal distribution has no 'low'"),
    ('kind = "assumption"', 'distribution = {low = 0.9, high = 0.1}', "low must be smaller"),
    ('kind = "assumption"', 'distribution = {low = 0.1}', "has no 'high'"),
    ('kind = "assumption"', 'distribution = {shape = "normal", deviation = 0}', "allowed: above 0"),
    ('kind = "assumption"', 'distribution = {low = 0.1, high = 7}', "outside the parameter's range"),
    ("[[parties]]", '[[correlations]]\nparameters = ["x", "w"]\ncoefficient = 0\n[[parties]]',
     "'w' is not a parameter"),
    ("[[parties]]", '[[correlations]]\nparameters = ["x", "y"]\ncoefficient = 1.5\n[[parties]]', "allowed: -1 to 1"),
    ("[[parties]]", '[[correlations]]\nparameters = ["x", "y", "place"]\ncoefficient = -1\n[[parties]]',
     "no distribution has all these correlations"),
])
def test_a_faulty_declaration_is_refused_with_its_line(old, new, error):
    found = faults(TWO.replace(old, new, 1), "m.toml")
    assert len(found) == 1 and error in str(found[0])
    line = int(str(found[0]).split(":")[1])
    assert 1 < line <= TWO.count("\n") + 4
    if "correlations" not in new:
        assert line == 1 + TWO[:TWO.index(old)].count("\n")


def likelihood(table, name):
    """The share of the guesses in which an outcome is an equilibrium, from the rows of a file alone."""
    return table[(table["outcome"] == name) | (table["label"] == name)]["point"].nunique() / table["point"].nunique()


def only(table, name):
    alone = table[(table.groupby("point")["point"].transform("size") == 1) & table["complete"]]
    return (alone["outcome"] == name).sum() / table["point"].nunique()


@pytest.mark.parametrize("asked", [
    {"given": "observed"}, {"sampling": "random", "seed": 3, "over": ["terms", "war_cost"], "shape": "normal"},
    {"given": {"cessation": "TALKS"}, "preset": "castello", "at": {"isis": 0.7}, "within": "range", "spread": 0.1},
], ids=["history", "random", "castello"])
def test_a_file_of_guesses_is_of_the_guesses_in_memory(tmp_path, asked):
    path = ng.uncertainty_to(GENEVA, tmp_path / "x.parquet", 400, chunk=150, **asked)
    found, table = ng.uncertainty(GENEVA, 400, **asked, **QUICK), pd.read_parquet(path)
    assert table["point"].unique().tolist() == list(range(400))
    here = table[table["preset"] == ""] if "preset" in table else table
    first = here.drop_duplicates("point")
    drawn = found.draws_frame()
    for name in found.plan.guesses.names:
        assert first[name].tolist() == drawn[name].tolist()
    if found.history is not None:
        assert first["survives"].tolist() == drawn["survives"].tolist() and first["survives"].any()
        assert set(table["preset"]) == {"", *GENEVA.presets}
        here = here[here["survives"]]
    else:
        assert "survives" not in table and "scramble" not in table
    for row in found.outcomes:
        assert likelihood(here, row.name) == pytest.approx(row.is_equilibrium.value, abs=1e-12)
        assert only(here, row.name) == pytest.approx(row.is_only.value, abs=1e-12)
    assert ng.replay(path).equal
    assert ng.read_study(path).manifest["command"] == found.provenance.command.replace(" --logit 0 --base 0", "")


def test_rejected_guesses_leave_their_numbers_behind_and_a_guess_without_an_equilibrium_keeps_its_row(tmp_path):
    text = TWO.replace("[[parties]]", '[[constraints]]\nrule = "x + y <= 1.1"\n[[parties]]', 1)
    text = text.replace('"go*(x + y - place)"', '"go*(0.5 - 1*act) + 0*(y - place)"').replace(
        '"act*(x - y*y)"', '"act*(go - x)"')
    model, asked = parse_model(text, "two.toml"), {"draws": 2500, "spread": 0.5, "within": "range"}
    paths = [ng.uncertainty_to(model, tmp_path / f"{size}.parquet", chunk=size, **asked) for size in (7, 1100)]
    small, large = map(pd.read_parquet, paths)
    pd.testing.assert_frame_equal(small, large, check_exact=True)
    found = ng.uncertainty(model, 2500, 0.5, within="range", **QUICK)
    assert found.none.value > 0.1 and found.rejected > 0.1
    assert (small["label"] == "").sum() == round(found.none.value * 2500) == (small["P(A stay)"].isna()).sum()
    last = int(small["candidate"].max())
    assert 1 - 2500 / (last + 1) == pytest.approx(found.rejected)
    assert (small["scramble"] == small["candidate"] % 32).all() and (small["x"] + small["y"] <= 1.1 + 1e-9).all()


def test_a_file_of_guesses_that_was_stopped_goes_on_to_the_same_bytes_and_no_other_question_may(tmp_path, monkeypatch):
    asked = {"draws": 300, "chunk": 40, "at": {"isis": Fraction(1, 3)}}
    whole = ng.uncertainty_to(GENEVA, tmp_path / "whole.parquet", executor=2, **asked)
    real, path = GuessStudy.rows, tmp_path / "x.parquet"

    def rows(study, block):
        if block == 4:
            raise KeyboardInterrupt
        return real(study, block)

    monkeypatch.setattr(GuessStudy, "rows", rows)
    with pytest.raises(ng.StudyInterrupted, match="160 of 300 points are finished and kept"):
        ng.uncertainty_to(GENEVA, path, **asked)
    monkeypatch.undo()
    assert not path.exists()
    for other, words in [({"seed": 8}, r"another seed \(7 then, 8 now\)"), ({"draws": 301}, "another draws"),
                         ({"spread": 0.1}, "another spread"), ({"given": "observed"}, "another given"),
                         ({"over": ["terms"]}, "another over"), ({"at": {}}, "another values")]:
        with pytest.raises(NegotiationError, match=f"was begun with {words}"):
            ng.uncertainty_to(GENEVA, path, resume=True, **{**asked, **other})
    with pytest.raises(NegotiationError, match='was begun with another study \\("uncertainty" then, "sweep" now'):
        ng.sweep_to(GENEVA, path, resume=True, control=[0.1])
    ng.uncertainty_to(GENEVA, path, resume=True, **asked)
    assert path.read_bytes() == whole.read_bytes()


def test_the_command_line_writes_guesses_and_says_what_such_a_file_does_not_hold(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    command = ["uncertainty", "russia-coalition", "--draws", "50", "--to", "x.parquet"]
    for options, words, code in [
        ([], "wrote x.parquet", 0), (["--resume"], "x.parquet: was finished already", 0), ([], "exists already", 1),
        (["--resume", "--seed", "8"], "another seed", 1), (["--along", "control"], "is not part of a .parquet file", 2),
    ]:
        with pytest.raises(SystemExit) as stop:
            main([*command, *options])
        assert (stop.value.code, words in capsys.readouterr().err) == (code, True), options
    for options, words in [(["--workers", "2"], "says how a study goes to a .parquet file"),
                        (["--resume"], "continues a study in a .parquet file")]:
        with pytest.raises(SystemExit) as stop:
            main([*command[:-1], "x.csv", *options])
        assert stop.value.code == 2 and words in capsys.readouterr().err
