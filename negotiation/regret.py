"""The judge: expected payoffs, deviation gains and regret, recomputed from the payoff tensor.

Every method answers to these functions; none of them knows which method found a profile.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from negotiation.game import Array

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
    step = max(1, ROWS_AT_ONCE // max(1, int(np.prod(payoffs.shape[1:]))))
    parts = [
        _strategy_payoffs(payoffs[point[k:k + step]], [mixture[k:k + step] for mixture in mixtures])
        for k in range(0, rows, step)
    ]
    if not parts:
        return [np.zeros((0, size)) for size in payoffs.shape[2:]]
    return [np.concatenate(columns) for columns in zip(*parts, strict=True)]


def _strategy_payoffs(payoffs: Array, mixtures: Sequence[Array]) -> list[Array]:
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
    return np.max([gain.max(axis=1, initial=0.0) for gain in gains], axis=0)


def pure_gains(payoffs: Array) -> Array:
    """Compute each party's best deviation gain at every pure profile: (P, N, S1, ..., SN), never negative."""
    gains = np.empty_like(payoffs)
    for i in range(payoffs.shape[1]):
        own = payoffs[:, i]
        np.subtract(own.max(axis=1 + i, keepdims=True), own, out=gains[:, i])
    return gains
