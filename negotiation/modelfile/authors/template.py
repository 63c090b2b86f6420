"""The template that explains the format: all of it, or the sections that an author chooses. One text, for the command
line and the app; where it carries `# NAME: ...` a section begins.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from functools import cache
from pathlib import Path

from negotiation.errors import ModelError, unknown

TEXT = Path(__file__).with_name("template.toml").read_text(encoding="utf-8")

NEEDED = ("parameters", "parties", "components", "payoffs")
"""Sections without which the rest would not stand."""

WITH = {"presets": ("outcomes",), "unfolding": ("paths",),
        "expectations": ("presets", "readouts", "bargaining", "voting")}
"""A section -> others that its text names."""


@cache
def sections() -> dict[str, str]:
    """Return the text of each section, in order; "" is the head of the file."""
    parts = re.split(r"^# ([A-Z]+): ", TEXT, flags=re.MULTILINE)
    named = {name.lower(): f"# {name}: {text}" for name, text in zip(parts[1::2], parts[2::2], strict=True)}
    return {"": parts[0], **named}


def choices() -> tuple[str, ...]:
    """Return the sections that may be left out."""
    return tuple(name for name in sections() if name and name not in NEEDED)


def template(title: str = "", only: Collection[str] | None = None) -> str:
    """Return the template under a title, with all sections, or only those named and what they need.

    Raises
    ------
    ModelError
        For a name that is no section.
    """
    for name in only or ():
        if name not in choices() and name not in NEEDED:
            raise ModelError(unknown("a section of the template", str(name), choices()))
    kept = set(choices()) if only is None else _closed(only)
    text = "".join(part for name, part in sections().items() if name in ("", *NEEDED) or name in kept)
    if "presets" not in kept:
        text = re.sub(r"^default_preset = .*\n", "", text, flags=re.MULTILINE)
    if title:
        text = re.sub(r"^title = .*$", lambda _: f"title = {json.dumps(title, ensure_ascii=False)}", text, count=1,
                      flags=re.MULTILINE)
    return text.rstrip("\n") + "\n"


def _closed(names: Collection[str]) -> set[str]:
    """Return the sections with all those that their texts name."""
    found: set[str] = set()
    left = list(names)
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += WITH.get(name, ())
    return found
