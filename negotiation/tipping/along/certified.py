"""Where each equilibrium stands when payoffs are no polynomials: bounded, not sampled (`signs` says how).

Pure profiles by their deviation gains; mixed equilibria of two parties by the signs that `mixed` reads exactly, here of
minors of payoff differences whose entries are ranges: every weight w_j of a side has the sign of their sum W, and no
strategy outside the supports gains. Both are functions of the parameter with slopes, since duals carry them.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from negotiation.arithmetic.dual import Dual, Number, slope_of, value_of
from negotiation.arithmetic.kinds import ENCLOSURES
from negotiation.arithmetic.ranges import Range, lifted
from negotiation.expression import evaluate
from negotiation.game import TOLERANCE, Array
from negotiation.model.payoffs import read
from negotiation.tipping.along.conditions import Span
from negotiation.tipping.along.line import Line
from negotiation.tipping.along.mixed import Support, Vanishing, support_pairs
from negotiation.tipping.along.signs import Enclose, Held, first_edges, settled

ZERO = Fraction(0)
EVERY = slice(None)


@dataclass(frozen=True)
class Crossing:
    """A party that gains by playing `to`; its gain has no polynomial."""

    party: int
    own: int
    to: int


def certified_pure(
    line: Line, only: tuple[int, ...] | None = None, margin: Fraction = ZERO
) -> dict[tuple[int, ...], Held]:
    """Return where each profile is an equilibrium; arguments as of `pure_spans`."""
    shape = line.model.strategy_counts
    to = [(i, j) for i, size in enumerate(shape) for j in range(size)]
    profiles = list(np.ndindex(*shape)) if only is None else [only]
    found: dict[tuple[int, ...], Held] = {}
    for part in line.domain:
        signs = settled(part, _gains(line, margin, only), _slack(line, part, [1] * len(to), [i for i, _ in to]))
        for row, profile in enumerate(profiles):
            here = signs.held(row, [Crossing(i, profile[i], j) for i, j in to], [False] * len(to))
            if here.spans:
                found[profile] = _joined(found.get(profile), here)
    return dict(sorted(found.items()))


def certified_mixed(line: Line) -> dict[tuple[Support, Support], Held]:
    """Return where each pair of supports of two parties is a mixed equilibrium."""
    found: dict[tuple[Support, Support], Held] = {}
    for part in line.domain:
        for supports in support_pairs(line.model.strategy_counts):
            outside = [[j for j in range(size) if j not in own]
                       for size, own in zip(line.model.strategy_counts, supports, strict=True)]
            tags: list[Hashable] = []
            payers, powers = [], []
            for i in (0, 1):
                tags += [Vanishing(i, j) for j in supports[i]] + [Crossing(1 - i, -1, to) for to in outside[1 - i]]
                twice = 2 * (len(supports[i]) - 1)
                powers += [twice] * len(supports[i]) + [twice + 1] * len(outside[1 - i])
                payers += [1 - i] * (len(supports[i]) + len(outside[1 - i]))
            signs = settled(part, _mixing(line, supports, outside), _slack(line, part, powers, payers))
            here = signs.held(0, tags, [isinstance(tag, Vanishing) for tag in tags])
            if here.spans:
                found[supports] = _joined(found.get(supports), here)
    return found


def tied_throughout(line: Line) -> bool:
    """Return True where two strategies of a party pay the same at some profile at every value that is looked at."""
    return all(_tied(line, part) for part in line.domain)


def _tied(line: Line, part: Span) -> bool:
    edges = first_edges(part)
    with np.errstate(all="ignore"):
        for i, (row, size) in enumerate(zip(enclosed(line, edges, edges), line.model.strategy_counts, strict=True)):
            value = lifted(value_of(row)).spread((*line.model.strategy_counts, len(edges)))
            own = np.moveaxis((value.low + value.high) / 2, i, 0)
            near = [np.abs(own[j] - own[k]) <= TOLERANCE * (own.max() - own.min())
                    for j in range(size) for k in range(j)]
            if any(each.all(axis=-1).any() for each in near):
                return True
    return False


def _joined(before: Held | None, here: Held) -> Held:
    if before is None:
        return here
    return Held([*before.spans, *here.spans], before.sure and here.sure, max(before.off, here.off))


def enclosed(line: Line, low: Array, high: Array) -> list[Number]:
    """Enclose each party's payoffs and slopes on cells [low, high]: arrays that broadcast to (S1, ..., SN, cells)."""
    known: dict[str, Number] = {name: Range.of(value) for name, value in line.fixed.items()}
    known[line.over] = Dual(Range(low, high), 1)
    known |= {name: evaluate(tie.node, known, Range.of) for name, tie in line.ties.items()}
    formulas = line.model.formulas
    return read(formulas, ENCLOSURES, known, formulas.profiles, formulas.wanted)


