"""What keeps a reader out of a page, as axe finds it."""

from __future__ import annotations

from typing import Any

import pytest

STILL = """() => !document.querySelector('[data-stale=true]')
    && !document.getAnimations().some(each => each instanceof CSSTransition && each.playState === 'running')"""


def barriers(user: Any) -> list[str]:
    """Return the serious findings of axe that last: a page that is being drawn again is dimmed for a moment."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    for _ in range(3):
        user.page.wait_for_function(STILL)
        found = axe.Axe().run(user.page, options={"resultTypes": ["violations"]}).response["violations"]
        serious = [each for each in found if each["impact"] in ("serious", "critical")]
        if not serious:
            break
    return [f"{each['id']}: {[node['html'][:150] for node in each['nodes'][:3]]}" for each in serious]
