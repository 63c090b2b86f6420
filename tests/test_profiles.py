"""Profiles and supports as values: written in one place, read in one place, and never confused."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from negotiation.errors import ModelError
from negotiation.game.parties import BETWEEN, OR, Outcome, Party, Strategy
from negotiation.game.profiles import (
    Joint,
    Profile,
    Support,
    label_of,
    members_label,
    moves_label,
    profile,
    read,
    support,
)
from negotiation.library import load
from negotiation.modelfile.values import Id
from negotiation.refine.together import columns, joint_deviations
from negotiation.solvers import solve
from negotiation.tipping import margins, regime_map, regimes

PACKAGE = Path(__file__).parents[1] / "negotiation"
GENEVA = load("geneva-2016")
IDS = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,5}", fullmatch=True)


@st.composite
def played(draw: st.DrawFn) -> tuple[tuple[Party, ...], list[list[int]], tuple[Outcome, ...]]:
    """Draw parties, what each plays, and named outcomes."""
    parties = tuple(Party(id, tuple(map(Strategy, draw(st.lists(IDS, min_size=1, max_size=4, unique=True)))))
                    for id in draw(st.lists(IDS, min_size=1, max_size=4, unique=True)))
    sizes = [len(party.strategies) for party in parties]
    sides = [sorted(draw(st.sets(st.integers(0, size - 1), min_size=1))) for size in sizes]
    bits = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    outcomes = tuple(Outcome(name, bits.random(sizes) < 0.7) for name in ("first", "second"))
    return parties, sides, outcomes


@given(played())
def test_what_is_written_is_read_again(case: tuple[tuple[Party, ...], list[list[int]], tuple[Outcome, ...]]) -> None:
    parties, sides, outcomes = case
    found = support(parties, sides, outcomes)
    assert read(found.label, parties, outcomes) == found == read(found.label.replace(" / ", ", "), parties, outcomes)
    assert hash(pickle.loads(pickle.dumps(found))) == hash(found) and pickle.loads(pickle.dumps(found)) == found
    assert found.pure == isinstance(found, Profile) == all(len(side) == 1 for side in sides)
    assert found.outcome == next((each.id for each in outcomes if all(
        each.mask[place] for place in np.ndindex(each.mask.shape)
        if all(j in side for j, side in zip(place, sides, strict=True)))), "")
    if found.profile is not None:
        assert profile(parties, found.profile, outcomes) == found and label_of(parties, found.profile) == found.label


@given(played(), st.data())
def test_two_supports_never_share_a_label(
    case: tuple[tuple[Party, ...], list[list[int]], tuple[Outcome, ...]], data: st.DataObject
) -> None:
    parties, sides, _ = case
    other = [sorted(data.draw(st.sets(st.integers(0, len(each.strategies) - 1), min_size=1))) for each in parties]
    assert (support(parties, sides).label == support(parties, other).label) == (sides == other)


def test_a_mixed_support_is_no_profile() -> None:
    with pytest.raises(ModelError, match="no pure profile"):
        Profile(((0, 1), (0,)), "a+b / c")


@pytest.mark.parametrize("id", ["a+b", "a / b"])
def test_no_id_holds_what_parts_the_names_in_a_label(id: str) -> None:
    with pytest.raises(ModelError, match="which part the names in a label"):
        Strategy(id)
    with pytest.raises(ModelError, match="which part the names in a label"):
        Party(id, (Strategy("a"),))


def test_nor_does_an_id_of_a_model_file() -> None:
    allowed = TypeAdapter(Id)
    assert allowed.validate_python("a-b") == "a-b"
    for mark in (BETWEEN, OR):
        with pytest.raises(ValidationError):
            allowed.validate_python(f"a{mark}b")


@pytest.mark.parametrize(("text", "said"), [
    ("press", "'press' names the strategies of 1 party; allowed: 5"),
    ("press, strike, walk, restrain, dance", "dance"),
    ("press+dance, strike, walk, restrain, push", "dance"),
])
def test_what_cannot_be_read_is_told_in_one_line(text: str, said: str) -> None:
    with pytest.raises(ModelError, match=re.escape(said)) as error:
        read(text, GENEVA.parties)
    assert "\n" not in str(error.value)


def test_rows_of_equilibria_carry_what_is_played() -> None:
    found = solve(GENEVA.at(control=0.5), "complete")
    assert not found.pure.all() and found.pure.any()
    for row, each in enumerate(found.played):
        assert each.positions == tuple(tuple(np.flatnonzero(side[row]).tolist()) for side in found.supports)
        assert (each.label, each.outcome, each.pure) == (found.label[row], found.outcome[row], found.pure[row])


def test_results_along_sliders_carry_what_is_played() -> None:
    found = regimes(GENEVA, "control")
    values = [row.support for row in found.standings] + [each.support for each in found.tipping]
    values += [each for regime in found.regimes for each in regime.supports]
    edges = [edge for row in margins(GENEVA, ["control", "line"]).rows for edge in (row.below, row.above) if edge]
    values += [each for edge in edges for each in (*edge.ended, *edge.begun)]
    plane = regime_map(GENEVA, "control", "line", points=11)
    values += [each for kept in plane.profiles for each in kept] + [each.profile for each in plane.curves]
    assert edges and all(each == read(each.label, GENEVA.parties, GENEVA.outcomes) for each in values)


def test_a_joint_deviation_is_written_from_its_positions() -> None:
    game = GENEVA.at(control=0.5)
    found = solve(game, "complete")
    written, values = columns(game, found), joint_deviations(game, found).joint
    assert any(values)
    for each, who, to in zip(values, written["coalition"], written["coalition plays"], strict=True):
        assert (members_label(game.parties, each.members) if each else "") == who
        assert (moves_label(game.parties, each) if each else "") == to
        assert each is None or (isinstance(each, Joint) and pickle.loads(pickle.dumps(each)) == each)


def test_a_support_says_its_label() -> None:
    assert str(Support(((0, 1),), "a+b")) == "a+b"
