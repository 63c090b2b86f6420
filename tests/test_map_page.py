"""The map over two sliders: regions, borders, names and files agree with the solver and the exact curves."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from pages import GENEVA, NOW, PIN, at, contrast, html, opened

from negotiation.game.profiles import read
from negotiation.model import Model
from negotiation.modelfile import parse_model
from negotiation.report import narrate
from negotiation.report.export import render
from negotiation.solvers import solve
from negotiation.tipping import regime_map, regimes
from negotiation.view import charts, compute
from negotiation.view.charts.plane.regions import border_lines, letter, mixed, regions_drawn

pytestmark = pytest.mark.slow

OVER = ("control", "line")


def names_at(model: Model, points: dict[str, np.ndarray]) -> list[set[str]]:
    solved = solve(model.at("", **points), "pure")
    found: list[set[str]] = [set() for _ in range(solved.points)]
    for k, point in enumerate(solved.point):
        found[point].add(narrate.profile_named(GENEVA, solved.played[k]))
    return found


def inside(loop: np.ndarray, x: float, y: float) -> bool:
    one, two = loop, np.roll(loop, -1, axis=0)
    crossing = (one[:, 1] > y) != (two[:, 1] > y)
    with np.errstate(divide="ignore", invalid="ignore"):
        where = one[:, 0] + (y - one[:, 1]) / (two[:, 1] - one[:, 1]) * (two[:, 0] - one[:, 0])
    return bool((crossing & (x < where)).sum() % 2)


def test_regions_agree_with_the_solver_at_random_points() -> None:
    drawn = compute.over_two(GENEVA, NOW, *OVER)
    rng = np.random.default_rng(7)
    x, y = rng.uniform(size=(2, 400))
    held = {name: value for name, value in compute.named(GENEVA, NOW).items() if name not in OVER}
    truth = names_at(GENEVA, {**{k: np.full(400, v) for k, v in held.items()}, "control": x, "line": y})
    wrong = []
    for k in range(400):
        region = next(r for r in drawn.regions if sum(inside(loop, x[k], y[k]) for loop in r.loops) % 2)
        if set(drawn.names(region.number)) != truth[k]:
            wrong.append(np.hypot(*(drawn.found.borders[:, :2] - (x[k], y[k])).T).min())
    assert len(wrong) <= 4 and all(distance < 1 / 50 for distance in wrong)


def test_regions_cover_the_map_once() -> None:
    drawn = compute.over_two(GENEVA, NOW, *OVER)
    assert sum(region.share for region in drawn.regions) == pytest.approx(1)
    assert [region.share for region in drawn.regions] == sorted((r.share for r in drawn.regions), reverse=True)
    for region in drawn.regions:
        number = np.array([*drawn.groups, -2, -1])[drawn.found.cells]
        assert region.share == pytest.approx((number == region.number).mean(), abs=0.02)


def test_border_points_lie_on_the_exact_curves() -> None:
    drawn = compute.over_two(GENEVA, NOW, *OVER)
    on = np.concatenate([curve.points for curve in drawn.found.curves])
    assert {tuple(point) for point in drawn.found.borders[:, :2]} == {tuple(point) for point in on}
    explicit = next(curve for curve in drawn.found.curves if curve.explicit == "control = 3/4")
    np.testing.assert_allclose(explicit.points[:, 0], 0.75, atol=1e-6)


def test_a_border_behind_a_thin_region_is_found_too() -> None:
    found = regime_map(GENEVA, "control", "line", points=(3, 41))
    for row, line in enumerate(found.y):
        tips = [each.decimal for each in regimes(GENEVA, "control", line=round(float(line), 12)).tipping]
        here = found.borders[np.isclose(found.borders[:, 1], line) & (found.borders[:, 0] % 0.5 > 1e-9)]
        assert all(min(abs(each - tip) for tip in tips) <= 1e-6 for each in here[:, 0]), row
    assert len(found.borders) > len(found.lines)


def test_the_nearest_borders_are_the_exact_tipping_points() -> None:
    around = compute.over_two(GENEVA, NOW, *OVER).around(0.7, 0.3)
    for over, sides, value in (("control", ("left", "right"), 0.7), ("line", ("down", "up"), 0.3)):
        for side, tip in zip(sides, regimes(GENEVA, over).nearest(value), strict=True):
            assert around[side].value == pytest.approx(tip.decimal, abs=1e-5)
    assert compute.over_two(GENEVA, NOW, "control", "shift").around(0.7, 0.2)["up"] is None


def test_on_a_tie_both_sides_stand_and_past_it_only_one() -> None:
    drawn = compute.over_two(GENEVA, NOW, *OVER)
    assert drawn.here(0.75, 0.3) == ["Talks collapse", "The offensive goes on"]
    around = drawn.around(0.75, 0.3)
    assert around["left"].value == pytest.approx(0.75, abs=1e-5) and around["left"].outcomes == ("COLLAPSE",)
    assert around["right"].value == pytest.approx(0.75, abs=1e-5) and around["right"].outcomes == ("OFFENSIVE",)
    assert drawn.around(0.7, 0.3)["right"].outcomes == ("OFFENSIVE",)


def test_what_holds_at_the_end_of_a_slider_alone_is_said_of_that_value() -> None:
    model = parse_model("""format = 1
        title = "A tie at the end"
        parameters = { x = { low = 0, high = 1, default = 1 }, y = { low = 0, high = 1, default = 1 } }
        parties = [{ id = "A", strategies = [{ id = "a" }, { id = "b" }] }, { id = "B", strategies = [{ id = "c" }] }]
        payoffs = { A = "a*x", B = "0" }""".replace("\n        ", "\n"))
    drawn = compute.over_two(model, (1, 1), "x", "y")
    around = drawn.around(0.3, 0.6)
    assert around["left"].only and around["left"].value == 0 and around["left"].labels == ("a / c", "b / c")
    said = narrate.at_the_cross(model, ("x", "y"), (0.3, 0.6), drawn.here(0.3, 0.6), around)
    assert said[1:] == ["Along x: at 0 “b, c” too.", "Along y nothing changes."]


def test_ties_leave_no_slivers() -> None:
    found = regime_map(GENEVA, "control", "war_cost", points=51)
    assert not [sets for sets, outcomes in zip(found.sets, found.outcomes, strict=True)
                if "acquiesce / strike / walk / restrain / push" in sets and "COLLAPSE" in outcomes]
    assert all(region.share > 1e-5 for region in found.regions())


def test_what_holds_at_the_cross_hair_is_said() -> None:
    drawn = compute.over_two(GENEVA, NOW, *OVER)
    said = narrate.at_the_cross(GENEVA, OVER, (0.7, 0.3), drawn.here(0.7, 0.3), drawn.around(0.7, 0.3))
    assert said == [
        "With government control of Aleppo at 70 % and supply line from Turkey at 30 %: “Talks collapse”.",
        "Along government control of Aleppo: below 64.78 % “Escalation with Turkey supplying” too; above 75 % “The "
        "offensive goes on” instead of “Talks collapse”.",
        "Along supply line from Turkey: below 25.6 % “Escalation with Turkey supplying” too; above 33.24 % "
        "“Escalation” too.",
    ]


NAMES = [("press / strike / walk / restrain / push", "COLLAPSE", "Talks collapse"),
         ("acquiesce / strike / walk / restrain / push", "OFFENSIVE", "The offensive goes on"),
         ("arm / strike / fight / supply / push", "ESCALATION", "Escalation with Turkey supplying"),
         ("arm / strike / fight / restrain+supply / push", "ESCALATION",
          "Escalation with Turkey restraining or supplying"),
         ("acquiesce / pause / talk / supply / push", "", "acquiesce, pause, talk, supply, push"),
         ("press+arm / strike / talk / supply / push", "", "press or arm, strike, talk, supply, push")]


@pytest.mark.parametrize(("label", "outcome", "name"), NAMES)
def test_profiles_are_named_after_their_outcome_and_what_differs_from_it(label: str, outcome: str, name: str) -> None:
    played = replace(read(label, GENEVA.parties), outcome=outcome)
    assert played.label == label
    assert narrate.profile_named(GENEVA, played) == name


def test_moving_the_two_sliders_of_a_map_computes_nothing() -> None:
    one = compute.over_two(GENEVA, NOW, *OVER)
    assert compute.over_two(GENEVA, at("geneva-suspended", control=0.2, line=0.9), *OVER) is one
    assert compute.over_two(GENEVA, at("geneva-suspended", arms=0.1), *OVER) is not one
    assert regions_drawn(GENEVA, one, "light") is regions_drawn(GENEVA, one, "light")


def test_the_map_is_few_marks_its_names_stay_inside_and_it_compiles() -> None:
    now, before = compute.over_two(GENEVA, NOW, *OVER), compute.over_two(GENEVA, PIN, *OVER)
    drawn = charts.plane(GENEVA, now, OVER, (0.7, 0.3), pinned=(0.8, 0.05), before=before)
    labels = drawn.data["labels"]
    assert (labels["to"] > labels["from"]).all() and labels[["x", "y"]].stack().between(0, 1).all()
    for width in (300, 500, 760, 1100):
        boxes = []
        for _, x, y, text, low, high in labels.itertuples():
            if low <= width < high:
                lines = text.split("\n")
                boxes.append((x * width, y * 420, 6.7 * max(map(len, lines)), 15 * len(lines)))
        for k, (x, y, wide, high) in enumerate(boxes):
            assert wide / 2 <= x <= width - wide / 2
            assert not any(abs(x - u) < (wide + w) / 2 and abs(y - v) < (high + h) / 2 for u, v, w, h in boxes[:k])
    assert set(drawn.data["now"]["dash"]) == {"now", "pin"} and len(drawn.data["twin"]) > 100
    pictured = charts.figure(drawn, ".svg").decode()
    assert pictured.count("<path") + pictured.count("<text") + pictured.count("<line") < 500
    assert "Talks hold +" in pictured
    parts = [f"{letter(k)}, {narrate.region(now.names(r.number))}, {100 * r.share:.1f} %" for k, r in
             enumerate(now.regions[:3])]
    assert all(part in drawn.alt for part in parts)


def test_borders_of_the_pinned_map_leave_out_the_frame() -> None:
    points = border_lines(compute.over_two(GENEVA, PIN, *OVER))[["x", "y"]].to_numpy()
    ends = np.stack([points[:-1], points[1:]], axis=1)
    ends = ends[~np.isnan(ends).any(axis=(1, 2))]
    assert not any((ends[:, :, k] == edge).all(axis=1).any() for k in (0, 1) for edge in (0.0, 1.0))


def test_the_borders_are_said_once_each_with_who_is_indifferent() -> None:
    found = narrate.borders(GENEVA, compute.over_two(GENEVA, NOW, *OVER).found.curves)
    assert len({(row["formula"], row["party"], row["between"]) for row in found}) == len(found)
    row = next(each for each in found if each["formula"] == "control = 3/4")
    assert row["party"] == "United States" and row["between"] == "pressing and acquiescing"
    assert narrate.formula("a = (40*b**2 - 5)/(12*b - 1)") == "a = (40 b² − 5) / (12 b − 1)"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_can_be_read_on_every_region(theme: str) -> None:
    drawn = regions_drawn(GENEVA, compute.over_two(GENEVA, NOW, *OVER), theme)
    for color in drawn.colors:
        assert contrast(color, charts.base.INK[theme]) >= 3
    assert mixed("#000000", "light") == "#666666"


def test_the_map_as_a_file_is_the_grid() -> None:
    found = compute.over_two(GENEVA, NOW, *OVER).found
    table = pd.read_csv(io.BytesIO(render(found, ".csv")))
    assert len(table) == found.cells.size and table["regime"].tolist() == found.cells.ravel().tolist()
    book = pd.read_excel(io.BytesIO(render(found, ".xlsx")), sheet_name="settings").set_index("setting")
    assert book.loc["control", "from"] == 0 and book.loc["control", "to"] == 1 and book.loc["arms", "from"] == 0.2


def test_the_page_lists_regions_and_their_formulas() -> None:
    app, text = opened(page="when", pin="castello")
    drawn = compute.over_two(GENEVA, NOW, *OVER)
    assert "Regions of the map" in text and f"{100 * drawn.regions[0].share:.1f} %" in text
    assert f"{len(drawn.regions) - 12} smaller regions" in text
    app.session_state.map_borders = True
    app.run()
    assert "<code>control = 3/4</code>" in html(app) and "pressing and acquiescing" in html(app)
