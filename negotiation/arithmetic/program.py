"""Linear programs in exact arithmetic: the dual simplex method on integers, with rows that may be added later.

1. Minimise costs @ x with rows @ x <= limits and x >= 0, for costs >= 0: at zero no price is negative, so the dual
   method starts there without a first phase (Lemke 1954). A row added later starts from the optimum before it.
2. The pivot rule is Bland's (1977), which cannot cycle: an optimum is one, and a row without a negative entry whose
   limit is negative proves that nothing satisfies all rows (Farkas 1902).
3. Pivots are free of fractions (Edmonds 1967): the table holds integers over one positive denominator, each a minor of
   the rows, so the division after a pivot leaves no rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

import numpy as np

Number = Fraction | int


class Program:
    """A program over `len(costs)` variables; `solve` after any number of `add`."""

    def __init__(self, costs: Sequence[Number]) -> None:
        self.count, self.rows = len(costs), 0
        self.below = 1
        self._scale = lcm(*(Fraction(each).denominator for each in costs))
        prices = [int(each * self._scale) for each in costs]
        self._table = np.array([[*prices, 0]], dtype=object)  # the last row holds the prices, the last column limits
        self._outside, self._inside = list(range(self.count)), list[int]()
        self._by: list[int] = []

    def add(self, row: Sequence[Number], limit: Number) -> None:
        """Add `row @ x <= limit`."""
        by = lcm(*(Fraction(each).denominator for each in (*row, limit)))
        own = [int(each * by) for each in row]
        written = np.zeros(self.count + 1, dtype=object)
        written[-1] = int(limit * by) * self.below
        for c, variable in enumerate(self._outside):
            if variable < self.count:
                written[c] = written[c] + own[variable] * self.below
        for r, variable in enumerate(self._inside):
            if variable < self.count and own[variable]:
                written = written - own[variable] * self._table[r]
        self._table = np.vstack([self._table[:-1], written, self._table[-1:]])
        self._inside.append(self.count + self.rows)
        self._by.append(by)
        self.rows += 1

    def solve(self) -> bool:
        """Find an optimum; False where nothing satisfies the rows."""
        while broken := [r for r in range(self.rows) if self._table[r, -1] < 0]:
            r = min(broken, key=self._inside.__getitem__)
            row, prices = self._table[r], self._table[-1]
            columns = [c for c in range(self.count) if row[c] < 0]
            if not columns:
                return False
            c = min(columns, key=lambda c: (Fraction(-prices[c], row[c]), self._outside[c]))
            self._pivot(r, c)
            self._inside[r], self._outside[c] = self._outside[c], self._inside[r]
        return True

    def _pivot(self, r: int, c: int) -> None:
        table, pivot = self._table, self._table[r, c]
        column, row = table[:, c].copy(), table[r].copy()
        table = (table * pivot - np.outer(column, row)) // self.below
        table[r], table[:, c] = row, -column
        table[r, c] = self.below
        self._table, self.below = (table, pivot) if pivot > 0 else (-table, -pivot)

    @property
    def values(self) -> list[Fraction]:
        """Return x at the optimum."""
        place = {variable: r for r, variable in enumerate(self._inside)}
        return [Fraction(self._table[place[k], -1], self.below) if k in place else Fraction(0)
                for k in range(self.count)]

    @property
    def weights(self) -> list[Fraction]:
        """Return the dual weight of each row, in the order in which they were added: positive only where it is tight.

        Their sum with the limits is minus the least cost, and costs + weights @ rows >= 0 proves it the least.
        """
        place = {variable: c for c, variable in enumerate(self._outside)}
        return [Fraction(self._table[-1, place[self.count + r]] * self._by[r], self.below * self._scale)
                if self.count + r in place else Fraction(0) for r in range(self.rows)]


def minimise(costs: Sequence[Number], rows: Sequence[Sequence[Number]], limits: Sequence[Number]
             ) -> list[Fraction] | None:
    """Minimise costs @ x with rows @ x <= limits and x >= 0, for costs >= 0; None where nothing satisfies the rows.

    >>> minimise([1, 1], [[-1, -2], [0, 1]], [-3, 1])
    [Fraction(1, 1), Fraction(1, 1)]
    """
    program = Program(costs)
    for row, limit in zip(rows, limits, strict=True):
        program.add(row, limit)
    return program.values if program.solve() else None
