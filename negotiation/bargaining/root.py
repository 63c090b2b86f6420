"""Bisection over a batch: the one search behind every curved solution."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from negotiation.game import Array

ROUNDS = 54
"""Halvings of the unit interval until its width is that of the last bit."""


def falling_root(gap: Callable[[Array], Array], low: Array, high: Array) -> Array:
    """Find where a falling function changes from above 0 to below, at every point: (P,).

    An end is returned where the function has one sign all along. Kinks and jumps are found like smooth roots.
    """
    low, high = np.array(low, dtype=float), np.array(high, dtype=float)
    with np.errstate(all="ignore"):
        for _ in range(ROUNDS):
            middle = (low + high) / 2
            above = gap(middle) > 0
            low, high = np.where(above, middle, low), np.where(above, high, middle)
    return (low + high) / 2
