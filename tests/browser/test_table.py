"""The bargaining page and the map in a real browser: files, the pin, a narrow screen, the dark theme."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pandas as pd

from negotiation.bargaining import bargain
from negotiation.library import load

GENEVA = load("geneva-2016")


def downloaded(user: Any, key: str, what: str) -> bytes:
    user.page.locator(f".st-key-files_{key} button").first.click()
    with user.page.expect_download() as waiting:
        user.page.get_by_role("button", name=what).click()
    user.page.keyboard.press("Escape")
    return waiting.value.path().read_bytes()


def test_a_bargain_as_files_and_beside_a_pinned_one(visitor: Any) -> None:
    """One visit that takes the page's files home, and then pins."""
    user = visitor().open("?page=leverage")
    _the_range_along_the_slider_as_a_file_is_the_library_s(user)
    _pinning_a_bargain_shows_it_dashed_beside_the_new_one(user)


def _the_range_along_the_slider_as_a_file_is_the_library_s(user: Any) -> None:
    table = pd.read_csv(io.BytesIO(downloaded(user, "along_file", "Table as CSV")))
    expected = bargain(GENEVA, "nash", control=table["control"].to_numpy())
    np.testing.assert_allclose(table["nash"], expected.share, atol=1e-12)
    np.testing.assert_allclose(table["range low"], expected.principals[:, 0], atol=1e-12)
    drawing = downloaded(user, "deals_file", "Chart as SVG").decode()
    assert drawing.startswith("<svg") and "on the table 58.0 %" in drawing


def _pinning_a_bargain_shows_it_dashed_beside_the_new_one(user: Any) -> None:
    user.page.get_by_role("button", name="Pin").click()
    user.goes("pin=").press("control", "PageUp").until("At 80 %")
    now, pinned = bargain(GENEVA, control=0.8), bargain(GENEVA)
    (low, high), (moved, _) = (100 * each.principals[0] for each in (pinned, now))
    said = f"from {low:.1f}–{high:.1f} % to {moved:.1f}"
    user.page.get_by_text(said).first.wait_for()
    user.page.wait_for_selector("svg >> text=pinned: range of deals")


def test_several_equilibria_in_a_region_stay_inside_the_table_on_a_telephone(visitor: Any) -> None:
    phone = visitor(390, 844).open("?preset=ramouseh&terms=0.23&k_Iran=0.47&c_strike=2.8&page=when")
    phone.page.wait_for_selector(".n-member + .n-member", state="attached")
    beyond = phone.page.evaluate("""() => [...document.querySelectorAll('.n-member')].map(
      each => each.getBoundingClientRect().right - each.closest('td').getBoundingClientRect().right)""")
    assert max(beyond) < 1
