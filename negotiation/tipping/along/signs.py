"""Where do conditions hold that are no polynomials? Bounded on cells, not sampled.

1. Cut a part of the range into cells and enclose every function and its slope on each (duals of ranges). A function of
   one sign is settled; one of a settled slope has at most one root in the cell; any other cell is halved, down to
   FINEST.
2. A change of sign between the ends of a cell is a root: narrow it down. The function becomes the sign pattern of its
   roots.
3. What exact work does with polynomials (`conditions.scan`) then works here with products of (t - root).

Cells that stay open, and ends at which rounding hides the sign, hold within the tolerance only; what is said of them
says so.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import inf, nextafter

import numpy as np

from negotiation.arithmetic.algebraic import Coefficients
from negotiation.arithmetic.ranges import Range
from negotiation.game import Array
from negotiation.tipping.along.conditions import Condition, Span, held

FIRST_CELLS = 64
SHIFT = 0.381966
"""Cells end away from round numbers, at which roots like to lie."""

FINEST = 1e-7
NARROW = 1e-6
"""A function whose sign rounding hides on so small a share of the range touches zero at one point."""

BESIDE = 1e-9
"""Share of a part by which work keeps from an end that is left out."""

MOST_CELLS = 20_000
SECTIONS, ROUNDS = 32, 9
"""Parts into which a bracket is cut at once, and how often: reading the formulas costs more than the points."""

Enclose = Callable[[Array, Array], tuple[Range, Range]]
"""Ends of C cells -> bounds of F functions for each of R rows, and of their slopes: arrays (F, R, C)."""


@dataclass(frozen=True)
class Held:
    """Where all conditions of a row hold; whether every sign was proved, and how far the ends may be off."""

    spans: list[Span]
    sure: bool
    off: float


@dataclass(frozen=True, eq=False)
class Signs:
    """The signs of F functions for R rows on the cells of a part; arrays (F, R, cells).

    `low`, `high` enclose a function in each cell, `steep` marks a slope of settled sign, `nodes` (F, R, cells + 1) is
    the sign at the cells' ends: 0 where rounding or a tie hides it. A row is out of a cell where a function of it is
    surely positive: what its others do there does not matter.
    """

    part: Span
    enclose: Enclose
    edges: Array
    low: Array
    high: Array
    steep: Array
    nodes: Array

    @cached_property
    def out(self) -> Array:
        """Mark the cells (R, cells) in which a function of a row is surely positive."""
        return np.asarray((self.low > 0).any(axis=0))

    @cached_property
    def roots(self) -> dict[tuple[int, int], dict[int, tuple[Fraction, float]]]:
        """Narrow down every change of sign in a cell: (function, row) -> cell -> root as a decimal, how far it is off.

        The sign is proved at both ends of what is left: a value at which rounding hides it stops the narrowing.
        """
        changes = self.nodes[..., :-1] * self.nodes[..., 1:] < 0
        where = np.argwhere(changes & ~self.out)
        function, row, cell = where.T
        low, high = self.edges[cell], self.edges[cell + 1]
        rising = self.nodes[function, row, cell] < 0
        for _ in range(ROUNDS if len(where) else 0):
            at = low[:, None] + (high - low)[:, None] * (np.arange(SECTIONS + 1) / SECTIONS)
            at[:, -1] = high
            value, _ = self.enclose(at.ravel(), at.ravel())
            entry = np.arange(at.size).reshape(at.shape)
            above = value.low[function[:, None], row[:, None], entry] > 0
            below = value.high[function[:, None], row[:, None], entry] < 0
            low, high = _narrowed(at, np.where(rising[:, None], below, above), np.where(rising[:, None], above, below))
        found: dict[tuple[int, int], dict[int, tuple[Fraction, float]]] = {}
        for (k, r, c), *bracket in zip(where.tolist(), low.tolist(), high.tolist(), strict=True):
            found.setdefault((k, r), {})[c] = _between(*bracket)
        return found

    def held(self, row: int, tags: Sequence[Hashable], strict: Sequence[bool]) -> Held:
        """Return where every function of a row is at most zero, or below it where `strict`; each with its tag."""
        if self.out[row].all():
            return Held([], True, 0.0)
        conditions, sure, off = [], True, 0.0
        for k, (tag, sharp) in enumerate(zip(tags, strict, strict=True)):
            low, high = self.low[k, row], self.high[k, row]
            if (high < 0).all() or not (sharp or np.any(low) or np.any(high)):
                continue
            inside = self.roots.get((k, row), {})
            off = max([off, *(each for _, each in inside.values())])
            factors, hidden = _factors(self.edges, self.nodes[k, row], {c: at for c, (at, _) in inside.items()}, sharp)
            undecided = ~(self.steep[k, row] | (low > 0) | (high < 0)) & ~self.out[row]
            sure &= not hidden and not undecided.any()
            conditions.append(Condition(factors, tag, sharp))
        return Held(held(self.part, [(conditions, self.part.low, self.part.high)]), sure, off)


def ends(part: Span) -> tuple[float, float]:
    """Return a part's ends; just inside where an end is left out, since payoffs may be infinite there."""
    low, high = float(part.low), float(part.high)
    nudge = BESIDE * (high - low)
    return (low if part.low_closed else low + nudge), (high if part.high_closed else high - nudge)


