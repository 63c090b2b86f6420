"""What is in a graph model? Parties with their options, states, who prefers what, sources."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from negotiation.conflict_graph import ConflictGraph
from negotiation.model.conflict import Conflict
from negotiation.report.narrate import stable as say
from negotiation.view.compute.stable import stable
from negotiation.view.drawing import show, tables
from negotiation.view.panel.controls import EVIDENCE
from negotiation.view.session.visit import Visit

MOVES = {"both": "", "up": ", only towards the last", "down": ", only towards the first", "none": ", never changed"}


def draw(visit: Visit) -> None:
    """Draw the page."""
    model = visit.model
    assert isinstance(model, Conflict)
    if model.summary:
        st.markdown(show.plain(model.summary))
    st.markdown("## Who, and what each can do")
    rows = [[party.label, party.description, _options(model, i)] for i, party in enumerate(model.parties)]
    heads = ["party", *(["who it is"] if any(row[1] for row in rows) else []), "can choose"]
    show.html(tables.table(heads, [row if len(heads) == 3 else [row[0], row[2]] for row in rows], "Parties", wrap=True))
    _states(visit, model)
    st.markdown("## Who prefers what", help="From best to worst; > better, ~ equally good, ? not compared.")
    rows = [[party.label, model.rankings[party.id]] for party in model.parties]
    show.html(tables.table(["party", "states, the best first"], rows, "Rankings", wrap=True))
    if model.sources:
        st.markdown("## Sources")
        rows = [[each.label, EVIDENCE.get(each.kind, each.kind), each.note] for each in model.sources.values()]
        show.html(tables.table(["source", "kind", "note"], rows, "Sources", wrap=True))
    st.download_button("Download the model file", model.text, file_name=f"{model.id}.toml", on_click="ignore",
                       icon=":material/download:", key="model_file")


def _options(model: Conflict, party: int) -> str:
    own = [each for each in model.options if each.party == party]
    return "; ".join(f"{each.label} ({', '.join(each.levels)}{MOVES[each.moves]})" for each in own) or "nothing"


def _states(visit: Visit, model: Conflict) -> None:
    """List the states with the level of each option, and the moves that lead from each."""
    graph = stable(model, visit.at).graph
    st.markdown("## The states", help="Combinations of options that can be; every other one is ruled out by the model.")
    keys, names = say.keys(model, graph), say.names(model)
    heads = ["state", "what", *(each.label for each in model.options), "one can move to"]
    rows = [[keys[s], names[s] + (" (status quo)" if s == graph.status_quo else ""),
             *(each.levels.get(option.id, "–") for option in model.options), _leads(graph, keys, s)]
            for s, each in enumerate(model.states)]
    show.html(tables.table(heads, rows, "All states", wrap=True))
    show.files("states", f"{model.id}-states", pd.DataFrame(rows, columns=heads))


def _leads(graph: ConflictGraph, keys: tuple[str, ...], s: int) -> str:
    parts = [f"{party}: {', '.join(keys[to] for to in own.nonzero()[0])}"
             for party, own in zip(graph.parties, graph.moves[:, s], strict=True) if own.any()]
    return "; ".join(parts) or "no move"
