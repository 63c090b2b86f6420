"""What floats leave out along a line is never missed: all answers are those of every gain asked exactly."""

from __future__ import annotations

from fractions import Fraction as F
from math import lcm

import numpy as np
import pytest

from negotiation.arithmetic.algebraic import Algebraic, real_roots
from negotiation.arithmetic.bernstein import bernstein
from negotiation.arithmetic.polynomials import primitive
from negotiation.expression import exact
from negotiation.library import load
from negotiation.tipping.along.conditions import Condition, Span, held
from negotiation.tipping.along.line import line
from negotiation.tipping.along.pure import Deviation, spans_on
from negotiation.tipping.along.screen import moves, screened
from negotiation.tipping.along.tables import Table, padded
from negotiation.tipping.plane.plane import Plane
from negotiation.tipping.plane.sheet import Section, Sheet

pytestmark = pytest.mark.slow

COUNTS = [(2, 2), (3, 2), (2, 2, 2), (1, 3), (4, 1), (1, 1), (3, 3, 2)]
RANGES = [
    (Algebraic.rational(0), Algebraic.rational(1)), (Algebraic.rational(F(-7, 3)), Algebraic.rational(F(22, 7))),
    (Algebraic.rational(F(1, 3)), Algebraic.rational(F(1, 3))), (Algebraic.rational(0), real_roots((-2, 0, 1))[1]),
    (Algebraic.rational(10**6), Algebraic.rational(10**6 + 1)), real_roots((1, -3, 1)),
]


def product(*factors: tuple[F, ...]) -> tuple[F, ...]:
    found = [F(1)]
    for factor in factors:
        found = [sum((found[j] * factor[k - j] for j in range(len(found)) if 0 <= k - j < len(factor)), F(0))
                 for k in range(len(found) + len(factor) - 1)]
    return tuple(found)


def drawn(draw: np.random.Generator, counts: tuple[int, ...], low: Algebraic, high: Algebraic) -> Table:
    """Return payoffs that tie, all but tie, and touch zero on a range: at its ends, inside it, between halves."""
    ends = [*low.enclosure(30), *high.enclosure(30)]
    share = [F(0), F(1, 2), F(1, 4), F(1, 3), F(5, 8), F(1), F(int(draw.integers(0, 1001)), 1000)]
    roots = [ends[0] + (ends[-1] - ends[0]) * each for each in share] + ends

    def near() -> tuple[F, ...]:
        lines = [(-roots[draw.integers(len(roots))], F(1)) for _ in range(draw.integers(0, 4))]
        squared = [lines[0], lines[0]] if lines and draw.random() < 0.4 else []
        small = F(int(draw.integers(-2, 3)), 10**int(draw.integers(0, 30))) if draw.random() < 0.6 else F(0)
        found = product(*(squared or lines), (F(int(draw.integers(-2, 3))),))
        return (found[0] + small, *found[1:])

    coefficients, below = [], []
    scale = F(10)**int(draw.integers(-9, 10))
    for _ in counts:
        kinds = [near() for _ in range(3)] + [(F(0),)]
        common = F(int(draw.integers(-3, 4)), 7) * 10**int(draw.integers(0, 12))
        rows = [(kinds[k][0] + common, *kinds[k][1:]) for k in draw.integers(len(kinds), size=int(np.prod(counts)))]
        own = lcm(*(each.denominator for row in rows for each in row), scale.denominator)
        table = np.zeros((max(map(len, rows)), len(rows)), dtype=object)
        for k, row in enumerate(rows):
            table[:len(row), k] = [int(each * own * own * scale) for each in row]
        coefficients.append(table.reshape(len(table), *counts))
        below.append(own * own)
    return Table(low, high, tuple(coefficients), tuple(below))


