"""The literature as data: every method and verb that has a source cites it, results carry it, BibTeX is well formed."""

from __future__ import annotations

import json
import re

import pytest

import negotiation as ng
from negotiation.references import ANALYSES, METHODS, WORKS, cited
from negotiation.report.export import render
from negotiation.solvers import SOLVERS

GAME = ng.load("deadlock").at()


def test_every_method_of_the_table_cites_whom_the_table_names() -> None:
    assert METHODS.keys() == SOLVERS.keys()
    for name, row in SOLVERS.items():
        said = " ".join(f"{each.author} {each.year}" for each in cited("solve", name))
        for year in re.findall(r"\d{4}", row.source):
            assert year in said, (name, row.source, said)


def test_no_work_stands_unused_and_none_is_missing() -> None:
    used = {key for row in (*METHODS.values(), *ANALYSES.values()) for key in row}
    assert used == WORKS.keys()


@pytest.mark.parametrize("key", WORKS)
def test_a_bibtex_entry_is_well_formed(key: str) -> None:
    text = WORKS[key].bibtex
    assert text.startswith(f"@{WORKS[key].kind}{{{key},\n") and text.count("{") == text.count("}")
    assert str(WORKS[key].year) in str(WORKS[key]) and "--" not in str(WORKS[key])
    wanted = {"article": "journal", "book": "publisher", "incollection": "booktitle"}.get(WORKS[key].kind, "title")
    assert re.search(rf"^  {wanted} = {{.+}},$", text, re.MULTILINE)


def test_results_documents_and_files_carry_their_references() -> None:
    found = ng.solve(GAME, "pure")
    line = "Nash, J. (1950), Equilibrium points in n-person games"
    assert repr(found.references).startswith(line) and "@article{nash1950," in found.references.bibtex
    assert json.loads(render(found, ".json"))["references"] == [str(each) for each in found.references]
    assert f"references: {line}" in render(found, ".md").decode()
    assert f"% references: {line}" in render(found, ".tex").decode()


def test_what_is_the_project_s_own_cites_nobody_and_says_so() -> None:
    found = ng.regimes(ng.load("stag-hunt"), "hare_worth")
    assert found.references == () and "docs/methods.md" in repr(found.references) and found.references.bibtex == ""
