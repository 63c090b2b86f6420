"""Small dense linear algebra, compiled. Nothing here need be exact: `decide` measures and adds what is off."""

from __future__ import annotations

from negotiation.solvers.boxes.compiled.jit import part
from negotiation.solvers.boxes.doubts.rounding import PAD
from negotiation.solvers.boxes.verdicts import WORST


@part
def _largest(matrix, rows, columns):
    largest = 0.0
    for r in range(rows):
        for c in range(columns):
            largest = max(largest, abs(matrix[r, c]))
    return largest


@part
def eliminate(matrix, work, inverse, rows, columns):
    """Find `inverse` (rows, rows) with inverse @ matrix = identity above zeros; False where there is no fair one.

    Gauss-Jordan elimination with partial pivoting. With as many rows as columns it is the inverse; further rows
    combine the equations so that nothing of first order is left in them.
    """
    largest = _largest(matrix, rows, columns)
    for r in range(rows):
        for c in range(columns):
            work[r, c] = matrix[r, c]
        for c in range(rows):
            inverse[r, c] = 1.0 if r == c else 0.0
    for c in range(columns):
        pivot = c
        for r in range(c + 1, rows):
            if abs(work[r, c]) > abs(work[pivot, c]):
                pivot = r
        if abs(work[pivot, c]) * WORST <= largest:
            return False
        scale = 1.0 / work[pivot, c]
        for k in range(columns):
            work[c, k], work[pivot, k] = work[pivot, k] * scale, work[c, k] if pivot != c else work[c, k] * scale
        for k in range(rows):
            inverse[c, k], inverse[pivot, k] = (inverse[pivot, k] * scale,
                                                inverse[c, k] if pivot != c else inverse[c, k] * scale)
        for r in range(rows):
            factor = work[r, c]
            if r != c and factor != 0.0:
                for k in range(columns):
                    work[r, k] -= factor * work[c, k]
                for k in range(rows):
                    inverse[r, k] -= factor * inverse[c, k]
    return _largest(inverse, rows, rows) * largest < WORST


@part
def tighten(gain, slope, sign, rest, slack, free, below, above):
    """Cut the unit box by sign * (gain + slope d) - rest <= slack; False when nothing is left.

    `slack` bounds the rounding of the sum; the quotient's own is given away by PAD (lemma of `rounding`).
    """
    least = sign * gain - rest - slack
    for k in range(free):
        rise = sign * slope[k]
        least += min(rise * below[k], rise * above[k])
    if least > 0:
        return False
    for k in range(free):
        rise = sign * slope[k]
        if rise > 0 and least + rise * (above[k] - below[k]) > 0:
            above[k] = min(above[k], below[k] - least / rise + PAD)
        elif rise < 0 and least - rise * (above[k] - below[k]) > 0:
            below[k] = max(below[k], above[k] - least / rise - PAD)
    return True
