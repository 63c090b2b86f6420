"""The walk over the vertices of a best-reply polyhedron, compiled: floats with proven signs, or 62-bit integers.

The polyhedron {x >= 0, sum x = 1, s_j = v - sum_i R_ij x_i >= 0} is a dictionary: rows h = sum x (h = 1) and s_1..s_n,
columns x_1..x_m and v. A basis is named by its support (x basic) and its ties (s not basic), of equal size k; its
dictionary comes from the first one by k + 1 exchanges. Entries are minors N over one determinant D > 0 (Edmonds 1967;
Bareiss 1968), so signs are signs of N: integers divide without rest, floats carry a running bound E of |N - exact N|.

Ties in a ratio test are broken by a symbolic perturbation x_a >= -e^a, s_j >= -e^(m+j) (Charnes 1952; Dantzig, Orden
and Wolfe 1955): the perturbed polyhedron is simple, every vertex of the true one is the limit of one of its own, and
its graph of vertices is connected (Balinski 1961; an unbounded one's by the simplex method, from any vertex to the
minimum of v, whose face is bounded). So a search of the graph that decides every sign rightly misses no vertex. A sign
that is not proved stops the walk with DOUBT; an integer that outgrows its bits with GROWN.
"""

from __future__ import annotations

import numpy as np

from negotiation.solvers.boxes.compiled.jit import jit, part
from negotiation.solvers.two_party.compiled.dictionary import (
    DONE,
    DOUBT,
    LEAST,
    MORE,
    PRECISE,
    SAFE,
    UNSURE,
    dictionary,
    sign,
    sign_of_difference,
)


@part
def perturbation(N, E, D, ED, r, a, row, place):
    """Return the coefficient (times D) of e^a in row r's value, and its error."""
    if place[a] >= 0:
        return -N[r, place[a]], E[r, place[a]]
    if row[r] == a:
        return D, ED
    return D * 0, 0.0


@part
def sooner(N, E, D, ED, r, best, c, row, place, h, total, unit):
    """Tell whether row r blocks column c before row `best`: 1, -1, or UNSURE."""
    x, ex, y, ey = abs(N[best, c]), E[best, c], abs(N[r, c]), E[r, c]
    found = sign_of_difference(N[r, h], E[r, h], x, ex, N[best, h], E[best, h], y, ey, unit)
    a = 0
    while found == 0 and a < total:
        first, e_first = perturbation(N, E, D, ED, r, a, row, place)
        second, e_second = perturbation(N, E, D, ED, best, a, row, place)
        found = sign_of_difference(first, e_first, x, ex, second, e_second, y, ey, unit)
        a += 1
    return UNSURE if found == UNSURE else (1 if found < 0 else -1)


@part
def blocking(N, E, D, ED, c, way, row, place, h, total, unit):
    """Return the row that blocks column c as it grows (way 1) or falls (-1); -1 if none does, -2 in doubt."""
    best, doubts = -1, False
    for r in range(N.shape[0]):
        if row[r] >= total:
            continue
        slope = sign(N[r, c] * way, E[r, c])
        if slope == UNSURE:
            doubts = True
        elif slope < 0:
            if best >= 0:
                first = sooner(N, E, D, ED, r, best, c, row, place, h, total, unit)
                if first == UNSURE:
                    return -2
                if first < 0:
                    continue
            best = r
    if not doubts:
        return best
    if best < 0:
        return -2
    for r in range(N.shape[0]):
        if row[r] < total and sign(N[r, c] * way, E[r, c]) == UNSURE:
            least, most = N[r, h] - E[r, h], N[best, h] + E[best, h]
            if not least * (abs(N[best, c]) - E[best, c]) > SAFE * most * (abs(N[r, c]) + E[r, c]) + LEAST:
                return -2
    return best


@part
def mark(support, ties, bases, table, state):
    """Put a basis into the queue unless it is known; return False where the queue is full."""
    size = len(table)
    slot = ((support * 0x1E3779B97F4A7C15 + (support >> 31) + ties * 0x3F58476D1CE4E5B9) >> 20) & (size - 1)
    while table[slot] > 0:
        k = table[slot] - 1
        if bases[k, 0] == support and bases[k, 1] == ties:
            return True
        slot = (slot + 1) & (size - 1)
    k = state[1]
    if k >= len(bases):
        return False
    bases[k, 0], bases[k, 1] = support, ties
    table[slot] = k + 1
    state[1] = k + 1
    return True


