"""The two kernels of branch and prune, compiled by numba: which supports survive, what is in a box.

Same questions and same answers as `plain`; see there and in `search` for what is decided and why.
Arrays of one row: `bits` (N,) the support of each party, `low` and `high` (n,) the bounds of its free
coordinates. The k-th free coordinate of a party is the weight of the k-th strategy of its support; the last
strategy of the support, its reference, takes the rest.
"""

from __future__ import annotations

from collections.abc import Callable

import numba
import numpy as np

from negotiation.game import Array
from negotiation.solvers.boxes.verdicts import DROP, FLAT, INFLATION, NEWTON_STEPS, PASSES, ROOT, SPLIT, WORST


def jit(function: Callable) -> Callable:
    """Compile with a cache on disk, or without one where no folder can be written."""
    try:
        return numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    except RuntimeError:
        return numba.njit(nogil=True, error_model="numpy")(function)


def part(function: Callable) -> Callable:
    """Compile a function that only compiled ones call: no wrapper for Python, which halves the time to compile."""
    return numba.njit(nogil=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True)(function)


# --- supports ---------------------------------------------------------------------------------------------------

@part
def _beats(own, shape, strides, bits, i, b, a, slack):
    """Tell whether b pays party i more than a against everything the others can play."""
    parties = len(shape)
    digits = np.zeros(parties, np.int64)
    offset = 0
    for j in range(parties):
        if j != i:
            while not (bits[j] >> digits[j]) & 1:
                digits[j] += 1
            offset += digits[j] * strides[j]
    better, worse = b * strides[i], a * strides[i]
    while True:
        if own[offset + better] - own[offset + worse] <= slack:
            return False
        j = parties - 1
        while j >= 0:
            if j != i:
                step = digits[j] + 1
                while step < shape[j] and not (bits[j] >> step) & 1:
                    step += 1
                if step < shape[j]:
                    offset += (step - digits[j]) * strides[j]
                    digits[j] = step
                    break
                step = 0
                while not (bits[j] >> step) & 1:
                    step += 1
                offset += (step - digits[j]) * strides[j]
                digits[j] = step
            j -= 1
        if j < 0:
            return True


@part
def _survive(payoffs, shape, strides, bits, chosen, slack):
    """Remove what is beaten from the parties not yet chosen; False when a chosen one must play a beaten strategy."""
    parties = len(shape)
    changed = True
    while changed:
        changed = False
        for i in range(parties):
            for a in range(shape[i]):
                if not (bits[i] >> a) & 1:
                    continue
                for b in range(shape[i]):
                    if b != a and _beats(payoffs[i], shape, strides, bits, i, b, a, slack):
                        if i < chosen:
                            return False
                        bits[i] &= ~(np.int64(1) << a)
                        changed = True
                        break
    return True


class Tree:
    """The supports of a batch of games, grown point by point; see `plain.Tree`."""

    STEPS = 20_000
    """Nodes visited between two returns to Python."""

    def __init__(self, payoffs: Array, shape: Array, strides: Array, slack: float) -> None:
        parties = len(shape)
        self._game = (payoffs, shape, strides, slack)
        self._state = np.array([0, -1])
        self._stack = np.zeros((parties + 2, parties + 2), np.int64)

    @property
    def point(self) -> int:
        return int(self._state[0])

    @property
    def done(self) -> bool:
        return self.point >= len(self._game[0])

    def grow(self, limit: int) -> tuple[Array, Array]:
        """Return up to `limit` further supports: their points (R,) and bits (R, N)."""
        leaves = np.empty((limit, len(self._game[1])), np.int64)
        points = np.empty(limit, np.int64)
        found = _grow(*self._game, self._state, self._stack, leaves, points, self.STEPS)
        return points[:found], leaves[:found]


@jit
def _grow(payoffs, shape, strides, slack, state, stack, leaves, points, limit):
    """Walk the tree from where `state` stands until the leaves or the steps run out; return how many leaves."""
    parties = len(shape)
    point, top, steps, found = state[0], state[1], 0, 0
    while point < len(payoffs):
        if top < 0:
            for j in range(parties):
                stack[0, j] = (np.int64(1) << shape[j]) - 1
            stack[0, parties] = 0
            stack[0, parties + 1] = 0
            top = 0
            if not _survive(payoffs[point], shape, strides, stack[0, :parties], 0, slack):
                top = -1
        while top >= 0:
            if found >= len(leaves) or steps >= limit:
                state[0], state[1] = point, top
                return found
            depth = stack[top, parties]
            if depth == parties:
                leaves[found, :] = stack[top, :parties]
                points[found] = point
                found += 1
                top -= 1
                continue
            whole = stack[top, depth]
            part = (stack[top, parties + 1] - whole) & whole
            if part == 0:
                top -= 1
                continue
            stack[top, parties + 1] = part
            steps += 1
            stack[top + 1, :parties] = stack[top, :parties]
            stack[top + 1, depth] = part
            stack[top + 1, parties] = depth + 1
            stack[top + 1, parties + 1] = 0
            if _survive(payoffs[point], shape, strides, stack[top + 1, :parties], depth + 1, slack):
                top += 1
        point += 1
    state[0], state[1] = point, -1
    return found


