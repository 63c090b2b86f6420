"""Several equilibria on the same supports: each is a row, and where one of them ends the answer changes."""

from __future__ import annotations

import itertools
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest

import negotiation as ng
from negotiation.arithmetic.algebraic import Algebraic
from negotiation.model import Model
from negotiation.modelfile import parse_model
from negotiation.report import narrate
from negotiation.tipping.along.line import line
from negotiation.tipping.along.sampling.branches import Branches, Piece

NAMES = ("ab", "xyz", "lr")


def drawn(seed: int, shape: tuple[int, ...] = (2, 2, 2)) -> Model:
    """Draw payoffs of three parties, each `whole + whole*t`."""
    rng = np.random.default_rng(seed)
    here, slope = rng.integers(-5, 6, (3, *shape)), rng.integers(-4, 5, (3, *shape))
    lines = ["format = 1", 'title = "drawn"', "[parameters.t]", "low = 0", "high = 1", "default = 0.5"]
    for party, names, size in zip("ABC", NAMES, shape, strict=True):
        choices = ", ".join(f'{{ id = "{each}" }}' for each in names[:size])
        lines += ["[[parties]]", f'id = "{party}"', f"strategies = [{choices}]"]
    lines.append("[payoffs]")
    for profile in itertools.product(*map(range, shape)):
        cells = ", ".join(f'"{here[i][profile]} + {slope[i][profile]}*t"' for i in range(3))
        lines.append(f'"{", ".join(names[j] for names, j in zip(NAMES, profile, strict=True))}" = [{cells}]')
    return parse_model("\n".join(lines), f"drawn-{seed}.toml")


@pytest.mark.parametrize(("seed", "shape"), [*((seed, (2, 2, 2)) for seed in (5, 26, 29, 30, 31)), (11, (2, 3, 2))])
def test_at_every_value_as_many_rows_stand_as_the_solver_lists(seed, shape):
    model, values = drawn(seed, shape), np.sort(np.random.default_rng(seed).random(120))
    found, solved = ng.regimes(model, "t", mixed=True), ng.solve(model.at(t=values))
    tips, several = np.array(found.tips), 0
    for k, value in enumerate(values):
        listed = Counter(solved.label[solved.point == k])
        several += max(listed.values()) > 1
        if np.abs(tips - value).min() > 1e-5:
            assert Counter(row.label for row in found.at(value)) == listed, value
            here = next(each for each in found.regimes if each.start.decimal <= value <= each.stop.decimal)
            assert Counter(here.labels) == listed, value
    assert several, "the seed was chosen for them"


def test_the_end_of_one_of_two_is_said_as_that():
    """At 0.93 both meet and are gone; at 0.83 the second comes in from one on fewer strategies."""
    model = drawn(5)
    found = ng.regimes(model, "t", mixed=True)
    first, second = (row for row in found.standings if row.label == "a+b / x+y / l+r")
    assert (first.branch, second.branch) == (0, 1) and first.support == second.support
    begins, ends = second.intervals[0].start.decimal, second.intervals[0].stop.decimal
    assert ends == first.intervals[0].stop.decimal and begins in found.tips
    tips = [each for each in found.tipping if each.label == "a+b / x+y / l+r"]
    assert [each.others for each in tips] == [False, True, False]
    assert f"Below t = {begins:.4g}, one on a+b / x+y / l+r is no equilibrium" in tips[1].sentence
    assert "one of those on “" in narrate.tipping_point(model, model.parameters["t"], tips[1])
    assert "one of" not in narrate.tipping_point(model, model.parameters["t"], tips[0])


@pytest.mark.slow
def test_each_of_two_is_proved_for_itself():
    found = ng.regimes(drawn(31), "t", prove=True)
    rows = [row for row in found.standings if row.label == "a+b / x+y / l+r"]
    assert len(rows) == 2 and {row.certainty for row in rows} == {"proved where it stands"}


def test_pairs_are_told_by_where_newton_s_method_leads_and_the_rest_by_distance():
    """Of two here and three there, two go on; no one is paired twice, nor with one far away."""
    one, two, three = (np.array([0.1, 0.9]), np.array([0.5, 0.5]), np.array([0.9, 0.1]))
    assert Branches._filled([one, two], [three, two + 0.01, one], []) == [(0, 2), (1, 1)]
    assert Branches._filled([one, two], [three, two, one], [(0, 0)]) == [(0, 0), (1, 1)]
    assert Branches._filled([one], [two, one + 0.04, one + 0.02], []) == [(0, 2)]
    assert Branches._filled([one], [two, three], []) == []


