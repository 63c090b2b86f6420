"""The preconditioned ties of a box: what they cut, prove and exclude, compiled (Krawczyk 1969)."""

from __future__ import annotations

from typing import NamedTuple

from negotiation.game import Array
from negotiation.solvers.boxes.compiled.jit import part
from negotiation.solvers.boxes.doubts.rounding import PAD
from negotiation.solvers.boxes.verdicts import INFLATION


class Box(NamedTuple):
    """A box about `centre` with `radius`, cut to between `below` and `above` in units of the radius: (n,) each."""

    centre: Array
    radius: Array
    below: Array
    above: Array


class Newton(NamedTuple):
    """The ties at the centre: `value`, `matrix`, what eliminates it, room to `work`, bounds on the rest.

    There are n of them in the n free coordinates, or those of the leader alone in the others' coordinates, `place`.
    """

    value: Array
    matrix: Array
    work: Array
    inverse: Array
    remainder: Array
    order: Array
    column: Array
    place: Array


@part
def image(newton, rows, columns, k):
    """Return the k-th preconditioned tie: minus its value, what it holds of each tie, its slopes beyond unit ones."""
    middle, share, off = 0.0, 0.0, 0.0
    for e in range(rows):
        middle -= newton.inverse[k, e] * newton.value[e]
        share += abs(newton.inverse[k, e])
    for c in range(columns):
        error = 1.0 if k == c else 0.0
        for e in range(rows):
            error -= newton.inverse[k, e] * newton.matrix[e, c]
        off += abs(error)
    return middle, share, off


@part
def wobble(middle, share, slack):
    """Bound what a preconditioned tie is wrong by, where each tie is by `slack`."""
    return share * slack + PAD * (1.0 + abs(middle))


@part
def spread(face, box, moved):
    """Bound by how much gains moved by `moved` at pure profiles move ties, or a row of their slopes, in a widened box.

    In it a party's weights are signed, and sum up to B_j in size: a value moves by `moved` times the product of B_j
    over the others, a slope in a weight of j by twice that without B_j.
    """
    if moved == 0.0:
        return 0.0
    most = 0.0
    for i in range(len(face.shape)):
        value, slopes = 1.0, 0.0
        for j in range(len(face.shape)):
            if j == i or face.size[j] == 1:
                continue
            total, low, high, wide = 0.0, 1.0, 1.0, 0.0
            for k in range(face.first[j], face.first[j] + face.size[j] - 1):
                reach = INFLATION * box.radius[k]
                total += abs(box.centre[k]) + reach
                low, high, wide = low - box.centre[k] - reach, high - box.centre[k] + reach, wide + 2.0 * box.radius[k]
            total += max(abs(low), abs(high))
            slopes = slopes * total + value * wide
            value *= total
        most = max(most, value, slopes)
    return moved * most


@part
def precondition(newton, box, rows, columns, parties, slack, loose):
    """Cut by the preconditioned ties; True when they prove exactly one root in the widened box.

    With T(d) = d - inverse @ ties(d) on the widened box |d| <= w: |T| <= middle + rest w^(N-1) + off w < w gives a
    root (Brouwer), and |T'| <= order w^(N-2) + off < 1 makes it the only one (Banach). Krawczyk 1969.
    At an equilibrium ties are wrong by `slack` at most, anywhere in the widened box by `loose`.
    """
    proved = rows == columns
    for k in range(columns):
        middle, share, off = image(newton, rows, columns, k)
        wrong, wider = wobble(middle, share, slack), wobble(middle, share, loose)
        rest, place = newton.remainder[k], newton.place[k]
        box.below[place] = max(box.below[place], middle - (rest + wrong + off) * (1.0 + PAD))
        box.above[place] = min(box.above[place], middle + (rest + wrong + off) * (1.0 + PAD))
        reached = abs(middle) + rest * INFLATION ** (parties - 1) + wider + off * INFLATION
        contraction = newton.order[k] * INFLATION ** max(parties - 2, 0) + wider + off
        proved = proved and reached < INFLATION - PAD and contraction < 1.0 - PAD
    return proved


@part
def vanish(newton, rows, columns, slack):
    """Tell whether the left-over combinations of ties, without terms of first order, can be zero in the box."""
    for k in range(columns, rows):
        middle, share, off = image(newton, rows, columns, k)
        if abs(middle) > (newton.remainder[k] + wobble(middle, share, slack) + off) * (1.0 + PAD):
            return False
    return True
