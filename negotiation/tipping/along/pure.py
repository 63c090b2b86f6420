"""Where each pure profile is an equilibrium: all deviation gains at most zero, exactly.

1. The gains of every party, profile and deviation are differences of payoff polynomials.
2. Floats leave out the profiles that surely stand nowhere and the gains that surely never bind (`screen`), of many
   lines at once.
3. What remains is a handful of conditions a profile, in integers (`conditions.scan`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from negotiation.arithmetic.algebraic import polynomial_text
from negotiation.arithmetic.polynomials import primitive
from negotiation.game import Array
from negotiation.progress import steps
from negotiation.tipping.along.conditions import Condition, Span, held
from negotiation.tipping.along.line import Line
from negotiation.tipping.along.screen import Moves, moves, screened
from negotiation.tipping.along.tables import Payoffs

CHUNK_NUMBERS = 1 << 21
ZERO = Fraction(0)

Pieces = Sequence[tuple[Span, Sequence[Payoffs]]]
"""The parts of a line's domain with their payoffs."""


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


def pure_spans(
    line: Line, only: tuple[int, ...] | None = None, margin: Fraction = ZERO
) -> dict[tuple[int, ...], list[Span]]:
    """Return the intervals on which each profile is an equilibrium; profiles that never are one are left out.

    `only`: of one profile alone. `margin`: every deviation must lose at least this much.
    """
    (found,) = spans_on([line.pieces], line.model.strategy_counts, only, margin)
    return found


def spans_on(
    lines: Sequence[Pieces], counts: tuple[int, ...], only: tuple[int, ...] | None = None, margin: Fraction = ZERO,
) -> Iterator[dict[tuple[int, ...], list[Span]]]:
    """Yield what `pure_spans` returns for each of many lines, of games with so many strategies a party."""
    ways = moves(counts)
    rows = np.arange(ways.to.shape[1]) if only is None else np.array([np.ravel_multi_index(only, counts)])
    size = max((each.size for pieces in lines for each in _tables(pieces)), default=1)
    few = max(1, CHUNK_NUMBERS // max(1, size * len(ways.to) * len(rows)))
    for k in range(0, len(lines), few):
        chunk = lines[k:k + few]
        may, asked = screened([each for pieces in chunk for each in _tables(pieces)], rows, ways, margin)
        last = 0
        for pieces in chunk:
            first, last = last, last + len(_tables(pieces))
            kept = may[first:last].any(axis=0)
            found = _held(pieces, rows[kept], asked[first:last, kept], counts, margin)
            yield {profile: spans for profile, spans in found if spans}


def _tables(pieces: Pieces) -> list[Payoffs]:
    return [table for _, tables in pieces for table in tables]


def _held(
    pieces: Pieces, profiles: Array, asked: Array, counts: tuple[int, ...], margin: Fraction
) -> Iterator[tuple[tuple[int, ...], list[Span]]]:
    """Yield where profiles (K,), by number, stand on a line; `asked` (T, K, G) says which of their gains may bind."""
    for k, at in enumerate(steps("Finding tipping points", profiles.tolist(), len(profiles))):
        profile = tuple(map(int, np.unravel_index(at, counts)))
        due = iter([list(_conditions(table, profile, at, np.flatnonzero(own[k]), moves(counts), margin))
                    for table, own in zip(_tables(pieces), asked, strict=True)])
        yield profile, [span for part, tables in pieces for span in held(
            part, ((next(due), table.low, table.high) for table in tables))]


def _conditions(
    table: Payoffs, profile: tuple[int, ...], at: int, asked: Array, ways: Moves, margin: Fraction
) -> Iterator[Condition]:
    """Yield the gains asked for at a profile, but for those that are zero throughout: each as a condition."""
    for number in asked.tolist():
        i = int(ways.party[number])
        gain, below = table.gain(i, at, int(ways.to[number, at])), table.below[i]
        if margin:
            gain = tuple(each * margin.denominator for each in gain)
            below *= margin.denominator
            gain = (gain[0] + int(margin * below), *gain[1:])
        if any(gain):
            yield Condition((primitive(gain),), Deviation(i, profile[i], int(ways.strategy[number, at]), gain, below))
