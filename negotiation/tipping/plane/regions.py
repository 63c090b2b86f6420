"""The regions of a map as outlines: a grid's squares cut along chords between exact border points, then put together.

1. Walk round every square of the grid: its corners, and the border points on its edges.
2. No border point: the square is whole. Two: they are joined over a third one found between them. Four with the same
   region on opposite sides: two chords. Otherwise the pieces meet in a point inside, which `meet` finds.
3. Edges that two pieces of a region share cancel; what is left are its loops, counterclockwise outside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from negotiation.game import Array

Node = tuple[float, float]
Arc = tuple[int, list[Node]]
Steps = Mapping[tuple[Node, Node], list[tuple[Node, int]]]
"""For each grid edge, from its lower end: border points on it and the region that begins there."""

Settle = Callable[[Array, Array], Array]

ZOOMS, HALVINGS = 4, 7
"""How closely a meeting point, and a border point between two others, is found: in halves of a square."""


@dataclass(frozen=True, eq=False)
class Region:
    """A region of a map: its number, its part of the whole area, its loops (K, 2), holes clockwise."""

    number: int
    share: float
    loops: tuple[Array, ...]


def regions(x: Array, y: Array, cells: Array, steps: Steps, settle: Settle) -> list[Region]:
    """Return the outlines of all regions, the largest first; -1 is no region.

    `cells` (Y, X) numbers the regions at the grid points; `settle` does so at any points (P,), (P,).
    """
    size = np.array([x[1] - x[0], y[1] - y[0]])
    squares = [(np.array([x[j], y[i]]), _arcs(x, y, cells, steps, i, j))
               for i in range(len(y) - 1) for j in range(len(x) - 1)]
    pieces = [arcs[0] for _, arcs in squares if len(arcs) == 1]
    halved = [(low, arcs) for low, arcs in squares if len(arcs) == 2]
    if halved:
        for (_, arcs), node in zip(halved, _between(halved, size, settle), strict=True):
            pieces += [(region, [*nodes, node]) for region, nodes in arcs]
    parted = [(low, arcs) for low, arcs in squares if len(arcs) > 2]
    if parted:
        low = np.stack([each for each, _ in parted])
        middle = settle(*np.array([np.mean([nodes[0] for _, nodes in arcs], axis=0) for _, arcs in parted]).T)
        for (_, arcs), meeting, here in zip(parted, meet(low, size, settle), middle, strict=True):
            pieces += _joined(arcs, (float(meeting[0]), float(meeting[1])), int(here))
    whole = float((x[-1] - x[0]) * (y[-1] - y[0]))
    found = [_region(number, pieces, whole) for number in sorted({number for number, _ in pieces if number >= 0})]
    return sorted(found, key=lambda each: -each.share)


def _arcs(x: Array, y: Array, cells: Array, steps: Steps, i: int, j: int) -> list[Arc]:
    """Return the pieces of a square's rim between border points: each with its region, ends included."""
    places = ((i, j), (i, j + 1), (i + 1, j + 1), (i + 1, j))
    corners = [(float(x[b]), float(y[a])) for a, b in places]
    rim: list[tuple[Node, int, bool]] = []
    for k in range(4):
        start, end = corners[k], corners[(k + 1) % 4]
        rim.append((start, int(cells[places[k]]), False))
        if k < 2:
            rim += [(node, after, True) for node, after in steps.get((start, end), ())]
        else:
            along = steps.get((end, start), ())
            before = [int(cells[places[(k + 1) % 4]]), *(after for _, after in along)]
            rim += [(node, region, True) for (node, _), region in list(zip(along, before, strict=False))[::-1]]
    cuts = [k for k, (_, _, cut) in enumerate(rim) if cut]
    if len(cuts) < 2:
        return [(rim[0][1], corners)]
    found = []
    for first, last in zip(cuts, [*cuts[1:], cuts[0] + len(rim)], strict=True):
        found.append((rim[first][1], [rim[k % len(rim)][0] for k in range(first, last + 1)]))
    return found


