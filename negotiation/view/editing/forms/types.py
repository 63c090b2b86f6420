"""What a party may be and how likely that is, as forms: types, each applied as one step, and a prior."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import streamlit as st

from negotiation.errors import ModelError
from negotiation.modelfile.values import Row, Toml
from negotiation.view.editing import draft, writing
from negotiation.view.editing.forms import fields
from negotiation.view.editing.forms.outline import Outline
from negotiation.view.panel.controls import EVIDENCE

NEW = ""
TEXTS = {"label": "Label, as it stands in “strikes if resolved”", "description": "What it means",
         "source": "Source: the quotation or the reason"}
MEANING = ("What a party may be, as it alone knows: at least two types, whose probabilities add up to 1. Formulas of "
           "payoffs may name a type: it is 1 where the party is of that type.")
PRIOR = ("Only where the types of several parties hang together: a probability for every combination, in place of "
         "those of the types.")
SETS = "What this type lives otherwise, in its own payoff: a parameter = a formula, one a line"
ORDER: tuple[str, ...] = ("party", "id", "label", "probability", "set", "description", "source", "evidence")
"""How the keys of a new type follow each other in the file."""

MOST_SHOWN = 3
"""Combinations that the empty field of a prior shows as they would be written."""


def draw(shape: Outline, faults: Sequence[ModelError]) -> None:
    """Draw the forms of the types and of the prior."""
    if not shape.parties:
        st.caption("The text names no parties yet, or too many combinations for fields; see the text.")
        return
    st.markdown("## What a party may be")
    st.caption(MEANING)
    _type(shape, faults)
    st.markdown("## How likely combinations of types are")
    st.caption(PRIOR)
    _prior(shape, faults)


def _type(shape: Outline, faults: Sequence[ModelError]) -> None:
    """Draw the choice of a type and its form."""
    choice = _choose(shape, faults)
    k = int(choice) if choice else len(shape.types)
    held: Row = shape.types[k] if choice else {}
    parties = [id for id, _ in shape.parties]
    with st.form(f"type_{choice}", border=False):
        with st.container(horizontal=True):
            party = writing.shown(held.get("party", "")) or parties[0]
            with st.container(width=220):
                st.selectbox("Party", [*parties, *([party] if party not in parties else [])],
                             key=fields.follow(_key(choice, "party"), party))
                fields.fault(faults, ("types", k, "party"))
            fields.text(_key(choice, "id"), "Name in formulas", held.get("id", ""), faults, ("types", k, "id"), 220,
                        "such as resolved")
            fields.text(_key(choice, "probability"), "How likely: a formula", held.get("probability", ""), faults,
                        ("types", k, "probability"), 220, "such as 1 - doubt")
        fields.refused(_key(choice, "id"))
        fields.texts(f"type_{choice}", held, TEXTS)
        fields.fault(faults, *(("types", k, name) for name in (*TEXTS, "evidence")))
        value = held.get("evidence") if held.get("evidence") in EVIDENCE else "estimate"
        st.selectbox("Evidence", list(EVIDENCE), format_func=EVIDENCE.__getitem__, width=260,
                     key=fields.follow(_key(choice, "evidence"), value))
        fields.pairs(_key(choice, "set"), SETS, fields.table(held, "set"), faults, ("types", k, "set"),
                     "war_cost = 2*war_cost")
        fields.fault([each for each in faults if each.where in (("types",), ("types", k))], ("types",))
        with st.container(horizontal=True):
            st.form_submit_button("Apply the type" if choice else "Add the type", type="primary", on_click=_apply,
                                  args=(choice, shape), key="type_apply")
            if choice:
                st.form_submit_button("Remove the type", on_click=_remove, args=(k,), key="type_remove")


def _choose(shape: Outline, faults: Sequence[ModelError]) -> str:
    """Let the user choose a type by its party and label; "" is a new one."""
    wrong = {str(each.where[1]) for each in faults if each.where[:1] == ("types",) and len(each.where) > 1}
    words = {str(k): f"{writing.shown(row.get('party', ''))}: {fields.words(writing.shown(row.get('id', '')), row)}"
             for k, row in enumerate(shape.types)} | {NEW: "+ a new type"}
    return str(fields.choose("Type", words, "type_choice", wrong, "type_added"))


def _key(choice: str, field: str) -> str:
    return f"type_{choice}_{field}"


def _apply(choice: str, shape: Outline) -> None:
    """Write the form into the text; a name that cannot stand in formulas is refused at its field."""
    id, party = fields.entered(_key(choice, "id")), str(fields.typed(_key(choice, "party")))
    taken = [str(row.get("id")) for k, row in enumerate(shape.types) if row.get("party") == party and str(k) != choice]
    if said := fields.id_fault(id, taken):
        fields.refuse(_key(choice, "id"), said)
        return
    lives = fields.paired(_key(choice, "set"), "a parameter, = and a formula")
    if lives is None:
        return
    held = shape.types[int(choice)] if choice else {}
    values: dict[str, Toml] = {"party": party, "id": writing.string(id),
                              **fields.words_typed(f"type_{choice}", TEXTS),
                              "probability": fields.amount(_key(choice, "probability"))}
    evidence = str(fields.typed(_key(choice, "evidence")))
    if evidence != "estimate" or "evidence" in held:
        values["evidence"] = evidence
    if not choice or fields.changed(_key(choice, "set")):
        values["set"] = writing.inline(lives) if lives else ""
    k = int(choice) if choice else None
    ordered = {key: values[key] for key in ORDER if key in values}
    if draft.change(lambda text: writing.set_row(text, "types", k, ordered)) and not choice:
        st.session_state.type_added = str(len(shape.types))


def _remove(k: int) -> None:
    if draft.change(lambda text: writing.remove_row(text, "types", k)):
        st.session_state.pop("type_choice", None)


def _prior(shape: Outline, faults: Sequence[ModelError]) -> None:
    """Draw the prior, a combination of types a line."""
    held = {", ".join(f"{party} {writing.shown(type)}" for party, type in fields.table(row, "types").items()):
            row.get("probability", "") for row in shape.prior}
    with st.form("prior", border=False):
        fields.pairs("prior_lines", "Probabilities, one combination a line", held, faults, ("prior",),
                     "\n".join(f"{each} = 0.25" for each in _combinations(shape)[:MOST_SHOWN]))
        st.form_submit_button("Apply the prior", type="primary", on_click=_apply_prior, key="prior_apply")


def _combinations(shape: Outline) -> list[str]:
    """Return every combination of the types there are, as a line of the prior says it."""
    own: dict[str, list[str]] = {}
    for row in shape.types:
        own.setdefault(writing.shown(row.get("party", "")), []).append(writing.shown(row.get("id", "")))
    every = product(*own.values()) if own else ()
    return [", ".join(f"{party} {id}" for party, id in zip(own, ids, strict=True)) for ids in every]


def _apply_prior() -> None:
    found = fields.paired("prior_lines", "a type of each party, = and a probability")
    if found is None or not fields.changed("prior_lines"):
        return
    rows = []
    for line, probability in found.items():
        pairs = [each.split() for each in line.split(",")]
        if any(len(pair) != 2 for pair in pairs):
            fields.refuse("prior_lines", f"'{line[:60]}' stands where parties must with a type each, such as "
                                         "“A resolved, B cautious = 0.25”.")
            return
        rows.append({"types": writing.inline(dict(pairs)), "probability": probability})
    draft.change(lambda text: writing.set_rows(text, "prior", rows))
