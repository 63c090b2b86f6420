"""How likely the answer is where payoffs are guesses: a rough count at once, refined while the reader reads."""

from __future__ import annotations

import pandas as pd
import streamlit as st

import negotiation.report.narrate as narrate
from negotiation.errors import NegotiationError
from negotiation.model import Model
from negotiation.report.narrate import sure
from negotiation.sensitivity.history import QUANTILES
from negotiation.sensitivity.result import Uncertainty
from negotiation.view import charts, work
from negotiation.view.charts.guesses import name_of, rows_beside
from negotiation.view.compute import guesses
from negotiation.view.drawing import show, tables
from negotiation.view.panel import guessed
from negotiation.view.session.visit import Visit

BEAT = 0.8
"""Seconds after which a finer count begins: the rough one is on its way to the reader by then."""

MOST_SAID = 3
"""Outcomes whose likelihood in the pinned scenario is said; all are drawn."""

MEANING = ("Every assumption is drawn around where it stands; the model is solved at each draw. A standard error says "
           "how far the share may be off because the draws are finitely many.")


def draw(visit: Visit) -> None:
    """Draw the section; where nothing can be drawn, say why in one sentence."""
    st.markdown("## How likely it is, if the numbers are guesses", help=MEANING)
    guessed.draw(visit)
    here = guessed.asked(visit)
    try:
        found, step = guesses.likely(visit.model, visit.at, visit.over, here)
    except NegotiationError as error:
        st.caption(show.plain(str(error)))
        return
    _likelihoods(visit, found, _beside(visit, here, step))
    if found.known.flips:
        _what_flips(visit, found)
    if found.tornado:
        _matters(visit, found)
    if found.bands:
        _along(visit, found)
    elif visit.over and guesses.guessed(found, visit.over):
        show.note("The slider that the charts run along is one of the guesses: there are no likelihoods along it.")
    if found.history:
        _history(visit, found)
    if step < len(here.draws) - 1:
        st.session_state.counted_now = True
        _refine(visit, here, step + 1)


@st.fragment(run_every=BEAT)
def _refine(visit: Visit, here: guesses.Asked, step: int) -> None:
    """Count with more draws, then draw the page anew; not in the run that showed the rougher count."""
    if st.session_state.pop("counted_now", False):
        return
    try:
        with work.watched("guesses", (visit.address.scenario.key, here)):
            guesses.counted(visit.model, visit.at, visit.over, here, step)
    except work.Stopped as stopped:
        stopped.offer()
        return
    except NegotiationError as error:
        st.caption(show.plain(str(error)))
        return
    st.rerun()


def _beside(visit: Visit, here: guesses.Asked, step: int) -> Uncertainty | None:
    """Return the count of the pinned scenario; None where there is none, or nothing can be drawn there."""
    try:
        return guesses.beside(visit.model, visit.pinned, here, step) if visit.pinned else None
    except NegotiationError:
        return None


def _likelihoods(visit: Visit, found: Uncertainty, pinned: Uncertainty | None) -> None:
    model = visit.model
    rows = [each for each in found.outcomes if each.is_equilibrium.value > 0]
    if rows or pinned:
        show.chart(charts.likelihoods(model, found, show.theme(), pinned), "likelihoods")
    if pinned:
        show.sentences([_in_the_pinned(model, found, pinned)])
    show.note(_counted(found))
    show.files("likely", f"{model.id}-likelihoods", found, lambda: charts.likelihoods(model, found, pinned=pinned))
    with st.expander(f"All {len(rows)} in numbers", key="likely_all", on_change="rerun") as fold:
        if fold.open:
            headers = ["what", "an equilibrium in", "the only one in", "ripe in", "where learning leads in"]
            table = [[name_of(model, each.outcome, each.label), sure.likely(each.is_equilibrium),
                      sure.likely(each.is_only), sure.likely(each.ripe),
                      sure.likely(each.selected) if each.selected else "not counted yet"] for each in rows]
            show.html(tables.table(headers, table, "How likely each outcome is", wrap=True))


def _in_the_pinned(model: Model, found: Uncertainty, pinned: Uncertainty) -> str:
    """Say how likely the outcomes are in the pinned scenario."""
    rows = rows_beside(found, pinned)[:MOST_SAID]
    told = [f"“{name_of(model, each.outcome, each.label)}” {sure.likely(each.is_equilibrium)}" for each in rows]
    return f"In the pinned scenario: {narrate.listed(told) if told else 'none is an equilibrium in any guess'}."


def _counted(found: Uncertainty) -> str:
    """Say what was drawn and counted, and everything that a reader must know of it."""
    kept = f"{found.survivors:,} of {found.draws:,} guesses, those that history leaves" if found.history else (
        f"{found.draws:,} guesses")
    return " ".join([f"Counted over {kept}, seed {found.seed}.", *found.notes])


def _what_flips(visit: Visit, found: Uncertainty) -> None:
    flips, model = found.known.flips, visit.model
    told = [] if flips is None else [
        *(sure.ends(model, row, name_of(model, row.profile.outcome, row.profile.label)) for row in flips.rows),
        *sure.joins(model, flips, lambda each: name_of(model, each.outcome, each.label))]
    show.sentences(told)


def _matters(visit: Visit, found: Uncertainty) -> None:
    model = visit.model
    st.markdown("## Which guess matters most")
    show.sentences([sure.matters(model, found)])
    if any(each.swing > 0 for each in found.tornado):
        show.chart(charts.tornado(model, found, show.theme()), "tornado")
        table = pd.DataFrame([
            {"parameter": each.parameter, "low": each.low, "high": each.high, f"{found.of} at low": each.at_low,
             f"{found.of} at high": each.at_high} for each in found.tornado])
        show.files("tornado", f"{model.id}-tornado", table, lambda: charts.tornado(model, found))


def _along(visit: Visit, found: Uncertainty) -> None:
    model, bands = visit.model, found.bands
    assert bands is not None
    st.markdown("## Along the slider")
    show.chart(charts.bands(model, bands, visit.value(), show.theme()), "bands")
    show.note(f"{bands.draws:,} guesses at each of {len(bands.x)} places.")
    table = pd.DataFrame([
        {bands.over: x, "outcome": outcome, "label": label, "share": each.value, "standard error": each.error,
         "guesses": each.draws}
        for (outcome, label), row in bands.rows.items() for x, each in zip(bands.x, row, strict=True)])
    show.files("bands", f"{model.id}-bands", table, lambda: charts.bands(model, bands, visit.value()))


def _history(visit: Visit, found: Uncertainty) -> None:
    model = visit.model
    st.markdown("## What history rules out")
    show.sentences(sure.ruled_out(model, found))
    if found.survivors:
        show.chart(charts.moved(model, found, show.theme()), "moved")
        past = found.history
        table = pd.DataFrame([
            {"parameter": each.parameter, "when": when, **{f"{share:.0%} quantile": value for share, value in
                                                           zip(QUANTILES, values or (), strict=False)}}
            for each in (past.parameters if past else ())
            for when, values in (("before", each.prior), ("after", each.posterior))])
        show.files("moved", f"{model.id}-history", table, lambda: charts.moved(model, found))
