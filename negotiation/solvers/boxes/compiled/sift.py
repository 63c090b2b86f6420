"""Sift a large support: drop most of it by sub-simplices, where all bounds are exact, and leave boxes for the rest.

A node gives each party a sub-simplex of its mixtures by its corners. Gains are linear in each party's mixture, so
their exact extremes over the node are among the payoffs at the corners.

1. Drop the node when some strategy beats one that is played at all corners.
2. Precondition the ties by the inverse of their slopes; they are multilinear still. Drop the node when one of them
   keeps its sign at all corners; else shrink every sub-simplex to the weights the Newton image allows.
3. Hand over as a box what is narrow, or what the image lies inside of; halve the edge that bends the gains most.

`boxes.search` takes it from there: nothing is proved here but that no equilibrium is in what was dropped.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from negotiation.game import Array
from negotiation.solvers.boxes.compiled.forms import Face, gather, lay
from negotiation.solvers.boxes.compiled.jit import jit, loose
from negotiation.solvers.boxes.compiled.linear import invert

DROPPED, OPEN, NARROW = 0, 1, 2
PASSES, KEPT = 4, 0.8


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


@jit
def sift_all(payoffs, shape, strides, slack, width, nodes, point, bits, corners, boxes, box_row, rest, rest_row, spent):
    """Sift each row for up to `nodes` nodes; return how many boxes (n, 2, N, S) and unfinished nodes were written."""
    parties, widest, entries = len(shape), shape.max(), 1
    for j in range(parties):
        entries *= shape[j]
    most = max(1, shape.sum() - parties)
    face = Face(shape, strides, np.zeros((parties, widest), np.int64), np.zeros(parties, np.int64),
                np.zeros(parties, np.int64))
    room = Room(np.zeros((parties, widest, entries)), np.zeros((most, most)), np.zeros((most, most)),
                np.zeros((most, most)), np.zeros((most, entries)), np.zeros(entries),
                np.zeros((parties, widest)), np.zeros((parties, widest)))
    stack = np.zeros((nodes + 2, parties, widest, widest))
    done, left = 0, 0
    for row in range(len(point)):
        free = lay(face, bits[row])
        _copy(corners[row], stack[0])
        top, seen = 0, 0
        while top >= 0 and seen < nodes:
            seen += 1
            state = _node(payoffs[point[row]], face, room, stack[top], bits[row], free, slack, width)
            if state == OPEN:
                _halve(face, room, stack, top)
                top += 1
                continue
            if state == NARROW:
                _hull(face, stack[top], boxes[done])
                box_row[done] = row
                done += 1
            top -= 1
        spent[row] = seen
        for k in range(top + 1):
            _copy(stack[k], rest[left])
            rest_row[left] = row
            left += 1
    return done, left


@loose
def _copy(source, target):
    for j in range(source.shape[0]):
        for v in range(source.shape[1]):
            for s in range(source.shape[2]):
                target[j, v, s] = source[j, v, s]


@loose
def _hull(face, corners, box):
    for j in range(len(face.shape)):
        for s in range(face.size[j]):
            box[0, j, s], box[1, j, s] = 1.0, 0.0
            for v in range(face.size[j]):
                box[0, j, s] = min(box[0, j, s], corners[j, v, s])
                box[1, j, s] = max(box[1, j, s], corners[j, v, s])


@loose
def _node(payoffs, face, room, corners, bits, free, slack, width):
    """Decide a node, shrinking its corners in place."""
    for _ in range(PASSES):
        for i in range(len(face.shape)):
            _at_corners(payoffs[i], i, face, corners, room.table[i])
            if _beaten(i, face, room.table[i], bits[i], slack):
                return DROPPED
        _slopes(face, room)
        if not invert(room.matrix, room.work, room.inverse, free):
            break
        _image(face, room, free)
        if not _extent(face, room, free, slack):
            return DROPPED
        kept, inside = _shrink(face, room, corners)
        if kept < 0:
            return DROPPED
        if inside:
            return NARROW
        if kept > KEPT:
            break
    return NARROW if _narrow(face, corners, width) else OPEN


@loose
def _at_corners(own, i, face, corners, table):
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
def _others(face, i):
    entries = 1
    for j in range(len(face.size)):
        if j != i:
            entries *= face.size[j]
    return entries


@loose
def _beaten(i, face, table, bits, slack):
    """Tell whether a played strategy pays less than another one at all corners."""
    entries = _others(face, i)
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
    entries = right = _others(face, i)
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
def _slopes(face, room):
    for i in range(len(face.shape)):
        for n in range(face.size[i] - 1):
            _slope(i, face, room.table[i, face.member[i, n]], room.matrix[face.first[i] + n])


@loose
def _image(face, room, free):
    """Fill minus the preconditioned ties at all corners."""
    total = _others(face, -1)
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
def _extent(face, room, free, slack):
    """Bound the corner weights of every root; False when a preconditioned tie keeps its sign."""
    right = total = _others(face, -1)
    for j in range(len(face.shape)):
        m = face.size[j]
        right //= m
        for v in range(m):
            room.low[j, v], room.high[j, v] = 1e300, -1e300
        loose = 0.0
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
def _shrink(face, room, corners):
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
        if share < -1e-9:
            return -1.0, False
        share = max(share, 1e-9)
        kept *= share ** (m - 1)
        for s in range(m):
            base = 0.0
            for v in range(m):
                base += max(0.0, room.low[j, v]) * corners[j, v, s]
            if share < 1.0:
                for v in range(m):
                    corners[j, v, s] = base + share * corners[j, v, s]
    return kept, inside


@loose
def _narrow(face, corners, width):
    for j in range(len(face.shape)):
        for v in range(face.size[j]):
            for s in range(face.size[j]):
                if abs(corners[j, v, s] - corners[j, 0, s]) > width:
                    return False
    return True


@loose
def _bend(face, room, j, p, q):
    """Measure how much the step from corner q to p changes the ties differently from corner to corner."""
    total = 0.0
    for i in range(len(face.shape)):
        if i == j:
            continue
        right = entries = _others(face, i)
        for other in range(j + 1):
            if other != i:
                right //= face.size[other]
        for n in range(face.size[i] - 1):
            row = room.table[i, face.member[i, n]]
            least, most = 1e300, -1e300
            for left in range(entries // (right * face.size[j])):
                here, there = (left * face.size[j] + p) * right, (left * face.size[j] + q) * right
                for r in range(right):
                    step = row[here + r] - row[there + r]
                    least, most = min(least, step), max(most, step)
            total += most - least
    return total


@loose
def _halve(face, room, stack, top):
    """Halve the node on top of the stack along the edge that bends the ties most, else the longest."""
    best, party, first, second = -1.0, 0, 0, 1
    for j in range(len(face.shape)):
        for p in range(face.size[j]):
            for q in range(p):
                length = 0.0
                for s in range(face.size[j]):
                    length = max(length, abs(stack[top, j, p, s] - stack[top, j, q, s]))
                score = _bend(face, room, j, p, q) + 1e-9 * length
                if score > best and length > 0:
                    best, party, first, second = score, j, p, q
    _copy(stack[top], stack[top + 1])
    for s in range(face.size[party]):
        middle = (stack[top, party, first, s] + stack[top, party, second, s]) / 2
        stack[top + 1, party, first, s] = middle
        stack[top, party, second, s] = middle