def first_edges(part: Span) -> Array:
    """Return the ends of the cells with which the work begins."""
    low, high = ends(part)
    edges = np.linspace(low, high, FIRST_CELLS + 1)
    edges[1:-1] += SHIFT * (high - low) / FIRST_CELLS
    return edges


def settled(part: Span, enclose: Enclose, slack: Array) -> Signs:
    """Halve cells until the signs are settled; `slack` (F, 1, 1): so far from zero a function counts as a tie."""
    edges = first_edges(part)
    finest = FINEST * (edges[-1] - edges[0])
    while True:
        value, slope = enclose(edges[:-1], edges[1:])
        steep = (slope.low > 0) | (slope.high < 0)
        tie = (np.abs(value.low) <= slack) & (np.abs(value.high) <= slack)
        open_ = ~(steep | tie | (value.low > 0) | (value.high < 0)) & ~(value.low > 0).any(axis=0)
        cut = open_.any(axis=(0, 1)) & (np.diff(edges) > finest)
        if not cut.any() or len(edges) + cut.sum() > MOST_CELLS:
            break
        edges = np.sort(np.concatenate([edges, (edges[:-1][cut] + edges[1:][cut]) / 2]))
    at, _ = enclose(edges, edges)
    nodes = np.where(at.low > 0, 1, np.where(at.high < 0, -1, 0))
    touch = tie & ~steep
    nodes[..., :-1][touch] = nodes[..., 1:][touch] = 0
    return Signs(part, enclose, edges, value.low, value.high, np.asarray(steep), nodes)


def _narrowed(at: Array, left: Array, right: Array) -> tuple[Array, Array]:
    """Return the last points (R,) of rows `at` (R, K) with the left end's sign, the first beyond with the right's."""
    size, place = at.shape[1], np.arange(at.shape[1])
    last = np.maximum(size - 1 - left[:, ::-1].argmax(axis=1), 0) * left.any(axis=1)
    first = np.where(right & (place > last[:, None]), place, size - 1).min(axis=1)
    rows = np.arange(len(at))
    return at[rows, last], at[rows, first]


def _between(low: float, high: float) -> tuple[Fraction, float]:
    root = _decimal((low + high) / 2)
    return root, nextafter(float(max(root - Fraction(low), Fraction(high) - root)), inf)


def _factors(
    edges: Array, nodes: Array, roots: dict[int, Fraction], strict: bool
) -> tuple[tuple[Coefficients, ...], bool]:
    """Return linear factors whose product has the function's signs, and whether a hidden sign took part.

    A hidden sign holds: it counts as no gain; of a strict condition it does not.
    """
    broken = nodes >= 0 if strict else nodes > 0
    factors: list[Coefficients] = [(1,) if broken[-1] else (-1,)]
    hidden, previous, guessed = False, Fraction(-10**400), False
    for k, (left, right) in enumerate(pairwise(nodes)):
        if broken[k] == broken[k + 1]:
            continue
        unsure = k not in roots
        at = _decimal(edges[k] if left == 0 or (left < 0 and right != 0) else edges[k + 1]) if unsure else roots[k]
        hidden |= unsure and bool(left == 0 or right == 0)
        narrow = right > 0 and 0 < at - previous < NARROW * (edges[-1] - edges[0])
        if narrow and (unsure or guessed):
            factors.pop()
            at = (at + previous) / 2
            factors.append(_root(at))
        previous, guessed = at, unsure
        factors.append(_root(at))
    return tuple(factors), hidden


def _decimal(value: float) -> Fraction:
    return Fraction(f"{value:.13g}")


def _root(at: Fraction) -> Coefficients:
    return -at.numerator, at.denominator
