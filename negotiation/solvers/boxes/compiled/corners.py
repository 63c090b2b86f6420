"""Gains over a product of sub-simplices from their values at its corners, compiled; `compiled.sift` says why."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from negotiation.game import Array
from negotiation.solvers.boxes.compiled.forms import gather
from negotiation.solvers.boxes.compiled.jit import loose

ROUNDED = 1e-12
"""By how much bounds on corner weights give way, for the rounding of sums of at most a hundred numbers up to 1."""

LEAST = 1e-6
"""No sub-simplex is shrunk to a smaller share in one step, so that its corners stay apart."""


class Room(NamedTuple):
    """Arrays to work in: gains at the corners, the ties' slopes and their inverse, the Newton image and its extent."""

    table: Array
    matrix: Array
    work: Array
    inverse: Array
    image: Array
    sum: Array
    low: Array
    high: Array


@loose
def others(face, i):
    entries = 1
    for j in range(len(face.size)):
        if j != i:
            entries *= face.size[j]
    return entries


@loose
def at_corners(own, i, face, corners, table):
    """Write party i's gains over its reference at all corners of the others' sub-simplices."""
    entries = gather(own, i, face, table)
    right = 1
    values = np.zeros(face.size.max())
    for j in range(len(face.shape) - 1, -1, -1):
        m = face.size[j]
        if j == i or m == 1:
            continue
        for a in range(face.shape[i]):
            for left in range(entries // (right * m)):
                for r in range(right):
                    start = left * m * right + r
                    for s in range(m):
                        values[s] = table[a, start + s * right]
                    for v in range(m):
                        total = 0.0
                        for s in range(m):
                            total += corners[j, v, s] * values[s]
                        table[a, start + v * right] = total
        right *= m


@loose
def beaten(i, face, table, bits, slack):
    """Tell whether a played strategy pays less than another one at all corners."""
    entries = others(face, i)
    for n in range(face.size[i]):
        a = face.member[i, n]
        for b in range(face.shape[i]):
            if a != b:
                beats = True
                for entry in range(entries):
                    if table[b, entry] - table[a, entry] <= slack:
                        beats = False
                        break
                if beats:
                    return True
    return False


@loose
def _mean(row, entries, right, m, corner):
    """Average the entries of a row at one corner of one party."""
    total = 0.0
    for left in range(entries // (right * m)):
        start = (left * m + corner) * right
        for r in range(right):
            total += row[start + r]
    return total * m / entries


@loose
def _slope(i, face, row, into):
    """Fill the mean slopes of one of party i's gains in the corner weights, each party's last corner giving way."""
    entries = right = others(face, i)
    for k in range(face.size[i] - 1):
        into[face.first[i] + k] = 0.0
    for j in range(len(face.shape)):
        m = face.size[j]
        if j == i or m == 1:
            continue
        right //= m
        last = _mean(row, entries, right, m, m - 1)
        for k in range(m - 1):
            into[face.first[j] + k] = _mean(row, entries, right, m, k) - last


@loose
def slopes(face, room):
    for i in range(len(face.shape)):
        for n in range(face.size[i] - 1):
            _slope(i, face, room.table[i, face.member[i, n]], room.matrix[face.first[i] + n])


@loose
def image(face, room, free):
    """Fill minus the preconditioned ties at all corners."""
    total = others(face, -1)
    for k in range(free):
        for m in range(total):
            room.image[k, m] = 0.0
        right = total
        for i in range(len(face.shape)):
            size = face.size[i]
            right //= size
            if size == 1:
                continue
            for entry in range(total // size):
                room.sum[entry] = 0.0
            for n in range(size - 1):
                weight, row = room.inverse[k, face.first[i] + n], room.table[i, face.member[i, n]]
                for entry in range(total // size):
                    room.sum[entry] += weight * row[entry]
            for left in range(total // (size * right)):
                for own in range(size):
                    for r in range(right):
                        room.image[k, (left * size + own) * right + r] -= room.sum[left * right + r]


@loose
def extent(face, room, free, slack):
    """Bound the corner weights of every root; False when a preconditioned tie keeps its sign."""
    right = total = others(face, -1)
    for j in range(len(face.shape)):
        m = face.size[j]
        right //= m
        for v in range(m):
            room.low[j, v], room.high[j, v] = 1e300, -1e300
        loose = ROUNDED
        for k in range(face.first[j], face.first[j] + m - 1):
            wobble, least, most = 0.0, 1e300, -1e300
            for e in range(free):
                wobble += slack * abs(room.inverse[k, e])
            for corner in range(total):
                least, most = min(least, room.image[k, corner]), max(most, room.image[k, corner])
            if least > wobble or most < -wobble:
                return False
            loose += wobble
        for left in range(total // (right * m)):
            for own in range(m):
                start = (left * m + own) * right
                for corner in range(start, start + right):
                    last = 1.0
                    for v in range(m - 1):
                        weight = room.image[face.first[j] + v, corner] + (1.0 if own == v else 0.0)
                        last -= weight
                        room.low[j, v], room.high[j, v] = min(room.low[j, v], weight), max(room.high[j, v], weight)
                    room.low[j, m - 1] = min(room.low[j, m - 1], last)
                    room.high[j, m - 1] = max(room.high[j, m - 1], last)
        for v in range(m):
            room.low[j, v] -= loose
            room.high[j, v] += loose
    return True


@loose
def shrink(face, room, corners):
    """Shrink to the corner weights allowed; return the share kept, -1 for none, and whether the image lies inside."""
    kept, inside = 1.0, True
    for j in range(len(face.shape)):
        m = face.size[j]
        if m == 1:
            continue
        share = 1.0
        for v in range(m):
            if room.high[j, v] < 0 or room.low[j, v] > 1:
                return -1.0, False
            inside = inside and room.low[j, v] > 0 and room.high[j, v] < 1
            share -= max(0.0, room.low[j, v])
        if share < -ROUNDED:
            return -1.0, False
        if share < LEAST:
            share = 1.0
            for v in range(m):
                room.low[j, v] -= LEAST
                share -= max(0.0, room.low[j, v])
        kept *= share ** (m - 1)
        for s in range(m):
            base = 0.0
            for v in range(m):
                base += max(0.0, room.low[j, v]) * corners[j, v, s]
            if share < 1.0:
                for v in range(m):
                    corners[j, v, s] = base + share * corners[j, v, s]
    return kept, inside
