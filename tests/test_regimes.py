"""Tipping points: the figures of the Geneva model, exact oracles on random models, honesty where nothing is exact."""

from __future__ import annotations

import json
from fractions import Fraction as F
from functools import cache
from itertools import product

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

import negotiation as ng
from negotiation.arithmetic.algebraic import Algebraic, between, real_roots
from negotiation.arithmetic.dual import Dual, slope_of, value_of
from negotiation.arithmetic.kinds import ENCLOSURES
from negotiation.arithmetic.ranges import Range, lifted
from negotiation.errors import ModelError, NegotiationError, ParameterError
from negotiation.model.payoffs import read
from negotiation.modelfile import parse_model

GENEVA = ng.load("geneva-2016")
BILATERAL = ["us-russia", "russia-coalition", "turkey-russia", "turkey-iran", "us-coalition", "russia-iran"]
COLLAPSE = "press / strike / walk / restrain / push"
TALKS = "press / pause / talk / restrain / hold"

# The main sliders other than control that enter payoffs, with their ranges.
OTHERS = {name: (p.low, p.high) for name, p in GENEVA.parameters.items()
          if p.level == "main" and name not in ("control", "delta_gov", "delta_opp", "weight_gov", "shift")}


def settings_of(seed: int) -> dict[str, float]:
    """Draw decimals, so that a float and a fraction mean the same."""
    draw = np.random.default_rng(seed)
    return {name: round(float(low + (high - low) * draw.random()), 3) for name, (low, high) in OTHERS.items()}


@cache
def along_control(seed: int):
    """Return the regimes of geneva-2016 at the settings of a seed, worked out once for all tests that read them."""
    return ng.regimes(GENEVA, "control", **settings_of(seed))


@cache
def geneva():
    """Return the regimes of geneva-2016 as it stands."""
    return ng.regimes(GENEVA, "control")


def is_equilibrium(model, profile, **values) -> bool:
    """The oracle: exact payoffs, every deviation tried."""
    return worst_gain(model, profile, **values) <= 0


def worst_gain(model, profile, **values) -> F:
    return worst(model, model.exact(**values)[0], profile)


def worst(model, payoffs, profile) -> F:
    gains = [payoffs[i][(*profile[:i], to, *profile[i + 1:])] - payoffs[i][profile]
             for i, size in enumerate(model.strategy_counts) for to in range(size)]
    return max(gains)


def standing(found, label):
    return next(row for row in found.standings if row.label == label)


def two_by_two(cells: list[list[str]], constraints: str = "", ties: str = ""):
    """Build a two-party model from cells [[(row, column), ...]] in t on 0 to 1, and a second parameter s."""
    rows = "\n".join(f'"{a}, {b}" = ["{cells[i][j][0]}", "{cells[i][j][1]}"]'
                     for (i, a), (j, b) in product(enumerate("ab"), enumerate("xy")))
    return parse_model(f"""
format = 1
title = "t"
[parameters.t]
low = 0
high = 1
default = 0.25
[parameters.s]
low = 0
high = 1
default = 0.5
[[parties]]
id = "One"
strategies = [{{ id = "a" }}, {{ id = "b" }}]
[[parties]]
id = "Two"
strategies = [{{ id = "x" }}, {{ id = "y" }}]
[payoffs]
{rows}
[outcomes.PEACE]
patterns = ["a, x"]
kind = "agreement"
[outcomes.WAR]
patterns = ["b, y"]
kind = "conflict"
{constraints}
{ties}
""")


# The figures of the Geneva model

def test_collapse_and_talks_stand_exactly_where_the_algebra_says():
    found = geneva()
    expected = {COLLAPSE: ("3/4 - sqrt(56329)/364", "3/4"),
                TALKS: ("1 - sqrt(6834)/102", "(sqrt(765592801) - 25999)/2668")}
    for label, ends in expected.items():
        (interval,) = standing(found, label).intervals
        for end, exact in zip((interval.start, interval.stop), ends, strict=True):
            assert sympy.simplify(sympy.sympify(end.exact) - sympy.sympify(exact)) == 0
            assert end.decimal == pytest.approx(float(sympy.sympify(exact)), abs=1e-15)
            assert end.closed and not end.edge
    assert found.exact


def test_who_breaks_the_deal_and_by_which_gain():
    found = geneva()
    (talks,) = standing(found, TALKS).intervals
    assert [(b.party, b.strategy, b.to) for b in talks.start.breakers] == [("Coalition", "talk", "walk")]
    assert [(b.party, b.strategy, b.to) for b in talks.stop.breakers] == [("Iran", "hold", "push")]
    control = sympy.Symbol("control")
    gain = sympy.sympify(talks.stop.breakers[0].gain)
    root = sympy.sympify(talks.stop.exact)
    assert sympy.simplify(gain.subs(control, root)) == 0
    payoffs = GENEVA.exact(control=0.7)[0]
    game = GENEVA.at()
    hold, push = game.index("press,pause,talk,restrain,hold"), game.index("press,pause,talk,restrain,push")
    assert F(str(gain.subs(control, sympy.Rational(7, 10)))) == payoffs[4][push] - payoffs[4][hold]


