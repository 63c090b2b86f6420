"""Refute a sub-simplex by one combination of all its gains, compiled: a linear program, and a proof where it succeeds.

What is enclosed. At an equilibrium of the support in the node every tie is zero and every other gain of a party is at
most zero; so are their products with the party's own corner weights. Expand such a product over the corners c of all
sub-simplices: its coefficient at c is the gain at the others' corners if c has that own corner, and zero otherwise.

Lemma (Farkas). Let y[q, v] be a number for every gain q and own corner v, not negative where q is no tie. If
sum_q y[q, c_i(q)] gain_q(c) > 0 at every corner c, no equilibrium of the support lies in the node: the sum over c of
these values times the corners' weights is positive, yet it is a sum of ties times numbers and of gains of at most zero
times numbers that are not negative.

Why it is safe under rounding. y is found in floating point and may be any numbers. The values at the corners are
computed anew from y and must exceed `slack` times sum |y|, which holds what every gain may err by and the rounding of
the sum, below (Q + 2) 2**-53 times sum |y|, as in `compiled.sift`. Gains are divided by their largest entry at the
node's corners, so that small ones are not overlooked; `mass` undoes that, up to a share 2**-52 that `slack` holds too.

y is the residual of the least squares problem "weights of corners, not negative, add up to one and leave every product
zero, or below it where there is no tie" (Lawson and Hanson 1974, ch. 23): whenever it separates, the search ends.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from negotiation.game import Array
from negotiation.solvers.boxes.compiled.jit import loose, part

MOST = 96
"""Columns with positive weight at most; a node that needs more is not refuted."""

SMALL = 1e-9
"""A residual, a gradient or a pivot this small is taken for zero: the node is not refuted."""


class Refuter(NamedTuple):
    """Room to work: `column` (Q, C) gains at all corners, `own` (N, C) corners, `party` (Q,) and `tied` (Q,) of each.

    `scale` (Q,) by which gains were divided, `rest` (Q, S) the residual, `value` (C,) what it says of each corner;
    `chosen` (2, M) the corner, or -1 - gain and own corner, of each column in use, its `weight` (2, M), old and new,
    and the Cholesky `factor` (M, M) of their products.
    """

    column: Array
    own: Array
    party: Array
    tied: Array
    scale: Array
    rest: Array
    value: Array
    chosen: Array
    weight: Array
    factor: Array


@part
def refuter(shape):
    """Make room for games of a shape."""
    parties, widest, corners = len(shape), shape.max(), 1
    for j in range(parties):
        corners *= shape[j]
    gains = max(1, shape.sum() - parties)
    return Refuter(np.zeros((gains, corners)), np.zeros((parties, corners), np.int64), np.zeros(gains, np.int64),
                   np.zeros(gains, np.int64), np.zeros(gains), np.zeros((gains, widest)), np.zeros(corners),
                   np.zeros((2, MOST), np.int64), np.zeros((2, MOST)), np.zeros((MOST, MOST)))


@loose
def _lay(face, room, bits, refuter):
    """Fill the gains at all corners; return the number of gains and of corners."""
    parties, corners = len(face.shape), 1
    for j in range(parties):
        corners *= face.size[j]
    right, gains = corners, 0
    for i in range(parties):
        m = face.size[i]
        right //= m
        for left in range(corners // (m * right)):
            for v in range(m):
                start = (left * m + v) * right
                for r in range(right):
                    refuter.own[i, start + r] = v
        for a in range(face.shape[i]):
            if a == face.member[i, m - 1]:
                continue
            row, largest = room.table[i, a], 0.0
            for entry in range(corners // m):
                largest = max(largest, abs(row[entry]))
            if largest == 0.0:
                continue
            refuter.party[gains], refuter.tied[gains] = i, (bits[i] >> a) & 1
            refuter.scale[gains] = 1.0 / largest
            for left in range(corners // (m * right)):
                for v in range(m):
                    start = (left * m + v) * right
                    for r in range(right):
                        refuter.column[gains, start + r] = row[left * right + r] / largest
            gains += 1
    return gains, corners


@loose
def _product(refuter, gains, first, second):
    """Multiply two columns: of corners, with an entry one for the sum of weights; or a unit column of a gain."""
    c, d = refuter.chosen[0, first], refuter.chosen[0, second]
    if c < 0 and d < 0:
        return 1.0 if first == second else 0.0
    if c < 0 or d < 0:
        corner, q, v = (d, -1 - c, refuter.chosen[1, first]) if c < 0 else (c, -1 - d, refuter.chosen[1, second])
        return refuter.column[q, corner] if refuter.own[refuter.party[q], corner] == v else 0.0
    total = 1.0
    for q in range(gains):
        if refuter.own[refuter.party[q], c] == refuter.own[refuter.party[q], d]:
            total += refuter.column[q, c] * refuter.column[q, d]
    return total


@loose
def _factor(refuter, gains, start, used):
    """Fill rows of the Cholesky factor; False when a column depends on those before it."""
    factor = refuter.factor
    for r in range(start, used):
        square = left = _product(refuter, gains, r, r)
        for c in range(r):
            total = _product(refuter, gains, r, c)
            for k in range(c):
                total -= factor[r, k] * factor[c, k]
            factor[r, c] = total / factor[c, c]
            left -= factor[r, c] * factor[r, c]
        if left < SMALL * square:
            return False
        factor[r, r] = np.sqrt(left)
    return True


@loose
def _solve(refuter, used):
    """Fill the new weights: least squares on the columns in use, whatever their signs."""
    factor, new = refuter.factor, refuter.weight[1]
    for r in range(used):
        total = 1.0 if refuter.chosen[0, r] >= 0 else 0.0
        for k in range(r):
            total -= factor[r, k] * new[k]
        new[r] = total / factor[r, r]
    for r in range(used - 1, -1, -1):
        new[r] /= factor[r, r]
        for k in range(r):
            new[k] -= factor[r, k] * new[r]


@loose
def _settle(refuter, gains, used):
    """Move to the best weights that are not negative, dropping columns on the way; how many stay, -1 at an impasse."""
    weight, chosen = refuter.weight, refuter.chosen
    _solve(refuter, used)
    if weight[1, used - 1] <= 0.0:
        return -1
    while True:
        share = 1.0
        for k in range(used):
            if weight[1, k] <= 0.0:
                share = min(share, weight[0, k] / (weight[0, k] - weight[1, k]))
        kept = first = 0
        for k in range(used):
            moved = weight[0, k] + share * (weight[1, k] - weight[0, k])
            if weight[1, k] <= 0.0 and weight[0, k] <= share * (weight[0, k] - weight[1, k]) * (1.0 + 1e-12):
                continue
            first += 1 if kept == k else 0
            weight[0, kept], chosen[0, kept], chosen[1, kept] = moved, chosen[0, k], chosen[1, k]
            kept += 1
        if kept == used:
            return used
        used = kept
        if used == 0 or not _factor(refuter, gains, first, used):
            return -1
        _solve(refuter, used)


@loose
def _residual(face, refuter, gains, used):
    """Fill `rest` with the products the weights leave; return what their sum lacks to one."""
    lacks = 1.0
    for q in range(gains):
        for v in range(face.size[refuter.party[q]]):
            refuter.rest[q, v] = 0.0
    for k in range(used):
        corner, weight = refuter.chosen[0, k], refuter.weight[0, k]
        if corner < 0:
            refuter.rest[-1 - corner, refuter.chosen[1, k]] += weight
            continue
        lacks -= weight
        for q in range(gains):
            refuter.rest[q, refuter.own[refuter.party[q], corner]] += weight * refuter.column[q, corner]
    return lacks


@loose
def _negative(face, refuter, gains):
    """Return the gain and own corner most negative where none may be, or -1; set all those to zero."""
    worst, gain, own = -SMALL, -1, 0
    for q in range(gains):
        if not refuter.tied[q]:
            for v in range(face.size[refuter.party[q]]):
                if refuter.rest[q, v] < worst:
                    worst, gain, own = refuter.rest[q, v], q, v
                refuter.rest[q, v] = max(refuter.rest[q, v], 0.0)
    return gain, own


@loose
def _values(face, refuter, gains, corners):
    """Fill what the residual, as multipliers, makes of each corner; return the sum of the multipliers' sizes."""
    mass = 0.0
    for c in range(corners):
        refuter.value[c] = 0.0
    for q in range(gains):
        party = refuter.party[q]
        for v in range(face.size[party]):
            mass += abs(refuter.rest[q, v]) * refuter.scale[q]
        for c in range(corners):
            refuter.value[c] += refuter.rest[q, refuter.own[party, c]] * refuter.column[q, c]
    return mass


@loose
def refuted(face, room, bits, refuter, slack):
    """Tell whether a combination of the gains in `room.table`, at the node's corners, excludes every equilibrium."""
    gains, corners = _lay(face, room, bits, refuter)
    used = 0
    for _ in range(4 * MOST):
        lacks = _residual(face, refuter, gains, used)
        gain, own = _negative(face, refuter, gains)
        if used == MOST:
            return False
        if gain >= 0:
            refuter.chosen[0, used], refuter.chosen[1, used] = -1 - gain, own
        else:
            mass, least, at = _values(face, refuter, gains, corners), 1e300, 0
            for c in range(corners):
                if refuter.value[c] < least:
                    least, at = refuter.value[c], c
            if least > slack * mass:
                return True
            if min(lacks, lacks - least) < SMALL:
                return False
            refuter.chosen[0, used], refuter.chosen[1, used] = at, 0
        refuter.weight[0, used] = 0.0
        used += 1
        if not _factor(refuter, gains, used - 1, used):
            return False
        used = _settle(refuter, gains, used)
        if used < 0:
            return False
    return False
