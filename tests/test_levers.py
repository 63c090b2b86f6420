"""Levers: the figures of the Geneva model, every value returned verified and refuted a little short of it."""

from __future__ import annotations

import json
from fractions import Fraction as F

import numpy as np
import pytest
from scipy.optimize import linprog

import negotiation as ng
from negotiation.errors import ModelError, ParameterError
from negotiation.inverse.deviations import Target
from negotiation.modelfile import parse_model

GENEVA = ng.load("geneva-2016")
TALKS = "press / pause / talk / restrain / hold"
PROFILE = GENEVA.at().index("press, pause, talk, restrain, hold")
SHORT = 1e-6


def worst_gain(profile=PROFILE, model=GENEVA, **values) -> F:
    payoffs = model.exact(**values)[0]
    return max(payoffs[i][(*profile[:i], to, *profile[i + 1:])] - payoffs[i][profile]
               for i, size in enumerate(model.strategy_counts) for to in range(size))


def stands(label=TALKS, model=GENEVA, **values) -> bool:
    return label in ng.solve(model.at(**values), "pure").label


@pytest.fixture(scope="module")
def talks():
    return ng.levers(GENEVA, "press, pause, talk, restrain, hold")


def test_russia_and_iran_block_talks_at_the_default(talks):
    assert not talks.holds_now and talks.outcome == "TALKS" and talks.label == TALKS
    assert [(b.party, b.strategy, b.to, b.exact) for b in talks.blocked_by] == [
        ("Russia", "pause", "strike", "593/2500"), ("Iran", "hold", "push", "12831/125000")]
    assert talks.blocked_by[0].gain == pytest.approx(0.2372)


def test_single_levers_are_exact_and_rational_but_for_control(talks):
    exact = {each.parameter: each.exact for each in talks.single if each.value is not None}
    assert {name: text for name, text in exact.items() if name != "control"} == {
        "terms": "26777/45000", "war_cost": "1411/800", "decisive": "359/1470", "leverage": "10277/15000"}
    assert exact["control"] == "-25999/2668 + sqrt(765592801)/2668"
    assert all(each.certainty == "exact" for each in talks.single)
    costs = [each.cost for each in talks.single if each.cost is not None]
    assert costs == sorted(costs)


def test_every_single_lever_is_verified_by_solve_and_refuted_a_little_short(talks):
    tried = 0
    for each in talks.single:
        if each.value is None:
            continue
        parameter = GENEVA.parameters[each.parameter]
        toward = 1 if each.now > each.value else -1
        short = each.value + toward * SHORT * (parameter.high - parameter.low)
        exact = F(each.exact) if each.parameter != "control" else F(str(each.value))
        assert stands(**{each.parameter: exact}) and worst_gain(**{each.parameter: exact}) <= 0
        assert not stands(**{each.parameter: short}) and worst_gain(**{each.parameter: short}) > 0
        tried += 1
    assert tried == 5


@pytest.mark.slow
def test_parameters_that_do_not_suffice_have_no_interval(talks):
    for each in talks.single:
        parameter = GENEVA.parameters[each.parameter]
        at = [F(str(parameter.low)) + (F(str(parameter.high)) - F(str(parameter.low))) * k / 8 for k in range(9)]
        for value in at:
            try:
                holds = worst_gain(**{each.parameter: value}) <= 0
            except ParameterError:
                continue
            assert holds == any(value in interval for interval in each.intervals)
    assert {"delta_gov", "shift"}.isdisjoint(each.parameter for each in talks.single)


@pytest.mark.slow
@pytest.mark.parametrize("over", [("war_cost", "bad_faith"), ("terms", "war_cost"), ("terms", "bad_faith", "clash"),
                                  ("leverage", "bad_faith", "isis"), ("decisive", "terms")])
def test_the_linear_program_is_exact_and_no_dearer_than_highs(over):
    what = ng.levers(GENEVA, TALKS, over=over)
    change = what.smallest_change
    values = {name: F(text) for name, text in change.exact.items()}
    assert change.smallest == (change.method == "exact linear program") == (change.least is not None)
    assert worst_gain(**values) <= 0 and stands(**{name: float(value) for name, value in values.items()})
    assert worst_gain(**{name: value + (F(str(what.values[name])) - value) * F(1, 10**6)
                         for name, value in values.items()}) > 0
    if change.smallest:
        assert change.cost == pytest.approx(by_highs(over), abs=1e-9)


