"""Sets of states as packed bits, one row a state: unions along edges and intersections, without S x S x S products.

A row holds S bits in ceil(S/8) bytes; an edge costs the bytes of one row.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from negotiation.game import Array

AT_ONCE = 1 << 25
"""Bytes of rows that are gathered at once."""


def pack(marks: Array) -> Array:
    """Pack bool (..., S) into rows of bytes."""
    return np.packbits(marks, axis=-1)


def unpack(rows: Array, states: int) -> Array:
    """Return bool (..., S)."""
    return np.unpackbits(rows, axis=-1, count=states).astype(bool)


def meet(first: Array, left: Array, second: Array, right: Array) -> Array:
    """Tell for each pair of places whether the sets first[left] and second[right] share a state: (E,) bool."""
    found = np.empty(len(left), dtype=bool)
    step = max(1, AT_ONCE // max(1, first.shape[1]))
    for low in range(0, len(left), step):
        part = slice(low, low + step)
        found[part] = (first[left[part]] & second[right[part]]).any(axis=1)
    return found


@dataclass(frozen=True, eq=False)
class Edges:
    """Moves from `source` to `target` (E,) among `size` places, sorted by source."""

    source: Array
    target: Array
    size: int

    @classmethod
    def of(cls, source: Array, target: Array, size: int) -> Edges:
        order = np.argsort(source, kind="stable")
        return cls(source[order], target[order], size)

    @cached_property
    def starts(self) -> Array:
        """Return where the edges of each place begin: (size + 1,)."""
        return np.searchsorted(self.source, np.arange(self.size + 1))

    def reversed(self) -> Edges:
        return Edges.of(self.target, self.source, self.size)

    def where(self, kept: Array) -> Edges:
        return Edges(self.source[kept], self.target[kept], self.size)

    def leaving(self, places: Array) -> tuple[Array, Array]:
        """Return the numbers of the edges that leave some places, and how many each place has."""
        counts = self.starts[places + 1] - self.starts[places]
        before = np.cumsum(counts) - counts
        return np.arange(counts.sum()) + np.repeat(self.starts[places] - before, counts), counts

    def unions(self, rows: Array, places: Array) -> Array:
        """Return for each of some places the union of the rows of its targets."""
        found = np.zeros((len(places), rows.shape[1]), dtype=np.uint8)
        step = max(1, AT_ONCE * len(places) // max(1, rows.shape[1] * len(self.source)))
        for low in range(0, len(places), step):
            numbers, counts = self.leaving(places[low:low + step])
            some = np.flatnonzero(counts)
            if len(some):
                begin = (np.cumsum(counts) - counts)[some]
                found[low + some] = np.bitwise_or.reduceat(rows[self.target[numbers]], begin, axis=0)
        return found
