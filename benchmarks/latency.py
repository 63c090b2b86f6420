"""From a key press on a slider to the new words and to the painted page, beside a page with one slider and one text.

Both pages live in the same browser on the same machine and take turns, so that a busy machine slows both.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

MOVES = 30
WARM = 5
TRIVIAL = """
import gc
import streamlit as st

@st.cache_resource
def warm():
    gc.collect(); gc.freeze()
    return True

warm()
with st.container(key="row"):
    value = st.slider("control", 0.0, 1.0, 0.5, 0.01, key="geneva-2016_control")
st.html(f'<p data-testid="answer">At {value:.2f}</p>')
"""
WATCH = """() => {
  const answer = () => document.querySelector('[data-testid=answer]')?.innerText;
  addEventListener('keydown', () => { window.start = performance.now(); window.text = window.paint = null;
                                      window.before = answer(); }, true);
  new MutationObserver(() => {
    if (!window.start) return;
    const now = performance.now() - window.start;
    if (!window.text && answer() !== window.before) window.text = now;
    requestAnimationFrame(() => requestAnimationFrame(() => { window.paint = performance.now() - window.start; }));
  }).observe(document.body, {subtree: true, childList: true, characterData: true, attributes: true});
}"""
TRIP_MS = 100
QUIET_MS = 900
"""How long after a key press the page is watched; every change in that time counts as painting."""
START = {"levers": "&control=0.8"}
"""Where a page has most to compute: above every value of the slider at which the target holds already."""


def run() -> Iterator[str]:
    """Yield a line a page: medians of text and paint above the trivial page; then on a slow line; then two sessions."""
    from playwright.sync_api import sync_playwright

    from negotiation.view.pages import PAGES
    from tests.browser.conftest import FLAGS, ROOT, Server, executable

    home = Path(tempfile.mkdtemp())
    script = home / "trivial.py"
    script.write_text(TRIVIAL)
    (home / "a").mkdir()
    (home / "b").mkdir()
    servers = [Server(home / "a", script), Server(home / "b", ROOT / "app.py")]
    try:
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=executable(), args=[*FLAGS, "--no-sandbox"])
            _settle(browser, servers[1])
            for page in PAGES:
                yield _compare(browser, servers, page.id)
            yield _far(browser, servers)
            yield _together(browser, servers[1])
    finally:
        for server in servers:
            server.stop()


def _far(browser: Any, servers: list[Any]) -> str:
    """Compare both pages at a round trip of TRIP_MS: where it were paid twice, one of them would be that much above."""
    from tests.browser.slow_line import SlowLine

    with SlowLine(servers[0].port, TRIP_MS / 1000) as one, SlowLine(servers[1].port, TRIP_MS / 1000) as two:
        return f"at a round trip of {TRIP_MS} ms, {_compare(browser, [one, two], 'now')}"


def _settle(browser: Any, server: Any) -> None:
    """Let the fast kernel be compiled, which the first visit starts in the background."""
    view = _open(browser, server, "")
    view.wait_for_timeout(40_000)
    view.close()


def _compare(browser: Any, servers: list[Any], page: str) -> str:
    queries = ("", f"?page={page}{START.get(page, '&control=0.5')}")
    views = [_open(browser, server, query) for server, query in zip(servers, queries, strict=True)]
    times: list[list[tuple[float, float]]] = [[], []]
    for move in range(WARM + MOVES):
        for view, found in zip(views, times, strict=True):
            timed = _move(view, _key(move))
            if timed and move >= WARM:
                found.append(timed)
    for view in views:
        view.close()
    (text0, paint0), (text, paint) = [[median(each) for each in zip(*found, strict=True)] for found in times]
    return (
        f"latency {page}: words {text:.0f} ms, {text - text0:+.0f} above the trivial page (target 80); "
        f"painted {paint:.0f} ms, {paint - paint0:+.0f} above (target 200); {len(times[1])} moves"
    )


def _together(browser: Any, server: Any) -> str:
    """Compare one session's moves with the same moves while another session moves at the same instant."""
    views = [_open(browser, server, f"?page={page}&control=0.5") for page in ("now", "when")]
    alone, beside = [], []
    for move in range(2 * (WARM + MOVES)):
        both = bool(move % 2)
        timed = _move(views[0], _key(move // 2), views[1] if both else None)
        if timed and move >= 2 * WARM:
            (beside if both else alone).append(timed)
    (text0, paint0), (text, paint) = [[median(each) for each in zip(*found, strict=True)] for found in (alone, beside)]
    return (
        f"latency, two sessions: words {text0:.0f} ms alone, {text:.0f} ms beside another ({text / text0:.1f} times); "
        f"painted {paint0:.0f} and {paint:.0f} ms ({paint / paint0:.1f} times; an equal share would be 2)"
    )


def _key(move: int) -> str:
    return "ArrowLeft" if move % 20 < 10 else "ArrowRight"


def _open(browser: Any, server: Any, query: str) -> Any:
    view = browser.new_page(viewport={"width": 1440, "height": 900})
    view.goto(f"{server.url}/{query}")
    view.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    view.wait_for_selector("[data-testid=answer]")
    view.wait_for_timeout(3000)
    view.evaluate(WATCH)
    return view


def _move(view: Any, key: str, other: Any = None) -> tuple[float, float] | None:
    """Press a key on the slider; return when the words changed and when painting ended, None if they did not change."""
    slider = ".st-key-geneva-2016_control input[type=range]"
    if other is not None:
        other.locator(slider).focus()
    view.bring_to_front()
    view.locator(slider).focus()
    if other is not None:
        other.keyboard.press(key)
    view.keyboard.press(key)
    view.wait_for_timeout(QUIET_MS)
    text, paint = view.evaluate("[window.text, window.paint]")
    return (text, paint) if text and paint else None
