"""Decide boxes one by one, compiled; `plain.decide` says what is decided, `boxes.search` why.

Everything is said of gains in Taylor form about a box's centre, which floating point gets right up to `slack` (lemma of
`boxes.rounding`): a box is cut or dropped only by what holds with every gain moved by `slack`, and ends of boxes are
rounded outward. The preconditioner need not be exact: how far it is from an inverse is measured and added.
"""

from __future__ import annotations

import numpy as np

from negotiation.solvers.boxes.compiled.forms import Face, Forms, combine, expand, lay, system
from negotiation.solvers.boxes.compiled.jit import jit, part
from negotiation.solvers.boxes.compiled.krawczyk import Box, Newton, precondition, spread, vanish
from negotiation.solvers.boxes.compiled.linear import eliminate, tighten
from negotiation.solvers.boxes.compiled.roots import refine
from negotiation.solvers.boxes.doubts.rounding import END
from negotiation.solvers.boxes.verdicts import DROP, FLAT, KEPT, LEVEL, NARROW, PASSES, SPLIT, WIDE


@jit
def decide_all(payoffs, shape, strides, slack, moved, point, bits, low, high, verdict, axis, span, root, error):
    """Decide each row; cut its box in place."""
    parties, widest, most, entries = len(shape), shape.max(), max(1, low.shape[1]), 1
    for j in range(parties):
        entries *= shape[j]
    face = Face(shape, strides, np.zeros((parties, widest), np.int64), np.zeros(parties, np.int64),
                np.zeros(parties, np.int64), np.zeros(parties, np.int64))
    forms = Forms(np.zeros((parties, widest, entries)), np.zeros((parties, entries), np.int64),
                  np.zeros(parties, np.int64), np.zeros((parties, widest, entries)), np.zeros((entries, most)),
                  np.zeros((parties, widest)), np.zeros((parties, widest, most)), np.zeros((parties, widest)))
    box = Box(np.zeros(most), np.zeros(most), np.zeros(most), np.zeros(most))
    newton = Newton(np.zeros(most), np.zeros((most, most)), np.zeros((most, most)), np.zeros((most, most)),
                    np.zeros(most), np.zeros(most), np.zeros(most), np.zeros(most, np.int64))
    free = 0
    for row in range(len(point)):
        if row == 0 or point[row] != point[row - 1] or (bits[row] != bits[row - 1]).any():
            free = lay(face, bits[row])
            forms.laid[:] = 0
        verdict[row] = _decide(payoffs[point[row]], face, forms, box, newton, free, slack[point[row]],
                               moved[point[row]], bits[row], low[row], high[row], axis, span, root[row], error[row],
                               row)


@part
def _lead(face, free):
    """Return the party whose ties alone are too many for the others' weights, or -1; see `rows.leader`."""
    for i in range(len(face.shape)):
        if 2 * (face.size[i] - 1) > free:
            return i
    return -1


@part
def _decide(payoffs, face, forms, box, newton, free, slack, moved, bits, low, high, axis, span, root, error, row):
    lead, regular = _lead(face, free), False
    for _ in range(PASSES):
        _centre(box, low, high, free)
        if not _in_simplices(face, newton, box, free, slack):
            return DROP
        for i in range(len(face.shape)):
            expand(payoffs, face, forms, free, box.centre, box.radius, i)
            if not _cut(face, forms, box, free, slack, bits, i):
                return DROP
        if _flat(face, forms, free, slack, bits):
            return FLAT
        rows, columns = system(face, forms, free, lead, newton)
        regular = columns > 0 and eliminate(newton.matrix, newton.work, newton.inverse, rows, columns)
        if regular:
            combine(face, forms, free, lead, rows, newton)
            if precondition(newton, box, rows, columns, len(face.shape), slack, slack + spread(face, box, moved)):
                return refine(payoffs, face, forms, newton, box, free, slack, moved, bits, low, high, root, error)
            if not vanish(newton, rows, columns, slack):
                return DROP
        kept = 1.0
        for k in range(free):
            if box.below[k] > box.above[k]:
                return DROP
            kept *= max((box.above[k] - box.below[k]) / 2, 1e-3)
            low[k] = max(low[k], box.centre[k] + box.radius[k] * box.below[k] - END)
            high[k] = min(high[k], box.centre[k] + box.radius[k] * box.above[k] + END)
        if kept > KEPT:
            break
    axis[row], span[row] = _axis(face, newton, low, high, free, lead, regular)
    return SPLIT


@part
def _centre(box, low, high, free):
    """Lay the box between `low` and `high`, a little wider than rounding needs."""
    for k in range(free):
        box.centre[k], box.radius[k] = (low[k] + high[k]) / 2, (high[k] - low[k]) / 2 + END
        box.below[k], box.above[k] = -1.0, 1.0


@part
def _axis(face, newton, low, high, free, lead, regular):
    """Choose, of the wide coordinates, the one with the largest share in the higher-order terms, else the widest.

    The leader's own coordinates wait until the others' are narrow. Returns the axis and the widest width in question.
    """
    widest, first, last, best = 0.0, 0, 0, -1.0
    if lead >= 0:
        first, last = face.first[lead], face.first[lead] + face.size[lead] - 1
        for k in range(free):
            if k < first or k >= last:
                widest = max(widest, high[k] - low[k])
    if widest < NARROW:
        first = last = 0
        for k in range(free):
            widest = max(widest, high[k] - low[k])
    for k in range(free):
        if k < first or k >= last:
            best = max(best, _score(newton, low, high, k, widest, regular))
    for k in range(free):
        if (k < first or k >= last) and _score(newton, low, high, k, widest, regular) >= best * LEVEL:
            return k, widest
    return 0, widest


@part
def _score(newton, low, high, k, widest, regular):
    width = high[k] - low[k]
    if width < WIDE * LEVEL * widest:
        return -1.0
    return newton.column[k] * width if regular else width


@part
def _in_simplices(face, newton, box, free, slack):
    """Cut by "the reference strategy's weight is not negative", party by party."""
    slope = newton.value
    for j in range(len(face.shape)):
        if face.size[j] > 1:
            total = -1.0
            for k in range(free):
                slope[k] = 0.0
            for k in range(face.first[j], face.first[j] + face.size[j] - 1):
                total += box.centre[k]
                slope[k] = box.radius[k]
            if not tighten(total, slope, 1.0, 0.0, slack, free, box.below, box.above):
                return False
    return True


@part
def _cut(face, forms, box, free, slack, bits, i):
    """Cut by "no strategy of party i gains" and "what it plays ties", one by one."""
    reference = face.member[i, face.size[i] - 1]
    for place in range(2):
        for a in range(face.shape[i]):
            played = (bits[i] >> a) & 1
            if a == reference or played == place:
                continue
            gain, slope, rest = forms.gain[i, a], forms.slope[i, a], forms.rest[i, a]
            if not tighten(gain, slope, 1.0, rest, slack, free, box.below, box.above):
                return False
            if played and not tighten(gain, slope, -1.0, rest, slack, free, box.below, box.above):
                return False
    return True


@part
def _flat(face, forms, free, slack, bits):
    """Tell whether every tie holds, and no other strategy is better, throughout the box, up to rounding."""
    for i in range(len(face.shape)):
        for a in range(face.shape[i]):
            if a != face.member[i, face.size[i] - 1]:
                gain, extent = forms.gain[i, a], forms.rest[i, a]
                for k in range(free):
                    extent += abs(forms.slope[i, a, k])
                if extent + (abs(gain) if (bits[i] >> a) & 1 else gain) > slack:
                    return False
    return True
