"""What is in the model? Parties, parameters with their sources, formulas with the present values filled in."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

import negotiation.report.narrate as narrate
from negotiation.expression import latex, symbol, upright
from negotiation.game.parties import Outcome
from negotiation.model import Formula, Model
from negotiation.view import compute
from negotiation.view.drawing import show, tables
from negotiation.view.pages.parts import bargaining
from negotiation.view.panel.controls import EVIDENCE
from negotiation.view.session.visit import Visit
from negotiation.wording import significant

MOST_CELLS = 40
MOST_PROFILES = 4


def draw(visit: Visit) -> None:
    """Draw the page."""
    model = visit.model
    if model.summary:
        st.markdown(show.plain(model.summary))
    st.markdown("## Who, and what each can do")
    rows = [[party.label, party.description, "; ".join(s.label for s in party.strategies)] for party in model.parties]
    show.html(tables.table(["party", "who it is", "can"], rows, "Parties", wrap=True))
    if model.parameters:
        st.markdown("## Parameters and where they come from")
        headers, table = _parameters(visit)
        numeric = tuple(k for k, each in enumerate(headers) if each in ("now", "pinned"))
        show.html(tables.table(headers, table, "Parameters", numeric, wrap=True))
        show.files("parameters", f"{model.id}-parameters", pd.DataFrame(table, columns=headers))
    values = _formulas(visit)
    bargaining.draw(model, values)
    _outcomes(model)
    _presets(model)
    if model.sources:
        st.markdown("## Sources")
        rows = [[each.label, EVIDENCE.get(each.kind, each.kind), each.note] for each in model.sources.values()]
        show.html(tables.table(["source", "kind", "note"], rows, "Sources", wrap=True))
    if model.text:
        st.download_button(
            "Download the model file",
            model.text,
            file_name=f"{model.id}.toml",
            on_click="ignore",
            icon=":material/download:",
            key="model_file",
        )


def _outcomes(model: Model) -> None:
    """List the named outcomes with the combinations of choices that each holds, the first few in words."""
    if model.outcomes:
        st.markdown("## Outcomes")
        rows = [[each.label, each.kind, each.description, _held(model, each)] for each in model.outcomes]
        show.html(tables.table(["outcome", "kind", "what it is", "when"], rows, "Outcomes", wrap=True))


def _held(model: Model, outcome: Outcome) -> str:
    profiles = sorted(map(tuple, np.argwhere(outcome.mask)), key=lambda each: each != outcome.first)
    said = [
        ", ".join(party.strategies[j].label for party, j in zip(model.parties, profile, strict=True))
        for profile in profiles[:MOST_PROFILES]
    ]
    more = len(profiles) - len(said)
    return "; ".join([*said, *([f"and {more} more"] if more else [])])


def _presets(model: Model) -> None:
    """List the moments to start from, with their dates and what the author says of them."""
    if model.presets:
        st.markdown("## Presets")
        rows = [
            [each.label or each.id, narrate.dated(each), each.note]
            for each in model.presets.values()
        ]
        show.html(tables.table(["preset", "date", "note"], rows, "Presets", wrap=True))


def _parameters(visit: Visit) -> tuple[list[str], list[list[str]]]:
    """Return the head and the rows of the table of parameters; the pinned values stand beside the present ones."""
    values = compute.named(visit.model, visit.at)
    pinned = compute.named(visit.model, visit.pinned) if visit.pinned else {}
    rows = [
        [
            each.label or each.id,
            each.id,
            each.kind,
            narrate.figure(each, values[each.id]),
            *([narrate.figure(each, pinned[each.id])] if pinned else []),
            f"{narrate.figure(each, each.low)} to {narrate.figure(each, each.high)}",
            each.unit,
            EVIDENCE.get(each.evidence, each.evidence),
            each.source,
        ]
        for each in visit.model.parameters.values()
    ]
    twin = ["pinned"] if pinned else []
    return ["parameter", "symbol", "kind", "now", *twin, "range", "unit", "evidence", "source"], rows


def _formulas(visit: Visit) -> dict[str, str] | None:
    """Render every formula, with names or with the present values in their place; return those values, if shown."""
    model = visit.model
    st.markdown("## Formulas")
    shown = st.segmented_control(
        "Formulas",
        ["with names", "with present values"],
        default="with names",
        required=True,
        key="formulas_shown",
        label_visibility="collapsed",
    )
    values = None
    if shown == "with present values":
        values = {name: significant(value, 4) for name, value in compute.named(model, visit.at).items()}
    with st.container(key="formulas", gap=None):
        for formula in [*model.components.values(), *model.payoffs]:
            _formula(formula, formula in model.payoffs, values)
        if model.cells:
            _cells(model, values)
    return values


def _formula(formula: Formula, payoff: bool, values: dict[str, str] | None) -> None:
    about = f" - {formula.label}" if formula.label else ""
    name = f"u_{{{upright(formula.id)}}}" if payoff else symbol(formula.id)
    title = f"**{show.plain(formula.id)}**{show.plain(about)}" if payoff else show.plain(formula.label or formula.id)
    st.markdown(title)
    st.latex(f"{name} = {latex(formula.node, values)}", width="stretch")


def _cells(model: Model, values: dict[str, str] | None) -> None:
    for profile, row in list(model.cells.items())[:MOST_CELLS]:
        played = ", ".join(party.strategies[j].label for party, j in zip(model.parties, profile, strict=True))
        written = ", \\quad ".join(latex(formula.node, values) for formula in row)
        st.markdown(f"**{show.plain(played)}**")
        st.latex(f"({written})")
    if len(model.cells) > MOST_CELLS:
        st.caption(f"The first {MOST_CELLS} of {len(model.cells)}; the file has all of them.")
