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
    fits = True
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
                E[i, j] = SAFE * ((off + abs(w) * ED) / (D - ED) + unit * abs(w)) + LEAST
            N[i, j] = turn * w
            fits = fits and abs(w) <= limit
        N[i, c] = turn * a
    for j in range(N.shape[1]):
        if j != c:
            N[r, j] = -turn * N[r, j]
    N[r, c], E[r, c] = turn * D, ED
    return fits


@part
def dictionary(A, B, support, ties, unit, limit, N, E, row, column):
    """Write the dictionary of a basis; return D, its error, and DONE, DOUBT or GROWN."""
    m, n = A.shape[1] - 1, A.shape[0] - 1
    N[:, :] = A
    E[:, :] = B
    row[0] = m + n + 1
    for j in range(n):
        row[j + 1] = m + j
    for i in range(m):
        column[i] = i
    column[m] = m + n
    D, ED = A[0, 0] * 0 + 1, 0.0
    while True:
        best, r, c, found = 0.0, -1, -1, False
        for i in range(n + 1):
            out = row[i] == m + n + 1 or (m <= row[i] < m + n and (ties >> (row[i] - m)) & 1 == 1)
            if not out:
                continue
            found = True
            for j in range(m + 1):
                into = (column[j] == m + n and ties != 0) or (column[j] < m and (support >> column[j]) & 1 == 1)
                if into and abs(N[i, j]) - E[i, j] > best:
                    best, r, c = abs(N[i, j]) - E[i, j], i, j
        if not found:
            return D, ED, DONE
        if r < 0 or best < FLAT:
            return D, ED, DOUBT
        next_D, next_ED = abs(N[r, c]), E[r, c]
        if not exchange(N, E, r, c, D, ED, unit, limit):
            return D, ED, GROWN
        D, ED = next_D, next_ED
        row[r], column[c] = column[c], row[r]
