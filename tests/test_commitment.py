"""Powell's test where constraints cut the line, at exact ties, and with poles on the way; the words that say so."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

import negotiation as ng
from negotiation.bargaining import bargain
from negotiation.expression import Ratio, parse_condition
from negotiation.model import Model
from negotiation.model.declarations import Constraint
from negotiation.modelfile import parse_model
from negotiation.report import narrate
from negotiation.report.results.bargains.readings import KEPT

GENEVA = ng.load("geneva-2016")


def bounded(rule: str) -> Model:
    """Return Geneva with one more constraint."""
    more = Constraint(rule, parse_condition(rule), "nobody holds that much")
    return GENEVA.replace(constraints=(*GENEVA.constraints, more))


CUT = bounded("control <= 0.85")


@pytest.mark.slow
@pytest.mark.parametrize("control", [0.0, 0.3, 0.5, 0.7, 0.85])
def test_a_constraint_that_cuts_the_line_leaves_the_feasible_part(control: float) -> None:
    whole, cut = (bargain(model, control=control) for model in (GENEVA, CUT))
    assert cut.smallest_shift["down"] == whole.smallest_shift["down"]
    free, found = whole.smallest_shift["up"], cut.smallest_shift["up"]
    assert found["limit"] == pytest.approx(0.85, abs=1e-9) and found["reason"] == "nobody holds that much"
    if free["shift"] is not None and control + free["shift"] < 0.849:
        assert found["shift"] == pytest.approx(free["shift"], abs=1e-8) and found["side"] == free["side"]
    else:
        assert found["shift"] is None and "none up to 0.85: nobody holds that much" in repr(cut)
        assert "no rise up to 85 % does, and the model allows none beyond it" in narrate.kept(CUT, cut)[-1]


def test_a_declared_shift_beyond_a_constraint_is_said() -> None:
    deal = bargain(CUT, control=np.array([0.6, 0.7]))
    assert deal.commitment.defined.tolist() == [True, False] and not deal.commitment.holds[1]
    assert "to 90.0 %, which the model does not allow (nobody holds that much)" in deal.readings[1]
    alone = bargain(CUT, control=0.7)
    assert alone.document()["commitment_problem"]["holds"] is None
    assert "which the model does not allow (nobody holds that much)" in narrate.kept(CUT, alone)[0]


def test_values_that_a_constraint_takes_out_of_the_middle_break_nothing() -> None:
    """Beyond a gap the model allows the value again, and a shift may jump there."""
    gap = bounded("(control - 0.2)*(control - 0.6) >= 0")
    whole, cut = bargain(GENEVA, control=0.7), bargain(gap, control=0.7)
    assert 0.7 + whole.smallest_shift["down"]["shift"] > 0.6 or cut.smallest_shift["down"]["limit"] is None
    assert cut.smallest_shift["down"]["limit"] is None


TWO = """
format = 1
title = "Two"

[parameters.x]
label = "Strength"
low = 0
high = 1
default = 0.5


[parameters.shift]
label = "Expected shift"
low = -1
high = 1
default = 0.1
kind = "assumption"

[[parties]]
id = "A"
label = "A"
strategies = [{{ id = "talk" }}, {{ id = "fight" }}]

[[parties]]
id = "B"
label = "B"
strategies = [{{ id = "talk" }}, {{ id = "fight" }}]

[payoffs]
A = "{a}"
B = "{b}"

[bargaining]
label = "Share"

[bargaining.values]
A = "share"
B = "1 - share"

[[bargaining.sides]]
id = "a"
label = "A's side"
parties = ["A"]
principal = "A"
patience = "{patience}"

[[bargaining.sides]]
id = "b"
label = "B's side"
parties = ["B"]
principal = "B"
patience = "{patience}"

[bargaining.disagreement]
patterns = ["fight, fight"]
favourite = "A"
fallback = "fight, fight"

[bargaining.shift]
parameter = "x"
by = "shift"
"""


def two(a: str, b: str, patience: str = "0.9") -> Model:
    """Return a model in which war pays `a` and `b`, whatever else is played."""
    return parse_model(TWO.format(a=a, b=b, patience=patience))


@pytest.mark.slow
@pytest.mark.parametrize("patience", ["0.3", "0.9"])
@pytest.mark.parametrize("x", [0.1, 0.7])
def test_an_exact_tie_is_no_reason_to_fight(patience: str, x: float) -> None:
    """All is won in war now and later: fighting is worth 1, keeping the peace (1 - delta) + delta = 1."""
    deal = bargain(two("1 + 0*x", "0*x", patience), x=x)
    assert not deal.commitment.fights.any() and deal.verdicts == [KEPT]
    assert all(each["shift"] is None for each in deal.smallest_shift.values())


@pytest.mark.parametrize("x", ["1/10", "1/3", "2/5", "3/5", "7/10"])
def test_the_verdict_at_the_very_threshold_is_that_of_rational_numbers(x: str) -> None:
    """w_A = x, w_B = 1 - x: B fights where its war value falls by more than (1 - delta)(1 - later)/delta ..."""
    model, now = two("x", "1 - x"), Fraction(x)
    for shift in (Fraction(1, 10), now * Fraction(-1, 9), (1 - now) / 9, (1 - now) / 9 + Fraction(1, 10**12)):
        later = now + shift
        wanted = [w - Fraction(9, 10) * v - Fraction(1, 10) > 0 for w, v in ((now, later), (1 - now, 1 - later))]
        deal = bargain(model, x=Ratio(now), shift=Ratio(shift))
        assert deal.commitment.fights[0].tolist() == wanted, (x, shift)


def test_a_pole_on_the_line_breaks_nothing() -> None:
    model = two("x + 0/(x - 3/4)", "1 - x")
    deal = bargain(model, x=0.5, shift=0.25)
    assert not deal.commitment.defined[0] and "no finite number" in deal.readings[0]
    assert deal.smallest_shift["up"]["shift"] is not None


def test_any_constraint_on_the_shifting_parameter_is_survived() -> None:
    rng = np.random.default_rng(5)
    for limit, preset in zip(rng.uniform(0.1, 0.9, 2), rng.choice(list(GENEVA.presets), 2), strict=True):
        cut = bounded(f"control <= {limit:.3f}")
        assert bargain(cut, preset=str(preset), control=float(rng.uniform(0, limit))).document()["reading"]
