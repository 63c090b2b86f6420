"""Which equilibria stand where over two parameters: a grid of lines, each read as `regimes` reads one, exact curves.

1. Solve a grid of points for pure equilibria in batches; a cell of the map is a grid point with its set of profiles.
2. Along every line of the grid the borders are the ends of intervals (`grid`, `stretches`).
3. Name the profile and the deviation that changes sign at each border point; read its gain as a polynomial in the two
   parameters and split it into factors. A factor of degree one in a parameter is solved for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from negotiation.arguments import needed, text, whole
from negotiation.errors import ParameterError
from negotiation.game import Array
from negotiation.game.profiles import Profile
from negotiation.model import Model
from negotiation.plain import Value
from negotiation.provenance import Provenance, Tabled, told
from negotiation.tipping.plane.curves import Curve, curves
from negotiation.tipping.plane.grid import Crossings, crossings, values
from negotiation.tipping.plane.plane import Plane
from negotiation.tipping.plane.regions import Node, Region, regions
from negotiation.tipping.plane.stretches import Stretches, line

if TYPE_CHECKING:
    import pandas as pd

MOST_POINTS = 4_000_000


@dataclass(frozen=True)
class Beyond:
    """The nearest border in one direction: where, and which equilibria, with their outcomes, stand beyond it.

    `only` where they stand at this value alone: beyond it what stood before stands again, or the map ends.
    """

    value: float
    profiles: tuple[Profile, ...]
    only: bool = False

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(each.label for each in self.profiles)

    @property
    def outcomes(self) -> tuple[str, ...]:
        return tuple(each.outcome for each in self.profiles)


@dataclass(frozen=True, eq=False, repr=False)
class RegimeMap(Tabled):
    """Pure equilibria over a grid of two parameters.

    Attributes
    ----------
    x, y : (X,), (Y,) values of the parameters `first` and `second`.
    cells : (Y, X) number of the set that stands at each point; -1 where a constraint of the model is broken.
    profiles : the equilibria of each set; `sets`, `outcomes` : their labels and named outcomes, in the same order.
    borders : (B, 4) x, y of a border point, the sets on its two sides; a tip of `regimes`, or within 1e-6 of the range.
    lines : (K, 2, 2) the two ends of every edge of the grid that a border crosses; `line` (B,) says which.
    patterns : (S, profiles) which profiles are the equilibria of each set.
    faces : (Y, X) number of the set a hair (2e-9 of the range) beside each point, where the lines with the borders run.
    """

    name: str
    version: str
    first: str
    second: str
    x: Array
    y: Array
    cells: Array
    profiles: tuple[tuple[Profile, ...], ...]
    borders: Array
    lines: Array = field(repr=False)
    line: Array = field(repr=False)
    patterns: Array = field(repr=False)
    faces: Array = field(repr=False)
    plane: Plane = field(repr=False)
    provenance: Provenance = field(default_factory=Provenance, repr=False)

    method = "pure"

    @cached_property
    def sets(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(each.label for each in found) for found in self.profiles)

    @cached_property
    def outcomes(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(each.outcome for each in found) for found in self.profiles)

    @property
    def parameters(self) -> Mapping[str, Array]:
        """Return where every parameter stood or through what it ran."""
        held = {name: np.array([float(value)]) for name, value in self.plane.values.items()}
        return held | {self.first: self.x, self.second: self.y}

    @cached_property
    def curves(self) -> tuple[Curve, ...]:
        """Return the exact borders, as far as payoffs are polynomials of the two parameters."""
        sides = np.vstack([np.pad(self.patterns, ((0, 0), (0, 1))), np.zeros(self.patterns.shape[1] + 1, dtype=bool)])
        row, column = np.nonzero((self.cells != self.faces) & (self.cells >= 0) & (self.faces >= 0))  # ties on the grid
        points = np.concatenate([self.borders[:, :2], np.column_stack([self.x[column], self.y[row]])])
        left, right = (sides[np.concatenate([self.borders[:, k].astype(int), each[row, column]])]
                       for k, each in ((2, self.faces), (3, self.cells)))
        return tuple(curves(self.plane, points, left, right))

    def at(self, x: float, y: float) -> tuple[str, ...]:
        """Return the labels at the grid point nearest to (x, y)."""
        number = int(self.cells[np.abs(self.y - y).argmin(), np.abs(self.x - x).argmin()])
        return self.sets[number] if number >= 0 else ()

    def numbers(self, x: Array, y: Array) -> Array:
        """Return the number of the set that stands at any points (P,), (P,); one unknown to the map is len(sets)."""
        return self._known(self.plane.stands(x, y))

    def _known(self, stands: Array) -> Array:
        known = {row.tobytes(): k for k, row in enumerate(self.patterns)}
        return np.array([-1 if row[-1] else known.get(row[:-1].tobytes(), len(self.sets)) for row in stands], dtype=int)

    def regions(self, groups: Sequence[int] | None = None) -> list[Region]:
        """Return the outlines of the sets, the largest first; `groups` (S,) numbers those that are drawn as one."""
        merged = self._merged(groups)
        steps: dict[tuple[Node, Node], list[tuple[Node, int]]] = {}
        for (a, b), (x, y, left, right) in zip(self.lines[self.line].tolist(), self.borders.tolist(), strict=True):
            if merged[int(left)] != merged[int(right)]:
                steps.setdefault((tuple(a), tuple(b)), []).append(((x, y), int(merged[int(right)])))
        return regions(self.x, self.y, merged[self.faces], steps, lambda x, y: merged[self.numbers(x, y)])

    def _merged(self, groups: Sequence[int] | None) -> Array:
        """Return the region of each set, of one unknown to the map (-2), and of no set (-1), by number."""
        return np.array([*(range(len(self.sets)) if groups is None else groups), -2, -1])

    def around(self, x: float, y: float, groups: Sequence[int] | None = None) -> dict[str, Beyond | None]:
        """Return the nearest border to the left, right, down and up of a place, None up to the edge of the map.

        Read off the two lines through the place; `groups` as in `regions`: borders within a group are passed over.
        """
        found: dict[str, Beyond | None] = {}
        for axis, sides in ((0, ("left", "right")), (1, ("down", "up"))):
            along = line(self.plane, axis, (y, x)[axis])
            for side, step in zip(sides, (-1, 1), strict=True):
                found[side] = self._beyond(along, (x, y)[axis], step, self._merged(groups))
        return found

    def _beyond(self, along: Stretches, value: float, step: int, merged: Array) -> Beyond | None:
        """Return the first node from a value on past which, or at which alone, another region stands."""
        marks = along.alternating
        seen = merged[self._known(marks)]
        here = along.place(value)
        for k in range(here + step, len(seen) if step > 0 else -1, step):
            if seen[k] != seen[here]:
                node = k if k % 2 == 0 else k - step
                past = node + step
                only = not 0 <= past < len(seen) or seen[past] == seen[here]
                return Beyond(float(along.nodes[node // 2]), self.plane.profiles(marks[node if only else past]), only)
        return None

    def standing(self, x: float, y: float) -> tuple[Profile, ...]:
        """Return the equilibria at any place."""
        return self.plane.profiles(self.plane.stands(np.array([x]), np.array([y]))[0])

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return a short name of each set: outcomes where they are named, else labels."""
        return tuple("; ".join(o or label for o, label in zip(outcomes, labels, strict=True)) or "no pure equilibrium"
                     for outcomes, labels in zip(self.outcomes, self.sets, strict=True))

    def border_frame(self) -> pd.DataFrame:
        """Return one row a border point: both parameters and the names of the regimes on its sides."""
        return told(self, "border_frame")


