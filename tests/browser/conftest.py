"""A real server and a real browser; without one the tests say what to install, and in CI they fail."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from negotiation.solvers import kernels
from negotiation.view.pages import PAGES

ROOT = Path(__file__).parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
FLAGS = [
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--process-per-site",  # the app's scripts stay compiled from one page to the next
]
CONTEXT: dict[str, Any] = {"accept_downloads": True, "reduced_motion": "reduce"}
"""How a visitor's browser is set up: without moving signs of waiting, which cost it a fifth of a page's load."""

READY = '[data-testid="stApp"][data-test-connection-state="CONNECTED"][data-test-script-state="notRunning"]'
WALK = "?control=0.64&pin=fall"
"""Where those stand who take files from page after page."""
PATIENCE = 120_000
"""Milliseconds to wait for what must come: on a busy machine too, below the limit of a test."""
FAILURES = ROOT / "test-results"
TRACED = bool(os.environ.get("NEGOTIATION_TRACE"))
"""Record every step of every test, for who looks for a cause; it doubles the time."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in Path(item.fspath).parts:
            item.add_marker(pytest.mark.browser)


def missing(what: str) -> None:
    """Skip with what to install; fail in CI, where a skipped browser would hide a broken app."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


def executable() -> str:
    """Return a Chromium to drive: NEGOTIATION_BROWSER, or the first one on the path."""
    wanted = os.environ.get("NEGOTIATION_BROWSER") or next(filter(None, map(shutil.which, BROWSERS)), "")
    if not wanted:
        missing("no browser found; install one, such as `apt-get install chromium`, or set NEGOTIATION_BROWSER")
    return wanted


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """The app on a port of its own, with a home of its own."""

    def __init__(self, home: Path, script: Path = ROOT / "app.py", *arguments: str, port: int = 0) -> None:
        self.port, self.log = port or free_port(), home / "server.log"
        self.url = f"http://127.0.0.1:{self.port}"
        command = [
            sys.executable,
            "-m",
            "streamlit",
            "run",
            str(script),
            f"--server.port={self.port}",
            "--server.headless=true",
            "--server.fileWatcherType=none",
            "--browser.gatherUsageStats=false",
        ]
        self.process = subprocess.Popen(
            [*command, "--", *arguments],
            cwd=ROOT,
            stdout=self.log.open("w"),
            stderr=subprocess.STDOUT,
            env={**os.environ, "HOME": str(home)},
            start_new_session=True,
        )
        self._wait()

    def _wait(self) -> None:
        for _ in range(2000):
            if self.process.poll() is not None:
                raise RuntimeError(f"the server stopped: {self.log.read_text()}")
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1) as answer:
                    if answer.read() == b"ok":
                        return
            except OSError:
                pass
            time.sleep(0.1)
        raise RuntimeError("the server did not become healthy")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Start the app once the compiled kernels lie on disk: what the first minute shows is another test's."""
    kernels.load()
    running = Server(tmp_path_factory.mktemp("home"))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright is not installed; install negotiation[test]")
    path = executable()
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=path, args=flags)
        yield started
        started.close()


def expect(what: Any) -> Any:
    """Return playwright's assertions about a page or a place in it: they wait until they hold."""
    from playwright.sync_api import expect as waiting

    waiting.set_options(timeout=PATIENCE)
    return waiting(what)


class Visitor:
    """A page with the manners of a patient user: it waits for what it looks for and never sleeps."""

    def __init__(
        self, browser: Any, server: Server, width: int = 1440, height: int = 900, scheme: str = "light",
        door: Any = None, shared: Any = None,
    ) -> None:
        self.server, self.door = server, door or server
        self.context = shared or browser.new_context(**CONTEXT)
        self.own = shared is None
        if TRACED:
            self.context.tracing.start(screenshots=True, snapshots=True)
        self.page = self.context.new_page()
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

    def ready(self) -> Visitor:
        self.page.wait_for_selector(READY)
        self.page.wait_for_selector("[data-testid=answer]")
        self.page.wait_for_function("!document.querySelector('[data-testid=stSkeleton]')")
        assert not self.page.query_selector("[data-testid=stException]")
        return self

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
        beside = self.page.get_by_role("tab", name=title, exact=True).count()
        for name in (page.group, title)[bool(beside):]:
            self.page.get_by_role("tab", name=name, exact=True).click()
            self.page.locator("[role=tab][aria-selected=true]").get_by_text(name, exact=True).wait_for()
        self.page.wait_for_function(
            "id => (new URLSearchParams(location.search).get('page') ?? 'now') === id", arg=page.id)
        return self.ready()

    def download(self, name: str) -> bytes:
        with self.page.expect_download() as waiting:
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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[Any]:
    report = yield
    setattr(item, f"report_{report.when}", report)
    return report


