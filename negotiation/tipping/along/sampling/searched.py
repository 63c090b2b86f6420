"""Search every cell of the parameter, all of its games at once, for mixed equilibria that points have missed.

1. The games of a cell are a family: the one at its middle, and how far gains move in it (`enclosures`). What
   `solvers.boxes.families` does not settle is halved, down to FINEST of the range.
2. In a settled cell each game has one root each of some equations, and every equilibrium is such a root. Some are
   equilibria all over the cell. Of the others `rooted` tells where in it their margins are positive, and where one is
   negative: halved again, down to `fine`.

Stretches of which that is not told are said: beside ends, where margins are zero; where two equilibria meet; where at
one value a party is indifferent, and a line of mixtures is an equilibrium. Where one is at every value, nothing is ever
settled: the search ends when halving has not helped for long.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from negotiation.game import Array
from negotiation.progress import report
from negotiation.solvers.boxes.families import Families, families
from negotiation.solvers.boxes.rows import Table
from negotiation.solvers.clock import Clock
from negotiation.solvers.kernels import kernel_named, usual_kernel
from negotiation.tipping.along.line import Line
from negotiation.tipping.along.sampling.enclosures import games
from negotiation.tipping.along.sampling.followed import Follower, Supports
from negotiation.tipping.along.sampling.rooted import rooted

FIRST = 256
"""Cells that a whole range is cut into at first."""

FINEST = 1e-6
"""A cell that is shorter than this share of the range is not halved again."""

STALLED = 5
"""Halvings in a row that settle less than a hundredth of the cells, after which the search ends."""

AT_ONCE = 256
"""Cells, or roots in cells, that are held at a time."""

BOXES = 48, 256
"""Boxes that a cell may take: where it can be halved often still, and where not; a quarter more at each halving."""

STEPS = 1000
"""In which it is said how much of the range is settled."""

Stretch = tuple[float, float]


@dataclass(frozen=True)
class Searched:
    """Where equilibria were proved to stand, by their supports; and stretches in which more may stand, in order.

    `why`: what ended the search before all was halved as far as it may be, or ''.
    """

    standing: Mapping[Supports, Sequence[Stretch]]
    open: tuple[Stretch, ...]
    why: str = ""

    def missed(self, rows: Sequence[tuple[Supports, Sequence[Stretch]]], fine: float) -> list[Stretch]:
        """Return where a known equilibrium lies in none of the `rows`, but for `fine` beside its own row's ends."""
        known = dict[Supports, list[Stretch]]()
        for supports, spans in rows:
            known.setdefault(supports, []).extend(spans)
        return [rest for supports, stretches in self.standing.items() for stretch in stretches
                for rest in _without(stretch, known.get(supports, ())) if rest == stretch or rest[1] - rest[0] > fine]


