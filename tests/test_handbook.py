"""Pages made from the code and the models are what the code and the models say now."""

from __future__ import annotations

import re
from functools import cache

import pytest

from handbook import DOCS, PAGES
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
    listed = re.findall(r"[\w-]+\.md", text.split("nav:")[1])
    assert sorted(listed) == sorted(path.name for path in DOCS.glob("*.md"))
