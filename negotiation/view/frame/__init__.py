"""The frame of the app: sliders at the side, the answer on top, one page open below. Hidden pages compute nothing."""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Sequence
from html import escape
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import negotiation.report.narrate as narrate
from negotiation.errors import NegotiationError
from negotiation.model import Model
from negotiation.view import compute, headline, slider, work
from negotiation.view.adapter import lanes, post
from negotiation.view.adapter.turns import callbacks_run_whole
from negotiation.view.drawing import show, style
from negotiation.view.editing import keeper
from negotiation.view.frame import navigation, toolbar
from negotiation.view.pages import Page
from negotiation.view.panel import ahead, controls, playhead
from negotiation.view.session import catalog, state
from negotiation.view.session.scenario import Address
from negotiation.view.session.visit import Visit, visit

YIELD = 0.01
"""Seconds for which the answer steps aside, so that it is on its way before the page below is computed."""

NAPS = 10
"""How often a run under a held thumb steps aside for a newer value before it computes where the answer changes."""

ICON = Path(__file__).with_name("icon.svg")


def run(pages: Sequence[Page]) -> None:
    """Draw the app for one interaction."""
    callbacks_run_whole()
    lanes.many_share_one_process()
    post.at_once()
    st.set_page_config(
        "What does the battlefield do to the table?", str(ICON), layout="wide", initial_sidebar_state=350
    )
    warm(pages)
    model, address = state.arrive()
    here = address.scenario
    show.html(style.sheet(show.dark()))
    title, tools, top = (st.container(key=key, gap=None) for key in ("title", "tools", "answer"))
    with top:
        answered, follows = answer()
    with lanes.taken(lanes.REST):
        if answered and follows:
            follows.html(headline.tip(answered))
        with top:
            slider.ahead(ahead.words(answered, state.hand()))
        with title:
            _title(model, address)
        with tools:
            toolbar.draw(model, address)
            for notice in state.notices():
                st.warning(show.plain(notice), icon=":material/info:")
    with lanes.taken(lanes.PAGES):
        with st.sidebar:
            controls.panel(model, here)
        if answered:
            page, inside = navigation.opened(pages, answered)
            with inside:
                _page(page, answered)
    keeper.draw()
    playhead.play(answered)
    if not compute.kernel():
        _refresh()


def answer() -> tuple[Visit | None, DeltaGenerator | None]:
    """Draw the answer in words and say what was taken up, before everything else is computed.

    Where the answer changes next may take longer than the answer: return the place where it follows, if it does.
    """
    with lanes.taken(lanes.WORDS):
        here = visit_now()
        follows = _words(here) if here else None
        slider.line(state.told(), state.hear)
        slider.code()
    time.sleep(YIELD)
    if follows:
        _wait_under_hand()
    return here, follows


def _words(here: Visit) -> DeltaGenerator | None:
    """Draw the headline; return the place where its tip is still to come, None where it is there."""
    at_hand = not here.over or compute.at_hand(here.model, here.at, here.over, here.ordinal)
    show.html(headline.answer(here))
    place = st.empty()
    tip = headline.tip(here) if at_hand else headline.tip_due(here)
    if tip:
        place.html(tip)
    show.html(headline.rest(here))
    return None if at_hand else place


def _wait_under_hand() -> None:
    """Under a held thumb let a newer value come before work is begun that it would outdate; it ends this run."""
    for _ in range(NAPS):
        if not state.held():
            return
        time.sleep(YIELD)


@st.fragment(run_every=1.0)
def _refresh() -> None:
    """Draw everything anew when the kernel is ready for what is still due."""
    if compute.kernel():
        st.rerun()


@st.cache_resource(show_spinner=False)
def warm(_pages: Sequence[Page]) -> bool:
    """Do once what would slow the first moves, and take what is loaded out of the garbage collector's rounds."""
    for each in _pages:
        each.draw()
        if each.graph:
            each.draw(graph=True)
    compute.prepare(state.load(catalog.FIRST))
    gc.collect()
    gc.freeze()
    return True


def visit_now() -> Visit | None:
    """Compute the answer where the session stands; say in one sentence why there is none."""
    address = state.address()
    try:
        return visit(state.played(address.scenario), address)
    except NegotiationError as error:
        st.error(show.plain(f"This could not be computed: {error}"))
    return None


def _title(model: Model, address: Address) -> None:
    here = address.scenario
    moment = controls.preset_words(model.presets[here.preset]) if here.preset else ""
    changed = [name for name in here.changed if model.parameters[name].kind == "assumption"]
    badges = [f"with your assumptions ({len(changed)} changed)"] if changed else []
    badges += ["payoffs read as an order only"] if address.ordinal else []
    badges += ["parties doubt each other: each knows its own type alone"] if here.doubt else []
    shown = "".join(f'<span class="n-badge warn">{badge}</span>' for badge in badges)
    title = f'<h1>{escape(model.title or model.id)}</h1><p class="n-soft">{escape(moment)}</p>'
    show.html(f'<div class="n-head">{title}{shown}</div>')


def _page(page: Page, visit: Visit) -> None:
    here = visit.address.scenario
    what = f"{visit.model.title or visit.model.id} ({visit.model.id} {visit.model.version})".replace(" )", ")")
    scenario = narrate.scenario(visit.model, here.preset, here.changed, most=8)
    head = {**visit.provenance.head(), "analysis": page.id, "command": None}
    show.SUBJECT.set(show.Subject(page.id, (page.title, f"{what}: {scenario}", headline.nature(visit.model)), head))
    try:
        with work.watched(page.id, visit.address.scenario.key):
            page.draw(visit.ordinal, graph=not visit.model.has_payoffs)(visit)
        _caveats(visit.model)
    except work.Stopped as stopped:
        stopped.offer()
    except NegotiationError as error:
        st.error(show.plain(f"This could not be computed: {error}"))
    except Exception:
        logging.getLogger("negotiation.view").exception("page %s", page.id)
        st.error(
            "This page could not be computed for this scenario. The other pages still work; "
            "undo the last change to come back here."
        )


def _caveats(model: Model) -> None:
    if not model.caveats:
        return
    show.html(f'<p class="n-soft" style="margin-top:1rem">{headline.nature(model)}</p>')
    with st.expander("What to keep in mind: whose judgments, what is left out, what is not claimed", key="caveats"):
        st.markdown("\n".join(f"- {show.plain(caveat)}" for caveat in model.caveats))
