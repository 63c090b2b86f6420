"""Each kind of expectation can fail, and says in one line what was expected, where, and what was found."""

import warnings

import pytest

from negotiation.errors import ModelError
from negotiation.expectations import check
from negotiation.library import load, shipped
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
    'only_gains = true\ngains = [{ profile = "strike, talk", party = "Russia", to = "pause", gain = "4 - 6*control" }]':
        "nobody else gains by leaving strike / talk at control = 0.1, found that Coalition gains 1 by walk",
    'equilibria = ["pause, tlak"]': "'tlak' is not a strategy of Coalition; did you mean 'talk'?",
    'equilibria = ["pause"]': "'pause' names the strategies of 1 party; allowed: 2",
    'method = "suport"\nincludes = ["pause, walk"]': "'suport' is not a method; did you mean 'support'?",
    'payoffs = { "pause, walk" = ["0", "10 - 9*contrl"] }': "'contrl' is not a parameter; did you mean 'control'?",
    'payoffs = { "pause, walk" = ["0", "1/0"] }': "'1/0' is not a finite number",
    'over = { control = [0, 1, 0.5] }\nexcludes = ["pause, walk"]': "the number of points is 0.5; allowed",
    'over = { control = [0, 1, 1e9] }\nexcludes = ["pause, walk"]': "over names more than 100,001 points",
    'over = { control = [0, 2, 3] }\nexcludes = ["pause, walk"]': "control = 2 is outside its range; allowed: 0 to 1",
    "": "expects nothing; allowed: equilibria, includes",
}


@pytest.mark.slow
@pytest.mark.parametrize("statement", WRONG)
def test_a_wrong_expectation_is_one_line_that_says_where(statement):
    text = load("russia-coalition").text + EXPECT + statement
    faults = check(parse_model(text))
    assert len(faults) == 1
    start = len(text) - len(statement) if statement else text.rindex("[[expect]]")
    line = text.count("\n", 0, start) + 1
    assert faults[0].startswith(f"model.toml:{line}: 'wrong': "), "the first key of the statement is at fault"
    assert WRONG[statement] in faults[0]


def test_a_tie_that_is_not_flagged_and_a_grid_that_fails_at_one_point_are_found():
    text = load("russia-coalition").text + EXPECT.replace("1/10", "1/4") + "degenerate = false"
    assert check(parse_model(text, "well.toml")) == [
        f"well.toml:{len(text.splitlines())}: 'wrong': expected no ties at control = 0.25, found ties or a continuum"]
    text = load("russia-coalition").text + '\n[[expect]]\ntitle = "wrong"\nover = { control = [0, 0.3, 4] }\n' + (
        'equilibria = ["pause, walk"]')
    line = len(text.splitlines())
    assert check(parse_model(text)) == [
        f"model.toml:{line}: 'wrong': expected exactly pause / walk at control = 0.3, found pause / talk"]


def test_a_grid_may_end_at_a_fraction():
    text = load("russia-coalition").text + '\n[[expect]]\ntitle = "thirds"\nover = { control = ["1/10", "1/5", 3] }\n'
    assert check(parse_model(text + 'equilibria = ["pause, walk"]')) == []
    fault = check(parse_model(text + 'excludes = ["pause, walk"]'))
    assert len(fault) == 1 and "at control = 0.1" in fault[0]


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


PLACES = {
    'preset = "today"\nexcludes = ["pause, walk"]': (1, "'today' is not a preset of model"),
    'excludes = ["strike, talk"]\n[expect.set]\nphantom = 1': (3, "'phantom' is not a parameter of model"),
    'excludes = ["strike, talk"]\n[expect.set]\n"control" = "2*control"': (3, "control = 1.4 is outside its range"),
    'excludes = ["strike, talk"]\n[expect.set]\ncontrol = "__import__"': (3, "'_' is not allowed in a formula"),
    'excludes = ["strike, talk"]\n[expect.over]\ncontrol = [0, 2, 3]': (3, "control = 2 is outside its range"),
    'includes = ["pause, walk"]\nmethod = "magic"': (2, "'magic' is not a method"),
    '\n\nexcludes = [\n  "strike"]': (4, "'strike' names the strategies of 1 party"),
    'excludes = ["strike, talk"]\nset.control = 0.7\npayoffs."strike, walk" = ["x", 0]':
        (3, "'x' is not a parameter"),
}


@pytest.mark.parametrize("statement", PLACES)
def test_a_fault_names_the_line_of_the_key(statement):
    line, words = PLACES[statement]
    head = load("russia-coalition").text + '\n[[expect]]\ntitle = "wrong"\n'
    fault, = check(parse_model(head + statement + '\n[[expect]]\ntitle = "next"\nexcludes = ["strike, talk"]'))
    assert fault.startswith(f"model.toml:{head.count(chr(10)) + line}: 'wrong': ") and words in fault


