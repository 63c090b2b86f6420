"""Files that leave the app say by themselves what they are of: pictures in their caption, tables in their settings."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from pages import GENEVA, NOW, at

from negotiation.view import charts, compute
from negotiation.view.drawing import download, show
from negotiation.view.drawing.show import SUBJECT, Subject


def test_a_picture_carries_its_title_scenario_and_caveat() -> None:
    drawn = charts.margins(GENEVA, compute.margin(GENEVA, NOW), 8)
    caption = ("How sure are we?", "Geneva talks (geneva-2016): suspended, control 61 %", "A model, not a forecast.")
    text = charts.figure(drawn, ".svg", caption).decode()
    assert all(each in text for each in caption)
    assert "A model, not a forecast" not in charts.figure(drawn, ".svg").decode()


def test_results_of_the_app_say_the_moment_and_what_differs() -> None:
    head = compute.game(GENEVA, at("castello", line=0.64)).provenance.head()
    assert head["preset"] == "castello" and head["command"].endswith("--preset=castello --set line=0.64")
    assert "--set" not in compute.game(GENEVA, NOW).provenance.head()["command"]


@pytest.mark.parametrize("table", [pd.DataFrame({"a": [1]}), compute.game(GENEVA, NOW)], ids=["frame", "result"])
def test_every_table_offers_its_settings_under_a_name_of_its_page(monkeypatch, table) -> None:
    offered = {}

    def button(label, make, key, file_name, **_):
        offered[file_name] = make()

    monkeypatch.setattr(download, "button", button)
    monkeypatch.setattr(show.st, "popover", lambda *_, **__: _Open())
    token = SUBJECT.set(Subject("sure", ("How sure are we?",), {"model": "geneva-2016", "preset": "castello"}))
    try:
        show.files("key", "geneva-2016-equilibria", table)
    finally:
        SUBJECT.reset(token)
    name = "geneva-2016-equilibria-sure"
    assert list(offered) == [f"{name}{suffix}" for suffix in (".csv", ".xlsx", ".csv-metadata.json")]
    said = json.loads(offered[f"{name}.csv-metadata.json"])["notes"][0]["negotiation"]
    assert said["model"] == "geneva-2016" and said["preset"]


class _Open:
    open = True

    def __enter__(self) -> _Open:
        return self

    def __exit__(self, *error: object) -> None:
        return None
