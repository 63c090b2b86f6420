"""Every file that a page offers: taken, opened, and compared with the library."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import negotiation as ng
from negotiation.view.pages import PAGES

GENEVA = ng.load("geneva-2016")
POINT = {"control": 0.64}
"""Where those stand who take files from page after page."""

STARTS = {"csv": b"", "xlsx": b"PK", "svg": b"<svg", "png": b"\x89PNG\r\n\x1a\n", "toml": b"", "json": b"{"}
TABLES: dict[str, dict[str, Callable[[], pd.DataFrame]]] = {
    "now": {
        "equilibria": lambda: ng.solve(GENEVA.at(**POINT), "complete").to_frame(),
        "ribbon": lambda: ng.sweep(GENEVA, control=np.linspace(0, 1, 201), method="pure").equilibria.to_frame(),
    },
    "when": {"tipping": lambda: ng.regimes(GENEVA, "control", mixed=True).to_frame()},
    "levers": {"levers": lambda: ng.levers(GENEVA, "TALKS", **POINT).to_frame()},
    "sure": {
        "margins": lambda: ng.margins(GENEVA, **POINT).to_frame(),
        "firm": lambda: ng.refined(GENEVA.at(**POINT), ng.solve(GENEVA.at(**POINT), "complete")).to_frame(),
    },
    "allies": {
        "power": lambda: ng.power(GENEVA, "control").to_frame(),
        "shares": lambda: ng.coalitions(GENEVA, **POINT).to_frame(),
        "blocs": lambda: ng.coalitions(GENEVA, **POINT).structure_table(),
    },
    "next": {
        "fan_conflict": lambda: ng.unfold(GENEVA, "conflict", **POINT).fan(36).to_frame(),
        "lanes": lambda: ng.unfold(GENEVA, **POINT).to_frame(),
    },
    "numbers": {"payoffs_table": lambda: GENEVA.at(**POINT).to_frame()},
}

Files = dict[str, bytes]


def every_file(user: Any, page: str) -> list[str]:
    """Take all files of an open page: each opens, each table is the library's, and what else is known of it holds.

    Returns the names of the sections that offer files.
    """
    folds = [each for each in user.page.locator("[class*=st-key-files_]").all() if each.locator("button").is_visible()]
    keys = [re.findall(r"st-key-files_(\w+)", each.get_attribute("class"))[0] for each in folds]
    assert TABLES.keys() <= {each.id for each in PAGES}
    files = {key: taken(user, key) for key in keys}
    for key, expected in TABLES.get(page, {}).items():
        same(table(files[key]), expected())
    for key, more in MORE.get(page, {}).items():
        more(user, files[key])
    return keys


def taken(user: Any, key: str) -> Files:
    """Download all files of a section, each of which must open: suffix -> content."""
    user.page.locator(f".st-key-files_{key} button").first.click()
    offers = user.page.locator("[data-testid=stPopoverBody] [data-testid=stDownloadButton] button")
    offers.first.wait_for()
    files = {}
    for offer in offers.all():
        with user.page.expect_download() as waiting:
            offer.click()
        content = Path(waiting.value.path()).read_bytes()
        suffix = waiting.value.suggested_filename.rsplit(".", 1)[1]
        assert content.startswith(STARTS[suffix]) and len(content) > 40, waiting.value.suggested_filename
        files[suffix] = content
    user.page.keyboard.press("Escape")
    user.page.wait_for_selector("[data-testid=stPopoverBody]", state="detached")
    return files


def table(files: Files) -> pd.DataFrame:
    """Return a section's table from its CSV file, with which its XLSX must agree."""
    frame = pd.read_csv(io.BytesIO(files["csv"]), keep_default_na=False, na_values=["", "nan"])
    book = pd.read_excel(io.BytesIO(files["xlsx"]), sheet_name=0)
    assert list(book.columns) == list(frame.columns) and len(book) == len(frame)
    return frame


def same(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    """Compare every number of a downloaded table with the library's."""
    assert list(found.columns) == list(map(str, expected.columns)) and len(found) == len(expected) > 0
    sampled = np.array(expected["certainty"] == "sampled") if "certainty" in expected else np.zeros(len(found), bool)
    for name in expected.select_dtypes("number"):
        left, right = (each[name].to_numpy(dtype=float) for each in (found, expected))
        np.testing.assert_allclose(left[~sampled], right[~sampled], atol=1e-9, err_msg=str(name))
        np.testing.assert_allclose(left[sampled], right[sampled], atol=1e-6, err_msg=str(name))


def _payoffs(user: Any, files: Files) -> None:
    """Every payoff of every profile; the workbook says of which scenario."""
    game, payoffs = GENEVA.at(**POINT), pd.read_csv(io.BytesIO(files["csv"]))
    assert len(payoffs) == 108
    for i, party in enumerate(game.parties):
        np.testing.assert_allclose(payoffs[f"payoff {party.id}"], game.payoffs[0, i].reshape(-1), atol=1e-12)
    book = pd.read_excel(io.BytesIO(files["xlsx"]), sheet_name=None)
    settings = book["settings"].set_index("setting")["from"]
    assert settings["control"] == 0.64 and settings["model"] == "geneva-2016"


def _tipping(user: Any, files: Files) -> None:
    """The tipping points are the exact ones, and the chart is a drawing."""
    found = pd.read_csv(io.BytesIO(files["csv"]))
    expected = ng.regimes(GENEVA, "control", mixed=True).to_frame()
    assert found["label"].tolist() == expected["label"].tolist()
    np.testing.assert_allclose(found["to"], expected["to"], atol=1e-6)
    proved = expected["certainty"] != "sampled"
    np.testing.assert_allclose(found["to"][proved], expected["to"][proved], atol=1e-12)
    assert proved.any() and found["to exact"][proved].tolist() == expected["to exact"][proved].tolist()
    drawing = files["svg"].decode()
    assert "Talks collapse" in drawing and "now 64 %" in drawing and "png" in files


def _map(user: Any, files: Files) -> None:
    found = pd.read_csv(io.BytesIO(files["csv"]))["labels"].fillna("").tolist()
    assert found == ng.regime_map(GENEVA, "control", "line", points=51).to_frame()["labels"].tolist()
    user.page.get_by_text("The borders as exact formulas").click()
    user.page.get_by_text("control = 3/4").first.wait_for()


MORE: dict[str, dict[str, Callable[[Any, Files], None]]] = {
    "when": {"tipping": _tipping, "map_file": _map}, "numbers": {"payoffs_table": _payoffs}}
