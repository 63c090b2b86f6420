"""What a modeller mistypes, one change of a small model at a time: the line, and words that say what to type."""

from pathlib import Path

import pytest

from negotiation.bargaining import bargain
from negotiation.errors import ModelError, NegotiationError
from negotiation.expectations import check
from negotiation.modelfile import faults, parse_model
from negotiation.view.editing.forms.fields import said
from negotiation.view.session import own

TEXT = (Path(__file__).parent / "data/two-neighbours.toml").read_text(encoding="utf-8")
if "\n[bargaining]\n" not in TEXT:
    TEXT += """
[bargaining]
table = "control/2"

[bargaining.values]
Us = "10*share"
Them = "8*(1 - share)"

[[bargaining.sides]]
id = "ours"
parties = ["Us"]
principal = "Us"
patience = "0.9"

[[bargaining.sides]]
id = "theirs"
parties = ["Them"]
principal = "Them"

[bargaining.disagreement]
patterns = ["*, fight"]
favourite = "Them"
fallback = "insist, fight"
"""

TITLE, CELL, HALF = 'title = "Two neighbours and a well"', '"offer, fight" = ["2*control", "8 - cost"]', "default = 0.5"
ROW = '"offer, accept" = ["5 + 2*control", "7 - 2*control"]'
MISTAKES = {
    "no closing quote": (TITLE, TITLE[:-1], "a quotation mark (\") is not closed on this line, or one is missing"),
    "no opening quote": (TITLE, TITLE.replace('"', "", 1), "a quotation mark (\") is not closed"),
    "no quote in a list": (CELL, CELL.replace('control",', "control,"), "a quotation mark (\") is not closed"),
    "curly quotes": (TITLE, TITLE.replace('= "', "= “").replace('well"', "well”"), "found the curly quotation mark “"),
    "curly quotes in a list": (CELL, CELL.replace('"8 - cost"', "„8 - cost“"), "found the curly quotation mark „"),
    "a backslash": (TITLE, TITLE.replace("Two", r"C:\Models"), "a backslash in a text; allowed: \\\\"),
    "a quote in a text": (TITLE, TITLE.replace("neighbours", '"friends"'), 'found friends" and a well" after'),
    "a key twice": (HALF, HALF + "\nhigh = 2", "'parameters.control.high' stands twice; the other is on line"),
    "a header twice": ("[parameters.cost]", "[parameters.control]", "'parameters.control' stands twice; the other is"),
    "a list too short": (ROW, ROW.replace(', "7 - 2*control"', ""), "needs a list of 2 payoffs, one a party; found 1"),
    "a grid too short": ("[0.63, 1, 38]", "[0.63, 1]", "found 2 entries; allowed: 3: from, to, number of points"),
    "no comma": (CELL, CELL.replace(",  ", " ").replace('", "8', '" "8'), "a comma or ] is missing in a list"),
    "no quotes in a list": (CELL, CELL.replace('"8 - cost"', "8 - cost"), "found 8 - cost without quotation marks"),
    "no quotes round a formula": ('Us = "10*share"', "Us = 10*share", 'allowed: a number, or Us = "10*share"'),
    "no quotes round a profile": (CELL, CELL.replace('"offer, fight"', "offer, fight"), "'offer, fight' needs quot"),
    "a decimal comma": (HALF, "default = 0,5", "found 0,5; allowed: a decimal point, 0.5"),
    "a comma in a formula": (CELL, CELL.replace("8 -", "8,5 -"), "decimals have a point: 0.5"),
    "no digit before the point": (HALF, "default = .5", "allowed: a digit on both sides of the point, 0.5"),
    "a per cent sign": (HALF, "default = 50%", "found 50%; allowed: a share as a number"),
    "a per cent sign in a table": (HALF, HALF + "\nx = { control = 50% }", "found 50%; allowed: a share as a number"),
    "no quotes in a table": (HALF, HALF + '\nx = { id = offer, y = "z" }', 'a number, or id = "offer"'),
    "no comma in a table": (HALF, HALF + "\nx = { a = 0.5 b = 2 }", "a comma is missing in a table in { }, after 0.5"),
    "a fraction": (HALF, "default = 1/2", 'allowed: a number, or default = "1/2"'),
    "a word for a number": (HALF, 'default = "half"', "found 'half'; allowed: a number of at most 1e12, or a fraction"),
    "a long dash": (CELL, CELL.replace(" - ", " – "), "column 3: '–' is not allowed in a formula; the minus sign is -"),
    "a long dash before a number": ("low = 0", "low = –1", "found a long dash in –1; allowed: the minus sign -"),
    "a times sign": (CELL, CELL.replace("2*", "2×"), "'×' is not allowed in a formula; times is *"),
    "no times sign": (CELL, CELL.replace("8 - cost", "8 - 2cost"), "a product needs a * between its factors"),
    "no times sign at a bracket": (CELL, CELL.replace("8 - cost", "cost(1 - 2)"), "for a product write cost*(...)"),
    "an equals sign": (CELL, CELL.replace("2*", "u = 2*"), "a formula has no =: its name stands before it"),
    "a capital": (CELL, CELL.replace("2*c", "2*C"), "'Control' is not a parameter, component or strategy; did"),
    "a colon": (TITLE, TITLE.replace(" =", ":"), "found ':' after title; allowed: title = ..."),
    "one bracket": ('[[parties]]\nid = "Us"', '[parties]\nid = "Us"', "found [parties]; allowed: [[parties]] in"),
    "an open header": ("[parameters.cost]", "[parameters.cost", "needs as many ] as ["),
    "a wrong remark": ("# SOURCES", "// SOURCES", "found '//'; a remark starts with #"),
    "a space in a key": ("low_label =", "low label =", "the key 'low label' needs quotation marks"),
    "no equals sign": ('unit = "share"', 'unit "share"', "without =; allowed: key = value"),
    "a hard space": (HALF, "default =\u00a00.5", r"found the space '\xa0' that is no plain space"),
    "a date": ('date = "2016-02-03"', "date = 2016-02-03", "found a date; allowed: text in quotation marks"),
    "True": ('level = "main"', "level = True", "found True; allowed: true or false, in small letters"),
    "a table over lines": ("values = { control = 0.9 }", "values = {\ncontrol = 0.9 }", "a { is not closed on this"),
    "another word": ('evidence = "estimate"', 'evidence = "guess"', "allowed: 'stated', 'recorded' or 'estimate'"),
    "a text for a list": ('patterns = ["offer, accept"]', 'patterns = "offer, accept"', "allowed: a list in [ ]"),
    "a slash in a profile": (CELL, CELL.replace("offer, f", "offer / f"), "names 1 strategy; a profile names 2"),
    "a preset out of range": ("{ control = 0.9 }", "{ control = 9 }", "control = 9 is outside its range; allowed"),
}
DEALS = {
    "patience": ('patience = "0.9"', "patience = 1.5", "patience = 1.5; allowed: 0 to 1 and below 1"),
    "a falling value": ('Us = "10*share"', 'Us = "10*(1 - share)"', "the value of Us falls with the share somewhere"),
    "a value not concave": ('Us = "10*share"', 'Us = "10*share**2"', "the value of Us is not concave in the share"),
    "a flat value": ('Us = "10*share"', "Us = 5", "its value does not depend on 'share'"),
    "a table above 1": ('table = "control/2"', "table = 1.667", "the share on the table is 1.667; allowed: 0 to 1"),
    "no finite value": ('Us = "10*share"', 'Us = "10*share/(control - control)"', "the value of Us is not a finite"),
}


