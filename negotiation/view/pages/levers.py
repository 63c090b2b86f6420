"""What would it take? For a target outcome: who stands in the way, each lever alone, several together, to apply."""

from __future__ import annotations

from math import ceil, floor

import streamlit as st

import negotiation.report.narrate as narrate
from negotiation.inverse.result import Levers, Single
from negotiation.model import Model, Parameter
from negotiation.view import charts, compute
from negotiation.view.drawing import show, tables
from negotiation.view.pages.parts import keeping
from negotiation.view.panel.choice import choose
from negotiation.view.panel.controls import step
from negotiation.view.session import clicks, state
from negotiation.view.session.visit import Visit
from negotiation.wording import percent

APPLIED = 6
"""Single changes that get a button."""


def draw(visit: Visit) -> None:
    """Draw the page."""
    model = visit.model
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="along"):
        st.markdown("## What would make an outcome an equilibrium?", width="content")
        target = _choose(visit)
    if not target:
        return
    found = compute.what_it_takes(model, visit.at, target)
    pinned = compute.what_it_takes(model, visit.pinned, target) if visit.pinned else None
    said = narrate.what_it_takes(model, found, visit.ordinal) + ([narrate.in_pinned(model, pinned)] if pinned else [])
    show.sentences(said)
    if found.holds_now:
        keeping.draw(visit, found)
        return
    _buttons(visit, found)
    enough = [each for each in found.single if each.value is not None]
    if enough:
        st.markdown(
            "## Each parameter alone",
            help="How far one slider would have to move, the others held. "
            "Levers are what someone could do; assumptions are what the modeller believes.",
        )
        show.html(_legend())
        show.chart(charts.reach(model, found, show.theme(), pinned), "reach")
        show.html(_table(model, enough, pinned))
        show.files(
            "levers", f"{model.id}-levers-{target}", found, lambda: charts.reach(model, found, pinned=pinned)
        )
    _trade_off(visit, target)
    for note in found.notes:
        st.caption(show.plain(narrate.sentence(note)))


def _choose(visit: Visit) -> str:
    """Let the user choose a named outcome, or a profile where none is named."""
    model = visit.model
    named = {each.id: each.label for each in model.outcomes}
    if named:
        first = next((each.id for each in model.outcomes if each.kind == "agreement"), model.outcomes[0].id)
        words = {k: f"target: {v}" for k, v in named.items()}
        return choose("target", "Target", words, first, width=330, label_visibility="collapsed")
    with st.container(horizontal=True):
        chosen = [
            show.choose(party.label, {s.id: s.label for s in party.strategies}, f"target_{model.id}_{party.id}")
            for party in model.parties
        ]
    return ", ".join(chosen)


def inside(parameter: Parameter, single: Single) -> float:
    """Return the value to apply: the first step of the slider inside the interval, else its very end."""
    value, width = float(single.value or 0), step(parameter)
    at = (value - parameter.low) / width
    steps = (floor(at), ceil(at)) if value < single.now else (ceil(at), floor(at))
    for k in steps:
        near = round(parameter.low + k * width, 10)
        if parameter.low <= near <= parameter.high and any(
            each.start.decimal < near < each.stop.decimal or near in each for each in single.intervals
        ):
            return near
    return value


def _buttons(visit: Visit, found: Levers) -> None:
    """Offer to apply the nearest changes; undo takes each back."""
    model = visit.model
    moves: list[dict[str, float]] = [
        {each.parameter: inside(model.parameters[each.parameter], each)}
        for each in found.single
        if each.value is not None
    ][:APPLIED]
    change = found.smallest_change
    if change is not None and len(change.parameters) > 1:
        moves.insert(0, dict(change.parameters))
    if not moves:
        return
    st.caption("Apply a change, rounded to the slider's next step (undo takes it back):")
    with st.container(horizontal=True, key="apply"):
        for k, values in enumerate(moves):
            words = ", ".join(
                f"{model.parameters[name].label or name} {narrate.amount(model.parameters[name], value)}"
                for name, value in values.items()
            )
            clicks.button(
                show.plain(words),
                key=f"apply_{k}",
                on_click=_apply,
                args=(dict(values),),
                icon=":material/check:",
            )


def _apply(values: dict[str, float]) -> None:
    state.set_values(values)


def _legend() -> str:
    from negotiation.view.charts.reach import COLORS, KINDS

    return (
        '<div class="n-legend">'
        + "".join(
            f'<span><span style="color:{COLORS[kind]}" aria-hidden="true">■</span> {name}</span>'
            for kind, name in KINDS.items()
        )
        + "</div>"
    )


def _table(model: Model, enough: list[Single], pinned: Levers | None) -> str:
    needed = {each.parameter: each for each in pinned.single} if pinned else {}
    rows = []
    for each in enough:
        parameter, twin = model.parameters[each.parameter], needed.get(each.parameter)
        then = "-" if twin is None or twin.value is None else narrate.figure(parameter, twin.value)
        rows.append(
            [
                parameter.label or parameter.id,
                parameter.kind,
                narrate.figure(parameter, each.now),
                tables.exactly(narrate.figure(parameter, each.value or 0.0), each.exact or ""),
                percent(each.cost or 0),
                narrate.beside(model, each),
                *([then] if pinned else []),
            ]
        )
    headers = ["parameter", "kind", "now", "needed", "distance", "then", *(["needed when pinned"] if pinned else [])]
    return tables.table(headers, rows, "Single changes", (2, 3, 4, 6))


def _trade_off(visit: Visit, target: str) -> None:
    """Draw the trade-off between two levers, when it is asked for."""
    model = visit.model
    names = {each.id: each.label or each.id for each in model.parameters.values() if each.level == "main"}
    if len(names) < 2:
        return
    with st.expander("Trade one lever against another", key="trade", on_change="rerun") as fold:
        if fold.open:
            with st.container(horizontal=True):
                first = show.choose("Along", names, f"trade_first_{model.id}")
                second = show.choose(
                    "Against", {k: v for k, v in names.items() if k != first}, f"trade_second_{model.id}"
                )
            found = compute.trade_off(model, visit.at, target, first, second)
            if not any(y is not None for y in found.y):
                st.info("No combination of these two is enough.")
                return
            here = compute.named(model, visit.at)
            drawn = charts.trade_off(model, found, (here[first], here[second]), show.theme())
            show.chart(drawn, "trade_chart")
            st.caption(show.plain(drawn.alt))
            values = (here[first], here[second])
            show.files(
                "trade",
                f"{model.id}-trade-{first}-{second}",
                found,
                lambda: charts.trade_off(model, found, values),
            )
