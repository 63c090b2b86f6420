"""The longest texts that are allowed, written to keep the reader busy: each is answered, and none is waited for.

Without the bounds each of these took from ten seconds to hours; the limit is far above what they take now.
"""

import pytest

from negotiation.errors import ModelError, NegotiationError
from negotiation.modelfile import faults, parse_model
from negotiation.nfgfile import parse_nfg

pytestmark = pytest.mark.slow

MOST = 255_000
HEAD = 'format = 1\ntitle = "t"\n'
PARTIES = ('[[parties]]\nid = "A"\nstrategies = [{ id = "x" }, { id = "y" }]\n'
           '[[parties]]\nid = "B"\nstrategies = [{ id = "u" }, { id = "v" }]\n')
SMALL = HEAD + PARTIES + '[payoffs]\nA = "1"\nB = "2"\n'
RULER = "[parameters.p]\nlow = 0\nhigh = 1\ndefault = 0\n"


def full(base, line):
    """Return a text filled up with numbered lines."""
    rows, size = [], len(base)
    while size + len(row := line.replace("#", str(len(rows))).replace("@", str(len(rows) + 1))) <= MOST:
        rows.append(row)
        size += len(row)
    return base + "".join(rows)


def large(parties, strategies):
    rows = [", ".join(f'{{ id = "s{i}_{j}" }}' for j in range(strategies)) for i in range(parties)]
    return HEAD + "".join(f'[[parties]]\nid = "P{i}"\nstrategies = [{row}]\n' for i, row in enumerate(rows))


def payoffs(parties, formula):
    return "[payoffs]\n" + "".join(f'P{i} = "{formula}"\n' for i in range(parties))


WIDE = large(5, 9) + payoffs(5, "+".join(f"s{a}_{b}*s{(a + 1) % 5}_{b}" for a in range(5) for b in range(9)))
CELLS = large(2, 50) + "[payoffs]\n" + "".join(
    f'"s0_{k // 50}, s1_{k % 50}" = ["{"1+" * 15}1", "{"2*" * 15}1"]\n' for k in range(2500))
TWELVE = HEAD + "".join(f'[[parties]]\nid = "P{i}"\nstrategies = [{{ id = "a{i}" }}, {{ id = "b{i}" }}]\n'
                        for i in range(12)) + payoffs(12, "+".join(f"a{i}" for i in range(12)))
LONG_WORD = "abcdefghijklmnopqrstuvwxyz" * 2

TEXTS = {
    "a list of many lines": (HEAD + "caveats = [\n" + '"",\n' * 60_000 + "]\n" + SMALL[len(HEAD):], ""),
    "issues line by line": (full(SMALL + "[bargaining]\nissues = [\n", '{ id = "i#", points = { A = 1, B = 1 } },\n')
                            + "]\n", "at most 200"),
    "a header of spaces": (SMALL + "[a" + " " * 200_000 + ".b]\n", "is not a key here"),
    "a key of many parts": (HEAD + ".".join("a" * 120_000) + " = 1\n", ":3: more than 50 names are joined by dots"),
    "a header of many parts": (SMALL + "[" + " . ".join(['"a"'] * 40_000) + "]\n", "joined by dots"),
    "lists in lists": (HEAD + "x = " + "[" * 100_000 + "]" * 100_000, "nested too deep"),
    "tables in tables": (HEAD + "x = " + "{a=" * 60_000, "nested too deep"),
    "a chain of components": (full(SMALL + "[components]\n", 'c# = "c@"\n') + 'c18000 = "1"\n', "is not a parameter"),
    "a chain that ends": (full(SMALL + '[components]\nc0 = "x"\n', 'c@ = "c#"\n'), ""),
    "a chain backwards": (SMALL + "[components]\n" + "".join(f'c{k} = "c{k + 1}"\n' for k in range(14_000))
                          + 'c14000 = "1"\n', ""),
    "a circle of components": (SMALL + "[components]\n" + "".join(f'c{k} = "c{k + 1}"\n' for k in range(14_000))
                               + 'c14000 = "c0"\n', "components form a cycle"),
    "one name among many": (full(SMALL.replace('"1"', f'"c{LONG_WORD}"') + "[components]\n", f"c#{LONG_WORD} = 1\n"),
                            "is not a parameter"),
    "many parameters": (full(SMALL, RULER.replace(".p]", ".p#]")), ""),
    "many presets": (full(SMALL, "[presets.p#]\n"), ""),
    "many presets of a wide game": (full(WIDE, "[presets.p#]\n"), "operations to evaluate; at most"),
    "many components of a wide game": (full(WIDE + "[components]\n", 'c# = "s0_1*s1_1*s2_1*s3_1*s4_1"\n'),
                                       "operations to evaluate; at most"),
    "many outcomes of a wide game": (full(WIDE, '[outcomes.o#]\npatterns = ["*,*,*,*,*"]\n'), ""),
    "long formulas": (full(SMALL + "[components]\n", 'c# = "' + "+".join(["x*y"] * 95) + '"\n'), ""),
    "deep brackets": (full(SMALL + "[components]\n", 'c# = "' + "(" * 39 + "x" + ")" * 39 + '"\n'), ""),
    "many signs": (full(SMALL + "[components]\n", 'c# = "' + "-" * 1900 + 'x"\n'), ""),
    "2,500 rows of formulas": (CELLS, ""),
    "4,096 profiles": (TWELVE, ""),
    "unknown keys": (full(SMALL + "[parameters]\n", "p# = { a = 1 }\n"), "is not a key here"),
    "nothing but comments": (SMALL + "#\n" * 120_000, ""),
}

