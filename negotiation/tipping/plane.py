"""Which equilibria stand where over two parameters: a sampled grid, its borders refined, exact curves where there are.

1. Solve a grid of points for pure equilibria in batches; a cell of the map is a grid point with its set of profiles.
2. Between neighbours with different sets halve, all of them in one batch, down to FINEST of the range.
3. Name the profile and the deviation that changes sign at each border point; read its gain as a polynomial in the two
   parameters and split it into factors. A factor of degree one in a parameter is solved for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from negotiation.errors import ParameterError
from negotiation.expression import evaluate_condition
from negotiation.game import TOLERANCE, Array
from negotiation.model import ROUNDING, Model, Parameter
from negotiation.regret import pure_gains
from negotiation.tipping.curves import Curve, curves
from negotiation.tipping.line import fractions

if TYPE_CHECKING:
    import pandas as pd

FINEST = 1e-6
CHUNK_NUMBERS = 1 << 20
MOST_POINTS = 4_000_000


@dataclass(frozen=True, eq=False)
class RegimeMap:
    """Pure equilibria over a grid of two parameters.

    Attributes
    ----------
    x, y : (X,), (Y,) values of the parameters `first` and `second`.
    cells : (Y, X) number of the set that stands at each point; -1 where a constraint of the model is broken.
    sets, outcomes : the labels of each set; the named outcomes of each, in the same order.
    borders : (B, 4) x, y of a border point and the numbers of the sets on its two sides; located to 1e-6 of the range.
    curves : exact borders, as far as payoffs are polynomials of the two parameters.
    """

    name: str
    version: str
    first: str
    second: str
    x: Array
    y: Array
    cells: Array
    sets: tuple[tuple[str, ...], ...]
    outcomes: tuple[tuple[str, ...], ...]
    borders: Array
    curves: tuple[Curve, ...]

    def __repr__(self) -> str:
        return "\n".join([
            f"RegimeMap of {self.name} over {self.first} and {self.second}: {len(self.x)} x {len(self.y)} points, "
            f"{len(self.sets)} regimes, {len(self.borders)} border points", *(f"  {each}" for each in self.curves)])

    def at(self, x: float, y: float) -> tuple[str, ...]:
        """Return the labels at the grid point nearest to (x, y)."""
        number = int(self.cells[np.abs(self.y - y).argmin(), np.abs(self.x - x).argmin()])
        return self.sets[number] if number >= 0 else ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return a short name of each set: outcomes where they are named, else labels."""
        return tuple("; ".join(o or label for o, label in zip(outcomes, labels, strict=True)) or "no pure equilibrium"
                     for outcomes, labels in zip(self.outcomes, self.sets, strict=True))

    def to_frame(self) -> pd.DataFrame:
        """Return one row a grid point: both parameters, the set's number, its outcomes and labels."""
        import pandas as pd

        y, x = np.meshgrid(self.y, self.x, indexing="ij")
        number = self.cells.reshape(-1)
        return pd.DataFrame({
            self.first: x.reshape(-1), self.second: y.reshape(-1), "regime": number,
            "name": np.array([*self.names, ""], dtype=object)[number],
            "labels": np.array(["; ".join(each) for each in self.sets] + [""], dtype=object)[number]})

    def border_frame(self) -> pd.DataFrame:
        """Return one row a border point: both parameters and the names of the regimes on its sides."""
        import pandas as pd

        names = np.array([*self.names, ""], dtype=object)
        return pd.DataFrame({
            self.first: self.borders[:, 0], self.second: self.borders[:, 1],
            "one side": names[self.borders[:, 2].astype(int)], "other side": names[self.borders[:, 3].astype(int)]})