def test_from_three_quarters_the_united_states_acquiesce():
    found = geneva()
    (collapse,) = standing(found, COLLAPSE).intervals
    (after,) = standing(found, "acquiesce / strike / walk / restrain / push").intervals
    assert (collapse.stop.exact, after.start.exact, after.stop.exact) == ("3/4", "3/4", "1")
    assert [(b.party, b.to) for b in collapse.stop.breakers] == [("US", "acquiesce")]
    assert found.regimes[-1].labels == ("acquiesce / strike / walk / restrain / push",)
    assert {row.label for row in found.at(F(3, 4))} == {COLLAPSE, *found.regimes[-1].labels}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(24))
def test_end_points_are_right_on_both_sides_for_random_sliders(seed):
    values = settings_of(seed)
    found = along_control(seed)
    step = F(1, 10**9)
    ends = [(row.profile, interval, end.number.enclosure(80)[0], inward * step)
            for row in found.standings for interval in row.intervals
            for end, inward in ((interval.start, 1), (interval.stop, -1)) if not end.edge]
    points = sorted({middle + way for _, _, middle, inward in ends for way in (inward, -inward)})  # Most are shared.
    payoffs = dict(zip(points, GENEVA.exact(control=points, **values), strict=True)) if points else {}
    for profile, interval, middle, inward in ends:
        if interval.stop.decimal - interval.start.decimal > 1e-8:
            assert worst(GENEVA, payoffs[middle + inward], profile) <= 0
        assert worst(GENEVA, payoffs[middle - inward], profile) > 0


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(50))
def test_the_solver_finds_the_same_sets_between_tipping_points(seed):
    values = settings_of(seed)
    found = along_control(seed)
    rows = [row for row in found.regimes if row.stop.decimal - row.start.decimal > 1e-6]
    middles = [(row.start.decimal + row.stop.decimal) / 2 for row in rows]
    solved = ng.solve(GENEVA.at(control=np.array(middles), **values), "pure")
    for k, row in enumerate(rows):
        assert set(solved.at(k).label) == set(row.labels)
    assert found.regimes[0].start.decimal == 0 and found.regimes[-1].stop.decimal == 1
    assert all(a.stop.decimal == b.start.decimal for a, b in zip(found.regimes, found.regimes[1:], strict=False))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(24))
def test_complete_sees_every_change_of_a_pure_equilibrium(seed):
    """1e-9 inside every end it lists the profile; outside, as soon as the gain exceeds the solvers' tolerance, not."""
    values = settings_of(seed)
    found = along_control(seed)
    ends = [(row, end, inward) for row in found.standings for each in row.intervals
            for end, inward in ((each.start, 1), (each.stop, -1))
            if not end.edge and each.stop.decimal - each.start.decimal > 1e-5]
    if not ends:
        return
    at = np.array([end.decimal + step * inward for _, end, inward in ends for step in (1e-9, -1e-6)])
    solved = ng.solve(GENEVA.at(control=at, **values), "complete")
    for k, (row, _, _) in enumerate(ends):
        assert row.label in solved.at(2 * k).label
        assert row.label not in solved.at(2 * k + 1).label


def test_a_path_composes_its_ties():
    found = ng.regimes(GENEVA, path="campaign")
    assert found.path == "campaign" and found.exact and "line" not in found.fixed
    for row in found.regimes:
        at = F(str(round((row.start.decimal + row.stop.decimal) / 2, 6)))
        stands = {s.label for s in found.standings if is_equilibrium(GENEVA, s.profile, control=at, line=1 - at)}
        assert stands == set(row.labels)


def test_nearest_tipping_points_and_sentences():
    found = geneva()
    below, above = found.nearest(0.7)
    assert (below.label, above.label) == ("arm / strike / fight / supply / push", COLLAPSE)
    talks = next(each for each in found.tipping if each.label == TALKS and each.lost == "above")
    assert talks.sentence == (f"Above control = 0.6261, TALKS ({TALKS}) is no equilibrium: "
                              "Iran gains by switching from hold to push.")


# Random models against the exact oracle

def polynomials(degree: int = 3):
    term = st.integers(-4, 4)
    return st.lists(term, min_size=1, max_size=degree + 1).map(
        lambda row: " + ".join(f"({c})*t**{k}/{k + 1}" for k, c in enumerate(row)))


def tables(entry):
    return st.lists(st.lists(st.tuples(entry, entry), min_size=2, max_size=2), min_size=2, max_size=2)


