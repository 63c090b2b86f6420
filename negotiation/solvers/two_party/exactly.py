"""The walk over the vertices of a best-reply polyhedron in integers of any size; see `compiled` for the method.

One dictionary is carried along: a step is an exchange, a step back the same exchange again, and both are exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import gcd, lcm

import numpy as np

Vertex = tuple[int, int, tuple[int, ...]]
"""Bits of the weights that are zero, bits of the best replies, and the weights up to a common factor."""


def integers(replies: np.ndarray) -> tuple[list[list[int]], list[int]]:
    """Return the first dictionary (n + 1, m + 1) of replies (m, n) of Fraction, and the units of the weights (m,).

    What an own strategy pays the other party is shifted to begin at zero and brought to whole numbers without divisor.
    """
    columns, units = [], []
    for own in replies:
        scale = lcm(*(value.denominator for value in own))
        whole = [value.numerator * (scale // value.denominator) for value in own]
        low = min(whole)
        common = gcd(scale, *(value - low for value in whole))
        columns.append([scale // common, *((low - value) // common for value in whole)])
        units.append(scale // common)
    columns.append([0] + [1] * replies.shape[1])
    return [list(row) for row in zip(*columns, strict=True)], units


class Dictionary:
    """rows = entries / determinant times columns; ids: x_i is i, s_j is m + j, v is m + n, h is m + n + 1."""

    def __init__(self, entries: list[list[int]]) -> None:
        m, n = len(entries[0]) - 1, len(entries) - 1
        self.own, self.total = m, m + n
        self.entries, self.determinant = [list(row) for row in entries], 1
        self.row = [m + n + 1, *range(m, m + n)]
        self.column = [*range(m), m + n]

    def exchange(self, r: int, c: int) -> None:
        """Exchange the variables of a row and a column (Edmonds 1967; Bareiss 1968): all divisions are exact."""
        pivot, old, pivot_row = self.entries[r][c], self.determinant, self.entries[r]
        turn = 1 if pivot > 0 else -1
        size = abs(pivot)
        for i, entries in enumerate(self.entries):
            if i == r:
                continue
            factor = turn * entries[c]
            if factor:
                replaced = [(size * t - factor * b) // old for t, b in zip(entries, pivot_row, strict=True)]
            else:
                replaced = [size * t // old for t in entries]
            replaced[c] = factor
            self.entries[i] = replaced
        self.entries[r] = [-turn * b for b in pivot_row]
        self.entries[r][c] = turn * old
        self.determinant = size
        self.row[r], self.column[c] = self.column[c], self.row[r]

    def blocking(self, c: int, h: int, way: int = 1) -> int:
        """Return the row that blocks column c as it grows (way 1) or falls (-1), ties broken by perturbation; or -1."""
        rows = [r for r, name in enumerate(self.row) if name < self.total and self.entries[r][c] * way < 0]
        if len(rows) < 2:
            return rows[0] if rows else -1
        rows = self._least(rows, c, [self.entries[r][h] for r in rows])
        for a in range(self.total):
            if len(rows) == 1:
                break
            if a in self.column:
                place = self.column.index(a)
                rows = self._least(rows, c, [-self.entries[r][place] for r in rows])
            else:
                rows = self._least(rows, c, [self.determinant if self.row[r] == a else 0 for r in rows])
        return rows[0]

    def _least(self, rows: Sequence[int], c: int, values: Sequence[int]) -> list[int]:
        """Return the rows whose value over |entry in column c| is least."""
        kept, least, unit = [rows[0]], values[0], abs(self.entries[rows[0]][c])
        for r, value in zip(rows[1:], values[1:], strict=True):
            size = abs(self.entries[r][c])
            gap = value * unit - least * size
            if gap < 0:
                kept, least, unit = [r], value, size
            elif gap == 0:
                kept.append(r)
        return kept

    def vertex(self, h: int) -> Vertex:
        """Return the labels and weights of the vertex where every column but h is zero."""
        weights, zero, best = [0] * self.own, 0, 0
        for name in self.column:
            if name < self.own:
                zero |= 1 << name
            elif name < self.total:
                best |= 1 << (name - self.own)
        for name, entries in zip(self.row, self.entries, strict=True):
            if name < self.own:
                weights[name] = entries[h]
                zero |= (entries[h] == 0) << name
            elif name < self.total:
                best |= (entries[h] == 0) << (name - self.own)
        return zero, best, tuple(weights)


def walk(entries: list[list[int]], going: Callable[[int], bool]) -> Iterator[Vertex | None]:
    """Yield every vertex, at ties some more than once; then None, unless `going`, told of each, ended the walk."""
    here = Dictionary(entries)
    here.exchange(0, 0)
    here.exchange(here.blocking(here.own, 0, way=-1), here.own)
    at = sum(1 << name for name in here.column)
    seen = {at}
    yield here.vertex(0)
    path: list[tuple[int, int, int]] = []
    c = 1
    while True:
        if c > here.own:
            if not path:
                break
            if not going(0):
                return
            r, c, at = path.pop()
            here.exchange(r, c)
        elif (r := here.blocking(c, 0)) >= 0:
            there = at ^ 1 << here.row[r] ^ 1 << here.column[c]
            if there not in seen:
                seen.add(there)
                here.exchange(r, c)
                path.append((r, c, at))
                at = there
                yield here.vertex(0)
                if not going(1):
                    return
                c = 0
        c += 1
    yield None


def weights(entries: list[list[int]], zero: int, best: int) -> list[int]:
    """Return a vertex's weights, up to a common factor, from its labels."""
    here = Dictionary(entries)
    m, h = here.own, here.total + 1
    left = {r for r, name in enumerate(here.row) if name == h or best >> (name - m) & 1}
    for c in [m, *(i for i in range(m) if not zero >> i & 1)]:
        r = next(r for r in sorted(left, reverse=c == m) if here.entries[r][c])
        here.exchange(r, c)
        left.remove(r)
    where = here.column.index(h)
    values = {name: row[where] for name, row in zip(here.row, here.entries, strict=True) if name < m}
    return [values.get(i, 0) for i in range(m)]


def probabilities(weights: Sequence[int], units: Sequence[int]) -> list[float]:
    """Return weights in their units as probabilities, each rounded once; a played strategy's is never zero."""
    exact = [weight * unit for weight, unit in zip(weights, units, strict=True)]
    total = sum(exact)
    return [max(each / total, 5e-324) if each else 0.0 for each in exact]
