"""Draw what `charts` and `cards` describe, with the downloads that belong to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from negotiation.export import render
from negotiation.view.charts import Chart, figure


def dark() -> bool:
    return st.context.theme.type == "dark"


def theme() -> str:
    return "dark" if dark() else "light"


def html(text: str) -> None:
    st.html(text)


def note(text: str) -> None:
    """Say something in small, in a colour that can be read on either theme."""
    st.html(f'<p class="n-soft">{escape(text)}</p>')


def chart(drawn: Chart, key: str) -> None:
    """Draw a chart at its full width; its data change without redrawing the axes."""
    spec = {"background": None, **drawn.spec, "datasets": dict(drawn.data)}
    st.vega_lite_chart(spec=spec, theme=None, key=key, alt=drawn.alt, width="stretch")


def downloads(result: object, name: str, key: str, suffixes: tuple[str, ...] = (".csv", ".xlsx")) -> None:
    """Offer a table as files; a file is made when it is asked for."""
    with st.container(horizontal=True, key=f"files_{key}"):
        for suffix in suffixes:
            st.download_button(
                f"Download {suffix[1:].upper()}",
                data=partial(render, result, suffix),
                file_name=f"{name}{suffix}",
                on_click="ignore",
                icon=":material/download:",
                key=f"{key}{suffix}",
            )


def figures(draw: Callable[[], Chart], name: str, key: str) -> None:
    """Offer a chart as SVG and PNG; `draw` makes it in the light theme when it is asked for."""
    with st.container(horizontal=True, key=f"pictures_{key}"):
        for suffix in (".svg", ".png"):
            st.download_button(
                f"Chart as {suffix[1:].upper()}",
                data=partial(_figure, draw, suffix),
                file_name=f"{name}{suffix}",
                on_click="ignore",
                icon=":material/image:",
                type="tertiary",
                key=f"{key}{suffix}",
            )


def files(name: str, key: str, result: object = None, draw: Callable[[], Chart] | None = None) -> None:
    """Offer what a picture or a table shows as files, in one quiet row; a file is made when it is asked for."""
    made = {suffix: partial(render, result, suffix) for suffix in (".csv", ".xlsx") if result is not None}
    drawn = {suffix: partial(_figure, draw, suffix) for suffix in (".svg", ".png") if draw is not None}
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"quiet_{key}"):
        for suffix, data in (made | drawn).items():
            st.download_button(
                suffix[1:].upper(),
                data=data,
                file_name=f"{name}{suffix}",
                on_click="ignore",
                icon=":material/download:",
                type="tertiary",
                help=f"Download {name}{suffix}",
                key=f"{key}{suffix}",
            )


def _figure(draw: Callable[[], Chart], suffix: str) -> bytes:
    return figure(draw(), suffix)


def choose(label: str, words: Mapping[str, str], key: str, **more: Any) -> str:
    """Let the user choose one of several ids by their words."""
    return str(st.selectbox(label, list(words), format_func=words.__getitem__, key=key, **more))
