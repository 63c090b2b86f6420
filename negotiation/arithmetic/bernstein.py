"""Bernstein coefficients: on a range a polynomial lies between its least and its largest one (Bernstein 1912)."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import comb, lcm

import numpy as np

from negotiation.arithmetic.polynomials import Array


@lru_cache(maxsize=200)
def bernstein(degree: int, low: Fraction, high: Fraction) -> tuple[Array, int]:
    """Return integers (D+1, D+1) that take coefficients, constant term first, to those on [low, high], and their
    common denominator.

    With t = low + (high - low)*s and p(t) = sum c_j s**j, b_k = sum_(j <= k) C(k, j)/C(D, j)*c_j.
    """
    below = lcm(low.denominator, high.denominator)
    left, width = int(low * below), int((high - low) * below)
    scale = lcm(*(comb(degree, j) for j in range(degree + 1)))
    rows = [[sum(comb(k, j) * (scale // comb(degree, j)) * comb(power, j)
                 * left**(power - j) * width**j * below**(degree - power)
                 for j in range(min(k, power) + 1)) for power in range(degree + 1)] for k in range(degree + 1)]
    return np.array(rows, dtype=object), scale * below**degree
