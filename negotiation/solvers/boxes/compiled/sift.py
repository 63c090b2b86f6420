"""Sift a large support: drop most of it by sub-simplices, where all bounds are exact, and leave boxes for the rest.

A node gives each party a sub-simplex of its mixtures by its corners. Gains are linear in each party's mixture, so
their exact extremes over the node are among the payoffs at the corners.

1. Drop the node when some strategy beats one that is played at all corners.
2. Precondition the ties by the inverse of their slopes; they are multilinear still. Drop the node when one of them
   keeps its sign at all corners; else shrink every sub-simplex to the weights the Newton image allows.
3. Drop the node when a combination of all gains, with own corners, refutes it (`compiled.refute`).
4. Hand over as a box what is narrow, or what the image lies inside of; halve the edge that bends the gains most.

`boxes.search` takes it from there: nothing is proved here but that no equilibrium is in what was dropped.

Why it is safe under rounding. Corners are moved by convex combinations, each wrong by at most (S + 3) 2**-53 a weight,
and convex combinations do not enlarge what came before. Edges are halved only while they are a fair share of the
longest, so a node is narrow after some hundred moves: each corner is within DRIFT = 1e-11 of where exact arithmetic
has it. Gains over a node are convex combinations of payoff gaps of at most 1: they err by less than 1e-12, and by
2 DRIFT a weight for the moved corners. `slack` here holds all of that (`boxes.sift.margin`); boxes handed over are
wider by DRIFT. The preconditioner may be any matrix: at a root, its combinations of the ties vanish too.
"""

from __future__ import annotations

import numpy as np

from negotiation.solvers.boxes.compiled.corners import Room, at_corners, beaten, extent, image, others, shrink, slopes
from negotiation.solvers.boxes.compiled.forms import Face, lay
from negotiation.solvers.boxes.compiled.jit import jit, loose
from negotiation.solvers.boxes.compiled.linear import eliminate
from negotiation.solvers.boxes.compiled.refute import refuted, refuter
from negotiation.solvers.boxes.verdicts import WIDE

DROPPED, OPEN, NARROW = 0, 1, 2
PASSES, KEPT = 2, 0.8


@jit
def sift_all(payoffs, shape, strides, slack, width, nodes, point, bits, corners, boxes, box_row, rest, rest_row, spent):
    """Sift each row for up to `nodes` nodes; return how many boxes (n, 2, N, S) and unfinished nodes were written."""
    parties, widest, entries = len(shape), shape.max(), 1
    for j in range(parties):
        entries *= shape[j]
    most = max(1, shape.sum() - parties)
    face = Face(shape, strides, np.zeros((parties, widest), np.int64), np.zeros(parties, np.int64),
                np.zeros(parties, np.int64), np.zeros(parties, np.int64))
    room = Room(np.zeros((parties, widest, entries)), np.zeros((most, most)), np.zeros((most, most)),
                np.zeros((most, most)), np.zeros((most, entries)), np.zeros(entries),
                np.zeros((parties, widest)), np.zeros((parties, widest)))
    work = refuter(shape)
    stack = np.zeros((nodes + 2, parties, widest, widest))
    done, left = 0, 0
    for row in range(len(point)):
        free = lay(face, bits[row])
        _copy(corners[row], stack[0])
        top, seen = 0, 0
        while top >= 0 and seen < nodes:
            seen += 1
            state = _node(payoffs[point[row]], face, room, work, stack[top], bits[row], free, slack[point[row]],
                          width)
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
def _node(payoffs, face, room, work, corners, bits, free, slack, width):
    """Decide a node, shrinking its corners in place."""
    for _ in range(PASSES):
        for i in range(len(face.shape)):
            at_corners(payoffs[i], i, face, corners, room.table[i])
            if beaten(i, face, room.table[i], bits[i], slack):
                return DROPPED
        slopes(face, room)
        if not eliminate(room.matrix, room.work, room.inverse, free, free):
            break
        image(face, room, free)
        if not extent(face, room, free, slack):
            return DROPPED
        kept, inside = shrink(face, room, corners)
        if kept < 0:
            return DROPPED
        if inside:
            return NARROW
        if kept > KEPT:
            break
    for i in range(len(face.shape)):
        at_corners(payoffs[i], i, face, corners, room.table[i])
    if refuted(face, room, bits, work, slack):
        return DROPPED
    return NARROW if _narrow(face, corners, width) else OPEN


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
        right = entries = others(face, i)
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
def _length(corners, j, p, q, size):
    length = 0.0
    for s in range(size):
        length = max(length, abs(corners[j, p, s] - corners[j, q, s]))
    return length


@loose
def _halve(face, room, stack, top):
    """Halve the node on top of the stack along the edge that bends the ties most, else the longest."""
    best, party, first, second, longest = -1.0, 0, 0, 1, 0.0
    for j in range(len(face.shape)):
        for p in range(face.size[j]):
            for q in range(p):
                longest = max(longest, _length(stack[top], j, p, q, face.size[j]))
    for j in range(len(face.shape)):
        for p in range(face.size[j]):
            for q in range(p):
                length = _length(stack[top], j, p, q, face.size[j])
                if length < WIDE * longest:
                    continue
                score = _bend(face, room, j, p, q) + 1e-9 * length
                if score > best:
                    best, party, first, second = score, j, p, q
    _copy(stack[top], stack[top + 1])
    for s in range(face.size[party]):
        middle = (stack[top, party, first, s] + stack[top, party, second, s]) / 2
        stack[top + 1, party, first, s] = middle
        stack[top, party, second, s] = middle
