"""How every page looks: wide, in the dark, on a telephone; nothing is cut, and nothing keeps a reader out."""

from __future__ import annotations

from typing import Any

import pytest

from negotiation.view.pages import PAGES

LOOKS = {"wide": (1440, 900, "light"), "dark": (1440, 900, "dark"), "telephone": (390, 844, "light")}
CUT = """() => [...document.querySelectorAll(
    "[data-testid=stMain] .n-stack, [data-testid=stMain] .n-card, [data-testid=stMain] p")]
    .filter(each => each.getBoundingClientRect().right > innerWidth + 1)
    .filter(each => !each.closest('.n-scroll, pre, button'))
    .map(each => each.outerHTML.slice(0, 120))"""

STILL = """() => !document.querySelector('[data-stale=true]')
    && !document.getAnimations().some(each => each instanceof CSSTransition && each.playState === 'running')"""


def barriers(user: Any) -> list[str]:
    """Return the serious findings of axe on the page as it is."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    user.page.wait_for_function(STILL)
    found = axe.Axe().run(user.page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{each['id']}: {[node['html'][:150] for node in each['nodes'][:3]]}"
            for each in found if each["impact"] in ("serious", "critical")]


GROWS = {"sure": ("&given=observed", "Which guess matters most")}
"""Pages that go on while they are read -> what shows all of their parts, words that come last."""


@pytest.mark.parametrize("page", [page.id for page in PAGES])
def test_a_page_in_every_look(reader: Any, page: str) -> None:
    """No serious barrier in any look; on a telephone nothing is cut, and the answer and the open tabs are in view."""
    user = reader()
    for name, look in LOOKS.items():
        more, last = GROWS.get(page, ("", ""))
        user.look(*look).open(f"?page={page}&control=0.6&pin=castello{more}")
        if last:
            user.page.get_by_text(last).first.wait_for()
        found = barriers(user.ready())
        assert not found, "\n".join([name, *found])
    assert user.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    cut = user.page.evaluate(CUT)
    assert not cut, cut
    assert user.page.locator("[data-testid=answer]").bounding_box()["y"] < 200
    for width in (390, 320):
        user.page.set_viewport_size({"width": width, "height": 844})
        tabs = [each.bounding_box() for each in user.page.get_by_role("tab").all()]
        assert len(tabs) > 5 and all(each["x"] >= 0 and each["x"] + each["width"] <= width for each in tabs)


def test_no_serious_barrier_in_an_open_menu(reader: Any) -> None:
    user = reader().open("?control=0.6&pin=castello")
    for menu in ("share", "about", "files_ribbon", "moments"):
        user.page.locator(f".st-key-{menu} button").first.click()
        user.page.wait_for_selector("[data-testid=stPopoverBody]")
        found = barriers(user.ready())
        assert not found, "\n".join([menu, *found])
        user.page.keyboard.press("Escape")
        user.page.wait_for_selector("[data-testid=stPopoverBody]", state="detached")


@pytest.mark.parametrize("query", ["?page=leverage&pin=castello", "?page=when&pin=castello",
                                   "?model=panama-canal&page=leverage", "?model=us-russia&page=leverage"])
def test_on_a_telephone_in_the_dark_no_chart_is_cut(reader: Any, query: str) -> None:
    user = reader(390, 844, scheme="dark").open(query)
    user.page.wait_for_function(
        "[...document.querySelectorAll('[data-testid=stVegaLiteChart]')].every(each => each.querySelector('svg'))")
    assert user.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    wide = user.page.evaluate("""[...document.querySelectorAll('.n-scroll, [data-testid=stVegaLiteChart] svg')]
        .map(each => each.getBoundingClientRect()).filter(box => box.left < 0 || box.right > innerWidth).length""")
    assert wide == 0
    marks = user.page.evaluate("document.querySelectorAll('[data-testid=stVegaLiteChart] svg *').length")
    assert marks < 2000
