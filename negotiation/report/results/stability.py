"""Stability as a table, as the JSON that users script against, and in plain sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from negotiation.conflict_graph.along import StabilityAlong
from negotiation.conflict_graph.concepts import NAMES
from negotiation.conflict_graph.inverse import Inverse
from negotiation.conflict_graph.result import Stability
from negotiation.conflict_graph.routes import Routes, Step
from negotiation.provenance import stamped
from negotiation.report.narrate.words import listed
from negotiation.report.results.regimes import document as regimes_document

if TYPE_CHECKING:
    import pandas as pd

MOST = 12
"""States that a sentence names."""


def frame(found: Stability | StabilityAlong) -> pd.DataFrame:
    """Return a row a state and point: what differs, state, outcome, for each concept who is stable."""
    import pandas as pd

    if isinstance(found, StabilityAlong):
        return along_frame(found)
    graph, points, size = found.graph, found.graph.points, len(found.states)
    columns: dict[str, object] = {"state": list(graph.states) * points, "label": list(graph.names) * points,
                                  "outcome": list(graph.outcomes) * points}
    for concept in found.concepts:
        columns[concept] = [_whose(found, concept, p, s) for p in range(points) for s in range(size)]
        columns[f"{concept} equilibrium"] = found.equilibrium(concept).reshape(-1)
    if not any(graph.outcomes):
        del columns["outcome"]
    if graph.names == graph.states:
        del columns["label"]
    leading = found.provenance.columns(np.repeat(np.arange(points), size), columns)
    return stamped(pd.DataFrame({**leading, **columns}), found.provenance)


def _whose(found: Stability, concept: str, point: int, state: int) -> str:
    marks = found.stable[concept][point, :, state]
    return ", ".join(found.names(group) for group, held in zip(found.groups, marks, strict=True) if held)


def along_frame(found: StabilityAlong) -> pd.DataFrame:
    """Return a row an interval: the concept, then as `Regimes.to_frame`."""
    import pandas as pd

    tables = [each.to_frame().assign(concept=concept) for concept, each in found.regimes.items()]
    table = pd.concat(tables, ignore_index=True)
    return stamped(table[["concept", *(name for name in table if name != "concept")]], found.provenance)


def text(found: Stability | StabilityAlong) -> str:
    if isinstance(found, StabilityAlong):
        return "\n".join(f"{concept}: {each!r}" for concept, each in found.regimes.items())
    words = [f"{each}: {', '.join(found.equilibria(each)) or 'none'}" for each in found.concepts]
    return f"Stability of {found.provenance.model or 'a graph'}, equilibria by {'; '.join(words)}"


def document(found: Stability | StabilityAlong) -> dict[str, object]:
    """Return states with who is stable where, at several points a list each; or the regimes of each concept."""
    if isinstance(found, StabilityAlong):
        return along_document(found)
    points = [_states(found, p) for p in range(found.graph.points)]
    graph = found.graph
    head: dict[str, object] = {
            "concepts": list(found.concepts), "unknown_pairs": None if graph.unknown is None else found.mode,
            "groups": [found.names(each) for each in found.groups],
            "status_quo": None if graph.status_quo is None else graph.states[graph.status_quo],
            "moves": [{"party": party, "from": graph.states[s], "to": graph.states[t]}
                      for party, own in zip(graph.parties, graph.moves, strict=True)
                      for s, t in np.argwhere(own).tolist()] if len(points) == 1 and len(graph.states) <= 200 else None}
    head |= {"paths": None if found.paths is None else routes_document(found.paths),
             "rankings": [inverse_document(each) for each in found.rankings]}
    return head | ({"states": points[0]} if len(points) == 1 else {"points": points})


def _states(found: Stability, point: int) -> list[dict[str, object]]:
    graph, rows = found.graph, list[dict[str, object]]()
    marks = {concept: found.equilibrium(concept)[point] for concept in found.concepts}
    for s, state in enumerate(graph.states):
        stable = {concept: [found.names(group) for g, group in enumerate(found.groups)
                            if found.stable[concept][point, g, s]] for concept in found.concepts}
        rows.append({"label": state, "name": graph.names[s], "outcome": graph.outcomes[s] or None,
                     "options": dict(graph.options[s]) if graph.options else None, "stable": stable,
                     "equilibrium": {concept: bool(each[s]) for concept, each in marks.items()}})
    return rows


def along_document(found: StabilityAlong) -> dict[str, object]:
    """Return for each concept what `regimes` returns."""
    return {"concepts": {concept: regimes_document(each) for concept, each in found.regimes.items()}}


def routes_document(found: Routes) -> dict[str, object]:
    return {"start": found.start, "improving": found.improving, "reached": [
        {"state": state, "steps": [{"party": each.party, "from": each.start, "to": each.stop,
                                    "improves": each.improves} for each in steps]}
        for state, steps in found.paths.items()]}


def inverse_document(found: Inverse) -> dict[str, object]:
    return {"state": found.state, "party": found.party, "concept": found.concept, "count": found.count,
            "total": found.total, "holds_now": found.holds,
            "conditions": [{"move": each.move, "not_preferred": [list(some) for some in each.sets]}
                           for each in found.conditions]}


def equilibria_say(found: Stability, point: int = 0) -> list[str]:
    """Say for each concept which states are stable for everybody."""
    whom = "every party and coalition" if found.coalitional else "every party"
    said = []
    for concept in found.concepts:
        here = found.equilibria(concept, point)
        more = f" and {len(here) - MOST} more" if len(here) > MOST else ""
        what = f"{', '.join(here[:MOST])}{more}" if more else listed(list(here)) if here else "no state"
        said.append(f"{NAMES[concept]} stable for {whom}: {what}.")
    return said


def paths_say(found: Stability) -> list[str]:
    """Say how one gets from the status quo to each equilibrium, and which cannot be reached."""
    assert found.paths is not None
    wanted = [state for state in found.states if any(state in found.equilibria(each) for each in found.concepts)]
    ways = {state: found.paths.to(state) for state in wanted}
    head = f"From {found.paths.start}{', by improvements alone' if found.paths.improving else ''}:"
    lost = [state for state, way in ways.items() if way is None]
    lines = [path_says(state, way) for state, way in ways.items() if way is not None]
    return [head, *lines, *([f"  not reached: {', '.join(lost)}"] if lost else [])]


def path_says(state: str, way: Sequence[Step]) -> str:
    """Say a path: who moves, where to, and which moves are against the mover's own preference."""
    steps = [f"{each.party} to {each.stop}{'' if each.improves else ' (no improvement)'}" for each in way]
    return f"  {state}: {', '.join(steps) or 'it is the start'}"


def conditions_say(found: Inverse) -> str:
    """Say which rankings of a party make a state stable for it."""
    head = (f"{found.state} is {NAMES[found.concept]} stable for {found.party} under {found.count:,} of "
            f"{found.total:,} rankings, {'and it is now' if found.holds else 'and it is not now'}")
    rules = [f"{found.state} {each}" for each in found.conditions]
    return f"{head}: {'; '.join(rules) if rules else 'whatever it prefers'}."
