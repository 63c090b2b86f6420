"""Who has leverage where the parties doubt each other? What each type accepts, what a step of a slider does to it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

import negotiation.report.narrate as narrate
from negotiation.bargaining import DOUBT as UNSURE
from negotiation.errors import NegotiationError
from negotiation.report.narrate.bargains import accepted as said
from negotiation.view import compute
from negotiation.view.compute import beliefs
from negotiation.view.drawing import show, tables
from negotiation.view.pages.parts import doubted
from negotiation.view.panel import playhead
from negotiation.view.session.visit import Visit
from negotiation.wording import percent, rounded

MEANING = ("War is what the model says happens without a deal, with types known by then; so what a type expects of "
           "war, and the share from which it prefers a deal, is an average over what it does not know (Fearon 1995). A "
           "belief about a party moves what the other accepts, not what that party does.")
WHY = narrate.sentence(f"{UNSURE}: solutions, and whether a deal is kept, are told where all types are known")
NO_SHARE = (f"What is bargained over here is no share between two sides, and {UNSURE}: deals are told where all types "
            "are known.")
ALONG = ("what is worth offering, its risk and both along a belief stand under “Who knows what?”, since they hang on "
         "who makes the offer.")
STEP = "What a step of the slider changes in the share from which each type prefers a deal to war."
PART = 10
"""A step is the tenth part of a slider, as where all types are known."""


def draw(visit: Visit) -> None:
    """Draw the page."""
    section = (visit.model.known or visit.model).bargaining
    if section is None or len(section.sides) != 2:
        doubted.instead(NO_SHARE)
        return
    st.markdown("## What each type accepts", help=MEANING)
    offers = beliefs.offers(visit.model, visit.at)
    rows = said.reservations(offers)
    show.sentences([said.all_accept(rows)])
    if visit.pinned:
        pinned = said.reservations(beliefs.offers(visit.model, visit.pinned))
        show.sentences([f"In the pinned scenario: {narrate.inside(visit.model, said.all_accept(pinned))}"])
    over = playhead.row(visit, "Who has leverage", STEP) if visit.over else ""
    heads = ["party", "if it is", "how likely", "accepts"]
    moved: tuple[str, list[float]] = _moved(visit, over) if over else ("", [])
    cells = [[each.party, each.type or "–", percent(each.chance), each.told] for each in rows]
    if moved[1]:
        heads.append(moved[0])
        cells = [[*row, _change(each.share, then)] for row, each, then in zip(cells, rows, moved[1], strict=True)]
    show.html(tables.table(heads, cells, "What each type accepts", tuple(range(2, len(heads))), wrap=True))
    show.note(f"Shares of {narrate.inside(visit.model, section.label or 'what is divided')}; {ALONG}")
    show.files("accepted_file", f"{visit.model.id}-accepted", _table(rows, *moved))
    doubted.instead(WHY)


def _table(rows: list[said.Reservation], words: str, then: list[float]) -> pd.DataFrame:
    """Return the table as numbers: a share is nan where a type accepts none."""
    found = pd.DataFrame({"party": [each.party for each in rows], "type": [each.type for each in rows],
                          "probability": [each.chance for each in rows],
                          "accepts": ["at least" if each.least else "at most" for each in rows],
                          "share": [each.share for each in rows]})
    return found.assign(**{f"share {words}": then}) if then else found


def _moved(visit: Visit, over: str) -> tuple[str, list[float]]:
    """Return a step of the slider in words, up or where there is no room down, and what each type accepts after it."""
    model = visit.model
    parameter = model.parameters[compute.running(model, over)]
    here, step = visit.value(), (parameter.high - parameter.low) / PART
    for move in (step, -step):
        if parameter.low <= here + move <= parameter.high:
            try:
                values = {**compute.named(model, visit.at), parameter.id: here + move}
                offers = beliefs.offers(model, compute.values(model, values))
            except NegotiationError:
                continue
            words = f"with {narrate.of(model, parameter)} at {narrate.amount(parameter, here + move)}"
            return words, [each.share for each in said.reservations(offers)]
    return "", []


def _change(share: float, then: float) -> str:
    """Say what a share moves to, in percentage points."""
    if not np.isfinite(share + then):
        return percent(then, 2) if np.isfinite(then) else "none"
    return f"{rounded(100 * (then - share), sign='+')} percentage points"
