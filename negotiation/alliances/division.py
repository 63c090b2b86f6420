"""Which divisions of v(N) no coalition upsets: the core, the least core, the nucleolus, in exact arithmetic.

1. Worths are scaled to integers; a linear program holds only the rows it needs: the most dissatisfied coalition's is
   added until none is left, and its optimum is then that of the whole program (`arithmetic.program`).
2. Core (Gillies 1959): the least total that satisfies every coalition is v(N) or less, or its dual weights are a
   balanced collection that is worth more than v(N) and prove the core empty (Bondareva 1963, Shapley 1967).
3. Nucleolus (Schmeidler 1969) by a sequence of programs (Maschler, Peleg and Shapley 1979): the largest excess
   v(S) - x(S) is made as small as possible. Coalitions of positive dual weight have that excess in every optimum, so it
   is fixed for them; those in their span are settled too. The rank rises each time, so N - 1 programs are enough.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm

import numpy as np

from negotiation.alliances.members import membership
from negotiation.arithmetic.program import Program
from negotiation.game import Array

AT_ONCE = 3
"""Rows added at a time, the most dissatisfied coalitions'."""


@dataclass(frozen=True)
class Core:
    """Whether the core is empty; else a `point` of it, the nucleolus, at which no coalition's excess is positive.

    If it is empty, `balanced` maps coalitions (bit masks) to weights that add up to 1 over those of each party, and
    `demands`, the sum of their worths so weighted, is more than v(N).
    """

    empty: bool
    point: tuple[Fraction, ...] | None
    balanced: Mapping[int, Fraction]
    demands: Fraction
    total: Fraction


@dataclass(frozen=True, eq=False)
class Division:
    """The game with worths v (2**N) of fractions, divided."""

    worth: Sequence[Fraction]

    @cached_property
    def _below(self) -> int:
        return lcm(*(each.denominator for each in self.worth))

    @cached_property
    def _scaled(self) -> Array:
        return np.array([int(each * self._below) for each in self.worth], dtype=object)

    @property
    def _count(self) -> int:
        return len(self.worth).bit_length() - 1

    @cached_property
    def imputations(self) -> bool:
        """Return whether v(N) gives every party what it is worth alone; else the nucleolus is the prenucleolus."""
        return bool(sum(self._scaled[1 << i] for i in range(self._count)) <= self._scaled[-1])

    @cached_property
    def core(self) -> Core:
        """Return whether the core is empty, with the certificate."""
        alone = [int(self._scaled[1 << i]) for i in range(self._count)]
        program, asked, costs = _Rows(Program([1] * self._count)), self._scaled, [Fraction(1)] * self._count
        while program.violated(asked, alone, 0):
            assert program.inner.solve()
        weights = {coalition: weight for coalition, weight in zip(program.said, program.inner.weights, strict=True)
                   if weight}
        for coalition, weight in weights.items():
            for i in range(self._count):
                costs[i] -= weight * (coalition >> i & 1)
        weights |= {1 << i: rest for i, rest in enumerate(costs) if rest}
        demands = sum((weight * self.worth[each] for each, weight in weights.items()), Fraction(0))
        empty = demands > self.worth[-1]
        return Core(empty, None if empty else self.nucleolus, dict(sorted(weights.items())) if empty else {},
                    demands, self.worth[-1])

    @cached_property
    def least_core(self) -> tuple[Fraction, tuple[Fraction, ...]]:
        """Return the smallest possible largest excess, over efficient divisions, and a division that attains it."""
        if self._count == 1:
            return Fraction(0), (self.worth[-1],)
        stage = _Stage(self._scaled, self._free_floor, [], [])
        return stage.excess / self._below, tuple(each / self._below for each in stage.division)

    @property
    def _free_floor(self) -> list[Fraction]:
        """Return what every party gets at least in the least core: equal shares leave an excess that is no smaller."""
        share = Fraction(int(self._scaled[-1]), self._count)
        sizes = membership(self._count).sum(axis=1)
        worst = max(value - share * size for value, size in zip(self._scaled[1:-1], sizes[1:-1].tolist(), strict=True))
        return [self._scaled[1 << i] - worst for i in range(self._count)]

    @cached_property
    def nucleolus(self) -> tuple[Fraction, ...]:
        """Return the nucleolus; the prenucleolus where no division gives every party what it is worth alone."""
        if self._count == 1:
            return (self.worth[-1],)
        floor = [Fraction(int(self._scaled[1 << i])) for i in range(self._count)] if self.imputations else \
            self._free_floor
        fixed: list[int] = [(1 << self._count) - 1]
        amounts: list[Fraction] = [Fraction(int(self._scaled[-1]))]
        division: Sequence[Fraction] = floor
        while (settled := _settled(fixed, self._count)) is not None:
            stage = _Stage(self._scaled, floor, fixed[1:], amounts[1:], settled)
            division = stage.division
            for coalition in stage.tight:
                if not _settled_by(fixed, self._count, coalition):
                    fixed.append(coalition)
                    amounts.append(self._scaled[coalition] - stage.excess)
        return tuple(each / self._below for each in division)


