"""A grid of lines over the plane: what stands at their meetings, and where each crosses a border.

Lines run a hair beside the grid's values (BESIDE), since on round numbers ties like to lie: a line along a tie would
show the sets of both sides all along it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from negotiation.expression import exact
from negotiation.game import Array
from negotiation.model import Parameter
from negotiation.tipping.plane.plane import Plane
from negotiation.tipping.plane.stretches import Stretches, lines

BESIDE = 1 << 30
"""Lines run at odd multiples of the range's BESIDEth part: the one above each value of the grid, at its end below."""


@dataclass(frozen=True, eq=False)
class Crossings:
    """What stands at the meetings of lines (Y, X, profiles + 1), and where lines cross borders.

    `points` (B, 2) on the grid's own lines, the sets on their two sides `left`, `right` (B, profiles + 1); `edges`
    (K, 2, 2) the grid's edges that are crossed, the lower end first, `edge` (B,) which one a point lies on.
    """

    meetings: Array
    points: Array
    left: Array
    right: Array
    edges: Array
    edge: Array


def values(each: Parameter, count: int) -> Array:
    return np.linspace(each.low, each.high, count)


def beside(each: Parameter, count: int) -> list[Fraction]:
    """Return the values at which the lines of a grid run."""
    low, high, half = exact(each.low), exact(each.high), BESIDE // 2
    parts = [min(half * k // (count - 1), half - 1) for k in range(count)]
    return [low + (high - low) * Fraction(2 * part + 1, BESIDE) for part in parts]


def crossings(plane: Plane, sizes: tuple[int, int]) -> Crossings:
    """Return where the lines of a grid of so many values each cross borders: lines along `first`, then `second`."""
    grid = [values(each, size) for each, size in zip(plane.parameters, sizes, strict=True)]
    places = [beside(each, size) for each, size in zip(plane.parameters, sizes, strict=True)]
    floats = [np.array([float(at) for at in each]) for each in places]
    rows, columns = (lines(plane, axis, places[1 - axis], floats[axis]) for axis in (0, 1))
    found = [each for axis, along in ((0, rows), (1, columns)) for each in _crossed(along, axis, grid, floats[axis])]
    meetings = np.stack([row.on(floats[0]) for row in rows])
    size = meetings.shape[2]
    points, ends, left, right = (
        np.array([each[k] for each in found], dtype=kind).reshape(-1, *shape)
        for k, (kind, shape) in enumerate(((float, (2,)), (float, (2, 2)), (bool, (size,)), (bool, (size,)))))
    new = np.ones(len(ends), dtype=bool)
    new[1:] = (ends[1:] != ends[:-1]).any(axis=(1, 2))
    return Crossings(meetings, points, left, right, ends[new], np.cumsum(new) - 1)


def _crossed(
    along: Sequence[Stretches], axis: int, grid: Sequence[Array], run: Array
) -> Iterator[tuple[Array, Array, Array, Array]]:
    """Yield every crossing of lines: the point, the ends of its edge, the sets on both sides, in order."""
    way = [1, -1][axis]
    for each, other in zip(along, grid[1 - axis], strict=True):
        for k in each.changes:
            edge = int(np.searchsorted(run, each.nodes[k], "right")) - 1
            if 0 <= edge < len(run) - 1:
                point, *ends = ([value, other][::way] for value in (each.nodes[k], *grid[axis][edge:edge + 2]))
                yield np.array(point), np.array(ends), each.between[k - 1], each.between[k]