def agrees_with_the_oracle(model, found):
    points = {F(k, 30) for k in range(31)}
    for row in found.standings:
        for each in row.intervals:
            low, high = each.start.number, each.stop.number
            points |= {value for value in (low.fraction, high.fraction) if value is not None}
            points |= {between(low, high)} if low < high else set()
    for at, payoffs in zip(sorted(points), model.exact(t=sorted(points)), strict=True):
        stands = {row.profile for row in found.at(at) if row.pure}
        expected = {profile for profile in np.ndindex(*model.strategy_counts) if worst(model, payoffs, profile) <= 0}
        assert stands == expected, at


@pytest.mark.slow
@given(tables(polynomials()))
def test_random_polynomial_games_agree_with_exact_payoffs_everywhere(cells):
    model = two_by_two(cells)
    found = ng.regimes(model, "t", mixed=False)
    assert found.exact
    agrees_with_the_oracle(model, found)


@given(tables(st.one_of(polynomials(2), st.builds("min({}, {})".format, polynomials(1), polynomials(2)),
                        st.builds("max({}, {}, 1/3)".format, polynomials(1), polynomials(1)))))
@settings(max_examples=25)
def test_min_and_max_are_polynomials_in_pieces_and_stay_exact(cells):
    model = two_by_two(cells)
    found = ng.regimes(model, "t", mixed=False)
    assert found.exact
    agrees_with_the_oracle(model, found)


@pytest.mark.slow
@given(tables(st.one_of(polynomials(2), st.builds("exp({})".format, polynomials(1)))))
@settings(max_examples=15)
def test_games_without_polynomials_agree_with_the_pure_solver(cells):
    model = two_by_two([[(f"{a} + exp(t)/7", b) for a, b in row] for row in cells])
    found = ng.regimes(model, "t", mixed=False)
    at = np.array([float(F(k, 37)) for k in range(38)])
    solved = ng.solve(model.at(t=at), "pure")
    for k, value in enumerate(at):
        near = any(abs(value - end.decimal) < 1e-6 for row in found.standings for each in row.intervals
                   for end in (each.start, each.stop))
        if not near:
            assert {row.label for row in found.at(float(value))} == set(solved.at(k).label)


@given(st.lists(st.integers(-30, 30), min_size=2, max_size=6).filter(lambda row: any(row[1:])),
       st.lists(st.integers(-30, 30), min_size=2, max_size=5).filter(lambda row: any(row[1:])))
def test_roots_are_ordered_and_written_as_sympy_knows_them(first, second):
    x = sympy.Symbol("x")
    ours = sorted({*real_roots(tuple(first)), *real_roots(tuple(second))})
    theirs = sorted({*sympy.real_roots(sympy.Poly(first[::-1], x)), *sympy.real_roots(sympy.Poly(second[::-1], x))},
                    key=lambda root: root.evalf(40))
    theirs = [root for k, root in enumerate(theirs) if k == 0 or abs((root - theirs[k - 1]).evalf(30)) > 1e-25]
    assert len(ours) == len(theirs)
    for mine, other in zip(ours, theirs, strict=True):
        assert abs(float(mine) - float(other.evalf(25))) <= 1e-14 * max(1, abs(float(mine)))
        assert abs(complex(sympy.sympify(str(mine)).evalf(25)) - complex(other.evalf(25))) < 1e-18 * 10**4


def test_close_roots_are_told_apart():
    root = real_roots((-2, 0, 1))[1]
    near = Algebraic.rational(F(round(2**0.5 * 10**15), 10**15))
    closer = Algebraic.rational(sum(root.enclosure(400)) / 2)
    assert (near < root) != (root < near)
    assert (closer < root) != (root < closer)
    assert near.fraction is not None and root.fraction is None


# Degenerate ends

def test_a_touching_gain_leaves_an_isolated_equilibrium():
    model = two_by_two([[("0", "1"), ("0", "0")], [("(t - 1/2)**2", "1"), ("1", "0")]])
    found = ng.regimes(model, "t", mixed=False)
    (point,) = standing(found, "a / x").intervals
    assert point.isolated and point.start.exact == "1/2" and point.start.closed
    assert [b.to for b in point.start.breakers] == ["b"] == [b.to for b in point.stop.breakers]
    assert any(row.start.exact == row.stop.exact == "1/2" and set(row.labels) == {"a / x", "b / x"}
               for row in found.regimes)


def test_a_tie_for_every_value_stands_on_the_whole_range():
    model = two_by_two([[("t", "1"), ("t", "0")], [("t", "1"), ("t", "0")]])
    found = ng.regimes(model, "t")
    for label in ("a / x", "b / x"):
        (interval,) = standing(found, label).intervals
        assert (interval.start.exact, interval.stop.exact, interval.start.edge) == ("0", "1", True)
    assert any("tie for every value" in note for note in found.notes)


