"""Intervals and halves in words: an end that is excluded is said to be, a half is rounded as people round it."""

from __future__ import annotations

import re

import pytest

from negotiation import narrate
from negotiation.library import load
from negotiation.tipping import regimes
from negotiation.view import brief, compute
from negotiation.view.charts.ribbon import ribbon_words
from negotiation.view.pages import when
from negotiation.view.scenario import Address, Scenario
from negotiation.view.visit import Visit, visit
from negotiation.wording import rounded


def stands(name: str, **values: float) -> Visit:
    model = load(name)
    return visit(model, Address(Scenario(name, model.default_preset, values), over="control"))


def test_an_open_end_is_said_to_be_excluded_wherever_an_interval_is_told() -> None:
    model, here = load("turkey-russia"), stands("turkey-russia")
    found = regimes(model, "control", mixed=True)
    each = next(row for row in found.standings if str(row.intervals[0]) == "(0, 3/5)")
    said = "from above 0 % to below 60 %"
    assert narrate.spans(model.parameters["control"], each.intervals) == said
    assert said in ribbon_words(model, compute.along(model, here.at, "control"))
    for table in (when._table(here, found, None), brief.page(here, "")):
        assert "above 0 %" in re.sub(r"<[^>]+>", "", table) and "below 60 %" in re.sub(r"<[^>]+>", "", table)


def test_a_half_is_rounded_away_from_zero_in_words_and_tables_alike() -> None:
    assert "gives United States 0.63 instead" in brief.page(stands("us-russia"), "")


@pytest.mark.parametrize("value", [1e300, -1e15, float("inf"), float("nan"), 0.0, 5e-324])
def test_any_float_is_written(value: float) -> None:
    assert rounded(value)
