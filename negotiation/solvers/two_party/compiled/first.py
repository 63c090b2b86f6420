"""The first dictionaries of a batch: floats with their errors, or whole numbers where minors surely stay small."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from negotiation.game import Array, Game
from negotiation.solvers.two_party.compiled.around import prepared
from negotiation.solvers.two_party.compiled.dictionary import UNIT
from negotiation.solvers.two_party.vertices import replies

SMALL = 1 << 30
"""Whole numbers that 64 bits multiply and subtract without loss."""


class First(NamedTuple):
    """First dictionaries (P, n + 1, m + 1), their errors, the units of the weights (P, m), rounding unit and limit."""

    entries: Array
    errors: Array
    units: Array
    unit: float
    limit: float

    @classmethod
    def of(cls, game: Game, points: Array, side: int) -> First:
        whole = _whole_numbers(game, points, side)
        if whole is not None:
            return cls(whole[0], whole[1], whole[2], 0, SMALL)
        entries, errors, units = prepared(np.ascontiguousarray(replies(game, side)[points]),
                                          np.ascontiguousarray(game.rounding[points, 1 - side]))
        return cls(entries, errors, units, UNIT, np.inf)

    def at(self, rows: Array | slice) -> First:
        return self._replace(entries=self.entries[rows], errors=self.errors[rows], units=self.units[rows])

    def scaled(self, weights: Array, owner: Array) -> Array:
        """Bring weights (V, m + 1) to their units: (V, m), NaN where the last column says that they are not precise."""
        return np.where(weights[:, -1:] == 0, weights[:, :-1] * self.units[owner], np.nan)


def _whole_numbers(game: Game, points: Array, side: int) -> tuple[Array, Array, Array] | None:
    """Return what `prepared` does, in integers, where payoffs are whole numbers whose minors surely stay SMALL.

    Integers tell ties, which floats can only doubt. A minor is at most the product of its rows' lengths (Hadamard).
    """
    paid, order = replies(game, side)[points], min(game.strategy_counts) + 1
    if (paid[0] % 1 != 0).any():
        return None
    low, high = paid.min(axis=2, keepdims=True), paid.max(axis=2, keepdims=True)
    widest = max(1.0, float((high / 2 - low / 2).max()) * 2)
    if order * np.log2(widest * order ** 0.5) > np.log2(SMALL) or game.rounding[points].any() or (paid % 1 != 0).any():
        return None
    entries = np.ones((len(points), paid.shape[2] + 1, paid.shape[1] + 1), dtype=np.int64)
    entries[:, 1:, :-1] = (low - paid).transpose(0, 2, 1)
    entries[:, 0, -1] = 0
    return entries, np.zeros(entries.shape), np.ones((len(points), paid.shape[1]))
