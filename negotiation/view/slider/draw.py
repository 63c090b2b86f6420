"""The component's Python face: mount a slider, mount the line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from negotiation.plain import Json
from negotiation.view import adapter

LINE = "line"
"""The session's key of what the browser sent last."""

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Face:
    """What a slider shows and between what it moves.

    It holds no value: that comes over the line. `scale` and `unit` turn the value into the number that is shown and
    typed (100 and "%" for a share); `base` is the moment's value, marked on the track; `bounds` says both ends.
    `place` tells a second slider of one parameter on the same screen from the first.
    """

    model: str
    name: str
    label: str
    low: float
    high: float
    step: float
    base: float
    scale: float = 1.0
    unit: str = ""
    ends: tuple[str, str] = ("", "")
    bounds: tuple[str, str] = ("", "")
    help: Sequence[str] = ()
    place: str = ""


def slider(face: Face, key: str) -> None:
    """Draw a slider with its typed number, reset and help; Streamlit takes no two underscores in a row in a key."""
    _component("negotiation_slider", _script("mount.js"))(key=re.sub("_(?=_)", "_.", key), data=asdict(face))


def line(data: Mapping[str, Json], on_sent: Callable[[], None]) -> None:
    """Say to the browser where the session stands and up to which number it took up what was sent."""
    _component("negotiation_line", _script("line.js"))(key=LINE, data=dict(data), on_sent_change=on_sent)


def code() -> None:
    """Bring the script that all sliders share, and what Streamlit's lists need."""
    _component("negotiation_code", _script("typed.js", "playhead.js", "slider.js") + adapter.SCRIPT)(key="code")


def ahead(data: Mapping[str, Json] | None) -> None:
    """Give the browser what a slider's positions mean before it is moved (`view/ahead.py`); None: nothing is known."""
    _component("negotiation_ahead", _script("ahead.js"))(key="ahead", data=dict(data or {}))


@cache
def sheet() -> str:
    return (HERE / "slider.css").read_text(encoding="utf-8")


@cache
def _script(*names: str) -> str:
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in names)


@cache
def _component(name: str, script: str) -> Any:
    return st.components.v2.component(name, js=script, isolate_styles=False)
