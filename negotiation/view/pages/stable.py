"""Is it stable? Which states hold, why, the moves between them, and a path of moves and counter-moves step by step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import streamlit as st

from negotiation.conflict_graph import Stability
from negotiation.errors import NegotiationError
from negotiation.report.narrate import stable as say
from negotiation.view import charts
from negotiation.view.charts import Walk
from negotiation.view.compute import stable as compute
from negotiation.view.drawing import show, tables
from negotiation.view.pages.parts import walking
from negotiation.view.panel.choice import choose
from negotiation.view.session.visit import Visit
from negotiation.wording import counted

MOST_ROWS = 200
CONCEPTS = {"seq": "answers that gain who gives them", "nash": "none: the next move alone",
            "smr": "any answer, and a way out of it", "gmr": "any answer, whatever it costs"}
"""What a reader chooses: which answers count."""

LEAVING = {"": "each party alone", "groups": "groups of parties too"}

CONCEPT = "seq"
MEANING = ("A state holds where no party has a reason to leave it: no move that it prefers, or only such as the others "
           "would answer. Only the order of what each prefers is read, no sizes (Fang, Hipel and Kilgour 1993). Groups "
           "leave for what all their members prefer (Kilgour, Hipel, Fang and Peng 2001).")
ORDINAL = "Only who prefers what counts here, not by how much: the same is said where payoffs are read as an order."


def draw(visit: Visit) -> None:
    """Draw the page."""
    st.markdown("## What holds", help=MEANING)
    groups = choose("stable.leave", "Who may leave", LEAVING, "", width=330) == "groups"
    try:
        found = compute.stable(visit.model, visit.at, groups)
        pinned = compute.stable(visit.model, visit.pinned, groups) if visit.pinned else None
    except NegotiationError as error:
        show.note(str(error))
        return
    _holds(visit, found)
    concept = choose("stable.concept", "Answers that count", CONCEPTS, CONCEPT, width=330)
    if pinned is not None:
        show.sentences([say.compared(visit.model, pinned, found, concept)])
    show.note(ORDINAL)
    st.markdown("## Who would move, and who would answer")
    walk = walking.chosen(visit, found, concept)
    walking.steps(visit, found, walk)
    _moves(visit, found, walk, pinned)
    _why(visit, found, walk)
    _rankings(visit, found, walk)
    _table(visit, found, concept, pinned)


def _holds(visit: Visit, found: Stability) -> None:
    lines = []
    for (name, meaning), said in zip(say.CONCEPTS.values(), say.holds(visit.model, found), strict=True):
        shown = tables.term(name[:1].upper() + name[1:], meaning)
        lines.append(f'<p class="n-tip">{shown}{tables.escape(said.removeprefix(name))}.</p>')
    first = say.under(visit.model, found, compute.begins(visit.model, found))
    show.html("".join([f'<p class="n-tip">{tables.escape(first)}</p>', *lines]))


def _moves(visit: Visit, found: Stability, walk: Walk, pinned: Stability | None) -> None:
    """Draw the states and moves; say in words what a narrow screen or a screen reader does not show."""
    model, states = visit.model, charts.drawn(found, walk)
    show.html(tables.legend(model, show.dark()))
    show.chart(charts.moves(model, found, walk, show.theme(), pinned), "moves")
    keys, names = say.keys(model, found.graph), say.names(model)
    some = "" if len(states) == len(found.states) else (
        f"{len(states)} of {len(found.states)} are drawn: those of the path and where they lead. ")
    dashed = " Dashed ring: holds in the pinned scenario." if pinned else ""
    show.note(f"{some}An arrow leads to what its party prefers; thick: the path; ringed: holds; shaded: where the path "
              f"stands; flag: where it begins.{dashed}")
    listed = " · ".join(f"<b>{tables.escape(keys[s])}</b> {tables.escape(names[s])}" for s in states)
    show.html(f'<p class="n-soft" data-testid="drawn">{listed}</p>')
    show.files("moves", f"{model.id}-moves", None, lambda: charts.moves(model, found, walk, pinned=pinned))


def _why(visit: Visit, found: Stability, walk: Walk) -> None:
    """Say for each party what it would rather do than stay where the path stands, and what deters it."""
    model, here = visit.model, walk.here(found.graph)
    st.markdown(f"## Who would leave {show.plain(say.named(model, found.graph, here))}")
    lines = []
    for i, each in enumerate(compute.why(model, visit.at, here, walk.concept)):
        who = f"{tables.mark(model, i, show.dark())} <b>{tables.escape(found.graph.labels[i])}</b>"
        said = [say.reason(model, found.graph, reason) for reason in each] or ["has no move that it prefers"]
        lines += [f'<p class="n-tip">{who} {tables.escape(part)}.</p>' for part in said]
    if jointly := say.together(found, walk.concept, here):
        lines.append(f'<p class="n-tip">{tables.escape(jointly)}</p>')
    show.html("".join(lines))


def _rankings(visit: Visit, found: Stability, walk: Walk) -> None:
    """Say which rankings of a party that the reader chooses make the state hold for it."""
    parties = {"": "nobody's", **dict(zip(found.graph.parties, found.graph.labels, strict=True))}
    whose = choose("stable.rankings", "Whose rankings would make it hold", parties, "", width=330)
    if not whose:
        return
    try:
        asked = compute.rankings(visit.model, visit.at, walk.here(found.graph), whose, walk.concept)
    except NegotiationError as error:
        show.note(str(error))
        return
    who = f"{tables.mark(visit.model, found.graph.party(whose), show.dark())} <b>{tables.escape(parties[whose])}</b>"
    said = [tables.escape(each) for each in say.rankings(visit.model, found.graph, asked)]
    show.html("".join(f'<p class="n-tip">{each}</p>' for each in (f"{who}: {said[0]}", *said[1:])))


def _table(visit: Visit, found: Stability, concept: str, pinned: Stability | None) -> None:
    model = visit.model
    all_ = "every party and group" if found.coalitional else "every party"
    st.markdown("## Every state", help=f"★: holds for {all_}. Else the parties for which it holds, or who leaves it.")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        parties = {"": "anybody or nobody", **dict(zip(found.graph.parties, found.graph.labels, strict=True))}
        whose = choose("stable.whose", "Stable for", parties, "", width=230)
        only = choose("stable.only", "Show", {"": "all states", "yes": "those that hold for all"}, "", width=230)
    kept = np.ones(len(found.states), dtype=bool)
    if only:
        kept &= found.equilibrium(concept)[0]
    if whose:
        kept &= found.stable[concept][0, found.graph.party(whose)]
    rows = np.flatnonzero(kept).tolist()
    what = "hold for all" if only else f"are stable for {parties[whose]}" if whose else ""
    show.note(f"{len(rows)} of {len(found.states)} states{f' {what} ({say.CONCEPTS[concept][0]})' if what else ''}.")
    if rows:
        show.html(tables.table(*_rows(visit, found, rows[:MOST_ROWS], pinned), "Stability of every state", wrap=True))
    if len(rows) > MOST_ROWS:
        show.note(f"The first {MOST_ROWS} of {len(rows)} rows; the file has all of them.")
    show.files("stability", f"{model.id}-stability", found)


def _rows(visit: Visit, found: Stability, states: Sequence[int], pinned: Stability | None
          ) -> tuple[list[str], list[list[str]]]:
    model = visit.model
    heads = ["state", "what", *(name for name, _ in say.CONCEPTS.values())]
    heads += ["holds in the pinned one"] if pinned else []
    keys, names = say.keys(model, found.graph), say.names(model)
    return heads, [[keys[s], names[s], *(_whose(visit, found, concept, s) for concept in say.CONCEPTS),
                    *([_pinned(pinned, s)] if pinned else [])] for s in states]


def _whose(visit: Visit, found: Stability, concept: str, s: int) -> str:
    held = found.stable[concept][0, :, s]
    if held.all():
        return tables.Marked('<b>★<span class="n-unseen"> holds for all</span></b>')
    alone = held[:len(found.graph.parties)]
    if alone.all():
        left = np.flatnonzero(~held).tolist()
        more = f" and {counted(len(left) - 1, 'more group')}" if len(left) > 1 else ""
        return tables.Marked(f"<span>left by {tables.escape(found.names(found.groups[left[0]]))}{more}</span>")
    parties = " ".join(_party(visit, found, i) for i in np.flatnonzero(alone).tolist())
    return tables.Marked(f"<span>{parties or '–'}</span>")


def _party(visit: Visit, found: Stability, i: int) -> str:
    return f'{tables.mark(visit.model, i, show.dark())}&nbsp;{tables.escape(found.graph.parties[i])}'


def _pinned(pinned: Stability, s: int) -> str:
    held: Iterator[str] = (name for concept, (name, _) in say.CONCEPTS.items() if pinned.equilibrium(concept)[0, s])
    return ", ".join(held) or "–"
