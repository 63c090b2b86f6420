"""Payoffs and formulas as fields: a grid of cells for two parties, a row at a time for more, one formula at a time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from negotiation.errors import ExpressionError, ModelError
from negotiation.expression import latex, parse
from negotiation.view.drawing import show
from negotiation.view.editing import draft, writing
from negotiation.view.editing.forms.fields import choose, fault, follow, take, typed, watch
from negotiation.view.editing.forms.outline import Outline

WIDEST = 6
LARGEST = 36
"""Columns and cells of the largest grid."""

SECTIONS = {"payoffs": "Payoff of {}", "components": "Component {}", "readouts": "Read-out {}"}


def draw(shape: Outline, faults: Sequence[ModelError]) -> None:
    """Draw the fields of a model's payoffs."""
    if not shape.parties:
        st.caption("The text names no parties yet, or too many combinations for fields; see the text.")
    elif shape.cells and len(shape.parties) == 2 and _fits(shape):
        _grid(shape, faults)
    elif shape.cells:
        _row(shape, faults)
    formulas = [
        (section, name)
        for section in SECTIONS
        for name in shape.tables[section]
        if section != "payoffs" or not shape.cells
    ]
    if formulas:
        _formula(shape, formulas, faults)
    if not shape.cells:
        fault([each for each in faults if each.where == ("payoffs",)], ("payoffs",))


def _fits(shape: Outline) -> bool:
    rows, columns = (len(strategies) for _, strategies in shape.parties)
    return columns <= WIDEST and rows * columns <= LARGEST


def _grid(shape: Outline, faults: Sequence[ModelError]) -> None:
    """Draw the payoffs of two parties as a table of fields; each field is taken over when it is left."""
    (first, rows), (second, columns) = shape.parties
    st.caption(
        f"In each cell: what it is worth to **{show.plain(first)}** (rows), then to **{show.plain(second)}** "
        "(columns). A number or a formula of the parameters."
    )
    keys = shape.profiles()
    with st.container(key="grid", gap="small"):
        head = st.columns(_widths(columns), gap="small")
        for column, name in zip(head[1:], columns, strict=True):
            column.markdown(f"**{show.plain(name)}**")
        for row in rows:
            line = st.columns(_widths(columns), gap="small")
            line[0].markdown(f"**{show.plain(row)}**")
            for k, (column, name) in enumerate(zip(line[1:], columns, strict=True)):
                with column, st.container(key=f"cell_{rows.index(row)}_{k}", border=True, gap="xsmall"):
                    st.caption(f"{show.plain(row)}, {show.plain(name)}")
                    _cells(shape, keys[f"{row}, {name}"], f"{row}, {name}", faults, visible=False)
    fault([each for each in faults if each.where == ("payoffs",)], ("payoffs",))


def _widths(columns: Sequence[str]) -> list[float]:
    return [0.8, *[2.0] * len(columns)]


def _row(shape: Outline, faults: Sequence[ModelError]) -> None:
    """Draw the payoffs of one combination of choices."""
    st.caption("Choose what each party does; the fields hold what that is worth to each of them.")
    chosen = []
    with st.container(horizontal=True, key="row_profile"):
        for k, (party, strategies) in enumerate(shape.parties):
            chosen.append(st.selectbox(party, strategies, key=f"row_{k}_{party}", width=180))
    profile = ", ".join(str(each) for each in chosen)
    with st.container(key="row_cells"):
        _cells(shape, shape.profiles().get(profile, profile), profile, faults, visible=True)
    here = ("payoffs", shape.profiles().get(profile, profile))
    others = [each for each in faults if each.where[:1] == ("payoffs",) and each.where[:2] != here]
    fault(others, ("payoffs",))


def _cells(shape: Outline, key: str, profile: str, faults: Sequence[ModelError], visible: bool) -> None:
    held = [writing.shown(each) for each in shape.row(key)]
    names = tuple(f"pay_{profile}_{k}" for k in range(len(held)))
    watch(partial(_cells_typed, key, names), *names)
    with st.container(horizontal=True, gap="small"):
        for (party, _), name, value in zip(shape.parties, names, held, strict=True):
            st.text_input(
                party if visible else f"{profile}: payoff of {party}",
                key=follow(name, value),
                label_visibility="visible" if visible else "collapsed",
                on_change=take,
                args=names,
            )
    fault(faults, ("payoffs", key))


def _cells_typed(key: str, names: Sequence[str]) -> bool:
    return draft.change(lambda text: writing.set_cells(text, {key: [typed(name) for name in names]}))


def _formula(shape: Outline, formulas: Sequence[tuple[str, str]], faults: Sequence[ModelError]) -> None:
    """Draw one formula: its text, how it reads, what is wrong with it."""
    words = {place: SECTIONS[place[0]].format(place[1]) for place in formulas}
    place = choose("Formula", words, "formula_choice", {each.where[:2] for each in faults})
    section, name = place
    row = shape.tables[section][name]
    text, field = writing.shown(row.get("formula") if isinstance(row, dict) else row), f"formula_{section}_{name}"
    watch(partial(_formula_typed, section, name), field)
    st.text_area(
        words[place],
        key=follow(field, text),
        height=90,
        on_change=take,
        args=(field,),
        help="Numbers, names of parameters, components and choices, + - * / ** ( ), min, max, exp, log, sqrt. "
        "It is taken over when you leave the field.",
    )
    fault(faults, place)
    others = [each for each in faults if each.where[:1] == (section,) and each.where[:2] in set(formulas) - {place}]
    fault(others, (section,))
    _rendered(text)


def _formula_typed(section: str, name: str) -> bool:
    formula = typed(f"formula_{section}_{name}")
    return draft.change(lambda text: writing.set_formula(text, section, name, formula))


def _rendered(text: str) -> None:
    try:
        with st.container(key="formulas_read", gap=None):
            st.latex(latex(parse(text)), width="stretch")
    except ExpressionError:
        st.caption("It is drawn here once it can be read.")
