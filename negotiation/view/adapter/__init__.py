"""All that leans on the inside of Streamlit, so that a new version is met in one room.

`turns` waits with a newer message until an older one is read; `anew` lets a thread have a page drawn again; `visitors`
tells sessions apart; `inside.css` names what Streamlit draws; `lists.js` keeps its lists open while a page is drawn.
Streamlit is bounded above in `pyproject.toml`; what is relied upon here is tried by `tests/test_streamlit.py` and, rule
by rule, in a browser by `tests/browser/test_streamlit.py`, which say what changed.
"""

from __future__ import annotations

from pathlib import Path

SHEET = Path(__file__).with_name("inside.css").read_text(encoding="utf-8")
"""The rules for elements that Streamlit draws, known by its test ids, classes and keys."""

SCRIPT = Path(__file__).with_name("lists.js").read_text(encoding="utf-8")
"""What lists need, beside the sliders' script."""
