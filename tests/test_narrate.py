"""Sentences, as data records: what goes in, the words that come out."""

from __future__ import annotations

import numpy as np
import pytest

from negotiation.game import Game
from negotiation.library import load, shipped
from negotiation.model import Parameter
from negotiation.refine import refined
from negotiation.refine.together import joint_deviations
from negotiation.report import narrate
from negotiation.solvers import solve
from negotiation.solvers.correlated import correlated
from negotiation.tipping import regimes

GENEVA = load("geneva-2016")

ANSWERS = [
    (
        "geneva-2016",
        None,
        {},
        "At 70 % government control, talks collapse: it is the only equilibrium. "
        "Leaving “talks hold”, Russia would gain 0.24 points by striking, Iran 0.10 by pushing.",
    ),
    (
        "geneva-2016",
        "seed-literal",
        {},
        "At 80 % government control, there are 3 equilibria: escalation with Turkey supplying; "
        "the offensive goes on; a mixed one, in which parties choose at random. Leaving “talks hold”, Russia would "
        "gain 0.68 points by striking, Iran 0.27 by pushing.",
    ),
    ("russia-coalition", None, {}, "At "),
]


@pytest.mark.parametrize(("name", "preset", "values", "expected"), ANSWERS)
def test_the_answer_in_words(name: str, preset: str | None, values: dict[str, float], expected: str) -> None:
    model = load(name)
    game = model.at(preset, **values)
    assert narrate.answer(model, game, solve(game, "complete")).startswith(expected)


@pytest.mark.parametrize("name", sorted(shipped()))
def test_every_preset_of_every_model_has_a_sentence(name: str) -> None:
    model = load(name)
    for preset in model.presets or [""]:
        game = model.at(preset)
        said = narrate.answer(model, game, solve(game, "complete"))
        assert said.endswith(".") and "  " not in said and "None" not in said and "/" not in said
        assert "equilibri" in said


PLACES = [
    (Parameter("a", 0, 1, 0, "Government control of Aleppo", "share"), 0.7, "70 % government control"),
    (Parameter("a", 0, 1, 0, "Supply line from Turkey", "share"), 0.305, "30.5 % supply line"),
    (Parameter("a", 0, 3, 0, "Pain of attrition", "times"), 1.5, "pain of attrition 1.5 times"),
    (Parameter("q", 0, 2, 0), 1, "q 1"),
]


@pytest.mark.parametrize(("parameter", "value", "expected"), PLACES)
def test_places(parameter: Parameter, value: float, expected: str) -> None:
    assert narrate.place(GENEVA, parameter, value) == expected


TIPS = [
    (0.7, 0.6261, 0.75, "changes at 0.75, 0.050 above and at 0.6261, 0.074 below"),
    (0.7, None, 0.75, "changes at 0.75, 0.050 above"),
    (0.7, 0.70001, None, "changes at 0.7, right here"),
    (0.7, None, None, "does not change anywhere between 0 and 1"),
]


@pytest.mark.parametrize(("value", "below", "above", "expected"), TIPS)
def test_the_distance_to_the_next_tipping_point(value: float, below: float, above: float, expected: str) -> None:
    assert narrate.tipping(Parameter("a", 0, 1, 0), value, below, above) == expected


COUNTS = [
    ([[3, 0], [5, 1]], [[3, 5], [0, 1]], "“2, 2” is the only equilibrium"),
    ([[1, -1], [-1, 1]], [[-1, 1], [1, -1]], "parties choose at random: there is only a mixed equilibrium"),
    ([[2, 0], [0, 1]], [[1, 0], [0, 2]], f"there are 3 equilibria: 1, 1; 2, 2; {narrate.MIXED}"),
]


@pytest.mark.parametrize(("first", "second", "expected"), COUNTS)
def test_how_many_equilibria(first: list, second: list, expected: str) -> None:
    assert narrate.situation(solve(Game.from_payoffs(first, second), "complete")) == expected


