"""Bracketing over a batch: the one search behind every curved solution.

1. Keep a bracket whose ends have the function above and below 0; an end is the answer where there is none.
2. Step by inverse quadratic interpolation where it is trustworthy, else halve.
3. Stop when every bracket is as narrow as the last bits of its numbers.

Chandrupatla (1997), Advances in Engineering Software 28(3).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from negotiation.game import Array

ROUNDS = 120
WIDTH = 2.0**-53


def falling_root(gap: Callable[[Array], Array], low: Array, high: Array) -> Array:
    """Find where a falling function changes from above 0 to below, at every point: (P,).

    An end is returned where the function has one sign all along. Kinks and jumps are found like smooth roots.
    """
    low, high = np.array(low, dtype=float), np.array(high, dtype=float)
    with np.errstate(all="ignore"):
        at_low, at_high = gap(low), gap(high)
        found = _bracketed(gap, low, high, at_low, at_high)
    found = np.where(at_high > 0, high, found)
    return np.where(at_low <= 0, low, found)


def _bracketed(gap: Callable[[Array], Array], low: Array, high: Array, at_low: Array, at_high: Array) -> Array:
    new, old, f_new, f_old = low, high, at_low, at_high
    part = np.full_like(low, 0.5)
    for _ in range(ROUNDS):
        here = new + part * (old - new)
        f_here = gap(here)
        same = (f_here > 0) == (f_new > 0)
        third, f_third = np.where(same, new, old), np.where(same, f_new, f_old)
        old, f_old = np.where(same, old, new), np.where(same, f_old, f_new)
        new, f_new = here, f_here
        limit = WIDTH * (1 + np.abs(new)) / np.abs(old - new)
        if ((limit > 0.5) | np.isnan(limit)).all():
            break
        limit = np.minimum(limit, 0.5)
        part = np.clip(_step(new, old, third, f_new, f_old, f_third), limit, 1 - limit)
    return new


def _step(new: Array, old: Array, third: Array, f_new: Array, f_old: Array, f_third: Array) -> Array:
    """Return how far to go from `new` towards `old`: interpolated where that is safe, else half."""
    place, level = (new - old) / (third - old), (f_new - f_old) / (f_third - f_old)
    part = (f_new / (f_old - f_new) * f_third / (f_old - f_third)
            + (third - new) / (old - new) * f_new / (f_third - f_new) * f_old / (f_third - f_old))
    safe = (level**2 < place) & ((1 - level) ** 2 < 1 - place) & np.isfinite(part)
    return np.where(safe, part, 0.5)
