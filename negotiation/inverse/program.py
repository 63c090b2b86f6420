"""The cheapest change of several levers where every gain is linear in them: a linear program, solved exactly.

1. Variables are shares of the ranges, up and down apart, from 0 to the room that is left; their sum is the cost.
2. All arithmetic is exact (`arithmetic.program`): an optimum is one; that nothing satisfies the rows is proved.
3. Strict constraints: among the optima one that keeps them all is looked for by a second program, which maximises their
   least slack. If there is none the cost is an infimum, and the point returned lies just inside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from negotiation.arithmetic.program import minimise
from negotiation.inverse.deviations import Gain, Target
from negotiation.inverse.point import PROGRAM, Point, cost

INSIDE = Fraction(1, 1 << 40)
"""A point beside an infimum lies this share of the way to a point inside."""

Row = list[Fraction]


@dataclass(frozen=True)
class Rows:
    """`rows @ shares <= limits`, `strict` ones without equality; `owner` the gain a row stands for, None for a room."""

    rows: list[Row]
    limits: Row
    strict: list[bool]
    owner: list[Gain | None]


def rows_of(target: Target, gains: Sequence[Gain], margins: Sequence[Fraction]) -> Rows | None:
    """Return the program's rows; None where a gain that no lever moves is broken."""
    low, high = target.box
    now, count = target.now, len(target.over)
    sizes = [b - a for a, b in zip(low, high, strict=True)]
    found = Rows([], [], [], [])
    for gain, margin in zip(gains, margins, strict=True):
        slopes = [gain.terms.get(tuple(int(k == j) for j in range(count)), Fraction(0)) * size
                  for k, size in enumerate(sizes)]
        if any(slopes):
            _add(found, [*slopes, *(-each for each in slopes)], -gain.at(now) - margin, gain)
        elif gain.broken(gain.at(now) + margin):
            return None
    rooms = [(b - n) / s for b, n, s in zip(high, now, sizes, strict=True)]
    rooms += [(n - a) / s for a, n, s in zip(low, now, sizes, strict=True)]
    for k, room in enumerate(rooms):
        _add(found, [Fraction(int(j == k)) for j in range(2 * count)], max(room, Fraction(0)), None)
    return found


def _add(found: Rows, row: Row, limit: Fraction, gain: Gain | None) -> None:
    found.rows.append(row)
    found.limits.append(limit)
    found.strict.append(gain is not None and gain.strict)
    found.owner.append(gain)


def cheapest(target: Target, gains: Sequence[Gain], margins: Sequence[Fraction]) -> Point | None:
    """Return the cheapest point; None where none exists, which the program proves."""
    rows = rows_of(target, gains, margins)
    best = minimise([1] * (2 * len(target.over)), rows.rows, rows.limits) if rows is not None else None
    if rows is None or best is None:
        return None
    if _keeps(rows, best):
        return _point(target, best, sum(best, Fraction(0)))
    least = sum(best, Fraction(0))
    other = _inside(rows, least)
    if other is not None:
        return _point(target, other, least)
    within = _inside(rows, None)
    if within is None:
        return None
    return _point(target, [a + INSIDE * (b - a) for a, b in zip(best, within, strict=True)], least)


def _keeps(rows: Rows, shares: Row) -> bool:
    return all(sum(a * x for a, x in zip(row, shares, strict=True)) < limit
               for row, limit, strict in zip(rows.rows, rows.limits, rows.strict, strict=True) if strict)


def _inside(rows: Rows, most: Fraction | None) -> Row | None:
    """Return shares of the greatest least slack (up to 1) in the strict rows, at a cost of at most `most`.

    None where no shares keep every strict row.
    """
    count = len(rows.rows[0])
    table = [[*row, Fraction(-int(strict))] for row, strict in zip(rows.rows, rows.strict, strict=True)]
    limits = [limit - int(strict) for limit, strict in zip(rows.limits, rows.strict, strict=True)]
    if most is not None:
        table.append([*[Fraction(1)] * count, Fraction(0)])
        limits.append(most)
    found = minimise([0] * count + [1], table, limits)
    return found[:-1] if found is not None and found[-1] < 1 else None


def _point(target: Target, shares: Row, least: Fraction) -> Point:
    low, high = target.box
    count = len(shares) // 2
    values = tuple(n + (b - a) * (up - down) for n, a, b, up, down in
                   zip(target.now, low, high, shares[:count], shares[count:], strict=True))
    return Point(values, cost(target, values), PROGRAM, least)


def least_of_the_worst(
    target: Target, gains: Sequence[Gain], margins: Sequence[Fraction]
) -> list[tuple[Gain, Fraction]] | None:
    """Return the gains that attain the least possible value of the largest gain, and their values there.

    None where the constraints alone, or a gain that no lever moves, leave no point.
    """
    rows = rows_of(target, gains, margins)
    if rows is None:
        return None
    gain_rows = [each is not None and each.party >= 0 for each in rows.owner]
    table = [[*row, Fraction(-int(gain))] for row, gain in zip(rows.rows, gain_rows, strict=True)]
    found = minimise([0] * len(rows.rows[0]) + [1], table, rows.limits)
    if found is None:
        return None
    values = _point(target, found[:-1], Fraction(0)).values
    worst = [(gain, gain.at(values), margin) for gain, margin in zip(gains, margins, strict=True) if gain.party >= 0]
    return [(gain, value) for gain, value, margin in worst if value + margin >= found[-1]]
