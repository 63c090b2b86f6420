"""Words that must not mislead: units, ends of ranges, weak dominance, what is isolated, what is compared."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pages import GENEVA, opened
from shelf import WALKED

import negotiation as ng
from negotiation.bargaining import bargain
from negotiation.game import Game
from negotiation.library import load, shipped
from negotiation.refine import refined
from negotiation.report import narrate
from negotiation.view import brief, charts, compute, headline
from negotiation.view.pages import when
from negotiation.view.panel import controls
from negotiation.view.session.scenario import Address, Scenario
from negotiation.view.session.visit import Visit, visit

TURKEY = load("turkey-russia")
ROOT = Path(__file__).parents[1]


def stands(model: ng.Model, preset: str | None = None, **values: float) -> Visit:
    chosen = model.default_preset if preset is None else preset
    return visit(model, Address(Scenario(model.id, chosen, values)))


def nearest(here: Visit) -> list[str]:
    return when._nearest(here, compute.exact(here.model, here.at, here.over))


def test_at_the_end_of_a_range_the_tip_is_in_per_cent_and_the_next_change_is_told() -> None:
    here = stands(TURKEY, control=0.0)
    assert headline._tip(here).endswith("the answer changes at 0 %, right here and at 60 %, 60.0 percentage points "
                                        "above.")
    first, second = nearest(here)
    assert first.startswith("Only above 0 %, “intervene or restrain, strike or pause” is an equilibrium")
    assert second == "Above 60 %, “intervene, pause” is no equilibrium: Russia gains by striking."


@pytest.mark.parametrize(("control", "side"), [(0.59, 1), (0.61, 0), (0.3, 1)])
def test_of_tipping_points_at_one_place_the_one_with_a_party_that_leaves_is_told(control: float, side: int) -> None:
    said = nearest(stands(TURKEY, control=control))[side if control < 0.6 else 0]
    assert "“intervene, pause”" in said and "Russia gains by" in said


def test_named_outcomes_are_told_before_nameless_mixtures_at_the_same_place() -> None:
    for name in WALKED:
        model = load(name)
        if not model.parameters:
            continue
        here = stands(model)
        found = compute.exact(model, here.at, here.over)
        parameter = model.parameters[found.parameter]
        for side in ([each for each in found.tipping if each.decimal < here.value()][::-1],
                     [each for each in found.tipping if each.decimal > here.value()]):
            for told in narrate.most_telling(parameter, side):
                beside = [each for each in side if each.decimal == told.decimal]
                assert told.outcome or not any(each.outcome for each in beside)


def test_right_here_is_said_only_where_the_slider_stands() -> None:
    each = GENEVA.parameters["control"]
    assert narrate.tipping(each, 0.29, 0.2903, None) == "changes at 29.03 %, 0.03 percentage points below"
    assert narrate.tipping(each, 0.75, 0.75, None) == "changes at 75 %, right here"
    assert narrate.tipping(each, 0.5, None, None) == "does not change anywhere between 0 % and 100 %"


def test_an_isolated_equilibrium_is_no_end_of_a_range() -> None:
    here = stands(TURKEY, control=0.0)
    said = headline.said(here)
    ends, alone = re.search(r"named by their ends: (.*); apart from them, ([^.]*)\.", said).groups()  # type: ignore[union-attr]
    assert alone == "intervene, pause" and "intervene, pause" not in ends


def test_a_profile_without_an_outcome_is_quoted_in_a_sentence() -> None:
    here = stands(load("us-russia"), control=0.9)
    assert headline.said(here).startswith("At 90 % government control, “acquiesce, strike” is the only equilibrium.")


def test_weakly_better_is_not_called_better_for_all() -> None:
    game = Game.from_payoffs([[1, 0], [0, 1]], [[2, 0], [0, 1]])
    found = refined(game, ng.solve(game, "pure"))
    row = int(np.flatnonzero(found.marks["pareto dominated"])[0])
    assert narrate.notes(found, row).endswith("another equilibrium is better for some and worse for none")


@pytest.mark.parametrize("page", ["when", "levers", "sure", "model", "leverage"])
def test_a_share_is_a_percentage_in_every_table(page: str) -> None:
    """No cell of a table holds a share as a decimal beside its percentage."""
    model = load("us-russia")
    assert model.parameters["control"].is_share
    _, text = opened(model="us-russia", page=page, control="0.4699", pin="default")
    values = {"0.4699", "0.5", "0.8", "0.666667"}
    cells = [re.sub("<[^>]*>", "", each).strip() for each in re.findall(r"<td[^>]*>(.*?)</td>", text, re.S)]
    assert page in ("leverage", "levers") or cells
    assert not [each for each in cells if each in values], cells


def test_terms_are_a_share_said_drawn_and_typed_in_per_cent() -> None:
    terms = GENEVA.parameters["terms"]
    assert narrate.amount(terms, 0.5) == "50 %" and narrate.figure(terms, 0.469942) == "46.9942 %"
    face = controls.face("geneva-2016", terms, 0.5)
    assert (face.scale, face.unit) == (100.0, "%")
    assert charts.base.axis(GENEVA, "terms")[3] == "%" and "share)" not in charts.base.axis(GENEVA, "terms")[1]


@pytest.mark.parametrize("over", ["control", "terms"])
def test_charts_are_spoken_in_the_unit_of_their_slider(over: str) -> None:
    here = stands(GENEVA)
    drawn = charts.ribbon(GENEVA, compute.along(GENEVA, here.at, over), 0.5)
    spoken = drawn.alt.split("along")[1].split(":")[-1]
    assert "%" in spoken and not re.search(r"\b0\.\d", spoken)
    assert all(text.endswith("%") for text in [*drawn.data["tips"]["text"], *drawn.data["bars"]["span"]])


@pytest.mark.slow
def test_a_brief_says_approximate_dates_and_asks_for_the_rows_it_shows() -> None:
    moment = next(each for each in GENEVA.presets.values() if each.approximate)
    assert narrate.dated(moment) == f"approx. {moment.date}"
    assert f"<p>approx. {moment.date} · " in brief.sections.scenario(stands(GENEVA, moment.id))
    for model in (TURKEY, GENEVA):
        for ordinal in (False, True):
            here = visit(model, Address(Scenario(model.id, model.default_preset), ordinal=ordinal))
            command = dict(brief.commands(here))["When it changes"]
            mixed = any(not each.pure for each in compute.exact(model, here.at, here.over, ordinal).standings)
            asks = "--mixed" in command or (len(model.parties) == 2 and "--no-mixed" not in command)
            assert asks or not mixed
            assert not (ordinal and asks)


def test_where_war_changes_is_a_sentence_of_its_own() -> None:
    each = GENEVA.parameters["control"]
    assert narrate.jumps(each, 0.5, [(0.3, 0.31), (0.7, 0.71)]) == \
        "What follows without a deal changes, and everything jumps, between 30 % and 31 % and between 70 % and 71 %."


def test_mixed_equilibria_are_compared_by_who_mixes_what() -> None:
    before, after = (ng.solve(TURKEY.at(control=control), "complete") for control in (0.0, 0.3))
    assert narrate.compared(before, after, "the pin") == (
        "Compared with the pin: a mixed equilibrium (Turkey intervene or restrain, Russia strike or pause) instead of "
        "a mixed equilibrium (Russia strike or pause).")
    assert "the same equilibria" in narrate.compared(after, ng.solve(TURKEY.at(control=0.31), "complete"), "the pin")


def test_a_model_without_moments_is_not_compared_with_one() -> None:
    here = stands(TURKEY, control=0.5)
    assert not TURKEY.presets
    assert here.baseline is not None and here.baseline.name == "the model's defaults"
    assert "<th" in brief.sections.scenario(here) and "at the moment" not in brief.sections.scenario(here)


def test_labels_inside_a_sentence_lose_their_capital() -> None:
    for control in (0.5, 0.9):
        assert not re.search(r"(If|take) Government control", bargain(GENEVA, control=control).readings[0])


def test_levers_are_of_what_was_asked() -> None:
    profile = "press, strike, walk, restrain, push"
    found, outcome = ng.levers(GENEVA, profile), ng.levers(GENEVA, "TALKS")
    assert repr(found).startswith("Levers of geneva-2016 for press / strike / walk / restrain / push")
    assert repr(outcome).startswith("Levers of geneva-2016 for TALKS")
    assert narrate.target_name(GENEVA, outcome) == "“Talks hold”"


def test_the_command_of_levers_keeps_where_a_moving_lever_starts() -> None:
    found = ng.levers(GENEVA, "TALKS", control=0.66, line=0.31)
    assert "--set control=0.66" in found.provenance.command and "--set line=0.31" in found.provenance.command


def test_a_divided_issue_is_shared_in_percent() -> None:
    assert "13.3 % of it to United States" in ng.bargain(ng.load("panama-canal")).readings[0]


def test_one_of_a_thing_is_counted_as_one():
    for model in map(load, shipped()):
        said = [repr(model)]
        if name := next(iter(model.parameters), ""):
            said.append(repr(ng.sweep(model, at={name: [model.parameters[name].default]}, method="pure")))
        assert not [each for each in said if re.search(r"\b1 (parameters|presets|points|equilibria)", each)], said


def test_one_of_a_kind_is_told_as_one() -> None:
    one = ng.Game.from_payoffs([[3, 0], [5, 1]], [[3, 5], [0, 1]], name="dilemma")
    assert "1 equilibrium of dilemma at 1 point (" in repr(ng.solve(one))
    turkey, moment = load("turkey-russia"), GENEVA.presets["castello"]
    few = replace(turkey, parameters={"control": turkey.parameters["control"]}, presets={"now": moment})
    assert repr(few).endswith("1 parameter, 1 preset")
    assert "1 of 1 point, 1 equilibrium" in repr(ng.sweep(load("geneva-2016"), method="pure"))


def test_no_plural_is_made_by_hand() -> None:
    """`wording.counted` writes every number of things, so that one of them is never "1 parameters"."""
    by_hand = re.compile(r"'s' \* \(\S+ != 1\)|== 1 else 'a'|== 1 else 'ies'|"
                         r"\{len\([^}]*\)\} (parameters|presets|equilibria|regimes|border points|sides|numbers)\b")
    for path in sorted((ROOT / "negotiation").rglob("*.py")):
        assert not by_hand.search(path.read_text(encoding="utf-8")), path


@pytest.mark.slow
def test_a_chart_without_lines_of_mixed_equilibria_says_so() -> None:
    """Of three and more parties only pure equilibria have lines: the page, the picture and the brief tell it."""
    for model, said in ((GENEVA, True), (TURKEY, False)):
        here = stands(model)
        found = compute.along(model, here.at, here.over)
        drawn = charts.payoffs(model, found, here.now, here.value())
        assert (charts.PURE_LINES in drawn.alt) is said
        assert (charts.PURE_LINES in [key.words for key in drawn.legend]) is said
        assert (f"<p>{charts.PURE_LINES}.</p>" in brief.sections.along(here)) is said
    app, _ = opened(page="now")
    assert f"{charts.PURE_LINES}." in [each.value for each in app.caption]
    app, _ = opened(page="now", model="turkey-russia")
    assert f"{charts.PURE_LINES}." not in [each.value for each in app.caption]
