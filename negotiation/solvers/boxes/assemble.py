"""From findings of the search to rows, boxes and flags.

Rows. Pure equilibria, and proved roots with all weights of their support positive. Rows of different supports are
different equilibria, however near; roots of one support are one only where a box proved to hold one root holds both.
Boxes. What could not be told: continua, degenerate equilibria, what the budget left over.

Theorem. At a point where `complete` is True every equilibrium is a row or lies in a box. It has one support;
that support survives conditional dominance, and its face is covered by boxes that were dropped (no equilibrium in
them, with every gain moved by its rounding), proved (one root in each, which is a row unless a sign shows that it is
none), or kept. A row is `certified` when it is an equilibrium of the exact payoffs and the only one in a neighbourhood:
its ties have one root near it, and either every other strategy pays strictly less there, so that near it no other
support has equilibria, or the point is complete and no box holds it: rows being finitely many, it stands alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice, pairwise
from time import monotonic

import numpy as np

from negotiation.game import Array
from negotiation.game.equilibria import cleaned
from negotiation.solvers.boxes import layout
from negotiation.solvers.boxes.anchor import anchor
from negotiation.solvers.boxes.doubts import exact
from negotiation.solvers.boxes.doubts.gather import gather
from negotiation.solvers.boxes.doubts.narrow import one_a_support
from negotiation.solvers.boxes.rows import Rows, Table
from negotiation.solvers.boxes.search import Findings, Roots
from negotiation.solvers.boxes.verdicts import INFLATION

ANCHORS = 16
"""Unresolved boxes of one point that get an equilibrium of their own, if no row lies in them."""

SHOWN = 64
"""Left-over boxes of one point at most; more are shown as one."""

LOOSE = 1e-4
"""A proved root that floating point places no better than this is placed by rationals."""

TOUCH = 1e-9
"""A row this near to a box is taken to be in it."""


@dataclass(frozen=True)
class Assembled:
    """Rows by `point` and mixtures over all strategies `flat` (E, sum of S), with what was told of them, and boxes."""

    point: Array
    flat: Array
    certified: Array
    weak: Array
    box_point: Array
    lower: Array
    upper: Array
    complete: Array


@dataclass(frozen=True)
class Told:
    """Rows of one kind: by point and mixtures, and whether no other strategy is as good (`strict`)."""

    point: Array
    flat: Array
    strict: Array


def assemble(table: Table, found: Findings, pure: Told, rationals: exact.Rationals, deadline: float) -> Assembled:
    """Judge, tell apart and lay out what the search found, beside the pure equilibria."""
    shape = tuple(table.shape.tolist())
    rows = [pure, _mixed(table, found, rationals, deadline)]
    complete = np.ones(len(table.payoffs), dtype=bool)
    complete[found.unreached] = False
    for left in found.left:
        complete[left.point] = False
    boxes = [_undecided(found.narrow.boxes(), shape, deadline), _left(found.left, shape), _nowhere(found, shape)]
    where, lower, upper = _sorted(*(np.concatenate(parts) for parts in zip(*boxes, strict=True)))
    point, flat = (np.concatenate([getattr(each, name) for each in rows]) for name in ("point", "flat"))
    rows.append(_anchors(table, point, flat, *_sorted(*boxes[0]), deadline))
    point, flat, strict = (np.concatenate([getattr(each, name) for each in rows]) for name in Told.__annotations__)
    alone = complete[point] & (np.arange(len(point)) < len(point) - len(rows[-1].point))
    for p in np.unique(where):
        here, box = point == p, where == p
        alone[here] &= ~layout.inside(flat[here], lower[box], upper[box], TOUCH)
    return Assembled(point, flat, strict | alone, ~strict, where, lower, upper, complete)


def _mixed(table: Table, found: Findings, rationals: exact.Rationals, deadline: float) -> Told:
    """Turn proved roots into rows; file the doubtful ones that stay so as boxes."""
    sure, doubts, shape = Roots.join(found.roots, table), Roots.join(found.doubts, table), table.shape.tolist()
    if not len(sure) and not len(doubts) and not found.narrow:
        return Told(sure.rows.point, np.zeros((0, sum(shape))), np.zeros(0, dtype=bool))
    sure = _sharpened(sure, table, rationals, deadline)
    verdict, doubts = exact.settle(rationals, table.shape, doubts, deadline)
    if (verdict == exact.LATE).any():
        found.left.append(doubts.rows[verdict == exact.LATE])
    known = [sure, doubts[verdict == exact.STRICT], doubts[verdict == exact.WEAK]]
    roots, told = gather(table, found, Roots.join(known, table), rationals, deadline)
    found.narrow.append(doubts.rows[verdict == exact.OPEN])
    parts = [*known, roots[told == exact.STRICT], roots[told == exact.WEAK]]
    roots = Roots.join(parts, table)
    strict = np.repeat([True, True, False, True, False], [len(part) for part in parts])
    kept = _distinct(roots)
    roots, strict = roots[kept], strict[kept]
    return Told(roots.rows.point, layout.mixtures(roots.root, roots.rows.bits, shape), strict)


def _sharpened(sure: Roots, table: Table, rationals: exact.Rationals, deadline: float) -> Roots:
    """Enclose anew, in rationals, the proved roots that floating point places only within LOOSE, as time allows.

    Boxes of one support that hold a root told before hold no other: `settle` calls them GONE, and they go.
    """
    loose = np.flatnonzero((np.where(np.isfinite(sure.error), sure.error, 0.0) > LOOSE).any(axis=1))
    verdict, anew = exact.settle(rationals, table.shape, sure[loose], deadline)
    told, root, error = verdict == exact.STRICT, sure.root.copy(), sure.error.copy()
    root[loose[told]], error[loose[told]] = anew.root[told], anew.error[told]
    kept = np.ones(len(sure), dtype=bool)
    kept[loose[verdict == exact.GONE]] = False
    return Roots(sure.rows, root, error)[kept]


def _distinct(roots: Roots) -> Array:
    """Return one of each set of enclosed roots that are one root.

    Two of one support are one where the enclosure of one lies in the box in which the other was proved to be the only
    root. The boxes are as the kernels laid them: centre and radius of `low` and `high`, wider by INFLATION.
    """
    order = np.lexsort([*roots.root.T[::-1], *roots.rows.bits.T[::-1], roots.rows.point])
    keys = np.column_stack([roots.rows.point, roots.rows.bits])[order]
    starts = np.flatnonzero(np.append(True, (keys[1:] != keys[:-1]).any(axis=1))) if len(keys) else np.zeros(0, int)
    middle, radius = (roots.rows.low + roots.rows.high) / 2, (roots.rows.high - roots.rows.low) / 2 * INFLATION
    error = np.where(np.isfinite(roots.error), roots.error, 0.0)
    alone = np.diff(np.append(starts, len(order))) == 1
    kept = order[starts[alone]].tolist()
    for group in [order[a:b] for a, b in zip(starts[~alone], np.append(starts, len(order))[1:][~alone], strict=True)]:
        chosen: list[int] = []
        for one in group:
            gap = np.abs(roots.root[one] - middle[chosen]) + error[one] <= radius[chosen] + 2.0 ** -50
            back = np.abs(roots.root[chosen] - middle[one]) + error[chosen] <= radius[one] + 2.0 ** -50
            if not (gap.all(axis=1) | back.all(axis=1)).any():
                chosen.append(int(one))
        kept += chosen
    return np.array(kept, dtype=np.int64)


def _undecided(rows: Rows | None, shape: tuple[int, ...], deadline: float) -> tuple[Array, Array, Array]:
    """Return boxes too narrow to bisect, or flat: those of one support that touch as one, inner ones dropped.

    When time is over, those of one support are one box, and inner ones stay.
    """
    if rows is None:
        return _no_box(shape)
    result = [_no_box(shape)]
    lower, upper = layout.hulls(rows, shape)
    point, sides = rows.point, list[tuple[Array, Array, Array]]()
    for group in _runs(np.column_stack([point, rows.bits])):
        joined = layout.merged(lower[group], upper[group], most=0 if monotonic() >= deadline else layout.MANY)
        sides.append((np.full(len(joined[0]), point[group.start]), *joined))
    point, lower, upper = (np.concatenate(parts) for parts in zip(*sides, strict=True))
    for here in _runs(point[:, None]):
        outer = layout.outermost(lower[here], upper[here]) if monotonic() < deadline else slice(None)
        result.append((point[here][outer], lower[here][outer], upper[here][outer]))
    point, lower, upper = (np.concatenate(parts) for parts in zip(*result, strict=True))
    return point, lower, upper


def _runs(keys: Array) -> list[slice]:
    """Return the stretches of equal rows of keys (R, K) that are in order."""
    cuts = np.flatnonzero((keys[1:] != keys[:-1]).any(axis=1)) + 1
    return [slice(int(a), int(b)) for a, b in pairwise([0, *cuts, len(keys)])]


def _no_box(shape: tuple[int, ...]) -> tuple[Array, Array, Array]:
    return np.zeros(0, dtype=np.int64), np.zeros((0, sum(shape))), np.zeros((0, sum(shape)))


def _left(found: list[Rows], shape: tuple[int, ...]) -> tuple[Array, Array, Array]:
    """Return what the budget left over: a box a support, or one a point where there would be more than SHOWN."""
    if not found:
        return _no_box(shape)
    rows = one_a_support(Rows.join([one_a_support(part) for part in found]))
    point, (lower, upper) = rows.point, layout.hulls(rows, shape)
    crowded = np.bincount(point)[point] > SHOWN
    places, starts = np.unique(point[crowded], return_index=True)
    many = (places, np.minimum.reduceat(lower[crowded], starts, axis=0),
            np.maximum.reduceat(upper[crowded], starts, axis=0))
    few = point[~crowded], lower[~crowded], upper[~crowded]
    one, low, high = (np.concatenate(parts) for parts in zip(few, many, strict=True))
    return one, low, high


def _nowhere(found: Findings, shape: tuple[int, ...]) -> tuple[Array, Array, Array]:
    """Return all mixtures of the points that were not searched to the end of their supports."""
    room = np.zeros((len(found.unreached), sum(shape)))
    return found.unreached, room, room + 1.0


def _sorted(point: Array, lower: Array, upper: Array) -> tuple[Array, Array, Array]:
    """Lay boxes out in order of point and place, however they were found."""
    order = np.lexsort([*upper.T[::-1], *lower.T[::-1], point])
    return point[order], lower[order], upper[order]


def _anchors(table: Table, point: Array, flat: Array, where: Array, lower: Array, upper: Array,
             deadline: float) -> Told:
    """Return equilibria that stand for boxes without a row, a few a point; no pure ones, which are known exactly."""
    shape = tuple(table.shape.tolist())
    points, flats = [np.zeros(0, dtype=np.int64)], [np.zeros((0, sum(shape)))]
    for p in np.unique(where):
        payoffs = table.payoffs[p] - table.payoffs[p].min(axis=1, keepdims=True)
        rows, boxes = flat[point == p], zip(lower[where == p], upper[where == p], strict=True)
        empty = (box for box in boxes if not layout.inside(rows, box[0][None], box[1][None], TOUCH).any())
        for low, high in islice(empty, ANCHORS):
            if monotonic() >= deadline:
                break
            middle = [part / part.sum() for part in np.split((low + high) / 2, np.cumsum(shape)[:-1])]
            profile = anchor(payoffs.reshape(1, len(shape), *shape), np.concatenate(middle), shape)
            if profile is None or not layout.inside(profile[None], low[None], high[None])[0]:
                continue
            stands = np.concatenate([cleaned(part) for part in layout.parts(profile[None], shape)], axis=1)
            if (stands > 0).sum() > len(shape):
                points.append(np.array([p]))
                flats.append(stands)
    return Told(np.concatenate(points), np.concatenate(flats), np.zeros(sum(map(len, points)), dtype=bool))