def _joined(arcs: list[Arc], meeting: Node, middle: int) -> Iterator[Arc]:
    """Close three arcs and more: across the middle of four where two opposite ones belong together, else in a point."""
    same = [k for k in (0, 1) if len(arcs) == 4 and arcs[k][0] == arcs[k + 2][0]]
    for k in same:
        if len(same) == 1 or arcs[k][0] == middle:
            yield arcs[k][0], arcs[k][1] + arcs[k + 2][1]
            yield from (arcs[(k + 1) % 4], arcs[(k + 3) % 4])
            return
    yield from ((region, [*nodes, meeting]) for region, nodes in arcs)


def _between(squares: Sequence[tuple[Array, list[Arc]]], size: Array, settle: Settle) -> list[Node]:
    """Find a border point across the middle of each chord between two border points, halving from side to side."""
    low = np.stack([corner for corner, _ in squares])
    start, end = ((np.array([arcs[0][1][k] for _, arcs in squares]) - low) / size for k in (0, -1))
    first = np.array([arcs[0][0] for _, arcs in squares])
    middle, chord = (start + end) / 2, start - end
    inward = np.stack([-chord[:, 1], chord[:, 0]], axis=1)
    inside, outside = (middle + way * _room(middle, way) for way in (inward, -inward))
    crossed = (settle(*(low + inside * size).T) == first) & (settle(*(low + outside * size).T) != first)
    for _ in range(HALVINGS):
        half = (inside + outside) / 2
        here = (settle(*(low + half * size).T) == first)[:, None]
        inside, outside = np.where(here, half, inside), np.where(here, outside, half)
    found = low + size * np.where(crossed[:, None], (inside + outside) / 2, middle)
    return [(float(a), float(b)) for a, b in found]


def _room(place: Array, way: Array) -> Array:
    """Return how far one can go from places (P, 2) in the unit square before leaving it: (P, 1)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        far = np.where(way > 0, (1 - place) / way, np.where(way < 0, -place / way, np.inf))
    room = far.min(axis=1, keepdims=True)
    return np.asarray(np.where(np.isfinite(room), room, 0.0))


def meet(low: Array, size: Array, settle: Settle) -> Array:
    """Find where regions meet in squares (P, 2) of one size: keep the quarter with most of them, several times."""
    spots = np.array([(a, b) for a in (0, 1, 2) for b in (0, 1, 2)])
    quarters = np.array([[0, 1, 3, 4], [1, 2, 4, 5], [3, 4, 6, 7], [4, 5, 7, 8]])
    for _ in range(ZOOMS):
        size = size / 2
        points = low[:, None] + spots * size
        found = settle(*points.reshape(-1, 2).T).reshape(len(low), 9)
        kinds = np.sort(found[:, quarters], axis=2)
        most = (1 + (np.diff(kinds, axis=2) != 0).sum(axis=2)).argmax(axis=1)
        low = low + spots[quarters[most, 0]] * size
    return np.asarray(low + size / 2)


def _region(number: int, pieces: list[Arc], whole: float) -> Region:
    """Put the pieces of one region together."""
    ends: dict[Node, list[Node]] = {}
    for nodes in (nodes for region, nodes in pieces if region == number):
        for start, end in zip(nodes, [*nodes[1:], nodes[0]], strict=True):
            if start in ends.get(end, ()):
                ends[end].remove(start)
            elif start != end:
                ends.setdefault(start, []).append(end)
    loops = []
    for start in ends:
        while ends[start]:
            loop, node = [start], ends[start].pop()
            while node != start:
                loop.append(node)
                node = ends[node].pop()
            loops.append(np.array(loop))
    area = sum(map(_area, loops))
    return Region(number, area / whole, tuple(sorted(loops, key=lambda loop: -abs(_area(loop)))))


def _area(loop: Array) -> float:
    x, y = loop.T
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2)
