"""Intervals and halves in words: an end that is excluded is said to be, a half is rounded as people round it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from negotiation.library import load
from negotiation.model.declarations import Parameter
from negotiation.report import narrate
from negotiation.report.narrate.now import chance
from negotiation.report.results.bargains.readings import percentage_points, shifted
from negotiation.tipping import regimes
from negotiation.view import brief, compute
from negotiation.view.charts.ribbon import ribbon_words
from negotiation.view.pages import when
from negotiation.view.session.scenario import Address, Scenario
from negotiation.view.session.visit import Visit, visit
from negotiation.wording import rounded, significant


def stands(name: str, **values: float) -> Visit:
    model = load(name)
    return visit(model, Address(Scenario(name, model.default_preset, values), over="control"))


@pytest.mark.slow
def test_an_open_end_is_said_to_be_excluded_wherever_an_interval_is_told() -> None:
    model, here = load("turkey-russia"), stands("turkey-russia")
    found = regimes(model, "control", mixed=True)
    each = next(row for row in found.standings if str(row.intervals[0]) == "(0, 3/5)")
    said = "from above 0 % to below 60 %"
    assert narrate.spans(model.parameters["control"], each.intervals) == said
    assert said in ribbon_words(model, compute.along(model, here.at, "control"))
    for table in (when._table(here, found, None), brief.page(here, "")):
        assert "above 0 %" in re.sub(r"<[^>]+>", "", table) and "below 60 %" in re.sub(r"<[^>]+>", "", table)


@pytest.mark.slow
def test_a_half_is_rounded_away_from_zero_in_words_and_tables_alike() -> None:
    assert "gives United States 0.63 instead" in brief.page(stands("us-russia"), "")


def test_chances_distances_and_places_round_like_everything_else() -> None:
    share, times = Parameter("a", 0, 1, 0, unit="share"), Parameter("a", 0, 9, 1)
    assert [chance(each) for each in (0.125, 0.625, 0.885)] == ["13 %", "63 %", "89 %"]
    assert [narrate.amount(share, each) for each in (0.62605, 0.1, 1e-5)] == ["62.61 %", "10 %", "0.001 %"]
    assert (narrate.amount(times, 2.0625, 3), percentage_points(0.0625), shifted(times, 0.0625)) == (
        "2.06", "6.3 percentage points", "+0.0625")
    assert percentage_points(0.00025, "+") == "+0.03 percentage points"


PLACES = [path for room in ("narrate", "view", "bargaining", "inverse", "tipping")
          for path in sorted((Path(narrate.__file__).parents[1] / room).rglob("*.py"))]


@pytest.mark.parametrize("path", PLACES, ids=lambda each: "/".join(each.parts[-2:]))
def test_no_words_round_by_themselves(path: Path) -> None:
    """Python's formats round 0.125 to 0.12 and 2.675 to 2.67; `wording` rounds as people do."""
    assert not re.findall(r":[^{}\n]*[.](?:[0-9]+[f%]|[1-5]g)\}", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("value", [1e300, -1e15, float("inf"), float("nan"), 0.0, 5e-324])
def test_any_float_is_written(value: float) -> None:
    assert rounded(value) and significant(value, 4)