def test_constraints_cut_the_range_and_nobody_breaks_it_there():
    model = two_by_two([[("1", "1"), ("1", "0")], [("0", "1"), ("0", "0")]],
                       constraints='[[constraints]]\nrule = "t + s < 4/5"\nmessage = "t and s share"\n')
    (interval,) = standing(ng.regimes(model, "t"), "a / x").intervals
    assert (interval.stop.exact, interval.stop.closed, interval.stop.edge) == ("3/10", False, True)
    assert interval.stop.breakers == ()
    model = two_by_two([[("1", "1"), ("1", "0")], [("0", "1"), ("0", "0")]],
                       constraints='[[constraints]]\nrule = "s <= 1/2"\nmessage = "s is half at most"\n')
    with pytest.raises(ParameterError, match="s is half at most"):
        ng.regimes(model, "t", s=0.75)


def test_a_path_stays_within_the_range_of_what_it_ties():
    model = two_by_two([[("s", "1"), ("s", "0")], [("t", "1"), ("0", "0")]],
                       ties='[paths.p]\nover = "t"\nties = { s = "2*t - 1/2" }\n')
    (interval,) = standing(ng.regimes(model, path="p"), "a / x").intervals
    assert (interval.start.exact, interval.stop.exact) == ("1/2", "3/4")


# Two parties: mixed equilibria

@pytest.mark.slow
@pytest.mark.parametrize("name", BILATERAL)
def test_mixtures_are_what_the_support_solver_finds_at_every_generic_point(name):
    model = ng.load(name)
    found = ng.regimes(model, "control")
    at = np.array([0.0131 + 0.974 * k / 40 for k in range(41)])
    solved = ng.solve(model.at(control=at), "support")
    control = sympy.Symbol("control")
    seen = 0
    for k, value in enumerate(at):
        stands = found.at(float(value))
        assert {row.label for row in stands} == set(solved.at(k).label)
        for row in stands:
            here = solved.at(k)
            number = list(here.label).index(row.label)
            for party, odds in row.mixtures.items():
                for strategy, text in odds.items():
                    exact = float(sympy.sympify(text).subs(control, float(value)))
                    assert here.strategies(number)[party][strategy] == pytest.approx(exact, abs=1e-9)
                    seen += 1
    assert seen or not any(row.mixtures for row in found.standings)


def test_a_mixture_is_a_rational_function_and_ends_where_a_weight_vanishes():
    found = ng.regimes(ng.load("russia-coalition"), "control")
    row = standing(found, "strike+pause / talk+walk")
    (interval,) = row.intervals
    assert str(interval) == "(1/3, 2/3)" and not row.pure and row.exact
    control = sympy.Symbol("control")
    assert sympy.simplify(sympy.sympify(row.mixtures["Russia"]["strike"]) - (8*control - 2)/(8*control - 1)) == 0
    assert sympy.simplify(sympy.sympify(row.mixtures["Coalition"]["talk"]) - (3*control - 1)) == 0
    assert (interval.start.breakers[0].party, interval.start.breakers[0].strategy) == ("Coalition", "talk")
    assert interval.stop.breakers[0].strategy == "walk"


def test_a_singular_point_inside_a_mixed_interval_is_its_limit():
    model = two_by_two([[("t - 1/3", "t - 1/3"), ("0", "0")], [("0", "0"), ("t - 1/3", "t - 1/3")]])
    found = ng.regimes(model, "t")
    (interval,) = standing(found, "a+b / x+y").intervals
    assert (interval.start.exact, interval.stop.exact) == ("0", "1")


@pytest.mark.parametrize("size", [2, 3])
def test_random_square_games_agree_with_the_support_solver(size):
    draw = np.random.default_rng(size)
    for _ in range(6):
        model = square(draw, size)
        found = ng.regimes(model, "t")
        at = draw.random(20).round(4)
        solved = ng.solve(model.at(t=at), "support")
        for k, value in enumerate(at):
            assert {row.label for row in found.at(float(value))} == set(solved.at(k).label)


def square(draw, size):
    """Build a two-party model of size x size profiles whose cells are quadratics in t."""
    def cell():
        return '"{} + {}*t + {}*t**2"'.format(*draw.integers(-9, 9, 3))

    names = [[f"{party}{k}" for k in range(size)] for party in "rc"]
    parties = [f'[[parties]]\nid = "P{k}"\nstrategies = [{", ".join("{ id = " + repr(n) + " }" for n in row)}]'
               for k, row in enumerate(names)]
    rows = [f'"{a}, {b}" = [{cell()}, {cell()}]' for a, b in product(*names)]
    parameter = "[parameters.t]\nlow = 0\nhigh = 1\ndefault = 0.5"
    return parse_model("\n".join(["format = 1", 'title = "r"', parameter, *parties, "[payoffs]", *rows]))


