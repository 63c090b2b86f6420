"""Who has leverage? The range of deals that beat no deal, solutions, the table's terms, whether a deal is kept."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

import negotiation.narrate as narrate
from negotiation.bargaining import SOLUTIONS
from negotiation.view import charts, compute, playhead, show, tables
from negotiation.view.visit import Visit

ORIGINS = {
    "equilibrium": "the only equilibrium without talks",
    "favourite": "of several equilibria without talks, the one that the side able to leave prefers",
    "fallback": "there is no equilibrium without talks here, so the model names this one",
    "chosen": "as chosen",
}


def draw(visit: Visit) -> None:
    """Draw the page."""
    model = visit.model
    without = st.session_state.get("without_choice")
    without = without if without in _profiles(visit) else None
    deal = compute.deal(model, visit.at, without)
    if deal.kind != "share":
        _packages(visit, deal)
        return
    show.html(
        f'<p class="n-answer" style="font-size:1.2rem">{tables.escape(deal.readings[0])}</p>' + _without(visit, deal)
    )
    _choose_without(visit)
    st.markdown(
        "##### What each party would rather have than no deal",
        help="The shaded band is what both principals accept: the range of deals (Fearon 1995).",
    )
    show.chart(charts.deals.line(model, deal, show.theme()), "deals")
    if visit.over:
        _along(visit, without)
    st.markdown(
        "##### What theory says they would settle on",
        help="Each solution is a different idea of what is fair or "
        "what patience brings; each needs payoffs that measure how much better, an added assumption.",
    )
    show.html(_table(visit, deal))
    show.files("bargain", f"{model.id}-bargain", deal, lambda: charts.deals.line(model, deal))


def _without(visit: Visit, deal: Any) -> str:
    """Say what happens without a deal and where it comes from."""
    model, label = visit.model, str(deal.disagreement.label[0])
    outcome = narrate.outcome_named(model, str(deal.disagreement.outcome[0]))
    name = narrate.lower_first(outcome.label) if outcome else label.replace(" / ", ", ")
    origin = ORIGINS.get(str(deal.disagreement.origin[0]), str(deal.disagreement.origin[0]))
    return f'<p class="n-soft">Without a deal: {tables.escape(name)} ({tables.escape(origin)}).</p>'


def _profiles(visit: Visit) -> dict[str, str]:
    """Return the profiles of the named outcomes that are no agreement, each with its name."""
    found: dict[str, str] = {}
    for outcome in visit.model.outcomes:
        if outcome.kind == "agreement":
            continue
        places = np.argwhere(outcome.mask)[:4]
        for profile in places.tolist():
            label = ", ".join(p.strategies[j].id for p, j in zip(visit.model.parties, profile, strict=True))
            found.setdefault(label, outcome.label if len(places) == 1 else f"{outcome.label}: {label}")
    return found


def _choose_without(visit: Visit) -> None:
    """Let the user say what happens without a deal; the model's own rule is the default."""
    names = _profiles(visit)
    if st.session_state.get("without_choice") not in names:
        st.session_state.without_choice = ""
    st.selectbox(
        "If there is no deal",
        ["", *names],
        key="without_choice",
        width=430,
        format_func=lambda each: "what the model expects: war as it stands" if not each else names[each],
        help="Every party compares a deal with this. By default it is the equilibrium without talks.",
    )


def _along(visit: Visit, without: str | None) -> None:
    model = visit.model
    over = playhead.row(visit, "How the range moves")
    x, found = compute.deal_along(model, visit.at, over, without)
    pinned = visit.value(visit.pinned) if visit.pinned else None
    show.chart(charts.deals.along(model, over, x, found, visit.value(), show.theme(), pinned), "deals_along")
    st.caption("The band is what both principals prefer to no deal; it breaks where war would take another form.")


def _table(visit: Visit, deal: Any) -> str:
    rows = []
    exact = deal.exact.solutions if deal.exact else {}
    for name, split in deal.solutions.items():
        share = float(split.share[0])
        shown = "no deal" if share != share else f"{share:.3f}"
        number = (
            tables.Marked(f'<abbr title="exactly {exact[name]}">{shown}</abbr>')
            if exact.get(name) is not None
            else shown
        )
        payoffs = [f"{float(each):.2f}" for each in split.payoffs[0]]
        rows.append([SOLUTIONS[name].label, number, SOLUTIONS[name].says, *payoffs])
    headers = ["solution", "share", "what it says", *(party.label for party in visit.model.parties)]
    return tables.table(headers, rows, "Bargaining solutions", (1, *range(3, 3 + len(visit.model.parties))))


def _packages(visit: Visit, deal: Any) -> None:
    """Show a bargain over issues or lotteries as its sentences and its table."""
    show.html("".join(f'<p class="n-tip">{tables.escape(said)}</p>' for said in deal.readings[:1]))
    table = deal.to_frame()
    st.table(table.T.rename(columns={0: "value"}).astype(str) if len(table) == 1 else table.astype(str))
    show.files("bargain", f"{visit.model.id}-bargain", deal)
