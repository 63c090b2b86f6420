"""The [bargaining] section: what is refused, in which words and at which line; issues; what a model proves."""

from pathlib import Path

import numpy as np
import pytest

import negotiation as ng
from negotiation.bargaining import SOLUTIONS, bargain
from negotiation.errors import NegotiationError
from negotiation.expectations import check
from negotiation.modelfile import parse_model

DOCS = Path(__file__).parents[1] / "docs"

GAME = """format = 1
title = "Two neighbours and a well"
[parameters.control]
low = 0
high = 1
default = 0.5
[parameters.rho]
low = 0
high = 1
default = 0
[[parties]]
id = "Us"
strategies = [{ id = "wait" }, { id = "fight" }]
[[parties]]
id = "Them"
strategies = [{ id = "wait" }, { id = "fight" }]
[components]
cost = "1 + control"
raid = "Us.fight + Them.fight"
[payoffs]
Us = "10*control - cost*raid"
Them = "8*(1 - control) - cost*raid"
"""

SHARE = """[bargaining]
table = "control/2"
[bargaining.values]
Us = "10*share"
Them = "8*(1 - share)"
[[bargaining.sides]]
id = "ours"
parties = ["Us"]
principal = "Us"
curvature = "rho"
[[bargaining.sides]]
id = "theirs"
parties = ["Them"]
principal = "Them"
weight = "control"
[bargaining.disagreement]
patterns = ["fight, *", "*, fight"]
favourite = "Them"
fallback = "fight, fight"
[bargaining.shift]
parameter = "control"
by = "0.1"
"""

ISSUES = """[bargaining]
issues = [
  { id = "water", label = "Water", points = { Us = 60, Them = "50 + 10*control" } },
  { id = "pasture", points = { Us = 40, Them = 50 } },
]
"""

REFUSED = {
    "no side": (SHARE.replace('[[bargaining.sides]]\nid = "theirs"', '[extra]\nid = "theirs"'), "is not a key here"),
    "one side": (SHARE[:SHARE.index('[[bargaining.sides]]\nid = "theirs"')] + SHARE[SHARE.index("[bargaining.dis"):],
                 "found 1 side; a table has two"),
    "a strategy in a value": (SHARE.replace("10*share", "10*share*raid"),
                              ":26: Us: column 10: 'raid' is not a parameter, or a component that no strategy moves"),
    "a formula out of the language": (SHARE.replace("10*share", "10*share; 1"), ":26: Us: column 9: ';'"),
    "code": (SHARE.replace("10*share", "__import__('os')"), ":26: Us: column 1"),
    "powers upon powers": (SHARE.replace("10*share", "((share**16)**16)**16"), "at most 128 is allowed"),
    "a missing value": (SHARE.replace('Them = "8*(1 - share)"\n', ""), ":25: values has no formula for Them"),
    "a value of nobody": (SHARE.replace("Them = ", "Thme = "), ":27: 'Thme' is not a party; did you mean 'Them'?"),
    "a principal of the other side": (SHARE.replace('principal = "Us"', 'principal = "Them"'),
                                      ":31: the principal Them is not on its side; allowed: Us"),
    "a party on both sides": (SHARE.replace('parties = ["Us"]', 'parties = ["Us", "Them"]'), "Them stands on 2 sides"),
    "a pattern of nothing": (SHARE.replace('"fight, *"', '"fihgt, *"'),
                             ":39: 'fihgt' is not a strategy of Us; did you mean 'fight'?"),
    "a fallback that is too short": (SHARE.replace('"fight, fight"', '"fight"'), ":41: 'fight' names 1 strategy;"),
    "a favourite that is nobody": (SHARE.replace('favourite = "Them"', 'favourite = "Thm"'),
                                   ":40: 'Thm' is not a party"),
    "a shift of nothing": (SHARE.replace('parameter = "control"', 'parameter = "contrl"'),
                           ":43: 'contrl' is not a parameter; did you mean 'control'?"),
    "no disagreement": (SHARE[:SHARE.index("[bargaining.disagreement]")], ":23: bargaining has no 'disagreement'"),
    "nothing": ("[bargaining]\n", ":23: bargaining has no 'values', no 'sides', no 'disagreement'; it needs values, "
                "sides, disagreement, or issues"),
    "a wrong key": (SHARE.replace("table =", "tabel ="), ":24: 'tabel' is not a key here; did you mean 'table'?"),
    "a wrong key of a side": (SHARE.replace("principal = \"Us\"", "principle = \"Us\""), "is not a key here"),
    "issues and values": (SHARE.replace("[bargaining.values]", ISSUES.split("\n", 1)[1] + "[bargaining.values]"),
                          "found both issues and values"),
    "an issue twice": (ISSUES.replace('"pasture"', '"water"'), ":26: the issue 'water' stands twice"),
    "points of one party": (ISSUES.replace(", Them = 50 }", " }"), ":26: points has no formula for Them"),
}


def model(section, game=GAME):
    return parse_model(game + section, "well.toml")


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_wrong_is_said_with_its_line(name):
    section, words = REFUSED[name]
    with pytest.raises(NegotiationError) as caught:
        model(section)
    messages = [str(each) for each in caught.value.every]
    assert any(words in each for each in messages), messages
    assert all(each.startswith("well.toml:") and "\n" not in each for each in messages)


