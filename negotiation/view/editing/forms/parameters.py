"""One parameter as a form: its range, its words, its evidence; or a new one. Applied as one step."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from negotiation.errors import ModelError
from negotiation.view.editing import draft, writing
from negotiation.view.editing.forms import fields, guesses
from negotiation.view.editing.forms.outline import Outline
from negotiation.view.panel.controls import EVIDENCE

NUMBERS = {"low": "Lowest", "high": "Highest", "default": "Default", "step": "Step (optional)"}
TEXTS = {"label": "Label", "unit": "Unit", "low_label": "Words for the low end", "high_label": "Words for the high end"}
LONG = {"description": "What it means", "source": "Source: the quotation or the reason"}
CHOICES = {
    "kind": {"lever": "a lever: someone could move it", "assumption": "an assumption: what you believe"},
    "level": {"main": "in view", "advanced": "folded away"},
    "evidence": EVIDENCE,
}
LABELS = {"kind": "Kind", "level": "Slider", "evidence": "Evidence"}
DEFAULTS = {"kind": "lever", "level": "main", "evidence": "estimate"}


def draw(shape: Outline, faults: Sequence[ModelError]) -> None:
    """Draw the choice of a parameter and its form."""
    name = _choose(shape, faults)
    held = shape.tables["parameters"].get(name, {})
    held = held if isinstance(held, dict) else {}
    with st.form(f"parameter_{name}", border=False):
        if not name:
            st.text_input("Name in formulas", key="par_new_id", placeholder="such as control", max_chars=64)
            fields.refused("par_new_id")
        with st.container(horizontal=True):
            _text(name, "label", TEXTS["label"], held, faults, "stretch")
            _text(name, "unit", TEXTS["unit"], held, faults, 160)
        with st.container(horizontal=True):
            for field, label in NUMBERS.items():
                _text(name, field, label, held, faults, 150)
        fields.fault([each for each in faults if each.where == ("parameters", name)], ("parameters", name))
        with st.container(horizontal=True):
            for field, words in CHOICES.items():
                value = held.get(field) if held.get(field) in words else DEFAULTS[field]
                st.selectbox(
                    LABELS[field],
                    list(words),
                    format_func=words.__getitem__,
                    key=fields.follow(_key(name, field), value),
                    width=260,
                )
        with st.container(horizontal=True):
            for field in ("low_label", "high_label"):
                _text(name, field, TEXTS[field], held, faults, "stretch")
        st.text_input(guesses.DISTRIBUTION, max_chars=300, placeholder=guesses.SUCH_AS, key=fields.follow(
            _key(name, "distribution"), guesses.distribution_shown(held.get("distribution", ""))))
        fields.refused(_key(name, "distribution"))
        fields.fault(faults, ("parameters", name, "distribution"))
        for field, label in LONG.items():
            st.text_area(label, key=fields.follow(_key(name, field), writing.shown(held.get(field, ""))), height=75)
        st.form_submit_button(
            "Apply" if name else "Add the parameter", type="primary", on_click=_apply, args=(name, shape)
        )


def _choose(shape: Outline, faults: Sequence[ModelError]) -> str:
    """Let the user choose a parameter by its label; "" is a new one."""
    rows = shape.tables["parameters"]
    wrong = {each.where[1] for each in faults if each.where[:1] == ("parameters",) and len(each.where) > 1}
    words = {name: fields.words(name, row) for name, row in rows.items()} | {"": "+ a new parameter"}
    return str(fields.choose("Parameter", words, "par_choice", wrong, "par_added"))


def _key(name: str, field: str) -> str:
    return f"par_{name}_{field}"


def _text(
    name: str, field: str, label: str, held: dict[str, object], faults: Sequence[ModelError], width: int | str
) -> None:
    with st.container(width=width):  # type: ignore[arg-type]
        st.text_input(label, key=fields.follow(_key(name, field), writing.shown(held.get(field, ""))), max_chars=2000)
        fields.fault(faults, ("parameters", name, field))


def _apply(name: str, shape: Outline) -> None:
    """Write the form into the text; a name that cannot stand in formulas is refused at its field."""
    new = name or st.session_state.par_new_id.strip()
    if not name and (said := fields.id_fault(new, [*shape.tables["parameters"], *shape.tables["components"]])):
        fields.refuse("par_new_id", said)
        return
    row = shape.tables["parameters"].get(name, {})
    row = row if isinstance(row, dict) else {}
    values: dict[str, object] = {}
    believed = fields.typed(_key(name, "distribution"))
    if believed != guesses.distribution_shown(row.get("distribution", "")):
        values["distribution"], wrong = guesses.distribution(believed)
        if wrong:
            fields.refuse(_key(name, "distribution"), wrong)
            return
    for field in ("label", *NUMBERS, "unit", "low_label", "high_label", *LONG, *CHOICES):
        typed = str(fields.typed(_key(name, field))).strip()
        if field in CHOICES and typed == DEFAULTS[field] and field not in row:
            continue
        values[field] = typed and (writing.number(typed) if field in NUMBERS else writing.string(typed))
    if draft.change(lambda text: writing.set_entry(text, "parameters", new, values)) and not name:
        st.session_state.par_added = new
        st.session_state.par_new_id = ""