NFG = {
    "numbers": 'NFG 1 R "t"\n{ "A" "B" }\n\n{ 300 300 }\n\n' + "1 1 " * 60_000,
    "players": 'NFG 1 R "t"\n{ ' + '"A" ' * 60_000 + "}\n{ }",
    "strategies of one name": 'NFG 1 R "t"\n{ "A" }\n{ { ' + '"s" ' * 60_000 + "} }\n1",
    "quotation marks": "NFG 1 R " + '"' * 250_000,
    "long fractions": 'NFG 1 R "t"\n{ "A" "B" }\n\n{ 10 10 }\n\n' + ("1" * 390 + "/" + "3" * 390 + " ") * 300,
    "exponents": 'NFG 1 R "t"\n{ "A" "B" }\n\n{ 100 100 }\n\n' + "1e999 " * 20_000,
    "brackets": 'NFG 1 R "t"\n' + "{" * 250_000,
}


@pytest.mark.processor(30)
@pytest.mark.parametrize("name", TEXTS)
def test_a_text_made_to_keep_the_reader_busy_is_answered(name):
    text, said = TEXTS[name]
    assert len(text) <= 256 * 1024
    found = faults(text)
    assert bool(found) == bool(said), found[:1]
    if said:
        assert said in str(found[0])
    else:
        assert parse_model(text).parties


@pytest.mark.processor(30)
@pytest.mark.parametrize("name", NFG)
def test_a_game_file_made_to_keep_the_reader_busy_is_answered(name):
    try:
        parse_nfg(NFG[name])
    except NegotiationError as error:
        assert str(error).startswith("game.nfg")


def test_several_faults_are_told_at_once():
    text = SMALL.replace('"1"', '"1 +"').replace('"2"', '"nope"') + RULER.replace("default = 0", "default = 7")
    text += '[outcomes.o]\npatterns = ["x, w"]\n[presets.q]\nvalues = { r = 1 }\n'
    found = faults(text)
    assert [type(each) for each in found] == [ModelError] * 5
    lines = text.splitlines()
    at = {each.where[:2]: lines[each.line - 1] for each in found}
    assert at[("payoffs", "A")] == 'A = "1 +"' and at[("payoffs", "B")] == 'B = "nope"'
    assert at[("parameters", "p")] == "default = 7"
    assert at[("outcomes", "o")] == 'patterns = ["x, w"]' and at[("presets", "q")] == "values = { r = 1 }"
    with pytest.raises(ModelError) as first:
        parse_model(text)
    assert str(found[0]) == str(first.value)


def test_a_sound_text_has_no_faults_and_a_consequence_is_not_told():
    assert faults(SMALL) == []
    broken = SMALL.replace('"1"', '"1/0"').replace('"2"', '"nope"')
    assert len(faults(broken)) == 1


def test_lines_of_lists_and_of_what_stands_in_quotation_marks():
    text = SMALL + '[outcomes]\no = { patterns = [ # ]\n "x, u", "y, u",\n "x, w" ] }\n'
    assert [each.line for each in faults(text)] == [13]
    text = SMALL + '[outcomes.o]\nlabel = """\n[payoffs]\nA = 1"""\npatterns = ["x, u",\n\n"x, w"]\n'
    assert [each.line for each in faults(text)] == [18]
