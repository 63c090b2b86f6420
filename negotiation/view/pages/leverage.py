"""Who has leverage? The range of deals that beat no deal, solutions, the table's terms, whether a deal is kept."""

from __future__ import annotations

import numpy as np
import streamlit as st

import negotiation.report.narrate as narrate
from negotiation.bargaining import IssueDeal, PackageDeal, ShareDeal
from negotiation.view import charts, compute
from negotiation.view.drawing import bargains, show, tables
from negotiation.view.pages.parts import accepted, issues, lotteries
from negotiation.view.panel import playhead, without
from negotiation.view.session.visit import Visit


def draw(visit: Visit) -> None:
    """Draw the page."""
    if visit.model.agents:
        accepted.draw(visit)
        return
    chosen = without.chosen(visit)
    deal = compute.deal(visit.model, visit.at, chosen)
    if isinstance(deal, IssueDeal):
        issues.draw(visit, deal)
    elif isinstance(deal, PackageDeal):
        lotteries.draw(visit, deal)
    else:
        _shared(visit, deal, chosen)


def _shared(visit: Visit, deal: ShareDeal, chosen: str | None) -> None:
    """Draw the page of a bargain over one share."""
    pinned = compute.deal_of(ShareDeal, visit.model, visit.pinned, chosen) if visit.pinned else None
    _answer(visit, deal, pinned)
    without.draw(visit)
    _line(visit, deal, pinned)
    if visit.over:
        _along(visit, chosen)
    _solutions(visit, deal, pinned)
    _kept(visit, deal)


def _answer(visit: Visit, deal: ShareDeal, pinned: ShareDeal | None) -> None:
    """Say whether a deal exists, against the pinned scenario too, and what happens without one."""
    said = [f'<p class="n-answer" style="font-size:1.2rem">{tables.escape(deal.readings[0])}</p>']
    if pinned is not None:
        said.append(f'<p class="n-tip">{tables.escape(narrate.deal_compared(visit.model, pinned, deal))}</p>')
    none = narrate.no_deal(visit.model, deal)
    show.html("".join([*said, f'<p class="n-soft">{tables.escape(none)}</p>']))


def _line(visit: Visit, deal: ShareDeal, pinned: ShareDeal | None) -> None:
    """Draw what each party accepts."""
    model = visit.model
    st.markdown(
        "## What each party would rather have than no deal",
        help="The band between the two lines is what both principals accept: the range of deals (Fearon 1995).",
    )
    show.chart(charts.deals.line(model, deal, show.theme(), pinned), "deals")
    if pinned is not None:
        show.note("Dashed: the pinned scenario.")
    draw_file = lambda: charts.deals.line(model, deal, pinned=pinned)  # noqa: E731
    show.files("deals_file", f"{model.id}-deals", deal, draw_file)


def _along(visit: Visit, chosen: str | None) -> None:
    """Say who gains by a step of the chosen slider, in a sentence, the range along it, and a table."""
    model = visit.model
    meaning = (
        "What a step of the slider changes in each party's payoff from a deal: the slope at the Nash solution, war "
        "keeping its form."
    )
    over = playhead.row(visit, "Who has leverage", meaning)
    parameter = model.parameters[compute.running(model, over)]
    step = (parameter.high - parameter.low) / 10
    here, slopes = compute.deal_slopes(model, visit.at, over, chosen)
    _range(visit, over, chosen, narrate.leverage(visit.model, here, slopes, parameter, step))
    before = compute.deal_slopes(model, visit.pinned, over, chosen)[1] if visit.pinned else None
    frame = bargains.leverage(here, slopes, parameter, step, before)
    show.html(bargains.leverage_html(model, frame, parameter, step, show.dark()))
    show.files("leverage_file", f"{model.id}-leverage-{over}", bargains.table(here, frame))


def _range(visit: Visit, over: str, chosen: str | None, said: str) -> None:
    """Draw the range along the slider under the sentence, with the places where it jumps."""
    model, name = visit.model, compute.running(visit.model, over)
    value = compute.named(model, visit.at)[name]
    x, found = compute.deal_along(model, visit.at, over, chosen)
    places = [(float(x[k - 1]), float(x[k])) for k in np.flatnonzero(found.disagreement.jump)]
    jumps = narrate.jumps(model.parameters[name], value, places)
    show.sentences([f"{said} {jumps}"])
    pin = visit.pinned
    twin = (compute.named(model, pin)[name], compute.deal_along(model, pin, over, chosen)[1]) if pin else None
    show.chart(charts.deals_along(model, over, found, value, show.theme(), twin), "deals_along")
    dashed = "; dashed: the pinned scenario" if twin else ""
    show.note("The band is what both principals prefer to no deal, with the Nash solution in it and the terms on the "
               f"table; it breaks where something else follows without one{dashed}.")
    draw_file = lambda: charts.deals_along(model, over, found, value, pinned=twin)  # noqa: E731
    show.files("along_file", f"{model.id}-deals-{over}", found, draw_file)


def _solutions(visit: Visit, deal: ShareDeal, pinned: ShareDeal | None) -> None:
    """Show what each theory says they would settle on."""
    st.markdown(
        "## What theory says they would settle on",
        help="Each solution is a different idea of what is fair or "
        "what patience brings; each needs payoffs that measure how much better, an added assumption.",
    )
    frame = bargains.solutions(deal, pinned)
    show.html(bargains.solutions_html(visit.model, frame, show.dark()))
    show.files("bargain", f"{visit.model.id}-bargain", bargains.table(deal, frame))


def _kept(visit: Visit, deal: ShareDeal) -> None:
    """Say whether a deal would be kept, and why not."""
    said = narrate.kept(visit.model, deal)
    if said:
        st.markdown("## Would a deal be kept?")
        words = "".join(f"<li>{tables.escape(each)}</li>" for each in said)
        show.html(f'<p class="n-tip">{tables.escape(narrate.POWELL)}</p><ul class="n-plain">{words}</ul>')
