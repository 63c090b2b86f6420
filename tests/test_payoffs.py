"""One evaluation of formulas: every kind of number says the same of a model, at every profile."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from formulas import VALUES, rational, trees
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from negotiation.arithmetic.dual import Dual, slope_of, value_of
from negotiation.arithmetic.kinds import ENCLOSURES, FLOATS, RATIONALS
from negotiation.arithmetic.polynomials import NotPolynomial, Ring
from negotiation.arithmetic.ranges import Range, lifted
from negotiation.arithmetic.rounding import Rounding
from negotiation.arithmetic.rounding import given as nearest
from negotiation.errors import ExpressionError
from negotiation.model.declarations import Formula
from negotiation.model.payoffs import grid_of, read

COUNTS = (2, 3)
PROFILES = list(product(*map(range, COUNTS)))
RUNS, COMPONENT = "a", "E"
LARGE = 10**12
few = settings(max_examples=40)


@dataclass
class Formulas:
    """Two parties; formulas of the names in VALUES: E is a component, S and I say who plays what, or are parameters."""

    components: dict
    payoffs: tuple
    cells: dict
    indicators: dict

    @property
    def values(self):
        return {name: value for name, value in VALUES.items() if name != COMPONENT and name not in self.indicators}


def formula(node):
    return Formula("f", "f", node)


@st.composite
def models(draw):
    """Draw a model with a formula a party, or with one a profile."""
    components = {COMPONENT: formula(draw(trees))}
    assume(COMPONENT not in str(components[COMPONENT].node))
    if draw(st.booleans()):
        return Formulas(components, (formula(draw(trees)), formula(draw(trees))), {}, {"S": (0, 1), "I": (1, 2)})
    drawn = [formula(draw(trees)) for _ in range(3)]
    rows = st.tuples(st.sampled_from(drawn), st.sampled_from(drawn))
    return Formulas(components, (), {each: draw(rows) for each in PROFILES}, {})


def expected(model):
    """Compute payoffs (2, 2, 3) profile by profile; skip models that divide by zero somewhere, and huge numbers."""
    found = np.empty((2, *COUNTS), dtype=object)
    for profile in PROFILES:
        here = model.values | {name: Fraction(int(profile[i] == j)) for name, (i, j) in model.indicators.items()}
        try:
            here[COMPONENT] = rational(model.components[COMPONENT].node, here)
            row = model.cells[profile] if model.cells else model.payoffs
            found[(slice(None), *profile)] = [rational(each.node, here) for each in row]
        except ZeroDivisionError:
            assume(False)
    assume(max(abs(each) for each in found.flat) < LARGE)
    return found


def told(model, kind, values):
    """Read the payoffs at all profiles."""
    try:
        return read(model, kind, values, grid_of(COUNTS))
    except ExpressionError:  # a profile that is never played divides by zero
        assume(False)


def table(rows):
    return np.stack([np.broadcast_to(np.asarray(each, dtype=object), COUNTS) for each in rows])


@pytest.mark.slow
@few
@given(model=models())
def test_rationals_are_what_each_profile_says_by_itself(model):
    want = expected(model)
    values = {name: np.array(value, dtype=object) for name, value in model.values.items()}
    assert (table(told(model, RATIONALS, values)) == want).all()


@pytest.mark.slow
@few
@given(model=models())
def test_enclosures_hold_the_exact_payoffs(model):
    want = expected(model)
    rows = [lifted(each) for each in told(model, ENCLOSURES, {n: Range.of(v) for n, v in model.values.items()})]
    low, high = table([each.low for each in rows]), table([each.high for each in rows])
    assert np.all(low <= want) and np.all(want <= high)


@pytest.mark.slow
@few
@given(model=models())
def test_the_bound_on_rounding_holds(model):
    want = expected(model)
    floats = table(told(model, FLOATS, {name: np.float64(value) for name, value in model.values.items()}))
    bounds = told(model, Rounding(), {n: nearest(float(v), float(v)) for n, v in model.values.items()})
    for have, exact, bound in zip(floats, want, bounds, strict=True):
        error = float(np.max(bound.error))
        assert error == np.inf or all(abs(Fraction(each) - true) <= error
                                      for each, true in zip(have.ravel(), exact.ravel(), strict=True))


@pytest.mark.slow
@few
@given(model=models())
def test_polynomials_and_exact_slopes_agree(model):
    """A polynomial's value is the rational; its derivative is the dual's slope, over rationals and over ranges."""
    want = expected(model)
    ring = Ring((RUNS,), sample=VALUES[RUNS])
    put = {name: ring.number(value) for name, value in model.values.items()} | {RUNS: ring.variable(RUNS)}
    try:
        rows = told(model, ring, put)
    except NotPolynomial:
        assume(False)
    assume(not ring.compared)
    at = VALUES[RUNS]
    dense = [each.dense(COUNTS) for each in rows]
    values = [sum(c * at**k for k, c in enumerate(own)) * Fraction(1, each.below)
              for own, each in zip(dense, rows, strict=True)]
    slopes = [sum(k * c * at**(k - 1) for k, c in enumerate(own) if k) * Fraction(1, each.below)
              for own, each in zip(dense, rows, strict=True)]
    assert (table(values) == want).all()
    exact = {name: np.array(value, dtype=object) for name, value in model.values.items()}
    duals = told(model, RATIONALS, exact | {RUNS: Dual(exact[RUNS], np.array(Fraction(1), dtype=object))})
    assert (table([slope_of(each) for each in duals]) == table(slopes)).all()
    ranges = {name: Range.of(value) for name, value in model.values.items()}
    for each, slope in zip(told(model, ENCLOSURES, ranges | {RUNS: Dual(ranges[RUNS], 1)}), slopes, strict=True):
        gradient = lifted(slope_of(each))
        assert np.all(gradient.low <= slope) and np.all(slope <= gradient.high)


@pytest.mark.parametrize("kind", [Range.of(Fraction(1, 3)), np.array(0.5), 2], ids=["range", "array", "number"])
@pytest.mark.parametrize("combine", [np.add, np.subtract, np.multiply, np.divide, np.minimum, np.maximum])
def test_a_dual_of_ranges_meets_other_numbers_on_either_side(kind, combine):
    dual = Dual(Range(np.array([0.25]), np.array([0.75])), 1)
    for pair in ((dual, kind), (kind, dual)):
        found = combine(*pair)
        mids = [0.5 if each is dual else float(np.mean([lifted(each).low, lifted(each).high])) for each in pair]
        value, slope = lifted(value_of(found)), lifted(slope_of(found))
        assert value.low[0] <= combine(*mids) <= value.high[0]
        moved = [each + 1e-6 * (own is dual) for each, own in zip(mids, pair, strict=True)]
        rate = (combine(*moved) - combine(*mids)) / 1e-6
        assert slope.low - 1e-4 <= rate <= slope.high + 1e-4


def test_a_rational_that_is_no_float_becomes_a_range():
    third = lifted(Fraction(1, 3))
    assert third.low < Fraction(1, 3) < third.high
