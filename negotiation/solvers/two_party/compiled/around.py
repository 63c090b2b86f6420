"""Before and after the walk: the first dictionaries of floats, and the pairs of vertices."""

from __future__ import annotations

from math import frexp, ldexp

import numpy as np

from negotiation.solvers.boxes.compiled.jit import jit
from negotiation.solvers.two_party.compiled.dictionary import SAFE, TINY


@jit
def prepared(R, rounding):
    """Return the first dictionaries (P, n + 1, m + 1) of replies R (P, m, n), their errors, and the weights' units.

    What the other party gets from an own strategy may be shifted and scaled: the weights change their units (P, m), the
    vertices stay. Shifts are by an entry, so that close numbers subtract exactly, and scales are powers of two.
    """
    points, m, n = R.shape
    A, B, units = np.zeros((points, n + 1, m + 1)), np.zeros((points, n + 1, m + 1)), np.ones((points, m))
    for p in range(points):
        most = 0.0
        for i in range(m):
            shift = R[p, i, 0]
            for j in range(n):
                if abs(R[p, i, j]) < abs(shift):
                    shift = R[p, i, j]
            widest = 0.0
            for j in range(n):
                value = R[p, i, j] - shift
                # The error of a difference (Knuth's TwoSum), which is a float itself.
                virtual = value - R[p, i, j]
                error = (R[p, i, j] - (value - virtual)) + (-shift - virtual)
                A[p, j + 1, i], B[p, j + 1, i] = -value, abs(error) * SAFE + rounding[p]
                widest = max(widest, abs(value))
            scale = ldexp(1.0, -frexp(widest)[1]) if widest > 1e-290 else 1.0
            units[p, i] = scale
            for j in range(n):
                A[p, j + 1, i] *= scale
                B[p, j + 1, i] *= scale
                if 0 < abs(A[p, j + 1, i]) + B[p, j + 1, i] < TINY:
                    B[p, j + 1, i] += TINY
            A[p, 0, i] = scale
            most = max(most, scale)
        scale = ldexp(1.0, -frexp(most)[1])
        for i in range(m):
            A[p, 0, i] *= scale
            if A[p, 0, i] < TINY:
                B[p, 0, i] = TINY
        A[p, 1:, m] = 1.0
    return A, B, units


@jit
def paired(x_zero, x_best, y_zero, y_best, x_starts, y_starts, every_x, every_y, state, found, quota):
    """Write pairs (point, x, y) that play best replies only into `found`; return the number written.

    `state` holds the point and the row of x to go on from; a call ends after about `quota` comparisons or a full
    `found`, which must hold the pairs of any one row.
    """
    count = 0
    while state[0] < len(x_starts) - 1:
        p, a = state[0], state[1]
        if a == x_starts[p + 1]:
            state[0] = p + 1
            continue
        many = y_starts[p + 1] - y_starts[p]
        if quota <= 0 or count + many > len(found):
            return count
        quota -= many + 1
        for b in range(y_starts[p], y_starts[p + 1]):
            if x_zero[a] | y_best[b] == every_x and x_best[a] | y_zero[b] == every_y:
                found[count, 0], found[count, 1], found[count, 2] = p, a, b
                count += 1
        state[1] = a + 1
    return count