class _Rows:
    """A program whose rows x(S) (+ e) >= v(S) are added when they are broken."""

    def __init__(self, inner: Program) -> None:
        self.inner, self.said = inner, list[int]()

    def violated(self, asked: Array, floor: Sequence[int | Fraction], most: Fraction | int,
                 free: Array | None = None, tail: Sequence[int] = ()) -> bool:
        """Add the rows of the coalitions whose excess is largest and more than `most`; False where there is none.

        `free` marks the coalitions that count; `tail` continues each row after the parties.
        """
        count = len(floor)
        values = self.inner.values
        below = lcm(*(each.denominator for each in (*values, *map(Fraction, floor), Fraction(most))))
        given = np.array([int((a + b) * below) for a, b in zip(floor, values[:count], strict=True)], dtype=object)
        excess = asked * below - membership(count) @ given
        counted = excess > int(most * below)
        counted[[0, -1]] &= [False, not tail]
        broken = np.flatnonzero(counted if free is None else counted & free)
        broken = broken[np.argsort(-excess[broken], kind="stable")][:AT_ONCE]
        for coalition in broken.tolist():
            inside = [coalition >> i & 1 for i in range(count)]
            base = sum((each for each, there in zip(floor, inside, strict=True) if there), Fraction(0))
            self.inner.add([*(-each for each in inside), *tail], self._offset(tail) + base - asked[coalition])
            self.said.append(coalition)
        return bool(len(broken))

    offset: Fraction = Fraction(0)

    def _offset(self, tail: Sequence[int]) -> Fraction:
        return self.offset if tail else Fraction(0)


class _Stage:
    """Make the largest excess of the free coalitions as small as possible, those of the fixed ones given.

    The variables are what each party gets above its floor, and the excess above a bound that lies below it: a coalition
    and its complement share v(N), so the larger of their excesses is at least half their sum's.
    """

    def __init__(self, asked: Array, floor: Sequence[Fraction], fixed: Sequence[int], amounts: Sequence[Fraction],
                 settled: Array | None = None) -> None:
        count, total = len(floor), Fraction(int(asked[-1]))
        free = np.ones(len(asked), dtype=bool) if settled is None else ~settled
        pairs = (asked + asked[::-1] - asked[-1])[1:-1][free[1:-1]]
        low = Fraction(int(pairs.min()), 2) - 1
        rows = _Rows(Program([0] * count + [1]))
        rows.offset = low
        for coalition, amount in [((1 << count) - 1, total), *zip(fixed, amounts, strict=True)]:
            inside = [coalition >> i & 1 for i in range(count)]
            rest = amount - sum((each for each, there in zip(floor, inside, strict=True) if there), Fraction(0))
            rows.inner.add([*inside, 0], rest)
            rows.inner.add([*(-each for each in inside), 0], -rest)
        before = rows.inner.rows
        assert rows.inner.solve()
        while rows.violated(asked, floor, rows.inner.values[-1] + low, free, (-1,)):
            assert rows.inner.solve()
        values = rows.inner.values
        self.excess = values[-1] + low
        self.division = tuple(a + b for a, b in zip(floor, values[:-1], strict=True))
        weights = rows.inner.weights[before:]
        self.tight = [coalition for coalition, weight in zip(rows.said, weights, strict=True) if weight]


def _basis(fixed: Sequence[int], count: int) -> tuple[list[int], list[list[Fraction]]]:
    """Return the pivots and rows of the reduced echelon form of the coalitions' membership."""
    pivots: list[int] = []
    rows: list[list[Fraction]] = []
    for coalition in fixed:
        row = [Fraction(coalition >> i & 1) for i in range(count)]
        for pivot, other in zip(pivots, rows, strict=True):
            row = [a - row[pivot] * b for a, b in zip(row, other, strict=True)]
        lead = next((i for i, each in enumerate(row) if each), None)
        if lead is not None:
            row = [each / row[lead] for each in row]
            rows = [[a - other[lead] * b for a, b in zip(other, row, strict=True)] for other in rows] + [row]
            pivots.append(lead)
    return pivots, rows


def _settled(fixed: Sequence[int], count: int) -> Array | None:
    """Mark the coalitions in the span of the fixed ones: (2**N,) bool; None where all are."""
    pivots, rows = _basis(fixed, count)
    outside = [i for i in range(count) if i not in pivots]
    if not outside:
        return None
    below = lcm(*(each.denominator for row in rows for each in row))
    null = np.zeros((count, len(outside)), dtype=np.int64)
    for k, i in enumerate(outside):
        null[i, k] = below
        for pivot, row in zip(pivots, rows, strict=True):
            null[pivot, k] = int(-row[i] * below)
    return np.asarray((membership(count) @ null == 0).all(axis=1))


def _settled_by(fixed: Sequence[int], count: int, coalition: int) -> bool:
    settled = _settled(fixed, count)
    return settled is None or bool(settled[coalition])