def test_points_of_one_continuum_are_no_branches():
    """Two of C's strategies are one and the same: at some values two points of a line of mixtures are listed."""
    text = """format = 1
title = "continuum"
[parameters.t]
low = 0
high = 1
default = 0.5
[[parties]]
id = "A"
strategies = [{ id = "a" }, { id = "b" }]
[[parties]]
id = "B"
strategies = [{ id = "x" }, { id = "y" }]
[[parties]]
id = "C"
strategies = [{ id = "l" }, { id = "r" }]
[payoffs]
A = "a*x + b*y*(1 + t)"
B = "a*y + b*x"
C = "a*t"
"""
    found = ng.regimes(parse_model(text, "continuum.toml"), "t", mixed=True)
    assert found.standings and all(row.branch == 0 for row in found.standings)
    assert all(len(row.intervals) == 1 for row in found.standings)


def meeting(gap: str, one: str = "1.1") -> Model:
    """Return a game with two equilibria in which all mix as far apart as the root of `gap`, and none below zero."""
    parties = "".join(f'[[parties]]\nid = "{party}"\nstrategies = [{{ id = "{one}" }}, {{ id = "{other}" }}]\n'
                      for party, (one, other) in zip("ABC", ("ab", "xy", "lr"), strict=True))
    return parse_model(f"""format = 1
title = "meeting"
[parameters.t]
low = 0
high = 1
default = 0
{parties}[payoffs]
A = "a*({one}*x - l - 0.03)"
B = "x*(1.2*a - l - 0.05)"
C = "l*(({one}*a*x + 0.02*a)/1.2 - a + 1/4 - ({gap}))"
""", "meeting.toml")


def test_a_tie_elsewhere_hides_no_branch():
    """One party is indifferent at a pure equilibrium, so every list is degenerate; the two that mix are isolated."""
    for one in ("1.03", "1.031"):
        model = meeting("(t - 0.5037)**2 + 0.01", one)
        assert ng.solve(model.at(t=0.3)).degenerate[0] == (one == "1.03")
        rows = [row for row in ng.regimes(model, "t", mixed=True).standings if row.label == "a+b / x+y / l+r"]
        (wide,), (short,) = (row.intervals for row in rows)
        assert (wide.start.decimal, wide.stop.decimal) == pytest.approx((0.056, 0.951), abs=0.01)
        assert (short.start.decimal, short.stop.decimal) == pytest.approx((0.1423, 0.8651), abs=0.01)


def test_two_that_meet_end_at_one_place():
    for gap in ("(t - 0.2)*(t - 0.21)", "0.001*(t - 0.123)*(t - 0.456)"):
        found = ng.regimes(meeting(gap), "t", mixed=True)
        assert min(each.stop.decimal - each.start.decimal for each in found.regimes) > 1e-3
        met = [each for each in found.tipping if "it meets another equilibrium" in each.sentence]
        assert len({each.sentence for each in met}) == len(met) == 2


def test_one_that_jumps_is_two_unless_newton_s_method_leads_there():
    """An S-bend between two values: what stands before and after it is not the same equilibrium."""
    model = drawn(31)
    along, supports = line(model, "t", None, model.point()), ((0, 1), (0, 1), (0, 1))
    one, other = np.array([0.9, 0.1, 0.5, 0.5, 0.5, 0.5]), np.array([0.2, 0.8, 0.5, 0.5, 0.5, 0.5])
    whole = Piece(Algebraic.rational(Fraction(0)), Algebraic.rational(Fraction(1)), [0.1, 0.2, 0.3])
    near = {0.1: {supports: [one]}, 0.2: {supports: [one + 0.01]}, 0.3: {supports: [one + 0.02]}}
    assert len(Branches(along, near).run([whole])) == 1 and not Branches(along, near).untold([whole])
    far = {**near, 0.3: {supports: [other]}}
    first, second = Branches(along, far).run([whole])
    assert Branches(along, far).untold([whole]) == [(0.2, 0.3)]
    assert first.after == (supports, 0.2, 0.3, 0) and second.before == (supports, 0.3, 0.2, 0)


def test_what_was_paired_as_one_is_paired_anew_as_two():
    """A value that counted as one of a continuum shows two once others are looked at: pairs hang on what is listed."""
    model = drawn(31)
    along, supports = line(model, "t", None, model.point()), ((0, 1), (0, 1), (0, 1))
    one, other = np.array([0.9, 0.1, 0.5, 0.5, 0.5, 0.5]), np.array([0.2, 0.8, 0.5, 0.5, 0.5, 0.5])
    low, cut, high = (Algebraic.rational(Fraction(each)) for each in (0, 1, 2))
    pieces = [Piece(low, cut, [0.1, 0.2]), Piece(cut, high, [1.1, 1.2])]
    both = {value: {supports: [one, other]} for value in (0.1, 0.2, 1.1, 1.2)}
    branches = Branches(along, both, {0.1, 0.2}, free={(0.1, supports): True, (0.2, supports): True})
    assert sorted(each.at for each in branches.run(pieces)) == [[0.1, 0.2, 1.1, 1.2], [1.1, 1.2]]
    branches.free = dict.fromkeys(branches.free, False)
    assert [each.at for each in branches.run(pieces)] == [[0.1, 0.2, 1.1, 1.2]] * 2
