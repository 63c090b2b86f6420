"""A path of moves and counter-moves: where it begins, where it leads, one step back or on, and playing it."""

from __future__ import annotations

import streamlit as st

from negotiation.conflict_graph import Stability
from negotiation.report.narrate import stable as say
from negotiation.view.charts import Walk
from negotiation.view.compute import stable as compute
from negotiation.view.drawing import show, tables
from negotiation.view.panel.choice import choose
from negotiation.view.session import state
from negotiation.view.session.visit import Visit

STEP = "stable.step"

BEAT = 1.4
"""Seconds a step stands while the path is played."""


def chosen(visit: Visit, found: Stability, concept: str) -> Walk:
    """Let the reader choose the two ends; return the path between them and how far it was gone."""
    model, graph = visit.model, found.graph
    names = say.names(model)
    words = {key: f"{key} {names[s]}" for s, key in enumerate(say.keys(model, graph))}
    places = list(words)
    first = places[compute.begins(model, found)]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        start = places.index(choose("stable.begin", "Where it begins", words, first, width=330))
        near = compute.nearest(model, visit.at, start, concept, found.coalitional)
        leads = {"": "the nearest state that holds", **words}
        goal = choose("stable.goal", "Where it leads", leads, "", width=330)
    end = places.index(goal) if goal else start if near is None else near
    steps = compute.path(model, visit.at, start, end)
    show.html(f'<p class="n-tip" data-testid="path">{tables.escape(say.path(model, graph, start, end, steps))}</p>')
    if not goal and near is None:
        show.note("No state that holds can be reached from there.")
    return Walk(start, steps or (), _taken(visit, len(steps or ())), concept)


def _taken(visit: Visit, most: int) -> int:
    """Return how many steps were gone, as the address says."""
    said = visit.address.choices.get(STEP, "")
    return min(int(said), most) if said.isascii() and said.isdigit() else 0


def steps(visit: Visit, found: Stability, walk: Walk) -> None:
    """Draw the buttons and the steps in words, those taken and the one next marked."""
    if not walk.steps:
        return
    playing = st.session_state.get("walking", False) and walk.taken < len(walk.steps)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="walk"):
        for key, label, icon, to, off in (
                ("back", "Step back", "chevron_left", walk.taken - 1, walk.taken == 0),
                ("on", "Step on", "chevron_right", walk.taken + 1, walk.taken == len(walk.steps))):
            st.button(label, icon=f":material/{icon}:", key=f"walk_{key}", type="tertiary", disabled=off, on_click=_go,
                      args=(to,))
        st.button("Pause the path" if playing else "Play the path", key="walk_play", type="tertiary", on_click=_play,
                  icon=":material/pause:" if playing else ":material/play_arrow:", args=(walk.taken, len(walk.steps)))
    model, dark = visit.model, show.dark()
    lines = []
    for k, each in enumerate(walk.steps):
        i = found.graph.party(each.party)
        who = f"{tables.mark(model, i, dark)} <b>{tables.escape(found.graph.labels[i])}</b>"
        now = ' aria-current="step"' if k == walk.taken - 1 else ""
        kind = "gone" if k < walk.taken else ""
        lines.append(f'<li class="{kind}"{now}>{who} {tables.escape(say.step(model, found.graph, each))}.</li>')
    show.html(f'<ol class="n-path" aria-label="The path, step by step">{"".join(lines)}</ol>')
    if playing:
        st.session_state.walked_now = True
        _beat(walk.taken + 1)


def _go(step: int, playing: bool = False) -> None:
    st.session_state.walking = playing
    others = {name: value for name, value in state.address().choices.items() if name != STEP}
    state.go(choices={**others, STEP: str(step)} if step else others)


def _play(taken: int, most: int) -> None:
    """Start or pause; playing from the end starts over."""
    if st.session_state.get("walking", False) and taken < most:
        st.session_state.walking = False
    else:
        _go(0 if taken >= most else taken, playing=True)


@st.fragment(run_every=BEAT)
def _beat(step: int) -> None:
    """Take the next step, not in the run that showed the last one."""
    if st.session_state.pop("walked_now", False):
        return
    if st.session_state.get("walking", False):
        _go(step, playing=True)
        st.rerun()
