"""Show me the numbers: every profile with its payoffs and best replies, any two parties as a matrix, the file of it."""

from __future__ import annotations

import numpy as np
import streamlit as st

from negotiation.game import Game
from negotiation.model import Model
from negotiation.view import compute
from negotiation.view.drawing import show, tables
from negotiation.view.drawing.tables import Cells
from negotiation.view.session.visit import Visit

MOST_ROWS = 400
VIEWS = {"all": "All combinations", "two": "Two parties as a matrix"}
SHOWN = {"payoff": "Payoffs", "change": "Change from the pinned scenario"}


def draw(visit: Visit) -> None:
    """Draw the page."""
    game, model = visit.game, visit.model
    stable, every = int(game.best_responses()[0].all(axis=0).sum()), int(np.prod(game.strategy_counts))
    said = "is a pure equilibrium" if stable == 1 else "are pure equilibria"
    show.html(
        f'<p class="n-tip">{stable} of {every} combinations {said} (★): every party plays a '
        f"{tables.word('best reply')}. Payoffs of best replies are framed: {tables.best_reply('0.00')}.</p>"
    )
    with st.container(horizontal=True):
        view = _control("numbers_view", VIEWS, "all") if len(model.parties) > 2 else "two"
        shown = _control("numbers_shown", SHOWN, "payoff") if visit.pinned else "payoff"
    cells = _cells(visit, game, shown)
    if visit.ordinal and shown == "payoff":
        st.caption("Payoffs as ranks: 1 is what a party likes best of all combinations.")
    if view == "two":
        _matrix(visit, cells)
    else:
        _profiles(model, game, cells)
    show.files("payoffs_table", f"{model.id}-payoffs", game)


def _control(key: str, words: dict[str, str], first: str) -> str:
    return str(
        st.segmented_control(
            "Show",
            list(words),
            format_func=words.__getitem__,
            default=first,
            required=True,
            key=key,
            label_visibility="collapsed",
        )
    )


def _cells(visit: Visit, game: Game, shown: str) -> Cells:
    """Return how payoffs are written: in points, as ranks, or as differences from the pinned scenario."""
    if shown == "change" and visit.pinned:
        return Cells(visit.model, game, game.payoffs[0] - compute.game(visit.model, visit.pinned).payoffs[0], 2,
                     show.dark(), "+")
    if visit.ordinal:
        return Cells(visit.model, game, compute.ranked(visit.model, visit.at), 0, show.dark())
    return Cells(visit.model, game, game.payoffs[0], tables.digits(game), show.dark())


def _profiles(model: Model, game: Game, cells: Cells) -> None:
    best = game.best_responses()[0]
    sorts = {
        "equilibria": "equilibria first",
        "order": "the model's order",
        **{party.id: f"{party.label}'s payoff" for party in model.parties},
    }
    with st.container(horizontal=True, vertical_alignment="bottom"):
        by = show.choose("Sort by", sorts, "numbers_sort", width=260)
        wanted = st.multiselect(
            "Only where",
            [f"{party.id}: {s.id}" for party in model.parties for s in party.strategies],
            key=f"numbers_filter_{model.id}",
            placeholder="any choice",
            width="stretch",
        )
    profiles = np.argwhere(_kept(model, wanted))
    if by == "equilibria":
        rank = [-int(best[(slice(None), *p)].all()) * 100 - int(best[(slice(None), *p)].sum()) for p in profiles]
        profiles = profiles[np.argsort(rank, kind="stable")]
    elif by != "order":
        i = game.party_index(by)
        profiles = profiles[np.argsort([-game.payoffs[(0, i, *p)] for p in profiles], kind="stable")]
    if not len(profiles):
        st.info("No combination has all these choices; take one away.")
        return
    show.html(tables.profiles(model, game, profiles[:MOST_ROWS], cells))
    if len(profiles) > MOST_ROWS:
        st.caption(f"The first {MOST_ROWS} of {len(profiles)} rows; the file has all of them.")


def _kept(model: Model, wanted: list[str]) -> np.ndarray:
    """Return which profiles have one of the wanted choices of each party that has any: (S1, ..., SN) bool."""
    kept = np.ones(model.strategy_counts, dtype=bool)
    for i, party in enumerate(model.parties):
        chosen = [f"{party.id}: {s.id}" in wanted for s in party.strategies]
        if any(chosen):
            shape = [1] * kept.ndim
            shape[i] = -1
            kept &= np.array(chosen).reshape(shape)
    return kept


def _matrix(visit: Visit, cells: Cells) -> None:
    game, model = visit.game, visit.model
    if len(model.parties) == 2:
        show.html(tables.matrix(model, game, (0, 1), cells))
        return
    ids = [party.id for party in model.parties]
    labels = {party.id: party.label for party in model.parties}
    with st.container(horizontal=True):
        first = show.choose("Rows", labels, f"rows_{model.id}")
        others = {each: label for each, label in labels.items() if each != first}
        second = show.choose("Columns", others, f"columns_{model.id}")
    fixed = [visit.now.supports[i][0].argmax() if len(visit.now) else 0 for i in range(len(ids))]
    st.caption("The other parties are held at:")
    with st.container(horizontal=True):
        for i, party in enumerate(model.parties):
            if party.id not in (first, second):
                words = {s.id: s.label for s in party.strategies}
                chosen = show.choose(party.label, words, f"held_{model.id}_{party.id}", index=int(fixed[i]))
                fixed[i] = party.index(chosen)
    profile = [party.strategy_ids[int(j)] for party, j in zip(model.parties, fixed, strict=True)]
    sliced = game.slice(first, second, profile)
    places = tuple(sorted((ids.index(first), ids.index(second))))
    at = tuple(slice(None) if i in places else int(j) for i, j in enumerate(fixed))
    part = np.stack([cells.shown[(i, *at)] for i in places])
    cells = Cells(model, sliced, part, cells.digits, cells.dark, cells.sign)
    show.html(tables.matrix(model, sliced, places, cells))  # type: ignore[arg-type]
    show.files("slice", f"{model.id}-{first}-{second}", sliced)
