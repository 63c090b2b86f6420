"""Small boxes that stay open. A continuum leaves very many; of a support with too many only their hull is kept."""

from __future__ import annotations

import numpy as np

from negotiation.game import Array
from negotiation.solvers.boxes.layout import MANY
from negotiation.solvers.boxes.rows import Rows

AT_ONCE = 1 << 15
"""Boxes that gather before they are folded."""


class Narrow:
    """Open boxes by point and support; what comes out depends on which came in, not on the order or the portions."""

    def __init__(self) -> None:
        self._parts: list[tuple[Rows, Array]] = []
        self._gathered = 0

    def __bool__(self) -> bool:
        return bool(self._parts)

    def append(self, rows: Rows) -> None:
        """Take in some boxes."""
        if len(rows):
            self._parts.append((rows, np.ones(len(rows), dtype=np.int64)))
            self._gathered += len(rows)
        if self._gathered > AT_ONCE:
            self._parts, self._gathered = [self._folded()], 0

    def boxes(self) -> Rows | None:
        """Return the boxes in order of point and support, one hull for each support that had more than MANY."""
        return self._folded()[0] if self._parts else None

    def _folded(self) -> tuple[Rows, Array]:
        rows, stands_for = Rows.join([part for part, _ in self._parts]), np.concatenate([n for _, n in self._parts])
        order, starts = grouped(rows)
        rows, stands_for = rows[order], stands_for[order]
        counts = np.add.reduceat(stands_for, starts)
        many = counts > MANY
        few = ~np.repeat(many, np.diff(np.append(starts, len(order))))
        joined = Rows.join([rows[few], _hulls(rows, starts)[many]])
        order = grouped(joined)[0]
        return joined[order], np.concatenate([stands_for[few], counts[many]])[order]


def one_a_support(rows: Rows) -> Rows:
    """Return one box a point and support that holds all of its boxes."""
    rows = _hulls(rows, _changes(np.column_stack([rows.point, rows.bits])))  # neighbours first: there are many of them
    order, starts = grouped(rows)
    return _hulls(rows[order], starts)


def grouped(rows: Rows) -> tuple[Array, Array]:
    """Return the order of boxes by point and support (R,), and where in it each support starts."""
    order = np.lexsort([*rows.bits.T[::-1], rows.point])
    keys = np.column_stack([rows.point, rows.bits])[order]
    return order, _changes(keys)


def _changes(keys: Array) -> Array:
    """Return where rows of keys (R, K) differ from the one before, the first row among them."""
    return np.flatnonzero(np.append(len(keys) > 0, (keys[1:] != keys[:-1]).any(axis=1)))


def _hulls(rows: Rows, starts: Array) -> Rows:
    return Rows(rows.point[starts], rows.bits[starts], np.minimum.reduceat(rows.low, starts, axis=0),
                np.maximum.reduceat(rows.high, starts, axis=0))
