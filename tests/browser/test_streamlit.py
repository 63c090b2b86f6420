"""What is relied upon of what Streamlit draws: every rule of `adapter/inside.css` still meets something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import streamlit

from negotiation.view.adapter import SHEET

SCRIPTS = ('[data-testid="stForm"]', ".st-key-editor textarea", '[data-test-connection-state="CONNECTED"]',
           '[data-test-script-state="notRunning"]')
"""What the scripts in `slider/` and `editing/` look for."""

PAPER = ('[data-testid="stElementToolbar"]',)
"""Shown only under a pointer, so not looked for."""

MET = """selectors => selectors.filter(each => document.querySelector(each))"""


def selectors() -> set[str]:
    """Return what the rules are for, without what a browser draws before or after it."""
    rules = re.sub(r"@media[^{]*\{((?:[^{}]*\{[^{}]*\})*)\s*\}", r"\1", SHEET)
    heads = (head for head in re.findall(r"([^{}]+)\{[^{}]*\}", rules))
    parts = (part for head in heads for part in re.split(r",(?![^(]*\))", head))
    return {re.sub(r"::[\w-]+$", "", part.strip()) for part in parts} - set(PAPER)


def visits(visitor: Any) -> Iterator[Any]:
    """Yield pages that together show all that Streamlit draws for the app."""
    user = visitor().open("?page=when&control=0.6")
    user.page.locator(".st-key-moments button").first.click()
    user.page.wait_for_selector(".st-key-moment_list button")
    yield user
    yield user.open("?page=model&control=0.6")
    user.page.get_by_text("formulas", exact=False).first.wait_for()
    yield user
    yield user.open("?page=edit")
    yield user.open("?page=edit&model=us-russia")
    user.page.locator(".st-key-part_payoffs input[type=text]").first.press_sequentially("1")
    user.page.wait_for_selector('[data-testid="InputInstructions"]', state="attached")
    yield user
    for part in ("Parameters", "Presets", "Coalitions", "Text"):
        user.page.get_by_role("tab", name=part, exact=True).click()
        user.page.locator(f".st-key-part_{part.lower()}").wait_for()
        yield user.ready()
    phone = visitor(390, 844).open()
    yield phone
    phone.page.get_by_test_id("stExpandSidebarButton").click()
    phone.page.wait_for_selector('[data-testid="stSidebar"][data-collapsed="false"]')
    yield phone


def test_every_rule_meets_what_streamlit_draws(visitor: Any) -> None:
    left = selectors() | set(SCRIPTS)
    assert len(left) > 50
    for user in visits(visitor):
        left -= set(user.page.evaluate(MET, sorted(left)))
    assert not left, f"Streamlit {streamlit.__version__} draws nothing for: {sorted(left)}"
