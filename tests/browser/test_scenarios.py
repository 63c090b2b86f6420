"""Scenarios beside each other, moments, playing, the ordinal reading, paper, keys: in a real browser."""

from __future__ import annotations

import re
from typing import Any

import pytest

import negotiation as ng
from negotiation.view.pages import PAGES
from tests.browser.conftest import WALK
from tests.browser.visitor import expect

GENEVA = ng.load("geneva-2016")
COLLAPSE = "talks collapse: it is the only equilibrium"


def test_moments_on_their_line_and_one_step_in_time(visitor: Any) -> None:
    user = visitor().open()
    user.page.get_by_role("button", name="Later moment").click()
    user.goes("preset=seed-literal").until("At 80 %")
    user.page.locator(".st-key-moments button").first.click()
    user.page.locator(".st-key-moment_list").get_by_role("button", name="Fall of eastern Aleppo").click()
    user.goes("preset=fall").until("At 97 %")


def test_a_play_runs_to_the_end_of_the_range_and_is_one_step_to_undo(visitor: Any) -> None:
    user = visitor().open("?control=0.92&over=control")
    user.page.get_by_role("button", name="Play").first.click()
    user.until("At 100 %")
    user.page.get_by_role("button", name="Play").first.wait_for()
    user.page.get_by_role("button", name="Undo").click()
    user.until("At 92 %")


def test_a_play_pauses_and_moves_the_tied_sliders(visitor: Any) -> None:
    user = visitor().open("?over=campaign")
    assert user.answer.startswith("On the path “the campaign”, at 70 %")
    user.page.get_by_role("button", name="Play").first.click()
    user.until("at 74 %")
    user.page.get_by_role("button", name="Pause").first.click()
    user.page.get_by_role("button", name="Play").first.wait_for()
    user.page.wait_for_function("""Math.abs(1 - ['control', 'line'].reduce(
        (sum, name) => sum + Number(document.getElementById(`slider-geneva-2016_${name}`).value), 0)) < 1e-9""")
    control, line = (float(user.ready().slider(name).input_value()) for name in ("control", "line"))
    assert 0.74 <= control < 1 and line == pytest.approx(1 - control)


def test_an_order_only_in_the_link_and_back(visitor: Any) -> None:
    user = visitor().open("?control=0.6")
    user.page.get_by_text("Order only", exact=True).click()
    user.until("3 pure equilibria").goes("scale=ordinal")
    user.shows(re.compile(r"\d+ of 108"), ".n-cards")
    user.page.reload()
    user.ready().shows("3 pure equilibria", "[data-testid=answer]")
    user.page.get_by_text("Order only", exact=True).click()
    user.until("2 mixed ones")


def test_the_pinned_scenario_is_a_twin_in_words_tables_and_charts(visitor: Any) -> None:
    user = visitor().open("?pin=fall&page=when")
    user.shows("Compared with the pinned scenario", "[data-testid=against]")
    here, there = (ng.regimes(GENEVA, "control", preset=name) for name in ("geneva-suspended", "fall"))
    row = user.page.get_by_role("region", name="Intervals of every equilibrium").get_by_role("row", name="Talks hold")
    for found, digits in ((here, "{:.6g} %"), (there, "{:.2f} %")):
        span = next(each for each in found.standings if each.outcome == "TALKS").intervals[0]
        expect(row).to_contain_text(digits.format(100 * span.stop.decimal))
    drawing = user.page.locator("[data-testid=stVegaLiteChart]").first
    drawing.locator("text=pinned 97 %").wait_for()
    drawing.locator("[stroke-dasharray='5,3']").nth(3).wait_for(state="attached")


def test_on_paper_there_are_no_controls(walk: Any) -> None:
    user = walk("now", WALK)
    user.page.emulate_media(media="print")
    expect(user.page.locator("[data-testid=stSidebar]")).to_be_hidden()
    expect(user.page.locator(".st-key-toolbar")).to_be_hidden()
    expect(user.page.locator("[data-testid=answer]")).to_be_visible()
    user.page.emulate_media(media="screen")


def test_every_page_is_reached_by_keyboard(walk: Any) -> None:
    """Arrows walk along a strip, Tab goes from the groups to the questions; neither sliders nor undo are touched."""
    user = walk("now", WALK)
    before, group, last = user.answer, "", ""
    user.page.get_by_role("tab", name=PAGES[0].group, exact=True).focus()
    for page in PAGES:
        if group and page.group != group:
            user.page.keyboard.press("Shift+Tab")
            user.page.keyboard.press("ArrowRight")
            expect(user.page.get_by_role("tab", name=page.group, exact=True)).to_be_focused()
        question = user.page.get_by_role("tab", name=page.title, exact=True)
        expect(user.ready().page.get_by_text(page.title, exact=True)).to_be_visible()
        beside = page.group == group
        start = user.page.get_by_role("tab", name=last if beside else page.group, exact=True)
        user.page.keyboard.press("ArrowRight" if beside else "Tab")
        if not question.evaluate("each => each === document.activeElement"):
            # The strip was still being drawn when the key was pressed, which then led nowhere or past it: once more.
            user.ready()
            start.focus()
            user.page.keyboard.press("ArrowRight" if beside else "Tab")
        expect(question).to_be_focused()
        expect(question).to_have_attribute("aria-selected", "true")
        assert user.ready().answer == before
        group, last = page.group, page.title
    user.goes(f"page={PAGES[-1].id}")
    expect(user.page.locator(".st-key-undo button")).to_be_disabled()
