"""Border points located by halving: lines between two points with different sets, all in one batch.

Halved down to FINEST of the range; where a third set is met between, both halves are kept, unless it is a tie.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation.game import Array
from negotiation.tipping.plane.plane import Plane

FINEST = 1e-6
FEW, DEEP = 16, 4
"""Lines up to which borders are looked for DEEP halvings at once."""


@dataclass(frozen=True, eq=False)
class Borders:
    """Border points (B, 2), the sets on their two sides (B, profiles + 1), the line on which each lies (B,)."""

    points: Array
    left: Array
    right: Array
    line: Array


def halved(plane: Plane, lines: Array, cells: int) -> Borders:
    """Find the borders along lines (K, 2, 2), each a cell of as many in a range, in order along each.

    A few lines are cut several halvings deep at once, since a call costs more than its points.
    """
    steps = max(0, int(np.ceil(np.log2(1 / (cells * FINEST)))))
    low, high, line = lines[:, 0], lines[:, 1], np.arange(len(lines))
    left, right = plane.stands(*low.T), plane.stands(*high.T)
    due = steps
    while due:
        deep = min(due, DEEP if len(line) <= FEW else 1)
        cuts = np.linspace(low, high, 2**deep + 1)
        inner = plane.stands(*cuts[1:-1].reshape(-1, 2).T).reshape(2**deep - 1, *left.shape)
        sets = np.concatenate([left[None], inner, right[None]])
        part, k = np.nonzero((sets[1:] != sets[:-1]).any(axis=2))
        low, high, left, right, line = cuts[part, k], cuts[part + 1, k], sets[part, k], sets[part + 1, k], line[k]
        due -= deep
    order = np.lexsort((np.abs(low - lines[line, 0]).sum(axis=1), line))
    found = Borders((low[order] + high[order]) / 2, left[order], right[order], line[order])
    return _without_ties(found, np.abs(lines[:, 1] - lines[:, 0]).max(axis=1) / 2**steps)


def _without_ties(found: Borders, finest: Array) -> Borders:
    """Join border points that cannot be told apart: between them payoffs tie, and the sets of both sides stand."""
    points, line = found.points, found.line
    near = (line[1:] == line[:-1]) & (np.abs(points[1:] - points[:-1]).max(axis=1) <= 2.5 * finest[line[1:]])
    edge = np.ones(min(1, len(line)), dtype=bool)
    first, last = np.concatenate([edge, ~near]), np.concatenate([~near, edge])
    left, right = found.left[first], found.right[last]
    kept = (left != right).any(axis=1)
    return Borders(points[first][kept], left[kept], right[kept], line[first][kept])