ENDS = """format = 1
title = "A well"
default_preset = "today"
[parameters.control]
low = 0
high = 1
default = 0.5
[parameters.cost]
low = 0
high = 2
default = 0.3
[[constraints]]
rule = "control + cost <= 2.5"
[[parties]]
id = "Us"
strategies = [{ id = "stay" }, { id = "take" }]
[[parties]]
id = "Them"
strategies = [{ id = "wait" }, { id = "raid" }]
[components]
gain = "control*take"
[payoffs]
Us = "gain - cost"
Them = "raid*(1 - cost)"
[presets.today]
values = { cost = 1 }
[paths.drift]
over = "control"
[paths.drift.ties]
cost = "2 - control"
"""
AT_ENDS = [
    ('Us = "gain - cost"', 'Us = "gain/cost"', [
        "model.toml:23: the payoff of Us at 'stay, wait' is not a finite number "
        "where cost = 0, the low end of its range"]),
    ('gain = "control*take"', 'gain = "take/(1 - control)"', [
        "model.toml:21: the payoff of Us at 'stay, wait' is not a finite number "
        "where control = 1, the high end of its range",
        "model.toml:21: path drift at control = 1: the payoff of Us at 'stay, wait' is not a finite number"]),
    ('"2 - control"', '"2 + control"', ["model.toml:30: path drift at control = 0.5: cost = 2.5 is outside its range; "
                                        "allowed: 0 to 2",
                                        "model.toml:30: path drift at control = 1: cost = 3 is outside its range; "
                                        "allowed: 0 to 2"]),
    ('"2 - control"', '"1/control"', ["model.toml:30: path drift at control = 0: cost = inf is outside its range; "
                                      "allowed: 0 to 2"]),
    ('"2 - control"', '"2*min(1, control + 0.5)"', [
        "model.toml:27: path drift at control = 1: control + cost <= 2.5 must hold (broken: control + cost <= 2.5)"]),
]


def test_a_model_that_makes_sense_everywhere_has_no_fault():
    assert check(parse_model(ENDS)) == []


@pytest.mark.parametrize(("old", "new", "wanted"), AT_ENDS)
def test_ends_of_parameters_and_paths_are_tried(old, new, wanted):
    assert old in ENDS and check(parse_model(ENDS.replace(old, new))) == wanted


def test_an_end_that_a_constraint_excludes_is_skipped():
    broken = ENDS.replace("gain - cost", "gain/cost")
    assert len(check(parse_model(broken))) == 1
    assert check(parse_model(broken.replace("[[parties]]", '[[constraints]]\nrule = "cost > 0"\n[[parties]]', 1))) == []


def test_the_row_of_a_profile_is_named_however_it_is_spaced():
    rows = """[payoffs]
"stay,wait" = [0, 0]
"stay,  raid" = [1, 2]
"take,wait" = [3, "1/cost"]
"take, raid" = ["control", 5]
[presets"""
    text = ENDS[:ENDS.index("[components]")] + rows + ENDS[ENDS.index(".today"):]
    assert check(parse_model(text)) == ["model.toml:23: the payoff of Them at 'take, wait' is not a finite number "
                                        "where cost = 0, the low end of its range"]


@pytest.mark.parametrize(("old", "new", "wanted"), [
    ("control + cost <= 2.5", "control > log(0)", None),
    ("control + cost <= 2.5", "control < log(0)", "model.toml:13: the defaults: control < log(0) must hold"),
    ('"2 - control"', '"log(0*control)"', "model.toml:30: path drift at control = 0: cost = -inf is outside its range"),
])
def test_infinite_numbers_in_constraints_and_ties_are_one_line_and_no_warning(old, new, wanted):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            faults = check(parse_model(ENDS.replace(old, new)))
        except ModelError as error:
            faults = [str(error)]
    assert (faults == []) if wanted is None else wanted in faults[0]


def test_an_infinite_number_in_an_expectation_is_one_line_and_no_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fault, = check(parse_model(load("russia-coalition").text + EXPECT.replace('"1/10"', '"log(0)"')
                                   + 'excludes = ["strike, talk"]'))
    assert "'log(0)' is not a finite number" in fault


@pytest.mark.parametrize(("name", "old", "new", "said"), [
    ("nine-equilibria", "count = 9", "count = 8", "expected 8 equilibria, found 9"),
    ("eec-1958", '"5/21"', '"4/21"', "expected banzhaf France of the vote to be 4/21 = 0.19047619047619"),
    ("eec-1958", '"banzhaf France"', '"banzhaf Frence"', "'banzhaf Frence' is not a number of the vote; did you mean"),
    ("deadlock", 'equilibria = ["defect, defect"]', 'vote = { "banzhaf Row" = 1 }', "is not a number of the vote"),
])
def test_a_count_or_a_power_that_does_not_hold_is_told(name: str, old: str, new: str, said: str) -> None:
    text = shipped()[name].read_text(encoding="utf-8")
    assert old in text and any(said in fault for fault in check(parse_model(text.replace(old, new), "wrong.toml")))
