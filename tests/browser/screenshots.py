"""Take the pictures in docs/screenshots: `python -m tests.browser.screenshots`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from negotiation.view.pages import PAGES
from tests.browser.conftest import FLAGS, ROOT, Server, executable
from tests.browser.visitor import Visitor

FOLDER = ROOT / "docs" / "screenshots"
SIZES = {"wide": (1440, 1500), "narrow": (390, 1700)}
FIRST = (1440, 900)
"""The size of the first screen, which the README shows."""


def main() -> None:
    """Draw every page wide and narrow, and the first one in the dark."""
    server = Server(Path(tempfile.mkdtemp()))
    FOLDER.mkdir(exist_ok=True)
    try:
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=executable(), args=[*FLAGS, "--no-sandbox"])
            for name, size in SIZES.items():
                for page in PAGES:
                    _take(Visitor(browser, server, *size), f"?page={page.id}", f"{page.id}-{name}")
            _take(Visitor(browser, server, *FIRST), "", "now-wide")
            _take(Visitor(browser, server, scheme="dark"), "?control=0.6", "now-dark")
            _take(Visitor(browser, server, *SIZES["wide"]), "?page=when&control=0.5&pin=castello", "pinned-wide")
    finally:
        server.stop()


def _take(visitor: Visitor, query: str, name: str) -> None:
    visitor.open(query)
    visitor.page.wait_for_function(
        "[...document.querySelectorAll('[data-testid=stVegaLiteChart]')].every(each => each.querySelector('svg'))"
    )
    visitor.page.screenshot(path=FOLDER / f"{name}.png")
    visitor.close()


if __name__ == "__main__":
    main()
