"""The outside option principle ("deal me out"): war counts only where it beats what talking alone would give.

1. Divide the whole share by alternating offers, as if talking for ever gave each side its worst share.
2. Where a side would get less than by leaving for war, it gets just as much as war: move the offer into the
   acceptable shares. For equal patience and a whole of 1 the responder gets max(delta/(1 + delta), w).

Binmore, Shaked and Sutton (1989), An outside option experiment, Quarterly Journal of Economics 104(4).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

import negotiation.bargaining.solutions.rubinstein as rubinstein
from negotiation.arithmetic.dual import Number
from negotiation.bargaining.problem.division import Division
from negotiation.game import Array


def closed(division: Division, first: int = 0) -> Number:
    return _inside(division, rubinstein.closed(division.whole, first))


def searched(division: Division, players: Sequence[int], first: int = 0) -> Array:
    return _inside(division, rubinstein.searched(division.whole, players, first))


def _inside(division: Division, share: Number) -> Number:
    low, high = division.span(division.principals)
    return np.minimum(np.maximum(share, low), high)