@part
def places(column, place):
    place[:] = -1
    for j in range(len(column)):
        if column[j] < len(place):
            place[column[j]] = j


@part
def column_of(column, name):
    for j in range(len(column)):
        if column[j] == name:
            return j
    return -1


@part
def examined(N, E, D, ED, support, ties, m, total, h, row, weights):
    """Write a vertex's weights, and 1 if they are not PRECISE; return its labels and whether every sign is proved."""
    zero, best, sure, off = ((1 << m) - 1) & ~support, ties, True, 0.0
    weights[:] = 0
    for r in range(len(row)):
        if row[r] >= total:
            continue
        at = sign(N[r, h], E[r, h])
        sure = sure and (at == 0 or at == 1)
        if row[r] < m:
            weights[row[r]] = N[r, h]
            if at == 0:
                zero |= 1 << row[r]
            elif E[r, h] > off * abs(N[r, h]):
                off = E[r, h] / abs(N[r, h])
        elif at == 0:
            best |= 1 << (row[r] - m)
    if off > PRECISE:
        weights[m] = 1
    return zero, best, sure


@part
def walk(A, B, unit, limit, bases, labels, weights, table, state, N, E, row, column, turns, place, quota):
    """Examine at most `quota` bases of the queue; `state` holds how many were examined and how many are known.

    The queue's first entry, own strategy 0 without a tie, is no basis yet: from there v falls until a reply ties.
    """
    m, n = A.shape[1] - 1, A.shape[0] - 1
    total = m + n
    if state[1] == 0:
        mark(1, 0, bases, table, state)
    while state[0] < state[1]:
        if quota <= 0:
            return MORE
        quota -= 1
        here = state[0]
        support, ties = bases[here, 0], bases[here, 1]
        D, ED, status = dictionary(A, B, support, ties, unit, limit, N, E, row, column, turns)
        if status != DONE:
            return status
        places(column, place)
        h = column_of(column, total + 1)
        zero, best, sure = examined(N, E, D, ED, support, ties, m, total, h, row, weights[here])
        if ties != 0 and not sure:
            return DOUBT
        labels[here, 0], labels[here, 1] = zero, best
        for c in range(m + 1):
            if c == h or (ties == 0 and column[c] != total):
                continue
            r = blocking(N, E, D, ED, c, 1 if ties != 0 else -1, row, place, h, total, unit)
            if r == -2:
                return DOUBT
            if r == -1:
                continue
            support_next, ties_next = support, ties
            for name in (column[c], row[r]):
                if name < m:
                    support_next ^= 1 << name
                elif name < total:
                    ties_next ^= 1 << (name - m)
            if not mark(support_next, ties_next, bases, table, state):
                return MORE
        state[0] = here + 1
    return DONE


@jit
def index(bases, known, table):
    """Fill a larger table with the bases known so far."""
    table[:] = 0
    state = np.zeros(2, np.int64)
    for k in range(known):
        mark(bases[k, 0], bases[k, 1], bases, table, state)


@jit
def walked(A, B, unit, limit, first, status, starts, spent, bases, labels, weights, table, state, quota):
    """Walk the polyhedra of points (P, n + 1, m + 1), from `first` on; return the first point that found no room.

    `starts[p]` and `starts[p + 1]` bound point p's rows of `labels` (L, 2) and `weights` (L, m + 1), of which the first
    is no vertex; `spent[p]` counts the bases examined.
    `bases` (K, 2), `table` and `state` are the walk's memory; a walk stops at `quota` bases or a full
    memory, with status MORE: where one point is walked alone, let the memory grow and call again to go on.
    """
    rows, columns = A.shape[1], A.shape[2]
    N, E = np.empty((rows, columns), A.dtype), np.empty((rows, columns))
    row, column = np.empty(rows, np.int64), np.empty(columns, np.int64)
    turns = np.empty((2, rows + columns), np.int64)
    place = np.empty(rows + columns - 2, np.int64)
    for p in range(first, len(A)):
        start = starts[p]
        if start + len(bases) > len(labels):
            return p
        if len(A) > 1:
            state[:] = 0
            table[:] = 0
        before = state[0]
        status[p] = walk(A[p], B[p], unit, limit, bases, labels[start:], weights[start:], table, state,
                         N, E, row, column, turns, place, quota)
        spent[p] = state[0] - before
        starts[p + 1] = start + (state[0] if status[p] == DONE else 0)
    return len(A)
