"""The compiled walk; importing this package loads numba."""

from __future__ import annotations

from functools import cache

import numpy as np

from negotiation.solvers.boxes.compiled import jit
from negotiation.solvers.clock import Clock
from negotiation.solvers.two_party.compiled import listing
from negotiation.solvers.two_party.compiled.around import paired, prepared
from negotiation.solvers.two_party.compiled.listing import listed, points_at_once
from negotiation.solvers.two_party.compiled.walk import index

__all__ = ["kept", "listed", "paired", "points_at_once", "ready"]


@cache
def ready() -> None:
    """Compile what a search calls, or load it from the disk, so that no budget of time pays for it."""
    clock = Clock(1 << 20, np.inf)
    entries, errors, units = prepared(np.eye(2)[None], np.zeros(1))
    listing._grown(entries[0], errors[0], listing.UNIT, np.inf, units[0], clock)
    listing._grown(entries[0].astype(np.int64), np.zeros((3, 3)), 0, listing.SMALL, units[0], clock)
    index(np.zeros((4, 2), dtype=np.int64), 0, np.zeros(16, dtype=np.int64))
    none, starts = np.zeros(0, dtype=np.int64), np.zeros(2, dtype=np.int64)
    paired(none, none, none, none, starts, starts, 1, 1, np.zeros(2, dtype=np.int64), np.zeros((1, 3), np.int64), 1)


def kept() -> bool:
    """Return whether compiled code lies on disk, or none can be kept there."""
    return jit.kept(index)
