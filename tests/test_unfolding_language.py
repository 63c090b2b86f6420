"""[unfolding] in model files: faults at their line, geneva-2016's figures, teaching models, sentences and documents."""

import json
import shlex

import numpy as np
import pytest

import negotiation as ng
from negotiation.cli import main
from negotiation.expectations import check
from negotiation.modelfile import faults, parse_model
from negotiation.report.narrate.unfolding import kept, unfolded

pytestmark = pytest.mark.slow

HEAD = """format = 1
title = "t"
parties = [{ id = "A", strategies = [{ id = "go" }, { id = "stop" }] }, { id = "B", strategies = [{ id = "hit" }] }]
[parameters.a]
low = 0
high = 1
default = 0.5
[parameters.b]
low = 0
high = 3
default = 2
[payoffs]
A = "a*go"
B = "a"
[paths.p]
over = "b"
ties = { a = "0" }
[unfolding]
"""
END = '[[unfolding.ends]]\nid = "e"\npayoffs = { A = "1", B = "0" }\n'


@pytest.mark.parametrize(("section", "line", "words"), [
    ('state = "c"', 19, "a parameter"), ('state = "a"\npath = "q"', 20, "a path"),
    ('state = "a"\npath = "p"', 20, "allowed: a path over a"), ('state = "a"\ndrift = "gone"', 20, "'gone' is not"),
    ('state = "a"\npoints = 1', 20, "points"), ('state = "a"\ndiscount = "go"', 20, "no strategy moves"),
    ('state = "a"\nmoves = [{ probability = "0.1" }]', 20, "neither 'by' and 'to'"),
    ('state = "a"\nstandng = 1', 20, "standing"), ('drift = "0"', 18, "state"),
    (f'state = "a"\n{END}probability = "0.1"', 20, "count twice"),
    (f'state = "a"\n[unfolding.flow]\nA = "0"\nB = "0"\n{END}', 23, "neither 'probability' nor 'when'"),
    (f'state = "a"\n[unfolding.flow]\nA = "0"\n{END}when = "a > 0.9"', 20, "no formula for B"),
    ('state = "a"\n[unfolding.flow]\nA = "0"\nB = "0"\n[[unfolding.ends]]\nid = "e"\nwhen = "a > 0.9"\n'
     'payoffs = { A = "go", B = "0" }', 26, "no strategy moves"),
    (f'state = "a"\n[unfolding.flow]\nA = "0"\nB = "0"\n{END}probability = "0.1"\n{END}probability = "0.1"', 28,
     "stands twice"),
])
def test_a_fault_is_told_at_its_line(section, line, words):
    found = faults(HEAD + section)
    assert found and found[0].line == line and words in str(found[0]), [str(each) for each in found]


@pytest.mark.parametrize(("section", "line", "words"), [
    ('state = "a"\nmoves = [{ by = "0.1", probability = "b*go" }]', 20, "probability of 2 where a = 0 and go / hit"),
    ('state = "a"\n[unfolding.flow]\nA = "0"\nB = "0"\n' + END + 'probability = "-0.1*hit"', 26, "probability of -0.1"),
    ('state = "a"\ndiscount = "b/2"', 20, "discount: 1 for A"), ('state = "a"\nstart = "b"', 20, "start: 2 is outside"),
    ('state = "a"\nspread = "-a"', 20, "spread"),
])
def test_check_proves_that_probabilities_stay_between_nought_and_one(section, line, words):
    model = parse_model(HEAD + section)
    found = check(model)
    assert any(each.startswith(f"model.toml:{line}:") and words in each for each in found), found
    with pytest.raises(ng.ModelError, match=words.replace("(", ".").replace(")", ".")):
        ng.unfold(model)


def test_a_block_states_numbers_of_the_war():
    text = HEAD.replace("[paths.p]", "[paths.p]") + 'state = "a"\n'
    model = parse_model(text + '[[expect]]\ntitle = "x"\nunfold = { "agreement value A" = [0, 9], "value" = 1 }\n')
    assert [each for each in check(model) if "a number of the war" in each]
    wrong = parse_model(text + '[[expect]]\ntitle = "x"\nunfold = { "agreement value A" = 99 }\n')
    assert "expected agreement value A of the war to be 99" in check(wrong)[0]


def test_a_model_without_the_section_says_what_it_takes():
    with pytest.raises(ng.ModelError, match="no .unfolding. section"):
        ng.unfold(ng.load("panama-canal"))


@pytest.fixture(scope="module")
def geneva():
    return ng.unfold(ng.load("geneva-2016"), start=0.7)


def test_geneva_2016_unfolds_as_the_design_measured(geneva):
    """Both brackets play COLLAPSE at 0.70; the agreement bracket falls with 0.868, lasts 12.0 months."""
    for war in geneva.brackets.values():
        assert war.status == "stationary" and war.regret.max() <= 1e-9 and war.plan_gain.max() <= 1e-8
        assert war.outcome[28] == "COLLAPSE" and 0.83 <= war.ends_at()[0][1] <= 1
        assert 0.52 <= war.fan(11).ended[11, 1] <= 0.57 and war.fan(6).quantile(0.5)[6] == pytest.approx(0.775)
    assert geneva.ends_at()[0] == pytest.approx([0.117, 0.868, 0.015], abs=1e-3)
    assert geneva.ends_at()[1] == pytest.approx(12.0, abs=0.02)
    assert geneva.states[geneva.holds()][[0, -1]] == pytest.approx([0.3, 0.525])
    assert not geneva.brackets["conflict"].holds().any()
    assert geneva.states[geneva.held()][[0, -1]] == pytest.approx([0.35, 0.625])
    assert geneva.spread_not_met == pytest.approx(0.057, abs=1e-3)
    assert geneva.states[geneva.tied] == pytest.approx([0.75])


