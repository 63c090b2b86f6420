"""A gain in floating point, to look for points; what is found is proved in rationals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation.game import Array
from negotiation.inverse.deviations import Gain


@dataclass(frozen=True, eq=False)
class Floating:
    """A gain's terms: weights (M,) and exponents (M, K) of K relative moves."""

    weights: Array
    exponents: Array

    @classmethod
    def of(cls, gain: Gain, size: int) -> Floating:
        """Return the floats of a gain in `size` moves."""
        return cls(np.array([float(each) for each in gain.terms.values()]),
                   np.array(list(gain.terms), dtype=int).reshape(len(gain.terms), size))

    def at(self, moves: Array) -> float:
        return float(self.weights @ np.prod(moves**self.exponents, axis=1))

    def slopes(self, moves: Array) -> Array:
        """Return the slope by each move (K,)."""
        found = []
        for k in range(len(moves)):
            lower = self.exponents.copy()
            lower[:, k] = np.maximum(lower[:, k] - 1, 0)
            found.append(self.weights @ (self.exponents[:, k] * np.prod(moves**lower, axis=1)))
        return np.array(found)
