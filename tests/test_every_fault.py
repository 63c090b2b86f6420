"""Every fault of a file is told at once, in order of lines, in words that say what to type; consequences are not."""

from pathlib import Path

import pytest

import negotiation as ng
from negotiation.errors import ModelError, ParameterError
from negotiation.expectations import check, everything
from negotiation.library import shipped
from negotiation.modelfile import parse_model
from negotiation.view.session.own import examine

GENEVA = shipped()["geneva-2016"]
TEMPLATE = (Path(__file__).parent / "data/two-neighbours.toml").read_text(encoding="utf-8")
CONSTRAINT = '\n[[constraints]]\nrule = "{}"\n\n\n# PARTIES'


def changed(text, *pairs):
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def faults(text):
    """Return what the editor and `negotiation check` both say."""
    return list(map(str, examine(text, ".toml")[1]))


@pytest.mark.slow
def test_what_bargain_would_refuse_is_told_beside_a_fault_elsewhere():
    geneva = GENEVA.read_text(encoding="utf-8")
    for other in (('by = "shift"', 'by = "shft"'), ('"*, *, walk, *, *"', '"*, *, wlk, *, *"'),
                  ('principal = "Russia"', 'principal = "Rusia"'), ('Iran = "v_Iran*((', 'Iran = "v_Irn*(('),
                  ('Iran = "v_Iran*((', 'Iran = "(')):
        said = faults(changed(geneva, ('patience = "delta_gov"', 'patience = "1.5"'), other))
        assert sum("patience = 1.5; allowed: 0 to 1 and below 1" in each for each in said) == 1, said
        assert len(said) == 2, said


def test_a_payoff_without_end_is_told_beside_a_fault_elsewhere_and_a_consequence_is_not():
    other = ('patterns = ["offer, accept"]', 'patterns = ["ofer, accept"]')
    said = faults(changed(TEMPLATE, ('"5 + 2*control"', '"1/(1 - control)"'), other))
    assert len(said) == 2 and "not a finite number where control = 1, the high end" in said[0] and "'ofer'" in said[1]
    said = faults(changed(TEMPLATE, ("default = 0.5", "default = 5"), ('"5 + 2*control"', '"1/(1 - control)"')))
    assert len(said) == 1 and "the default 5 is outside its range" in said[0]


def test_every_unknown_name_is_told_by_line():
    said = faults(changed(
        TEMPLATE, ('"8 - cost"', '"8 - cst + foo"'), ('patterns = ["offer, accept"]', 'patterns = ["ofer, axcept"]'),
        ("values = { control = 0.4 }", "values = { contrl = 0.4, cst = 3, control = 7 }")))
    assert [next(word for word in ("cst", "foo", "ofer", "axcept", "contrl") if f"'{word}'" in each) if
            "control = 7" not in each else "control = 7" for each in said] == [
                "cst", "foo", "ofer", "axcept", "contrl", "cst", "control = 7"]
    lines = [int(each.split(":")[1]) for each in said]
    assert lines == sorted(lines)


PANAMA = shipped()["panama-canal"].read_text(encoding="utf-8")
SECTIONS = {
    "a list for a formula hides no unknown name": (GENEVA.read_text(encoding="utf-8"), [
        ('principal = "Russia"', 'principal = "Rusia"', "'Rusia' is not a party"),
        ('patience = "delta_gov"', "patience = [1]", "sides.1.patience: found a list; allowed: text in"),
        ('favourite = "Coalition"', "favourite = 3", "disagreement.favourite: found 3"),
        ('by = "shift"', 'by = "shft"', "'shft' is not a parameter")]),
    "a misspelt key hides nothing, and is told once": (GENEVA.read_text(encoding="utf-8"), [
        ('patience = "delta_gov"', 'patienc = "1.5"', "'patienc' is not a key here"),
        ('weight = "weight_gov"', 'weight = "wait_gov"', "'wait_gov' is not a parameter"),
        ('favourite = "Coalition"', 'favorite = "Coalition"', "'favorite' is not a key here"),
        ('fallback = "press', 'fallback = "pres', "'pres' is not a strategy of US")]),
    "a missing key hides nothing": (GENEVA.read_text(encoding="utf-8"), [
        ('principal = "Russia"\n', "", "sides.1 has no 'principal'; it is required"),
        ('patience = "delta_gov"', 'patience = "delt_gov"', "'delt_gov' is not a parameter"),
        ('parties = ["Coalition", "US", "Turkey"]', 'parties = ["Coalition", "US", "Turky"]', "'Turky' is not a party"),
        ('parameter = "control"', 'parameter = "contrl"', "'contrl' is not a parameter")]),
    "an issue at fault hides none of the others": (PANAMA, [
        ("points = { US = 22, Panama = 9 }", "points = { US = [22], Panam = 9 }", "issues.1.points.US: found a list"),
        ('id = "duration"', "id = 3", "issues.5.id: found 3"),
        ("points = { US = 2, Panama = 13 }", 'points = { US = 2, Panama = "foo" }', "'foo' is not a parameter")]),
}


