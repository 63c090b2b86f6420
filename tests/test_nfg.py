"""Gambit's .nfg files: both forms, exact numbers, labels, and faults at their line."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from negotiation.errors import ModelError, NegotiationError
from negotiation.game import Game
from negotiation.library import load
from negotiation.nfgfile import parse_nfg, to_nfg

PAYOFFS = """NFG 1 R "Selten (IJGT, 75), Figure 2" { "Player 1" "Player 2" }
{ { "1" "2" "3" } { "1" "2" } }
"A comment"
1 1 0 2 0 2
1 1 0 3 2 0
"""
OUTCOMES = """NFG 1 R "An \\"outcome\\" game" { "A" "B" }
{ { "up" "down" } { "left" "right" } }
{
{ "first" 1/3, -2.5 }
{ "" 1e1 7 }
}
1 2 0 1
"""


def test_the_first_players_strategy_runs_fastest():
    game = parse_nfg(PAYOFFS).at()
    assert game.strategy_counts == (3, 2)
    assert game.payoffs[0, 0].tolist() == [[1, 1], [0, 0], [0, 2]]
    assert game.payoffs[0, 1].tolist() == [[1, 1], [2, 3], [2, 0]]
    assert [party.id for party in game.parties] == ["1", "2"]
    assert [party.label for party in game.parties] == ["Player 1", "Player 2"]


def test_the_outcome_form_keeps_exact_numbers():
    model = parse_nfg(OUTCOMES)
    exact = model.exact()
    assert exact[0, 0, 0, 0] == Fraction(1, 3) and exact[0, 1, 0, 0] == Fraction(-5, 2)
    assert exact[0, 0, 1, 0] == 10 and exact[0, 0, 0, 1] == 0 and exact[0, 0, 1, 1] == Fraction(1, 3)
    assert model.title == 'An "outcome" game' and model.parties[0].strategy_ids == ("up", "down")


def test_numbers_of_strategies_and_repeated_labels():
    model = parse_nfg('NFG 1 R "" { "" "" } { 2 2 }\n1 1 2 2 3 3 4 4')
    assert [p.id for p in model.parties] == ["1", "2"] and model.parties[0].strategy_ids == ("1", "2")
    assert parse_nfg('NFG 1 D "" { "A" "A" } { { "x" "x" } { "y" } } 1 1 2 2').parties[0].strategy_ids == ("1", "2")


@given(st.sampled_from([(2, 2), (3, 1, 2), (2, 2, 2)]).flatmap(
    lambda shape: arrays(float, (1, len(shape), *shape), elements=st.floats(-1e6, 1e6))))
def test_what_is_written_reads_back_the_same(payoffs):
    game = Game(payoffs)
    np.testing.assert_array_equal(parse_nfg(to_nfg(game)).at().payoffs, game.payoffs)


@pytest.mark.parametrize("name", ["geneva-2016", "us-russia", "public-goods", "camp-david", "un-security-council"])
def test_rational_payoffs_go_round_exactly(name):
    """At thirds of every range: numbers that no float holds."""
    model = load(name)
    at = {each.id: 2 * Fraction(each.low) / 3 + Fraction(each.high) / 3 for each in model.parameters.values()
          if not model.constraints}
    exact = model.exact("", at=at)
    assert (parse_nfg(to_nfg(model.at("", at=at))).exact() == exact).all()
    assert name != "us-russia" or exact[0, 1, 1, 0] == Fraction(1, 3)


def test_gambit_takes_an_exponent_without_a_plus_sign():
    game = Game.from_payoffs([[1e300, 1e-300], [-2.5e17, 1e15]], [[0, 0], [0, 0]])
    assert "+" not in to_nfg(game) and "1e300 0" in to_nfg(game) and "1e-300 0" in to_nfg(game)
    np.testing.assert_array_equal(parse_nfg(to_nfg(game)).at().payoffs, game.payoffs)


@pytest.mark.parametrize(("text", "words"), [
    ("", "game.nfg:1: found 'the end of the file' where NFG belongs"),
    ("EFG 2 R", "starts with 'NFG 1 R'"),
    ('NFG 1 R "x" { "A" "B" } { 2 2 }\n1 2 3', "game.nfg:2: found 'the end of the file' where a payoff belongs"),
    ('NFG 1 R "x" { "A" } { 2 }\n1 x', "game.nfg:2: 'x' is not a payoff"),
    ('NFG 1 R "x" { "A" } { 2 }\n1 1/0', "divides by zero"),
    ('NFG 1 R "x" { "A" } { 2 }\n1 2 3', "found '3' after the last payoff"),
    ('NFG 1 R "x" { "A" } { 0 }\n', "'0' is not a number of strategies"),
    ('NFG 1 R "x" { "A" "B" } { 999999 999999 }\n', "at most 100,000"),
    ('NFG 1 R "x" { } { }\n', "has no players"),
    ('NFG 1 R "x" { "A" } { { } }\n', "has no strategies"),
    ('NFG 1 R "x', "a quotation mark is not closed"),
    ('NFG 1 R "x" { "A" } { 2 } { { "o" 1 } } 1 2', "'2' is not an outcome; allowed: 0 to 1"),
    ('NFG 1 R "x" { "A" } { 2 } nan 1', "'nan' is not a payoff"),
])
def test_faults_say_where_and_what(text, words):
    with pytest.raises(ModelError) as caught:
        parse_nfg(text)
    assert words in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["tree.efg", "TREE.EFG", "folder/tree.efg"])
def test_a_tree_is_refused_in_one_line_that_says_what_to_do(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    for there in (False, True):
        if there:
            (tmp_path / name).write_text('EFG 2 R "Nim" { "A" "B" }\nt "" 1 "" { 1 -1 }\n', encoding="utf-8")
        with pytest.raises(ModelError, match=r"(?i)^tree\.efg: extensive games are not read; .*Gambit") as caught:
            load(name)
        assert "\n" not in str(caught.value)


@given(st.text(alphabet='NFG1R "{}x23/.,\n\\-', max_size=80))
def test_no_text_escapes_as_a_traceback(text):
    for whole in (text, 'NFG 1 R "x" ' + text):
        try:
            parse_nfg(whole).at()
        except NegotiationError as error:
            assert "\n" not in str(error)
