"""The help on the model language: the document itself, in the editor, so that there is one text to keep true."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import streamlit as st

PACKAGE = Path(__file__).parents[2]
PLACES = (PACKAGE / "docs", PACKAGE.parent / "docs")
"""Where the documents are: inside an installed package, else beside it in the source tree."""


@cache
def text() -> str:
    """Return docs/model-format.md without its title; links to other documents are plain words here."""
    file = next(place / "model-format.md" for place in PLACES if (place / "model-format.md").is_file())
    body = file.read_text(encoding="utf-8").split("\n", 1)[1]
    return re.sub(r"\[([^\]]+)\]\([^)]+\.md\)", r"\1", body).replace("\n## ", "\n#### ")


def draw() -> None:
    """Draw the help, closed; opened, it says what every section and key means."""
    help = st.expander("Help: the format of a model", icon=":material/help:", key="format_help", on_change="rerun")
    if help.open:
        with help:
            st.markdown(text())
