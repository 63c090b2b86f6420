"""The map over the chosen slider and a second one: what holds where, the nearest borders, regions, formulas."""

from __future__ import annotations

import pandas as pd
import streamlit as st

import negotiation.report.narrate as narrate
from negotiation.view import charts, compute
from negotiation.view.charts.plane.regions import SHOWN, part_of_map
from negotiation.view.drawing import bargains, show, tables
from negotiation.view.palette import outcome_look
from negotiation.view.panel.choice import choose
from negotiation.view.session.visit import Visit


def draw(visit: Visit, first: str) -> None:
    """Draw the map."""
    model = visit.model
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown("## Two sliders at once", width="content")
        second = _choose(visit, first)
    over = (first, second)
    drawn = compute.over_two(model, visit.at, *over)
    value, *pinned = [_place(visit, each, over) for each in (visit.at, visit.pinned) if each is not None]
    _say(visit, drawn, over, value)
    before = compute.over_two(model, visit.pinned, *over) if visit.pinned else None
    pin, twin = (pinned[0] if pinned else None), (before if before is not drawn else None)
    show.chart(charts.plane(model, drawn, over, value, show.theme(), pin, twin), "map")
    dashed = " Dashed: the pinned scenario." if pinned else ""
    blank = " Blank: values that a constraint of the model refuses." if (drawn.found.cells < 0).any() else ""
    show.note(
        "Pure equilibria only. A region's colour and pattern are its outcome's; bands of several colours: several "
        f"equilibria, joined by a plus sign. The cross-hair is where the sliders stand.{dashed}{blank}"
    )
    files = f"{model.id}-map-{first}-{second}"
    show.files("map_file", files, drawn.found, lambda: charts.plane(model, drawn, over, value, pinned=pin, before=twin))
    _regions(visit, drawn, files)
    _borders(visit, drawn, over, files)


def _choose(visit: Visit, first: str) -> str:
    """Let the user choose the second slider; the main ones come first."""
    model = visit.model
    names = [
        each.id for each in sorted(model.parameters.values(), key=lambda each: each.level != "main") if each.id != first
    ]
    words = {each: f"against: {model.parameters[each].label or each}" for each in names}
    return choose("against", "Second slider", words, names[0], width=330, label_visibility="collapsed")


def _place(visit: Visit, at: compute.Values, over: tuple[str, str]) -> tuple[float, float]:
    values = compute.named(visit.model, at)
    return values[over[0]], values[over[1]]


def _say(visit: Visit, drawn: compute.Map, over: tuple[str, str], value: tuple[float, float]) -> None:
    """Say what holds at the cross-hair and where the nearest borders are."""
    said = narrate.at_the_cross(visit.model, over, value, drawn.here(*value), drawn.around(*value))
    show.sentences(said)


def _regions(visit: Visit, drawn: compute.Map, files: str) -> None:
    """List the regions with their letter, their part of the map and the equilibria there."""
    rows, frame = [], []
    for k, region in enumerate(drawn.regions):
        names = [_member(visit, each) for each in drawn.members[region.number]]
        frame.append({"region": charts.letter(k), "share of the map": region.share,
                      "equilibria": narrate.region(drawn.names(region.number))})
        rows.append([charts.letter(k), part_of_map(region.share), tables.Marked("".join(names)) or narrate.NOTHING])
    show.html(tables.table(["region", "part of the map", "equilibria there"], rows[:SHOWN], "Regions of the map", (1,)))
    if len(rows) > SHOWN:
        rest = sum(region.share for region in drawn.regions[SHOWN:])
        show.note(f"{len(rows) - SHOWN} smaller regions, together {part_of_map(rest)} of the map, are in the files.")
    show.files("regions_file", f"{files}-regions", bargains.table(drawn.found, pd.DataFrame(frame)))


def _member(visit: Visit, each: narrate.Member) -> str:
    swatch = tables.swatch(outcome_look(visit.model, each.outcome, each.played))
    return f'<div class="n-member">{swatch}{tables.escape(each.name)}</div>'


def _borders(visit: Visit, drawn: compute.Map, over: tuple[str, str], files: str) -> None:
    """List the exact borders: their formulas and who is indifferent on them."""
    with st.expander("The borders as exact formulas", key="map_borders", on_change="rerun") as opened:
        if not opened.open:
            return
        found = narrate.borders(visit.model, drawn.found.curves)
        if not found:
            show.note("Payoffs are no polynomials of these two sliders, so the borders have no formula.")
            return
        labels = [f"{name} is {narrate.of(visit.model, visit.model.parameters[name])}" for name in over]
        show.note(f"On each border one party is indifferent between two choices: {' and '.join(labels)}.")
        rows = [[tables.Marked(f"<code>{tables.escape(narrate.formula(each['formula']))}</code>"),
                 f"{each['party']} between {each['between']}", "; ".join(each["profiles"])] for each in found]
        headers = ["border", "who is indifferent", "where others play as in"]
        show.html(tables.table(headers, rows, "Exact borders", wrap=True))
        frame = pd.DataFrame(found).assign(profiles=[row[2] for row in rows])
        show.files("borders_file", f"{files}-borders", bargains.table(drawn.found, frame))
