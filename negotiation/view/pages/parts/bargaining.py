"""What is bargained over, for the page of the model: sides, formulas, what happens without a deal, or issues."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from negotiation.expression import latex, upright
from negotiation.model import Model
from negotiation.model.declarations import Bargaining, Formula
from negotiation.view.drawing import show, tables

Line = tuple[str, str, Formula]
"""What a formula is in words, its symbol as LaTeX, the formula."""


def draw(model: Model, values: dict[str, str] | None) -> None:
    """Draw the section, with names in its formulas or with the present values in their place."""
    bargain = model.bargaining
    if bargain is None:
        return
    st.markdown("## Bargaining")
    st.markdown(show.plain(". ".join(filter(None, [bargain.label, bargain.description]))))
    if bargain.issues:
        _issues(model, bargain)
        return
    rows = [
        [side.label or side.id, wants, model.parties[side.principal].label,
         ", ".join(model.parties[i].label for i in side.parties)]
        for side, wants in zip(bargain.sides, ("more", "less"), strict=True)
    ]
    show.html(tables.table(["side", "of the share it wants", "bargains for it", "parties"], rows, "Sides", wrap=True))
    with st.container(key="formulas_bargain", gap=None):
        for words, symbol, formula in _lines(model, bargain):
            st.markdown(show.plain(words))
            st.latex(f"{symbol} = {latex(formula.node, values)}", width="stretch")
    _without(model, bargain)


def _lines(model: Model, bargain: Bargaining) -> Iterator[Line]:
    for party, formula in zip(model.parties, bargain.values, strict=True):
        yield f"What a share is worth to {party.label}", f"v_{{{upright(party.id)}}}", formula
    if bargain.table:
        yield "The share on the table", "\\mathrm{table}", bargain.table
    for side in bargain.sides:
        name, id = side.label or side.id, f"_{{{upright(side.id)}}}"
        yield f"{name}: patience, the discount factor of a round", f"\\delta{id}", side.patience
        yield f"{name}: weight in the asymmetric Nash solution", f"w{id}", side.weight
        yield f"{name}: curvature of its utility", f"\\rho{id}", side.curvature
    if bargain.shift:
        parameter = model.parameters[bargain.shift.parameter]
        yield (f"Expected change by the next period: {parameter.label or parameter.id}",
               f"\\Delta\\,{upright(parameter.id)}", bargain.shift.by)


def _without(model: Model, bargain: Bargaining) -> None:
    if bargain.disagreement is None:
        return
    without = bargain.disagreement
    played = ", ".join(p.strategies[j].label for p, j in zip(model.parties, without.fallback, strict=True))
    favourite = model.parties[without.favourite].label
    st.markdown(show.plain(
        f"No deal: equilibria that fit {' or '.join(f'({each})' for each in without.patterns)}; of several, the one "
        f"that {favourite} likes best; where there is none, {played}."
    ))


def _issues(model: Model, bargain: Bargaining) -> None:
    rows = [[each.label or each.id, each.description, *(formula.text for formula in each.points)]
            for each in bargain.issues]
    heads = ["issue", "what it is", *(f"points of {party.label}" for party in model.parties)]
    show.html(tables.table(heads, rows, "Issues", wrap=True))
