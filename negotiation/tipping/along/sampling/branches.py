"""Which mixed equilibrium at one value of the parameter is which at the next: several may stand on the same supports.

1. One on each side is the same. Of several, each is carried by Newton's method from either value to the other; two that
   arrive at each other are one.
2. Where that does not tell, the nearest are paired: as many go on as stand on both sides, and the rest end or begin.
3. What is paired from value to value is a branch. Branches that do not overlap share a row, as one that ends and begins
   again; two at the same value are two rows.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from negotiation.arithmetic.algebraic import Algebraic
from negotiation.game import Array
from negotiation.tipping.along.line import Line
from negotiation.tipping.along.sampling.followed import Follower, Supports

SAME = 1e-6
"""Weights that differ by less are of one equilibrium."""

Seen = dict[float, dict[Supports, list[Array]]]
"""A value of the parameter -> its mixed equilibria by their supports: weights (n,) over all strategies of all."""

Key = tuple[Supports, float, float, int]
"""An equilibrium that stands at the first value, of those on its supports the k-th, and not at the second."""

Step = tuple[Supports, float, float]


@dataclass(frozen=True)
class Piece:
    """A stretch between two cuts, and the values in it that were solved, in order."""

    low: Algebraic
    high: Algebraic
    at: list[float]


@dataclass
class Branch:
    """An equilibrium at the values `at` in a row, with its weights; what is before and after it, None where nothing."""

    supports: Supports
    at: list[float]
    weights: list[Array]
    first: Piece
    last: Piece
    before: Key | None = None
    after: Key | None = None


@dataclass
class Branches:
    """The branches of a line, from what was seen at its values."""

    line: Line
    seen: Seen = field(default_factory=dict)
    pairs: dict[Step, list[tuple[int, int]]] = field(default_factory=dict)

    def unequal(self, pieces: Sequence[Piece]) -> list[tuple[float, float]]:
        """Return between which neighbours the number on some supports changes, where several stand on one side."""
        return [(a, b) for piece in pieces for a, b in pairwise(piece.at) if any(
            max(sizes) > 1 and min(sizes) < max(sizes) for supports in self.seen[a].keys() | self.seen[b].keys()
            for sizes in [[len(self.seen[value].get(supports, ())) for value in (a, b)]])]

    def run(self, pieces: Sequence[Piece]) -> list[Branch]:
        """Return every branch, by its supports and then by where it begins."""
        self._pair(pieces)
        found: list[Branch] = []
        for supports in sorted({each for here in self.seen.values() for each in here}):
            found += sorted(self._along(pieces, supports), key=lambda each: each.at[0])
        return found

    @staticmethod
    def _steps(pieces: Sequence[Piece]) -> Iterator[tuple[float, float]]:
        """Yield neighbouring values in order, those beside a cut too."""
        for k, piece in enumerate(pieces):
            if k and pieces[k - 1].high == piece.low:
                yield pieces[k - 1].at[-1], piece.at[0]
            yield from pairwise(piece.at)

    def _along(self, pieces: Sequence[Piece], supports: Supports) -> Iterator[Branch]:
        going = dict[int, Branch]()
        for k, piece in enumerate(pieces):
            joined = k > 0 and pieces[k - 1].high == piece.low
            last = pieces[k - 1].at[-1] if joined else None
            for n, value in enumerate(piece.at):
                going = yield from self._step(supports, last, value, going, piece, n > 0)
                last = value
            if k + 1 == len(pieces) or piece.high != pieces[k + 1].low:
                yield from going.values()
                going = {}

    def _step(self, supports: Supports, last: float | None, value: float, going: dict[int, Branch], piece: Piece,
              inside: bool) -> Generator[Branch, None, dict[int, Branch]]:
        """Go on to the next value: what does not is yielded, what does is returned."""
        here = self.seen[value].get(supports, [])
        back = {} if last is None else {j: i for i, j in self.pairs.get((supports, last, value), ())}
        gone = going.keys() - back.values()
        for i in sorted(gone):
            going[i].after = (supports, going[i].at[-1], value, i) if inside else None
            yield going[i]
        on = dict[int, Branch]()
        for j, weights in enumerate(here):
            if j in back:
                on[j] = going[back[j]]
                on[j].at.append(value)
                on[j].weights.append(weights)
                on[j].last = piece
            else:
                before = (supports, value, last, j) if inside and last is not None else None
                on[j] = Branch(supports, [value], [weights], piece, piece, before)
        return on

    def _pair(self, pieces: Sequence[Piece]) -> None:
        """Pair the equilibria of all neighbouring values that were not paired before."""
        doubtful: list[Step] = []
        for a, b in self._steps(pieces):
            for supports in self.seen[a].keys() & self.seen[b].keys():
                step, sizes = (supports, a, b), (len(self.seen[a][supports]), len(self.seen[b][supports]))
                if step in self.pairs:
                    continue
                if sizes == (1, 1):
                    self.pairs[step] = [(0, 0)]
                else:
                    doubtful.append(step)
        if doubtful:
            self._carried(doubtful)

    def _carried(self, steps: Sequence[Step]) -> None:
        """Pair by carrying all equilibria of some steps both ways."""
        rows = [(supports, here, there, k) for supports, a, b in steps for here, there in ((a, b), (b, a))
                for k in range(len(self.seen[here][supports]))]
        follower = Follower(self.line, [supports for supports, *_ in rows], 0.0)
        weights = np.stack([self.seen[here][supports][k] for supports, here, _, k in rows])
        with np.errstate(all="ignore"):
            arrived, _, _ = follower.margins(np.array([there for _, _, there, _ in rows]), weights)
        to = dict[Key, int]()
        for row, (supports, _, there, _), end in zip(rows, rows, arrived, strict=True):
            apart = [np.abs(each - end).max() for each in self.seen[there][supports]]
            best = int(np.argmin(apart))
            if apart[best] <= SAME:
                to[row] = best
        for supports, a, b in steps:
            mutual = [(i, to[supports, a, b, i]) for i in range(len(self.seen[a][supports]))
                      if (supports, a, b, i) in to and to.get((supports, b, a, to[supports, a, b, i])) == i]
            self.pairs[supports, a, b] = self._filled(self.seen[a][supports], self.seen[b][supports], mutual)

    @staticmethod
    def _filled(here: Sequence[Array], there: Sequence[Array], pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Pair what is left, the nearest first, until one side is used up."""
        apart = np.array([[np.abs(a - b).max() for b in there] for a in here])
        for i, j in pairs:
            apart[i], apart[:, j] = np.inf, np.inf
        found = list(pairs)
        while np.isfinite(apart).any():
            i, j = map(int, np.unravel_index(apart.argmin(), apart.shape))
            found.append((i, j))
            apart[i], apart[:, j] = np.inf, np.inf
        return sorted(found)
