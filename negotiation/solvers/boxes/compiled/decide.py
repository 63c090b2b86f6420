"""Decide boxes one by one, compiled; `plain.examine` says what is decided, `boxes.search` why."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from negotiation.game import Array
from negotiation.solvers.boxes.compiled.forms import Face, Forms, combine, expand, lay, system
from negotiation.solvers.boxes.compiled.jit import jit, part
from negotiation.solvers.boxes.compiled.linear import invert, tighten
from negotiation.solvers.boxes.verdicts import DROP, FLAT, INFLATION, KEPT, NEWTON_STEPS, PASSES, ROOT, SPLIT, WIDE


class Box(NamedTuple):
    """A box about `centre` with `radius`, cut to between `below` and `above` in units of the radius: (n,) each."""

    centre: Array
    radius: Array
    below: Array
    above: Array


class Newton(NamedTuple):
    """The ties at the centre: `value` (n,), `matrix` (n, n), its `inverse`, room to `work`, bounds on the rest."""

    value: Array
    matrix: Array
    work: Array
    inverse: Array
    remainder: Array
    order: Array
    column: Array


@jit
def decide_all(payoffs, shape, strides, slack, point, bits, low, high, verdict, axis, root):
    """Decide each row; cut its box in place."""
    parties, widest, most, entries = len(shape), shape.max(), max(1, low.shape[1]), 1
    for j in range(parties):
        entries *= shape[j]
    face = Face(shape, strides, np.zeros((parties, widest), np.int64), np.zeros(parties, np.int64),
                np.zeros(parties, np.int64))
    forms = Forms(np.zeros((parties, widest, entries)), np.zeros((entries, most)), np.zeros((parties, widest)),
                  np.zeros((parties, widest, most)), np.zeros((parties, widest)))
    box = Box(np.zeros(most), np.zeros(most), np.zeros(most), np.zeros(most))
    newton = Newton(np.zeros(most), np.zeros((most, most)), np.zeros((most, most)), np.zeros((most, most)),
                    np.zeros(most), np.zeros(most), np.zeros(most))
    for row in range(len(point)):
        free = lay(face, bits[row])
        verdict[row] = _decide(payoffs[point[row]], face, forms, box, newton, free, slack, bits[row],
                               low[row], high[row], axis, root, row)


@part
def _decide(payoffs, face, forms, box, newton, free, slack, bits, low, high, axis, root, row):
    regular = False
    for _ in range(PASSES):
        for k in range(free):
            box.centre[k], box.radius[k] = (low[k] + high[k]) / 2, (high[k] - low[k]) / 2
            box.below[k], box.above[k] = -1.0, 1.0
        expand(payoffs, face, forms, free, box.centre, box.radius)
        if not (_in_simplices(face, newton, box, free, slack) and _cut(face, forms, box, free, slack, bits)):
            return DROP
        if free == 0:
            return ROOT
        if _flat(face, forms, free, slack, bits):
            return FLAT
        system(face, forms, free, newton.value, newton.matrix)
        regular = invert(newton.matrix, newton.work, newton.inverse, free)
        if regular:
            combine(face, forms, free, newton.inverse, newton.remainder, newton.order, newton.column)
            if _precondition(newton, box, free, len(face.shape), slack):
                return _refine(payoffs, face, forms, newton, box, free, slack, bits, root, row)
        kept = 1.0
        for k in range(free):
            if box.below[k] > box.above[k]:
                return DROP
            kept *= max((box.above[k] - box.below[k]) / 2, 1e-3)
            low[k], high[k] = box.centre[k] + box.radius[k] * box.below[k], box.centre[k] + box.radius[k] * box.above[k]
        if kept > KEPT:
            break
    axis[row] = _axis(newton, box, free, regular)
    return SPLIT


@part
def _axis(newton, box, free, regular):
    """Choose, of the wide coordinates, the one with the largest share in the higher-order terms, else the widest."""
    best, chosen, widest = -1.0, 0, 0.0
    for k in range(free):
        widest = max(widest, box.radius[k] * (box.above[k] - box.below[k]))
    for k in range(free):
        width = box.above[k] - box.below[k]
        score = newton.column[k] * width if regular else box.radius[k] * width
        if score > best and box.radius[k] * width >= WIDE * widest:
            best, chosen = score, k
    return chosen


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
def _cut(face, forms, box, free, slack, bits):
    """Cut by "no strategy gains" and "what is played ties", one by one."""
    for i in range(len(face.shape)):
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
    """Tell whether every tie holds, and no other strategy is better, throughout the box."""
    for i in range(len(face.shape)):
        for a in range(face.shape[i]):
            if a != face.member[i, face.size[i] - 1]:
                gain, extent = forms.gain[i, a], forms.rest[i, a]
                for k in range(free):
                    extent += abs(forms.slope[i, a, k])
                if extent + (abs(gain) if (bits[i] >> a) & 1 else gain) > slack:
                    return False
    return True


@part
def _precondition(newton, box, free, parties, slack):
    """Cut by the preconditioned ties; True when they prove exactly one root in the widened box."""
    proved = True
    for k in range(free):
        middle, wobble, off = 0.0, 0.0, 0.0
        for e in range(free):
            middle -= newton.inverse[k, e] * newton.value[e]
            wobble += abs(newton.inverse[k, e]) * slack
        for c in range(free):
            error = 1.0 if k == c else 0.0
            for e in range(free):
                error -= newton.inverse[k, e] * newton.matrix[e, c]
            off += abs(error)
        rest = newton.remainder[k]
        box.below[k] = max(box.below[k], middle - rest - wobble - off)
        box.above[k] = min(box.above[k], middle + rest + wobble + off)
        reached = abs(middle) + rest * INFLATION ** (parties - 1) + wobble + off * INFLATION
        contraction = newton.order[k] * INFLATION ** max(parties - 2, 0) + wobble + off
        proved = proved and reached < INFLATION and contraction < 1.0
    return proved


@part
def _refine(payoffs, face, forms, newton, box, free, slack, bits, root, row):
    """Follow Newton's method to the one root that was proved; DROP when it is no equilibrium."""
    for k in range(free):
        box.radius[k] = 1.0
    for _ in range(NEWTON_STEPS):
        expand(payoffs, face, forms, free, box.centre, box.radius)
        system(face, forms, free, newton.value, newton.matrix)
        if not invert(newton.matrix, newton.work, newton.inverse, free):
            break
        largest = 0.0
        for k in range(free):
            step = 0.0
            for e in range(free):
                step -= newton.inverse[k, e] * newton.value[e]
            largest = max(largest, abs(step))
            box.centre[k] += step
        if largest < 4e-16:
            break
    for i in range(len(face.shape)):
        total = 1.0
        for k in range(face.first[i], face.first[i] + face.size[i] - 1):
            total -= box.centre[k]
            if box.centre[k] < -slack:
                return DROP
        for a in range(face.shape[i]):
            if not (bits[i] >> a) & 1 and forms.gain[i, a] > slack:
                return DROP
        if total < -slack:
            return DROP
    for k in range(free):
        root[row, k] = box.centre[k]
    return ROOT