class Searcher:
    """Searches a line; `fine` in units of the parameter. Gets its kernel ready, which the clock does not count."""

    def __init__(self, line: Line, fine: float, clock: Clock, kernel: str | None = None) -> None:
        self.line, self.fine, self.clock = line, fine, clock
        self.size = float(line.domain[-1].high) - float(line.domain[0].low)
        self.standing, self.open, self.settled = dict[Supports, list[Stretch]](), list[Stretch](), 0
        with clock.uncounted():
            self.kernel = kernel_named(kernel if kernel is not None else usual_kernel())
            self.kernel.ready(False)

    def run(self, cuts: Sequence[float]) -> Searched:
        """Search all of the line; `cuts`: where something is known to change."""
        low, high = self._laid_out(cuts)
        whole, settled = float((high - low).sum()) or 1.0, 0.0
        most, stalled, why = float(BOXES[0]), 0, ""
        while len(low) and not why:
            before, tried = self.settled, len(low)
            halves = []
            for k in range(0, len(low), AT_ONCE):
                report("searching between points", round(STEPS * settled / whole), STEPS)
                part = slice(k, k + AT_ONCE)
                halves.append(self._some(low[part], high[part], round(most)))
                settled += float((high[part] - low[part]).sum() - (halves[-1][1] - halves[-1][0]).sum())
            low, high = (np.concatenate(each) for each in zip(*halves, strict=True))
            most = min(most * 1.25, BOXES[1])
            stalled = stalled + 1 if self.settled - before < tried / 100 else 0
            if stalled == STALLED and len(low) > FIRST:
                why = "the search ended where halving settled nothing more, as where payoffs tie at every value"
        if self.clock.over():
            why = "the search ended when its time was over"
        self.open += zip(low.tolist(), high.tolist(), strict=True)
        return Searched({each: joined(parts) for each, parts in self.standing.items()},
                        tuple(joined(self.open)), why)

    def _laid_out(self, cuts: Sequence[float]) -> tuple[Array, Array]:
        low, high = [], []
        for part in self.line.domain:
            first, last = float(part.low), float(part.high)
            count = max(1, round(FIRST * (last - first) / self.size)) if self.size else 1
            inside = [cut for cut in cuts if first < cut < last]
            nodes = np.unique(np.concatenate([np.linspace(first, last, count + 1), inside]))
            if len(nodes) == 1:
                self.open.append((first, last))
            low.append(nodes[:-1])
            high.append(nodes[1:])
        return np.concatenate(low), np.concatenate(high)

    def _some(self, low: Array, high: Array, most: int) -> tuple[Array, Array]:
        """Search some cells, `most` boxes each; return what is halved."""
        with np.errstate(all="ignore"):
            payoffs, given, moved = games(self.line, low, high)
        good = np.isfinite(payoffs).all(axis=tuple(range(1, payoffs.ndim))) & np.isfinite(given + moved).all(axis=1)
        found = families(Table.of(payoffs[good], given[good], moved[good]), self.kernel, self.clock, most)
        settled = good.copy()
        settled[good] = found.settled
        self.settled += int(settled.sum())
        self._told(found, low[good], high[good])
        return self._halved(low[~settled], high[~settled], FINEST * self.size)[1:]

    def _halved(self, low: Array, high: Array, finest: float) -> tuple[Array, Array, Array]:
        """Halve cells that are long enough, while there is time; the rest is open. The cell of each half, its ends."""
        middle = low / 2 + high / 2
        done = (high - low <= finest) | ~((low < middle) & (middle < high)) | self.clock.over()
        self.open += zip(low[done].tolist(), high[done].tolist(), strict=True)
        ends = np.stack([low, middle, high], axis=1)[~done]
        return np.repeat(np.flatnonzero(~done), 2), ends[:, :-1].reshape(-1), ends[:, 1:].reshape(-1)

    def _told(self, found: Families, low: Array, high: Array) -> None:
        """Tell where the roots of cells are equilibria."""
        supports = [self._supports(each) for each in found.played]
        for sure in np.flatnonzero(found.sure).tolist():
            point = found.point[sure]
            self._stands(supports[sure], low[point], high[point])
        rows = np.flatnonzero(~found.sure)
        if not len(rows):
            return
        follower = Follower(self.line, [supports[row] for row in rows], self.fine)
        low, high, row = low[found.point[rows]], high[found.point[rows]], np.arange(len(rows))
        while len(row):
            parts = [self._signs(found, rows, follower, *(each[k:k + AT_ONCE] for each in (row, low, high)))
                     for k in range(0, len(row), AT_ONCE)]
            stands, left = (np.concatenate(each) for each in zip(*parts, strict=True))
            for k in np.flatnonzero(stands).tolist():
                self._stands(supports[rows[row[k]]], low[k], high[k])
            row = row[left]
            whole, low, high = self._halved(low[left], high[left], self.fine)
            row = row[whole]

    def _stands(self, supports: Supports, low: float, high: float) -> None:
        self.standing.setdefault(supports, []).append((float(low), float(high)))

    def _signs(self, found: Families, rows: Array, follower: Follower, row: Array, low: Array, high: Array
               ) -> tuple[Array, Array]:
        """Return where roots are equilibria all over their cells, and where that is not told."""
        here, root = follower.take(row), rows[row]
        with np.errstate(all="ignore"):
            cells = rooted(self.line, here, low, high, found.weights[root])
        margins, inside = cells.over, ~here.played
        inside |= (margins.low >= found.low[root]) & (margins.high <= found.high[root])
        same = cells.unique & inside.all(axis=1)
        stands, gone = margins.low.min(axis=1) > 0, margins.high.min(axis=1) < 0
        return same & stands, ~(same & (stands | gone))

    def _supports(self, played: Array) -> Supports:
        counts = self.line.model.strategy_counts
        return tuple(tuple(np.flatnonzero(own).tolist()) for own in np.split(played, np.cumsum(counts)[:-1]))


def joined(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Return stretches in order, those that touch as one."""
    whole = list[Stretch]()
    for low, high in sorted(stretches):
        if whole and low <= whole[-1][1]:
            low, high = whole[-1][0], max(whole.pop()[1], high)
        whole.append((low, high))
    return whole


def _without(stretch: Stretch, others: Sequence[Stretch]) -> Iterator[Stretch]:
    """Yield what of a stretch lies in none of the others."""
    low, high = stretch
    ends = [(-np.inf, low), *sorted(each for each in others if each[0] < high and each[1] > low), (high, np.inf)]
    reached = low
    for (_, before), (after, _) in pairwise(ends):
        reached = max(reached, before)
        if after > reached:
            yield reached, min(after, high)