def by_highs(over):
    """The same program in floating point, from payoffs at unit steps."""
    now = GENEVA.values()
    low, high = (np.array([getattr(GENEVA.parameters[name], end) for name in over]) for end in ("low", "high"))
    here = np.array([now[name] for name in over])

    def gains(at):
        payoffs = GENEVA.at(**dict(zip(over, at, strict=True))).payoffs[0]
        return np.array([payoffs[i][(*PROFILE[:i], to, *PROFILE[i + 1:])] - payoffs[i][PROFILE]
                         for i, size in enumerate(GENEVA.strategy_counts) for to in range(size)])

    base = gains(here)
    slopes = np.stack([(gains(np.where(np.arange(len(over)) == k, high, here)) - base) / (high - here)[k]
                       for k in range(len(over))], axis=1) * (high - low)
    room = np.concatenate([(high - here) / (high - low), (here - low) / (high - low)])
    return linprog(np.ones(2 * len(over)), np.hstack([slopes, -slopes]), -base, bounds=list(zip(0 * room, room,
                                                                                             strict=True))).fun


@pytest.mark.slow
@pytest.mark.parametrize("over", [("control", "line"), ("control", "war_cost"), ("terms", "leverage")])
def test_the_search_finds_what_a_fine_grid_finds(over):
    change = ng.levers(GENEVA, "TALKS", over=over).smallest_change
    assert change.method == "search" and not change.smallest
    assert worst_gain(**{name: F(text) for name, text in change.exact.items()}) <= 0
    axes = [np.linspace(GENEVA.parameters[name].low, GENEVA.parameters[name].high, 201) for name in over]
    mesh = np.meshgrid(*axes, indexing="ij")
    at = {name: each.ravel() for name, each in zip(over, mesh, strict=True)}
    solved = ng.solve(GENEVA.at(**at), "pure")
    holds = np.isin(np.arange(mesh[0].size), solved.point[solved.label == TALKS])
    size = {name: GENEVA.parameters[name].high - GENEVA.parameters[name].low for name in over}
    cost = sum(np.abs(at[name] - GENEVA.values()[name]) / size[name] for name in over)
    assert change.cost <= cost[holds].min() + 1e-9 and change.cost >= cost[holds].min() - 2 / 200


def test_a_margin_is_kept():
    change = ng.levers(GENEVA, "TALKS", over=["war_cost", "bad_faith"], margin=0.05).smallest_change
    values = {name: F(text) for name, text in change.exact.items()}
    payoffs = GENEVA.exact(**values)[0]
    gains = [payoffs[i][(*PROFILE[:i], to, *PROFILE[i + 1:])] - payoffs[i][PROFILE]
             for i, size in enumerate(GENEVA.strategy_counts) for to in range(size) if to != PROFILE[i]]
    assert max(gains) == F(-1, 20)


def test_what_blocks_when_nothing_works_is_proved():
    what = ng.levers(GENEVA, "TALKS", over=["line", "arms"])
    assert what.smallest_change is None and what.blocked_for_certain
    assert [each.party for each in what.blockers] == ["Russia", "Iran"]
    draw = np.random.default_rng(0)
    for _ in range(20):
        at = {"line": F(int(draw.integers(0, 101)), 100), "arms": F(int(draw.integers(0, 31)), 100)}
        payoffs = GENEVA.exact(**at)[0]
        for each in what.blockers:
            i = [party.id for party in GENEVA.parties].index(each.party)
            to = (*PROFILE[:i], GENEVA.parties[i].index(each.to), *PROFILE[i + 1:])
            assert payoffs[i][to] - payoffs[i][PROFILE] >= F(each.exact) - F(1, 10**9) > 0


def test_a_trade_off_holds_at_each_value_and_not_short_of_it(talks):
    curve = talks.trade_off("war_cost", "terms", 11)
    assert len(curve.to_frame()) == 11 and curve.x[0] == 0 and curve.x[-1] == 3
    assert F(curve.exact[0]) > F(1, 2) == F(curve.exact[-1])
    for x, y in zip(curve.x, curve.exact, strict=True):
        at = {"war_cost": F(str(round(x, 9)))}
        assert worst_gain(**at, terms=F(y)) <= 0
        if F(y) != F(1, 2):
            assert worst_gain(**at, terms=F(y) - F(1, 10**6)) > 0
    with pytest.raises(ParameterError, match="two different"):
        talks.trade_off("terms", "terms")


