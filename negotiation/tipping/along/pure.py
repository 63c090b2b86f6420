"""Where each pure profile is an equilibrium: all deviation gains at most zero, exactly.

1. The gains of every party, profile and deviation are differences of payoff polynomials.
2. In the Bernstein basis of the range, a polynomial lies between its least and largest coefficient: a profile with a
   gain of positive coefficients is never an equilibrium, a gain without positive ones never binds. Both are left out.
   So is a profile that on every part of the range, halved a few times, has such a gain.
3. What remains is a handful of conditions a profile (`conditions.scan`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, lcm

import numpy as np

from negotiation.arithmetic.algebraic import Algebraic, polynomial_text
from negotiation.arithmetic.polynomials import primitive
from negotiation.game import Array
from negotiation.progress import steps
from negotiation.tipping.along.conditions import Condition, Span, held
from negotiation.tipping.along.line import Line, Table

ENCLOSURE_BITS = 60
HALVINGS = 3
FLOAT_BITS = 900
"""Integers up to so many bits are safe as floats."""

SURE = 2.0**-40
"""A float computed from Bernstein coefficients is positive where it is larger than this share of the largest."""

ZERO = Fraction(0)


@dataclass(frozen=True)
class Deviation:
    """A party that leaves its strategy `own` for `to`; `gain` is what it wins, constant term first."""

    party: int
    own: int
    to: int
    gain: tuple[int, ...]
    below: int

    def text(self, name: str) -> str:
        return polynomial_text([Fraction(each, self.below) for each in self.gain], name)


@dataclass(frozen=True)
class Preference:
    """A party that prefers a conflict to an agreement by `gain`, constant term first."""

    party: int
    gain: tuple[int, ...]
    below: int


@dataclass(frozen=True, eq=False)
class Gains:
    """One party's gains on a table: `coefficients` (D+1, B, S1, ..., SN), from each profile to its strategy b.

    `ever` (B, S1, ..., SN): the gain may be positive somewhere on the range; `left` (parts of the range, S1, ..., SN):
    some gain is positive all over the part.
    """

    coefficients: Array
    below: int
    ever: Array
    left: Array


def pure_spans(
    line: Line, only: tuple[int, ...] | None = None, margin: Fraction = ZERO
) -> dict[tuple[int, ...], list[Span]]:
    """Return the intervals on which each profile is an equilibrium; profiles that never are one are left out.

    `only`: of one profile alone. `margin`: every deviation must lose at least this much.
    """
    return spans_on(line.pieces, only, margin)


def spans_on(
    pieces: Sequence[tuple[Span, Sequence[Table]]], only: tuple[int, ...] | None = None, margin: Fraction = ZERO
) -> dict[tuple[int, ...], list[Span]]:
    """Return what `pure_spans` does, of the parts of a domain with their tables."""
    found: dict[tuple[int, ...], list[Span]] = {}
    for part, tables in pieces:
        gains = [gains_of(table, margin) for table in tables]
        rows = alive(gains) if only is None else [only]
        for profile in steps("Finding tipping points", rows, len(rows)):
            spans = held(part, ((list(profile_conditions(own, profile)), table.low, table.high)
                                for table, own in zip(tables, gains, strict=True)))
            if spans:
                found.setdefault(profile, []).extend(spans)
    return found


def gains_of(table: Table, margin: Fraction = ZERO) -> list[Gains]:
    """Compute every party's gains on a table, `margin` added to what leaving a strategy wins."""
    found = []
    for i, (own, below) in enumerate(zip(table.coefficients, table.below, strict=True)):
        coefficients = np.expand_dims(np.moveaxis(own, 1 + i, 1), 2 + i) - own[:, None]
        if margin:
            coefficients, below = coefficients * margin.denominator, below * margin.denominator
            leaves = 1 - np.eye(own.shape[1 + i], dtype=int)
            shape = [len(leaves), *(len(leaves) if k == i else 1 for k in range(len(table.below)))]
            coefficients[0] += int(margin * below) * leaves.reshape(shape).astype(object)
        bounds = bernstein(coefficients, table.low, table.high)
        signs = _floats(bounds)
        found.append(Gains(coefficients, below, np.asarray((signs > 0).any(axis=0)), _left(signs)))
    return found


def _floats(numbers: Array) -> Array:
    """Return whole numbers as floats of the same signs, all divided by one number where they are large."""
    try:
        return numbers.astype(float)
    except OverflowError:
        large = max(int(each).bit_length() for each in numbers.ravel()) - FLOAT_BITS
        return np.vectorize(lambda each: float(each >> large) or float(each > 0), otypes=[float])(numbers)


def _left(bounds: Array) -> Array:
    """Mark on which parts of the range a gain is surely positive: Bernstein coefficients, halved by de Casteljau."""
    rows = bounds[:, None]
    sure = SURE * np.abs(rows).max(axis=0)
    for _ in range(HALVINGS):
        first, last = [rows[0]], [rows[-1]]
        while len(rows) > 1:
            rows = (rows[1:] + rows[:-1]) / 2
            first, last = [*first, rows[0]], [rows[-1], *last]
        rows = np.concatenate([np.stack(first), np.stack(last)], axis=1)
    return np.asarray((rows > sure).all(axis=0).any(axis=1))


def profile_conditions(gains: Sequence[Gains], profile: tuple[int, ...]) -> Iterator[Condition]:
    """Yield the gains that may be positive at a profile, each as a condition that it is not."""
    for i, each in enumerate(gains):
        ever: tuple[slice | int, ...] = (slice(None), *profile)
        for to in np.flatnonzero(each.ever[ever]):
            row: tuple[slice | int | np.integer, ...] = (slice(None), to, *profile)
            gain = tuple(each.coefficients[row])
            yield Condition((primitive(gain),), Deviation(i, profile[i], int(to), gain, each.below))


def alive(gains: Sequence[Sequence[Gains]]) -> list[tuple[int, ...]]:
    """Return the profiles that no gains rule out everywhere on every table."""
    kept = np.logical_or.reduce([~np.logical_or.reduce([each.left for each in own]).all(axis=0) for own in gains])
    return [tuple(map(int, profile)) for profile in np.argwhere(kept)]


def bernstein(coefficients: Array, low: Algebraic, high: Algebraic) -> Array:
    """Return positive multiples of the Bernstein coefficients on [low, high]: same shape, first axis transformed.

    With t = low + (high - low)*s and p(t) = sum c_j s**j, b_k = sum_(j <= k) C(k, j)/C(D, j)*c_j (Bernstein 1912).
    """
    degree = len(coefficients) - 1
    start, stop = low.enclosure(ENCLOSURE_BITS)[0], high.enclosure(ENCLOSURE_BITS)[1]
    below = lcm(start.denominator, stop.denominator)
    left, width = int(start * below), int((stop - start) * below)
    scale = lcm(*(comb(degree, j) for j in range(degree + 1)))
    matrix = np.array([[sum(
        comb(k, j) * (scale // comb(degree, j)) * comb(power, j)
        * left**(power - j) * width**j * below**(degree - power)
        for j in range(min(k, power) + 1)) for power in range(degree + 1)] for k in range(degree + 1)], dtype=object)
    return np.tensordot(matrix, coefficients, axes=1)