class Shelf:
    """Browsers lent to one test after another: what the app kept in one is gone, its scripts stay compiled.

    A page of each stays open, so that its process lives on.
    """

    def __init__(self, browser: Any, server: Server) -> None:
        self.browser, self.home = browser, f"{server.url}/_stcore/health"
        self.contexts: list[Any] = []

    def take(self, k: int) -> Any:
        """Return the browser of a test's visitor number k."""
        if k == len(self.contexts):
            self.contexts.append(self.browser.new_context(**CONTEXT))
            self.contexts[k].new_page().goto(self.home)
        return self.contexts[k]

    def clean(self, k: int, origin: str) -> None:
        """Close what is open of an origin in browser k and forget what it kept."""
        anchor, *pages = self.contexts[k].pages
        for page in pages:
            page.close()
        forget = {"origin": origin, "storageTypes": "cookies,local_storage,indexeddb,cache_storage"}
        self.contexts[k].new_cdp_session(anchor).send("Storage.clearDataForOrigin", forget)


@pytest.fixture(scope="session")
def shelf(browser: Any, server: Server) -> Iterator[Shelf]:
    standing = Shelf(browser, server)
    yield standing
    for each in standing.contexts:
        each.close()


def failure(request: pytest.FixtureRequest) -> str:
    """Return the name of a test that failed, else nothing."""
    report = getattr(request.node, "report_call", None)
    return request.node.name.replace("/", "-")[:80] if report is None or report.failed else ""


@pytest.fixture
def visitor(browser: Any, server: Server, shelf: Shelf, request: pytest.FixtureRequest) -> Iterator[Any]:
    """Return a function that opens visitors, each with a browser that knows nothing; each must keep to this machine."""
    opened: list[Visitor] = []

    def visit(*size: Any, **more: Any) -> Visitor:
        opened.append(Visitor(browser, server, *size, shared=shelf.take(len(opened)), **more))
        return opened[-1]

    yield visit
    for k, each in enumerate(opened):
        each.close(failure(request))
        shelf.clean(k, each.door.url)
    assert not [url for each in opened for url in each.abroad], "a request left this machine"


@pytest.fixture(scope="session")
def walks() -> Iterator[dict[str, Visitor]]:
    standing: dict[str, Visitor] = {}
    yield standing
    for each in standing.values():
        each.close()


@pytest.fixture
def walk(
    browser: Any, server: Server, walks: dict[str, Visitor], request: pytest.FixtureRequest,
) -> Iterator[Callable[..., Visitor]]:
    """Return a function that takes a reader to a page by its tabs.

    The app is loaded once for all walks through a window of one look; who changes what others see uses a `visitor`.
    """
    def go(page: str, query: str, width: int = 1440, height: int = 900, scheme: str = "light") -> Visitor:
        key = f"{query} {width} {scheme}"
        if key not in walks:
            walks[key] = Visitor(browser, server, width, height, scheme)
            walks[key].open(query)
        walks[key].page.keyboard.press("Escape")  # what the last reader left open
        walks[key].page.wait_for_selector("[data-testid=stPopoverBody]", state="detached")
        return walks[key].look(width, height, scheme).tab(next(each.title for each in PAGES if each.id == page))

    yield go
    assert not [url for each in walks.values() for url in each.abroad], "a request left this machine"
    if failed := failure(request):
        for each in walks.values():
            each.close(failed)
        walks.clear()
