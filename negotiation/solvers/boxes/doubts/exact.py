"""Signs that floating point cannot tell, told in rational arithmetic.

A `compiled.decide` DOUBT is a box proved to hold one root x of the ties of a support, of which the sign of a weight or
of another strategy's gain is open. Payoffs are rationals. Tried in turn:

1. The root is rational. Ties that are affine in the free weights (two parties mix, the others play one strategy each)
   have the root that one step without rounding leads to. Else round Newton's limit to a fraction of small denominator;
   if all ties vanish there exactly, it is the root. Then every sign is known exactly, zeros included.
2. Newton's method and the proof of `plain.decide` in rationals, nothing rounded but the iterate, at ever more
   bits: the root is enclosed ever tighter, until all signs are told or BITS are used up.
3. A gain that is the same polynomial as a played strategy's (a copy of it) is a tie.

What is still open then is left as a box: never dropped, never called an equilibrium.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from time import monotonic

import numpy as np

from negotiation.game import Array
from negotiation.solvers.boxes import taylor
from negotiation.solvers.boxes.search import Roots
from negotiation.solvers.boxes.verdicts import INFLATION

BITS = (120, 240, 480)
"""Bits after the point that the iterates keep."""

DENOMINATOR = 10 ** 6
"""Largest denominator of a weight that is tried as a rational root from a floating one."""

STRAIGHT = 6
"""Free weights up to which affine ties are solved without rounding: fractions grow with every step."""

GONE, STRICT, WEAK, OPEN, LATE = 0, 1, 2, 3, 4
"""No equilibrium of this support; one with no other strategy as good; one with another as good; not told; no time."""

Rationals = Callable[[int, Array | None], Array]
"""The exact payoffs (N, S1, ..., SN) of a point at the profiles that are marked, or at all."""


@dataclass(frozen=True)
class Root:
    """What was told of a root: `verdict`, its coordinates as fractions, and within what (0 for a rational root)."""

    verdict: int
    place: tuple[Fraction, ...] = ()
    error: Fraction = Fraction(0)


def settle(rationals: Rationals, shape: Array, roots: Roots, deadline: float, proved: bool = True
           ) -> tuple[Array, Roots]:
    """Judge doubtful roots: the verdict of each (R,), and the roots enclosed anew where one was told.

    Boxes that are not `proved` to hold one root are proved to first, with nothing rounded, or stay OPEN.
    """
    verdict, root, error = np.full(len(roots), LATE), roots.root.copy(), roots.error.copy()
    known: dict[bytes, list[Root]] = {}
    point, table = -1, np.zeros(0)
    for row in np.argsort(roots.rows.point, kind="stable"):
        if monotonic() >= deadline:
            break
        if roots.rows.point[row] != point:
            point = int(roots.rows.point[row])
            asked = _met(roots.rows.bits[roots.rows.point == point], shape)
            table = np.stack([_whole(own, asked).reshape(-1) for own in rationals(point, asked)])[None]
        before = known.setdefault(np.append(roots.rows.bits[row], point).tobytes(), [])
        told = _settle(table, shape, roots[[row]], before, proved)
        verdict[row] = told.verdict
        if told.place:
            before.append(told)
            root[row, :len(told.place)] = [float(value) for value in told.place]
            error[row] = float(told.error) + 2.0 ** -52
    return verdict, Roots(roots.rows, root, error)


def _met(bits: Array, shape: Array) -> Array:
    """Mark the profiles that supports (R, N) or one party's other strategies beside them lead to: (S1, ..., SN)."""
    found = np.zeros(shape.tolist(), dtype=bool)
    for row in np.unique(bits, axis=0):
        inside = [(int(own) >> np.arange(size)) & 1 == 1 for own, size in zip(row, shape.tolist(), strict=True)]
        for i in range(len(shape)):
            found[np.ix_(*[np.ones_like(own) if j == i else own for j, own in enumerate(inside)])] = True
    return found


