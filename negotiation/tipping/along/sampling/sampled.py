"""Mixed equilibria along a parameter by solving at points: for more than two parties, or payoffs without polynomials.

1. The ends of the pure equilibria's intervals cut the range; between two of them solve a grid, MARGIN away from both,
   all grids in one batch.
2. Tell which equilibrium is which from point to point (`branches`). One that stands at a point and not at the next is
   followed to its end (`followed`).
3. Solve beside every end too: where one equilibrium ends another may begin. Repeat with what is new.
4. The branches are its intervals; one up to a cut ends at the cut.

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
from negotiation.solvers import SOLVERS, solve
from negotiation.solvers.clock import UNBOUNDED, Clock
from negotiation.tipping.along.conditions import Span
from negotiation.tipping.along.line import Line
from negotiation.tipping.along.sampling.branches import Branch, Branches, Key, Piece, Seen
from negotiation.tipping.along.sampling.followed import Follower, Supports
from negotiation.tipping.along.sampling.proved import Proof, Stretch, proofs, together
from negotiation.tipping.along.sampling.searched import Searcher, joined

FEWEST = 3
MARGIN = 1e-6
"""Share of the range kept from a cut: beside a tie every list of equilibria is degenerate within the tolerance."""

ROUNDS, BESIDE = 4, 1e-5
"""Rounds of looking beside the ends that were found, and how far beside, as a share of the range."""

HALVINGS = 8
"""Times that neighbouring points are halved between which it is not told which of several equilibria goes on as which:
near to where two meet, Newton's method is led to others."""

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
    """A mixed equilibrium's supports, which of those on them it is, where it stands, what of that is proved.

    `proof` None: not all is; `seen` a branch a span.
    """

    supports: Supports
    spans: tuple[Span, ...]
    proof: Proof | None = None
    branch: int = 0
    seen: tuple[Branch, ...] = ()


@dataclass(frozen=True)
class Sampled:
    """What was found; whether the solver proved each point's list complete; where more may stand (None: anywhere).

    `why`: what ended the search between points early, or ''.
    """

    found: list[Found]
    complete: bool
    gaps: tuple[tuple[float, float], ...] | None = None
    why: str = ""


Ends = dict[Key, tuple[float, Hashable | None]]


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
        self.solver, self.ends = _Solver(line, sampling), Ends()
        self.branches = Branches(line, self.solver.seen, self.solver.tied)

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
        return Sampled(self._proved(rows), self.solver.proved, tuple(joined(open_)), every.why)

    def _look(self, new: list[float]) -> None:
        for _ in range(ROUNDS):
            self.solver.look(new)
            self._halve()
            starts = [key for key in self._starts() if key not in self.ends]
            self.ends |= _followed(self.line, starts, self.solver.seen, self.fine)
            new = _beside(self.pieces, [self.ends[key][0] for key in starts], BESIDE * self.size)
            if not new:
                return
        self.solver.look(new)

    def _halve(self) -> None:
        """Look between neighbours where of several equilibria on the same supports not all go on."""
        for _ in range(HALVINGS):
            middles = [a / 2 + b / 2 for a, b in self.branches.untold(self.pieces)]
            new = _added(self.pieces, middles, BESIDE * self.size)
            if not new:
                return
            self.solver.look(new)

    def _starts(self) -> list[Key]:
        """Return which equilibria end between a value and its neighbour."""
        return [key for each in self.branches.run(self.pieces) for key in (each.before, each.after) if key is not None]

    def _rows(self) -> list[Found]:
        """Return equilibria, those on the same supports that overlap as several."""
        rows = dict[Supports, list[Found]]()
        for each in self.branches.run(self.pieces):
            span, own = self._span(each), rows.setdefault(each.supports, [])
            if float(span.high) - float(span.low) <= SLIVER * self.size:
                continue
            k = next((k for k, row in enumerate(own) if row.spans[-1].high <= span.low), len(own))
            before = own[k] if k < len(own) else Found(each.supports, (), branch=k)
            own[k:k + 1] = [replace(before, spans=(*before.spans, span), seen=(*before.seen, each))]
        return [row for own in rows.values() for row in own]

    def _span(self, each: Branch) -> Span:
        """Return where an equilibrium stands; ends inside the domain are open, its own as they are there."""
        domain = self.line.domain
        low, below = _end(each.first.low, each.before, self.ends, self.line)
        high, above = _end(each.last.high, each.after, self.ends, self.line)
        closed = {part.low: part.low_closed for part in domain}, {part.high: part.high_closed for part in domain}
        return Span(low, high, closed[0].get(low, False), closed[1].get(high, False), below, above,
                    low in closed[0], high in closed[1])

    def _proved(self, found: Sequence[Found]) -> list[Found]:
        """Prove of each equilibrium that it stands where it was seen."""
        stretches = [_stretch(branch, span) for each in found
                     for branch, span in zip(each.seen, each.spans, strict=True)]
        proved = iter(proofs(self.line, stretches, self.fine))
        return [replace(each, proof=together([next(proved) for _ in each.spans])) for each in found]

    def _changes(self) -> list[float]:
        return [*map(float, self.cuts), *(at for at, _ in self.ends.values())]


