"""Where each pure profile is an equilibrium when payoffs are no polynomials: bounded, not sampled.

1. Cut the range into cells and enclose every gain and its slope on each (duals of ranges). A gain of one sign is
   settled; one of a settled slope has at most one root in the cell; any other cell is halved, down to FINEST.
2. A change of sign between the ends of a cell is a root: bisect it. The gain becomes the sign pattern of its roots.
3. What exact work does with polynomials (`conditions.scan`) then works here with products of (t - root).

Cells that stay open, and ends at which rounding hides the sign, hold within the tolerance only; rows say so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import inf, nextafter

import numpy as np

from negotiation.arithmetic.algebraic import Coefficients
from negotiation.arithmetic.dual import Dual, Number, slope_of, value_of
from negotiation.arithmetic.kinds import ENCLOSURES
from negotiation.arithmetic.ranges import Range, lifted
from negotiation.expression import evaluate
from negotiation.game import TOLERANCE, Array
from negotiation.model.payoffs import read
from negotiation.tipping.along.conditions import Condition, Span, scan, spans
from negotiation.tipping.along.line import Line
from negotiation.tipping.along.pure import within
from negotiation.tipping.result import CERTIFIED, TIED

FIRST_CELLS = 64
SHIFT = 0.381966
"""Cells end away from round numbers, at which roots like to lie."""

FINEST = 1e-7
NARROW = 1e-6
"""A gain whose sign rounding hides on so small a share of the range touches zero at one point."""

BESIDE = 1e-9
"""Share of a part by which work keeps from an end that is left out."""

MOST_CELLS = 20_000
BISECTIONS = 44


@dataclass(frozen=True)
class Crossing:
    """A party that gains by playing `to`; its gain has no polynomial."""

    party: int
    own: int
    to: int


@dataclass(frozen=True, eq=False)
class Signs:
    """Gains of all profiles, each party's deviations in order: party (G,), to (G,); arrays (G, profiles, cells).

    `low`, `high` enclose the gain in each cell, `steep` marks a slope of settled sign, `nodes` (G, profiles, cells + 1)
    is the sign at the cells' ends: 0 where rounding or a tie hides it.
    """

    party: Array
    to: Array
    edges: Array
    low: Array
    high: Array
    steep: Array
    nodes: Array


def numeric_spans(line: Line) -> Iterator[tuple[tuple[int, ...], list[Span], str, float | None]]:
    """Yield each profile that is an equilibrium somewhere: its intervals, how sure they are, how far ends may be off.

    The last is None where rounding hides the sign beside an end.
    """
    shape = line.model.strategy_counts
    held: dict[tuple[int, ...], tuple[list[Span], bool, float]] = {}
    for part in line.domain:
        signs = _settled(line, *_ends(part))
        roots = _roots(line, signs)
        for number, profile in enumerate(np.ndindex(*shape)):
            if (signs.low[:, number] > 0).any(axis=0).all():
                continue
            conditions, sure, off = _conditions(signs, roots, number, profile)
            found = spans(within(scan(conditions, part.low, part.high), part))
            if found:
                before, always, most = held.get(profile, ([], True, 0.0))
                held[profile] = [*before, *found], always and sure, max(most, off)
    for profile, (found, sure, off) in sorted(held.items()):
        yield profile, found, CERTIFIED if sure else TIED, off if sure else None


def _ends(part: Span) -> tuple[float, float]:
    """Return the part's ends; just inside where an end is left out, since payoffs may be infinite there."""
    low, high = float(part.low), float(part.high)
    nudge = BESIDE * (high - low)
    return (low if part.low_closed else low + nudge), (high if part.high_closed else high - nudge)


def _read(line: Line, low: Array, high: Array) -> list[tuple[Range, Range]]:
    """Enclose each party's payoffs and slopes on cells [low, high]: arrays that broadcast to (S1, ..., SN, cells)."""
    known: dict[str, Number] = {name: Range.of(value) for name, value in line.fixed.items()}
    known[line.over] = Dual(Range(low, high), 1)
    known |= {name: evaluate(tie.node, known, Range.of) for name, tie in line.ties.items()}
    formulas = line.model.formulas
    return [(lifted(value_of(row)), lifted(slope_of(row)))
            for row in read(formulas, ENCLOSURES, known, formulas.profiles, formulas.wanted)]


def _gains(line: Line, low: Array, high: Array) -> tuple[Range, Range]:
    """Enclose gains and slopes on cells [low, high]: arrays (G, profiles, cells); infinite at a divisor's zero."""
    shape = (*line.model.strategy_counts, len(low))
    with np.errstate(all="ignore"):
        rows = _read(line, low, high)
        return (_stacked([gain for i, (value, _) in enumerate(rows) for gain in _deviations(value.spread(shape), i)]),
                _stacked([gain for i, (_, slope) in enumerate(rows) for gain in _deviations(slope.spread(shape), i)]))


def _deviations(own: Range, i: int) -> Iterator[Range]:
    """Yield what party i gains by each of its strategies: arrays (S1, ..., SN, cells), 0 where it is played already."""
    size, axes = own.low.shape[i], own.low.ndim
    for to in range(size):
        gain = Range(np.take(own.low, [to], axis=i), np.take(own.high, [to], axis=i)) - own
        same = np.arange(size).reshape([-1 if k == i else 1 for k in range(axes)]) == to
        yield Range(np.where(same, 0.0, gain.low), np.where(same, 0.0, gain.high))