# More parties: sampled, and said so

THREE = """
format = 1
title = "three"
[parameters.t]
low = 0
high = 1
default = 0.5
[[parties]]
id = "A"
strategies = [{ id = "a0" }, { id = "a1" }]
[[parties]]
id = "B"
strategies = [{ id = "b0" }, { id = "b1" }]
[[parties]]
id = "C"
strategies = [{ id = "c0" }, { id = "c1" }]
[payoffs]
A = "a1*(b1 - t)"
B = "b1*(t - a1)"
C = "c1*(1 - 3*t)"
"""


def test_mixed_equilibria_of_three_parties_are_sampled_with_located_changes():
    found = ng.regimes(parse_model(THREE), "t", mixed=True)
    rows = {row.label: row for row in found.standings if not row.pure}
    assert set(rows) >= {"a0+a1 / b0+b1 / c1", "a0+a1 / b0+b1 / c0"}
    first, second = rows["a0+a1 / b0+b1 / c1"].intervals[0], rows["a0+a1 / b0+b1 / c0"].intervals[0]
    assert first.stop.decimal == pytest.approx(1 / 3, abs=2e-9)
    assert second.start.decimal == pytest.approx(1 / 3, abs=2e-9)
    assert all(row.certainty == "sampled" and not row.exact for row in rows.values())
    assert any("sampled" in note for note in found.notes) and not found.exact
    assert any("not looked for" in note for note in ng.regimes(parse_model(THREE), "t").notes)


# No polynomials

def test_exp_and_log_get_certified_regimes_and_say_so():
    model = two_by_two([[("exp(t)", "1"), ("1", "0")], [("3/2", "1"), ("log(1 + t)", "0")]])
    found = ng.regimes(model, "t")
    (left,), (right,) = standing(found, "b / x").intervals, standing(found, "a / x").intervals
    assert left.stop.decimal == right.start.decimal == pytest.approx(np.log(1.5), abs=1e-12)
    assert [b.party for b in left.stop.breakers] == ["One"] and left.stop.breakers[0].gain == "u_One(a) - u_One(b)"
    assert {row.certainty for row in found.standings} == {"numerically certified"}
    assert not found.exact and any("not exact" in note for note in found.notes)
    assert not ng.regimes(model, "t").regimes[0].exact


@pytest.mark.parametrize(("gain", "root"), [
    ("exp(t) - 3/2", "log(3/2)"), ("log(1 + t) - 1/2", "exp(1/2) - 1"), ("sqrt(t) - 2/3", "4/9"), ("exp(3*t) - 1", "0"),
])
def test_how_far_a_certified_end_may_be_off_is_shown_and_true(gain, root):
    model = two_by_two([[(gain, "1"), ("1", "0")], [("0", "1"), ("0", "0")]])
    row = standing(ng.regimes(model, "t", mixed=False), "a / x")
    (interval,) = row.intervals
    off = abs(sympy.Rational(interval.start.exact) - sympy.sympify(root)).evalf(60)
    assert interval.start.edge or off <= row.within < 1e-12
    exact = two_by_two([[("t", "1"), ("1", "0")], [("0", "1"), ("0", "0")]])
    assert standing(ng.regimes(exact, "t"), "a / x").within == 0


def test_a_gain_that_touches_zero_is_not_dropped_without_polynomials():
    model = two_by_two([[("exp(t)", "1"), ("1", "0")], [("exp(t)*(1 + (t - 1/3)**2)", "1"), ("0", "0")]])
    row = standing(ng.regimes(model, "t", mixed=False), "a / x")
    (point,) = row.intervals
    assert point.isolated and point.start.decimal == pytest.approx(1 / 3, abs=1e-6)
    assert row.certainty == "within the tolerance"


def test_division_by_the_parameter_is_certified_too():
    model = two_by_two([[("1/(1 + t)", "1"), ("1", "0")], [("3/4", "1"), ("0", "0")]])
    (interval,) = standing(ng.regimes(model, "t"), "a / x").intervals
    assert interval.stop.decimal == pytest.approx(1 / 3, abs=1e-12)


def test_a_pole_is_an_excluded_point(recwarn):
    model = two_by_two([[("1/(t - 1/3)", "1"), ("1", "0")], [("0", "1"), ("0", "0")]])
    found = ng.regimes(model, "t", mixed=False)
    assert [str(each) for each in standing(found, "a / x").intervals] == ["(1/3, 1]"]
    assert [str(each) for each in standing(found, "b / x").intervals] == ["[0, 1/3)"]
    assert not found.at(F(1, 3)) and not recwarn.list
    square = two_by_two([[("1/(t - 1/2)**2 - 16", "1"), ("1", "0")], [("0", "1"), ("0", "0")]])
    ends = [(each.start.decimal, each.stop.decimal) for each in standing(ng.regimes(square, "t"), "a / x").intervals]
    assert np.allclose(ends, [(0.25, 0.5), (0.5, 0.75)]) and not recwarn.list


