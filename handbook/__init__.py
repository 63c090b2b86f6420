"""The pages of the documentation that are made from the code and the models: `python -m handbook` writes them.

PAGES lists them; tests/test_handbook.py fails where a page is not what is written here now.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from handbook import notebooks, reference
from handbook.gallery import gallery
from handbook.pictures import pictures

DOCS = Path(__file__).parents[1] / "docs"

PAGES: dict[str, Callable[[], str]] = {
    "gallery.md": gallery,
    **pictures(),
    **notebooks.pages(),
    **{f"reference/{name}": page for name, page in reference.PAGES.items()},
}
"""File in docs/ -> its text, made anew."""


def write() -> None:
    """Write every page."""
    for name, text in PAGES.items():
        path = DOCS / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text(), encoding="utf-8")
