"""What keeps a reader out of a page, as axe finds it."""

from __future__ import annotations

from typing import Any

import pytest

STILL = """() => !document.querySelector('[data-stale=true]')
    && !document.getAnimations().some(each => each instanceof CSSTransition && each.playState === 'running')"""


SERIOUS = ["serious", "critical"]
FOUND = """async serious => {
  const lighter = axe._audit.rules.filter(rule => rule.impact && !serious.includes(rule.impact));
  const rules = Object.fromEntries(lighter.map(rule => [rule.id, {enabled: false}]));
  const found = (await axe.run({resultTypes: ["violations"], rules})).violations;
  return found.filter(each => serious.includes(each.impact))
    .map(each => `${each.id}: ${each.nodes.slice(0, 3).map(node => node.html.slice(0, 150)).join(" | ")}`);
}"""
"""A rule's impact is that of all it finds: what can find nothing serious is not looked for, a third of the work."""


def barriers(user: Any) -> list[str]:
    """Return the serious findings of axe that last: a page that is being drawn again is dimmed for a moment."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    if not user.page.evaluate("!!window.axe"):
        user.page.evaluate(axe.Axe().axe_script)
    for _ in range(3):
        user.page.wait_for_function(STILL)
        found: list[str] = user.page.evaluate(FOUND, SERIOUS)
        if not found:
            break
    return found