def test_a_parameter_called_share_is_refused():
    with pytest.raises(NegotiationError, match="'share' is what bargaining divides"):
        model(SHARE, GAME.replace("parameters.rho", "parameters.share").replace("rho", "share"))


def test_a_share_between_two_neighbours():
    well = model(SHARE)
    deal = bargain(well, control=np.array([.2, .5]), weights=(1, 1))
    # No equilibrium fits the patterns (waiting is best), so the fallback stands in and is named.
    assert (deal.disagreement.origin == "fallback").all()
    np.testing.assert_allclose(deal.disagreement.payoffs[:, 0], 10 * np.array([.2, .5]) - 2 * np.array([1.2, 1.5]))
    np.testing.assert_allclose(deal.share, deal.reservation.mean(axis=1), atol=1e-12)
    bent = bargain(well, control=.5, rho=.5)
    assert bent.exact is None and bent.share[0] != deal.share[1]


@pytest.mark.parametrize("change, words", [
    (("10*share", "10*(1 - share)"), "the value of Us falls with the share somewhere, but its side wants more"),
    (("10*share", "10*share**2"), "the value of Us is not concave in the share"),
    (('weight = "control"', 'weight = "control - 1"'), "weight = -0.5"),
    (("10*share", "10*share/(control - 0.5)"), "the value of Us is not a finite number"),
    (('weight = "control"', 'weight = "1/(control - 0.5)"'), "weight = inf"),
    (('curvature = "rho"', 'curvature = "rho + 2"'), "curvature = 2; allowed: 0 to 1"),
    (('weight = "control"', 'patience = "1"'), "patience = 1; allowed: 0 to 1 and below 1"),
])
def test_values_that_make_no_sense_are_refused(change, words):
    with pytest.raises(NegotiationError) as caught:
        bargain(model(SHARE.replace(*change)))
    assert words in str(caught.value)


def test_issues_with_points_that_move_with_a_parameter():
    deal = bargain(model(ISSUES), control=np.array([0, .5, 1]))
    assert deal.kind == "issues" and deal.adjusted_winner.equitable.all() and deal.exists.all()
    one = bargain(model(ISSUES), control=1)
    assert [str(total) for total in one.adjusted_winner.totals[0]] == ["1100/21", "1100/21"]
    with pytest.raises(NegotiationError, match="puts -5 points on water"):
        bargain(model(ISSUES.replace("Us = 60", 'Us = "-10*control"')))


def test_three_parties_bargain_over_issues():
    game = GAME.replace("[components]", '[[parties]]\nid = "Town"\nstrategies = [{ id = "watch" }]\n[components]')
    section = ISSUES.replace("} },", ", Town = 30 } },").replace("], ", "]")
    deal = bargain(model(section, game + 'Town = 0\n'), disagreement=[0, 0, 0])
    assert deal.adjusted_winner is None and set(deal.solutions) == {row.name for row in SOLUTIONS.values() if row.many}
    weights = np.random.default_rng(0).dirichlet(np.full(3, .5), (100_000, 2))
    worth = np.array([[60, 55, 30], [40, 50, 30]])
    best = np.prod((weights * worth).sum(axis=1), axis=1).max()
    assert .999 * best <= np.prod(deal.solutions["nash"].payoffs[0])


def test_panama_canal_is_raiffas():
    deal = ng.bargain(ng.load("panama-canal"))
    np.testing.assert_array_equal(
        deal.worth[0], [[22, 22, 15, 14, 11, 6, 4, 2, 2, 2], [9, 15, 15, 3, 15, 5, 11, 7, 7, 13]])
    found = deal.adjusted_winner
    assert found.totals[0].tolist() == [66, 66] and found.efficient[0] and found.envy_free[0] and found.equitable[0]
    shared = [issue.id for issue, part in zip(deal.issues, found.share[0], strict=True) if 0 < part < 1]
    assert shared == ["land_and_water"] == [deal.issues[found.split[0]].id]


def test_a_model_proves_numbers_of_its_bargain():
    stated = '[[expect]]\ntitle = "{}"\nbargain = {{ {} }}\n'
    right = model(SHARE + stated.format("half", '"table" = "control/2", nash = 0.45'))
    assert len(check(right)) == 1 and "expected nash of the bargain to be 0.45" in check(right)[0]
    assert check(model(SHARE + stated.format("half", 'table = "control/2"'))) == []
    assert "'nsh' is not a number of the bargain; did you mean 'nash'?" in check(
        model(SHARE + stated.format("typo", "nsh = 1")))[0]
    empty = SHARE.replace("10*share", "10*share - 100") + stated.format("no deal", "nash = 0.45")
    assert "found nan" in check(model(empty))[0]


def test_the_documents_list_every_solution():
    text = (DOCS / "bargaining.md").read_text(encoding="utf-8")
    assert not [name for name in SOLUTIONS if f"`{name}`" not in text]


def test_the_sections_in_the_model_format_load():
    text = (DOCS / "model-format.md").read_text(encoding="utf-8")
    blocks = [block.split("```")[0] for block in text.split("```toml\n")[1:] if block.startswith("[bargaining]")]
    assert len(blocks) == 2
    for block in blocks:
        assert bargain(model(block)).exists.all()