def _stacked(rows: Sequence[Range]) -> Range:
    cells = rows[0].low.shape[-1]
    low, high = (np.stack(ends).reshape(len(rows), -1, cells)
                 for ends in ([each.low for each in rows], [each.high for each in rows]))
    return Range(low, high)


def _slack(line: Line, edges: Array) -> Array:
    """Return what counts as a tie for each gain: (G, 1, 1), the tolerance times the party's payoff range."""
    found = []
    with np.errstate(all="ignore"):
        for (value, _), size in zip(_read(line, edges, edges), line.model.strategy_counts, strict=True):
            each = value.spread((*line.model.strategy_counts, len(edges)))
            others = tuple(range(each.low.ndim - 1))
            spread = np.median(each.high.max(others) - each.low.min(others))  # beside a pole payoffs grow without bound
            found += [TOLERANCE * spread if np.isfinite(spread) else 0.0] * size
    return np.array(found).reshape(-1, 1, 1)


def _settled(line: Line, low: float, high: float) -> Signs:
    edges = np.linspace(low, high, FIRST_CELLS + 1)
    edges[1:-1] += SHIFT * (high - low) / FIRST_CELLS
    slack = _slack(line, edges)
    while True:
        value, slope = _gains(line, edges[:-1], edges[1:])
        steep = (slope.low > 0) | (slope.high < 0)
        tie = (np.abs(value.low) <= slack) & (np.abs(value.high) <= slack)
        open_ = ~(steep | tie | (value.low > 0) | (value.high < 0)) & ~(value.low > 0).any(axis=0)
        cut = open_.any(axis=(0, 1)) & (np.diff(edges) > FINEST * (high - low))
        if not cut.any() or len(edges) + cut.sum() > MOST_CELLS:
            break
        edges = np.sort(np.concatenate([edges, (edges[:-1][cut] + edges[1:][cut]) / 2]))
    at, _ = _gains(line, edges, edges)
    nodes = np.where(at.low > 0, 1, np.where(at.high < 0, -1, 0))
    touch = tie & ~steep
    nodes[..., :-1][touch] = nodes[..., 1:][touch] = 0
    counts = line.model.strategy_counts
    return Signs(np.repeat(np.arange(len(counts)), counts), np.concatenate([np.arange(size) for size in counts]), edges,
                 value.low, value.high, steep, nodes)


def _roots(line: Line, signs: Signs) -> dict[tuple[int, int, int], tuple[Fraction, float]]:
    """Bisect every change of sign inside a cell: (gain, profile, cell) -> root as a decimal, and how far it may be off.

    The sign is proved at both ends of what is left: a value at which rounding hides it stops the bisection.
    """
    where = np.argwhere(signs.nodes[..., :-1] * signs.nodes[..., 1:] < 0)
    alive: Array = np.asarray(~(signs.low > 0).any(axis=0))
    where = where[alive[where[:, 1], where[:, 2]]] if len(where) else where
    gain, profile, cell = where.T
    low, high = signs.edges[cell], signs.edges[cell + 1]
    rising = signs.nodes[gain, profile, cell] < 0
    for _ in range(BISECTIONS if len(where) else 0):
        middle = (low + high) / 2
        value, _ = _gains(line, middle, middle)
        rows = np.arange(len(where))
        above, below = value.low[gain, profile, rows] > 0, value.high[gain, profile, rows] < 0
        high = np.where(np.where(rising, above, below), middle, high)
        low = np.where(np.where(rising, below, above), middle, low)
    return {(int(g), int(p), int(c)): _between(*bracket)
            for (g, p, c), *bracket in zip(where, low.tolist(), high.tolist(), strict=True)}


def _between(low: float, high: float) -> tuple[Fraction, float]:
    root = _decimal((low + high) / 2)
    return root, nextafter(float(max(root - Fraction(low), Fraction(high) - root)), inf)


def _conditions(
    signs: Signs, roots: dict[tuple[int, int, int], tuple[Fraction, float]], number: int, profile: tuple[int, ...]
) -> tuple[list[Condition], bool, float]:
    conditions, sure, off = [], True, 0.0
    for gain in range(len(signs.party)):
        nodes = signs.nodes[gain, number]
        low, high = signs.low[gain, number], signs.high[gain, number]
        if (not np.any(low) and not np.any(high)) or (high < 0).all():
            continue
        inside = {c: root for (g, p, c), (root, _) in roots.items() if (g, p) == (gain, number)}
        off = max([off, *(each for (g, p, _), (_, each) in roots.items() if (g, p) == (gain, number))])
        factors, hidden = _factors(signs.edges, nodes, inside)
        undecided = ~(signs.steep[gain, number] | (low > 0) | (high < 0)) & ~(signs.low[:, number] > 0).any(axis=0)
        sure &= not hidden and not undecided.any()
        party = int(signs.party[gain])
        conditions.append(Condition(factors, Crossing(party, profile[party], int(signs.to[gain]))))
    return conditions, sure, off


def _factors(edges: Array, nodes: Array, roots: dict[int, Fraction]) -> tuple[tuple[Coefficients, ...], bool]:
    """Return linear factors whose product has the gain's signs, and whether a hidden sign took part."""
    factors: list[Coefficients] = [(1,) if nodes[-1] > 0 else (-1,)]
    hidden, previous, guessed = False, Fraction(-10**400), False
    for k, (left, right) in enumerate(pairwise(nodes)):
        if (left > 0) == (right > 0):
            continue
        unsure = k not in roots
        at = _decimal(edges[k] if left <= 0 else edges[k + 1]) if unsure else roots[k]
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