def changed(old, new):
    assert TEXT.count(old) or old in TEXT
    start = TEXT.index(old)
    place = TEXT[:start].count("\n") + 1
    return TEXT[:start] + new + TEXT[start + len(old):], place


def test_the_text_is_sound():
    assert check(parse_model(TEXT)) == [] and own.examine(TEXT, ".toml")[0] is not None


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_at_its_line_with_what_to_type(name):
    old, new, words = MISTAKES[name]
    text, line = changed(old, new)
    found = faults(text, "m.toml")
    assert len(found) == 1, [str(each) for each in found]
    assert words in str(found[0])
    assert line <= found[0].line <= line + 1
    assert own.examine(text, ".toml")[1][0].line == found[0].line


@pytest.mark.parametrize("name", DEALS)
def test_what_a_bargain_refuses_is_refused_by_check_and_by_the_editor(name):
    old, new, words = DEALS[name]
    text, line = changed(old, new)
    model, wrong = own.examine(text, ".toml")
    assert model is None and wrong[0].line == line and words in str(wrong[0])
    try:
        read = parse_model(text, "m.toml")
    except ModelError as error:
        assert words in str(error)
        return
    assert [each for each in check(read) if each.startswith(f"m.toml:{line}: ") and words in each]
    with pytest.raises(NegotiationError, match="bargaining: "):
        bargain(read)


