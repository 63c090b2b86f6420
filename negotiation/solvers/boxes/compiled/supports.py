"""Walk the tree of supports that survive conditional dominance, compiled; `plain.Tree` says what is asked.

A gain is a difference of two payoffs and errs by one rounding, less than `slack`: what is beaten is beaten exactly.
"""

from __future__ import annotations

import numpy as np

from negotiation.solvers.boxes.compiled.jit import jit, part


@part
def _known(witness, bits, i):
    """Tell whether the others may still play the profile against which a strategy was seen not to beat another."""
    known, j = True, 0
    while known and j < len(bits):
        known = j == i or (witness[j] >= 0 and (bits[j] >> witness[j]) & 1 == 1)
        j += 1
    return known


@part
def _beats(own, shape, strides, bits, i, b, a, slack, witness):
    """Tell whether b pays party i more than a against everything the others can play; if not, against what."""
    if _known(witness, bits, i):
        return False
    parties = len(shape)
    offset = 0
    for j in range(parties):
        witness[j] = 0
        if j != i:
            while not (bits[j] >> witness[j]) & 1:
                witness[j] += 1
            offset += witness[j] * strides[j]
    better, worse = b * strides[i], a * strides[i]
    while True:
        if own[offset + better] - own[offset + worse] <= slack:
            return False
        j = parties - 1
        while j >= 0:
            if j != i:
                step = witness[j] + 1
                while step < shape[j] and not (bits[j] >> step) & 1:
                    step += 1
                if step < shape[j]:
                    offset += (step - witness[j]) * strides[j]
                    witness[j] = step
                    break
                step = 0
                while not (bits[j] >> step) & 1:
                    step += 1
                offset += (step - witness[j]) * strides[j]
                witness[j] = step
            j -= 1
        if j < 0:
            witness[:] = -1
            return True


@part
def _survive(payoffs, shape, strides, bits, chosen, slack, witness, changed):
    """Remove what is beaten from the parties not yet chosen; False when a chosen one must play a beaten strategy.

    `changed` are the parties, as bits, that may play less than when it was last asked: only the others are concerned.
    """
    while changed:
        before, changed = changed, np.int64(0)
        for i in range(len(shape)):
            if not before & ~(np.int64(1) << i):
                continue
            for a in range(shape[i]):
                if not (bits[i] >> a) & 1:
                    continue
                for b in range(shape[i]):
                    if b != a and _beats(payoffs[i], shape, strides, bits, i, b, a, slack, witness[i, b, a]):
                        if i < chosen:
                            return False
                        bits[i] &= ~(np.int64(1) << a)
                        changed |= np.int64(1) << i
                        break
    return True


@jit
def undominated(payoffs, shape, strides, slack, masks, witness):
    """Fill `masks` (P, N) with the strategies that survive iterated strict dominance."""
    for point in range(len(payoffs)):
        witness[:] = -1
        for j in range(len(shape)):
            masks[point, j] = (np.int64(1) << shape[j]) - 1
        _survive(payoffs[point], shape, strides, masks[point], 0, slack[point], witness, np.int64(-1))


@part
def _count(bits):
    count = 0
    while bits:
        bits &= bits - 1
        count += 1
    return count


@part
def _next(code, strategies, most):
    """Return the next subset of that many strategies: by size, then by number (Gosper); 0 when it is over `most`."""
    low = code & -code
    ripple = code + low
    code = (((ripple ^ code) >> 2) // low) | ripple
    if code >> strategies == 0:
        return code
    size = _count(code)
    return (np.int64(1) << (size + 1)) - 1 if size < min(most, strategies) else np.int64(0)


@part
def _spread(code, mask):
    """Lay the bits of a subset's number over the strategies of a mask."""
    result, bit = np.int64(0), np.int64(1)
    while code:
        while not mask & bit:
            bit <<= 1
        if code & 1:
            result |= bit
        code >>= 1
        bit <<= 1
    return result


@part
def _start(stack, top, depth, parties, free):
    """Set the first subset of the party at `depth` that leaves the others neither too few nor too many free weights."""
    rest = 0
    for j in range(depth + 1, parties):
        rest += _count(stack[top, j]) - 1
    least = max(1, free - stack[top, parties + 2] - rest + 1) if free >= 0 else 1
    strategies = _count(stack[top, depth])
    fits = free < 0 or (least <= strategies and least - 1 <= free - stack[top, parties + 2])
    stack[top, parties + 1] = (np.int64(1) << least) - 1 if fits else 0


@jit
def grow(payoffs, shape, strides, slack, masks, stop, free, state, stack, witness, leaves, points, limit):
    """Walk the tree from where `state` stands until the leaves or the steps run out; return how many leaves.

    `free` is how many free weights they have, or -1 for any number but none. A node on the stack:
    a mask a party, the depth, the next subset's number, the free weights of what is chosen. `witness` (N, S, S, N)
    remembers, for each pair of a party's strategies, a profile of the others that keeps the first from beating the
    second: while they may play it, nothing need be compared.
    """
    parties = len(shape)
    point, top, steps, found = state[0], state[1], 0, 0
    while point < stop:
        if top < 0:
            most = 0
            witness[:] = -1
            for j in range(parties):
                stack[0, j] = masks[point, j]
                most += _count(masks[point, j]) - 1
            stack[0, parties] = stack[0, parties + 2] = 0
            if most >= free:
                top = 0
                _start(stack, top, 0, parties, free)
        while top >= 0:
            if found >= len(leaves) or steps >= limit:
                state[0], state[1] = point, top
                return found
            depth, code = stack[top, parties], stack[top, parties + 1]
            if code == 0:
                top -= 1
                continue
            used = stack[top, parties + 2] + _count(code) - 1
            stack[top + 1, :parties] = stack[top, :parties]
            stack[top + 1, depth] = _spread(code, stack[top, depth])
            most = free - stack[top, parties + 2] + 1 if free >= 0 else shape[depth]
            stack[top, parties + 1] = _next(code, _count(stack[top, depth]), most)
            steps += 1
            fewer = np.int64(stack[top + 1, depth] != stack[top, depth]) << depth
            if not _survive(payoffs[point], shape, strides, stack[top + 1, :parties], depth + 1, slack[point],
                            witness, fewer):
                continue
            if depth + 1 == parties:
                if used == 0:
                    continue
                leaves[found, :] = stack[top + 1, :parties]
                points[found] = point
                found += 1
                continue
            top += 1
            stack[top, parties], stack[top, parties + 2] = depth + 1, used
            _start(stack, top, depth + 1, parties, free)
        point += 1
    state[0], state[1] = point, -1
    return found
