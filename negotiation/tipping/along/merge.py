"""Intervals of many equilibria -> the table of regimes: consecutive intervals with the set that stands in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from negotiation.arithmetic.algebraic import Algebraic
from negotiation.tipping.result import End, Interval, Regime, Standing


def merged(standings: Sequence[Standing], domain: Sequence[Interval]) -> tuple[Regime, ...]:
    """Return the regimes in order.

    An interval's regime is the set that stands on it, its end points aside. A single point has a regime of its own only
    where an equilibrium stands there and on neither side, or on both sides and not there.
    """
    rows: list[Regime] = []
    for part in domain:
        rows += _part(standings, part)
    return tuple(rows)


def _part(standings: Sequence[Standing], part: Interval) -> list[Regime]:
    ends = {part.start.number: part.start, part.stop.number: part.stop}
    for row in standings:
        for each in row.intervals:
            for end in (each.start, each.stop):
                if end.number in part:
                    ends.setdefault(end.number, end)
    nodes = sorted(ends)
    at = [_standing(standings, node, node) for node in nodes]
    gaps = [_standing(standings, low, high) for low, high in pairwise(nodes)]
    if not gaps:
        return [_regime(standings, ends[nodes[0]], ends[nodes[0]], at[0])]
    found: list[Regime] = []
    start = 0
    for k in range(len(nodes)):
        left, right = set(gaps[max(k - 1, 0)]), set(gaps[min(k, len(gaps) - 1)])
        if 0 < k < len(gaps) and left == right == set(at[k]):
            continue
        if k > 0:
            found.append(_regime(standings, ends[nodes[start]], ends[nodes[k]], gaps[k - 1]))
            start = k
        hole = 0 < k < len(gaps) and not left & right <= set(at[k])
        if hole or not set(at[k]) <= left | right:
            found.append(_regime(standings, ends[nodes[k]], ends[nodes[k]], at[k]))
    return found


def _standing(standings: Sequence[Standing], low: Algebraic, high: Algebraic) -> tuple[int, ...]:
    """Return which rows stand at a node (low is high) or on the gap between two nodes; one row an equilibrium."""
    def stands(row: Standing) -> bool:
        if low is high:
            return any(low in each for each in row.intervals)
        return any(each.start.number <= low and high <= each.stop.number for each in row.intervals)

    first = {(row.label, row.branch): k for k, row in reversed(list(enumerate(standings)))}
    return tuple(sorted({first[row.label, row.branch] for row in standings if stands(row)}))


def _regime(standings: Sequence[Standing], start: End, stop: End, rows: Sequence[int]) -> Regime:
    point = start.number == stop.number
    kept = [standings[k] for k in rows]
    first, last = (replace(end, closed=point, breakers=()) for end in (start, stop))
    return Regime(first, last, tuple(row.support for row in kept), all(row.exact for row in kept))
