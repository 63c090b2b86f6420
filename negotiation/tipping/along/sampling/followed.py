"""Follow mixed equilibria along a parameter to where they end: a weight reaches zero, or a strategy outside gains.

1. On its supports an equilibrium solves: all strategies of a support pay the same, the weights add up to one. Newton's
   method carries the solution from one value of the parameter to another.
2. Its margins are its weights, and what strategies outside fall short: all positive inside, one is not beyond. Newton's
   method with the parameter as one more unknown, and that margin as one more equation, finds the end.
3. Where that leaves the bracket or breaks another margin, the bracket is narrowed by the Illinois rule (Dowell and
   Jarratt 1971), every third step a bisection, and step 2 tried again. A value that Newton's method does not reach,
   since the equilibrium has met another one (a fold), counts as beyond.

All are followed in one batch. What is returned is located in floating point, not proved.

A follower stops narrowing a bracket at `fine`, in units of the parameter.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from copy import copy
from dataclasses import dataclass, fields

import numpy as np

from negotiation.game import Array
from negotiation.solvers.responses import Responses, solve_each
from negotiation.tipping.along.certified import Crossing
from negotiation.tipping.along.line import Line
from negotiation.tipping.along.mixed import Vanishing

NEWTON = 6
ROUNDS = (4, 30)
"""Steps by which a bracket is narrowed before the end is solved for again."""

ARRIVED, ENOUGH, ZERO = 1e-10, 1e-13, 1e-15
LOST = -1.0
"""The margin where Newton's method did not arrive."""

NUDGE = 1e-6
"""Share of a bracket over which payoffs are differenced."""

Supports = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Bracket:
    """R ends: the values between which they lie, weights inside (R, n), least margins at both, the least one beyond."""

    inside: Array
    beyond: Array
    weights: Array
    low: Array
    high: Array
    tag: Array

    def take(self, rows: Array) -> Bracket:
        return Bracket(*(getattr(self, each.name)[rows] for each in fields(self)))


