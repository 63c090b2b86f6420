"""Mixed equilibria along a parameter by solving at points: for more than two parties, or payoffs without polynomials.

1. The ends of the pure equilibria's intervals cut the range; between two of them solve a grid, MARGIN away from both,
   all grids in one batch.
2. Where a mixed equilibrium stands at one point and not at the next, follow it to its end (`followed`).
3. Solve beside every end too: where one equilibrium ends another may begin. Repeat with what is new.
4. Runs of points that share a label are its intervals; a run up to a cut ends at the cut.

5. Where asked, search all between the points (`searched`), look at what was missed there, and prove of each that it
   stands where it is said to (`proved`).

Two changes that cancel between neighbouring grid points are seen by that search alone.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from time import monotonic

import numpy as np

from negotiation.arithmetic.algebraic import Algebraic
from negotiation.game import Array
from negotiation.solvers import SOLVERS, solve
from negotiation.solvers.clock import UNBOUNDED, Clock
from negotiation.tipping.along.conditions import Span
from negotiation.tipping.along.line import Line
from negotiation.tipping.along.sampling.followed import Follower, Supports
from negotiation.tipping.along.sampling.proved import Proof, Stretch, proofs, together
from negotiation.tipping.along.sampling.searched import Searcher, joined

FEWEST = 3
MARGIN = 1e-6
"""Share of the range kept from a cut: beside a tie every list of equilibria is degenerate within the tolerance."""

ROUNDS, BESIDE = 4, 1e-5
"""Rounds of looking beside the ends that were found, and how far beside, as a share of the range."""

SLIVER = 1e-6
"""Runs shorter than this share of the range are ties within the tolerance, seen from close by."""


@dataclass(frozen=True)
class Sampling:
    """How many points of a line are solved, in how many seconds at most, by which kernel of `complete`.

    `fine`: share of the range to which an end is located where it solves no equation, as where two equilibria meet.
    `prove`: search between the points too, and prove of each that it stands all over its intervals; takes seconds.
    """

    points: int = 201
    seconds: float = 600.0
    kernel: str | None = None
    fine: float = 1e-9
    prove: bool = False


@dataclass(frozen=True)
class Found:
    """The supports of mixed equilibria, where they stand, and what of that is proved (None: not all)."""

    supports: Supports
    spans: tuple[Span, ...]
    proof: Proof | None = None


@dataclass(frozen=True)
class Sampled:
    """What was found; whether the solver proved each point's list complete; where more may stand (None: anywhere).

    `why`: what ended the search between points early, or ''.
    """

    found: list[Found]
    complete: bool
    gaps: tuple[tuple[float, float], ...] | None = None
    why: str = ""


Key = tuple[Supports, float, float]
"""An equilibrium that stands at the first value and not at the second, its neighbour."""

Ends = dict[Key, tuple[float, Hashable | None]]
Seen = dict[float, dict[Supports, list[Array]]]
"""A value of the parameter -> the mixed equilibria there, by their supports."""


@dataclass(frozen=True)
class Piece:
    """A stretch between two cuts, and the values in it that were solved, in order."""

    low: Algebraic
    high: Algebraic
    at: list[float]


def sampled_method(line: Line) -> str:
    """Return the solver that lists every equilibrium of such a game."""
    return "complete" if "complete" in SOLVERS else "support"


def sampled_spans(line: Line, cuts: Iterable[Algebraic], sampling: Sampling) -> Sampled:
    """Return mixed equilibria; `cuts` are the values at which pure equilibria begin or end."""
    return _Sampler(line, list(cuts), sampling).run()


class _Sampler:
    """Looks at points of a line, and follows what it sees there to its ends."""

    def __init__(self, line: Line, cuts: list[Algebraic], sampling: Sampling) -> None:
        self.line, self.cuts, self.sampling = line, cuts, sampling
        self.size = float(line.domain[-1].high) - float(line.domain[0].low)
        self.fine = sampling.fine * self.size
        self.pieces = _laid_out(line, cuts, sampling.points)
        self.solver, self.ends = _Solver(line, sampling), dict[Key, tuple[float, Hashable | None]]()

    def run(self) -> Sampled:
        asked, clock = self.sampling, self.solver.clock
        searcher = Searcher(self.line, self.fine, clock, asked.kernel) if asked.prove else None
        self._look([value for piece in self.pieces for value in piece.at])
        rows = self._rows()
        if searcher is None:
            return Sampled(rows, self.solver.proved)
        every = searcher.run(self._changes())
        if missed := every.missed([_plain(row) for row in rows], 2 * self.fine):
            self._look(_added(self.pieces, [low / 2 + high / 2 for low, high in missed], self.fine))
            rows = self._rows()
        open_ = [*every.open, *every.missed([_plain(row) for row in rows], 2 * self.fine)]
        return Sampled(_proved(self.line, rows, self.solver.seen, self.fine), self.solver.proved, tuple(joined(open_)),
                       every.why)

    def _look(self, new: list[float]) -> None:
        for _ in range(ROUNDS):
            self.solver.look(new)
            starts = [key for key in _starts(self.pieces, self.solver.seen) if key not in self.ends]
            self.ends |= _followed(self.line, starts, self.solver.seen, self.fine)
            new = _beside(self.pieces, [self.ends[key][0] for key in starts], BESIDE * self.size)
            if not new:
                return
        self.solver.look(new)

    def _rows(self) -> list[Found]:
        runs = {supports: _runs(self.pieces, self.solver.seen, supports, self.ends, self.line)
                for supports in sorted(self.solver.met)}
        kept = {supports: tuple(run for run in each if float(run.high) - float(run.low) > SLIVER * self.size)
                for supports, each in runs.items()}
        return [Found(supports, each) for supports, each in kept.items() if each]

    def _changes(self) -> list[float]:
        return [*map(float, self.cuts), *(at for at, _ in self.ends.values())]


def _plain(row: Found) -> tuple[Supports, list[tuple[float, float]]]:
    return row.supports, [(float(span.low), float(span.high)) for span in row.spans]


def _proved(line: Line, found: Sequence[Found], seen: Seen, fine: float) -> list[Found]:
    """Prove of each equilibrium that it stands where it was seen."""
    stretches = [_stretch(each.supports, span, seen) for each in found for span in each.spans]
    proved = iter(proofs(line, stretches, fine))
    return [replace(each, proof=together([next(proved) for _ in each.spans])) for each in found]


def _stretch(supports: Supports, span: Span, seen: Seen) -> Stretch:
    low, high = float(span.low), float(span.high)
    at = sorted(value for value, here in seen.items() if low <= value <= high and supports in here)
    weights = np.stack([np.concatenate(seen[value][supports]) for value in at])
    return Stretch(supports, low, high, (span.low_edge, span.high_edge), np.array(at), weights)


class _Solver:
    """Solves points of a line: what was seen where, the supports met, and whether every list was proved complete."""

    def __init__(self, line: Line, sampling: Sampling) -> None:
        self.line, self.met, self.proved = line, set[Supports](), True
        self.seen: Seen = {}
        self.clock = Clock.of(UNBOUNDED, sampling.seconds)
        self.kernel = sampling.kernel

    def look(self, at: list[float]) -> None:
        method = sampled_method(self.line)
        options = {"seconds": max(0.0, self.clock.deadline - monotonic()), "kernel": self.kernel}
        found = solve(self.line.game(np.array(at)), method, **(options if method == "complete" else {}))
        self.proved &= bool(found.complete.all())
        self.seen |= {value: {} for value in at}
        for row in np.flatnonzero(~found.pure).tolist():
            supports = found.played[row].positions
            self.met.add(supports)
            self.seen[at[found.point[row]]][supports] = [mixture[row] for mixture in found.mixtures]


def _laid_out(line: Line, cuts: list[Algebraic], points: int) -> list[Piece]:
    """Cut the domain into pieces and put points into each, in proportion to its length."""
    size = float(line.domain[-1].high) - float(line.domain[0].low)
    pieces: list[Piece] = []
    for part in line.domain:
        nodes = [part.low, *sorted({each for each in cuts if part.low < each < part.high}), part.high]
        for low, high in pairwise(nodes):
            first, last = float(low), float(high)
            margin = min(MARGIN * size, (last - first) / 4)
            count = max(FEWEST, round(points * (last - first) / (size or 1)))
            pieces.append(Piece(low, high, np.unique(np.linspace(first + margin, last - margin, count)).tolist()))
    return pieces


def _starts(pieces: list[Piece], seen: Seen) -> list[Key]:
    """Return which equilibria end between a value and its neighbour."""
    return [(supports, here, there) for piece in pieces for a, b in pairwise(piece.at)
            for here, there in ((a, b), (b, a)) for supports in seen[here] if supports not in seen[there]]


def _followed(line: Line, starts: list[Key], seen: Seen, fine: float) -> Ends:
    if not starts:
        return {}
    follower = Follower(line, [supports for supports, _, _ in starts], fine)
    weights = np.stack([np.concatenate(seen[here][supports]) for supports, here, _ in starts])
    at, broken = follower.ends(np.array([key[1] for key in starts]), np.array([key[2] for key in starts]), weights)
    return dict(zip(starts, zip(at.tolist(), broken, strict=True), strict=True))


def _beside(pieces: list[Piece], ends: list[float], step: float) -> list[float]:
    """Add values on both sides of the ends to the pieces; return those that are new."""
    return _added(pieces, [value for end in ends for value in (end - step, end + step)], step / 4)


def _added(pieces: list[Piece], values: list[float], apart: float) -> list[float]:
    """Add values to the pieces in which they lie, apart from those that are there; return those that are new."""
    new = []
    for piece in pieces:
        first, last = piece.at[0], piece.at[-1]
        for value in sorted(value for value in values if first < value < last):
            at = bisect_left(piece.at, value)
            if value - piece.at[at - 1] > apart < piece.at[at] - value:
                piece.at.insert(at, value)
                new.append(value)
    return new


def _runs(pieces: list[Piece], seen: Seen, supports: Supports, ends: Ends, line: Line) -> list[Span]:
    """Join the points at which an equilibrium stands; ends inside the domain are open, its own as they are there."""
    edges = {part.low: part.low_closed for part in line.domain}, {part.high: part.high_closed for part in line.domain}
    spans: list[Span] = []
    for piece in pieces:
        stands = [supports in seen[value] for value in piece.at]
        for first, last in _unbroken(stands):
            before = (supports, piece.at[first], piece.at[first - 1]) if first else None
            after = (supports, piece.at[last], piece.at[last + 1]) if last + 1 < len(stands) else None
            low, below = _end(piece.low, before, ends, line)
            high, above = _end(piece.high, after, ends, line)
            span = Span(low, high, edges[0].get(low, False), edges[1].get(high, False), below, above,
                        low in edges[0], high in edges[1])
            if spans and spans[-1].high == low and low not in edges[0]:
                previous = spans.pop()
                span = replace(span, low=previous.low, low_closed=previous.low_closed, low_edge=previous.low_edge,
                               low_broken=previous.low_broken)
            spans.append(span)
    return spans


def _unbroken(stands: list[bool]) -> list[tuple[int, int]]:
    steps = np.diff(np.concatenate([[0], np.array(stands, dtype=int), [0]]))
    return list(zip(np.flatnonzero(steps == 1).tolist(), (np.flatnonzero(steps == -1) - 1).tolist(), strict=True))


def _end(cut: Algebraic, key: Key | None, ends: Ends, line: Line) -> tuple[Algebraic, tuple[Hashable, ...]]:
    """Return where a run ends, and what is broken beyond; the cut where it reaches that."""
    if key is None:
        return cut, ()
    at, broken = ends.get(key, ((key[1] + key[2]) / 2, None))
    return Algebraic.rational(Fraction(line.decimal(at))), () if broken is None else (broken,)
