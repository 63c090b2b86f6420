"""`stability`: who has a reason to leave which state, by moves and counter-moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from negotiation.arguments import instance, text
from negotiation.conflict_graph.along import StabilityAlong, along
from negotiation.conflict_graph.concepts import CONCEPTS, Group, Study, coalitions_of
from negotiation.conflict_graph.graph import MODES, ConflictGraph
from negotiation.conflict_graph.inverse import inverse as rankings_of
from negotiation.conflict_graph.result import Stability, chosen
from negotiation.conflict_graph.routes import routes
from negotiation.errors import ModelError, SolverError
from negotiation.model import Model
from negotiation.model.conflict import Conflict
from negotiation.model.point import preset_of, stated
from negotiation.plain import Value

MOST_PARTIES = 6
"""Parties whose coalitions are all looked at."""


def stability(
    model: object,
    over: str | None = None,
    *,
    concept: str | Sequence[str] | None = None,
    coalitions: bool = False,
    unknown: str = "a",
    start: str | None = None,
    improving: bool = False,
    inverse: str | None = None,
    preset: str | None = None,
    path: str | None = None,
    at: Mapping[str, Value] | None = None,
    **values: Value,
) -> Stability | StabilityAlong:
    """Find which states are stable for whom (Fang, Hipel and Kilgour 1993), in a game or in a graph model.

    Parameters
    ----------
    model : a Model, a Game, a graph model, or a ConflictGraph.
    over : let a parameter run through its range and return exact intervals (`StabilityAlong`).
    path : instead, let the path's parameter run.
    concept : of nash, gmr, smr, seq, one or several; None means all.
    coalitions : every coalition too (Inohara and Hipel 2008); an equilibrium is then stable for all of them.
    unknown : how a pair that a party cannot compare is taken (Li et al. 2004): a and b, only a state known to be no
        better deters; c and d, one not known to be better too; in a and c a party also leaves for a state it cannot
        compare.
    start, improving : paths from this state, else from the model's status quo; every move an improvement of the mover.
    inverse : a state; say which rankings of each party make it stable (at the first point).
    preset, at, values : where the parameters stand; arrays make a batch of points.

    Returns
    -------
    Stability, or with `over` or `path` StabilityAlong.

    >>> from negotiation.library import load
    >>> stability(load("elmira"), concept="nash").equilibria("nash")
    ('s5', 's8', 's9')
    """
    for what, said in {"over": over, "path": path, "start": start, "inverse": inverse, "unknown": unknown}.items():
        text(what, said)
    instance("coalitions", coalitions, bool)
    instance("improving", improving, bool)
    names = chosen(concept)
    if unknown not in MODES:
        raise SolverError(f"unknown: found {str(unknown)!r:.40}; allowed: {', '.join(MODES)}")
    if over is not None or path is not None:
        return _along(model, over, path, names, coalitions, preset, at, values)
    graph = ConflictGraph.of(model, preset_of(at, preset), status_quo=start, at=stated(at, values))
    study = Study(graph, unknown)
    groups = groups_of(len(graph.parties), coalitions)
    found = {name: np.stack([study.stable(group, name, coalitions) for group in groups], axis=1) for name in names}
    origin = graph.provenance.by("stability", "", concept=None if names == CONCEPTS else list(names),
                                 coalitions=coalitions or None, unknown=None if unknown == "a" else unknown,
                                 start=start, improving=improving or None, inverse=inverse)
    paths = None if graph.status_quo is None else routes(graph, improving=improving)
    rankings = () if inverse is None else tuple(
        rankings_of(graph, inverse, party, name) for name in names for party in graph.parties)
    return Stability(graph, names, groups, found, unknown, paths, rankings, origin)


def groups_of(count: int, coalitions: bool) -> tuple[Group, ...]:
    """Return each party alone, or every coalition; raises ModelError for more than MOST_PARTIES."""
    if not coalitions:
        return tuple((i,) for i in range(count))
    if count > MOST_PARTIES:
        raise ModelError(f"{count} parties have {2**count - 1:,} coalitions; "
                         f"at most {MOST_PARTIES} parties are allowed")
    return tuple(coalitions_of(range(count)))


def _along(model: object, over: str | None, path: str | None, names: tuple[str, ...], coalitions: bool,
           preset: str | None, at: Mapping[str, Value] | None, values: Mapping[str, Value]) -> StabilityAlong:
    if not isinstance(model, Model):
        raise ModelError("over: only a Model has parameters that can run")
    if isinstance(model, Conflict) or not model.parameters:
        raise ModelError(f"{model.id} has no parameters to run over")
    if coalitions:
        raise SolverError("coalitions: along a parameter each party is looked at alone; allowed: coalitions at points")
    return along(model, over, path, model.point(preset, at=at, **values), names)
