"""The compiled walk; importing this package loads numba."""

from __future__ import annotations

from functools import cache

import numpy as np

from negotiation.solvers.boxes.compiled import jit
from negotiation.solvers.clock import Clock
from negotiation.solvers.two_party.compiled import listing
from negotiation.solvers.two_party.compiled.around import paired, prepared
from negotiation.solvers.two_party.compiled.dictionary import UNIT
from negotiation.solvers.two_party.compiled.first import SMALL, First
from negotiation.solvers.two_party.compiled.listing import listed, points_at_once
from negotiation.solvers.two_party.compiled.partners import partnered
from negotiation.solvers.two_party.compiled.walk import index

__all__ = ["kept", "listed", "paired", "points_at_once", "ready"]


@cache
def ready() -> None:
    """Compile what a search calls, or load it from the disk, so that no budget of time pays for it."""
    clock = Clock(1 << 20, np.inf)
    entries, errors, units = prepared(np.eye(2)[None], np.zeros(1))
    none, starts = np.zeros(0, dtype=np.int64), np.zeros(2, dtype=np.int64)
    for first in First(entries, errors, units, UNIT, np.inf), First(entries.astype(np.int64), errors, units, 0, SMALL):
        listing._grown(first.entries[0], first.errors[0], first.units[0], first.unit, first.limit, clock)
        partnered(*(each[:0] for each in first[:2]), first.unit, first.limit, none, none, none, 0, 0, none, none == 1,
                  np.zeros((0, 2), np.int64), first.entries[:0, 0])
    index(np.zeros((4, 2), dtype=np.int64), 0, np.zeros(16, dtype=np.int64))
    paired(none, none, none, none, starts, starts, 1, 1, np.zeros(2, dtype=np.int64), np.zeros((1, 3), np.int64), 1)


def kept() -> bool:
    """Return whether compiled code lies on disk, or none can be kept there."""
    return jit.kept(index)
