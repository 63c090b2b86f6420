"""What is believed of guesses, as fields: distributions, correlations, what was observed; as text and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from negotiation.errors import ModelError
from negotiation.view.editing import draft, writing
from negotiation.view.editing.forms import fields
from negotiation.view.editing.forms.outline import Outline

DISTRIBUTION = "What is believed of it (optional)"
SUCH_AS = "uniform, or normal: mean = 0.5, deviation = 0.1"
FIELD = "correlations"


def distribution_shown(held: object) -> str:
    """Return a distribution of the file as its field shows it.

    >>> distribution_shown({"shape": "normal", "mean": 0.5}), distribution_shown("uniform")
    ('normal: mean = 0.5', 'uniform')
    """
    if not isinstance(held, Mapping):
        return writing.shown(held)
    numbers = ", ".join(f"{key} = {writing.shown(value)}" for key, value in held.items() if key != "shape")
    return f"{writing.shown(held.get('shape', 'uniform'))}{': ' if numbers else ''}{numbers}"


def distribution(typed: str) -> tuple[object, str]:
    """Return a typed distribution as the file has it, "" for none, and what is wrong where it cannot be written.

    >>> distribution("triangular: low = 0.20, high = 1")[0]
    {'shape': 'triangular', 'low': 0.2, 'high': 1}
    >>> distribution("normal: 0.5")[1]
    "'0.5' stands where a name, = and a number must; such as uniform, or normal: mean = 0.5, deviation = 0.1."
    """
    shape, colon, rest = (part.strip() for part in typed.partition(":"))
    if not colon or not shape:
        return writing.string(typed) if typed.strip() else "", ""
    numbers: dict[str, object] = {}
    for part in rest.split(","):
        name, sign, value = (each.strip() for each in part.partition("="))
        if not sign or not fields.ID.fullmatch(name) or name in numbers or name == "shape":
            return "", f"'{part.strip()[:40]}' stands where a name, = and a number must; such as {SUCH_AS}."
        numbers[name] = writing.number(value)
    return writing.inline({"shape": shape, **numbers}), ""


def observed_shown(held: object) -> str:
    """Return what was observed as its field shows it: outcomes with commas between them."""
    return ", ".join(map(writing.shown, held)) if isinstance(held, list) else writing.shown(held)


def observed(typed: str) -> object:
    """Return typed outcomes as the file has them: one by itself, several as a list, "" for none."""
    names = [each.strip() for each in typed.split(",") if each.strip()]
    return names if len(names) > 1 else writing.string(names[0]) if names else ""


def correlations(shape: Outline, faults: Sequence[ModelError]) -> None:
    """Draw which guesses go together, a line each."""
    st.markdown("## Guesses that go together")
    lines = [f"{', '.join(map(writing.shown, names))} = {writing.shown(row.get('coefficient', ''))}"
             for row in shape.correlations if isinstance(names := row.get("parameters", []), list)]
    with st.form(FIELD, border=False):
        st.text_area("Parameters and their correlation, one group a line", key=fields.follow(FIELD, "\n".join(lines)),
                     height=fields.height(lines), placeholder="v_US, v_Russia = 0.5")
        fields.refused(FIELD)
        fields.fault(faults, (FIELD,))
        st.form_submit_button("Apply the correlations", type="primary", on_click=_apply, key="correlations_apply")


def _apply() -> None:
    rows = []
    for k, line in enumerate(fields.typed(FIELD).splitlines(), 1):
        before, sign, value = (part.strip() for part in line.partition("="))
        names = [each.strip() for each in before.split(",") if each.strip()]
        if line.strip() and (not sign or len(names) < 2):
            fields.refuse(FIELD, f"Line {k} is '{line.strip()[:40]}'; allowed are names with commas, = and a number.")
            return
        if line.strip():
            rows.append({"parameters": names, "coefficient": writing.number(value)})
    draft.change(lambda text: writing.set_rows(text, FIELD, rows))