class Follower:
    """Follows equilibria along a line; R equilibria at once, weights (R, n) over all strategies of all parties."""

    def __init__(self, line: Line, supports: Sequence[Supports], fine: float) -> None:
        counts = line.model.strategy_counts
        self.line, self.fine = line, fine
        shape = Responses(tuple(np.empty((0, count, 0)) for count in counts), tuple(counts))
        self.layout = {"spans": shape.spans, "plays": shape.plays}
        ends = np.cumsum(counts)
        self.spans = [slice(int(end - count), int(end)) for end, count in zip(ends, counts, strict=True)]
        self.played = np.zeros((len(supports), int(ends[-1])), dtype=bool)
        self.first = np.zeros((len(supports), int(ends[-1])), dtype=int)
        for played, first, each in zip(self.played, self.first, supports, strict=True):
            for span, own in zip(self.spans, each, strict=True):
                played[span.start + np.array(own)] = True
                first[span] = span.start + own[0]

    def take(self, rows: Array) -> Follower:
        part = copy(self)
        part.played, part.first = self.played[rows], self.first[rows]
        return part

    def ends(self, inside: Array, beyond: Array, weights: Array) -> tuple[Array, list[Hashable | None]]:
        """Return where equilibria with weights (R, n) at `inside` (R,) end on the way to `beyond` (R,).

        And what is broken there, None where an equilibrium meets another.
        """
        weights, low, _ = self.margins(inside, weights)
        _, high, tag = self.margins(beyond, weights)
        bracket = Bracket(inside.copy(), beyond.copy(), weights, np.maximum(low, ZERO), np.minimum(high, -ZERO), tag)
        at, rest = np.empty(len(tag)), np.arange(len(tag))
        for halvings in (0, *ROUNDS):
            self.take(rest)._narrowed(bracket, rest, halvings)
            at[rest], found = self.take(rest)._bordered(bracket.take(rest))
            rest = rest[~found]
            if not len(rest):
                break
        at[rest] = (bracket.inside[rest] + bracket.beyond[rest]) / 2
        return at, [self._broken(row, k) for row, k in enumerate(bracket.tag.tolist())]

    def _broken(self, row: int, k: int) -> Hashable | None:
        if k < 0:
            return None
        party = next(i for i, span in enumerate(self.spans) if k < span.stop)
        strategy = k - self.spans[party].start
        return Vanishing(party, strategy) if self.played[row, k] else Crossing(party, -1, strategy)

    def _bordered(self, bracket: Bracket) -> tuple[Array, Array]:
        """Solve for weights and parameter with the margin `tag` zero: the parameter (R,), and where that is an end."""
        tag, weights = bracket.tag, bracket.weights.copy()
        rows = np.arange(len(tag))
        low, high = np.minimum(bracket.inside, bracket.beyond), np.maximum(bracket.inside, bracket.beyond)
        at, nudge = (low + high) / 2, NUDGE * (high - low) + np.finfo(float).tiny
        for round_ in range(NEWTON + 1):
            below, above = np.maximum(at - nudge, low), np.minimum(at + nudge, high)
            rest, slopes, short, short_slopes, unit = self._equations(self.line.payoffs(at), weights)
            margin = np.where(self.played[rows, tag], weights[rows, tag], short[rows, tag])
            if round_ == NEWTON or max(np.abs(rest).max(initial=0.0), np.abs(margin).max(initial=0.0)) <= ENOUGH:
                break
            span = np.maximum(above - below, np.finfo(float).tiny)
            change = (self.line.payoffs(above) - self.line.payoffs(below)) / span.reshape(
                -1, *[1] * (len(self.spans) + 1))
            paid = self._responses(change, unit).payoffs(weights)[0]
            drift = np.take_along_axis(paid, self.first, axis=1) - paid
            tied = self.played & (self.first != np.arange(weights.shape[1]))
            full = np.zeros((len(rows), weights.shape[1] + 1, weights.shape[1] + 1))
            full[:, :-1, :-1], full[:, :-1, -1] = slopes, np.where(tied, -drift, 0.0)
            full[:, -1, :-1] = np.where(self.played[rows, tag][:, None], np.eye(weights.shape[1])[tag],
                                        short_slopes[rows, tag])
            full[:, -1, -1] = np.where(self.played[rows, tag], 0.0, drift[rows, tag])
            step = solve_each(full, np.column_stack([rest, margin]))
            weights -= step[:, :-1]
            at = np.clip(at - step[:, -1], low, high)
        margins = np.where(self.played, weights, short)
        arrived = (np.abs(rest).max(axis=1, initial=0.0) <= ARRIVED) & (np.abs(margins[rows, tag]) <= ARRIVED)
        return at, arrived & (margins.min(axis=1) >= -ARRIVED) & (tag >= 0)

    def _narrowed(self, all_: Bracket, rows: Array, steps: int) -> None:
        """Narrow the brackets of some rows, which are those of this follower, in place."""
        for step in range(steps):
            open_ = np.flatnonzero(np.abs(all_.beyond[rows] - all_.inside[rows]) > self.fine)
            if not len(open_):
                return
            here = all_.take(rows[open_])
            share = np.clip(here.low / (here.low - here.high), 1e-3, 1 - 1e-3)
            share = np.where((here.high == LOST) | (step % 3 == 2), 0.5, share)
            middle = here.inside + share * (here.beyond - here.inside)
            weights, least, broken = self.take(open_).margins(middle, here.weights)
            stands = least > 0
            kept, left = rows[open_[stands]], rows[open_[~stands]]
            all_.inside[kept], all_.weights[kept], all_.low[kept] = middle[stands], weights[stands], least[stands]
            all_.high[kept] = np.where(all_.high[kept] == LOST, LOST, all_.high[kept] / 2)
            all_.beyond[left], all_.tag[left] = middle[~stands], broken[~stands]
            all_.high[left] = np.minimum(least[~stands], -ZERO)
            all_.low[left] = np.where(least[~stands] == LOST, all_.low[left], all_.low[left] / 2)

    def margins(self, at: Array, weights: Array) -> tuple[Array, Array, Array]:
        """Carry weights (R, n) to values of the parameter (R,): weights there, their least margin, its strategy.

        Margins of strategies outside are in units of the party's payoff range. LOST and -1 where Newton fails.
        """
        payoffs, weights = self.line.payoffs(at), weights.copy()
        for step in range(NEWTON + 1):
            rest, slopes, short, _, _ = self._equations(payoffs, weights)
            if step == NEWTON or np.abs(rest).max(initial=0.0) <= ENOUGH:
                break
            weights -= solve_each(slopes, rest)
        margins = np.where(self.played, weights, short)
        lost = ~(np.abs(rest).max(axis=1, initial=0.0) <= ARRIVED)
        return weights, np.where(lost, LOST, margins.min(axis=1)), np.where(lost, -1, margins.argmin(axis=1))

    def slopes(self, at: Array, weights: Array) -> Array:
        """Return slopes (R, n, n) of the equations that equilibria solve, at values of the parameter (R,)."""
        return self._equations(self.line.payoffs(at), weights)[1]

    def linear(self, payoffs: Array, weights: Array) -> tuple[Array, Array]:
        """Return residuals (R, n) and slopes (R, n, n) of what played strategies fall short, sums, weights at zero."""
        rest, full, _, _, unit = self._equations(payoffs, weights)
        scale = np.concatenate([np.repeat(-unit[:, i:i + 1], span.stop - span.start, axis=1)
                                for i, span in enumerate(self.spans)], axis=1)
        scale = np.where(self.played & (self.first != np.arange(weights.shape[1])), scale, 1.0)
        return rest * scale, full * scale[..., None]

    def _responses(self, payoffs: Array, unit: Array) -> Responses:
        found = Responses.of(payoffs, unit)
        found.__dict__.update(self.layout)
        return found

    def _equations(self, payoffs: Array, weights: Array) -> tuple[Array, Array, Array, Array, Array]:
        """Return residuals (R, n) and slopes (R, n, n); what strategies fall short, (R, n), and slopes; units (R, N).

        A support's first strategy stands for "the weights add up to one", its others for "pays as the first", a
        strategy outside for "its weight is zero".
        """
        size = weights.shape[1]
        unit = np.maximum(np.ptp(payoffs.reshape(*payoffs.shape[:2], -1), axis=2), np.finfo(float).tiny)
        paid, slopes = self._responses(payoffs, unit).payoffs(weights)
        slopes = np.divide(slopes, weights[:, None], out=np.zeros_like(slopes), where=weights[:, None] != 0)
        short = np.take_along_axis(paid, self.first, axis=1) - paid
        short_slopes = np.take_along_axis(slopes, self.first[..., None], axis=1) - slopes
        lead = self.first == np.arange(size)
        rest = np.where(self.played, -short, weights)
        full = np.where(self.played[..., None], -short_slopes, np.eye(size))
        for span in self.spans:
            rest[:, span] = np.where(lead[:, span], weights[:, span].sum(axis=1, keepdims=True) - 1, rest[:, span])
            ones = np.zeros(size)
            ones[span] = 1.0
            full[:, span] = np.where(lead[:, span, None], ones, full[:, span])
        return rest, full, short, short_slopes, unit
