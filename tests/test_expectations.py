"""Each kind of expectation can fail, and says in one line what was expected, where, and what was found."""

import pytest

from negotiation.expectations import check
from negotiation.library import load
from negotiation.modelfile import parse_model

EXPECT = """
[[expect]]
title = "wrong"
set = { control = "1/10" }
"""
WRONG = {
    'equilibria = ["pause, talk"]': "expected exactly pause / talk at control = 0.1, found pause / walk",
    "equilibria = []": "expected exactly no equilibrium at control = 0.1, found pause / walk",
    'includes = ["strike+pause, talk+walk"]': "expected strike+pause / talk+walk among the equilibria at control = 0.1",
    'excludes = ["pause, walk"]': "expected that pause / walk is no equilibrium at control = 0.1, found that it is one",
    "degenerate = true": "expected ties or a continuum at control = 0.1, found no ties",
    'payoffs = { "pause, walk" = ["0", "10 - 9*control"] }':
        "expected payoff of Coalition at pause / walk to be 10 - 9*control = 9.1 at control = 0.1, found 9",
    'payoffs = { "pause, walk" = ["1e-11", "9"] }': "expected payoff of Russia at pause / walk to be 1e-11",
    'payoffs = { "pause, walk" = ["0"] }': "payoffs of 'pause, walk': found 1; allowed: 2",
    'mixtures = { "strike+pause, walk" = [["1/2", "1/2"], [0, 1]] }':
        "expected the equilibrium strike+pause / walk at control = 0.1, found no such equilibrium",
    'mixtures = { "pause, walk" = [["0.1*control", 1], [0, 1]] }':
        "expected P(Russia strike) in pause / walk to be 0.1*control = 0.01 at control = 0.1, found 0",
    'mixtures = { "pause, walk" = [[1], [0, 1]] }': "mixtures of 'pause, walk': a list a party",
    'readouts = { "pause, walk" = { Y = "1" } }': "'Y' is not a read-out; there are none",
    'gains = [{ profile = "pause, talk", party = "Coalition", to = "walk", gain = "1" }]':
        "expected Coalition's gain by walk from pause / talk to be 1 at control = 0.1, found 1.2",
    'gains = [{ profile = "strike, talk", party = "Russia", to = "pause", gain = "4 - 6*control" }]\nonly_gains = true':
        "nobody else gains by leaving strike / talk at control = 0.1, found that Coalition gains 1 by walk",
    'equilibria = ["pause, tlak"]': "'tlak' is not a strategy of Coalition; did you mean 'talk'?",
    'equilibria = ["pause"]': "'pause' names 1 parties' strategies; allowed: 2",
    'method = "suport"\nincludes = ["pause, walk"]': "'suport' is not a method; did you mean 'support'?",
    'payoffs = { "pause, walk" = ["0", "10 - 9*contrl"] }': "'contrl' is not a parameter; did you mean 'control'?",
    'payoffs = { "pause, walk" = ["0", "1/0"] }': "'1/0' is not a finite number",
    'over = { control = [0, 1, 0.5] }\nexcludes = ["pause, walk"]': "the number of points is 0.5; allowed",
    'over = { control = [0, 1, 1e9] }\nexcludes = ["pause, walk"]': "over names more than 100,001 points",
    'over = { control = [0, 2, 3] }\nexcludes = ["pause, walk"]': "control = 2 is outside its range; allowed: 0 to 1",
    "": "expects nothing; allowed: equilibria, includes",
}


@pytest.mark.parametrize("statement", WRONG)
def test_a_wrong_expectation_is_one_line_that_says_where(statement):
    text = load("russia-coalition").text + EXPECT + statement
    faults = check(parse_model(text))
    assert len(faults) == 1
    assert faults[0].startswith("'wrong': ")
    assert WRONG[statement] in faults[0]


def test_a_tie_that_is_not_flagged_and_a_grid_that_fails_at_one_point_are_found():
    text = load("russia-coalition").text + EXPECT.replace("1/10", "1/4") + "degenerate = false"
    assert check(parse_model(text)) == ["'wrong': expected no ties at control = 0.25, found ties or a continuum"]
    text = load("russia-coalition").text + '\n[[expect]]\ntitle = "wrong"\nover = { control = [0, 0.3, 4] }\n' + (
        'equilibria = ["pause, walk"]')
    assert check(parse_model(text)) == [
        "'wrong': expected exactly pause / walk at control = 0.3, found pause / talk"]


def test_expectations_are_proved_over_the_product_of_two_grids():
    geneva = load("geneva-2016")
    formula = ("v_US*(1 - control - control*0.637*(1 - control + decisive)) - k_US*4*control*(1 - control)*war_cost"
               " - credibility")
    statement = f"""
        [[expect]]
        title = "grid"
        over = {{ control = [0.1, 0.9, 5], arms = [0, 0.3, 3] }}
        payoffs = {{ "press, strike, walk, restrain, push" = ["{formula}", "0", "0", "0", "0"] }}"""
    faults = check(parse_model(geneva.text[:geneva.text.index("[[expect]]")] + statement))
    assert len(faults) == 4, "the United States' payoff holds everywhere; the four zeros do not"
    assert all("to be 0 at control = 0.1, arms = 0, found" in fault for fault in faults)


def test_products_of_strategies_are_labelled_in_the_partys_order():
    text = load("us-russia").text + EXPECT + 'includes = ["arm + press , pause+strike"]'
    assert check(parse_model(text)) == []
