"""The cheapest change of several levers where every gain is linear in them: a linear program, solved exactly.

1. Variables are shares of the ranges, up and down apart, from 0 to the room that is left; their sum is the cost. At
   zero no price is negative, so the dual simplex method starts there without a first phase (Lemke 1954).
2. All arithmetic is on fractions, the pivot rule is Bland's (1977), which cannot cycle: an optimum is one, and a row
   without a negative entry whose limit is negative proves that nothing satisfies all rows (Farkas 1902).
3. Strict constraints: among the optima one that keeps them all is looked for by a second program, which maximises their
   least slack. If there is none the cost is an infimum, and the point returned lies just inside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

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


def minimise(costs: Sequence[Fraction | int], rows: Sequence[Row], limits: Sequence[Fraction]) -> Row | None:
    """Minimise costs @ x with rows @ x <= limits and x >= 0, for costs >= 0; None where nothing satisfies the rows.

    >>> minimise([1, 1], [[Fraction(-1), Fraction(-2)], [Fraction(0), Fraction(1)]], [Fraction(-3), Fraction(1)])
    [Fraction(1, 1), Fraction(1, 1)]
    """
    count = len(costs)
    table = [[*row, limit] for row, limit in zip(rows, limits, strict=True)]
    prices = [*map(Fraction, costs), Fraction(0)]
    outside, inside = list(range(count)), list(range(count, count + len(rows)))
    while broken := [r for r, row in enumerate(table) if row[-1] < 0]:
        r = min(broken, key=inside.__getitem__)
        columns = [c for c in range(count) if table[r][c] < 0]
        if not columns:
            return None
        c = min(columns, key=lambda c: (-prices[c] / table[r][c], outside[c]))
        _pivot(table, prices, r, c)
        inside[r], outside[c] = outside[c], inside[r]
    place = {variable: r for r, variable in enumerate(inside)}
    return [table[place[k]][-1] if k in place else Fraction(0) for k in range(count)]


def _pivot(table: list[Row], prices: Row, r: int, c: int) -> None:
    """Exchange row r's variable with column c's."""
    by = table[r][c]
    pivot = [each / by if each else each for each in table[r]]
    pivot[c] = 1 / by
    used = [j for j, each in enumerate(pivot) if each and j != c]
    for row in (*table[:r], *table[r + 1:], prices):
        factor = row[c]
        if factor:
            for j in used:
                row[j] -= factor * pivot[j]
            row[c] = -factor * pivot[c]
    table[r] = pivot


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
