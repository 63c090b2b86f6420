"""Two parameters that run while the others stay: which profiles are equilibria at any points, and where that changes.

A border point lies on a line between two points with different sets. It is found by halving, all lines in one batch,
down to FINEST of the range; where a third set is met between, both halves are kept, unless it is a tie.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import prod

import numpy as np

from negotiation.expression import evaluate_condition
from negotiation.game import TOLERANCE, Array
from negotiation.game.profiles import Profile, profile
from negotiation.game.regret import pure_gains
from negotiation.model import ROUNDING, Model, Parameter

FINEST = 1e-6
CHUNK_NUMBERS = 1 << 20
FEW, DEEP = 16, 4
"""Lines up to which borders are looked for DEEP halvings at once."""


@dataclass(frozen=True, eq=False)
class Plane:
    """Two parameters that run while the others stay at `values`."""

    model: Model
    first: str
    second: str
    values: dict[str, Fraction]

    @property
    def parameters(self) -> list[Parameter]:
        return [self.model.parameter(name) for name in (self.first, self.second)]

    def stands(self, x: Array, y: Array) -> Array:
        """Mark the profiles that are equilibria at each point: (P, profiles + 1); the last: a broken constraint."""
        size = prod(self.model.strategy_counts)
        marks = np.zeros((len(x), size + 1), dtype=bool)
        step = max(1, CHUNK_NUMBERS // (len(self.model.parties) * size))
        fixed = {name: float(value) for name, value in self.values.items()}
        for k in range(0, len(x), step):
            here = slice(k, k + step)
            marks[here] = self._stands({**fixed, self.first: x[here], self.second: y[here]}, size)
        return marks

    def _stands(self, values: Mapping[str, Array | float], size: int) -> Array:
        allowed: Array = np.ones(np.size(values[self.first]), dtype=bool)
        for each in self.model.constraints:
            allowed = allowed & evaluate_condition(each.condition, values, ROUNDING)
        marks = np.zeros((len(allowed), size + 1), dtype=bool)
        marks[~allowed, -1] = True
        if allowed.any():
            kept = {name: value[allowed] if isinstance(value, np.ndarray) else value for name, value in values.items()}
            game = self.model.at(at=kept)
            gains = pure_gains(game.payoffs) / game.scale.reshape(*game.scale.shape, *([1] * len(game.strategy_counts)))
            marks[allowed, :-1] = (gains <= TOLERANCE).all(axis=1).reshape(game.points, -1)
        return marks

    def profiles(self, marks: Array) -> tuple[Profile, ...]:
        """Return a set of profiles as values."""
        return tuple(profile(self.model.parties, each, self.model.outcomes)
                     for each in np.argwhere(marks[:-1].reshape(self.model.strategy_counts)).tolist())


def edges(x: Array, y: Array, stands: Array) -> Array:
    """Return the ends of grid edges whose two points have different sets: (K, 2, 2), the lower end first."""
    ends = [np.concatenate(parts) for parts in zip(*_edges(x, y, stands), strict=True)]
    return np.stack(ends, axis=1).reshape(-1, 2, 2)


def _edges(x: Array, y: Array, stands: Array) -> Iterator[tuple[Array, Array, Array, Array]]:
    rows, columns = np.nonzero((stands[:, 1:] != stands[:, :-1]).any(axis=2))
    yield x[columns], y[rows], x[columns + 1], y[rows]
    rows, columns = np.nonzero((stands[1:] != stands[:-1]).any(axis=2))
    yield x[columns], y[rows], x[columns], y[rows + 1]


@dataclass(frozen=True, eq=False)
class Borders:
    """Border points (B, 2), the sets on their two sides (B, profiles + 1), the line on which each lies (B,)."""

    points: Array
    left: Array
    right: Array
    line: Array


def borders(plane: Plane, lines: Array, steps: int) -> Borders:
    """Find the borders along lines (K, 2, 2), in order along each: halve `steps` times, keep halves that hold one.

    A few lines are cut several halvings deep at once, since a call costs more than its points.
    """
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


def halvings(cells: int) -> int:
    """Return how often a cell of a grid has to be halved down to FINEST of the range."""
    return max(0, int(np.ceil(np.log2(1 / (cells * FINEST)))))