def test_what_stands_beside_the_target(talks):
    change = talks.smallest_change
    assert change.company.only is False
    assert "press / strike / walk / restrain / push" in change.company.others
    beside = {each.parameter: each.company for each in talks.single if each.company}
    assert beside["war_cost"].others == ("press / strike / walk / restrain / push",)


@pytest.mark.slow
def test_an_outcome_takes_its_cheapest_profile():
    what = ng.levers(GENEVA, "COUNTER-OFFENSIVE", over=["control"])
    each = [ng.levers(GENEVA, f"press, pause, fight, {x}, hold", over=["control"]) for x in ("restrain", "supply")]
    price = [min((s.cost for s in one.single if s.cost is not None), default=9) for one in each]
    assert what.label == each[int(np.argmin(price))].label and "2 profiles" in what.notes[-1]


def test_a_target_that_holds_needs_nothing():
    what = ng.levers(GENEVA, "COLLAPSE")
    assert what.holds_now and not what.blocked_by and what.smallest_change is None
    assert all(each.value is None for each in what.single)
    assert any(str(i) == "[3/4 - sqrt(56329)/364, 3/4]" for each in what.single for i in each.intervals)


SMALL = """
format = 1
title = "small"
[parameters.p]
low = 0
high = 1
default = 0.2
kind = "lever"
[parameters.q]
low = 0
high = 1
default = 0.2
kind = "lever"
[[constraints]]
rule = "p + q <= 4/5"
message = "p and q share"
[[parties]]
id = "One"
strategies = [{ id = "a" }, { id = "b" }]
[[parties]]
id = "Two"
strategies = [{ id = "x" }, { id = "y" }]
[payoffs]
One = "a*(%s)"
Two = "x"
"""


def test_constraints_are_respected_by_single_levers_and_by_programs():
    model = parse_model(SMALL % "p + q/2 - 13/20")
    what = ng.levers(model, "a, x")
    single = {each.parameter: each for each in what.single}
    assert [str(i) for i in single["p"].intervals] == ["[11/20, 3/5]"] and single["q"].value is None
    change = what.smallest_change
    assert change.smallest and change.exact == {"p": "11/20"} and change.company.only
    model = parse_model(SMALL % "p/2 + q/2 - 9/20")
    what = ng.levers(model, "a, x")
    assert what.smallest_change is None and what.blocked_for_certain
    assert [(each.party, each.exact) for each in what.blockers] == [("One", "1/20")]


def test_joint_moves_beat_single_ones_where_they_must():
    model = parse_model((SMALL % "0").replace('"a*(0)"', '"a*(p - 3/10)"').replace('Two = "x"', 'Two = "x*(q - 2/5)"'))
    what = ng.levers(model, "a, x")
    assert all(each.value is None for each in what.single)
    assert what.smallest_change.exact == {"p": "3/10", "q": "2/5"} and what.smallest_change.cost == pytest.approx(0.3)
    assert what.smallest_change.company.only


def test_products_of_levers_are_searched_and_proved():
    model = parse_model(SMALL % "p*q - 3/20")
    change = ng.levers(model, "a, x").smallest_change
    values = {name: F(text) for name, text in change.exact.items()}
    p, q = values.get("p", F(1, 5)), values.get("q", F(1, 5))
    assert p * q >= F(3, 20) and p + q <= F(4, 5)
    assert change.cost == pytest.approx(2 * (0.15**0.5) - 0.4, abs=1e-6)


TEMPLATE = """
format = 1
title = "template"
[parameters.t]
low = 0
high = 1
default = %s
kind = "lever"
[parameters.s]
low = 0
high = 1
default = %s
kind = "lever"
%s
[[parties]]
id = "P0"
strategies = [{ id = "a0" }, { id = "a1" }]
[[parties]]
id = "P1"
strategies = [{ id = "b0" }, { id = "b1" }]
[payoffs]
P0 = "a1*(%s)"
P1 = "b1*(%s)"
"""
STRICT = '[[constraints]]\nrule = "%s"\nmessage = "kept apart"'


