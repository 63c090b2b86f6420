"""Dictionaries with proven signs: running error bounds for floats, minors for whole numbers; see `compiled.walk`."""

from __future__ import annotations

from numba import types
from numba.extending import overload

from negotiation.solvers.boxes.compiled.jit import part

DONE, MORE, DOUBT, GROWN = 0, 1, 2, 3
UNIT, SAFE, LEAST, TINY, FLAT = 2.0**-53, 1 + 2.0**-40, 1e-280, 1e-250, 1e-40
"""Rounding unit; slack for the rounding of bounds; what underflow may cost; entries and pivots that come near to it."""

PRECISE = 2.0**-42
"""Relative error of a weight beyond which it is computed anew from the exact payoffs."""

UNSURE = 2


def divided(a, b):
    """Divide: floats rounded, integers without rest."""
    raise NotImplementedError


@overload(divided)
def _divided(a, b):
    if isinstance(a, types.Float):
        return lambda a, b: a / b
    return lambda a, b: a // b


@part
def sign(value, error):
    """Return the proven sign of a number known within `error`, or UNSURE."""
    if value > error:
        return 1
    if -value > error:
        return -1
    return 0 if value == 0 and error == 0 else UNSURE


@part
def sign_of_difference(a, ea, b, eb, c, ec, d, ed, unit):
    """Return the proven sign of a b - c d, or UNSURE."""
    first, second = a * b, c * d
    gap = first - second
    if unit == 0:
        return 1 if gap > 0 else (-1 if gap < 0 else 0)
    if ((a == 0 and ea == 0) or (b == 0 and eb == 0)) and ((c == 0 and ec == 0) or (d == 0 and ed == 0)):
        return 0
    error = SAFE * (abs(a) * eb + abs(b) * ea + ea * eb + abs(c) * ed + abs(d) * ec + ec * ed
                    + unit * (abs(first) + abs(second) + abs(gap))) + LEAST
    if gap > error:
        return 1
    return -1 if -gap > error else UNSURE


@part
def exchange(N, E, r, c, D, ED, unit, limit):
    """Exchange row r's variable with column c's, in place; return False where a number grew beyond `limit`."""
    p, ep = N[r, c], E[r, c]
    turn = 1 if p > 0 else -1
    fits, over = True, SAFE / (D - ED)
    for i in range(N.shape[0]):
        a, ea = N[i, c], E[i, c]
        if i == r:
            continue
        for j in range(N.shape[1]):
            if j == c:
                continue
            t, b = N[i, j], N[r, j]
            first, second = p * t, a * b
            w = divided(first - second, D)
            if unit > 0:
                et, eb = E[i, j], E[r, j]
                if t == 0 and et == 0 and ((a == 0 and ea == 0) or (b == 0 and eb == 0)):
                    N[i, j] = 0
                    continue
                off = (abs(p) * et + abs(t) * ep + ep * et + abs(a) * eb + abs(b) * ea + ea * eb
                       + unit * (abs(first) + abs(second) + abs(first - second)))
                E[i, j] = (off + abs(w) * ED) * over + SAFE * unit * abs(w) + LEAST
            N[i, j] = turn * w
            fits = fits and abs(w) <= limit
        N[i, c] = turn * a
    for j in range(N.shape[1]):
        if j != c:
            N[r, j] = -turn * N[r, j]
    N[r, c], E[r, c] = turn * D, ED
    return fits


@part
def dictionary(A, B, support, ties, unit, limit, N, E, row, column, turns):
    """Write the dictionary of a basis; return D, its error, and DONE, DOUBT or GROWN.

    Of the rows and columns still to be exchanged, kept in `turns` (2, n + m + 2), the largest entry goes first.
    """
    m, n = A.shape[1] - 1, A.shape[0] - 1
    N[:, :] = A
    E[:, :] = B
    row[0], column[m], turns[0, 0], rows, columns = m + n + 1, m + n, 0, 1, 0
    for j in range(n):
        row[j + 1] = m + j
        if (ties >> j) & 1:
            turns[0, rows] = j + 1
            rows += 1
    for i in range(m):
        column[i] = i
        if (support >> i) & 1:
            turns[1, columns] = i
            columns += 1
    if ties != 0:
        turns[1, columns] = m
        columns += 1
    D, ED = A[0, 0] * 0 + 1, 0.0
    while rows > 0:
        best, at, to = 0.0, -1, -1
        for i in range(rows):
            for j in range(columns):
                size = abs(N[turns[0, i], turns[1, j]]) - E[turns[0, i], turns[1, j]]
                if size > best:
                    best, at, to = size, i, j
        if at < 0 or best < FLAT:
            return D, ED, DOUBT
        r, c = turns[0, at], turns[1, to]
        next_D, next_ED = abs(N[r, c]), E[r, c]
        if not exchange(N, E, r, c, D, ED, unit, limit):
            return D, ED, GROWN
        D, ED = next_D, next_ED
        row[r], column[c] = column[c], row[r]
        rows, columns = rows - 1, columns - 1
        for i in range(at, rows):
            turns[0, i] = turns[0, i + 1]
        for j in range(to, columns):
            turns[1, j] = turns[1, j + 1]
    return D, ED, DONE
