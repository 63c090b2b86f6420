"""Walk the tree of supports that survive conditional dominance, compiled; `plain.Tree` says what is asked."""

from __future__ import annotations

import numpy as np

from negotiation.solvers.boxes.compiled.jit import jit, part


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


@jit
def grow(payoffs, shape, strides, slack, state, stack, leaves, points, limit):
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
