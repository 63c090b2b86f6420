"""Mixed equilibria of three and more parties, proved along a parameter: what is proved holds, what does not is not."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

import negotiation as ng
from negotiation.arithmetic.balls import Ball
from negotiation.modelfile import parse_model
from negotiation.tipping.along.line import line
from negotiation.tipping.along.sampling import sampled
from negotiation.tipping.along.sampling.proved import Proof, proofs
from negotiation.tipping.result import SAMPLED, STANDS

pytestmark = pytest.mark.slow

GENEVA = ng.load("geneva-2016")
THREE = """
format = 1
title = "three"
[parameters.t]
label = "Tee"
low = 0
high = 1
default = 0.5
[[parties]]
id = "One"
strategies = [{{ id = "a" }}, {{ id = "b" }}]
[[parties]]
id = "Two"
strategies = [{{ id = "x" }}, {{ id = "y" }}]
[[parties]]
id = "Three"
strategies = [{{ id = "l" }}, {{ id = "r" }}]
[payoffs]
{payoffs}
"""
PENNIES = '''One = "a*x + b*y*(1 + {0})"
Two = "a*y + b*x"
Three = "l*(a - {1}) + 0*r"'''


@pytest.fixture(scope="module")
def geneva():
    return ng.regimes(GENEVA, "control", prove=True)


def test_all_followed_equilibria_of_geneva_are_proved_but_two_that_meet(geneva):
    mixed = [row for row in geneva.standings if not row.pure]
    assert len(mixed) > 10 and {row.certainty for row in mixed} == {STANDS, SAMPLED}
    one, other = (row for row in mixed if row.certainty == SAMPLED)
    assert one.support == other.support and one.intervals[0].start != other.intervals[0].start
    assert one.intervals[0].stop.decimal == pytest.approx(other.intervals[0].stop.decimal, abs=1e-8)
    said = [each.sentence for each in geneva.tipping if each.label == one.label]
    assert sum("it meets another equilibrium" in each for each in said) == 1, "where two meet is one place"
    assert all(row.within is not None and row.within < 1e-8 for row in mixed if row.certainty == STANDS)
    assert "15 of 17 are proved where they stand" in geneva.notes[-2] and "ends within" in mixed[0].sure
    assert geneva.provenance.command == "negotiation regimes geneva-2016 --over control --prove"


def test_all_of_geneva_is_searched_but_for_short_gaps(geneva):
    assert geneva.gaps and max(high - low for low, high in geneva.gaps) < 1e-4
    assert sum(high - low for low, high in geneva.gaps) < 1e-3
    assert geneva.notes[-1].startswith("control was searched between the points too: only in gaps may")
    assert ng.document(geneva)["gaps"] == [list(each) for each in geneva.gaps]


def test_what_is_proved_is_what_the_solver_finds(geneva):
    """At values drawn inside every proved interval, near its ends and anywhere."""
    chance = np.random.default_rng(5)
    drawn = [(row.label, value) for row in geneva.standings if row.certainty == STANDS for each in row.intervals
             for value in each.start.decimal + (each.stop.decimal - each.start.decimal) * np.concatenate(
                 [[1e-3, 1 - 1e-3], chance.random(6)])]
    found = ng.solve(GENEVA.at(control=np.array([value for _, value in drawn])), "complete")
    for k, (label, _) in enumerate(drawn):
        assert label in found.label[found.point == k]


def test_a_proof_of_what_is_not_looked_for_is_refused():
    with pytest.raises(ng.ParameterError, match="prove: mixed equilibria are not looked for; allowed"):
        ng.regimes(GENEVA, "control", mixed=False, prove=True)


def test_proofs_change_no_number(geneva):
    plain = ng.regimes(GENEVA, "control", mixed=True)
    assert [(row.label, row.intervals) for row in plain.standings] == [
        (row.label, row.intervals) for row in geneva.standings]
    assert all(row.certainty == SAMPLED for row in plain.standings if not row.pure) and plain.gaps is None


def followed(model, over="t"):
    """Return the stretches that a proof is asked of."""
    asked = []
    along = line(model, over, None, model.point())

    def kept(here, stretches, fine):
        asked.extend(stretches)
        return proofs(here, stretches, fine)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sampled, "proofs", kept)
        ng.regimes(model, over, prove=True)
    return along, asked


@pytest.mark.parametrize(("more", "one_table"), [("t", True), ("(exp(t) - 1)", False), ("max(t, 1/3)", False)])
def test_a_closed_form(more, one_table):
    """Matching pennies, one prize 1 + g(t): Two plays x with (1 + g)/(2 + g), One a with 1/2, Three does what pays."""
    model = parse_model(THREE.format(payoffs=PENNIES.format(more, "t")), "three.toml")
    found = ng.regimes(model, "t", prove=True)
    rows = {row.label: row for row in found.standings}
    assert set(rows) == {"a+b / x+y / l", "a+b / x+y / r"}
    left, right = rows["a+b / x+y / l"], rows["a+b / x+y / r"]
    assert left.certainty == right.certainty == STANDS and max(left.within, right.within) < 1e-8
    assert abs(left.intervals[0].stop.decimal - 0.5) <= left.within and left.intervals[0].start.decimal == 0
    assert abs(right.intervals[0].start.decimal - 0.5) <= right.within and right.intervals[0].stop.decimal == 1
    along, _ = followed(model)
    assert (along.polynomial is not None) == one_table


def test_an_equilibrium_is_not_proved_where_it_is_none():
    model = parse_model(THREE.format(payoffs=PENNIES.format("t", "t")), "three.toml")
    along, asked = followed(model)
    first = asked[0]
    assert proofs(along, [first], 1e-9) == [Proof(pytest.approx(4e-9), True)]
    assert proofs(along, [replace(first, high=first.high + 1e-3)], 1e-9) == [None]
    assert proofs(along, [replace(first, low=0.7, high=0.7)], 1e-9) == [None], "no cell was tried"
    off, = proofs(along, [replace(first, high=first.high + 1e-7)], 1e-9)
    assert off is not None and off.ended and off.inside >= 1e-7, "located badly, and said so"
    short, = proofs(along, [replace(first, high=first.high - 1e-3)], 1e-9)
    assert short is not None and not short.ended, "it stands there, but that is not where it ends"


@pytest.mark.parametrize("low", [10**5, 10**6, 10**7])
def test_a_short_range_far_from_zero(low):
    text = THREE.format(payoffs=PENNIES.format(f"(t - {low})", f"(t - {low} + 3/7)"))
    model = parse_model(text.replace("low = 0\nhigh = 1\ndefault = 0.5",
                                     f"low = {low}\nhigh = {low + 1}\ndefault = {low}"), "three.toml")
    for row in ng.regimes(model, "t", prove=True).standings:
        each, = row.intervals
        end = each.stop if row.label.endswith("l") else each.start
        assert row.certainty == STANDS
        assert abs(Fraction(end.exact) - low - Fraction(1, 14)) <= row.within <= 1e-7


def test_values_that_the_domain_leaves_out_are_in_no_interval():
    """A pole cuts the range, a strict constraint ends it: payoffs, or the model, are not defined there."""
    text = THREE.format(payoffs=PENNIES.format("t", "(1/4 + 0.001/(t - 0.3))"))
    text += '[[constraints]]\nrule = "t < 0.7"\nmessage = "too much"\n'
    found = ng.regimes(parse_model(text, "three.toml"), "t", prove=True)
    rows = {row.label: row for row in found.standings}
    assert {row.certainty for row in rows.values()} == {STANDS}
    intervals = {label: [(each.start.decimal, each.start.closed, each.stop.decimal, each.stop.closed)
                         for each in row.intervals] for label, row in rows.items()}
    assert intervals == {"a+b / x+y / l": [(0.0, True, 0.3, False), (0.304, False, 0.7, False)],
                         "a+b / x+y / r": [(0.3, False, 0.304, False)]}


@pytest.mark.parametrize("seed", range(30))
def test_random_games_along_a_parameter(seed):
    """What is proved is an equilibrium at values drawn inside; most of what is followed is proved."""
    chance = np.random.default_rng(7_000 + seed)
    cells = [" + ".join(f"({chance.integers(-9, 10)} + {chance.integers(-9, 10)}*t)*{a}*{x}*{z}"
                        for a in "ab" for x in "xy" for z in "lr") for _ in range(3)]
    names = ("One", "Two", "Three")
    model = parse_model(THREE.format(payoffs="\n".join(
        f'{name} = "{text}"' for name, text in zip(names, cells, strict=True))), "three.toml")
    found = ng.regimes(model, "t", prove=True)
    for row in found.standings:
        if row.certainty == STANDS:
            for each in row.intervals:
                width = each.stop.decimal - each.start.decimal
                at = each.start.decimal + width * (0.02 + 0.96 * chance.random(4))
                solved = ng.solve(model.at(t=at), "complete")
                assert all(row.label in solved.label[solved.point == k] for k in range(4)), (row.label, at)


PARTS = some.fractions(Fraction(-9), Fraction(9), max_denominator=10**6)


@settings(max_examples=40)
@given(some.lists(PARTS, min_size=8, max_size=8), some.lists(PARTS, min_size=8, max_size=8))
def test_balls_hold_exact_sums_and_products(one, other):
    def balls(numbers, shape):
        near = np.array([float(each) for each in numbers])
        return Ball(near, np.spacing(np.abs(near))).laid(*shape)

    product = balls(one, (2, 4)) @ balls(other, (4, 2))
    exact = [[sum(one[4 * i + k] * other[2 * k + j] for k in range(4)) for j in range(2)] for i in range(2)]
    total, times = balls(one, (8,)) - balls(other, (8,)), balls(one, (8,)) * balls(other, (8,))
    held = [(product.low[i, j], exact[i][j], product.high[i, j]) for i in range(2) for j in range(2)]
    held += [(total.low[k], one[k] - other[k], total.high[k]) for k in range(8)]
    held += [(times.low[k], one[k] * other[k], times.high[k]) for k in range(8)]
    assert all(Fraction(low) <= value <= Fraction(high) for low, value, high in held)
    assert product.radius.max() < 1e-11
