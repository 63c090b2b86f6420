"""Where a state on an equally spaced grid is next period: weights of exact mean and variance.

1. Spacing h, grid 0..K-1: t = clip((state + drift - low)/h, 0, K-1) is the mean in steps, s = spread/h the deviation.
2. A number z, uniform on [t-r, t+r], is split between its two neighbours. The mean is t whatever r is, because the
   split keeps the mean; the variance is B + sum_n max(0, r-|t-n|)^2 / (2r) with B = f(1-f), f = t - floor(t): the
   split of (z-t)^2 is linear between grid points and its slope grows by 2 at each of them.
3. r is the largest number up to R = min(t, K-1-t) whose variance is at most s^2; it grows with r, so 60 bisections find
   it, for all pairs at once. Beyond R the range of z would leave the grid and the mean would break.
"""

from __future__ import annotations

import numpy as np

from negotiation.game import Array

BISECTIONS = 60
MET = 1e-9
"""A variance that falls short by more than this share of it, or of a squared step, is not met."""


def spread_out(mean: Array, spread: Array, states: int) -> tuple[Array, Array]:
    """Return the weights of the grid points 0..K-1 and whether the spread is met.

    Parameters
    ----------
    mean, spread : (M,) in steps of the grid; means lie in [0, K-1].
    states : K.

    Returns
    -------
    (M, K) weights, each row a distribution of exact mean, and (M,) bool.
    """
    pairs, index = np.unique(np.stack([mean, spread], axis=1), axis=0, return_inverse=True)
    t, s = pairs.T
    grid = np.arange(states)
    half = _half_width(t, s, states)
    weights = np.where(half[:, None] > 0, _uniform(t, np.where(half > 0, half, 1.0), grid),
                       np.maximum(0.0, 1 - np.abs(grid - t[:, None])))
    variance = _variance(t, half, grid)
    met = np.abs(variance - s**2) <= MET * np.maximum(s**2, 1.0)
    return weights[index.reshape(-1)], met[index.reshape(-1)]


def split(place: Array, states: int) -> Array:
    """Return the weights of the two neighbours of a place (M,) in [0, K-1]: (M, K)."""
    return np.maximum(0.0, 1 - np.abs(np.arange(states) - place[:, None]))


def _variance(t: Array, r: Array, grid: Array) -> Array:
    f = t - np.floor(t)
    hinges = np.maximum(0.0, r[:, None] - np.abs(t[:, None] - grid))**2
    return np.asarray(f * (1 - f) + hinges.sum(axis=1) / np.where(r > 0, 2 * r, 1.0))


def _half_width(t: Array, s: Array, states: int) -> Array:
    """Return the r of step 3; 0 where the grid is too coarse or the mean stands at an edge."""
    low, high = np.zeros_like(t), np.minimum(t, states - 1 - t)
    grid, wanted = np.arange(states), s**2
    high = np.minimum(high, 2 * s + 1)  # r^2/3 <= variance, so r never exceeds sqrt(3) s.
    whole = _variance(t, high, grid) <= wanted
    low = np.where(whole, high, low)
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        fits = _variance(t, middle, grid) <= wanted
        low, high = np.where(fits, middle, low), np.where(fits, high, middle)
    f = t - np.floor(t)
    return np.where(f * (1 - f) >= wanted, 0.0, low)


def _uniform(t: Array, r: Array, grid: Array) -> Array:
    """Average max(0, 1-|n-z|) over z uniform on [t-r, t+r]: each side of n is its length times its midpoint value."""
    total = np.zeros((len(t), len(grid)))
    offset, r = grid - t[:, None], r[:, None]  # From the mean: lengths near it keep their digits however small r is.
    for low, high in ((offset - 1, offset), (offset, offset + 1)):
        begin, end = np.maximum(-r, low), np.minimum(r, high)
        total += np.maximum(0.0, end - begin) * (1 - np.abs(offset - (begin + end) / 2))
    return np.asarray(total / (2 * r))
