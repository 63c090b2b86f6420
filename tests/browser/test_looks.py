"""How every page looks: wide, in the dark, on a telephone; nothing is cut, nothing keeps a reader out; its files."""

from __future__ import annotations

from typing import Any

import pytest

from negotiation.view.pages import PAGES
from tests.browser.barriers import barriers
from tests.browser.conftest import WALK
from tests.browser.files import every_file
from tests.browser.visitor import NIGHT

CUT = """() => [...document.querySelectorAll(
    "[data-testid=stMain] .n-stack, [data-testid=stMain] .n-card, [data-testid=stMain] p")]
    .filter(each => each.getBoundingClientRect().right > innerWidth + 1)
    .filter(each => !each.closest('.n-scroll, pre, button'))
    .map(each => each.outerHTML.slice(0, 120))"""

WIDE, DARK = (1440, 900, "light"), (1440, 900, "dark")
NO_FILES = [("edit", ""), ("who", "")]
"""Pages, and what is added to the address of a walk, that have nothing to take home."""


@pytest.mark.parametrize(("page", "more"), [*((page.id, "") for page in PAGES), ("who", "&bayesian=on")])
def test_a_page_in_every_look_and_its_files(walk: Any, page: str, more: str) -> None:
    """Drawn on a telephone in the dark, then seen wide, in the light and in the dark; and taken home as files.

    No serious barrier in any look; on a telephone nothing is cut, and what matters is in view. Every file opens, and
    every table is the library's.
    """
    user = walk(page, WALK + more, *NIGHT)
    uncut(user)
    in_view(user)
    for look in (NIGHT, DARK, WIDE):
        found = barriers(user.look(*look).ready())
        assert not found, "\n".join([str(look), *found])
    assert every_file(user, page) or (page, more) in NO_FILES


def test_the_ink_follows_the_system_into_the_dark_and_back(walk: Any) -> None:
    user = walk("now", WALK, *WIDE)
    for scheme, ink in (("dark", "#E8ECF1"), ("light", "#1F2933")):
        user.look(1440, 900, scheme).page.wait_for_function(
            "ink => getComputedStyle(document.documentElement).getPropertyValue('--n-ink') === ink", arg=ink)
        user.ready()


def in_view(user: Any) -> None:
    """On a telephone nothing is cut, and the answer and the open tabs are in view."""
    assert user.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    cut = user.page.evaluate(CUT)
    assert not cut, cut
    assert user.page.locator("[data-testid=answer]").bounding_box()["y"] < 200
    for width in (390, 320):
        user.page.set_viewport_size({"width": width, "height": 844})
        tabs = [each.bounding_box() for each in user.page.get_by_role("tab").all()]
        assert len(tabs) > 5 and all(each["x"] >= 0 and each["x"] + each["width"] <= width for each in tabs)


def test_no_serious_barrier_in_an_open_menu(visitor: Any) -> None:
    user = visitor().open("?control=0.6&pin=castello")
    for menu in ("share", "about", "files_ribbon", "moments"):
        user.page.locator(f".st-key-{menu} button").first.click()
        user.page.wait_for_selector("[data-testid=stPopoverBody]")
        found = barriers(user.ready())
        assert not found, "\n".join([menu, *found])
        user.page.keyboard.press("Escape")
        user.page.wait_for_selector("[data-testid=stPopoverBody]", state="detached")


@pytest.mark.parametrize("query", ["?model=panama-canal&page=leverage", "?model=us-russia&page=leverage"])
def test_on_a_telephone_in_the_dark_no_chart_is_cut(visitor: Any, query: str) -> None:
    uncut(visitor(*NIGHT).open(query))


def uncut(user: Any) -> None:
    """Every chart is drawn, inside the window, with few enough marks for a telephone."""
    user.page.wait_for_function(
        "[...document.querySelectorAll('[data-testid=stVegaLiteChart]')].every(each => each.querySelector('svg'))")
    assert user.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    wide = user.page.evaluate("""[...document.querySelectorAll('.n-scroll, [data-testid=stVegaLiteChart] svg')]
        .map(each => each.getBoundingClientRect()).filter(box => box.left < 0 || box.right > innerWidth).length""")
    assert wide == 0
    marks, charts = user.page.evaluate("""['[data-testid=stVegaLiteChart] svg *', '[data-testid=stVegaLiteChart]']
        .map(each => document.querySelectorAll(each).length)""")
    assert marks < 400 * max(5, charts)
