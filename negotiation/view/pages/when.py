"""When does it change? Exact tipping points along a slider or path, who breaks what there, the map over two sliders."""

from __future__ import annotations

import streamlit as st

import negotiation.narrate as narrate
from negotiation.tipping.result import End, Regimes
from negotiation.view import cards, charts, compute, show, state
from negotiation.view.pages import two_sliders
from negotiation.view.pages.now import choose_over
from negotiation.view.visit import Visit


def draw(visit: Visit) -> None:
    """Draw the page."""
    model = visit.model
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="along"):
        st.markdown("##### Tipping points", width="content", help=narrate.MEANINGS["tipping point"])
        over = choose_over(visit)
    found = compute.exact(model, visit.at, over)
    parameter = model.parameters[compute.running(model, over)]
    show.html("".join(f'<p class="n-tip">{cards.escape(said)}</p>' for said in _nearest(visit, found)))
    along, value = compute.along(model, visit.at, over), visit.value()
    pinned = visit.value(visit.pinned) if visit.pinned else None
    show.chart(charts.ribbon(model, along, value, show.theme(), pinned), "ribbon_when")
    if over in model.paths and over not in model.parameters:
        _step(visit, over)
    show.html(_table(visit, found))
    for note in found.notes:
        st.caption(f"{narrate.sentence(note)}")
    show.downloads(found, f"{model.id}-tipping-{over}", "tipping")
    show.figures(lambda: charts.ribbon(model, along, value), f"{model.id}-ribbon-{over}", "ribbon_when_file")
    if len(model.parameters) > 1:
        two_sliders.draw(visit, parameter.id)


def _nearest(visit: Visit, found: Regimes) -> list[str]:
    """Say the nearest tipping points on both sides."""
    parameter = visit.model.parameters[found.parameter]
    if not found.tipping:
        return [
            f"Nothing changes anywhere along {narrate.lower_first(parameter.label)}: the same equilibria throughout."
        ]
    near = [point for point in found.nearest(visit.value()) if point is not None]
    return [narrate.tipping_point(visit.model, parameter, point) for point in near]


def _table(visit: Visit, found: Regimes) -> str:
    model, value = visit.model, visit.value()
    rows = []
    for each in found.standings:
        for span in each.intervals:
            here = "yes" if span.start.decimal <= value <= span.stop.decimal else ""
            rows.append(
                [cards.named(model, each.outcome, each.label), here, *_end(visit, span.start), *_end(visit, span.stop)]
            )
    headers = ["equilibrium", "now", "from", "below it", "to", "above it"]
    return cards.table(headers, rows, "Intervals of every equilibrium", (2, 4))


def _end(visit: Visit, end: End) -> list[str]:
    """Return an end as a number whose exact form shows on hover, and who breaks the equilibrium beyond it."""
    number = cards.Marked(f'<abbr title="exactly {cards.escape(end.exact)}">{end.decimal:.6g}</abbr>')
    return [number, "end of the range" if end.edge else narrate.breaks(visit.model, end.breakers) or "ends"]


def _step(visit: Visit, path: str) -> None:
    """Step the play-head along a path; every tied slider moves with it."""
    model, value = visit.model, visit.value()
    parameter = model.parameters[compute.running(model, path)]
    width = (parameter.high - parameter.low) / 20
    tied = model.along(path, value, visit.address.scenario.preset)
    off = [
        name for name in model.paths[path].ties if abs(float(tied[name]) - compute.named(model, visit.at)[name]) > 1e-9
    ]  # type: ignore[arg-type]

    def go(to: float) -> None:
        at = min(max(round(to, 10), parameter.low), parameter.high)
        state.set_values({name: round(float(v), 10) for name, v in model.along(path, at).items()})  # type: ignore[arg-type]

    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Step back",
            icon=":material/chevron_left:",
            key="path_back",
            on_click=go,
            args=(value - width,),
            disabled=value <= parameter.low,
        )
        st.button(
            "Step on",
            icon=":material/chevron_right:",
            key="path_on",
            on_click=go,
            args=(value + width,),
            disabled=value >= parameter.high,
        )
        if off:
            st.caption(
                f"The present scenario is not on this path ({narrate.listed(off)} differ); a step moves it there."
            )
        elif model.paths[path].description:
            st.caption(model.paths[path].description)
