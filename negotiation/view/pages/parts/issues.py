"""Who has leverage over issues: which part of each issue goes to whom, and what every division pays."""

from __future__ import annotations

import streamlit as st

import negotiation.report.narrate as narrate
from negotiation.bargaining import IssueDeal
from negotiation.view import charts, compute
from negotiation.view.drawing import bargains, show, tables
from negotiation.view.panel import without
from negotiation.view.session.visit import Visit


def draw(visit: Visit, deal: IssueDeal) -> None:
    """Draw the page."""
    names = narrate.division_names(deal)
    first = next(iter(names))
    said = [f'<p class="n-answer" style="font-size:1.2rem">{tables.escape(narrate.division(deal, first))}</p>']
    if visit.pinned:
        pinned = compute.deal_of(IssueDeal, visit.model, visit.pinned, without.chosen(visit))
        said.append(f'<p class="n-tip">{tables.escape(narrate.division_compared(pinned, deal, first))}</p>')
    said.append(f'<p class="n-soft">{tables.escape(narrate.virtues(deal))}</p>')
    show.html("".join(said))
    without.draw(visit)
    _chart(visit, deal, names)
    _payoffs(visit, deal)
    _divisions(visit, deal)


def _chart(visit: Visit, deal: IssueDeal, names: dict[str, str]) -> None:
    """Draw one division, chosen by its name."""
    model = visit.model
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown("## Who gets which issue", width="content")
        name = str(st.selectbox(
            "Divided by", list(names), key=f"division_{model.id}", width=330, label_visibility="collapsed",
            format_func=lambda each: f"divided by: {names[each]}"))
    said = "" if name == next(iter(names)) else f'<p class="n-tip">{tables.escape(narrate.division(deal, name))}</p>'
    show.html(said + tables.legend(model, show.dark()))
    show.chart(charts.issues(model, deal, name, show.theme()), "issues")
    frame = bargains.table(deal, bargains.divisions(deal))
    show.files("issues_file", f"{model.id}-{name}", frame, lambda: charts.issues(model, deal, name))


def _payoffs(visit: Visit, deal: IssueDeal) -> None:
    """Show what every division pays."""
    st.markdown("## What each division pays", help="In each party's own points; points of different parties are "
                "compared only where a solution says so.")
    frame = bargains.division_payoffs(deal)
    show.html(bargains.division_payoffs_html(visit.model, deal, frame, show.dark()))
    show.files("payoffs_file", f"{visit.model.id}-payoffs", bargains.table(deal, frame))


def _divisions(visit: Visit, deal: IssueDeal) -> None:
    """Show every issue under every division."""
    st.markdown("## Every issue under every division")
    show.html(bargains.divisions_html(visit.model, deal, show.dark()))
    show.files("divisions_file", f"{visit.model.id}-issues", bargains.table(deal, bargains.divisions(deal)))