# --- boxes ------------------------------------------------------------------------------------------------------

@part
def _members(shape, bits, member, size, first):
    """List each support; return the number of free coordinates."""
    free = 0
    for j in range(len(shape)):
        count = 0
        for s in range(shape[j]):
            if (bits[j] >> s) & 1:
                member[j, count] = s
                count += 1
        size[j] = count
        first[j] = free
        free += count - 1
    return free


@part
def _expand(own, i, shape, strides, member, size, first, centre, radius, table):
    """Write party i's gains over its reference in Taylor form about the centre; return the entries of a row.

    Row a of `table` is u_i(a, .) - u_i(reference, .); along party j's axis, entry 0 is the value at the centre and
    entry k + 1 the slope in its free coordinate k times that coordinate's radius.
    """
    parties = len(shape)
    entries = 1
    for j in range(parties):
        if j != i:
            entries *= size[j]
    digits = np.zeros(parties, np.int64)
    base = member[i, size[i] - 1] * strides[i]
    for entry in range(entries):
        offset = 0
        for j in range(parties):
            if j != i:
                offset += member[j, digits[j]] * strides[j]
        for a in range(shape[i]):
            table[a, entry] = own[offset + a * strides[i]] - own[offset + base]
        for j in range(parties - 1, -1, -1):
            if j != i:
                digits[j] += 1
                if digits[j] < size[j]:
                    break
                digits[j] = 0
    right = 1
    for j in range(parties - 1, -1, -1):
        if j == i:
            continue
        width = size[j]
        if width > 1:
            left = entries // (right * width)
            for a in range(shape[i]):
                for l in range(left):
                    for r in range(right):
                        start = l * width * right + r
                        last = table[a, start + (width - 1) * right]
                        value = last
                        for k in range(width - 2, -1, -1):
                            slope = table[a, start + k * right] - last
                            value += slope * centre[first[j] + k]
                            table[a, start + (k + 1) * right] = slope * radius[first[j] + k]
                        table[a, start] = value
        right *= width
    return entries


@part
def _bounds(own, i, shape, strides, member, size, first, centre, radius, table, gain, slope, rest):
    """Split party i's Taylor tables into value, slopes, and bounds on what is of higher order."""
    parties, free = len(shape), slope.shape[1]
    entries = _expand(own, i, shape, strides, member, size, first, centre, radius, table)
    digits = np.zeros(parties, np.int64)
    for a in range(shape[i]):
        rest[a] = 0.0
        for k in range(free):
            slope[a, k] = 0.0
    for entry in range(entries):
        count, active = 0, 0
        for j in range(parties):
            if digits[j] > 0:
                active = first[j] + digits[j] - 1
                count += 1
        if count == 0:
            for a in range(shape[i]):
                gain[a] = table[a, entry]
        elif count == 1:
            for a in range(shape[i]):
                slope[a, active] = table[a, entry]
        else:
            for a in range(shape[i]):
                rest[a] += abs(table[a, entry])
        _count_up(digits, size, i)


@part
def _count_up(digits, size, i):
    """Step to the next pure profile of the others, the last party fastest."""
    for j in range(len(size) - 1, -1, -1):
        if j != i:
            digits[j] += 1
            if digits[j] < size[j]:
                break
            digits[j] = 0