@pytest.mark.parametrize("case", SECTIONS)
def test_all_that_is_wrong_with_a_bargaining_section_is_told_at_once(case):
    text, changes = SECTIONS[case]
    said = faults(changed(text, *((old, new) for old, new, _ in changes)))
    assert all(sum(words in each for each in said) == 1 for *_, words in changes), said
    assert len(said) == len(changes) + ("'Panam' is" in str(said)), said
    lines = [int(each.split(":")[1]) for each in said]
    assert lines == sorted(lines)


STATED = """
[[expect]]
title = "many"
preset = "tody"
set = { contrl = 0.4, cst = 3, control = "foo + bar" }
over = { contol = [0, 1, 3] }
equilibria = ["ofer, axcept", "offer"]
payoffs = { "offer, accept" = ["contrl", "cst"] }
gains = [{ profile = "offr, accept", party = "U", to = "offer", gain = "x" }]
method = "suport"
"""
STRANGERS = ["'tody' is not a preset", "'contrl' is not a parameter of", "'cst' is not a parameter of", "'foo' is not",
             "'bar' is not", "'contol' is not", "'ofer' is not a strategy of Us", "'axcept' is not a strategy of Them",
             "'offer' names the strategies of 1 party", "'contrl': 'contrl'", "'cst': 'cst'",
             "'offr' is not a strategy of Us",
             "'U' is not a party", "'x' is not a parameter", "'suport' is not a method"]


def test_every_name_that_an_expectation_has_wrong_is_told_with_its_line_by_check_and_the_editor():
    said = faults(TEMPLATE + STATED)
    assert len(said) == len(STRANGERS) and all(words in each for words, each in zip(STRANGERS, said, strict=True)), said
    assert check(parse_model(TEMPLATE + STATED)) == said
    first = TEMPLATE.count("\n") + 4
    keys = (0, 1, 1, 1, 1, 2, 3, 3, 3, 4, 4, 5, 5, 5, 6)
    assert [int(each.split(":")[1]) for each in said] == [first + k for k in keys]


def test_a_name_in_an_expectation_is_told_beside_a_fault_elsewhere_and_a_consequence_is_not():
    block = '\n[[expect]]\ntitle = "t"\npreset = "today"\nset = { contrl = 1, cost = 30 }\nincludes = ["ofer, accept"]'
    said = faults(changed(TEMPLATE, ("high = 10", 'high = "a"'), ("values = { control", "values = { contro")) + block)
    words = ["found 'a'", "'contro'", "'contrl'", "'ofer'"]
    assert len(said) == 4 and all(word in each for word, each in zip(words, said, strict=True)), said


def test_a_parameter_that_cannot_be_read_makes_no_preset_wrong():
    said = faults(changed(TEMPLATE, ("high = 10", 'high = "a"'), ("values = { control = 0.4", "values = { cost = 7")))
    assert len(said) == 1 and "found 'a'" in said[0]


def test_a_parameter_whose_range_or_default_is_wrong_makes_no_preset_wrong():
    said = faults(changed(TEMPLATE, ("high = 10", "high = -1"), ("values = { control = 0.4", "values = { cost = 7")))
    assert len(said) == 1 and "low must be smaller" in said[0]


def test_faults_of_sense_and_of_expectations_stand_in_order_of_lines():
    model = parse_model(changed(
        TEMPLATE, ('equilibria = ["offer, accept"]', 'equilibria = ["offer, fight"]'),
        ("control = [0.63, 1, 38]", "control = [0.1, 1, 38]"), ('"10*control"', '"10*control + 1/(1 - control)"'),
        ('"2*control"', '"1/control"')), "model.toml")
    lines = [int(each.split(":")[1]) for each in check(model)]
    assert len(lines) >= 4 and lines == sorted(lines)


