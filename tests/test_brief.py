"""The brief: every section is there, and each command runs as it stands and gives the brief's own numbers."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from pages import undrawn
from shelf import WALKED

from negotiation import cli
from negotiation.library import load, shipped
from negotiation.view import brief, charts, compute, headline
from negotiation.view.pages import when
from negotiation.view.session import own
from negotiation.view.session.scenario import Address, Scenario
from negotiation.view.session.visit import Visit, visit

pytestmark = pytest.mark.slow

GENEVA = load("geneva-2016")
HERE = Scenario("geneva-2016", "castello", {"control": 0.66, "isis": 0.7})
ONLY_MIXED = {"control": 0.25, "line": 0.86, "terms": 0.87, "leverage": 0.86, "war_cost": 0.97, "isis": 0.91}
PINNED = Address(HERE, pin=Scenario("geneva-2016", "fall", {"terms": 0.25}))


@pytest.fixture(autouse=True)
def _undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """No drawing is read here; those of the brief of every model are drawn in `test_answers`."""
    monkeypatch.setattr(charts, "figure", undrawn)


def written(page: str) -> dict[str, str]:
    """Return the commands of a brief by what each answers."""
    found = re.findall(r"<dt>([^<]+)</dt><dd><code>(negotiation [^<]+)</code></dd>", page)
    return {what: unescape(line) for what, line in found}


def run(line: str, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command as written and return its document."""
    program, *arguments = shlex.split(line)
    assert program == "negotiation"
    with pytest.raises(SystemExit) as end:
        cli.main([*arguments, "--format", "json"])
    shown = capsys.readouterr()
    assert not end.value.code, f"{line}: {shown.err}"
    return json.loads(shown.out)


def answers(at: Visit, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    page = brief.page(at, "")
    lines = written(page)
    sections = {title for title, _ in brief.SECTIONS if title and f"<h2>{title}</h2>" in page}
    told = {"When it changes", "What it would take", "Leverage", "How sure"}
    assert lines.keys() & told == sections & told
    return {what: run(line, capsys) for what, line in lines.items()}


def agree(at: Visit, found: dict[str, Any]) -> None:
    """Compare every answer of the command line with what the brief is written from."""
    model = at.model
    assert [each["label"] for each in found["The answer"]["equilibria"]] == list(at.now.label)
    if at.over:
        exact = compute.exact(model, at.at, at.over)
        told = [s["from"]["exact"] for each in found["When it changes"]["profiles"] for s in each["intervals"]]
        assert set(told) <= {span.start.exact for each in exact.standings for span in each.intervals} and told
    if "What it would take" in found:
        target = next(each.id for each in model.outcomes if each.kind == "agreement")
        single = compute.what_it_takes(model, at.at, target).single
        assert [each["exact"] for each in found["What it would take"]["single"]] == [each.exact for each in single]
    if "Leverage" in found:
        known = compute.deal(model, at.at).document()
        assert json.loads(json.dumps(known)).items() <= found["Leverage"].items()
    if "How sure" in found:
        rows = [(each.parameter, each.distance) for each in compute.margin(model, at.at).rows if each.nearer]
        told = [(each["parameter"], each["distance"]) for each in found["How sure"]["margins"]]
        assert told[: len(rows)] == rows


def test_each_command_repeats_the_brief(capsys: pytest.CaptureFixture[str]) -> None:
    at = visit(GENEVA, PINNED)
    found = answers(at, capsys)
    agree(at, found)
    assert at.pinned is not None
    pinned = [each["label"] for each in found["The pinned scenario"]["equilibria"]]
    assert pinned == list(at.equilibria(at.pinned).label)
    page = brief.page(at, "")
    assert "--set terms=0.25" in written(page)["The pinned scenario"]
    nearest = compute.what_it_takes(GENEVA, at.at, "TALKS").single[0].value
    assert nearest is not None and f"{100 * nearest:.4g} %" in page
    low, high = found["Leverage"]["principals"]["range"]
    assert f"{100 * low:.1f} % to {100 * high:.1f} %" in page


@pytest.mark.parametrize("over", ["campaign", "line"])
@pytest.mark.parametrize("ordinal", [False, True])
def test_commands_along_a_path_and_by_order_only(over: str, ordinal: bool, capsys: pytest.CaptureFixture[str]) -> None:
    at = visit(
        GENEVA, Address(Scenario("geneva-2016", "", {"control": 0.61, "line": 1 / 3}), over=over, ordinal=ordinal)
    )
    found = answers(at, capsys)
    agree(at, found)
    assert ("Leverage" in found) is not ordinal
    assert found["The answer"]["parameters"]["line"] == 1 / 3


@pytest.mark.parametrize("name", [name for name in WALKED if name != "geneva-2016"])
def test_each_command_of_every_walked_model(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    model = load(name)
    at = visit(model, Address(Scenario(name, model.default_preset)))
    agree(at, answers(at, capsys))


def test_an_own_model_is_saved_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = shipped()["us-russia"].read_text(encoding="utf-8")
    name = own.keep(text)
    at = visit(own.model(name), Address(Scenario(name)))
    assert "Save the model's text as model.toml first" in unescape(brief.page(at, ""))
    (tmp_path / "model.toml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    agree(at, answers(at, capsys))


@pytest.fixture
def cold(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server whose compiled kernel is not ready, whatever other tests did in this process."""
    monkeypatch.setattr(compute.point, "_kernel", [])


@pytest.mark.parametrize(("ordinal", "kernel"), [(False, []), (False, ["numba"]), (True, ["numba"])])
def test_each_command_is_the_shown_result_s_own(
    ordinal: bool, kernel: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compute.point, "_kernel", kernel)
    at = visit(GENEVA, Address(HERE, pin=PINNED.pin, ordinal=ordinal))
    lines = dict(brief.commands(at))
    assert lines["The answer"] == at.now.provenance.command != ""
    assert ("--seconds" in lines["The answer"]) is not ordinal
    assert lines["How sure"] == compute.margin(GENEVA, at.at).provenance.command
    assert ("--mixed" in lines["When it changes"]) is (not ordinal and bool(kernel))


def test_the_table_says_which_equilibria_it_leaves_out(cold: None) -> None:
    """At this point the only equilibrium is mixed, and the table beside the answer holds pure ones alone."""
    at = visit(GENEVA, Address(Scenario("geneva-2016", "geneva-suspended", ONLY_MIXED)))
    assert not at.now.pure.any() and len(at.now.label)
    assert "Mixed equilibria were not looked for" in brief.page(at, "")


def test_equilibria_that_are_still_to_come_were_not_left_out(cold: None) -> None:
    at = visit(GENEVA, Address(Scenario("geneva-2016", "geneva-suspended", ONLY_MIXED)))
    found = compute.along(GENEVA, at.at, "control")
    assert when.notes(replace(found, due=True)) == [headline.DUE]
    assert headline.DUE not in when.notes(replace(found, due=False))


def test_a_tie_is_told_on_paper_too() -> None:
    at = visit(GENEVA, Address(Scenario("geneva-2016", "geneva-suspended", {"control": 0.75})))
    page = unescape(brief.page(at, ""))
    assert "Ties were met here" in page and "Whole ranges, or not decided: " in page