def _plain(row: Found) -> tuple[Supports, list[tuple[float, float]]]:
    return row.supports, [(float(span.low), float(span.high)) for span in row.spans]


def _stretch(each: Branch, span: Span) -> Stretch:
    low, high = float(span.low), float(span.high)
    inside = [k for k, value in enumerate(each.at) if low <= value <= high]
    return Stretch(each.supports, low, high, (span.low_edge, span.high_edge), np.array(each.at)[inside],
                   np.stack(each.weights)[inside])


class _Solver:
    """Solves points of a line: what was seen where, and whether every list was proved complete."""

    def __init__(self, line: Line, sampling: Sampling) -> None:
        self.line, self.proved = line, True
        self.seen: Seen = {}
        self.tied = set[float]()
        self.clock = Clock.of(UNBOUNDED, sampling.seconds)
        self.kernel = sampling.kernel

    def look(self, at: list[float]) -> None:
        method = sampled_method(self.line)
        options = {"seconds": max(0.0, self.clock.deadline - monotonic()), "kernel": self.kernel}
        found = solve(self.line.game(np.array(at)), method, **(options if method == "complete" else {}))
        self.proved &= bool(found.complete.all())
        self.seen.update((value, {}) for value in at)
        self.tied.update(value for value, tied in zip(at, found.degenerate, strict=True) if tied)
        for row in np.flatnonzero(~found.pure).tolist():
            here = self.seen[at[found.point[row]]].setdefault(found.played[row].positions, [])
            here.append(np.concatenate([mixture[row] for mixture in found.mixtures]))


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


def _followed(line: Line, starts: list[Key], seen: Seen, fine: float) -> Ends:
    if not starts:
        return {}
    follower = Follower(line, [supports for supports, *_ in starts], fine)
    weights = np.stack([seen[here][supports][k] for supports, here, _, k in starts])
    at, broken = follower.ends(np.array([key[1] for key in starts]), np.array([key[2] for key in starts]), weights)
    found = Ends(zip(starts, zip(at.tolist(), broken, strict=True), strict=True))
    return {key: (_meeting(key, found) if why is None else end, why) for key, (end, why) in found.items()}


def _meeting(key: Key, found: Ends) -> float:
    """Return where equilibria on the same supports meet that end between the same values: one place, seen furthest."""
    *place, _ = key
    ends = [end for other, (end, why) in found.items() if list(other[:3]) == place and why is None]
    return max(ends) if key[2] > key[1] else min(ends)


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


def _end(cut: Algebraic, key: Key | None, ends: Ends, line: Line) -> tuple[Algebraic, tuple[Hashable, ...]]:
    """Return where a run ends, and what is broken beyond; the cut where it reaches that."""
    if key is None:
        return cut, ()
    at, broken = ends.get(key, ((key[1] + key[2]) / 2, None))
    return Algebraic.rational(Fraction(line.decimal(at))), () if broken is None else (broken,)
