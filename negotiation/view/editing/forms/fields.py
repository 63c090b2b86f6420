"""What every form needs: fields that follow the text without losing what is being typed, and the fault at a field."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from html import escape
from typing import TypeVar

import streamlit as st

from negotiation.errors import ModelError
from negotiation.modelfile.faults import Where
from negotiation.modelfile.values import Row, Toml
from negotiation.view.drawing import show
from negotiation.view.editing import writing

Choice = TypeVar("Choice")

ID = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}", re.ASCII)


def follow(field: str, value: object) -> str:
    """Show a value of the text in a field whenever the text changes; return the key of the field's widget.

    Where the text changed by other hands than the field's, an undo say, the field becomes a new widget: what the
    browser still sends of the old one is an echo of the earlier text and must not be taken for typing.
    """
    drawn = st.session_state.setdefault("drawn", {})
    number, before = drawn.get(field, (0, None))
    key = f"{field}.{number}"
    if key not in st.session_state or value not in (before, st.session_state[key]):
        number += 1
        key = f"{field}.{number}"
        st.session_state[key] = value
    drawn[field] = number, value
    return key


def typed(field: str) -> Toml:
    """Return what a field holds now."""
    number, value = st.session_state.drawn[field]
    return st.session_state.get(f"{field}.{number}", value)


def changed(*names: str) -> bool:
    """Return whether any of these fields holds something else than the text said when it was drawn.

    A run that was cut short lets go of fields it did not draw; the browser then sends what they hold as if it were new.
    """
    drawn = st.session_state.get("drawn", {})
    return any(name in drawn and typed(name) != drawn[name][1] for name in names)


def watch(act: Callable[[], bool], *names: str) -> None:
    """Let what is typed into fields be taken over by `act`, which says whether it could be."""
    st.session_state.setdefault("watched", {})[names] = act


def take(*names: str) -> None:
    """Take over what was typed into watched fields, once."""
    act = st.session_state.get("watched", {}).get(names)
    if act is None or not changed(*names) or not act():
        return
    drawn = st.session_state.drawn
    for name in names:
        drawn[name] = (drawn[name][0], typed(name))


def settle() -> None:
    """Take over everything that was typed: a button comes after the typing before it, whichever Streamlit does first.

    Else what was typed would be written into another text than the one it was typed in.
    """
    for names in list(st.session_state.get("watched", {})):
        take(*names)


def words(name: str, row: object) -> str:
    """Return what a choice of a table of the file shows: its label, with its name behind it."""
    label = row.get("label") if isinstance(row, Mapping) else ""
    return f"{label} ({name})" if isinstance(label, str) and label else name


def choose(
    label: str, words: Mapping[Choice, str], key: str, wrong: Collection[object] = (), added: str = "",
) -> Choice:
    """Let the user choose one of `words`, and say below which others are at fault; `added`: the key of a new one.

    The words themselves say nothing of faults: a list that is open closes when what it shows gets another name.
    """
    if added and (new := st.session_state.pop(added, "")) and new in words:
        st.session_state[key] = new
    if st.session_state.get(key) not in words:
        st.session_state.pop(key, None)
    chosen = st.selectbox(label, list(words), format_func=words.__getitem__, key=key, width=340)
    with st.container():
        if others := [words[each] for each in words if each in wrong and each != chosen]:
            show.html(f'<p class="n-fault">Faults elsewhere: {escape(", ".join(others))}</p>')
    return chosen


def height(lines: Sequence[str]) -> int:
    """Return how tall a field of some lines is: room for one more, within bounds."""
    return max(75, min(300, 32 + 24 * len(lines)))


def fault(faults: Sequence[ModelError], *where: Where) -> bool:
    """Say at a field what is wrong there, with the line of the text; return whether anything is.

    The place is there without a fault too: a field below that moves down by one is drawn anew while it is typed in.
    """
    found = [each for each in faults if any(each.where[: len(place)] == place for place in where)]
    with st.container():
        for each in found:
            show.html(f'<p class="n-fault" role="alert">{escape(said(each))}</p>')
    return bool(found)


def said(error: ModelError) -> str:
    """Return a fault as a sentence: "Line 28: ..."."""
    message = re.sub(r"^model\.(toml|nfg|gmcr):\s*(\d+: )?", "", str(error))
    return f"Line {error.line}: {message}" if error.line else message


def refuse(key: str, message: str) -> None:
    """Note what is wrong with a field whose value cannot even be written; it is said once, at the field."""
    st.session_state.setdefault("refused", {})[key] = message


def refused(key: str) -> None:
    """Say what was noted for a field, at a place that is there without it too."""
    with st.container():
        if message := st.session_state.get("refused", {}).pop(key, ""):
            show.html(f'<p class="n-fault" role="alert">{escape(message)}</p>')


def text(key: str, label: str, value: object, faults: Sequence[ModelError], where: Where, width: int | str = "stretch",
         hint: str = "") -> None:
    """Draw a field of one line with its fault below."""
    with st.container(width=width):  # type: ignore[arg-type]
        st.text_input(label, key=follow(key, writing.shown(value)), max_chars=2000, placeholder=hint or None)
        fault(faults, where)


def texts(key: str, held: Row, labels: Mapping[str, str]) -> None:
    """Draw fields of words: the first in one line, the others in several."""
    for k, (name, label) in enumerate(labels.items()):
        value = follow(f"{key}_{name}", writing.shown(held.get(name, "")))
        if k:
            st.text_area(label, key=value, height=75, max_chars=2000)
        else:
            st.text_input(label, key=value, max_chars=2000)


def words_typed(key: str, labels: Iterable[str]) -> dict[str, Toml]:
    """Return what `texts` hold as the file has it, "" where nothing is typed."""
    return {name: (typed_ := entered(f"{key}_{name}")) and writing.string(typed_) for name in labels}


def entered(key: str) -> str:
    """Return what is typed into a field, without space around it."""
    return str(typed(key)).strip()


def amount(key: str) -> Toml:
    """Return a typed number or formula as the file has it, "" where nothing is typed."""
    return (typed_ := entered(key)) and writing.formula(typed_)


def pairs(key: str, label: str, held: Row, faults: Sequence[ModelError], where: Where, hint: str) -> None:
    """Draw a table of names and formulas, a line each: "name = formula"."""
    lines = [f"{name} = {' '.join(writing.shown(value).split())}" for name, value in held.items()]
    st.text_area(label, key=follow(key, "\n".join(lines)), height=height(lines), placeholder=hint)
    refused(key)
    fault(faults, where)


def paired(key: str, what: str) -> dict[str, Toml] | None:
    """Return what `pairs` hold; None, refused at the field, where a line is none."""
    found: dict[str, Toml] = {}
    for k, line in enumerate(str(typed(key)).splitlines(), 1):
        name, sign, value = (part.strip() for part in line.partition("="))
        if not line.strip():
            continue
        if not sign or not name or not value:
            refuse(key, f"Line {k} is '{line.strip()[:40]}'; allowed are {what}.")
            return None
        if name in found:
            refuse(key, f"Line {k} gives {name[:40]} a second time.")
            return None
        found[name] = writing.formula(value)
    return found


def table(row: Row, key: str) -> Row:
    """Return a table of a row, empty where it is none."""
    held = row.get(key)
    return held if isinstance(held, Mapping) else {}


def id_fault(name: str, taken: Sequence[str]) -> str:
    """Return why a new name cannot be used, or nothing."""
    if not ID.fullmatch(name):
        return (
            f"The name is '{name[:40]}'; allowed is a letter followed by letters, digits or _, at most 64 characters."
        )
    if name in taken:
        return f"The name '{name}' is taken; choose it above to change it, or another name."
    return ""