def test_ends_nearer_than_a_millionth_stay_apart_where_their_signs_are_proved():
    gain = "(max(t - 1/2, 1/2 - t) - 4/10000000)*exp(t)"
    model = two_by_two([[("0", "1"), ("0", "0")], [(gain, "1"), ("0", "0")]])
    (interval,) = standing(ng.regimes(model, "t", mixed=False), "a / x").intervals
    assert interval.start.decimal == pytest.approx(0.4999996, abs=1e-11)
    assert interval.stop.decimal == pytest.approx(0.5000004, abs=1e-11)


@pytest.mark.parametrize("seed", range(20, 30))
def test_certified_ends_have_their_signs_on_both_sides(seed):
    from benchmarks.regimes_oracle import verdict

    assert verdict(seed).startswith("ok")


@pytest.mark.slow
def test_certified_and_exact_agree_on_the_geneva_model():
    from negotiation.tipping.along.certified import certified_pure
    from negotiation.tipping.along.line import line

    exact = {row.profile: row.intervals for row in ng.regimes(GENEVA, "control").standings}
    held = certified_pure(line(GENEVA, "control", None, GENEVA.point()))
    found = {profile: each.spans for profile, each in held.items()}
    assert found.keys() == exact.keys()
    for profile, spans in found.items():
        assert len(spans) == len(exact[profile])
        for span, interval in zip(spans, exact[profile], strict=True):
            assert float(span.low) == pytest.approx(interval.start.decimal, abs=1e-11)
            assert float(span.high) == pytest.approx(interval.stop.decimal, abs=1e-11)


FUNCTIONS = ("exp(t)", "log(1 + t)", "sqrt(t + 1/10)", "1/(1 + t)", "t*exp(-2*t)")


def curved(seed: int, size: int):
    """Return a random model of two parties whose payoffs are no polynomials of t."""
    rng = np.random.default_rng(seed)
    names = [[f"{letter}{k}" for k in range(size)] for letter in "ax"]
    cells = []
    for a, x in [*product(*names), *product(*names)]:
        one, two, three = (f"{each}/4" for each in rng.integers(-6, 7, 3))
        cells.append(f"{a}*{x}*({one}*{rng.choice(FUNCTIONS)} + {two}*t + {three})")
    parties = [f'[[parties]]\nid = "{who}"\nstrategies = [{", ".join(f"{{ id = {each!r} }}" for each in own)}]'
               for who, own in zip(("One", "Two"), names, strict=True)]
    half = size * size
    rows = [f'One = "{" + ".join(cells[:half])}"', f'Two = "{" + ".join(cells[half:])}"']
    parameter = "[parameters.t]\nlow = 0\nhigh = 1\ndefault = 0.5"
    return parse_model("\n".join(["format = 1", 'title = "c"', parameter, *parties, "[payoffs]", *rows]))


@pytest.mark.slow
@pytest.mark.parametrize(("size", "seed"), [*((2, seed) for seed in range(6)), (3, 0), (3, 3)])
def test_mixed_equilibria_without_polynomials_stand_where_they_are_found_and_are_proved(size, seed):
    model, at = curved(seed, size), np.random.default_rng(seed).uniform(0, 1, 40)
    found, solved = ng.regimes(model, "t"), ng.solve(model.at(t=at), "complete")
    assert {row.certainty for row in found.standings} <= {"numerically certified", "within the tolerance"}
    assert not any("sampled" in note for note in found.notes)
    for point, value in enumerate(at.tolist()):
        assert {row.label for row in found.at(value)} == set(solved.label[solved.point == point])
    for row in (each for each in found.standings if each.within is not None and not each.pure):
        for end in (end for span in row.intervals for end in (span.start, span.stop) if not end.edge):
            beside = [end.decimal - 1e-7, end.decimal + 1e-7]
            assert len({row.label in ng.solve(model.at(t=each), "complete").label for each in beside}) == 2


def test_a_mixed_equilibrium_without_polynomials_ends_where_a_weight_reaches_zero():
    cells = [[("exp(t) - 3/2", "0"), ("0", "sqrt(1 + t)")], [("0", "3/2 - t"), ("1", "0")]]
    row = standing(ng.regimes(two_by_two(cells), "t"), "a+b / x+y")
    (interval,) = row.intervals
    assert interval.start.decimal == pytest.approx(np.log(1.5), abs=1e-12) and not interval.start.closed
    assert [(each.party, each.strategy) for each in interval.start.breakers] == [("Two", "y")]
    assert interval.stop.edge and row.certainty == "numerically certified" and 0 < row.within < 1e-12