def _whole(payoffs: Array, asked: Array) -> Array:
    """Multiply a party's exact payoffs by their common denominator: whole numbers are quick."""
    values, table = payoffs[asked].tolist(), np.zeros(payoffs.shape, dtype=object)
    below = lcm(*(each.denominator for each in values))
    table[asked] = [each.numerator * (below // each.denominator) for each in values]
    return table


def scaled(gap: Array) -> Array:
    """Divide a party's exact gains on a face by a power of two so that floats can hold slopes."""
    return gap / Fraction(2) ** _power(Fraction(max(abs(gap).reshape(-1)))) if gap.size else gap


def _power(spread: Fraction) -> int:
    return spread.numerator.bit_length() - spread.denominator.bit_length() if spread else 0


def _settle(table: Array, shape: Array, roots: Roots, before: Sequence[Root], proved: bool) -> Root:
    """Judge one root; the one of a box that holds a root told `before` is that root, and is not told again."""
    face = taylor.Faces(table, shape, np.zeros(1, dtype=np.int64), roots.rows.bits)
    low, high = (_rational(side[0, :face.free]) for side in (roots.rows.low, roots.rows.high))
    straight = _straight_root(face)
    if straight is None:
        face.gaps[:] = [scaled(gap) for gap in face.gaps]
        if not proved and not _holds_one_root(face, low, high):
            return Root(OPEN)
    if any(_within(np.array(root.place), root.error, low, high) for root in before):
        return Root(GONE)
    if straight is not None:
        found = _within(straight, Fraction(0), low, high)
        return Root(_signs(face, straight, Fraction(0)), tuple(straight)) if found else Root(OPEN)
    place = _rational(roots.root[0, :face.free])
    for bits in (0, *BITS):
        error = None
        if bits:
            place, error = _newton(face, place, bits)
        guess = _rational_root(face, place, DENOMINATOR if not bits else 2 ** (bits // 4))
        if guess is not None:
            place, error = guess, Fraction(0)
        if error is None:
            continue
        if not _within(place, error, low, high):
            return Root(OPEN)
        verdict = _signs(face, place, error)
        if verdict != OPEN:
            return Root(verdict, tuple(place), error)
    return Root(OPEN)


def _holds_one_root(face: taylor.Faces, low: Array, high: Array) -> bool:
    least = np.full(face.free, Fraction(1, 2 ** BITS[0]), dtype=object)
    return _proved(face, (low + high) / 2, np.maximum((high - low) / 2, least), BITS[0])


def _rational(values: Array) -> Array:
    return np.array([Fraction(float(value)) for value in values], dtype=object)


def _within(place: Array, error: Fraction, low: Array, high: Array) -> bool:
    """Tell whether the enclosed root is the one of the proved box, which the proof widened."""
    middle, reach = (low + high) / 2, (high - low) / 2 * Fraction(INFLATION)
    return bool((abs(place - middle) + error <= reach).all())


def _straight_root(face: taylor.Faces) -> Array | None:
    """Return the root of ties that are affine in the free weights, None where they are not, or have no single root.

    One step from anywhere leads there; from zero its fractions are short.
    """
    if face.free > STRAIGHT:
        return None
    unit = np.full((1, face.free), 1, dtype=object)
    forms = face.alone().forms(0 * unit, unit)
    if forms.terms.any():
        return None
    return _solved(forms.slope[0], -forms.gain[0])


def _solved(matrix: Array, right: Array) -> Array | None:
    """Solve a system of fractions without rounding; None where it has no single solution."""
    work, size = np.column_stack([matrix, right]) * Fraction(1), len(matrix)
    for c in range(size):
        pivot = next((r for r in range(c, size) if work[r, c] != 0), None)
        if pivot is None:
            return None
        work[[c, pivot]] = work[[pivot, c]]
        work[c] = work[c] / work[c, c]
        for r in range(size):
            if r != c and work[r, c] != 0:
                work[r] = work[r] - work[r, c] * work[c]
    return work[:, size]


def _rational_root(face: taylor.Faces, place: Array, largest: int) -> Array | None:
    """Return the fractions of small denominator next to a point, where all ties vanish there exactly."""
    guess = np.array([value.limit_denominator(largest) for value in place], dtype=object)
    forms = face.forms(guess[None], np.zeros_like(guess)[None])
    return guess if not forms.gain[0, forms.tied].any() else None


def _newton(face: taylor.Faces, place: Array, bits: int) -> tuple[Array, Fraction | None]:
    """Follow Newton's method; return the root to so many bits, and within what it is proved (None: it is not)."""
    unit, last = np.full(face.free, Fraction(1), dtype=object), Fraction(2)
    for _ in range(bits.bit_length() + 4):
        forms = face.forms(place[None], unit[None])
        inverse = _inverse(forms.slope[0, forms.tied], bits)
        if inverse is None:
            return place, None
        step = inverse @ forms.gain[0, forms.tied]
        place = _rounded(place - step, bits)
        size = max(abs(step))
        if size == 0 or size >= last or size < Fraction(1, 2 ** (bits - 30)):
            break
        last = size
    if max(abs(place)) > 2:
        return place, None
    error = Fraction(1, 2 ** (bits // 2))
    return place, error * Fraction(INFLATION) if _proved(face, place, unit * error, bits) else None


def _rounded(values: Array, bits: int) -> Array:
    return np.array([Fraction(round(value * 2 ** bits), 2 ** bits) for value in values], dtype=object)


def _inverse(matrix: Array, bits: int) -> Array | None:
    """Return the inverse of a matrix of fractions, rounded; None where there is none."""
    size = len(matrix)
    scale = max(1, *(abs(value) for value in matrix.reshape(-1)))
    power = bits - _power(Fraction(scale))
    work = np.concatenate([np.array([_rounded(row, power) for row in matrix]).reshape(size, size),
                           np.array([[Fraction(int(r == c)) for c in range(size)] for r in range(size)])], axis=1)
    for c in range(size):
        pivot = max(range(c, size), key=lambda r: abs(work[r, c]))
        if work[pivot, c] == 0:
            return None
        work[[c, pivot]] = work[[pivot, c]]
        work[c] = _rounded(work[c] / work[c, c], bits)
        for r in range(size):
            if r != c and work[r, c] != 0:
                work[r] = _rounded(work[r] - work[r, c] * work[c], bits)
    return work[:, size:]


def _proved(face: taylor.Faces, place: Array, radius: Array, bits: int) -> bool:
    """Prove one root within INFLATION radii, as `plain.decide` does, here with nothing rounded."""
    parties, wide = len(face.sizes), Fraction(INFLATION)
    forms = face.forms(place[None], radius[None])
    matrix, order = forms.slope[0, forms.tied], face.products[0].astype(int).astype(object)
    unit = face.forms(place[None], np.ones_like(radius)[None]).slope[0, forms.tied]
    inverse = _inverse(unit, bits)
    if inverse is None:
        return False
    inverse = inverse / radius[:, None]
    sizes = abs(inverse @ forms.terms[0])
    off = abs(inverse @ matrix - np.eye(face.free, dtype=int).astype(object)).sum(axis=1)
    reached = abs(inverse @ forms.gain[0, forms.tied]) + sizes.sum(axis=1) * wide ** (parties - 1) + off * wide
    contraction = sizes @ order * wide ** max(parties - 2, 0) + off
    return bool((reached < wide).all() and (contraction < 1).all())


def _signs(face: taylor.Faces, place: Array, error: Fraction) -> int:
    """Judge an enclosed root: the signs of all weights and of all other strategies' gains."""
    weights = [*((value, error) for value in place), *_references(face, place, error)]
    if any(value + wide <= 0 for value, wide in weights):
        return GONE
    middle, extent = _gains(face, place, error)
    tied = np.concatenate([np.arange(gap.shape[1]) < size - 1 for gap, size in zip(face.gaps, face.sizes, strict=True)])
    if any(gain > wide for gain, wide in zip(middle[~tied], extent[~tied], strict=True)):
        return GONE
    if any(value - wide <= 0 for value, wide in weights):
        return OPEN
    copies = np.concatenate([_copies(gap, size) for gap, size in zip(face.gaps, face.sizes, strict=True)])
    others = ~tied & ~copies
    gains = list(zip(middle[others], extent[others], strict=True))
    if all(gain < -wide for gain, wide in gains):
        return WEAK if (copies & ~tied).any() else STRICT
    return WEAK if all(gain <= -wide for gain, wide in gains) else OPEN


def _gains(face: taylor.Faces, place: Array, error: Fraction) -> tuple[Array, Array]:
    """Return every gain over the reference strategies at a point, and by how much it may differ within the error."""
    if error:
        forms = face.forms(place[None], np.full_like(place, error)[None])
        return forms.gain[0], abs(forms.slope[0]).sum(axis=1) + forms.rest[0]
    below = lcm(*(each.denominator for each in place))
    weights = [[*(int(each * below) for each in own), int((1 - sum(own)) * below)]
               for own in np.split(place, face.first[1:])]
    found = []
    for i, gap in enumerate(face.gaps):
        table = gap[0]
        for j in range(len(weights) - 1, -1, -1):
            if j != i:
                at = 1 + j if j < i else j  # party i's own axis stands first
                table = np.tensordot(table, np.array(weights[j], dtype=object), axes=(at, 0))
        found.append(table)
    gains = np.concatenate(found)
    return gains, 0 * gains


def _references(face: taylor.Faces, place: Array, error: Fraction) -> Sequence[tuple[Fraction, Fraction]]:
    ends = [(first, first + size - 1) for first, size in zip(face.first, face.sizes, strict=True) if size > 1]
    return [(1 - sum(place[first:last]), error * int(last - first)) for first, last in ends]


def _copies(gap: Array, size: int) -> Array:
    """Mark the strategies whose gain over the reference is zero everywhere, or that of another played strategy."""
    rows = [tuple(row.reshape(-1)) for row in gap[0]]
    played = {*rows[:size - 1], tuple([Fraction(0)] * len(rows[0]))} if rows else set()
    return np.array([row in played for row in rows], dtype=bool)
