"""Which mixed equilibrium at one value of the parameter is which at the next: several may stand on the same supports.

1. One on each side, close to each other, is the same. Of several, and where weights jump, each is carried by Newton's
   method from either value to the other; two that arrive at each other are one.
2. Where that does not tell, the nearest are paired, if they are near. The rest end or begin.
3. What is paired from value to value is a branch. Branches that do not overlap share a row, as one that ends and begins
   again; two at the same value are two rows.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from negotiation.arithmetic.algebraic import Algebraic
from negotiation.game import Array
from negotiation.tipping.along.line import Line
from negotiation.tipping.along.sampling.followed import Follower, Supports

SAME = 1e-6
"""Weights that differ by less are of one equilibrium."""

FAR = 0.1
"""Weights that differ by more are taken for those of one equilibrium only where Newton's method leads there."""

SINGULAR = 1e-9
"""Ties of an equilibrium whose slopes are closer to singular, in share of the largest, leave it free to move."""

Seen = dict[float, dict[Supports, list[Array]]]
"""A value of the parameter -> its mixed equilibria by their supports: weights (n,) over all strategies of all."""

Key = tuple[Supports, float, float, int]
"""An equilibrium that stands at the first value, of those on its supports the k-th, and not at the second."""

Step = tuple[Supports, float, float, int, int]
"""From a value to the next, with how many equilibria on some supports are listed at both."""

