"""Every command and block of Python in docs/howto/ runs, in the order of its page; outputs shown are true."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from negotiation.cli import main

PAGES = sorted((Path(__file__).parents[1] / "docs" / "howto").glob("*.md"))


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_a_page_says_to_type_works(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": page.stem}
    blocks = re.findall(r"^```(python|console)\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    for language, block in blocks:
        if language == "python":
            exec(compile(block, page.name, "exec"), names)
            continue
        command, *shown = block.splitlines()
        program, *arguments = shlex.split(command.removeprefix("$ "))
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main(arguments)
        said = capsys.readouterr()
        assert program == "negotiation" and not left.value.code, (command, said.err)
        assert set(shown) <= set(said.out.splitlines()), command
    assert blocks or page.stem == "hosting"