def test_a_curvature_out_of_range_is_one_fault():
    geneva = GENEVA.read_text(encoding="utf-8")
    said = faults(changed(geneva, ('weight = "weight_gov"', 'weight = "weight_gov"\ncurvature = 3')))
    assert len(said) == 1 and "curvature = 3; allowed: 0 to 1" in said[0]
    with pytest.raises(ModelError):
        raise examine(changed(geneva, ('weight = "weight_gov"', 'weight = "weight_gov"\ncurvature = 3')), ".toml")[1][0]


LONG = "c" * 300


@pytest.mark.parametrize(("old", "new", "words"), [
    *(("# PARTIES", CONSTRAINT.format(rule), words) for rule, words in {
        "control = cost": "'=' is no comparison; allowed: <=, >=, ==, <, >",
        "control =< cost": "allowed: <=, >=, ==, <, >", "control != cost": "'!' is no comparison; allowed: <=, >=",
        "control + cost": "a comparison (<=, >=, ==, <, >) belongs",
        "0 <= control <= cost": "a second comparison; allowed: one a rule"}.items()),
    ("values = { control = 0.4 }", "values = { control = 0,4 }", ":101: found 0,4; allowed: a decimal point, 0.4"),
    ("[0.63, 1, 38]", "[0,63, 1, 38]", "allowed: 3: from, to, number of points; decimals have a point: 0.5, not 0,5"),
    ('["5 + 2*control", "7 - 2*control"]', "[5,2, 7,1]", "found 4 payoffs; decimals have a point"),
    ('"5 + 2*control"', '"(5,5) + 2*control"', "found ',' where ')' belongs; decimals have a point"),
    ('"5 + 2*control"', '"exp(5,5)"', "exp takes 1 argument, found 2; decimals have a point"),
    ('"5 + 2*control"', '"1e999"', "the number 1e999 is too long, or too large or small"),
    ('"5 + 2*control"', '"1e13"', "the number 1e13 is larger than 1e+12"),
    ('"5 + 2*control"', f'"{"9" * 50}"', f"the number {'9' * 40}... is too long"),
    ("high = 10", 'high = "1e999"', "found '1e999'; allowed: a number of at most 1e12"),
    ('"5 + 2*control"', '"1/(control - 0.5)"', ":73: the defaults: the payoff of Us at 'offer, accept'"),
    ("# PARTIES", CONSTRAINT.format("control >= 0.8"), ":51: the defaults: control >= 0.8 must hold"),
    ("[parameters.cost]", f"[parameters.{LONG}]", f":37: the name '{'c' * 56}...' cannot be used; allowed: a letter"),
    ('id = "offer"', f'id = "{LONG}"', f"found '{'c' * 56}...'; a name is a letter"),
    ("[parameters.cost]", "[parameters.höpe]", ":37: found the letter ö in the name 'parameters.höpe'; allowed"),
    ("[parameters.cost]", '[parameters."höpe"]', ":37: the name 'höpe' cannot be used; allowed: a letter (a to z"),
    ("step = 0.1", "stüp = 0.1", "found the letter ü in the name 'stüp'; allowed in a name: a to z"),
])
def test_the_line_says_what_to_type(old, new, words):
    said = faults(changed(TEMPLATE, (old, new)))
    assert sum(words in each for each in said) == 1, said
    assert all(len(each) < 300 for each in said)


def test_lines_that_end_in_cr_alone_are_said():
    with pytest.raises(ModelError, match=r"model.toml:1: its lines end in CR alone.*LF \(Unix\) or CRLF"):
        parse_model(TEMPLATE.replace("\n", "\r").encode())
    assert parse_model(TEMPLATE.replace("\n", "\r\n").encode()).title


def test_a_constraint_broken_within_many_points_says_where():
    model = ng.load("geneva-2016")
    with pytest.raises(ParameterError, match=r"\(broken: air \+ ground \+ synergy <= 1\) at air = 0.8$"):
        ng.sweep(model, air=[0.2, 0.4, 0.8, 0.9], method="pure")


def test_a_file_that_cannot_be_read_on_still_tells_its_faults():
    with pytest.raises(ModelError) as caught:
        parse_model("format = 1\ntitle = 3")
    assert [str(each) for each in everything(caught.value)] == [str(each) for each in caught.value.every]
