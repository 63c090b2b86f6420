"""What an [[expect]] block states of a game under doubt: each number can fail, and names are refused at their line."""

import pytest

import negotiation as ng
from negotiation.expectations import senseless
from negotiation.modelfile import faults, parse_model

HEAD = """
[[expect]]
title = "stated"
"""
HOLDS = '"strike, pause, talk"'


def told(statement, name="coalition-in-doubt"):
    """Return what is said of a block added to a model, without file and line; every fault must stand in the block."""
    text = ng.load(name).text + HEAD + statement
    found = ng.check(parse_model(text, "m.toml"))
    first = text[:text.rindex("[[expect]]")].count("\n") + 1
    for each in found:
        assert each.startswith("m.toml:") and "\n" not in each
        assert int(each.split(":")[1]) >= first
    return [each.split(": ", 2)[2] for each in found]


@pytest.mark.slow
@pytest.mark.parametrize("name, value, found", [
    ("P(TALKS)", "3/10", 0.3), ("P(WAR)", "0", 0), ("payoff Coalition", "2.12", 2.12),
    ("payoff Russia.stretched", "6", 6), ("miscalculation", "0", 0), ("miscalculation for sure", "0", 0),
    ("secret worth Coalition", "1 - doubt", 0.7), ("open worth Russia low", "-2.8", -2.8),
    ("open worth Coalition high", "7/10", 0.7), ("worth of Russia revealed Russia high", "-2.8", -2.8)])
def test_every_number_is_proved_and_can_fail(name, value, found):
    assert told(f'bayesian = true\ndoubt = {{ {HOLDS} = {{ "{name}" = "{value}" }} }}') == []
    [said] = told(f'bayesian = true\ndoubt = {{ {HOLDS} = {{ "{name}" = "{value} + 1/1000" }} }}')
    head, number = said.rsplit(", found ", 1)
    assert head.startswith(f"expected {name} at strike / pause / talk to be {value} + 1/1000 = ")
    assert float(number) == pytest.approx(found)


@pytest.mark.slow
@pytest.mark.parametrize("statement, said", [
    (f'doubt = {{ {HOLDS} = {{ miscalculation = 0 }} }}', "it needs 'bayesian = true'"),
    (f'bayesian = true\ndoubt = {{ {HOLDS} = {{ miscalclation = 0 }} }}',
     "'miscalclation' is not a number of the game under doubt; did you mean 'miscalculation'?"),
    (f'bayesian = true\ndoubt = {{ {HOLDS} = {{ "P(TALK)" = 0 }} }}', "did you mean 'P(TALKS)'?"),
    (f'bayesian = true\ndoubt = {{ {HOLDS} = {{ "worth of Coalition revealed Russia low" = 0 }} }}',
     "'worth of Coalition revealed Russia low' is not a number of the game under doubt"),
    ('bayesian = true\ndoubt = { "strike, talk" = { miscalculation = 0 } }',
     "names the strategies of 2 parties; allowed: 3"),
    (f'bayesian = true\ndoubt = {{ {HOLDS} = {{ "P(TALKS)" = "dubt" }} }}', "'dubt' is not a parameter"),
    ('bayesian = true\ndoubt = { "pause, pause, talk" = { miscalculation = 0 } }',
     "expected the equilibrium pause / pause / talk, found no such equilibrium"),
    (f'bayesian = true\nover = {{ doubt = [0.2, 0.3, 2] }}\ndoubt = {{ {HOLDS} = {{ miscalculation = 0 }} }}',
     "expected the equilibrium strike / pause / talk at doubt = 0.2, found no such equilibrium"),
])
def test_what_cannot_be_stated_is_refused_in_one_line(statement, said):
    [found] = told(statement)
    assert said in found


def test_a_model_without_types_has_no_doubt_to_state():
    [found] = told('bayesian = true\ndoubt = { "pause, walk" = { miscalculation = 0 } }', "russia-coalition")
    assert "declares no types" in found
    assert told('doubt = { "pause, walk" = { miscalculation = 0 } }', "russia-coalition") == [
        "doubt: numbers of the game in which each party knows its own type alone; it needs 'bayesian = true'"]


def test_names_are_told_while_a_file_is_written_and_faulty_types_hide_no_other_fault():
    text = ng.load("coalition-in-doubt").text
    wrong = text.replace('"miscalculation" = 0', '"miscalcs" = 0', 1)
    [said] = map(str, senseless(parse_model(wrong, "m.toml")))
    line = wrong[:wrong.index("miscalcs")].count("\n") + 1
    assert said.startswith(f"m.toml:{line}: ") and "'miscalcs'" in said
    broken = [str(each) for each in faults(text.replace('probability = "doubt"', 'probability = "dubt"'), "m.toml")]
    assert len(broken) == 1 and "'dubt'" in broken[0]


def test_exact_points_stay_exact():
    """At 5/23 the coalition is indifferent; written as a fraction the tie is there, and both equilibria are read."""
    block = 'bayesian = true\nset = { doubt = "5/23" }\nmethod = "pure"\n' + "\n".join([
        "[expect.doubt.\"strike, pause, talk\"]", '"P(TALKS)" = "5/23"',
        "[expect.doubt.\"strike, pause, walk\"]", 'miscalculation = "5/23"'])
    assert told(block) == []
