"""Draw what `charts` and `cards` describe, with the downloads that belong to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Any

import pandas as pd
import pyarrow as pa
import streamlit as st

from negotiation.plain import Json
from negotiation.report.export import BESIDE, Sheet, metadata, render
from negotiation.view.charts import Chart, figure
from negotiation.view.drawing import download

TABLES = (".csv", ".xlsx")
PICTURES = (".svg", ".png")


MARKDOWN = re.compile(r"([\\`*_{}\[\]<>$:#|~!])")
ADDRESS = re.compile(r"(?<=:)(?=/)|(?<=@)|(?<=www)(?=[.])|(?<=mailto:)|(?<=xmpp:)", re.IGNORECASE)
JOINER = "\N{WORD JOINER}"
"""An invisible sign after which an address is no longer taken for a link."""


def plain(text: str) -> str:
    """Return a text of a model or a user as it is for places that read Markdown: no link, picture or formula in it."""
    return MARKDOWN.sub(r"\\\1", ADDRESS.sub(JOINER, " ".join(text.split())))


def dark() -> bool:
    return st.context.theme.type == "dark"


def theme() -> str:
    return "dark" if dark() else "light"


def html(text: str) -> None:
    """Draw HTML; of nothing, nothing."""
    if text:
        st.html(text)


def sentences(said: Iterable[str]) -> None:
    """Say sentences, a paragraph each; of none, nothing."""
    html("".join(f'<p class="n-tip">{escape(each)}</p>' for each in said))


def note(text: str) -> None:
    """Say something in small, in a colour that can be read on either theme."""
    st.html(f'<p class="n-soft">{escape(text)}</p>')


def chart(drawn: Chart, key: str) -> None:
    """Draw a chart at its full width; its data change without redrawing the axes."""
    spec = {"background": None, **drawn.spec, "datasets": {name: arrow(table) for name, table in drawn.data.items()}}
    st.vega_lite_chart(spec=spec, theme=None, key=key, alt=drawn.alt, width="stretch")


def arrow(table: pd.DataFrame) -> pa.Table:
    """Return what the browser reads of a table: its columns; the way over pandas' own index and types costs more."""
    return pa.table({str(name): pa.array(column.to_numpy(), from_pandas=True) for name, column in table.items()})


@dataclass(frozen=True)
class Subject:
    """What a page's files are of: its id, a caption for pictures, the settings of a table that has none."""

    page: str
    caption: tuple[str, ...]
    head: Mapping[str, Json]


SUBJECT: ContextVar[Subject | None] = ContextVar("subject", default=None)
"""The page being drawn, set by the frame: every file offered on it says so."""


def files(key: str, name: str, table: object = None, draw: Callable[[], Chart] | None = None) -> None:
    """Offer what is shown as files: a table as CSV and XLSX, a chart as SVG and PNG, each made when it is asked for.

    `table` is a result with `to_frame()` or a DataFrame; `draw` makes the chart in the light theme. A CSV has no room
    for its settings, so they are a file beside it, as `negotiation.write` makes it.
    """
    subject = SUBJECT.get()
    name = f"{name}-{subject.page}" if subject else name
    makers: dict[str, tuple[str, Callable[[], bytes]]] = {}
    if table is not None:
        if isinstance(table, pd.DataFrame) and subject and not table.attrs.get("negotiation"):
            table = Sheet(table, head=subject.head)
        makers |= {each: ("Table", partial(render, table, each)) for each in TABLES}
        makers[BESIDE] = ("Settings", partial(metadata, table, f"{name}.csv"))
    if draw is not None:
        caption = subject.caption if subject else ()
        makers |= {each: ("Chart", partial(_figure, draw, each, caption)) for each in PICTURES}
    icon = ":material/download:"
    with st.popover("Download", icon=icon, type="tertiary", key=f"files_{key}", on_change="rerun") as fold:
        for suffix, (what, make) in makers.items() if fold.open else ():
            download.button(
                f"{what} as {suffix.rsplit('.', 1)[1].upper()}",
                make,
                key=f"{key}{suffix}",
                file_name=f"{name}{suffix}",
                type="tertiary",
            )


def _figure(draw: Callable[[], Chart], suffix: str, caption: tuple[str, ...]) -> bytes:
    return figure(draw(), suffix, caption)


def choose(label: str, words: Mapping[str, str], key: str, **more: Any) -> str:
    """Let the user choose one of several ids by their words."""
    return str(st.selectbox(label, list(words), format_func=words.__getitem__, key=key, **more))
