"""Presets: keep the present sliders as one, or change one as a form. Applied as one step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from negotiation.errors import ModelError, NegotiationError
from negotiation.expression import read_number
from negotiation.view.drawing import show
from negotiation.view.editing import draft, writing
from negotiation.view.editing.forms import fields, guesses
from negotiation.view.editing.forms.outline import Outline
from negotiation.view.session.visit import Visit

TEXTS = {"label": "Label", "date": "Date"}


def draw(shape: Outline, faults: Sequence[ModelError], visit: Visit) -> None:
    """Draw the form that keeps the sliders, and the one that changes a preset."""
    st.markdown("## Save the present sliders as a preset")
    _save(shape, visit)
    if shape.tables["presets"]:
        st.markdown("## Change a preset")
        _change(shape, faults)


def moved(shape: Outline, visit: Visit) -> tuple[dict[str, float], list[str]]:
    """Return the present values that differ from the draft's defaults, and the sliders that the draft does not have."""
    rows, values = shape.tables["parameters"], {}
    missing = []
    for name, value in visit.address.scenario.values(visit.model).items():
        row = rows.get(name)
        if not isinstance(row, Mapping):
            missing.append(name)
        elif _amount(row.get("default")) != float(f"{value:.12g}"):
            values[name] = float(f"{value:.12g}")
    return values, missing


def _amount(written: object) -> float | None:
    """Return a number of the file, which may be a fraction as text, to the digits that a link holds."""
    try:
        number = read_number(written) if isinstance(written, str) else written
        return float(f"{number:.12g}") if isinstance(number, int | float) else None
    except (NegotiationError, ValueError, OverflowError):
        return None


def _save(shape: Outline, visit: Visit) -> None:
    values, missing = moved(shape, visit)
    if missing and len(missing) == len(visit.model.parameters):
        st.caption("The sliders at the side belong to another model than this text; open this text first.")
        return
    said = ", ".join(f"{name} = {value:g}" for name, value in list(values.items())[:8])
    more = f" and {len(values) - 8} more" if len(values) > 8 else ""
    changed = show.plain(f"Changed from the defaults: {said}{more}.")
    st.caption(changed if values else "Every slider stands at its default.")
    if missing:
        st.caption(show.plain(f"Left out, because this text does not have them: {', '.join(missing[:8])}."))
    with st.form("save_preset", border=False):
        with st.container(horizontal=True, vertical_alignment="top"):
            with st.container(width=200):
                st.text_input("Name", key="preset_id", placeholder="such as ceasefire", max_chars=64)
                fields.refused("preset_id")
            with st.container(width="stretch"):
                st.text_input("Label", key="preset_label", placeholder="what people read", max_chars=200)
            with st.container(width=150):
                st.text_input("Date (optional)", key="preset_date", placeholder="2016-02-27", max_chars=40)
        st.form_submit_button("Save as a preset", type="primary", on_click=_saved, args=(shape, values))


def _saved(shape: Outline, values: Mapping[str, float]) -> None:
    name = st.session_state.preset_id.strip()
    if said := fields.id_fault(name.replace("-", "_"), [each.replace("-", "_") for each in shape.tables["presets"]]):
        fields.refuse("preset_id", said)
        return
    row = {
        "label": writing.string(st.session_state.preset_label or name),
        "date": (date := st.session_state.preset_date.strip()) and writing.string(date),
        "values": writing.inline({key: writing.number(f"{value:.12g}") for key, value in values.items()}),
    }
    if draft.change(lambda text: writing.set_entry(text, "presets", name, row)):
        for key in ("preset_id", "preset_label", "preset_date"):
            st.session_state[key] = ""
        st.session_state.preset_edit = name


def _change(shape: Outline, faults: Sequence[ModelError]) -> None:
    rows = shape.tables["presets"]
    wrong = {each.where[1] for each in faults if each.where[:1] == ("presets",) and len(each.where) > 1}
    words = {name: fields.words(name, row) for name, row in rows.items()}
    name = fields.choose("Preset", words, "preset_edit", wrong)
    held = rows[name] if isinstance(rows[name], Mapping) else {}
    with st.form(f"preset_{name}", border=False):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            for field, label in TEXTS.items():
                st.text_input(
                    label,
                    key=fields.follow(_key(name, field), writing.shown(held.get(field, ""))),
                    width="stretch" if field == "label" else 160,
                    max_chars=200,
                )
            st.text_input("Outcome seen then", key=fields.follow(_key(name, "observed"), guesses.observed_shown(
                held.get("observed", ""))), width=200, max_chars=2000, help="One outcome, or several with commas where "
                "it is not known which of them it was.")
            st.checkbox("approximate", key=fields.follow(_key(name, "approximate"), held.get("approximate") is True))
        st.text_area("Note", key=fields.follow(_key(name, "note"), writing.shown(held.get("note", ""))), height=75)
        values = held.get("values", {})
        lines = [f"{key} = {writing.shown(value)}" for key, value in values.items()] if isinstance(values, dict) else []
        st.text_area(
            "Values, one a line; the rest stands at the defaults",
            key=fields.follow(_key(name, "values"), "\n".join(lines)),
            height=max(75, min(300, 32 + 24 * len(lines))),
            placeholder="control = 0.7",
        )
        fields.refused(_key(name, "values"))
        fields.fault(faults, ("presets", name))
        st.form_submit_button("Apply", type="primary", on_click=_apply, args=(name, held))


def _key(name: str, field: str) -> str:
    return f"preset_{name}_{field}"


def _apply(name: str, held: Mapping[str, object]) -> None:
    values, said = _values(fields.typed(_key(name, "values")))
    if said:
        fields.refuse(_key(name, "values"), said)
        return
    row: dict[str, object] = {field: writing.string(fields.typed(_key(name, field))) for field in (*TEXTS, "note")}
    if fields.typed(_key(name, "approximate")) or "approximate" in held:
        row["approximate"] = bool(fields.typed(_key(name, "approximate")))
    seen = fields.typed(_key(name, "observed"))
    if seen != guesses.observed_shown(held.get("observed", "")):
        row["observed"] = guesses.observed(seen)
    if values != held.get("values", {}):
        row["values"] = writing.inline(values)
    draft.change(lambda text: writing.set_entry(text, "presets", name, row))


def _values(typed: str) -> tuple[dict[str, object], str]:
    """Return the values that lines such as "control = 0.7" give, and what is wrong with the first wrong line."""
    values: dict[str, object] = {}
    for k, line in enumerate(typed.splitlines(), 1):
        name, sign, value = (part.strip() for part in line.partition("="))
        if not line.strip():
            continue
        if not sign or not fields.ID.fullmatch(name):
            return {}, f"Line {k} of the values is '{line.strip()[:40]}'; allowed is a name, = and a number."
        if name in values:
            return {}, f"Line {k} of the values gives {name} a second time."
        values[name] = writing.number(value)
    return values, ""