def test_upper_bounds_bind_the_program():
    what = ng.levers(parse_model(TEMPLATE % (0.25, 0.25, "", "1/4 - t + s", "1/4 - s")), "a0, b0")
    assert what.smallest_change.exact == {"t": "1/2"} and what.smallest_change.smallest
    what = ng.levers(GENEVA, "TALKS", over=("decisive", "terms"), control=0, line=1, war_cost=0, terms=0, decisive=.533,
                     leverage=0, bad_faith=3)
    for name, value in (what.smallest_change.parameters if what.smallest_change else {}).items():
        assert GENEVA.parameters[name].low <= value <= GENEVA.parameters[name].high
    assert what.smallest_change or what.blocked_for_certain


def test_a_gain_that_is_zero_everywhere_beside_a_product():
    change = ng.levers(parse_model(TEMPLATE % (0.25, 0.25, "", "1/2 - t*s", "0")), "a0, b0").smallest_change
    assert change.cost == pytest.approx(2**0.5 - 0.5, abs=1e-6) and not change.smallest
    what = ng.levers(parse_model(TEMPLATE % (0.25, 0.25, "", "1/2 - t*s", "1/5")), "a0, b0")
    assert what.smallest_change is None and what.blocked_for_certain
    assert [each.party for each in what.blockers] == ["P1"]


def test_strict_constraints_are_open_and_an_infimum_is_said_to_be_one():
    model = parse_model(TEMPLATE % (0.25, 0.25, STRICT % "t < 3/4", "1/2 - t", "0"))
    single = {each.parameter: each for each in ng.levers(model, "a0, b0").single}
    assert [str(each) for each in single["t"].intervals] == ["[1/2, 3/4)"]
    never = ng.levers(parse_model(TEMPLATE % (0.25, 0.25, STRICT % "t < 3/4", "3/4 - t", "0")), "a0, b0")
    assert never.smallest_change is None and never.blocked_for_certain and not never.single[0].intervals
    beyond = parse_model(TEMPLATE % (0.2, 0.25, STRICT % "t < s", "3/4 - t", "0"))
    change = ng.levers(beyond, "a0, b0").smallest_change
    values = {name: F(text) for name, text in change.exact.items()}
    assert F(3, 4) <= values["t"] < values["s"] and change.least == pytest.approx(0.55 + 0.5)
    assert not change.smallest and "infimum" in change.proof and change.cost > change.least


def test_an_end_that_a_strict_constraint_leaves_out_is_not_attained():
    model = parse_model(TEMPLATE % (0.25, 0.9, STRICT % "s > t", "t - 1/2", "1/5 + t - s"))
    found = ng.levers(model, "a1, b0", t=0.25, s=0.9)
    single = next(each for each in found.single if each.parameter == "t")
    assert [str(each) for each in single.intervals] == ["[1/2, 7/10]"] and single.attained
    model = parse_model(TEMPLATE % (0.25, 0.5, STRICT % "t*t*t < 1/8", "1/2 - s", "s - t"))
    what = ng.levers(model, "a0, b1", t=0.25, s=0.25)
    assert what.smallest_change.exact == {"s": "1/2"} and what.smallest_change.least is None


SEVEN = """
format = 1
title = "seven"
[parameters.t]
low = 0
high = 1
default = 0.1
kind = "lever"
[[parties]]
id = "One"
strategies = [{ id = "a0" }, { id = "a1" }, { id = "a2" }, { id = "a3" }, { id = "a4" }, { id = "a5" }, { id = "a6" }]
[[parties]]
id = "Two"
strategies = [{ id = "b0" }, { id = "b1" }]
[outcomes.OUT]
label = "out"
patterns = ["a0, *", "a1, *", "a4, *"]
[payoffs]
One = "-2*a0 - 2*a1 + a4*(2*t - 11/10) - a2 - a3 - a5"
Two = "0"
"""


