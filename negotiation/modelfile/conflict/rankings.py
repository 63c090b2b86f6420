"""Rankings as authors write them -> ranks (S,), the larger the better, and the pairs that are not compared (S, S)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from negotiation.errors import unknown
from negotiation.game import Array
from negotiation.modelfile.conflict.states import Space, truth
from negotiation.modelfile.faults import Fault, Where
from negotiation.modelfile.values import Row

KINDS = ("order", "chains", "statements")


def ranking(party: str, row: Row, states: Sequence[str], space: Space) -> tuple[Array, Array]:
    """Return a party's ranks and its unknown pairs.

    `order` lists every state, `chains` say what is known and no more, `statements` are of falling priority: the first
    that holds in one state and not in the other decides, whatever comes after (prioritised statements: Fang, Hipel,
    Kilgour and Peng 2003).
    """
    where: Where = ("rankings", party)
    given = [name for name in KINDS if row[name] is not None]
    if len(given) != 1:
        raise Fault(where, f"the ranking of {party} has {' and '.join(given) or 'nothing'}; "
                           f"allowed: one of {', '.join(KINDS)}")
    if given == ["statements"]:
        ranks, doubt = _prioritised(where, row["statements"], space), np.zeros((len(states),) * 2, dtype=bool)
    elif given == ["order"]:
        ranks = _listed((*where, "order"), row["order"], states)
        doubt = np.zeros((len(states),) * 2, dtype=bool)
    else:
        ranks, doubt = _chained((*where, "chains"), row["chains"], states)
    for k, pair in enumerate(row["unknown"]):
        s, t = (_state((*where, "unknown", k), each, states) for each in pair)
        doubt[s, t] = doubt[t, s] = s != t
    return ranks, doubt


def told(row: Row) -> str:
    """Return a ranking as text, the best first."""
    if row["statements"] is not None:
        return "; ".join(row["statements"])
    chains = [row["order"]] if row["order"] is not None else row["chains"] or []
    return "; ".join(" > ".join(each if isinstance(each, str) else " ~ ".join(each) for each in chain)
                     for chain in chains)


def _state(where: Where, name: str, states: Sequence[str]) -> int:
    if name not in states:
        raise Fault(where, unknown("a state", name, states))
    return states.index(name)


def _tiers(where: Where, rows: Sequence[str | list[str]], states: Sequence[str]) -> list[list[int]]:
    return [[_state((*where, k), name, states) for name in ([row] if isinstance(row, str) else row)]
            for k, row in enumerate(rows)]


def _listed(where: Where, rows: Sequence[str | list[str]], states: Sequence[str]) -> Array:
    tiers = _tiers(where, rows, states)
    seen = [s for tier in tiers for s in tier]
    twice = [states[s] for k, s in enumerate(seen) if s in set(seen[:k])] if len(set(seen)) < len(seen) else []
    if twice:
        raise Fault(where, f"the state '{twice[0]}' stands twice in the order")
    if missing := [name for s, name in enumerate(states) if s not in set(seen)]:
        raise Fault(where, f"the order lacks {', '.join(missing[:5])}; allowed: every state once, or chains")
    ranks = np.zeros(len(states), dtype=int)
    for k, tier in enumerate(tiers):
        ranks[tier] = len(tiers) - k
    return ranks


def _chained(where: Where, rows: Sequence[Sequence[str | list[str]]], states: Sequence[str]) -> tuple[Array, Array]:
    """Return ranks that agree with every chain, and the pairs that no chain compares."""
    size = len(states)
    above, tie = np.zeros((size, size), dtype=bool), np.eye(size, dtype=bool)
    for k, chain in enumerate(rows):
        tiers = _tiers((*where, k), list(chain), states)
        for number, tier in enumerate(tiers):
            tie[np.ix_(tier, tier)] = True
            for lower in tiers[number + 1:]:
                above[np.ix_(tier, lower)] = True
    least = above | tie
    for s in range(size):  # Warshall: what is at least as good by way of s.
        least |= least[:, s:s + 1] & least[s:s + 1]
    strict = (least.astype(int) @ above.astype(int) @ least.astype(int)) > 0
    if (round_ := np.flatnonzero(np.diag(strict))).size:
        raise Fault(where, f"the chains put the state '{states[round_[0]]}' above itself")
    known = least | least.T
    ranks = np.zeros(size, dtype=int)
    for s in np.argsort(least.sum(axis=1), kind="stable").tolist():
        below = np.flatnonzero(strict[s])
        ranks[s] = ranks[below].max() + 1 if len(below) else 0
    return ranks, ~known


def _prioritised(where: Where, statements: Sequence[str], space: Space) -> Array:
    """Return the ranks that statements of falling priority give; states that agree on all of them tie."""
    first = space.combinations[space.first]
    marks = [truth((*where, "statements", k), text, space.options, first) for k, text in enumerate(statements)]
    if not marks:
        return np.zeros(len(first), dtype=int)
    return np.unique(np.stack(marks, axis=1), axis=0, return_inverse=True)[1].reshape(-1)
