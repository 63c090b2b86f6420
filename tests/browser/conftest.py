"""A real server and a real browser; without one the tests say what to install, and in CI they fail."""

from __future__ import annotations

import os
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
from tests.browser.visitor import CONTEXT, Visitor

ROOT = Path(__file__).parents[2]
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
            "chrome", "microsoft-edge")
FLAGS = [
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--process-per-site",  # the app's scripts stay compiled from one page to the next
    # Pages live for seconds: helpers that compile and clear up ahead of need cost more than they spare.
    "--js-flags=--single-threaded --min-semi-space-size=64 --max-semi-space-size=64",
]
WALK = "?control=0.64&pin=fall&given=observed"
"""Where those stand who go from page to page."""
LAST = {"sure": "Which guess matters most"}
"""Pages that go on while they are read -> words that come last; what is opened before slides out of the window."""


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

    The app is loaded once for all walks of a query, and a page is drawn in the window it is opened in; who changes
    what others see uses a `visitor`.
    """
    def go(page: str, query: str, width: int = 1440, height: int = 900, scheme: str = "light") -> Visitor:
        if query not in walks:
            walks[query] = Visitor(browser, server, width, height, scheme)
            walks[query].open(query)
        walks[query].page.keyboard.press("Escape")  # what the last reader left open
        walks[query].page.wait_for_selector("[data-testid=stPopoverBody]", state="detached")
        user = walks[query].look(width, height, scheme).tab(next(each.title for each in PAGES if each.id == page))
        if page in LAST:
            user.page.get_by_text(LAST[page]).first.wait_for()
        return user.ready()

    yield go
    assert not [url for each in walks.values() for url in each.abroad], "a request left this machine"
    if failed := failure(request):
        for each in walks.values():
            each.close(failed)
        walks.clear()