def conditions(table: Table, profile: tuple[int, ...], counts: tuple[int, ...], margin: F) -> list[Condition]:
    """Return every gain from leaving a profile as a condition."""
    found = []
    for i, size in enumerate(counts):
        for to in (to for to in range(size) if to != profile[i]):
            moved = (*profile[:i], to, *profile[i + 1:])
            own, below = table.coefficients[i], table.below[i] * margin.denominator
            gain = [margin.denominator * (own[(k, *moved)] - own[(k, *profile)]) for k in range(len(own))]
            gain[0] += int(margin * below)
            found.append(Condition((primitive(tuple(gain)),), Deviation(i, profile[i], to, tuple(gain), below)))
    return found


def asked(table: Table, counts: tuple[int, ...], margin: F) -> dict[tuple[int, ...], list[Span]]:
    part = Span(table.low, table.high)
    found = {profile: held(part, [(conditions(table, profile, counts, margin), table.low, table.high)])
             for profile in np.ndindex(*counts)}
    return {profile: spans for profile, spans in found.items() if spans}


@pytest.mark.parametrize("seed", range(12))
def test_intervals_and_what_ends_them_are_those_of_all_gains_asked_exactly(seed: int) -> None:
    draw = np.random.default_rng(seed)
    for counts in COUNTS:
        tables = [drawn(draw, counts, *ends) for ends in RANGES]
        for margin in (F(0), F(1, 7), F(1, 10**14)):
            found = list(spans_on([[(Span(each.low, each.high), [each])] for each in tables], counts, margin=margin))
            assert found == [asked(each, counts, margin) for each in tables]
            profile = tuple(int(draw.integers(size)) for size in counts)
            for each, spans in zip(tables, found, strict=True):
                (alone,) = spans_on([[(Span(each.low, each.high), [each])]], counts, profile, margin)
                assert alone == {own: row for own, row in spans.items() if own == profile}


@pytest.mark.parametrize("power", [-400, -330, -315, -305, -200, 200, 290, 298, 302, 305, 308, 400])
def test_numbers_that_floats_do_not_hold_are_asked_exactly(power: int) -> None:
    draw, counts = np.random.default_rng(abs(power)), (3, 2)
    for ends in RANGES:
        one = drawn(draw, counts, *ends)
        scale = F(10)**power
        table = Table(*ends, tuple(each * scale.numerator for each in one.coefficients),
                      tuple(each * scale.denominator for each in one.below))
        (found,) = spans_on([[(Span(*ends), [table])]], counts)
        assert found == asked(table, counts, F(0))


@pytest.mark.parametrize("high", [F(1), F(5, 2), F(10**9)])
def test_gains_of_a_high_degree_are_decided_within_what_rounding_leaves(high: F) -> None:
    counts, size = (2, 2), 60
    draw = np.random.default_rng(int(high))
    own = [draw.integers(-9, 10, size=(size, *counts)).astype(object) for _ in counts]
    table = Table(Algebraic.rational(-1), Algebraic.rational(high), tuple(own), (1, 10**20))
    may, _ = screened([table], np.arange(4), moves(counts), F(0))
    for k, profile in enumerate(np.ndindex(*counts)):
        gains = [each.factors[0] for each in conditions(table, profile, counts, F(0))]
        values = [F(-1) + (high + 1) * F(j, 997) for j in range(998)]
        stands = any(all(sum(c * at**e for e, c in enumerate(gain)) <= 0 for gain in gains) for at in values)
        assert may[0, k] or not stands


def test_what_floats_can_decide_they_decide() -> None:
    """In a game without ties the screen leaves one profile, and asks nothing where that one stands throughout."""
    payoffs = np.zeros((2, 2, 3, 3), dtype=object)
    payoffs[0, 0] = [[3, 3, 3], [2, 2, 2], [1, 1, 1]]
    payoffs[0, 1] = [[9, 5, 7]] * 3
    payoffs[1] = np.random.default_rng(0).integers(-1, 1, size=(2, 3, 3))
    table = Table(Algebraic.rational(0), Algebraic.rational(F(1, 3)), tuple(payoffs.transpose(1, 0, 2, 3)), (1, 1))
    may, due = screened([table], np.arange(9), moves((3, 3)), F(0))
    assert np.flatnonzero(may).tolist() == [0]
    assert not due[0, 0].any() and (due[0, 1:].sum(axis=1) == 1).all()


