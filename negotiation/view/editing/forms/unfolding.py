"""How what the parties choose moves the battlefield, as a form: the state, what moves it, what lasts and what flows.

Sudden moves and ends are lists of tables of their own; they stand in the text, and the form leaves them as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from negotiation.errors import ModelError
from negotiation.modelfile.values import Row, Toml
from negotiation.view.editing import draft, writing
from negotiation.view.editing.forms import fields
from negotiation.view.editing.forms.outline import Outline

HERE = "unfolding"
SHORT = {"state": ("State: the parameter that moves", "such as control"), "path": ("Along a path (optional)", ""),
         "points": ("Number of states (optional)", "41"), "period": ("A period is a", "month"),
         "start": ("Starts at (optional)", "")}
FORMULAS = {"drift": "Drift: by how much the state moves a period", "spread": "Spread: how unsure that is (optional)"}
BY_PARTY = {"standing": "Standing: what the state is worth while it lasts, a line a party",
            "flow": "Flow: what a period brings, a line a party"}
DISCOUNT = "What a period later counts of now: a formula, or a line a party"
MEANING = ("How what the parties choose moves the battlefield, period by period; the page “What happens next?” then "
           "follows the war. Where neither standing nor flow is given, a period brings the payoffs. Sudden moves and "
           "ways in which it ends ([[unfolding.moves]], [[unfolding.ends]]) are written under Text.")


def draw(shape: Outline, faults: Sequence[ModelError]) -> None:
    """Draw the form; an empty one takes the section away."""
    held, first = shape.tables[HERE], shape.parties[0][0] if shape.parties else "Us"
    st.markdown("## How the war unfolds")
    st.caption(MEANING)
    with st.form(HERE, border=False):
        with st.container(horizontal=True):
            for key, (label, hint) in SHORT.items():
                fields.text(_key(key), label, held.get(key, ""), faults, (HERE, key), 230, hint)
        for key, label in FORMULAS.items():
            fields.text(_key(key), label, held.get(key, ""), faults, (HERE, key))
        _discount(held, faults, first)
        for key, label in BY_PARTY.items():
            fields.pairs(_key(key), label, fields.table(held, key), faults, (HERE, key), f"{first} = 1 - control")
        rest = [each for each in faults if each.where == (HERE,) or each.where[:2] in ((HERE, "moves"), (HERE, "ends"))]
        fields.fault(rest, (HERE,))
        st.form_submit_button("Apply how it unfolds", type="primary", on_click=_apply, key="unfolding_apply")


def _discount(held: Row, faults: Sequence[ModelError], first: str) -> None:
    value = held.get("discount", "")
    lines = [f"{name} = {' '.join(writing.shown(each).split())}" for name, each in value.items()] if isinstance(
        value, Mapping) else [writing.shown(value)]
    st.text_area(DISCOUNT, key=fields.follow(_key("discount"), "\n".join(lines)), height=fields.height(lines),
                 placeholder=f"0.9, or {first} = 0.9")
    fields.refused(_key("discount"))
    fields.fault(faults, (HERE, "discount"))


def _key(name: str) -> str:
    return f"unfolding_{name}"


def _apply() -> None:
    """Write what was changed; a key that was left alone stays as its author wrote it."""
    tables: dict[str, dict[str, Toml]] = {}
    lists = [key for key in (*BY_PARTY, "discount") if fields.changed(_key(key))]
    plain = "discount" in lists and "=" not in fields.entered(_key("discount"))
    for key in lists:
        if key == "discount" and plain:
            continue
        found = fields.paired(_key(key), "a party, = and a formula")
        if found is None:
            return
        tables[key] = found
    values = {key: fields.amount(_key(key)) for key in (*SHORT, *FORMULAS) if fields.changed(_key(key))}

    def change(text: str) -> str:
        if "discount" in lists:
            text = writing.set_table(text, (HERE,), {"discount": fields.amount(_key("discount")) if plain else ""})
        for key, found in tables.items():
            text = writing.set_table(text, (HERE, key), found, whole=True)
        return writing.set_table(text, (HERE,), values)

    draft.change(change)
