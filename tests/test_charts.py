"""Charts as data: axes that no empty table can break, one equilibrium picked out of the payoffs along a slider."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from negotiation import bargaining
from negotiation.library import load
from negotiation.modelfile import parse_model
from negotiation.view import charts, compute
from negotiation.view.charts import Chart
from negotiation.view.charts.legend import LETTER, Key, _laid
from negotiation.view.charts.payoffs import FAINT

pytestmark = pytest.mark.slow

GENEVA, LOTTERY = load("geneva-2016"), load("us-russia")
HERE = compute.values(GENEVA, GENEVA.values("geneva-suspended", control=0.62))
THERE = compute.values(GENEVA, GENEVA.values("castello"))


def payoffs(pinned: bool = False, picked: str = "") -> Chart:
    found, now = compute.along(GENEVA, HERE, "control"), compute.now(GENEVA, HERE)
    twin = compute.Twin(compute.along(GENEVA, THERE, "control"), compute.now(GENEVA, THERE), 0.8) if pinned else None
    return charts.payoffs(GENEVA, found, now, 0.62, pinned=twin, picked=picked)


def drawn() -> Iterator[Chart]:
    """Return charts with and without a pinned scenario: without one, its tables are empty."""
    found = compute.along(GENEVA, HERE, "control")
    yield from (payoffs(), payoffs(pinned=True), charts.ribbon(GENEVA, found, 0.62))
    yield charts.lottery(LOTTERY, bargaining.bargain(LOTTERY))
    yield charts.margins(GENEVA, compute.margin(GENEVA, HERE), 12)
    yield charts.deals.line(GENEVA, compute.deal(GENEVA, HERE))
    _, deal = compute.deal_along(GENEVA, HERE, "control", None)
    yield charts.deals_along(GENEVA, "control", deal, 0.62)
    yield charts.reach(GENEVA, compute.what_it_takes(GENEVA, compute.values(GENEVA, GENEVA.values()), "TALKS"))


def test_no_axis_depends_on_what_a_table_happens_to_hold() -> None:
    """A browser warns of an infinite extent where an axis is to fit a table without rows."""
    for chart in drawn():
        for layer in chart.spec["layer"]:  # type: ignore[attr-defined]
            for name, each in layer.get("encoding", {}).items():
                if name in ("x", "y") and each.get("type") == "quantitative":
                    fixed(chart, name, each)


def fixed(chart: Chart, name: str, axis: dict[str, Any]) -> None:
    domain = axis["scale"]["domain"]
    assert len(domain) == 2, (chart.name, name)
    if any(isinstance(end, dict) for end in domain):
        assert len(chart.data["frame"]) == 2 and np.isfinite(chart.data["frame"][axis["field"]]).all(), chart.name


TOUCH = """
format = 1
title = "A touch"
[parameters.t]
label = "t"
default = 0.25
low = 0
high = 1
[[parties]]
id = "One"
strategies = [{ id = "x" }, { id = "y" }]
[[parties]]
id = "Two"
strategies = [{ id = "z" }]
[payoffs]
"x, z" = ["0", "0"]
"y, z" = ["(t - 1/2)**2", "0"]
"""


def test_an_equilibrium_at_a_single_value_is_marked_there() -> None:
    """A bar without width is not seen."""
    model = parse_model(TOUCH)
    chart = charts.ribbon(model, compute.along(model, compute.values(model, model.values()), "t"), 0.25)
    bars = chart.data["bars"]
    assert bars[["start", "end", "thin"]].values.tolist() == [[0.5, 0.5, True], [0.0, 1.0, False]]
    marks = [layer for layer in chart.spec["layer"] if layer.get("transform") == [{"filter": "datum.thin"}]]  # type: ignore[attr-defined]
    assert [layer["mark"]["type"] for layer in marks] == ["tick"]


def test_one_equilibrium_stands_out_among_the_payoffs() -> None:
    found = compute.along(GENEVA, HERE, "control")
    names = charts.strands(found)
    assert set(names) == set(found.equilibria.label) and len(set(names.values())) == len(names)
    label = next(label for label, name in names.items() if name == "Talks hold")
    every, chart = payoffs(), payoffs(picked=label)
    shade = chart.data["lines"].groupby("label")["shade"].unique()
    assert shade.pop(label).tolist() == [1.0]
    assert {float(each) for row in shade for each in row} == {FAINT["others"]}
    assert set(chart.data["points"]["what"]) == {"Talks hold"} and len(every.data["points"]) > len(chart.data["points"])
    low, high = chart.data["frame"]["payoff"]
    assert low < chart.data["lines"]["payoff"].min() and chart.data["lines"]["payoff"].max() < high


def test_what_is_pointed_at_stands_out_too() -> None:
    layers: Any = payoffs().spec["layer"]
    assert sum("params" in each for each in layers) == 1
    assert any(each["encoding"].get("opacity", {}).get("condition", {}).get("param") == "touched" for each in layers)


def test_a_picture_on_its_own_explains_its_colours() -> None:
    """What the page says beside a chart stands in the file, below the drawing."""
    caption = ("Geneva", "control 70 %")
    twin = compute.Twin(compute.along(GENEVA, HERE, "control"), compute.now(GENEVA, HERE), 0.7)
    drawn = charts.payoffs(GENEVA, compute.along(GENEVA, HERE, "control"), compute.now(GENEVA, HERE), 0.7, pinned=twin)
    picture = charts.figure(drawn, ".svg", caption).decode()
    for words in [*(party.label for party in GENEVA.parties), "dashed: the pinned scenario", *caption]:
        assert words in picture
    assert "dashed" not in charts.figure(drawn, ".svg").decode()
    for chart in (charts.margins(GENEVA, compute.margin(GENEVA, HERE), 12),
                  charts.reach(GENEVA, compute.what_it_takes(GENEVA, THERE, "TALKS"))):
        assert "an assumption: the modeller believes it" in charts.figure(chart, ".svg", caption).decode()
        assert "'expr': 'width'" not in str(chart.whole(caption)) and "'expr': 'width'" in str(chart.whole())


def test_no_colour_is_left_to_guessing_in_a_picture_of_map_trade_off_or_issues() -> None:
    caption = ("Geneva", "control 70 %")
    found = compute.over_two(GENEVA, HERE, "control", "line")
    chart = charts.plane(GENEVA, found, ("control", "line"), (0.62, 0.5), pinned=(0.7, 0.4))
    said = " ".join(key.words for key in chart.legend)
    for k, region in enumerate(found.regions[:12]):
        assert f"{charts.letter(k)}  {' + '.join(found.names(region.number))}" in said
    assert "where the sliders stand" in said and "dashed: the pinned scenario" in said
    trade = charts.trade_off(GENEVA, compute.trade_off(GENEVA, THERE, "TALKS", "control", "line"), (0.62, 0.5))
    panama = load("panama-canal")
    issues = charts.issues(panama, bargaining.bargain(panama), "nash")
    for each in (chart, trade, issues):
        picture = re.sub(r"<[^>]+>", " ", charts.figure(each, ".svg", caption).decode())
        assert all(word in picture for key in each.legend for word in key.words.split())
    assert [key.words for key in issues.legend] == [party.label for party in panama.parties]
    assert [key.words for key in trade.legend][1] == "where the sliders stand"


def test_words_of_a_legend_are_in_ink_and_stay_inside_the_picture() -> None:
    long = Key("word " * 60, (("■", "#E0F0F0"), ("■", "#F0E0E0")))
    laid = list(_laid([long, Key("short", (("●", "#123456"),))], 760, "#123457"))
    assert {row["color"] for row in laid if str(row["text"]) not in "■●"} == {"#123457"}
    assert all(row["x"] + LETTER * len(row["text"]) <= 760 for row in laid)
    assert len({(row["x"], row["y"]) for row in laid}) == len(laid)


def test_where_all_that_there_is_is_mixed_its_payoffs_stand_at_the_play_head() -> None:
    here = compute.values(GENEVA, GENEVA.values("ramouseh", terms=0.23, k_Iran=0.47, c_strike=2.8))
    now = compute.now(GENEVA, here)
    assert len(now) and not now.pure.any()
    drawn = charts.payoffs(GENEVA, compute.along(GENEVA, here, "control"), now, 0.7)
    assert len(drawn.data["points"]) == len(now) * len(GENEVA.parties)
