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
    sides: dict[bytes, None] = {}
    for name in {row.tobytes() for row in pairs[pairs.any(axis=1)]}:
        row = np.frombuffer(name, dtype=bool)
        for k, each in enumerate([*sides]):
            sides[(np.frombuffer(each, dtype=bool) & row).tobytes()] = None
            if len(sides) > MOST_SETS or (k % 256 == 0 and not going()):
                yield None
                return
        sides[name] = None
    for side in sorted(sides):
        if not going():
            yield None
            return
        right = np.frombuffer(side, dtype=bool)
        if right.any():
            yield np.flatnonzero(pairs[:, right].all(axis=1)), np.flatnonzero(right)


def dimension(labels: Sequence[int]) -> int:
    """Return the dimension of a bounded face from the labels (bits) of all its vertices.

    Every facet is the part with one more label, and the part with most vertices is one.
    """
    found = 0
    while len(labels) > 1:
        bits = {bit for each in labels for bit in _bits(each)}
        parts = ([each for each in labels if each >> bit & 1] for bit in sorted(bits))
        labels = max((part for part in parts if len(part) < len(labels)), key=len)
        found += 1
    return found


def _bits(number: int) -> list[int]:
    return [bit for bit in range(number.bit_length()) if number >> bit & 1]
