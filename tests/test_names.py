"""Names that cannot contradict themselves: every equilibrium anywhere has a true name, and no two share one."""

from __future__ import annotations

import re
from itertools import combinations

import numpy as np
import pytest
from shelf import WALKED

from benchmarks.points import many
from negotiation.game import Game, Outcome, numbered_parties
from negotiation.game.equilibria import Equilibria
from negotiation.game.profiles import profile
from negotiation.library import known, load
from negotiation.model import Model
from negotiation.report import narrate
from negotiation.solvers import solve
from negotiation.view.palette import outcome_look

GENEVA = load("geneva-2016")

SAID = [
    ("astana", {}, ["Talks under fire"]),
    ("cessation", {}, ["Talks collapse", "Truce in the air only", "Escalation"]),
    ("fall", {}, ["The offensive goes on"]),
    ("seed-literal", {}, ["Escalation with Turkey supplying", "The offensive goes on"]),
]


@pytest.mark.parametrize(("preset", "values", "names"), SAID)
def test_names_at_presets(preset: str, values: dict[str, float], names: list[str]) -> None:
    found = solve(GENEVA.at(preset, **values), "pure")
    assert [narrate.row_name(found, row) for row in range(len(found))] == names


def test_the_outcomes_of_geneva_part_all_profiles_among_them() -> None:
    assert (sum(each.mask.astype(int) for each in GENEVA.outcomes) == 1).all()


def sample(model: Model, count: int) -> Game:
    return model.at("", **many(model, count)) if model.parameters else model.at()  # type: ignore[arg-type]


def true_name(found: Equilibria, row: int) -> bool:
    """Judge a name by the model file alone: what stands before "with" is an outcome that holds all that is played, and
    what stands after is played; without an outcome the name lists what everybody plays."""
    label, outcome = str(found.label[row]), str(found.outcome[row])
    name = narrate.profile_named(found, found.played[row])
    plays = [each.split("+") for each in label.split(" / ")]
    if not outcome:
        return name == ", ".join(" or ".join(each) for each in plays)
    held = next(each for each in found.outcomes if each.id == outcome)
    inside = held.mask[np.ix_(*(np.flatnonzero(support[row]) for support in found.supports))].all()
    head, _, rest = name.partition(" with ")
    said = all(any(narrate.gerund(play) in rest for play in each) or
               each == [party.strategies[first].id]
               for party, each, first in zip(found.parties, plays, held.first, strict=True))
    return bool(inside) and head == held.label and said


@pytest.mark.slow
def test_every_pure_equilibrium_of_geneva_at_10000_points_has_an_outcome_and_a_true_name() -> None:
    found = solve(sample(GENEVA, 10_000), "pure")
    assert len(found) > 5000 and (found.outcome != "").all()
    kinds = np.unique(found.label, return_index=True)[1]
    assert all(true_name(found, row) for row in kinds)


def test_mixed_equilibria_have_true_names_too() -> None:
    found = solve(sample(GENEVA, 60), "complete")
    assert (~found.pure).sum() > 20
    assert all(true_name(found, row) for row in range(len(found)))


@pytest.mark.slow
@pytest.mark.parametrize("name", WALKED)
def test_no_two_pure_profiles_share_a_name_and_none_beside_another_a_look(name: str) -> None:
    model = load(name)
    names = [narrate.profile_named(model, profile(model.parties, each, model.outcomes))
             for each in np.ndindex(model.strategy_counts)]
    assert len(set(names)) == len(names)
    found = solve(sample(model, 300), "pure")
    for point in range(found.points):
        rows = np.flatnonzero(found.point == point)
        looks = [outcome_look(model, str(found.outcome[row]), found.played[row]) for row in rows]
        assert len(set(looks)) == len(rows)


DOUBTED = [name for name in known() if load(name).beliefs is not None]


def read_back(model: Model, name: str) -> list[str]:
    """Read what each agent plays back from a name in which types differ: "Russia strikes if a and pauses if b"."""
    told: dict[tuple[str, str], str] = {}
    rest = name
    while clause := re.match(r"(?P<who>[^,]+?) (?P<ways>\S+(?: \S)? if [^,]+)(?:, |$)", rest):
        for way in re.split(r" and (?=\S+ (?:\S )?if )", clause["ways"]):
            does, types = way.split(" if ", 1)
            told |= {(clause["who"], each): does for each in types.split(" or ")}
        rest = rest[clause.end():]
    others = [party for party in model.parties if ((party.of or party).label, party.type) not in told]
    whole = list(dict.fromkeys((party.of or party).label for party in others))
    if rest.startswith("others "):
        ids = rest.removeprefix("others ").removeprefix("play ").split(", ")
        told |= {(label, ""): id for label, id in zip(whole, ids, strict=True)}
    elif rest:
        told[whole[0], ""] = rest.removeprefix(f"{whole[0]} ")
    found = []
    for party in model.parties:
        said = told.get(((party.of or party).label, party.type)) or told[(party.of or party).label, ""]
        found += [each for each in party.strategy_ids if said in (each, narrate.does(each))]
    return found


@pytest.mark.parametrize("name", DOUBTED)
def test_under_doubt_every_profile_has_a_name_and_a_look_of_its_own(name: str) -> None:
    model = load(name).bayesian()
    played = [profile(model.parties, each, model.outcomes) for each in np.ndindex(model.strategy_counts)]
    names = [narrate.profile_named(model, each) for each in played]
    assert len(set(names)) == len(played) == len({outcome_look(model, each.outcome, each) for each in played})
    apart = [each for each in played if not each.outcome and " if " in narrate.plain(model.parties, each)]
    assert apart
    for each in apart:
        assert " / ".join(read_back(model, narrate.profile_named(model, each))) == each.label


def test_types_that_do_alike_are_said_once() -> None:
    model = load("geneva-2016").bayesian()
    assert [party.id for party in model.parties][1:3] == ["Russia.resolved", "Russia.stretched"]
    said = [narrate.profile_named(model, profile(model.parties, each, model.outcomes)) for each in (
        (0, 0, 1, 1, 0, 0, 0), (2, 0, 0, 1, 0, 2, 0), (1, 0, 0, 1, 1, 1, 0))]
    assert said == ["Russia strikes if resolved and pauses if overstretched, others press, walk, restrain, push",
                    "The offensive goes on with Turkey intervening if ready to intervene",
                    "The offensive goes on with United States arming and Turkey supplying"]


@pytest.mark.parametrize("name", ["us-russia", "turkey-russia"])
def test_all_profiles_of_a_small_game_look_different(name: str) -> None:
    model = load(name)
    played = [profile(model.parties, each, model.outcomes) for each in np.ndindex(model.strategy_counts)]
    looks = [outcome_look(model, each.outcome, each) for each in played]
    assert all(one != two for one, two in combinations(looks, 2))


def test_two_outcomes_of_one_label_are_told_apart_by_their_ids() -> None:
    masks = [np.array([[True, False], [False, False]]), np.array([[False, False], [False, True]])]
    game = Game(np.zeros((1, 2, 2, 2)), numbered_parties((2, 2)),
                outcomes=tuple(Outcome(id, mask, "War") for id, mask in zip("ab", masks, strict=True)))
    assert narrate.profile_named(game, profile(game.parties, (0, 0), game.outcomes)) == "War (a)"
    assert narrate.profile_named(game, profile(game.parties, (1, 1), game.outcomes)) == "War (b)"