Listed = list[tuple[float, list[Array]]]


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
    """The branches of a line, from what was seen at its values; at `tied` ones a list may hold points of a continuum.

    `pairs` at each step: which goes on as which; `free` where an equilibrium on some supports may move.
    """

    line: Line
    seen: Seen = field(default_factory=dict)
    tied: set[float] = field(default_factory=set)
    pairs: dict[Step, list[tuple[int, int]]] = field(default_factory=dict)
    free: dict[tuple[float, Supports], bool] = field(default_factory=dict)

    def untold(self, pieces: Sequence[Piece]) -> list[tuple[float, float]]:
        """Return between which neighbours of several on the same supports, or of one that jumps, some go not on."""
        found = set[tuple[float, float]]()
        for supports, own in self._several(pieces).items():
            for (a, here), (b, there) in (step for rows in own for step in pairwise(rows)):
                sizes = len(here), len(there)
                if sum(sizes) > 1 and max(sizes) > len(self.pairs.get((supports, a, b, *sizes), ())):
                    found.add((a, b))
        return sorted(found)

    def run(self, pieces: Sequence[Piece]) -> list[Branch]:
        """Return every branch, by its supports and then by where it begins."""
        listed = self._several(pieces)
        met = sorted({supports for here in self.seen.values() for supports in here})
        return [each for supports in met for each in (
            sorted(self._along(pieces, supports, listed[supports]), key=lambda each: each.at[0])
            if supports in listed else self._alone(pieces, supports))]

    def _several(self, pieces: Sequence[Piece]) -> dict[Supports, list[Listed]]:
        """Return what stands at each value, for the supports on which several do or one jumps; pair them."""
        met = {supports for here in self.seen.values() for supports, own in here.items() if len(own) > 1}
        met |= {supports for piece in pieces for supports in self._jumping(piece)}
        self._judge(met)
        listed = {supports: [self._listed(piece, supports) for piece in pieces] for supports in sorted(met)}
        self._pair(pieces, listed)
        return listed

    def _jumping(self, piece: Piece) -> set[Supports]:
        """Return the supports on which the first that stands is far away at the next value."""
        steps = [(supports, own[0], self.seen[b][supports][0]) for a, b in pairwise(piece.at)
                 for supports, own in self.seen[a].items() if supports in self.seen[b]]
        if not steps:
            return set()
        apart = np.abs(np.array([here for _, here, _ in steps]) - np.array([there for *_, there in steps])).max(axis=1)
        return {steps[k][0] for k in np.flatnonzero(apart > FAR)}

    def _judge(self, met: set[Supports]) -> None:
        """Tell at tied values which equilibria are isolated: their ties have regular slopes."""
        rows = [(value, supports, weights) for value in self.tied for supports, own in self.seen[value].items()
                if supports in met and (value, supports) not in self.free for weights in own]
        if not rows:
            return
        follower = Follower(self.line, [supports for _, supports, _ in rows], 0.0)
        slopes = follower.slopes(np.array([value for value, *_ in rows]), np.array([each for *_, each in rows]))
        sizes = np.linalg.svd(slopes, compute_uv=False)
        for (value, supports, _), free in zip(rows, sizes[:, -1] <= SINGULAR * sizes[:, 0], strict=True):
            self.free[value, supports] = self.free.get((value, supports), False) or bool(free)

    def _alone(self, pieces: Sequence[Piece], supports: Supports) -> list[Branch]:
        """Return the branches on supports on which never more than one stands: runs of values."""
        found: list[Branch] = []
        for k, piece in enumerate(pieces):
            stands = np.array([supports in self.seen[value] for value in piece.at])
            steps = np.diff(np.concatenate([[False], stands, [False]]).astype(int))
            ends = (np.flatnonzero(steps == way).tolist() for way in (1, -1))
            for first, stop in zip(*ends, strict=True):
                at = piece.at[first:stop]
                after = (supports, at[-1], piece.at[stop], 0) if stop < len(stands) else None
                weights = [self.seen[value][supports][0] for value in at]
                if not first and found and found[-1].last is pieces[k - 1] and found[-1].after is None and (
                        pieces[k - 1].high == piece.low):
                    before = found[-1]
                    before.at, before.weights, before.last, before.after = (
                        before.at + at, before.weights + weights, piece, after)
                else:
                    start = (supports, at[0], piece.at[first - 1], 0) if first else None
                    found.append(Branch(supports, at, weights, piece, piece, start, after))
        return found

    def _listed(self, piece: Piece, supports: Supports) -> Listed:
        """Return the values of a piece, each with the equilibria on some supports there.

        Those that payoffs leave free to move are points of one continuum, here more and there less of them: such a
        value says nothing of the number, and where several are listed at no other value they count as one.
        """
        found = [(value, self.seen[value].get(supports, [])) for value in piece.at]
        sure = [each for each in found if not self.free.get((each[0], supports))]
        if any(len(here) > 1 for _, here in sure) or len(sure) == len(found):
            return sure
        return [(value, here[:1]) for value, here in found]

    def _along(self, pieces: Sequence[Piece], supports: Supports, listed: Sequence[Listed]) -> Iterator[Branch]:
        going, last = dict[int, Branch](), None
        for k, piece in enumerate(pieces):
            for n, (value, here) in enumerate(listed[k]):
                going = yield from self._step(supports, last, value, here, going, piece, n > 0)
                last = value
            if k + 1 == len(pieces) or piece.high != pieces[k + 1].low:
                yield from going.values()
                going, last = {}, None

    def _step(self, supports: Supports, last: float | None, value: float, here: Sequence[Array],
              going: dict[int, Branch], piece: Piece, inside: bool) -> Generator[Branch, None, dict[int, Branch]]:
        """Go on to the next value: what does not is yielded, what does is returned."""
        step = (supports, last, value, len(going), len(here)) if last is not None else None
        back = {j: i for i, j in self.pairs.get(step, ())} if step else {}
        for i in sorted(going.keys() - back.values()):
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

    def _pair(self, pieces: Sequence[Piece], listed: Mapping[Supports, Sequence[Listed]]) -> None:
        """Pair the equilibria of all neighbouring values, those beside a cut too, that were not paired before."""
        doubtful = dict[Step, tuple[list[Array], list[Array]]]()
        for supports, own in listed.items():
            for k, rows in enumerate(own):
                joined = own[k - 1][-1:] if k and pieces[k - 1].high == pieces[k].low else []
                for (a, here), (b, there) in pairwise([*joined, *rows]):
                    step = supports, a, b, len(here), len(there)
                    if step in self.pairs or not here or not there:
                        continue
                    if len(here) == len(there) == 1 and (
                            self.free.get((a, supports)) or self.free.get((b, supports))
                            or np.abs(here[0] - there[0]).max() <= FAR):
                        self.pairs[step] = [(0, 0)]
                    else:
                        doubtful[step] = here, there
        if doubtful:
            self._carried(doubtful)

    def _carried(self, steps: Mapping[Step, tuple[list[Array], list[Array]]]) -> None:
        """Pair by carrying all equilibria of some steps both ways."""
        ways = [(step, side, k) for step, lists in steps.items() for side in (0, 1) for k in range(len(lists[side]))]
        follower = Follower(self.line, [step[0] for step, *_ in ways], 0.0)
        with np.errstate(all="ignore"):
            arrived, _, _ = follower.margins(np.array([step[2 - side] for step, side, _ in ways]),
                                             np.stack([steps[step][side][k] for step, side, k in ways]))
        to = dict[tuple[Step, int, int], int]()
        for way, end in zip(ways, arrived, strict=True):
            apart = [np.abs(each - end).max() for each in steps[way[0]][1 - way[1]]]
            best = int(np.argmin(apart))
            if apart[best] <= SAME:
                to[way] = best
        for step, (here, there) in steps.items():
            mutual = [(i, to[step, 0, i]) for i in range(len(here))
                      if (step, 0, i) in to and to.get((step, 1, to[step, 0, i])) == i]
            self.pairs[step] = self._filled(here, there, mutual)

    @staticmethod
    def _filled(here: Sequence[Array], there: Sequence[Array], pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Pair what is left and near, the nearest first."""
        apart = np.array([[np.abs(a - b).max() for b in there] for a in here])
        for i, j in pairs:
            apart[i], apart[:, j] = np.inf, np.inf
        found = list(pairs)
        while apart.min() <= FAR:
            i, j = map(int, np.unravel_index(apart.argmin(), apart.shape))
            found.append((i, j))
            apart[i], apart[:, j] = np.inf, np.inf
        return sorted(found)
