"""The vote, coalition structures and what coalitions are worth as forms, each applied as one step.

Whatever stands in the text is shown, mistyped names too, so that it can be mended here; an empty field takes its key
away, an empty form its section.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from negotiation.errors import ModelError
from negotiation.view.drawing import show
from negotiation.view.editing import draft, writing
from negotiation.view.editing.forms import fields
from negotiation.view.editing.forms.outline import Outline

TEXTS = {"label": "Label", "description": "What it means"}


def draw(shape: Outline, faults: Sequence[ModelError]) -> None:
    """Draw the three forms."""
    if not shape.parties:
        st.caption("The text names no parties yet, or too many combinations for fields; see the text.")
        return
    st.markdown("## The vote")
    _vote(shape, faults)
    st.markdown("## Coalition structures")
    _structure(shape, faults)
    st.markdown("## What coalitions are worth")
    _worth(shape, faults)


def _vote(shape: Outline, faults: Sequence[ModelError]) -> None:
    """Draw the quota, and a weight for each party."""
    held = shape.tables["voting"]
    weights = fields.table(held, "weights")
    ids = [*(id for id, _ in shape.parties), *(id for id in weights if id not in dict(shape.parties))]
    st.caption("A coalition wins whose weights add up to the quota or more. A number, a fraction, or a formula of the "
               "parameters; a party without a weight has no vote.")
    with st.form("voting", border=False):
        fields.texts("voting", held, TEXTS)
        with st.container(horizontal=True):
            fields.text("voting_quota", "Quota", held.get("quota", ""), faults, ("voting", "quota"), 150)
            for id in ids:
                fields.text(_weight(id), f"Weight of {show.plain(id)}", weights.get(id, ""), faults,
                            ("voting", "weights", id), 150)
        fields.fault([each for each in faults if each.where in (("voting",), ("voting", "weights"))], ("voting",))
        st.form_submit_button("Apply the vote", type="primary", on_click=_apply_vote, args=(ids,), key="voting_apply")


def _structure(shape: Outline, faults: Sequence[ModelError]) -> None:
    """Draw the choice of a structure and its form."""
    rows, parties = fields.table(shape.tables["coalitions"], "structures"), shape.parties
    words = {name: fields.words(name, row) for name, row in rows.items()} | {"": "+ a new structure"}
    name = str(fields.choose("Structure", words, "structure_choice", added="structure_added"))
    held = rows.get(name, {})
    held = held if isinstance(held, Mapping) else {}
    where = ("coalitions", "structures", name)
    with st.form(f"structure_{name}", border=False):
        if not name:
            st.text_input("Name in the file", key="structure_new_id", placeholder="such as together", max_chars=64)
            fields.refused("structure_new_id")
        fields.texts(f"structure_{name}", held, TEXTS)
        blocs = held.get("blocs", [])
        lines = [writing.shown(each) for each in blocs] if isinstance(blocs, list) else []
        st.text_area("Blocs, one a line; a party in none is alone", height=fields.height(lines),
                     placeholder=", ".join(id for id, _ in parties[:2]),
                     key=fields.follow(f"structure_{name}_blocs", "\n".join(lines)))
        fields.fault(faults, where)
        st.form_submit_button("Apply the structure" if name else "Add the structure", type="primary",
                              on_click=_apply_structure, args=(name, list(rows)), key="structure_apply")


def _worth(shape: Outline, faults: Sequence[ModelError]) -> None:
    """Draw the worths, one coalition a line."""
    held = shape.tables["coalitions"]
    st.caption("Only where it is not what the payoffs say. Every coalition, or some and a worth for all others.")
    with st.form("worth", border=False):
        first = shape.parties[0][0]
        fields.pairs("worth_lines", "Worths, one coalition a line", fields.table(held, "worth"), faults,
                     ("coalitions", "worth"), f"{first} = 0")
        fields.text("worth_others", "Worth of all others", held.get("others", ""), faults, ("coalitions", "others"),
                    200)
        st.form_submit_button("Apply the worths", type="primary", on_click=_apply_worth, key="worth_apply")


def _weight(id: str) -> str:
    return f"voting_weight_{id}"


def _apply_vote(ids: Sequence[str]) -> None:
    values = {**fields.words_typed("voting", TEXTS), "quota": fields.amount("voting_quota"),
              "weights": {id: fields.amount(_weight(id)) for id in ids}}
    draft.change(lambda text: writing.set_table(text, ("voting",), values))


def _apply_structure(name: str, taken: Sequence[str]) -> None:
    new = name or st.session_state.structure_new_id.strip()
    if not name and (said := fields.id_fault(new, taken)):
        fields.refuse("structure_new_id", said)
        return
    blocs = [line.strip() for line in str(fields.typed(f"structure_{name}_blocs")).splitlines() if line.strip()]
    values = {**fields.words_typed(f"structure_{name}", TEXTS), "blocs": blocs or ""}
    written = draft.change(lambda text: writing.set_table(text, ("coalitions", "structures", new), values))
    if written and not name:
        st.session_state.structure_added = new
        st.session_state.structure_new_id = ""


def _apply_worth() -> None:
    worth = fields.paired("worth_lines", "parties, = and a worth")
    if worth is None:
        return
    others = fields.amount("worth_others")
    draft.change(lambda text: writing.set_table(writing.set_table(
        text, ("coalitions", "worth"), worth, whole=True), ("coalitions",), {"others": others}))
