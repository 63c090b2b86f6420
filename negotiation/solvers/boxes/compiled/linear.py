"""Small dense linear algebra, compiled."""

from __future__ import annotations

from negotiation.solvers.boxes.compiled.jit import part
from negotiation.solvers.boxes.verdicts import WORST


@part
def _largest(matrix, free):
    largest = 0.0
    for r in range(free):
        for c in range(free):
            largest = max(largest, abs(matrix[r, c]))
    return largest


@part
def invert(matrix, work, inverse, free):
    """Invert by Gauss-Jordan elimination with partial pivoting; False where there is no fair inverse."""
    largest = _largest(matrix, free)
    for r in range(free):
        for c in range(free):
            work[r, c] = matrix[r, c]
            inverse[r, c] = 1.0 if r == c else 0.0
    for c in range(free):
        pivot = c
        for r in range(c + 1, free):
            if abs(work[r, c]) > abs(work[pivot, c]):
                pivot = r
        if abs(work[pivot, c]) * WORST <= largest:
            return False
        scale = 1.0 / work[pivot, c]
        for k in range(free):
            work[c, k], work[pivot, k] = work[pivot, k] * scale, work[c, k] if pivot != c else work[c, k] * scale
            inverse[c, k], inverse[pivot, k] = (inverse[pivot, k] * scale,
                                                inverse[c, k] if pivot != c else inverse[c, k] * scale)
        for r in range(free):
            factor = work[r, c]
            if r != c and factor != 0.0:
                for k in range(free):
                    work[r, k] -= factor * work[c, k]
                    inverse[r, k] -= factor * inverse[c, k]
    return _largest(inverse, free) * largest < WORST


@part
def tighten(gain, slope, sign, rest, slack, free, below, above):
    """Cut the unit box by sign * (gain + slope d) - rest <= slack; False when nothing is left."""
    least = sign * gain - rest - slack
    for k in range(free):
        rise = sign * slope[k]
        least += min(rise * below[k], rise * above[k])
    if least > 0:
        return False
    for k in range(free):
        rise = sign * slope[k]
        if rise > 0 and least + rise * (above[k] - below[k]) > 0:
            above[k] = min(above[k], below[k] - least / rise)
        elif rise < 0 and least - rise * (above[k] - below[k]) > 0:
            below[k] = max(below[k], above[k] - least / rise)
    return True
