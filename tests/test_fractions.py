"""Fractions in a model file and on the command line: exact where numbers are exact, floats elsewhere."""

import json
from dataclasses import asdict
from fractions import Fraction

import pytest

from negotiation.bargaining import bargain
from negotiation.errors import ModelError
from negotiation.inverse import levers
from negotiation.modelfile import parse_model
from negotiation.tipping import regimes

WELL = """format = 1
title = "A well"
default_preset = "today"
[parameters.control]
low = "-1/3"
high = "2/3"
default = "1/3"
[parameters.cost]
low = 0
high = "3"
default = "0.1"
step = "1/7"
[[parties]]
id = "Us"
strategies = [{ id = "stay" }, { id = "take" }]
[[parties]]
id = "Them"
strategies = [{ id = "wait" }, { id = "raid" }]
[payoffs]
Us = "take*(control - cost)"
Them = "raid*(1 - 2*control)"
[presets.today]
values = { cost = "1/3" }
[bargaining]
[bargaining.values]
Us = "share"
Them = "1 - share"
[[bargaining.sides]]
id = "ours"
parties = ["Us"]
principal = "Us"
[[bargaining.sides]]
id = "theirs"
parties = ["Them"]
principal = "Them"
[bargaining.disagreement]
patterns = ["take, raid"]
favourite = "Us"
fallback = "take, raid"
"""
MODEL = parse_model(WELL)
ISSUES = parse_model(WELL[:WELL.index("[bargaining]")] + """
[bargaining]
issues = [{ id = "water", points = { Us = "control", Them = 1 } }, { id = "land", points = { Us = 1, Them = "cost" } }]
""")


def test_exact_payoffs_are_those_of_the_fraction():
    assert MODEL.exact()[0, 0, 1, 0] == 0 and MODEL.exact()[0, 1, 0, 1] == Fraction(1, 3)
    assert MODEL.exact(preset="")[0, 0, 1, 0] == Fraction(1, 3) - Fraction(1, 10)
    assert MODEL.at().payoffs[0, 1, 0, 1] == pytest.approx(1 / 3)


def test_tipping_points_and_levers_are_those_of_the_fraction():
    ends = regimes(MODEL, "control").to_frame()
    assert {"-1/3", "1/3", "2/3"} <= {*ends["from exact"], *ends["to exact"]}
    assert levers(MODEL, "take, raid").holds_now
    need = {each.parameter: each for each in levers(MODEL, "take, raid", control=0).single}
    assert need["control"].exact == "1/3"


def test_a_bargain_is_that_of_the_fraction():
    assert bargain(MODEL).exact.disagreement == {"Us": 0, "Them": Fraction(1, 3)}
    assert bargain(MODEL, control=0.5).exact.disagreement["Us"] == Fraction(1, 6)
    assert bargain(ISSUES).adjusted_winner.totals[0, 0] == Fraction(75)


def test_elsewhere_a_fraction_is_a_float():
    each = MODEL.parameters["control"]
    assert (each.low, each.high, each.default) == (-1 / 3, 2 / 3, 1 / 3) and MODEL.parameters["cost"].step == 1 / 7
    assert json.loads(json.dumps(asdict(each)))["default"] == 1 / 3
    assert f"{each.high:g}" == "0.666667" and MODEL.presets["today"].values == {"cost": 1 / 3}


@pytest.mark.parametrize("text", ["1+1", "control", "1/0", "1/3/3", "nan", "", "__import__('os')", "sqrt(2)"])
@pytest.mark.parametrize(("place", "line", "key"), [
    ('default = "1/3"', 7, "parameters.control.default"), ('low = "-1/3"', 5, "parameters.control.low"),
    ('high = "3"', 10, "parameters.cost.high"), ('cost = "1/3"', 23, "presets.today.values.cost")])
def test_anything_else_is_refused_in_one_line(text, place, line, key):
    with pytest.raises(ModelError) as caught:
        parse_model(WELL.replace(place, f'{place.split("=")[0]}= "{text}"'), "well.toml")
    assert str(caught.value) == (
        f"well.toml:{line}: {key}: found {text!r}; allowed: a number of at most 1e12, or a fraction as text: \"7/10\"")
