"""A share of draws, with its standard error.

Random draws: the binomial error. Sobol draws are not independent, so that error would be wrong (too large, as a rule);
the scrambles are, and the spread between their means is the error: with SPLITS of them, a t of SPLITS - 1 degrees. Of a
share among some of the draws (a ratio) the residuals are taken, the delta method.

In one dimension each scramble's count is a share of its points rounded up or down, and all may be rounded alike: so no
error is smaller than what rounding alone can make, half a draw in each scramble. Where all draws agree, the share is
still not exactly known.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation.game import Array

NORMAL_95 = 1.96

ROUNDED = 0.5
"""Standard deviation, at most, of a number that is rounded up or down without bias."""


@dataclass(frozen=True)
class Estimate:
    """A share or mean, its standard error, and the draws that it comes from; nan where there are none."""

    value: float
    error: float
    draws: int

    @property
    def low(self) -> float:
        """Return the lower end of about 95 % of confidence."""
        return max(0.0, self.value - NORMAL_95 * self.error)

    @property
    def high(self) -> float:
        return min(1.0, self.value + NORMAL_95 * self.error)


def share(marks: Array, split: Array | None, among: Array | None = None) -> Estimate:
    """Return the share of marks (D,), `among` some of the draws; `split` (D,) their scrambles, None for random ones."""
    marks = np.asarray(marks, dtype=float)
    kept = np.ones(len(marks), dtype=bool) if among is None else among
    count = int(kept.sum())
    if not count:
        return Estimate(float("nan"), float("nan"), 0)
    value = float(marks[kept].mean())
    least = _binomial(1 / (count + 2), count + 2)
    if split is None:
        return Estimate(value, max(_binomial(value, count), least), count)
    rest = np.bincount(split[kept], marks[kept] - value, minlength=int(split.max()) + 1)
    splits = len(np.unique(split))
    if splits == 1:
        return Estimate(value, max(_binomial(value, count), least), count)
    error = float(np.sqrt(splits / (splits - 1) * (rest**2).sum())) / count
    return Estimate(value, max(error, least, ROUNDED * splits**0.5 / count), count)


def _binomial(value: float, count: int) -> float:
    return float(np.sqrt(value * (1 - value) / count))