def test_a_margin_without_polynomials_is_kept():
    """With exp(t) - 3/2 the gain of a over b, a lead of 1/4 begins at log(7/4)."""
    model = two_by_two([[("exp(t) - 3/2", "1"), ("1", "0")], [("0", "1"), ("0", "0")]])
    (row,) = [each for each in ng.levers(model, "a, x", margin=F(1, 4), t=0.1).single if each.parameter == "t"]
    assert row.value == pytest.approx(np.log(1.75), abs=1e-11) and row.certainty == "numerically certified"


def test_a_margin_with_payoffs_in_pieces_is_kept_exactly():
    model = two_by_two([[("min(t, 1/2) - 1/8", "1"), ("1", "0")], [("0", "1"), ("0", "0")]])
    (row,) = [each for each in ng.levers(model, "a, x", margin=F(1, 4), t=0.1).single if each.parameter == "t"]
    assert (row.exact, row.certainty) == ("3/8", "exact")


def test_exact_places_stay_apart_however_near_they_lie():
    model = two_by_two([[("(t - 1/2)*(t - 1/2 - 1/1000000)", "1"), ("1", "0")], [("0", "1"), ("0", "0")]])
    found = ng.regimes(model, "t", mixed=False)
    assert found.tips == (0.5, 0.500001) and found.around(0.5000005) == found.tips


@given(polynomials(2), polynomials(2), st.floats(0, 0.9), st.floats(1e-6, 0.1), st.floats(0, 1))
@settings(max_examples=25)
def test_duals_of_ranges_enclose_values_and_slopes(first, second, low, width, share):
    formula = f"exp({first})/(2 + exp({second})) + min({first}, {second})*log(3 + t) - sqrt(1 + t)*max({second}, t)"
    model = two_by_two([[(formula, "0"), ("0", "0")], [("0", "0"), ("0", "0")]])
    grid = [each[..., None] for each in np.ogrid[:2, :2]]
    t = Dual(Range(np.array([low]), np.array([low + width])), 1)
    found = read(model.formulas, ENCLOSURES, {"t": t, "s": None}, grid)[0]
    value, gradient = lifted(value_of(found)), lifted(slope_of(found))
    at = [low + width * each for each in (share * 0.9, share * 0.9 + 0.05)]
    true = model.at(t=np.array(at)).payoffs[:, 0, 0, 0]
    assert (value.low[0, 0, 0] <= true).all() and (true <= value.high[0, 0, 0]).all()
    slope = (true[1] - true[0]) / (at[1] - at[0])
    assert gradient.low[0, 0, 0] - 1e-6 <= slope <= gradient.high[0, 0, 0] + 1e-6


# Ripeness

@pytest.mark.slow
@pytest.mark.parametrize(("name", "arguments"), [("geneva-2016", {}), ("geneva-2016", {"line": 0.6, "war_cost": 2}),
                                                ("russia-coalition", {}), ("russia-iran", {})])
def test_ripeness_holds_exactly_where_its_definition_does(name, arguments):
    model = ng.load(name)
    found = ng.ripeness(model, "control", **arguments)
    agreements, conflicts = ([tuple(p) for o in model.outcomes if o.kind == kind for p in np.argwhere(o.mask)]
                             for kind in ("agreement", "conflict"))
    inside = 0
    points = [F(k, 100) for k in range(101)]
    for at, payoffs in zip(points, model.exact(control=points, **arguments), strict=True):
        stands = {p for p in (*agreements, *conflicts) if worst(model, payoffs, p) <= 0}
        ripe = any(all(row[a] > row[c] for row in payoffs)
                   for a in stands & set(agreements) for c in stands & set(conflicts))
        assert ripe == any(at in each for each in found.intervals), at
        inside += ripe
    assert inside == 0 or found.pairs


def test_ripeness_ends_open_where_a_party_stops_to_prefer_the_agreement():
    found = ng.ripeness(ng.load("russia-iran"), "control")
    assert [str(each) for each in found.intervals] == ["[1/2, 5/9)"]
    (breakers,) = [each.stop.breakers for pair in found.pairs for each in pair.intervals]
    assert str(breakers[0]) == "Russia no longer prefers the agreement" and breakers[0].gain == "9*control - 5"
    with pytest.raises(ModelError, match="no outcome of kind"):
        ng.ripeness(parse_model(THREE), "t")


# The map

def test_borders_of_the_map_lie_where_the_exact_tipping_points_are():
    found = ng.regime_map(GENEVA, "control", "line", points=(41, 5))
    for row, line in enumerate(found.y):
        here = found.borders[(found.borders[:, 1] == line)]
        exact = [each.decimal for each in ng.regimes(GENEVA, "control", line=round(float(line), 12)).tipping]
        assert len(here) or not exact
        for border in here:
            assert min(abs(border[0] - each) for each in exact) <= 1e-6, (row, border)


