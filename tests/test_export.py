"""Files: real numbers, labelled axes, the settings beside them, whole or not at all."""

import json
import os

import numpy as np
import openpyxl
import pandas as pd
import pytest

import negotiation as ng
import negotiation.report.export
from negotiation.errors import ExportError
from negotiation.report.export import WRITERS, render


@pytest.fixture(scope="module")
def game():
    return ng.load("geneva-2016").at(control=0.7)


@pytest.fixture(scope="module")
def swept():
    return ng.sweep(ng.load("geneva-2016"), control=np.linspace(0, 1, 11), method="pure")


READERS = {
    ".csv": lambda path: pd.read_csv(path, keep_default_na=False),
    ".xlsx": lambda path: pd.read_excel(path, keep_default_na=False),
    ".parquet": pd.read_parquet,
    ".json": lambda path: pd.DataFrame(json.loads(path.read_text())["rows"]),
    ".html": lambda path: pd.DataFrame(_cells(path.read_text())),
    ".md": lambda path: pd.DataFrame(_pipes(path.read_text())),
}


def _cells(text):
    import re

    header, *rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr.*?</tr>", text, re.S)]
    return [dict(zip(header, row, strict=True)) for row in rows]


def _pipes(text):
    lines = [line for line in text.splitlines() if line.startswith("|")]
    header, _, *rows = [[cell.strip() for cell in line.strip("|\n ").split("|")] for line in lines]
    return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.mark.parametrize("suffix", READERS)
def test_the_payoffs_read_back_as_the_numbers_of_the_library(game, tmp_path, suffix):
    path = ng.write(game, tmp_path / f"payoffs{suffix}")
    table = READERS[suffix](path)
    assert len(table) == 108
    for i, party in enumerate(game.parties):
        tolerance = 1e-12 if suffix in (".csv", ".xlsx", ".parquet", ".json") else 1e-4
        numbers = table[f"payoff {party.id}"].astype(float)
        np.testing.assert_allclose(numbers, game.payoffs[0, i].ravel(), rtol=tolerance, atol=tolerance)
    assert table["Turkey"].tolist()[:4] == ["restrain", "restrain", "supply", "supply"]


def test_the_workbook_lists_the_settings_and_the_version(swept, tmp_path):
    book = openpyxl.load_workbook(ng.write(swept, tmp_path / "sweep.xlsx"))
    settings = {row[0]: row[1:] for row in book["settings"].iter_rows(values_only=True)}
    assert settings["model"][0] == "geneva-2016" and settings["version"][0]
    assert settings["control"] == (0, 1) and settings["line"] == (0.3, 0.3)
    assert isinstance(book["sweep"]["B2"].value, int | float)


def test_a_game_in_nfg_solves_to_the_same_equilibria(game, tmp_path):
    back = ng.load(ng.write(game, tmp_path / "geneva.nfg"))
    assert ng.solve(back, "pure").label.tolist() == ng.solve(game, "pure").label.tolist()


def test_latex_lists_every_profile_and_names_its_packages(game):
    text = render(game, ".tex").decode()
    assert text.count(r" \\" + "\n") >= 109 and r"\usepackage{booktabs,longtable}" in text and r"\toprule" in text


def test_a_failed_write_leaves_the_old_file(game, tmp_path, monkeypatch):
    path = tmp_path / "payoffs.csv"
    path.write_text("old")
    monkeypatch.setattr("os.replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(ExportError, match="No space left"):
        ng.write(game, path)
    assert path.read_text() == "old" and [each.name for each in tmp_path.iterdir()] == ["payoffs.csv"]


def test_text_that_looks_like_a_formula_stays_text(tmp_path):
    path = ng.write(pd.DataFrame({"label": ["=1+1", "http://x"]}), tmp_path / "x.xlsx")
    cell = openpyxl.load_workbook(path)["table"]["A2"]
    assert cell.value == "=1+1" and cell.data_type == "s"


@pytest.mark.parametrize(("result", "name", "words"), [
    (pd.DataFrame(), "x.doc", f"allowed: {', '.join(WRITERS)}"),
    (object(), "x.csv", "an object has no table to write"),
    (pd.DataFrame(), "x.nfg", "a .nfg file holds a game"),
])
def test_what_cannot_be_written_is_said_in_one_line(result, name, words, tmp_path):
    with pytest.raises(ExportError) as caught:
        ng.write(result, tmp_path / name)
    assert words in str(caught.value)


def test_a_link_stays_a_link_and_a_private_file_private(tmp_path):
    (tmp_path / "far").mkdir()
    real, link = tmp_path / "far" / "real.json", tmp_path / "x.json"
    real.touch(0o600)
    link.symlink_to(real)
    ng.write(ng.load("us-russia").at(), link)
    assert link.is_symlink() and real.stat().st_size and real.stat().st_mode & 0o777 == 0o600


def test_a_table_and_what_describes_it_are_replaced_together_or_not_at_all(game, tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    ng.write(game, path)
    before = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
    written = negotiation.report.export._written
    monkeypatch.setattr(negotiation.report.export, "_written", lambda place, data, done: (
        written(place, data, done) if place.endswith(".csv") else _full()))
    with pytest.raises(ExportError, match="No space left"):
        ng.write(ng.load("us-russia").at(control=0.5), path)
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == before


def _full() -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize(("name", "words"), [("x" * 248 + ".csv", "too long"), ("folder.csv", "it is a folder")])
def test_a_place_where_no_file_can_stand_is_refused_before_any_work(name, words, tmp_path):
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(ExportError, match=words):
        negotiation.report.export.ready(tmp_path / name)
    assert [each.name for each in tmp_path.iterdir()] == ["folder.csv"]


@pytest.mark.parametrize("name", ["\U0001f600" * 61 + ".md", os.fsdecode(b"\xff\xfe.csv")])
def test_any_name_that_the_disk_takes_is_written(game, name, tmp_path):
    assert ng.write(game, tmp_path / name).stat().st_size