def regime_map(
    model: Model, first: str, second: str, *, points: int | tuple[int, int] = 61, preset: str | None = None,
    **fixed: object,
) -> RegimeMap:
    """Map the pure equilibria over two parameters.

    Parameters
    ----------
    first, second : the parameters; they run through their ranges.
    points : of the grid, a number or one each.
    preset, fixed : where the other parameters stay.

    Raises
    ------
    ParameterError
        A name is unknown or stands twice, the grid is too large, or a fixed value lies outside its range.
    """
    if first == second:
        raise ParameterError(f"a map needs two different parameters, found '{first}' twice")
    sizes = (points, points) if isinstance(points, int) else tuple(points)
    if len(sizes) != 2 or min(sizes) < 2 or prod(sizes) > MOST_POINTS:
        raise ParameterError(f"a map of {points} points; allowed: two numbers from 2, with a product "
                             f"of at most {MOST_POINTS:,}")
    plane = Plane(model, first, second, fractions(model, model.values(preset, **fixed)))
    x, y = (np.linspace(each.low, each.high, size) for each, size in zip(plane.parameters, sizes, strict=True))
    mesh_y, mesh_x = np.meshgrid(y, x, indexing="ij")
    stands = plane.stands(mesh_x.reshape(-1), mesh_y.reshape(-1))
    borders, left, right = _borders(plane, x, y, stands.reshape(len(y), len(x), -1))
    patterns, number = np.unique(np.concatenate([stands, left, right]), axis=0, return_inverse=True)
    valid = ~patterns[:, -1]
    order = np.where(valid, np.cumsum(valid) - 1, -1)
    number = order[number.reshape(-1)]
    cells, sides = number[:len(stands)], number[len(stands):].reshape(2, -1)
    labels, outcomes = zip(*(plane.names(each) for each in patterns[valid]), strict=True)
    return RegimeMap(
        model.id, model.version, first, second, x, y, cells.reshape(len(y), len(x)), labels, outcomes,
        np.column_stack([borders, *sides]), tuple(curves(model, (first, second), plane.values, borders, left, right)))


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

    def _stands(self, values: dict[str, Any], size: int) -> Array:
        allowed: Array = np.ones(np.size(values[self.first]), dtype=bool)
        for each in self.model.constraints:
            allowed = allowed & evaluate_condition(each.condition, values, ROUNDING)
        marks = np.zeros((len(allowed), size + 1), dtype=bool)
        marks[~allowed, -1] = True
        if allowed.any():
            kept = {name: value[allowed] if np.ndim(value) else value for name, value in values.items()}
            game = self.model.at(**kept)
            gains = pure_gains(game.payoffs) / game.scale.reshape(*game.scale.shape, *([1] * len(game.strategy_counts)))
            marks[allowed, :-1] = (gains <= TOLERANCE).all(axis=1).reshape(game.points, -1)
        return marks

    def names(self, marks: Array) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the labels and outcomes of a set of profiles."""
        labels, outcomes = [], []
        for profile in np.argwhere(marks[:-1].reshape(self.model.strategy_counts)):
            labels.append(" / ".join(p.strategies[j].id for p, j in zip(self.model.parties, profile, strict=True)))
            outcomes.append(next((o.id for o in self.model.outcomes if o.mask[tuple(profile)]), ""))
        return tuple(labels), tuple(outcomes)


def _edges(x: Array, y: Array, stands: Array) -> Iterator[tuple[Array, Array, Array, Array]]:
    """Yield the ends of grid edges whose two points have different sets: x and y of both ends."""
    rows, columns = np.nonzero((stands[:, 1:] != stands[:, :-1]).any(axis=2))
    yield x[columns], y[rows], x[columns + 1], y[rows]
    rows, columns = np.nonzero((stands[1:] != stands[:-1]).any(axis=2))
    yield x[columns], y[rows], x[columns], y[rows + 1]


def _borders(plane: Plane, x: Array, y: Array, stands: Array) -> tuple[Array, Array, Array]:
    """Bisect every such edge: border points (B, 2) and the sets on their two sides."""
    ends = [np.concatenate(parts) for parts in zip(*_edges(x, y, stands), strict=True)]
    low, high = np.stack(ends[:2], axis=1), np.stack(ends[2:], axis=1)
    left, right = plane.stands(*low.T), plane.stands(*high.T)
    steps = int(np.ceil(np.log2(1 / ((min(len(x), len(y)) - 1) * FINEST))))
    for _ in range(max(0, steps)):
        middle = (low + high) / 2
        found = plane.stands(*middle.T)
        same = (found == left).all(axis=1)
        low, left = np.where(same[:, None], middle, low), np.where(same[:, None], found, left)
        high, right = np.where(same[:, None], high, middle), np.where(same[:, None], right, found)
    return (low + high) / 2, left, right


