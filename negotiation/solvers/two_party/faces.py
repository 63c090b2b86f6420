"""From pairs of vertices to maximal sets of equilibria, by labels alone.

The equilibria are the products conv(X') x conv(Y') of maximal sets that pair throughout (Winkels 1979; Jansen 1981).
Each X' holds every vertex of a bounded face, so its dimension is the length of a chain of faces, which labels tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from negotiation.game import Array

MOST_SETS = 1 << 17
"""Sets that may be kept: there can be as many as subsets of the rows."""


def products(pairs: Array, going: Callable[[], bool]) -> Iterator[tuple[Array, Array] | None]:
    """Yield the maximal sets (left, right) of rows and columns of a table of pairs; None where they were given up."""
    rows = [int.from_bytes(row.tobytes()) for row in pairs]
    sides: dict[int, None] = {}
    for row in {*rows} - {0}:
        for k, each in enumerate([*sides]):
            sides[each & row] = None
            if len(sides) > MOST_SETS or (k % 256 == 0 and not going()):
                yield None
                return
        sides[row] = None
    for side in sorted({*sides} - {0}):
        if not going():
            yield None
            return
        left = [k for k, row in enumerate(rows) if row & side == side]
        yield np.array(left), np.flatnonzero(np.frombuffer(side.to_bytes(pairs.shape[1]), dtype=bool))


def dimension(labels: Sequence[int]) -> int:
    """Return the dimension of a bounded face from the labels (bits) of all its vertices.

    Every facet is the part with one more label, and the part with most vertices is one. Up to three vertices are a
    point, an edge, a triangle.
    """
    found = 0
    while len(labels) > 3:
        bits = {bit for each in labels for bit in _bits(each)}
        parts = ([each for each in labels if each >> bit & 1] for bit in sorted(bits))
        labels = max((part for part in parts if len(part) < len(labels)), key=len)
        found += 1
    return found + len(labels) - 1


def _bits(number: int) -> list[int]:
    return [bit for bit in range(number.bit_length()) if number >> bit & 1]