def test_every_profile_of_an_outcome_is_searched():
    what = ng.levers(parse_model(SEVEN), "OUT")
    assert what.label.startswith("a4") and what.smallest_change.exact == {"t": "11/20"}
    assert not what.blocked_for_certain and "6 profiles; all were searched" in what.notes[-1]
    never = ng.levers(parse_model(SEVEN.replace("2*t - 11/10", "t/4 - 11/10")), "OUT")
    assert never.blocked_for_certain and never.smallest_change is None


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 3, 4, 7, 11, 12, 14])
def test_random_problems_agree_with_an_independent_optimiser(seed):
    from benchmarks.levers_oracle import verdict

    assert verdict(seed).startswith("ok")


def test_a_result_can_be_pickled_with_its_trade_off(talks):
    import pickle

    again = pickle.loads(pickle.dumps(talks))
    assert again.trade_off("war_cost", "terms", 3).exact == talks.trade_off("war_cost", "terms", 3).exact


def test_levers_without_polynomials_are_certified_and_say_so():
    what = ng.levers(parse_model(SMALL % "exp(p) - 3/2"), "a, x")
    single = {each.parameter: each for each in what.single}
    assert single["p"].value == pytest.approx(np.log(1.5), abs=1e-9)
    assert single["p"].certainty == "numerically certified"
    change = what.smallest_change
    assert change.method == "search in floating point" and not change.smallest and "no polynomials" in what.notes[0]
    assert change.parameters == {"p": pytest.approx(np.log(1.5), abs=1e-9)}


def test_joint_moves_without_polynomials_come_near_the_optimum():
    model = parse_model(SMALL % "exp(p)*(1 + q) - 2")
    change = ng.levers(model, "a, x").smallest_change
    p, q = (change.parameters.get(name, 0.2) for name in "pq")
    assert np.exp(p) * (1 + q) >= 2 - 1e-9 and p + q <= 0.8
    grid = np.linspace(0, 1, 2001)
    best = min(abs(x - 0.2) + max(0, 2 / np.exp(x) - 1.2) for x in grid if x + max(0.2, 2 / np.exp(x) - 1) <= 0.8)
    assert change.cost == pytest.approx(best, abs=1e-3)


@pytest.mark.parametrize(("target", "arguments", "words"), [
    ("TALK", {}, "did you mean 'TALKS'"), ("press, pause, talk, restrain, holds", {}, "did you mean 'hold'"),
    ("press, pause", {}, "names 5 strategies"), ("TALKS", {"over": ["contrl"]}, "did you mean 'control'"),
    ("TALKS", {"control": 3}, "outside its range"), ("TALKS", {"air": 0.9}, "at most 1")])
def test_wrong_arguments_are_named(target, arguments, words):
    with pytest.raises((ModelError, ParameterError), match=words):
        ng.levers(GENEVA, target, **arguments)


def test_bounds_of_gains_hold_on_the_whole_box():
    over = ("control", "line", "terms", "war_cost")
    target = Target(GENEVA, PROFILE, over, GENEVA.point().fractions)
    low, high = target.box
    draw = np.random.default_rng(1)
    for gain in target.gains:
        bound, reached = gain.lowest(low, high)
        values = [gain.at([a + (b - a) * F(int(k), 20) for a, b, k in zip(low, high, row, strict=True)])
                  for row in draw.integers(0, 21, (60, 4))]
        assert bound <= min(values)
        if reached:
            corners = np.array(np.meshgrid(*zip(low, high, strict=True))).reshape(4, -1).T
            assert bound == min(gain.at(list(row)) for row in corners)


def test_the_document_has_the_agreed_shape(capsys):
    from negotiation.cli import main

    with pytest.raises(SystemExit) as stop:
        main(["levers", "geneva-2016", "--target", "press,pause,talk,restrain,hold", "--over", "war_cost,bad_faith",
              "--format", "json"])
    assert stop.value.code == 0
    found = json.loads(capsys.readouterr().out)
    assert found["holds_now"] is False
    assert {k: found["blocked_by"][0][k] for k in ("party", "to")} == {"party": "Russia", "to": "strike"}
    assert found["blocked_by"][0]["gain"] == pytest.approx(0.2372)
    assert found["smallest_change"]["parameters"] == {"war_cost": 1.76375}
    assert found["smallest_change"]["cost"] == pytest.approx(0.254583333)
    single = next(each for each in found["single"] if each["parameter"] == "war_cost")
    assert single["intervals"][0]["from"]["exact"] == "1411/800"
    assert single["intervals"][0]["from"]["broken_by"]["party"] == "Iran"