@part
def _combine(tables, inverse, member, size, first, free, terms, remainder, order, column):
    """Bound the higher-order terms of the preconditioned ties, term by term, so that opposite ones cancel.

    `remainder` (n,) sums their sizes, `order` (n,) their sizes times their orders, `column` (n,) those that hold a
    coordinate.
    """
    parties = len(size)
    weight = np.ones(parties, np.int64)
    for j in range(parties - 2, -1, -1):
        weight[j] = weight[j + 1] * size[j + 1]
    total = weight[0] * size[0]
    terms[:total, :free] = 0.0
    digits = np.zeros(parties, np.int64)
    for i in range(parties):
        if size[i] == 1:
            continue
        digits[:] = 0
        for entry in range(total // size[i]):
            count, term = 0, 0
            for j in range(parties):
                if digits[j] > 0:
                    count += 1
                    term += digits[j] * weight[j]
            if count > 1:
                for n in range(size[i] - 1):
                    value = tables[i, member[i, n], entry]
                    if value != 0.0:
                        for k in range(free):
                            terms[term, k] += value * inverse[k, first[i] + n]
            _count_up(digits, size, i)
    for k in range(free):
        remainder[k], order[k], column[k] = 0.0, 0.0, 0.0
    digits[:] = 0
    for term in range(total):
        count, mass = 0, 0.0
        for j in range(parties):
            if digits[j] > 0:
                count += 1
        if count > 1:
            for k in range(free):
                value = abs(terms[term, k])
                remainder[k] += value
                order[k] += value * count
                mass += value
            for j in range(parties):
                if digits[j] > 0:
                    column[first[j] + digits[j] - 1] += mass
        _count_up(digits, size, -1)


@part
def _invert(matrix, inverse, free):
    """Invert by Gauss-Jordan elimination with partial pivoting; False when a pivot vanishes."""
    work = matrix[:free, :free].copy()
    largest = 0.0
    for r in range(free):
        for c in range(free):
            inverse[r, c] = 1.0 if r == c else 0.0
            largest = max(largest, abs(work[r, c]))
    for c in range(free):
        pivot = c
        for r in range(c + 1, free):
            if abs(work[r, c]) > abs(work[pivot, c]):
                pivot = r
        if abs(work[pivot, c]) * WORST <= largest:
            return False
        if pivot != c:
            for k in range(free):
                work[c, k], work[pivot, k] = work[pivot, k], work[c, k]
                inverse[c, k], inverse[pivot, k] = inverse[pivot, k], inverse[c, k]
        scale = 1.0 / work[c, c]
        for k in range(free):
            work[c, k] *= scale
            inverse[c, k] *= scale
        for r in range(free):
            if r != c and work[r, c] != 0.0:
                factor = work[r, c]
                for k in range(free):
                    work[r, k] -= factor * work[c, k]
                    inverse[r, k] -= factor * inverse[c, k]
    highest = 0.0
    for r in range(free):
        for c in range(free):
            highest = max(highest, abs(inverse[r, c]))
    return highest * largest < WORST


@part
def _tighten(gain, slope, rest, slack, free, below, above):
    """Cut the unit box by gain + slope d - rest <= slack; False when nothing is left."""
    least = gain - rest - slack
    for k in range(free):
        least += min(slope[k] * below[k], slope[k] * above[k])
    if least > 0:
        return False
    for k in range(free):
        if slope[k] > 0 and least + slope[k] * (above[k] - below[k]) > 0:
            above[k] = min(above[k], below[k] - least / slope[k])
        elif slope[k] < 0 and least - slope[k] * (above[k] - below[k]) > 0:
            below[k] = max(below[k], above[k] - least / slope[k])
    return True


def examine(payoffs: Array, shape: Array, strides: Array, slack: float, point: Array, bits: Array,
            low: Array, high: Array) -> tuple[Array, Array, Array]:
    """Decide each row and cut its box in place; see `plain.examine`."""
    verdict, axis, root = np.zeros(len(point), np.int8), np.zeros(len(point), np.int64), np.zeros_like(low)
    _examine_all(payoffs, shape, strides, slack, point, bits, low, high, verdict, axis, root)
    return verdict, axis, root


@jit
def _examine_all(payoffs, shape, strides, slack, point, bits, low, high, verdict, axis, root):
    parties = len(shape)
    widest = shape.max()
    member = np.zeros((parties, widest), np.int64)
    size = np.zeros(parties, np.int64)
    first = np.zeros(parties, np.int64)
    most = max(1, low.shape[1])
    entries = 1
    for j in range(parties):
        entries *= shape[j]
    table = np.zeros((parties, widest, entries))
    terms = np.zeros((entries, most))
    gain, rest = np.zeros((parties, widest)), np.zeros((parties, widest))
    slope = np.zeros((parties, widest, most))
    for row in range(len(point)):
        free = _members(shape, bits[row], member, size, first)
        verdict[row] = _examine(payoffs[point[row]], shape, strides, slack, bits[row], low[row], high[row],
                                axis, root, row, member, size, first, free, table, gain, slope, rest, terms)


@part
def _examine(payoffs, shape, strides, slack, bits, low, high, axis, root, row,
             member, size, first, free, table, gain, slope, rest, terms):
    parties = len(shape)
    centre, radius = np.zeros(free), np.zeros(free)
    below, above = np.zeros(free), np.zeros(free)
    value, matrix, inverse = np.zeros(free), np.zeros((free, free)), np.zeros((free, free))
    remainder, order, column = np.zeros(free), np.zeros(free), np.zeros(free)
    simplex = np.zeros(free)
    for attempt in range(PASSES):
        for k in range(free):
            centre[k] = (low[k] + high[k]) / 2
            radius[k] = (high[k] - low[k]) / 2
            below[k], above[k] = -1.0, 1.0
        for j in range(parties):
            if size[j] > 1:
                total = -1.0
                for k in range(free):
                    simplex[k] = 0.0
                for k in range(first[j], first[j] + size[j] - 1):
                    total += centre[k]
                    simplex[k] = radius[k]
                if not _tighten(total, simplex, 0.0, slack, free, below, above):
                    return DROP
        flat = True
        for i in range(parties):
            _bounds(payoffs[i], i, shape, strides, member, size, first, centre, radius, table[i],
                    gain[i], slope[i, :, :free], rest[i])
            reference = member[i, size[i] - 1]
            for a in range(shape[i]):
                if a == reference:
                    continue
                if not _tighten(gain[i, a], slope[i, a], rest[i, a], slack, free, below, above):
                    return DROP
                reach = gain[i, a] + rest[i, a]
                extent = abs(gain[i, a]) + rest[i, a]
                for k in range(free):
                    reach += abs(slope[i, a, k])
                    extent += abs(slope[i, a, k])
                if (bits[i] >> a) & 1:
                    flat = flat and extent <= slack
                    if not _tighten(-gain[i, a], -slope[i, a], rest[i, a], slack, free, below, above):
                        return DROP
                else:
                    flat = flat and reach <= slack
        if free == 0:
            return ROOT
        if flat:
            return FLAT
        for i in range(parties):
            for n in range(size[i] - 1):
                value[first[i] + n] = gain[i, member[i, n]]
                for k in range(free):
                    matrix[first[i] + n, k] = slope[i, member[i, n], k]
        regular = _invert(matrix, inverse, free)
        if regular:
            inside, contraction = True, 0.0
            _combine(table, inverse, member, size, first, free, terms, remainder, order, column)
            for k in range(free):
                middle, wobble, off = 0.0, 0.0, 0.0
                for e in range(free):
                    middle -= inverse[k, e] * value[e]
                    wobble += abs(inverse[k, e]) * slack
                for l in range(free):
                    error = 1.0 if k == l else 0.0
                    for e in range(free):
                        error -= inverse[k, e] * matrix[e, l]
                    off += abs(error)
                spread = remainder[k] + wobble + off
                below[k] = max(below[k], middle - spread)
                above[k] = min(above[k], middle + spread)
                reached = abs(middle) + remainder[k] * INFLATION ** (parties - 1) + wobble + off * INFLATION
                inside = inside and reached < INFLATION
                contraction = max(contraction, order[k] * INFLATION ** max(parties - 2, 0) + off)
            if inside and contraction < 1.0:
                return _refine(payoffs, shape, strides, slack, bits, centre, root, row,
                               member, size, first, free, table, gain, slope, rest, matrix, inverse)
        kept = 1.0
        for k in range(free):
            if below[k] > above[k]:
                return DROP
            kept *= max((above[k] - below[k]) / 2, 1e-3)
            low[k], high[k] = centre[k] + radius[k] * below[k], centre[k] + radius[k] * above[k]
        if kept > 0.7:
            break
    best = -1.0
    for k in range(free):
        width = high[k] - low[k]
        score = width * (column[k] if regular and radius[k] > 0 else 1.0)
        if score > best:
            best, axis[row] = score, k
    return SPLIT


@part
def _refine(payoffs, shape, strides, slack, bits, centre, root, row,
            member, size, first, free, table, gain, slope, rest, matrix, inverse):
    """Follow Newton's method to the one root that was proved; DROP when it is no equilibrium."""
    parties = len(shape)
    unit = np.ones(free)
    step = np.zeros(free)
    for attempt in range(NEWTON_STEPS):
        for i in range(parties):
            _bounds(payoffs[i], i, shape, strides, member, size, first, centre, unit, table[i],
                    gain[i], slope[i, :, :free], rest[i])
            for n in range(size[i] - 1):
                for k in range(free):
                    matrix[first[i] + n, k] = slope[i, member[i, n], k]
        if not _invert(matrix, inverse, free):
            break
        largest = 0.0
        for k in range(free):
            step[k] = 0.0
            for i in range(parties):
                for n in range(size[i] - 1):
                    step[k] -= inverse[k, first[i] + n] * gain[i, member[i, n]]
            largest = max(largest, abs(step[k]))
        for k in range(free):
            centre[k] += step[k]
        if largest < 4e-16:
            break
    for i in range(parties):
        total = 1.0
        for k in range(first[i], first[i] + size[i] - 1):
            total -= centre[k]
            if centre[k] < -slack:
                return DROP
        if total < -slack:
            return DROP
        for a in range(shape[i]):
            if not (bits[i] >> a) & 1 and gain[i, a] > slack:
                return DROP
    for k in range(free):
        root[row, k] = centre[k]
    return ROOT