def test_no_claim_about_mixed_equilibria_where_only_pure_ones_were_looked_for() -> None:
    matching = Game.from_payoffs([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    assert "pure" in narrate.situation(solve(matching, "pure"))
    assert "only pure equilibrium" in narrate.situation(
        solve(Game.from_payoffs([[3, 0], [5, 1]], [[3, 5], [0, 1]]), "pure")
    )


def test_a_comparison_names_what_came_and_went() -> None:
    before, after = (solve(GENEVA.at(control=value), "pure") for value in (0.7, 0.8))
    assert narrate.compared(before, after).startswith(
        "Compared with the preset: the offensive goes on instead of talks collapse"
    )
    same = narrate.compared(before, solve(GENEVA.at(control=0.71), "pure"))
    assert same.startswith("Compared with the preset: the same equilibria; payoffs moved most for")


def test_ripe_is_said_exactly_where_every_party_prefers_the_agreement() -> None:
    for control in (0.2, 0.3, 0.5, 0.6, 0.7):
        game = GENEVA.at(control=control, line=0.8)
        found = solve(game, "pure")
        talks = [row for row in range(len(found)) if found.outcome[row] == "TALKS"]
        war = [
            row for row in range(len(found)) if found.outcome[row] in ("COLLAPSE", "ESCALATION", "COUNTER-OFFENSIVE")
        ]
        ripe = any((found.payoffs[t] > found.payoffs[w]).all() for t in talks for w in war)
        assert bool(narrate.ripe(game, found)) == ripe


def test_an_exact_tipping_point_in_words() -> None:
    found = regimes(GENEVA, "control")
    said = [narrate.tipping_point(GENEVA, GENEVA.parameters["control"], point) for point in found.tipping]
    assert "Above 62.61 %, “talks hold” is no equilibrium: Iran gains by pushing." in said


GERUNDS = {
    "strike": "striking",
    "arm": "arming",
    "acquiesce": "acquiescing",
    "hold": "holding",
    "press": "pressing",
    "sit": "sitting",
    "agree": "agreeing",
    "tie": "tying",
    "C": "playing C",
    "heads": "playing heads",
    "1": "playing 1",
}


@pytest.mark.parametrize(("strategy", "expected"), GERUNDS.items())
def test_gerunds(strategy: str, expected: str) -> None:
    assert narrate.gerund(strategy) == expected


def test_several_new_equilibria_are_plural() -> None:
    before, after = (solve(GENEVA.at(control=value), "pure") for value in (0.7, 0.6))
    assert narrate.compared(before, after) == (
        "Compared with the preset: talks hold and escalation with Turkey supplying are now possible.")


def test_how_firm_equilibria_are_is_said_as_the_library_finds_it() -> None:
    game = load("geneva-2016").at(control=0.5)
    found = refined(game, solve(game, "complete"))
    collapse = found.outcome.tolist().index("COLLAPSE")
    leaving = joint_deviations(game, found)
    assert narrate.jointly(found, leaving.joint[collapse]) == (
        "United States, Saudi-backed coalition and Turkey, together: arm the rebels, counter-attack, intervene"
    )
    assert narrate.credibly(found, leaving, collapse) == "No part of them would turn away in turn."
    assert narrate.withstands(found, collapse) == "every payoff off by up to 0.05"
    assert "safest" in narrate.notes(found, collapse)
    mixed = int(np.flatnonzero(~found.pure)[0])
    assert narrate.withstands(found, mixed) == "nothing: it is not strict"
    assert sum("learning" in narrate.notes(found, row) for row in range(len(found))) == 1


def test_a_mediator_adds_in_chicken_what_aumann_says() -> None:
    chicken = Game.from_payoffs([[6, 2], [7, 0]], [[6, 7], [2, 0]])
    said = narrate.mediator(correlated(chicken), solve(chicken))  # 21/2 against the mixed 28/3
    assert "raise the sum of payoffs by 1.17" in said and "to 10.50: 1 5.25 and 2 5.25" in said
    dilemma = Game.from_payoffs([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    assert "could not raise" in narrate.mediator(correlated(dilemma), solve(dilemma))


def test_regions_that_were_not_decided_are_said_with_their_extent() -> None:
    nothing = Game.from_payoffs([[0, 0], [0, 0]], [[0, 0], [0, 0]])
    (said,) = narrate.undecided(solve(nothing, "complete"))
    assert said == "1 1 0 to 100 %, 1 2 0 to 100 %, 2 1 0 to 100 %, 2 2 0 to 100 %"
