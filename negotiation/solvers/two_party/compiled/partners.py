"""The other side of vertices without ties: each has one partner at most, found by one dictionary and no walk.

Let x be a vertex of X that plays k strategies I and has exactly k best replies J (m labels: no tie). Whoever pairs with
x plays replies of J only and must have all of I among its best: k + 1 equations in k + 1 unknowns. Where their
determinant is proved not to be zero the solution is unique, and it is a partner if no weight and no slack is negative.
Where all are proved positive it is a vertex without ties; where one is proved negative x has no partner. Every
equilibrium is a mixture of pairs of vertices (Mangasarian 1964), so where every x of a point is decided like this,
these pairs are all equilibria of the point, each isolated. All else is DOUBT, and the other polyhedron is walked.
"""

from __future__ import annotations

import numpy as np

from negotiation.solvers.boxes.compiled.jit import jit, part
from negotiation.solvers.two_party.compiled.dictionary import DONE, DOUBT, dictionary, sign
from negotiation.solvers.two_party.compiled.walk import column_of, examined


@part
def positive(N, E, row, h, total):
    """Return 1 if every weight and slack is proved positive, -1 if one is proved negative, 0 otherwise."""
    least = 1
    for r in range(len(row)):
        if row[r] < total:
            at = sign(N[r, h], E[r, h])
            if at == -1:
                return -1
            if at != 1:
                least = 0
    return least


@jit
def partnered(A, B, unit, limit, owner, zero, best, first, last, status, found, labels, weights):
    """Seek the partners of the other side's vertices `first` to `last`; each knows its point and its labels.

    Writes `found` (V,), `labels` (V, 2) and `weights` (V, m + 1); a point's `status` (P,) becomes DOUBT where a
    partner is not decided.
    """
    rows, columns = A.shape[1], A.shape[2]
    m, n = columns - 1, rows - 1
    N, E = np.empty((rows, columns), A.dtype), np.empty((rows, columns))
    row, column = np.empty(rows, np.int64), np.empty(columns, np.int64)
    turns = np.empty((2, rows + columns), np.int64)
    for k in range(first, last):
        p = owner[k]
        if status[p] != DONE:
            continue
        support, ties = best[k], ((1 << n) - 1) & ~zero[k]
        D, ED, told = dictionary(A[p], B[p], support, ties, unit, limit, N, E, row, column, turns)
        if told != DONE:
            status[p] = DOUBT
            continue
        h = column_of(column, m + n + 1)
        held = positive(N, E, row, h, m + n)
        if held == 0:
            status[p] = DOUBT
        elif held == 1:
            found[k] = True
            labels[k, 0], labels[k, 1], _ = examined(N, E, D, ED, support, ties, m, m + n, h, row, weights[k])
