"""A line of the plane as stretches on which the same profiles stand: the answer that `regimes` reads, cut at its ends.

1. The line's pure equilibria by `along`, each with its intervals; their ends cut the line into stretches.
2. Where payoffs are no polynomials of the parameter that runs, many lines at once are looked at in points and halved
   between two with different sets; a single line is bounded, as `regimes` does.
3. Where even a constraint is none, a single line is looked at in points too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np

from negotiation.arithmetic.algebraic import Algebraic
from negotiation.arithmetic.polynomials import NotPolynomial
from negotiation.errors import ExpressionError, ParameterError
from negotiation.expression import exact
from negotiation.game import Array
from negotiation.progress import beat, steps
from negotiation.tipping.along.conditions import Span
from negotiation.tipping.along.pure import Pieces, spans_on
from negotiation.tipping.along.standing import pure_standings
from negotiation.tipping.plane.halved import Borders, halved
from negotiation.tipping.plane.plane import Plane

MOST_LINES = 1000
"""Lines of a grid up to which each is read exactly; of more, points are looked at."""

LOOKED = 201
"""Points at which a single line is looked at where nothing better is known of it."""


@dataclass(frozen=True, eq=False)
class Stretches:
    """The range of a parameter cut at `nodes` (K + 1,), its ends among them.

    `at` (K + 1, profiles + 1) marks what stands at the nodes, `between` (K, profiles + 1) on the open stretches between
    them; the last mark: outside the model's domain.
    """

    nodes: Array
    at: Array
    between: Array

    @property
    def changes(self) -> Array:
        """Return which inner nodes part stretches with different sets."""
        return 1 + np.flatnonzero((self.between[1:] != self.between[:-1]).any(axis=1))

    @property
    def alternating(self) -> Array:
        """Return what stands at each node and on the stretch after it, in turn: (2 K + 1, profiles + 1)."""
        found = np.empty((len(self.at) + len(self.between), self.at.shape[1]), dtype=bool)
        found[::2], found[1::2] = self.at, self.between
        return found

    def place(self, value: float) -> int:
        """Return which of the alternating nodes and stretches a value is at."""
        first, last = (int(np.searchsorted(self.nodes, value, side)) for side in ("left", "right"))
        return min(max(first + last - 1, 0), 2 * len(self.between))

    def on(self, values: Array) -> Array:
        """Return what stands on the stretches in which values (P,) lie: (P, profiles + 1)."""
        return np.asarray(self.between[np.searchsorted(self.nodes[1:-1], values)])


def lines(plane: Plane, axis: int, others: Sequence[Fraction], looked: Array) -> list[Stretches]:
    """Return the stretches of many lines, the other parameter at each of `others`."""
    try:
        if len(others) <= MOST_LINES:
            return _exact(plane, axis, others)
    except NotPolynomial:
        pass
    return _looked_at(plane, axis, others, looked)


def line(plane: Plane, axis: int, other: float) -> Stretches:
    """Return the stretches of a single line; one that lies on a pole has no domain, as one on which no rule holds."""
    at = exact(other)
    along = plane.line(axis, at)
    try:
        domain = along.domain
        return _cut(plane, axis, domain, {each.profile: each.spans for each in pure_standings(along)[0]})
    except NotPolynomial:
        each = plane.parameters[axis]
        return _looked_at(plane, axis, [at], np.linspace(each.low, each.high, LOOKED))[0]
    except (ExpressionError, ParameterError):
        return _cut(plane, axis, [], {})


def _exact(plane: Plane, axis: int, others: Sequence[Fraction]) -> list[Stretches]:
    pieces = [_pieces(plane, axis, at) for at in others]
    found = spans_on(pieces, plane.model.strategy_counts)
    return [_cut(plane, axis, [part for part, _ in each], spans)
            for each, spans in zip(steps("Drawing the map", pieces, len(pieces)), found, strict=True)]


def _pieces(plane: Plane, axis: int, at: Fraction) -> Pieces:
    """Return a line's domain and payoffs; none where its constraints hold nowhere."""
    beat()
    try:
        return plane.pieces(axis, at)
    except ParameterError:
        return []


def _cut(
    plane: Plane, axis: int, domain: Sequence[Span], found: Mapping[tuple[int, ...], Iterable[Span]]
) -> Stretches:
    """Cut the range at the ends of all intervals and mark what stands where."""
    each, counts = plane.parameters[axis], plane.model.strategy_counts
    rows = {int(np.ravel_multi_index(profile, counts)): list(spans) for profile, spans in found.items()}
    ends = {end for spans in (domain, *rows.values()) for span in spans for end in (span.low, span.high)}
    nodes = sorted({*ends, *(Algebraic.rational(exact(end)) for end in (each.low, each.high))})
    place = {node: k for k, node in enumerate(nodes)}
    size = int(np.prod(counts))
    at, between = (np.zeros((len(nodes) - k, size + 1), dtype=bool) for k in (0, 1))
    at[:, -1] = between[:, -1] = True
    for mark, spans in ((-1, domain), *rows.items()):
        for span in spans:
            low, high = place[span.low], place[span.high]
            at[low + (not span.low_closed):high + span.high_closed, mark] = mark != -1
            between[low:high, mark] = mark != -1
    return Stretches(np.array([float(node) for node in nodes]), at, between)


def _looked_at(plane: Plane, axis: int, others: Sequence[Fraction], looked: Array) -> list[Stretches]:
    """Return stretches with ends located by halving between points (n,) with different sets."""
    first, last = (float(end) for end in (plane.parameters[axis].low, plane.parameters[axis].high))
    run, other = np.tile(looked, len(others)), np.repeat([float(each) for each in others], len(looked))
    points = np.stack([run, other] if axis == 0 else [other, run], axis=1)
    stands = plane.stands(*points.T).reshape(len(others), len(looked), -1)
    number, k = np.nonzero((stands[:, 1:] != stands[:, :-1]).any(axis=2))
    ends = points.reshape(len(others), len(looked), 2)
    found = halved(plane, np.stack([ends[number, k], ends[number, k + 1]], axis=1), len(looked) - 1)
    return [_between(found, axis, number[found.line] == each, first, last, stands[each])
            for each in range(len(others))]


def _between(found: Borders, axis: int, own: Array, first: float, last: float, stands: Array) -> Stretches:
    between = np.concatenate([stands[:1], found.right[own]])
    at = np.concatenate([stands[:1], *(one | other for one, other in pairwise(between[:, None])), stands[-1:]])
    return Stretches(np.array([first, *found.points[own, axis], last]), at, between)
