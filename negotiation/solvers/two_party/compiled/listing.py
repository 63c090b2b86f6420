"""All vertices at many points by the compiled walk: a first go at all points, then steps of its own for each left."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from negotiation.game import Array, Game
from negotiation.solvers.clock import Clock
from negotiation.solvers.cores import on_cores
from negotiation.solvers.two_party import exactly
from negotiation.solvers.two_party.compiled.around import prepared
from negotiation.solvers.two_party.compiled.dictionary import DONE, DOUBT, GROWN, MORE, UNIT
from negotiation.solvers.two_party.compiled.walk import index, walked
from negotiation.solvers.two_party.vertices import (
    Listed,
    Side,
    by_integers,
    distinct,
    most_bases,
    rationals,
    replies,
    spliced,
    unlisted,
)

POINTS_A_CORE = 128
"""Points from which on another core is worth its thread."""

SMALL = 1 << 30
"""Whole numbers that 64 bits multiply and subtract without loss."""

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


def listed(game: Game, points: Array, side: int, clock: Clock) -> Side:
    """List the vertices at some points of a game by the compiled walk, and in plain Python where it must."""
    if clock.over():
        return spliced(game, points, side, {k: unlisted(game, side) for k in range(len(points))})
    entries, errors, units = (_whole_numbers(game, points, side)
                              or prepared(np.ascontiguousarray(replies(game, side)[points]),
                                          np.ascontiguousarray(game.rounding[points, 1 - side])))
    unit, limit = (0, SMALL) if entries.dtype == np.int64 else (UNIT, np.inf)
    most = min(bases_at_first(game.strategy_counts), max(1, clock.left // len(points)))
    parts = on_cores(lambda rows: _walked(entries[rows], errors[rows], unit, limit, most), len(points), POINTS_A_CORE)
    status, labels, weights = (np.concatenate([part[k] for part in parts]) for k in (0, 2, 3))
    starts = np.concatenate([[0], np.cumsum(np.concatenate([np.diff(part[1]) for part in parts]))])
    clock.charge(sum(part[4] for part in parts))
    left = {}
    for k in np.flatnonzero(status != DONE).tolist():
        found = None
        if status[k] == MORE and not clock.over():
            found = _grown(entries[k], errors[k], unit, limit, units[k], clock)
        left[k] = found or _whole(game, int(points[k]), side, clock)
    return spliced(game, points, side, left, *_vertices(starts, labels, weights, units))


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


def _whole_numbers(game: Game, points: Array, side: int) -> tuple[Array, Array, Array] | None:
    """Return what `prepared` does, in integers, where payoffs are whole numbers whose minors surely stay SMALL.

    Integers tell ties, which floats can only doubt. A minor is at most the product of its rows' lengths (Hadamard).
    """
    paid, order = replies(game, side)[points], min(game.strategy_counts) + 1
    if (paid[0] % 1 != 0).any():
        return None
    low, high = paid.min(axis=2, keepdims=True), paid.max(axis=2, keepdims=True)
    widest = max(1.0, float((high / 2 - low / 2).max()) * 2)
    if order * np.log2(widest * order ** 0.5) > np.log2(SMALL) or game.rounding[points].any() or (paid % 1 != 0).any():
        return None
    entries = np.ones((len(points), paid.shape[2] + 1, paid.shape[1] + 1), dtype=np.int64)
    entries[:, 1:, :-1] = (low - paid).transpose(0, 2, 1)
    entries[:, 0, -1] = 0
    return entries, np.zeros(entries.shape), np.ones((len(points), paid.shape[1]))


def _vertices(starts: Array, labels: Array, weights: Array, units: Array) -> tuple[Array, Array, Array]:
    """Drop each walk's first entry, which is no vertex, and what ties made appear more than once."""
    owner = np.repeat(np.arange(len(units)), np.diff(starts))
    true = np.ones(len(owner), dtype=bool)
    true[starts[:-1][np.diff(starts) > 0]] = False
    owner, labels, weights = owner[true], labels[:starts[-1]][true], weights[:starts[-1]][true]
    weights = np.where(weights[:, -1:] == 0, weights[:, :-1] * units[owner], np.nan)
    if (np.bitwise_count(labels).sum(axis=1) > units.shape[1]).any():
        _, _, first = distinct(labels[:, 0], labels[:, 1], owner)
        owner, labels, weights = owner[first], labels[first], weights[first]
    return np.searchsorted(owner, np.arange(len(units) + 1)), labels, weights


def _longer(array: Array) -> Array:
    return np.concatenate([array, np.zeros_like(array)])


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
        found = _grown(whole, np.zeros(whole.shape), 0, SMALL, units, clock)
        if found is not None:
            return found
    return by_integers(entries, units, clock)


def _grown(entries: Array, errors: Array, unit: float, limit: float, units: Array | Sequence[int],
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
        kept = np.where(kept[:, -1:] == 0, kept, np.nan)
    return Listed(zero, best, kept[:, :-1], units, bool(status[0] == DONE))