def test_talks_that_all_prefer_are_not_kept(geneva):
    deal = geneva.deal("TALKS")
    assert deal.states[deal.preferred][[0, -1]] == pytest.approx([0.4, 0.6])
    place = int(np.abs(deal.states - 0.6).argmin())
    assert deal.breaking[place] == pytest.approx([-0.565, 0.202, -1.499, -1.705, 0.416], abs=1e-3)
    assert {0.3, 0.6, 0.625} <= set(np.round(deal.states[deal.kept], 3)) and deal.settled[place] >= 0.55
    # The kept set enforces itself: recomputed state by state.
    game, at = geneva.game, deal.profile
    paid = game.payoffs(geneva.values)
    for k in np.flatnonzero(deal.kept):
        keep = [game.reward[(k, i, *at)] + game.discount[i] * sum(
            game.onward[(k, *at, m)] * (deal.worth if deal.kept[m] else geneva.values)[m, i] for m in range(41))
            for i in range(5)]
        assert keep == pytest.approx(deal.worth[k], abs=1e-9)
        assert all(max(paid[(k, i, *at[:i], b, *at[i + 1:])] for b in range(game.counts[i])) <= keep[i] + 1e-8
                   for i in range(5))
    said = kept(geneva, deal)
    assert any("Iran gains 0.42" in each for each in said)


def test_the_first_sentence_says_that_there_may_be_others(geneva):
    said = unfolded(geneva)
    assert said[0].startswith("There may be others") and "Select agreement" in said[1] and "Select conflict" in said[2]


def test_numbers_of_states_and_long_horizons_agree(geneva):
    model = ng.load("geneva-2016")
    coarse, fine = (ng.unfold(model, points=points) for points in (21, 81))
    for name in ("agreement", "conflict"):
        three = [war.bracket(name) for war in (coarse, geneva, fine)]
        chances, durations = zip(*(war.ends_at() for war in three), strict=True)
        assert {war.status for war in three} == {"stationary"}
        for k, share, periods in ((0, 0.04, 0.4), (2, 0.02, 0.25)):
            assert chances[k] == pytest.approx(chances[1], abs=share)
            assert durations[k] == pytest.approx(durations[1], abs=periods)
        spans = [war.states[war.holds()][[0, -1]] for war in three if war.holds().any()]
        assert all(each == pytest.approx(spans[1], abs=0.051) for each in spans), "a step of the coarsest at most"
    np.testing.assert_allclose(ng.unfold(model, points=21, horizon=80).values, coarse.values, atol=1e-3)


@pytest.mark.parametrize(("points", "ends"), [(21, 0), (41, 0), (81, 0), (31, 1)])
def test_the_border_of_an_end_is_said_only_where_it_lies_between_states(points, ends):
    notices = ng.unfold(ng.load("geneva-2016"), points=points, horizon=1).notices
    assert sum("border of an end" in each for each in notices) == 2 * ends


@pytest.mark.parametrize("rule", ["agreement", "conflict"])
def test_long_horizons_approach_the_stationary_answer_of_a_model(rule):
    for name in ("forts", "shifting-power", "russia-iran"):
        model = ng.load(name)
        lasting = ng.unfold(model, select=rule)
        gaps = [np.abs(ng.unfold(model, select=rule, horizon=periods).values - lasting.values).max()
                for periods in (10, 60, 250)]
        assert gaps[0] >= gaps[1] >= gaps[2] and gaps[2] < 1e-5, name


@pytest.mark.parametrize("name", ["us-russia", "russia-coalition", "turkey-russia", "turkey-iran", "us-coalition",
                                  "russia-iran", "forts", "shifting-power"])
def test_two_lines_unfold_a_teaching_game_and_say_what_they_overstate(name):
    war = ng.unfold(ng.load(name))
    assert war.status == "stationary" and war.regret.max() <= 1e-9
    assert ("fighting is overstated" in " ".join(war.notices)) == (name not in ("forts", "shifting-power"))
    assert len(war.to_frame()) == len(war.states) and war.provenance.command == f"negotiation unfold {name}"


def test_a_longer_patience_widens_talks():
    model = ng.load("geneva-2016")
    patient = ng.unfold(model, discount=0.95)
    assert patient.holds().sum() > ng.unfold(model, discount={"Russia": 0.9, "Iran": 0.9}).holds().sum()
    with pytest.raises(ng.ModelError, match="no party"):
        ng.unfold(model, discount={"Iram": 0.9})


def test_the_brackets_are_among_the_others():
    war = ng.unfold(ng.load("geneva-2016"), points=21)
    found = war.others(2)
    assert len(found.wars) >= 2 and found.span("falls")[1] >= war.brackets["conflict"].ends_at()[0][1] - 1e-12


@pytest.mark.parametrize("discount", [0.95, {"Russia": 0.9, "Iran": 0.8}])
def test_the_command_of_a_war_says_the_discount_it_was_given(discount, capsys):
    war = ng.unfold(ng.load("russia-iran"), discount=discount, points=11)
    with pytest.raises(SystemExit) as stop:
        main([*shlex.split(war.provenance.command)[1:], "--format", "json"])
    assert stop.value.code == 0
    told = json.loads(capsys.readouterr().out)
    assert [each["values"]["Russia"] for each in told["states"]] == war.values[:, 0].tolist()
    assert war.values[:, 0].tolist() != ng.unfold(ng.load("russia-iran"), points=11).values[:, 0].tolist()
