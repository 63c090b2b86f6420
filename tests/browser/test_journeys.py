"""What people do with the app, end to end in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from negotiation.library import load
from tests.browser.conftest import ROOT, Server
from tests.browser.visitor import Visitor, expect

GENEVA = load("geneva-2016")
FIRST = (
    "At 70 % government control, talks collapse: it is the only equilibrium. "
    "Leaving “talks hold”, Russia would gain 0.24 points by striking, Iran 0.10 by pushing."
)


def test_a_first_visit_goes_from_insight_to_insight(visitor: Any) -> None:
    """One visit that looks, types, chooses moments, asks what it would take, goes back in the browser, and pins."""
    user = visitor().open()
    _to_the_first_insight(user)
    _a_typed_number_moves_the_slider(user)
    _from_moment_to_moment_and_back(user)
    _what_it_would_take_is_applied_with_one_click(user)
    _the_browser_s_back_button_undoes(user)
    _a_pinned_scenario_stays_beside_the_new_one(user)


def _to_the_first_insight(user: Any) -> None:
    user.answers(FIRST).shows("changes at 75 %, 5.0 percentage points above", "[data-testid=tip]")
    user.press("control", "ArrowLeft", 6).until("At 64 %")
    assert "escalation" in user.answer
    user.press("control", "ArrowLeft", 2).until("At 62 %")
    assert "talks hold" in user.answer
    user.shows("Talks hold", ".n-cards")
    user.page.keyboard.press("PageUp")
    user.until("At 72 %")


def _typed(user: Any, text: str) -> None:
    user.typed("control").fill(text)
    user.typed("control").press("Enter")


def _a_typed_number_moves_the_slider(user: Any) -> None:
    _typed(user, "0.6")
    user.until("At 60 %")
    expect(user.slider("control")).to_have_value("0.6")
    _typed(user, "70")
    user.until(FIRST)


def _from_moment_to_moment_and_back(user: Any) -> None:
    user.page.locator(".st-key-moments button").first.click()
    user.page.locator(".st-key-moment_list").get_by_role("button", name="Ramouseh").click()
    expect(user.goes("preset=ramouseh").page.get_by_test_id("answer")).not_to_have_text(FIRST, use_inner_text=True)
    user.page.get_by_role("button", name="Undo").click()
    user.until(FIRST)
    user.page.get_by_role("button", name="Redo").click()
    user.goes("preset=ramouseh").page.get_by_role("button", name="Undo").click()
    user.until(FIRST)


def _what_it_would_take_is_applied_with_one_click(user: Any) -> None:
    user.tab("What would it take?")
    user.page.get_by_role("button", name="Government control of Aleppo 62 %").click()
    user.until("At 62 %")
    assert "talks hold" in user.answer
    user.page.get_by_role("button", name="Undo").click()
    user.until(FIRST)
    user.tab("What happens now?")


def _the_browser_s_back_button_undoes(user: Any) -> None:
    for value in ("0.69", "0.68"):
        user.press("control", "ArrowLeft").goes(f"control={value}")
    user.page.go_back()
    user.until("At 69 %")
    user.page.go_back()
    user.until(FIRST)


def _a_pinned_scenario_stays_beside_the_new_one(user: Any) -> None:
    user.page.get_by_role("button", name="Pin").click()
    user.goes("pin=").press("control", "PageUp").until("At 80 %")
    user.shows("instead of talks collapse")


def test_a_link_opens_the_same_scenario_for_someone_else(visitor: Any) -> None:
    one = visitor().open("?control=0.63").press("control", "ArrowLeft", 2)
    one.tab("When does it change?").goes("page=when").goes("control=0.61")
    two = visitor()
    two.page.goto(one.page.url)
    two.ready().answers(one.answer)
    expect(two.page.get_by_role("tab", name="When does it change?")).to_have_attribute("aria-selected", "true")
    two.page.reload()
    two.ready().answers(one.answer)


def test_on_a_telephone_the_answer_is_on_top_and_sliders_in_a_drawer(visitor: Any) -> None:
    user = visitor(390, 844).open()
    assert user.page.locator("[data-testid=answer]").bounding_box()["y"] < 400
    assert user.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    term = user.page.locator(".n-answer .n-term").first
    term.focus()
    shown = term.evaluate("each => (look => look.display + look.content)(getComputedStyle(each, '::after'))")
    assert shown.startswith("block") and "no party gains by changing its own choice alone" in shown
    assert term.get_attribute("title") is None and not user.page.locator("abbr[title]").count()
    user.page.mouse.wheel(0, 900)
    user.page.get_by_test_id("stExpandSidebarButton").click()
    user.press("control", "ArrowLeft").until("At 69 %")
    user.page.get_by_role("button", name="Collapse sidebar").click(trial=True)
    answer, slider = user.page.locator("[data-testid=answer]").bounding_box(), user.slider("control").bounding_box()
    sheet = user.page.get_by_test_id("stSidebar").bounding_box()
    assert answer["y"] >= 0 and answer["y"] + answer["height"] <= sheet["y"] <= slider["y"] < 844


def test_a_scenario_file_and_the_brief(visitor: Any, tmp_path: Any) -> None:
    user = visitor().open("?control=0.61&line=0.4")
    before = user.answer
    user.page.locator(".st-key-share button").first.click()
    saved = user.download("Save scenario")
    brief = user.download("Brief").decode()
    assert before in brief.replace("&#x27;", "'") and "negotiation solve geneva-2016" in brief
    assert "--set control=0.61" in brief and brief.count("<svg") >= 3 and "http" not in brief.split("<body>")[0]
    other = visitor().open()
    other.page.locator(".st-key-share button").first.click()
    other.page.locator("[data-testid=stPopoverBody] input[type=file]").set_input_files(
        {"name": "scenario.json", "mimeType": "application/json", "buffer": saved}
    )
    other.until("At 61 %").answers(before)


FAILING = """
import runpy
from negotiation.errors import NegotiationError
from negotiation.view import brief

def failing(*_):
    raise NegotiationError("the table is full")

brief.page = failing
runpy.run_path({app!r}, run_name="__main__")
"""


def test_a_failed_download_says_why_at_once_and_nothing_is_lost(browser: Any, tmp_path: Path) -> None:
    script = tmp_path / "failing.py"
    script.write_text(FAILING.format(app=str(ROOT / "app.py")))
    server = Server(tmp_path, script)
    try:
        user = Visitor(browser, server).open("?control=0.61&page=sure")
        before, query = user.answer, user.page.url
        user.page.locator(".st-key-share button").first.click()
        user.page.get_by_role("button", name="Brief").first.click()
        expect(user.page.get_by_role("alert").filter(has_text="could not be made: the table is full")).to_be_visible()
        assert (user.answer, user.page.url) == (before, query)
        user.close()
    finally:
        server.stop()