def test_a_bargain_that_fails_at_one_end_or_at_one_preset_says_where():
    text, line = changed('patience = "0.9"', 'patience = "1.2 - control"')
    assert "where control = 0, the low end of its range: patience = 1.2" in check(parse_model(text))[0]
    text, line = changed('patience = "0.9"', 'patience = "0.2 + control*0.95"')
    assert check(parse_model(text)) == [
        f"model.toml:{line}: at preset later: patience = 1.055; allowed: 0 to 1 and below 1"]


def test_all_faults_of_a_file_are_told_at_once_by_line():
    text = TEXT
    for old, new in (("default = 4", "default = 40"),
                     ('id = "accept"', 'id = "accept", lable = "x"'), ('"8 - cost"', '"8 - csot"'),
                     ('"10*control - cost"', '"10control"'),
                     ('patterns = ["*, fight"]\n\n\n', 'patterns = ["fight"]\n\n\n'),
                     ("values = { control = 0.4 }", "values = { contrl = 0.4 }"), ("[0.63, 1, 38]", "[0.63, 1]"),
                     ('patience = "0.9"', 'patience = "0.9 +"'), ('favourite = "Them"', 'favourite = "They"'),
                     ('table = "control/2"', 'table = "contrl/2"')):
        assert old in text, old
        text = text.replace(old, new)
    found = [str(each) for each in faults(text, "m.toml")]
    lines = [int(each.split(":")[1]) for each in found]
    assert lines == sorted(lines)
    for words in ("default 40 is outside", "'lable' is not a key here", "'csot' is not", "a product needs a *",
                  "'fight' names 1 strategy", "'contrl' is not a parameter", "found 2 entries", "end of the formula",
                  "'They' is not a party"):
        assert sum(words in each for each in found) >= 1, (words, found)
    assert len(found) == 10, found


def test_faults_of_the_notation_on_several_lines_are_told_at_once():
    text = TEXT.replace("default = 0.5", "default = 0,5").replace("high = 10", "high = 10%")
    text = text.replace('unit = "points"', "unit = points")
    assert [str(each).split(": ", 1)[1][:14] for each in faults(text)] == [
        "found 0,5; all", "found 10%; all", "found points w"]


def test_a_misspelt_key_explains_a_missing_one():
    assert len(faults(TEXT.replace("default = 4", "defualt = 4"))) == 1


def test_names_keep_their_case_in_the_editor():
    error = own.examine(TEXT.replace('"10*share"', '"10*shaer"'), ".toml")[1][0]
    assert said(error) == f"Line {error.line}: Us: column 4: 'shaer' is not a parameter, or a component that no " \
                          "strategy moves; did you mean 'share'?"


@pytest.mark.slow
@pytest.mark.processor(30)
@pytest.mark.parametrize("formula", ["1", "+".join(f"p{k}" for k in range(40)), "1/(p0 + 1) + log(p1)"])
def test_a_file_of_3000_parameters_is_checked_in_seconds(formula):
    head = TEXT[:TEXT.index("[parameters.control]")].replace('default_preset = "today"', "")
    text = head + '[[parties]]\nid = "A"\nstrategies = [{ id = "x" }, { id = "y" }]\n' + f'[payoffs]\nA = "{formula}"\n'
    text += "".join(f"[parameters.p{k}]\nlow = 0\nhigh = 1\ndefault = 1\n" for k in range(3000))
    found = check(parse_model(text))
    assert len(found) == ("log" in formula)