def test_bernstein_coefficients_enclose_a_polynomial_and_are_its_values_at_the_ends() -> None:
    draw = np.random.default_rng(3)
    for degree in range(6):
        low, high = sorted(F(int(each), 7) for each in draw.integers(-30, 30, size=2))
        row = draw.integers(-9, 10, size=degree + 1).astype(object)
        change, below = bernstein(degree, low, high)
        found = [F(int(each), below) for each in change @ row]
        places = [low + (high - low) * F(j, 40) for j in range(41)]
        values = [sum(c * at**k for k, c in enumerate(row)) for at in places]
        assert found[0] == values[0] and found[-1] == values[-1]
        assert min(found) <= min(values) and max(values) <= max(found)


@pytest.mark.parametrize("name, first, second", [("geneva-2016", "control", "line"), ("forts", "odds", "cost"),
                                                 ("shifting-power", "shift", "shifted")])
def test_a_section_of_the_plane_is_the_table_of_its_line(name: str, first: str, second: str) -> None:
    model = load(name)
    counts, ways = model.strategy_counts, moves(model.strategy_counts)
    for axis in (0, 1):
        plane = Plane(model, first, second, model.fractions(model.point()))
        stays = plane.parameters[1 - axis]
        for at in (exact(stays.low), exact(stays.high), F(1, 3), F(123456789, 10**9)):
            ((_, (section,)),) = plane.pieces(axis, at)
            ((_, (table,)),) = plane.line(axis, at).pieces
            assert section.size >= table.size and (section.low, section.high) == (table.low, table.high)
            off = np.abs(section.floats - padded(table.floats, section.size))
            assert (off <= 2.0**-44 * section.sizes[:, :, None]).all()
            for number, i in enumerate(ways.party.tolist()):
                for profile in range(0, int(np.prod(counts)), 7):
                    to = int(ways.to[number, profile])
                    one, two = ([F(each, own.below[i]) for each in own.gain(i, profile, to)]
                                for own in (section, table))
                    assert one == two + [0] * (len(one) - len(two))


@pytest.mark.parametrize("at", [F(0), F(1, 3), F(1000), F(1, 10**16), F(-1, 10**20)])
def test_a_section_decides_as_the_table_does_that_it_is_exactly(at: F) -> None:
    draw, counts = np.random.default_rng(5), (2, 3)
    for ends in RANGES:
        for high in (2, 20):
            rows = [drawn(draw, counts, *ends) for _ in range(3)]
            size = max(each.size for each in rows)
            flat = [np.zeros((size, high + 1, 6), dtype=object) for _ in counts]
            for i, own in enumerate(flat):
                for each, power in zip(rows, (0, 1, high), strict=True):
                    kept = each.coefficients[i].reshape(len(each.coefficients[i]), -1)
                    own[:len(kept), power] += kept * 10**(280 if power == 20 and at.denominator > 3 else 0)
            below = rows[0].below
            section = Section(Sheet(tuple(flat), below), at, *ends)
            scaled = [at.numerator**k * at.denominator**(high - k) for k in range(high + 1)]
            table = Table(*ends, tuple((own.transpose(0, 2, 1) @ np.array(scaled, dtype=object)).reshape(-1, *counts)
                                       for own in flat), tuple(each * at.denominator**high for each in below))
            (found,) = spans_on([[(Span(*ends), [section])]], counts)
            assert found == asked(table, counts, F(0))


def test_a_line_is_a_map_of_one_line() -> None:
    model = load("geneva-2016")
    lines = [line(model, "control", None, model.point(preset)) for preset in model.presets]
    pieces = [each.pieces for each in lines]
    together = list(spans_on([*pieces, [], *pieces], model.strategy_counts))
    alone = [next(spans_on([each], model.strategy_counts)) for each in pieces]
    assert together == [*alone, {}, *alone]
