"""The judge: expected payoffs, deviation gains and regret, recomputed from the payoff tensor.

Every method answers to these functions; none of them knows which method found a profile.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from negotiation.game.game import Array

ROWS_AT_ONCE = 1 << 22
"""Payoff numbers gathered at a time, so that memory stays bounded (32 MB)."""


def strategy_payoffs(payoffs: Array, mixtures: Sequence[Array], point: Array | None = None) -> list[Array]:
    """Compute what each pure strategy pays against the others' mixtures.

    u_i(b, x_-i) = sum over s_-i of u_i(b, s_-i) * prod_{j != i} x_j(s_j)   (Nash 1951)

    Parameters
    ----------
    payoffs : (P, N, S1, ..., SN)
    mixtures : N arrays (E, Sj), rows of equilibria
    point : (E,) the parameter point of each row; None means row e is point e

    Returns
    -------
    N arrays (E, Si).
    """
    rows = len(mixtures[0])
    point = np.arange(rows) if point is None else np.asarray(point)
    result = [np.empty((rows, size)) for size in payoffs.shape[2:]]
    pure = _all_pure(mixtures)
    for value, found in zip(result, _looked_up(payoffs, mixtures, point, np.flatnonzero(pure)), strict=True):
        value[pure] = found
    for some in _blocks(np.flatnonzero(~pure), payoffs):
        for value, found in zip(result, _contracted(payoffs[point[some]], [m[some] for m in mixtures]), strict=True):
            value[some] = found
    return result


def expected_values(tables: Sequence[Array], mixtures: Sequence[Array], point: Array) -> list[Array]:
    """Compute the expectations of quantities given per profile, each (P, S1, ..., SN), at each row: each (E,)."""
    if not len(tables):
        return []
    pure = _all_pure(mixtures)
    profiles = (point[pure], *(mixture[pure].argmax(axis=1) for mixture in mixtures))
    blocks = _blocks(np.flatnonzero(~pure), tables[0])
    found = []
    for values in tables:
        result = np.empty(len(point))
        result[pure] = values[profiles]
        for some in blocks:
            weighted = values[point[some]]
            for mixture in reversed(mixtures):
                shape = [len(some)] + [1] * (weighted.ndim - 2) + [mixture.shape[1]]
                weighted = (weighted * mixture[some].reshape(shape)).sum(axis=-1)
            result[some] = weighted
        found.append(result)
    return found


def _all_pure(mixtures: Sequence[Array]) -> Array:
    return np.all([(mixture == 1).any(axis=1) for mixture in mixtures], axis=0)


def _blocks(rows: Array, values: Array) -> list[Array]:
    """Split rows so that gathering their points' numbers stays within ROWS_AT_ONCE."""
    step = max(1, ROWS_AT_ONCE // max(1, int(np.prod(values.shape[1:]))))
    return [rows[begin:begin + step] for begin in range(0, len(rows), step)]


def _looked_up(payoffs: Array, mixtures: Sequence[Array], point: Array, rows: Array) -> list[Array]:
    """Read strategy payoffs off the tensor at rows where every party plays one strategy."""
    profile = [mixture[rows].argmax(axis=1)[:, None] for mixture in mixtures]
    return [payoffs[(point[rows][:, None], i, *profile[:i], np.arange(mixture.shape[1]), *profile[i + 1:])]
            for i, mixture in enumerate(mixtures)]


def _contracted(payoffs: Array, mixtures: Sequence[Array]) -> list[Array]:
    parties = payoffs.shape[1]
    result = []
    for i in range(parties):
        value = payoffs[:, i]
        for j in reversed(range(parties)):
            if j != i:
                shape = [len(value)] + [1] * (value.ndim - 1)
                shape[1 + j] = -1
                value = (value * mixtures[j].reshape(shape)).sum(axis=1 + j, keepdims=True)
        result.append(value.reshape(len(value), -1))
    return result


def expected_payoffs(payoffs: Array, mixtures: Sequence[Array], point: Array | None = None) -> Array:
    """Compute each party's expected payoff at each row: (E, N)."""
    values = strategy_payoffs(payoffs, mixtures, point)
    return np.stack([(value * mixture).sum(axis=1) for value, mixture in zip(values, mixtures, strict=True)], axis=1)


def deviation_gains(payoffs: Array, mixtures: Sequence[Array], point: Array | None = None) -> list[Array]:
    """Compute u_i(b, x_-i) - u_i(x) for each party's every strategy b: N arrays (E, Si)."""
    values = strategy_payoffs(payoffs, mixtures, point)
    return [value - (value * mixture).sum(axis=1, keepdims=True)
            for value, mixture in zip(values, mixtures, strict=True)]


def regret(payoffs: Array, mixtures: Sequence[Array], point: Array | None = None) -> Array:
    """Compute the largest deviation gain over parties at each row: (E,), in payoff units, never negative."""
    gains = deviation_gains(payoffs, mixtures, point)
    return np.max([gain.max(axis=1, initial=0.0) for gain in gains], axis=0) + 0.0  # No -0.0.


def pure_gains(payoffs: Array) -> Array:
    """Compute each party's best deviation gain at every pure profile: (P, N, S1, ..., SN), never negative."""
    gains = np.empty_like(payoffs)
    for i in range(payoffs.shape[1]):
        own = payoffs[:, i]
        np.subtract(own.max(axis=1 + i, keepdims=True), own, out=gains[:, i])
    return gains