def test_cells_of_the_map_carry_the_solver_s_sets():
    found = ng.regime_map(GENEVA, "control", "war_cost", points=(11, 7))
    mesh = np.meshgrid(found.x, found.y)
    solved = ng.solve(GENEVA.at(control=mesh[0].ravel(), war_cost=mesh[1].ravel()), "pure")
    for k, number in enumerate(found.cells.ravel()):
        assert set(found.sets[number]) == set(solved.at(k).label)
    assert len(found.to_frame()) == 77 and found.at(0.7, 1.0) == (COLLAPSE,)
    assert found.names[found.cells[0, 0]]


@pytest.mark.slow
def test_border_curves_are_exact_zero_sets_of_a_gain():
    found = ng.regime_map(GENEVA, "control", "line", points=21)
    x, y = sympy.symbols("control line")
    explicit = [curve for curve in found.curves if curve.explicit.startswith("line = ")]
    assert explicit and any(curve.explicit == "control = 3/4" for curve in found.curves)
    for curve in found.curves:
        assert sympy.rem(sympy.sympify(curve.gain), sympy.sympify(curve.factor), x, y) == 0
    for curve in explicit:
        solution = sympy.sympify(curve.explicit.removeprefix("line = "))
        assert sympy.simplify(sympy.sympify(curve.factor).subs(y, solution)) == 0
        for point in curve.points:
            assert float(solution.subs(x, point[0])) == pytest.approx(point[1], abs=1e-3)


def test_a_map_marks_where_a_constraint_is_broken():
    model = two_by_two([[("1", "1"), ("1", "0")], [("0", "1"), ("0", "0")]],
                       constraints='[[constraints]]\nrule = "t + s <= 1"\nmessage = "t and s share"\n')
    found = ng.regime_map(model, "t", "s", points=11)
    for j, i in product(range(11), range(11)):
        assert (found.cells[j, i] == -1) == (found.x[i] + found.y[j] > 1 + 1e-9)
    with pytest.raises(ParameterError, match="two different parameters"):
        ng.regime_map(model, "t", "t")


# Names, errors, the command line

@pytest.mark.parametrize(("arguments", "words"), [
    ({"over": "contrl"}, "did you mean 'control'"), ({"path": "campain"}, "did you mean 'campaign'"),
    ({}, "name one parameter"), ({"over": "line", "path": "campaign"}, "runs over control"),
    ({"over": "control", "line": 2}, "outside its range"), ({"over": "control", "line": [0.1, 0.2]}, "one number"),
    ({"over": "control", "preset": "x"}, "not a preset"), ({"over": "control", "lime": 1}, "did you mean 'line'")])
def test_wrong_arguments_are_named(arguments, words):
    with pytest.raises(ParameterError, match=words):
        ng.regimes(GENEVA, **arguments)


def test_the_document_has_the_agreed_shape(capsys):
    from negotiation.cli import main

    with pytest.raises(SystemExit) as stop:
        main(["regimes", "geneva-2016", "--over", "control", "--format", "json"])
    assert stop.value.code == 0
    found = json.loads(capsys.readouterr().out)
    assert found["parameter"] == "control"
    row = next(each for each in found["profiles"] if each["outcome"] == "COLLAPSE")
    start, stop_ = row["intervals"][0]["from"], row["intervals"][0]["to"]
    assert start["exact"] == "3/4 - sqrt(56329)/364" and start["closed"] is True
    assert start["decimal"] == pytest.approx(0.09797441565735886)
    assert start["broken_by"]["party"] == "Russia" and start["broken_by"]["to"] == "pause"
    assert sympy.sympify(stop_["broken_by"]["gain"]).subs("control", sympy.Rational(3, 4)) == 0
    edge = next(each for each in found["profiles"] if each["label"].startswith("acquiesce"))["intervals"][0]["to"]
    assert edge["broken_by"] is None
    assert found["regimes"][0]["from"] == 0.0 and found["regimes"][-1]["labels"]


@pytest.mark.parametrize("rule", ["min(control, 0.9) <= 1", "exp(control) <= 3", "control/(control + 1) <= 2"])
def test_a_constraint_that_is_no_polynomial_is_said_in_one_line(rule):
    text = ng.load("us-russia").text
    model = parse_model(text.replace("[[parties]]", f'[[constraints]]\nrule = "{rule}"\n\n[[parties]]', 1))
    with pytest.raises(NegotiationError) as caught:
        ng.regimes(model, "control")
    assert f"the constraint {rule}" in str(caught.value) and "\n" not in str(caught.value)
