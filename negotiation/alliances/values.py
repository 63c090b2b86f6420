"""Values of a game with transferable utility: Shapley, Banzhaf, Owen. Each is linear, so each is one matrix.

The matrix has a row a coalition (bit mask) and a column a party, over one common denominator, so that worths (P, 2**N)
of floats or of fractions give values (P, N) alike.

Shapley 1953, A value for n-person games; Banzhaf 1965, Weighted voting doesn't work; Dubey and Shapley 1979; Owen
1977, Values of games with a priori unions.
"""

from __future__ import annotations

from functools import lru_cache
from math import factorial

import numpy as np

from negotiation.alliances.members import Structure, membership
from negotiation.game import Array


def shapley(worth: Array) -> Array:
    """Return Shapley values (P, N): sum over S without i of |S|!(N-|S|-1)!/N! * (v(S+i) - v(S))."""
    return _applied(worth, _shapley(_count(worth)), factorial(_count(worth)))


def banzhaf(worth: Array) -> Array:
    """Return raw Banzhaf values (P, N): the mean of v(S+i) - v(S) over the 2**(N-1) coalitions S without i."""
    return _applied(worth, _signs(_count(worth)), 1 << max(_count(worth) - 1, 0))


def owen(worth: Array, structure: Structure) -> Array:
    """Return Owen values (P, N) for a coalition structure: blocs arrive in random order, members within their bloc.

    phi_i = sum over sets H of other blocs and T of i's own bloc without i of
    |H|!(m-|H|-1)!/m! * |T|!(b-|T|-1)!/b! * (v(H + T + i) - v(H + T)), of m blocs, b members in i's.
    """
    matrix, below = _owen(_count(worth), structure)
    return _applied(worth, matrix, below)


def normalised(values: Array) -> Array:
    """Return values (P, N) as shares of their sum; nan where it is zero, None among fractions."""
    total = values.sum(axis=1, keepdims=True)
    if values.dtype == object:
        return np.array([[each / whole if whole else None for each in row]
                         for row, (whole,) in zip(values, total, strict=True)], dtype=object)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(total == 0, np.nan, values / total)


def _count(worth: Array) -> int:
    return worth.shape[1].bit_length() - 1


def _applied(worth: Array, matrix: Array, below: int) -> Array:
    return worth @ matrix / below if worth.dtype == object else worth @ (matrix / below).astype(float)


@lru_cache(maxsize=32)
def _signs(count: int) -> Array:
    """Return 1 where the party is in the coalition, -1 where it is not: (2**N, N) of int."""
    return (2 * membership(count) - 1).astype(object)


@lru_cache(maxsize=32)
def _shapley(count: int) -> Array:
    """Return N! times the weights of the Shapley value."""
    inside = membership(count)
    others = inside.sum(axis=1)[:, None] - inside
    weights = np.array([factorial(k) * factorial(count - k - 1) for k in range(count)], dtype=object)
    return weights[others] * _signs(count)


@lru_cache(maxsize=256)
def _owen(count: int, structure: Structure) -> tuple[Array, int]:
    """Return the weights of the Owen value over one denominator; zero where a bloc of others is only partly there."""
    inside = membership(count)
    blocs, masks = len(structure), np.arange(1 << count)
    matrix = np.zeros((1 << count, count), dtype=object)
    whole = np.stack([masks & bloc == bloc for bloc in structure], axis=1)
    empty = np.stack([masks & bloc == 0 for bloc in structure], axis=1)
    below = factorial(blocs) * factorial(count)
    for k, bloc in enumerate(structure):
        outside = np.delete(whole | empty, k, axis=1).all(axis=1)
        there = np.delete(whole, k, axis=1).sum(axis=1)
        size = bloc.bit_count()
        own = np.array([(mask & bloc).bit_count() for mask in masks.tolist()])
        for i in range(count):
            if bloc >> i & 1:
                matrix[:, i] = [
                    factorial(h) * factorial(blocs - h - 1) * factorial(t) * factorial(size - t - 1)
                    * (factorial(count) // factorial(size)) if fits else 0
                    for h, t, fits in zip(there.tolist(), (own - inside[:, i]).tolist(), outside.tolist(), strict=True)]
    return matrix * _signs(count), below
