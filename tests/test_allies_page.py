"""Who should ally, on the page: the library's numbers, bystanders in words, every structure, the order alone."""

from __future__ import annotations

import numpy as np
import pytest
from pages import opened

import negotiation as ng
from negotiation.report.results.alliances import allies as said
from negotiation.view import charts, compute, work
from negotiation.view.compute import allies
from negotiation.view.session import state

pytestmark = pytest.mark.slow

GENEVA = state.load("geneva-2016")
AT = compute.values(GENEVA, GENEVA.values("geneva-suspended"))


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine ends no page here: seconds are not what is tested."""
    monkeypatch.setattr(work, "BUDGET", 600.0)


def test_who_has_become_a_bystander_is_said_in_words_and_where() -> None:
    _, text = opened(page="allies", control="0.9", pin="castello")
    assert "United States, Saudi-backed coalition and Turkey have become bystanders: their votes never decide." in text
    assert "In the pinned scenario: nothing passes without Russia." in text
    assert "Above 86.15 % government control, United States, Saudi-backed coalition and Turkey are bystanders" in text
    here = ng.coalitions(GENEVA, control=0.9)
    assert said.holding(here.structures, [said.blocs(GENEVA.parties, row) for row in here.structures])[:30] in text
    for each in here.nucleolus().values():
        assert f"{float(each):.2f}" in text


def test_the_structure_that_a_link_names_is_shown_with_who_would_switch() -> None:
    _, text = opened(page="allies", control="0.9", **{"allies.blocs": "US+Coalition | Russia+Turkey+Iran"})
    row = ng.coalitions(GENEVA, control=0.9).at_structure("astana")
    assert "such a bloc straddles the divide" in text and "arithmetic, not evidence" in text
    moves = said.moves(GENEVA.parties, row)
    assert moves and all(each in text for each in moves)


def test_an_order_alone_says_the_vote_and_one_sentence_of_the_rest() -> None:
    _, text = opened(page="allies", scale="ordinal", control="0.9")
    assert "have become bystanders" in text and "an order of outcomes alone cannot say it" in text
    assert "Shapley value" not in text and "Which blocs hold" not in text


def test_a_model_without_a_vote_says_so_and_shows_the_rest() -> None:
    _, text = opened(page="allies", model="us-russia")
    assert "declares no vote" in text and "Of 2 ways to form blocs" in text


@pytest.mark.parametrize("over", ["control", "campaign", "line"])
def test_power_is_drawn_as_the_library_has_it(over: str) -> None:
    found = allies.power(GENEVA, AT, over)
    bands = charts.power(GENEVA, found, 0.7).data["bands"]
    for _, column in bands.groupby("x"):
        assert column["y2"].max() == pytest.approx(1) and np.allclose(column["y"].iloc[1:], column["y2"].iloc[:-1])
    wide = [row for row in found.power if not row.interval.isolated]
    assert len(bands) == len(wide) * len(GENEVA.parties)
    assert allies.power(GENEVA, AT, "control") is allies.power(GENEVA, compute.values(
        GENEVA, {**GENEVA.values("geneva-suspended"), "control": 0.2}), "control"), "a moved slider computes nothing"


def test_pinned_power_is_dashed_only_where_it_differs() -> None:
    found = allies.power(GENEVA, AT, "control")
    assert not len(charts.power(GENEVA, found, 0.7, pinned=(found, 0.8)).data["borders"])
    other = allies.power(GENEVA, AT, "line")
    assert len(charts.power(GENEVA, found, 0.7, pinned=(other, 0.8)).data["borders"])


def test_gains_of_a_structure_are_said_as_the_library_finds_them() -> None:
    for control in (0.2, 0.5, 0.7):
        here = ng.coalitions(GENEVA, control=control)
        for row in here.structures:
            told = said.moves(here.parties, row)
            paid = [each for each in row.switches_with_transfers if not each.possible]
            assert len(told) == len(row.switches) + len(paid)
            assert all(each.gain[0] > 0 for each in row.switches) and row.stable == (
                bool(row.equilibria) and not row.switches)
