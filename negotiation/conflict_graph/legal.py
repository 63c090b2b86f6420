"""Where a group can get by legal sequences: single moves of its members, nobody twice in succession.

Let X_j[t] be the states reached from t by sequences that begin with j. Then X_j[t] is the union over j's moves t -> u
of {u} and of X_l[u] for every other member l. These equations are solved by components: the nodes X_j[t], and Y_j[u]
for "all X_l[u] but j's", form a graph; what lies in one strong component reaches the same; the rest has no circles and
is united from its ends. That costs a row of bits an edge, and no more where moves lead in circles.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from negotiation.conflict_graph.bits import Edges, pack
from negotiation.game import Array


def singles(states: int, places: int) -> Array:
    """Return {state of the place} for each place, packed; places run through the states again for each point."""
    marks = np.zeros((states, states), dtype=bool)
    np.fill_diagonal(marks, True)
    return np.tile(pack(marks), (places // states, 1))


def reachable(movers: Sequence[Edges], states: int) -> Array:
    """Return the states reached from each place by at least one legal move: packed rows (places, bytes).

    `movers` has the edges of each member over the same places; a place is a state at a point, state fastest.
    """
    places = movers[0].size
    own = singles(states, places)
    every = np.arange(places)
    direct = [each.unions(own, every) for each in movers]
    if len(movers) == 1:
        return direct[0]
    rows = _closed(_sequences(movers, places), np.concatenate([*direct, np.zeros_like(np.concatenate(direct))]))
    return np.bitwise_or.reduce(rows[:len(movers) * places].reshape(len(movers), places, -1), axis=0)


def _sequences(movers: Sequence[Edges], places: int) -> Edges:
    """Return the edges X_j[t] -> Y_j[u] and Y_j[u] -> X_l[u] over nodes X then Y, where there is something to reach."""
    count = len(movers)
    sources = [k * places + each.source for k, each in enumerate(movers)]
    targets = [(count + k) * places + each.target for k, each in enumerate(movers)]
    leaves = [np.flatnonzero(np.diff(each.starts)) for each in movers]
    for k in range(count):
        for other in range(count):
            if other != k:
                sources.append((count + k) * places + leaves[other])
                targets.append(other * places + leaves[other])
    return Edges.of(np.concatenate(sources), np.concatenate(targets), 2 * count * places)


def _closed(graph: Edges, own: Array) -> Array:
    """Return for each node the union of `own` over the node and all that it reaches."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    matrix = csr_array((np.ones(len(graph.source), dtype=np.int8), (graph.source, graph.target)),
                       shape=(graph.size, graph.size))
    count, label = connected_components(matrix, connection="strong")
    order = np.argsort(label, kind="stable")
    begin = np.searchsorted(label[order], np.arange(count))
    rows = np.bitwise_or.reduceat(own[order], begin, axis=0)
    source, target = label[graph.source], label[graph.target]
    pairs = np.unique((source.astype(np.int64) * count + target)[source != target])
    _united(Edges(pairs // count, pairs % count, count), rows)
    return rows[label]


def _united(graph: Edges, rows: Array) -> None:
    """Add to each row those of its successors, in a graph without circles, from its ends upwards."""
    back, waiting = graph.reversed(), np.diff(graph.starts)
    ready = np.flatnonzero(waiting == 0)
    while len(ready):
        numbers, _ = back.leaving(ready)
        before, count = np.unique(back.target[numbers], return_counts=True)
        waiting[before] -= count
        ready = before[waiting[before] == 0]
        if len(ready):
            rows[ready] |= graph.unions(rows, ready)
