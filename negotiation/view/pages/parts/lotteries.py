"""Who has leverage without a declared table: what two parties could agree on by mixing the outcomes of the game."""

from __future__ import annotations

import streamlit as st

import negotiation.report.narrate as narrate
from negotiation.bargaining import PackageDeal
from negotiation.view import charts, compute
from negotiation.view.drawing import bargains, show, tables
from negotiation.view.panel import without
from negotiation.view.session.visit import Visit


def draw(visit: Visit, deal: PackageDeal) -> None:
    """Draw the page."""
    model = visit.model
    pinned = compute.deal_of(PackageDeal, model, visit.pinned, without.chosen(visit)) if visit.pinned else None
    said = [f'<p class="n-answer" style="font-size:1.2rem">{tables.escape(narrate.lottery(deal, "nash"))}</p>']
    if pinned is not None:
        said.append(f'<p class="n-tip">{tables.escape(narrate.lottery_compared(pinned, deal))}</p>')
    said.append('<p class="n-soft">This model declares no table, so what can be agreed on is any lottery over its '
                f"outcomes. {tables.escape(narrate.no_deal(model, deal))}</p>")
    show.html("".join(said))
    without.draw(visit)
    st.markdown(
        "## What could be agreed",
        help="Every dot is an outcome of the game; the line holds the deals that beat no deal and "
        "that nobody can improve without loss to the other.",
    )
    show.chart(charts.lottery(model, deal, show.theme(), pinned), "lottery")
    hollow = " Hollow: the pinned scenario." if pinned else ""
    show.note("Dots: outcomes of the game. Line: the best deals for both. Dashed: what each has without a deal. "
               f"A name that finds no room is in the table.{hollow}")
    frame = bargains.lotteries(deal, pinned)
    show.html(bargains.lotteries_html(model, frame, show.dark()))
    show.files("bargain", f"{model.id}-bargain", bargains.table(deal, frame),
               lambda: charts.lottery(model, deal, pinned=pinned))
