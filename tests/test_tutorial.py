"""Every command, output and code block of docs/tutorial.md is what a reader gets, in an empty folder."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from negotiation.cli import main

TEXT = (Path(__file__).parents[1] / "docs" / "tutorial.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "river.toml").write_text(blocks("toml")[0], encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("block", blocks("console"), ids=lambda block: block.splitlines()[0][2:40])
def test_a_command_prints_what_the_tutorial_shows(block: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, *shown = block.splitlines()
    program, *arguments = shlex.split(first.removeprefix("$ "))
    with pytest.raises(SystemExit) as left:
        main(arguments)
    said = capsys.readouterr().out.splitlines()
    assert program == "negotiation" and not left.value.code and set(shown) <= set(said), said


def test_the_code_of_the_tutorial_draws_its_chart(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, = blocks("python")
    exec(compile(code, "tutorial", "exec"), {})
    assert "vega" in (folder / "river.html").read_text(encoding="utf-8")
    assert capsys.readouterr().out.startswith("@incollection{porter2004,")


def test_a_wrong_end_is_told_as_the_tutorial_says(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (folder / "river.toml").read_text(encoding="utf-8")
    (folder / "river.toml").write_text(text.replace("[0, 0.49, 50]", "[0, 0.51, 50]"), encoding="utf-8")
    with pytest.raises(SystemExit):
        main(["check", "river.toml"])
    assert "With less than half of the river only the treaty holds" in capsys.readouterr().err
