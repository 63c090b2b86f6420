"""From a box proved to hold one root to that root, tightly enclosed, and the signs that make it count, compiled."""

from __future__ import annotations

import numpy as np

from negotiation.solvers.boxes.compiled.forms import combine, expand_all, system
from negotiation.solvers.boxes.compiled.jit import part
from negotiation.solvers.boxes.compiled.krawczyk import precondition, spread
from negotiation.solvers.boxes.compiled.linear import eliminate
from negotiation.solvers.boxes.doubts.rounding import END
from negotiation.solvers.boxes.verdicts import DOUBT, DROP, INFLATION, NEWTON_STEPS, ROOT


@part
def refine(payoffs, face, forms, newton, box, free, slack, moved, bits, low, high, root, error):
    """Follow Newton's method to the one root that was proved, enclose it, and read the signs that make it count."""
    for k in range(free):
        newton.remainder[k], newton.order[k] = box.centre[k], box.radius[k]
        box.radius[k] = 1.0
    for _ in range(NEWTON_STEPS):
        expand_all(payoffs, face, forms, free, box.centre, box.radius)
        system(face, forms, free, -1, newton)
        if not eliminate(newton.matrix, newton.work, newton.inverse, free, free):
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
    for k in range(free):
        root[k], error[k] = box.centre[k], np.inf
        box.radius[k] = END
        for e in range(free):
            box.radius[k] += 4.0 * slack * abs(newton.inverse[k, e])
    if not _held(newton, box, free) and not _joined(payoffs, face, forms, newton, box, free, slack, moved, low, high,
                                                    root, error):
        return DOUBT
    return _signs(payoffs, face, forms, newton, box, free, slack, moved, bits, root, error)


@part
def _held(newton, box, free):
    """Tell whether the box in which there is one root, widened as in its proof, holds the enclosure."""
    for k in range(free):
        if not abs(box.centre[k] - newton.remainder[k]) + INFLATION * box.radius[k] <= 1.249 * newton.order[k]:
            return False
    return True


@part
def _joined(payoffs, face, forms, newton, box, free, slack, moved, low, high, root, error):
    """Prove one root in the hull of box and enclosure, which is then the root of both; lay the hull in `low`, `high`.

    A box that was cut to less than what rounding leaves open cannot hold the enclosure.
    """
    for k in range(free):
        tiny = box.radius[k]
        below, above = min(low[k], root[k] - 2 * tiny), max(high[k], root[k] + 2 * tiny)
        error[k], box.centre[k], box.radius[k] = tiny, (below + above) / 2, (above - below) / 2 + END
    loose = slack + spread(face, box, moved)
    expand_all(payoffs, face, forms, free, box.centre, box.radius)
    rows, columns = system(face, forms, free, -1, newton)
    proved = eliminate(newton.matrix, newton.work, newton.inverse, rows, columns)
    if proved:
        combine(face, forms, free, -1, rows, newton)
        proved = precondition(newton, box, rows, columns, len(face.shape), slack, loose)
    for k in range(free):
        tiny, error[k] = error[k], np.inf
        box.centre[k], box.radius[k] = root[k], tiny
        if proved:
            low[k], high[k] = min(low[k], root[k] - 2 * tiny), max(high[k], root[k] + 2 * tiny)
    return proved


@part
def _signs(payoffs, face, forms, newton, box, free, slack, moved, bits, root, error):
    """Prove the root in a tiny box within the box where it is the only one; judge weights and gains over that box."""
    loose = slack + spread(face, box, moved)
    expand_all(payoffs, face, forms, free, box.centre, box.radius)
    rows, columns = system(face, forms, free, -1, newton)
    if not eliminate(newton.matrix, newton.work, newton.inverse, rows, columns):
        return DOUBT
    combine(face, forms, free, -1, rows, newton)
    if not precondition(newton, box, rows, columns, len(face.shape), slack, loose):
        return DOUBT
    for k in range(free):
        error[k] = INFLATION * box.radius[k]
    sure = True
    for i in range(len(face.shape)):
        total, wide = 1.0, (free + 2) * END
        for k in range(face.first[i], face.first[i] + face.size[i] - 1):
            total, wide = total - root[k], wide + error[k]
            if root[k] + error[k] < 0.0:
                return DROP
            sure = sure and root[k] - error[k] > 0.0
        if face.size[i] > 1:
            if total + wide < 0.0:
                return DROP
            sure = sure and total - wide > 0.0
        for a in range(face.shape[i]):
            if not (bits[i] >> a) & 1:
                extent = loose + INFLATION ** (len(face.shape) - 1) * forms.rest[i, a]
                for k in range(free):
                    extent += INFLATION * abs(forms.slope[i, a, k])
                if forms.gain[i, a] > extent:
                    return DROP
                sure = sure and forms.gain[i, a] < -extent
    return ROOT if sure else DOUBT