def regime_map(
    model: Model, first: str, second: str, *, points: int | tuple[int, int] = 61, preset: str | None = None,
    at: Mapping[str, Value] | None = None, **fixed: Value,
) -> RegimeMap:
    """Map the pure equilibria over two parameters.

    Parameters
    ----------
    first, second : the parameters; they run through their ranges.
    points : of the grid, a number or one each.
    preset, at, fixed : where the other parameters stay.

    Raises
    ------
    ParameterError
        A name is unknown or stands twice, the grid is too large, or a fixed value lies outside its range.
    """
    needed("model", model, Model)
    needed("first", first, str)
    needed("second", second, str)
    text("preset", preset)
    for each in points if isinstance(points, tuple | list) else (points,):
        whole("points", each, 2, MOST_POINTS)
    if first == second:
        raise ParameterError(f"a map needs two different parameters, found '{first}' twice")
    sizes = (points, points) if isinstance(points, int) else tuple(points)
    if len(sizes) != 2 or min(sizes) < 2 or prod(sizes) > MOST_POINTS:
        raise ParameterError(f"a map of {points} points; allowed: two numbers from 2, with a product "
                             f"of at most {MOST_POINTS:,}")
    point = model.point(preset, at=at, **fixed)
    plane = Plane(model, first, second, model.fractions(point))
    x, y = (values(each, size) for each, size in zip(plane.parameters, sizes, strict=True))
    mesh_y, mesh_x = np.meshgrid(y, x, indexing="ij")
    stands = plane.stands(mesh_x.reshape(-1), mesh_y.reshape(-1)).reshape(len(y), len(x), -1)
    found = _numbered(plane, x, y, stands, crossings(plane, sizes))
    over = dict.fromkeys((first, second))
    return replace(found, provenance=model.origin("regime_map", point, None, found.parameters, over, "pure",
                                                      points=list(sizes)))


def _numbered(plane: Plane, x: Array, y: Array, stands: Array, found: Crossings) -> RegimeMap:
    """Number the sets met at grid points, beside them and beside borders."""
    met = [stands, found.meetings, found.left, found.right]
    rows = [row.tobytes() for each in met for row in each.reshape(-1, stands.shape[2])]
    known = sorted({row for row in rows if not row[-1]})
    order = {row: k for k, row in enumerate(known)}
    number = np.array([order.get(row, -1) for row in rows], dtype=int)
    cells, faces, *sides = np.split(number, np.cumsum([x.size * y.size, x.size * y.size, len(found.left)]))
    patterns = np.frombuffer(b"".join(known), dtype=bool).reshape(len(known), stands.shape[2])
    sets = tuple(plane.profiles(row) for row in patterns)
    return RegimeMap(
        plane.model.id, plane.model.version, plane.first, plane.second, x, y, cells.reshape(len(y), len(x)), sets,
        np.column_stack([found.points, *sides]), found.edges, found.edge, patterns[:, :-1],
        faces.reshape(len(y), len(x)), plane)
