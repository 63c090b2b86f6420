"""All vertices at many points by the compiled walk: a first go at all points, then steps of its own for each left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from negotiation.game import Array, Game
from negotiation.solvers.clock import Clock
from negotiation.solvers.cores import on_cores
from negotiation.solvers.two_party import exactly
from negotiation.solvers.two_party.compiled.dictionary import DONE, DOUBT, GROWN, MORE
from negotiation.solvers.two_party.compiled.first import SMALL, First
from negotiation.solvers.two_party.compiled.partners import partnered
from negotiation.solvers.two_party.compiled.walk import index, walked
from negotiation.solvers.two_party.vertices import (
    Listed,
    Side,
    by_integers,
    counted,
    distinct,
    most_bases,
    rationals,
    spliced,
    unlisted,
)

POINTS_A_CORE, VERTICES_A_CORE = 128, 1024
"""Points to walk, and vertices to find a partner for, from which on another core is worth its thread."""

MOST, LEAST = 1024, 16
"""Bases of a point that the first go examines at most; and at least, however large the game."""

AT_ONCE = 1 << 15
"""Bases that a first go may list."""

STEPS = 1 << 21
"""Numbers that one call may update for a point walked alone; and for each point of a first go."""

TOGETHER = 1 << 25
"""Numbers that a first go may update."""

ROOM = 1 << 26
"""Numbers that the walk of one point may keep in memory."""


def bases_at_first(shape: Sequence[int]) -> int:
    """Return how many bases of a point of this shape the first go examines at most."""
    return min(MOST, most_bases(shape) + 2, max(LEAST, STEPS // _price(shape)))


def points_at_once(shape: Sequence[int], clock: Clock) -> int:
    """Return how many points one go may take so that it returns soon and keeps to the budget."""
    bases = bases_at_first(shape)
    return max(1, min(AT_ONCE // bases, TOGETHER // (bases * _price(shape)), clock.left // bases))


def _price(shape: Sequence[int]) -> int:
    """Return how many numbers the dictionary of a basis updates at most."""
    return (min(shape) + 1) * (shape[0] + 1) * (shape[1] + 1)


class Rows(NamedTuple):
    """Vertices (V,) by point, in the order of the points: owner, labels (V, 2), weights (V, m); and status (P,)."""

    status: Array
    owner: Array
    labels: Array
    weights: Array

    def over(self, points: Array, others: Rows) -> Rows:
        """Put what was found at some points, which have nothing here, beside the rest."""
        if not len(points):
            return self
        keep = ~np.isin(self.owner, points)
        owner = np.concatenate([self.owner[keep], points[others.owner]])
        order = np.argsort(owner, kind="stable")
        status = self.status.copy()
        status[points] = others.status
        return Rows(status, owner[order], np.concatenate([self.labels[keep], others.labels])[order],
                    np.concatenate([self.weights[keep], others.weights])[order])


def listed(game: Game, points: Array, side: int, clock: Clock, other: Side | None = None) -> Side:
    """List the vertices at some points of a game by the compiled walk, and in plain Python where it must.

    With the vertices of the `other` side only those that pair with one of them, where they are without ties.
    """
    if clock.over():
        return spliced(game, points, side, {k: unlisted(game, side) for k in range(len(points))})
    first = First.of(game, points, side)
    if other is None:
        rest, rows, reached = np.arange(len(points)), _first_go(game, first, clock), len(points)
    else:
        rows, reached = _partners(first, other, clock)
        rest = np.flatnonzero(rows.status != DONE)
        if len(rest):
            rows = rows.over(rest, _first_go(game, first.at(rest), clock))
    left = {}
    for k in rest[rows.status[rest] != DONE].tolist():
        found = None
        if rows.status[k] == MORE and not clock.over():
            found = _grown(first.entries[k], first.errors[k], first.units[k], first.unit, first.limit, clock)
        left[k] = found or _whole(game, int(points[k]), side, clock)
    starts = np.searchsorted(rows.owner, np.arange(len(points) + 1))
    told = spliced(game, points, side, left, starts, rows.labels, rows.weights)
    told.done[reached:] = False
    return told


def _partners(first: First, other: Side, clock: Clock) -> tuple[Rows, int]:
    """Return the partners of the other side's vertices, as far as the clock allows: up to which point is told."""
    points, owner = len(first.entries), np.repeat(np.arange(len(first.entries)), np.diff(other.starts))
    shape = first.entries.shape[1] - 1, first.entries.shape[2] - 1
    tied = counted(other.zero) + counted(other.best) != shape[0]
    status, found = np.full(points, DONE), np.zeros(len(owner), dtype=bool)
    status[owner[tied]] = DOUBT
    labels = np.zeros((len(owner), 2), dtype=np.int64)
    weights = np.zeros((len(owner), shape[1] + 1), first.entries.dtype)
    zero, best, begin = np.ascontiguousarray(other.zero), np.ascontiguousarray(other.best), 0
    while begin < len(owner) and not clock.over():
        end = min(len(owner), begin + max(1, min(TOGETHER // _price(shape), clock.left)))

        def seek(rows: slice, begin: int = begin) -> None:
            partnered(*first[:2], first.unit, first.limit, owner, zero, best, begin + rows.start, begin + rows.stop,
                      status, found, labels, weights)

        on_cores(seek, end - begin, VERTICES_A_CORE)
        clock.charge(end - begin)
        begin = end
    found &= status[owner] == DONE
    reached = points if begin == len(owner) else int(owner[begin])
    return Rows(status, owner[found], labels[found], first.scaled(weights[found], owner[found])), reached


def _first_go(game: Game, first: First, clock: Clock) -> Rows:
    """Walk at all points, up to a fair share of bases each."""
    most = min(bases_at_first(game.strategy_counts), max(1, clock.left // len(first.entries)))
    parts = on_cores(lambda rows: _walked(*first.at(rows)[:2], first.unit, first.limit, most), len(first.entries),
                     POINTS_A_CORE)
    status, labels, weights = (np.concatenate([part[k] for part in parts]) for k in (0, 2, 3))
    counts = np.concatenate([np.diff(part[1]) for part in parts])
    clock.charge(sum(part[4] for part in parts))
    return _vertices(first, status, counts, labels, weights)


def _walked(entries: Array, errors: Array, unit: float, limit: float, most: int
            ) -> tuple[Array, Array, Array, Array, int]:
    """Walk at all points, up to `most` bases each: their status, where their rows start, the rows, the bases spent."""
    points = len(entries)
    status, starts, spent = (np.zeros(points + extra, dtype=np.int64) for extra in (0, 1, 0))
    labels, weights = np.zeros((8 * most, 2), np.int64), np.zeros((8 * most, entries.shape[2]), entries.dtype)
    bases, table, state = _memory(most)
    reached = 0
    while True:
        reached = walked(entries, errors, unit, limit, reached, status, starts, spent, bases, labels, weights, table,
                         state, most)
        if reached == points:
            return status, starts, labels[:starts[-1]], weights[:starts[-1]], int(spent.sum())
        labels, weights = _longer(labels), _longer(weights)


def _vertices(first: First, status: Array, counts: Array, labels: Array, weights: Array) -> Rows:
    """Drop each walk's first entry, which is no vertex, and what ties made appear more than once."""
    owner = np.repeat(np.arange(len(status)), counts)
    true = np.ones(len(owner), dtype=bool)
    true[(np.cumsum(counts) - counts)[counts > 0]] = False
    owner, labels = owner[true], labels[true]
    weights = first.scaled(weights[true], owner)
    if (np.bitwise_count(labels).sum(axis=1) > first.units.shape[1]).any():
        _, _, once = distinct(labels[:, 0], labels[:, 1], owner)
        owner, labels, weights = owner[once], labels[once], weights[once]
    return Rows(status, owner, labels, weights)


def _longer(array: Array) -> Array:
    longer = np.zeros((2 * len(array), *array.shape[1:]), array.dtype)  # what is not written takes no memory
    longer[:len(array)] = array
    return longer


def _memory(most: int) -> tuple[Array, Array, Array]:
    """Return room for `most` bases, the table that finds them again, and the state of a walk."""
    return (np.zeros((most, 2), dtype=np.int64), np.zeros(2 << (2 * most).bit_length(), dtype=np.int64),
            np.zeros(2, dtype=np.int64))


def _whole(game: Game, p: int, side: int, clock: Clock) -> Listed:
    """List a point's vertices from its exact payoffs: compiled while numbers stay small, else in plain Python."""
    if clock.over():
        return unlisted(game, side)
    entries, units = exactly.integers(rationals(game, p, side))
    if max(abs(each) for row in entries for each in row) <= SMALL:
        whole = np.array(entries, dtype=np.int64)
        found = _grown(whole, np.zeros(whole.shape), units, 0, SMALL, clock)
        if found is not None:
            return found
    return by_integers(entries, units, clock)


def _grown(entries: Array, errors: Array, units: Array | Sequence[int], unit: float, limit: float,
           clock: Clock) -> Listed | None:
    """Walk one polyhedron in compiled steps; None where a sign is not proved or a number grew too large."""
    n, m = entries.shape[0] - 1, entries.shape[1] - 1
    quota = max(LEAST, STEPS // _price((m, n)))
    bases, table, state = _memory(256)
    labels, weights = np.zeros((256, 2), dtype=np.int64), np.zeros((256, m + 1), entries.dtype)
    status, starts, spent = np.full(1, MORE), np.zeros(2, dtype=np.int64), np.zeros(1, dtype=np.int64)
    while status[0] == MORE and not clock.over():
        walked(entries[None], errors[None], unit, limit, 0, status, starts, spent, bases, labels, weights, table, state,
               min(quota, clock.left))
        clock.charge(int(spent[0]))
        if status[0] in (DOUBT, GROWN):
            return None
        if status[0] == MORE and state[1] + m + 1 >= len(bases):
            if len(bases) * (m + 10) > ROOM:
                break
            bases, labels, weights, table = (_longer(each) for each in (bases, labels, weights, table))
            index(bases, int(state[1]), table)
    here = slice(1, int(state[0]))
    zero, best, first = distinct(labels[here, 0], labels[here, 1])
    kept = weights[here][first]
    if unit:
        kept[kept[:, -1] != 0] = np.nan
    return Listed(zero, best, kept[:, :-1], units, bool(status[0] == DONE))