def _gains(line: Line, margin: Fraction, only: tuple[int, ...] | None) -> Enclose:
    """Enclose what leaving each profile wins, the margin added: (deviations, profiles, cells)."""
    def enclose(low: Array, high: Array) -> tuple[Range, Range]:
        shape = (*line.model.strategy_counts, len(low))
        with np.errstate(all="ignore"):
            rows = enclosed(line, low, high)
            value = [gain for i, row in enumerate(rows) for gain in _deviations(_values(row, shape), i, margin)]
            slope = [gain for i, row in enumerate(rows) for gain in _deviations(_slopes(row, shape), i, ZERO)]
        kept: slice | list[int] = EVERY if only is None else [int(np.ravel_multi_index(only, shape[:-1]))]
        return _stacked(value, kept), _stacked(slope, kept)

    return enclose


def _values(row: Number, shape: tuple[int, ...]) -> Range:
    return lifted(value_of(row)).spread(shape)


def _slopes(row: Number, shape: tuple[int, ...]) -> Range:
    return lifted(slope_of(row)).spread(shape)


def _deviations(own: Range, i: int, margin: Fraction) -> Iterator[Range]:
    """Yield what party i gains by each strategy, margin added; 0 where it is played already: (S1, ..., SN, cells)."""
    size, axes = own.low.shape[i], own.low.ndim
    for to in range(size):
        gain = Range(np.take(own.low, [to], axis=i), np.take(own.high, [to], axis=i)) - own
        gain = gain + margin if margin else gain
        same = np.arange(size).reshape([-1 if k == i else 1 for k in range(axes)]) == to
        yield Range(np.where(same, 0.0, gain.low), np.where(same, 0.0, gain.high))


def _stacked(rows: Sequence[Range], kept: slice | list[int] = EVERY) -> Range:
    cells = rows[0].low.shape[-1]
    low, high = (np.stack(ends).reshape(len(rows), -1, cells)[:, kept]
                 for ends in ([each.low for each in rows], [each.high for each in rows]))
    return Range(low, high)


def _mixing(line: Line, supports: tuple[Support, Support], outside: Sequence[Sequence[int]]) -> Enclose:
    """Enclose the signs of a pair of mixtures, each below zero where it is one: (conditions, 1, cells)."""
    def enclose(low: Array, high: Array) -> tuple[Range, Range]:
        shape = (*line.model.strategy_counts, len(low))
        with np.errstate(all="ignore"):
            pays = [Dual(_values(row, shape), _slopes(row, shape)) for row in enclosed(line, low, high)]
            found = [each for i in (0, 1) for each in _side(pays[1 - i], 1 - i, supports, outside[1 - i])]
        return _stacked([each.value for each in found]), _stacked([each.slope for each in found])

    return enclose


def _side(pays: Dual, payer: int, supports: tuple[Support, Support], outside: Sequence[int]) -> Iterator[Dual]:
    """Yield -w_j*W of the other party, whose weights make the payer's support pay the same; gain*W from outside."""
    first, *rest = supports[payer]
    others = supports[1 - payer]

    def more(mine: int) -> list[Dual]:
        return [_entry(pays, payer, mine, other) - _entry(pays, payer, first, other) for other in others]

    weights = minors([more(mine) for mine in rest])
    whole = sum(weights[1:], weights[0])
    yield from (-(weight * whole) for weight in weights)
    for mine in outside:
        gains = [weight * step for weight, step in zip(weights, more(mine), strict=True)]
        yield sum(gains[1:], gains[0]) * whole


def _entry(pays: Dual, payer: int, mine: int, other: int) -> Dual:
    at = (mine, other) if payer == 0 else (other, mine)
    value, slope = pays.value, pays.slope
    return Dual(Range(value.low[at], value.high[at]), Range(slope.low[at], slope.high[at]))


def minors(rows: Sequence[Sequence[Dual]]) -> list[Dual]:
    """Return the signed minors of a (k-1) x k matrix, expanded row by row; keys are bit sets of the columns used."""
    size = len(rows) + 1
    table: dict[int, Dual] = {1 << column: rows[0][column] for column in range(size)}
    for row in rows[1:]:
        wider: dict[int, Dual] = {}
        for used, value in table.items():
            for column in (each for each in range(size) if not used >> each & 1):
                part = value * row[column]
                part = -part if (used >> (column + 1)).bit_count() % 2 else part
                key = used | 1 << column
                wider[key] = wider[key] + part if key in wider else part
        table = wider
    full = (1 << size) - 1
    return [-table[full & ~(1 << k)] if k % 2 else table[full & ~(1 << k)] for k in range(size)]


def _slack(line: Line, part: Span, powers: Sequence[int], payers: Sequence[int]) -> Array:
    """Return what counts as a tie: (F, 1, 1), the tolerance times a power of the payer's payoff range."""
    edges, spreads = first_edges(part), []
    with np.errstate(all="ignore"):
        for row in enclosed(line, edges, edges):
            each = _values(row, (*line.model.strategy_counts, len(edges)))
            others = tuple(range(each.low.ndim - 1))
            spread = np.median(each.high.max(others) - each.low.min(others))  # beside a pole payoffs grow without bound
            spreads.append(float(spread) if np.isfinite(spread) else 0.0)
    found = [TOLERANCE * spreads[payer] ** power for payer, power in zip(payers, powers, strict=True)]
    return np.array(found).reshape(-1, 1, 1)
