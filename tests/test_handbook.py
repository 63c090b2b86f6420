"""Pages made from the code and the models are what the code and the models say now."""

from __future__ import annotations

import re
from functools import cache

import pytest

import negotiation as ng
from handbook import DOCS, PAGES
from negotiation.cli import VERBS
from negotiation.library import conflicts, load, shipped


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_would_be_written_now(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "run: python -m handbook"


@cache
def gallery() -> str:
    return PAGES["gallery.md"]()


@pytest.mark.parametrize("name", [*shipped(), *conflicts()])
def test_every_model_stands_in_the_gallery_with_its_source_and_answer(name: str) -> None:
    model = load(name)
    row, = (line for line in gallery().splitlines() if line.startswith(f"| `{name}`:"))
    assert model.numbers in row and model.answer in row and all(each.label in row for each in model.sources.values())


def test_the_site_has_every_page_once() -> None:
    text = (DOCS.parent / "mkdocs.yml").read_text(encoding="utf-8")
    listed = re.findall(r"[\w/-]+\.md", text.split("nav:")[1])
    assert sorted(listed) == sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))


def test_every_column_of_every_table_is_explained() -> None:
    page = (DOCS / "reference" / "tables.md").read_text("utf-8")
    rows = re.findall(r"^\| `(.+?)` \| .+? \| (.*) \|$", page, re.MULTILINE)
    assert len(rows) > 200 and not [name for name, meaning in rows if not meaning]


@pytest.mark.parametrize("page", ["json", "model-file"])
def test_every_key_is_explained(page: str) -> None:
    text = (DOCS / "reference" / f"{page}.md").read_text("utf-8")
    rows = re.findall(r"^\| `(.+?)` \|.*\| (.*) \|$", text, re.MULTILINE)
    assert len(rows) > 150 and not [name for name, meaning in rows if not meaning.strip()]


def test_every_public_name_and_every_option_stands_in_its_reference() -> None:
    python, line = ((DOCS / "reference" / name).read_text("utf-8") for name in ("python.md", "command-line.md"))
    assert not [name for name in ng.__all__[1:] if f"### ng.{name}\n" not in python and f"| `{name}` |" not in python]
    assert all(f"\n## {verb}\n" in line for verb in VERBS) and "`--over NAME=LOW:HIGH:POINTS`" in line
