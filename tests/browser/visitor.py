"""A patient user of the app in a real browser: waits for what comes, and never sleeps."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from negotiation.view.pages import PAGES
from tests.browser.asked import ANSWERED, LISTEN

CONTEXT: dict[str, Any] = {"accept_downloads": True, "reduced_motion": "reduce"}
"""How a visitor's browser is set up: without moving signs of waiting, which cost it a fifth of a page's load."""

NIGHT = (390, 844, "dark")
"""How a telephone looks in the dark."""

PATIENCE = 120_000
"""Milliseconds to wait for what must come: on a busy machine too, below the limit of a test."""
FAILURES = Path(__file__).parents[2] / "test-results"
TRACED = bool(os.environ.get("NEGOTIATION_TRACE"))
"""Record every step of every test, for who looks for a cause; it doubles the time."""


def expect(what: Any) -> Any:
    """Return playwright's assertions about a page or a place in it: they wait until they hold."""
    from playwright.sync_api import expect as waiting

    waiting.set_options(timeout=PATIENCE)
    return waiting(what)


class Visitor:
    """A page with the manners of a patient user: it waits for what it looks for and never sleeps."""

    def __init__(
        self, browser: Any, server: Any, width: int = 1440, height: int = 900, scheme: str = "light",
        door: Any = None, shared: Any = None,
    ) -> None:
        self.server, self.door = server, door or server
        self.context = shared or browser.new_context(**CONTEXT)
        self.own = shared is None
        if TRACED:
            self.context.tracing.start(screenshots=True, snapshots=True)
        self.page = self.context.new_page()
        self.page.add_init_script(LISTEN)
        self.look(width, height, scheme)
        self.page.set_default_timeout(PATIENCE)
        self.abroad: list[str] = []
        self.page.on(
            "request", lambda request: self.abroad.append(request.url) if not self._home(request.url) else None
        )

    def _home(self, url: str) -> bool:
        return url.startswith((self.door.url, f"ws://127.0.0.1:{self.door.port}", "data:", "blob:"))

    def look(self, width: int, height: int, scheme: str) -> Visitor:
        """Look through a window of this size, in the light or the dark."""
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(color_scheme=scheme)
        return self

    def open(self, query: str = "") -> Visitor:
        self.page.goto(f"{self.door.url}/{query}")
        return self.ready()

    def beside(self) -> Visitor:
        """Return a second window of this browser."""
        return Visitor(None, self.server, door=self.door, shared=self.context)

    def ready(self) -> Visitor:
        """Wait until all that was asked of the server is answered and drawn."""
        self.page.wait_for_function(ANSWERED)
        assert not self.page.query_selector("[data-testid=stException]")
        return self

    def goes(self, words: str) -> Visitor:
        """Wait until the address contains these words, and all is drawn."""
        self.page.wait_for_function("words => location.search.includes(words)", arg=words)
        return self.ready()

    def choose(self, place: str, option: str) -> Visitor:
        """Choose from a list."""
        self.ready().page.locator(f"{place} input").press("ArrowDown")
        self.page.get_by_role("option", name=option).click()
        return self.ready()

    @property
    def answer(self) -> str:
        return self.page.inner_text("[data-testid=answer]")

    def answers(self, words: str) -> Visitor:
        """Wait until the answer is these words and no others."""
        expect(self.page.get_by_test_id("answer")).to_have_text(words, use_inner_text=True)
        return self

    def shows(self, words: str | re.Pattern[str], place: str = "[data-testid=stMain]") -> None:
        """Wait until a place of the page shows these words."""
        expect(self.page.locator(place).first).to_contain_text(words, use_inner_text=True)

    def until(self, words: str) -> Visitor:
        """Wait until the answer contains these words."""
        self.page.wait_for_function(
            "words => document.querySelector('[data-testid=answer]')?.innerText.includes(words)", arg=words
        )
        return self.ready()

    def slider(self, parameter: str, model: str = "geneva-2016") -> Any:
        return self.page.locator(f".st-key-{model}_{parameter} input[type=range]")

    def typed(self, parameter: str, model: str = "geneva-2016") -> Any:
        return self.page.locator(f".st-key-{model}_{parameter} input[type=text]")

    def press(self, parameter: str, key: str, times: int = 1, model: str = "geneva-2016") -> Visitor:
        self.slider(parameter, model).focus()
        for _ in range(times):
            before = self.answer
            self.page.keyboard.press(key)
            self.page.wait_for_function(
                "before => document.querySelector('[data-testid=answer]').innerText !== before", arg=before
            )
        return self.ready()

    def tab(self, title: str) -> Visitor:
        """Open a page: its group where another is open, then the question; it is there when the address says so."""
        page = next(each for each in PAGES if each.title == title)
        beside = self.ready().page.get_by_role("tab", name=title, exact=True).count()
        for name in (page.group, title)[bool(beside):]:
            self.page.get_by_role("tab", name=name, exact=True).click()
            self.page.locator("[role=tab][aria-selected=true]").get_by_text(name, exact=True).wait_for()
        self.page.wait_for_function(
            "id => (new URLSearchParams(location.search).get('page') ?? 'now') === id", arg=page.id)
        return self.ready()

    def download(self, name: str) -> bytes:
        with self.ready().page.expect_download() as waiting:
            self.page.get_by_role("button", name=name).first.click()
        return Path(waiting.value.path()).read_bytes()

    def close(self, failed: str = "") -> None:
        if failed:
            FAILURES.mkdir(exist_ok=True)
            self.page.screenshot(path=FAILURES / f"{failed}.png", full_page=True)
            (FAILURES / f"{failed}.html").write_text(self.page.content())
            (FAILURES / f"{failed}.log").write_text(self.server.log.read_text())
        if TRACED:
            self.context.tracing.stop(path=FAILURES / f"{failed}.zip" if failed else None)
        (self.context if self.own else self.page).close()
