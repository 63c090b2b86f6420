"""With a target reached: what keeps it, what would remove its rivals; each said move is tried out."""

from __future__ import annotations

import pytest

import negotiation as ng
from negotiation.report import narrate
from negotiation.view.compute import now, values
from tests.pages import opened

GENEVA = ng.load("geneva-2016")
SLIDERS = ["control", "line", "war_cost", "arms", "c_strike", "terms"]


def labels(**at: float) -> set[str]:
    return set(ng.solve(GENEVA.at(**at), "pure").label)


@pytest.mark.parametrize("at", [{"control": 0.62}, {"control": 0.3}, {"control": 0.5, "line": 0.6}])
def test_an_equilibrium_lapses_where_it_is_said_to_and_no_earlier(at: dict[str, float]) -> None:
    found = ng.margins(GENEVA, SLIDERS, **at)
    assert len(found.labels) > 1
    for label in found.labels:
        for each in found.lapses(label):
            parameter = GENEVA.parameters[each.parameter]
            inside, out = (each.end.decimal + way * 1e-7 * (1 if each.side == "above" else -1) for way in (-1, 1))
            assert label in labels(**{**at, each.parameter: inside})
            assert label not in labels(**{**at, each.parameter: out})
            assert each.distance == pytest.approx(abs(each.end.decimal - each.now) / (parameter.high - parameter.low))


@pytest.mark.parametrize("at", [{"control": 0.62}, {"control": 0.3}])
def test_what_removes_a_rival_leaves_the_target(at: dict[str, float]) -> None:
    found, tried = ng.margins(GENEVA, SLIDERS, **at), 0
    for target in found.labels:
        for rival in set(found.labels) - {target}:
            for each in found.lapses(rival, target):
                beyond = each.end.decimal + (1e-7 if each.side == "above" else -1e-7)
                there = labels(**{**at, each.parameter: beyond})
                assert target in there and rival not in there
                tried += 1
    assert tried > 3


@pytest.mark.slow
def test_the_page_of_a_target_reached_says_what_keeps_it_and_what_removes_its_rivals() -> None:
    _, text = opened(page="levers", control="0.62")
    assert "is lost first by the lever government control of Aleppo up to 62.61 %" in text
    assert "Iran gains by pushing" in text and "its rival “talks collapse”" in text.lower()
    assert "at random is not followed" in text
    _, text = opened(page="levers", target="COLLAPSE")
    assert "It is the only equilibrium: it has no rival" in text


def test_where_no_slider_ends_it_that_is_said() -> None:
    found = ng.margins(GENEVA, ["refugees"])
    at = now(GENEVA, values(GENEVA, GENEVA.values()))
    assert narrate.holding(GENEVA, found, found.labels[0], "“It”") == [
        "“It” stays an equilibrium wherever any one slider stands in its range."]
    assert narrate.rivals(GENEVA, found, found.labels[0], at) == ["It is the only equilibrium: it has no rival."]
