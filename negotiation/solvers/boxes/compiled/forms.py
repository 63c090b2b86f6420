"""Payoff gains over a box in Taylor form, compiled; `boxes.taylor` says what is computed."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from negotiation.game import Array
from negotiation.solvers.boxes.compiled.jit import part

VALUE, HIGHER = -1, -2
"""Roles of a coefficient: the value at the centre; one of more than one coordinate."""


class Face(NamedTuple):
    """One support of games of one shape: `member` (N, S), `size` (N,), `first` (N,) free coordinate of each party.

    `digits` (N,) is room to count in.
    """

    shape: Array
    strides: Array
    member: Array
    size: Array
    first: Array
    digits: Array


class Forms(NamedTuple):
    """Gains over the reference strategies, party and strategy first: (N, S, ...).

    `gain` at the centre, `slope` times the radii, `rest` bounding what is of higher order; `table` (N, S, K) holds the
    Taylor coefficients, `terms` (K, n) those of the preconditioned ties. Of the support alone, where `laid` (N,): the
    gains at its pure profiles, `pure` (N, S, K), and what each coefficient is of, `role` (N, K): VALUE, HIGHER, or the
    coordinate of a slope.
    """

    pure: Array
    role: Array
    laid: Array
    table: Array
    terms: Array
    gain: Array
    slope: Array
    rest: Array


@part
def lay(face, bits):
    """List each party's support in `face`; return the number of free coordinates."""
    free = 0
    for j in range(len(face.shape)):
        count = 0
        for s in range(face.shape[j]):
            if (bits[j] >> s) & 1:
                face.member[j, count] = s
                count += 1
        face.size[j] = count
        face.first[j] = free
        free += count - 1
    return free


@part
def _count_up(digits, size, i):
    """Step to the next pure profile of the parties other than i, the last party fastest."""
    for j in range(len(size) - 1, -1, -1):
        if j != i:
            digits[j] += 1
            if digits[j] < size[j]:
                break
            digits[j] = 0


@part
def gather(own, i, face, table):
    """Copy party i's gains over its reference at the support's pure profiles; return their number."""
    parties = len(face.shape)
    entries = 1
    for j in range(parties):
        if j != i:
            entries *= face.size[j]
    digits = face.digits
    digits[:] = 0
    base = face.member[i, face.size[i] - 1] * face.strides[i]
    for entry in range(entries):
        offset = 0
        for j in range(parties):
            if j != i:
                offset += face.member[j, digits[j]] * face.strides[j]
        for a in range(face.shape[i]):
            table[a, entry] = own[offset + a * face.strides[i]] - own[offset + base]
        _count_up(digits, face.size, i)
    return entries


@part
def _lay_gains(own, i, face, forms):
    """Write party i's gains at the support's pure profiles, and the role of each coefficient about a centre."""
    entries = gather(own, i, face, forms.pure[i])
    digits = face.digits
    digits[:] = 0
    for entry in range(entries):
        role = VALUE
        for j in range(len(face.shape)):
            if digits[j] > 0:
                role = HIGHER if role != VALUE else face.first[j] + digits[j] - 1
        forms.role[i, entry] = role
        _count_up(digits, face.size, i)
    forms.laid[i] = entries


@part
def _expand(i, face, forms, centre, radius):
    """Write party i's gains about the centre: along an axis first the value, then slope times radius."""
    pure, table, entries = forms.pure[i], forms.table[i], forms.laid[i]
    for a in range(face.shape[i]):
        for entry in range(entries):
            table[a, entry] = pure[a, entry]
    right = 1
    for j in range(len(face.shape) - 1, -1, -1):
        width = face.size[j]
        if j == i or width == 1:
            continue
        for a in range(face.shape[i]):
            for left in range(entries // (right * width)):
                for r in range(right):
                    start = left * width * right + r
                    last = table[a, start + (width - 1) * right]
                    value = last
                    for k in range(width - 2, -1, -1):
                        slope = table[a, start + k * right] - last
                        value += slope * centre[face.first[j] + k]
                        table[a, start + (k + 1) * right] = slope * radius[face.first[j] + k]
                    table[a, start] = value
        right *= width


@part
def expand(payoffs, face, forms, free, centre, radius, i):
    """Split party i's Taylor forms into value, slopes, and a bound on what is of higher order."""
    if forms.laid[i] == 0:
        _lay_gains(payoffs[i], i, face, forms)
    _expand(i, face, forms, centre, radius)
    role = forms.role[i]
    for a in range(face.shape[i]):
        table, slope, rest = forms.table[i, a], forms.slope[i, a], 0.0
        for k in range(free):
            slope[k] = 0.0
        for entry in range(forms.laid[i]):
            if role[entry] >= 0:
                slope[role[entry]] = table[entry]
            elif role[entry] == HIGHER:
                rest += abs(table[entry])
        forms.gain[i, a], forms.rest[i, a] = table[0], rest


@part
def expand_all(payoffs, face, forms, free, centre, radius):
    for i in range(len(face.shape)):
        expand(payoffs, face, forms, free, centre, radius, i)


@part
def system(face, forms, free, lead, newton):
    """Copy the ties: all of them in all coordinates, or the leader's in the others'; return rows and columns."""
    columns = 0
    for k in range(free):
        if lead < 0 or k < face.first[lead] or k >= face.first[lead] + face.size[lead] - 1:
            newton.place[columns] = k
            columns += 1
    rows = 0
    for i in range(len(face.shape)):
        if lead < 0 or i == lead:
            for n in range(face.size[i] - 1):
                newton.value[rows] = forms.gain[i, face.member[i, n]]
                for c in range(columns):
                    newton.matrix[rows, c] = forms.slope[i, face.member[i, n], newton.place[c]]
                rows += 1
    return rows, columns


@part
def _combine(face, forms, lead, rows, inverse):
    """Fill `forms.terms` with the higher-order coefficients of the preconditioned ties; return their number."""
    parties = len(face.size)
    weight = np.ones(parties, np.int64)
    for j in range(parties - 2, -1, -1):
        weight[j] = weight[j + 1] * face.size[j + 1]
    total = weight[0] * face.size[0]
    for term in range(total):
        for k in range(rows):
            forms.terms[term, k] = 0.0
    digits = face.digits
    for i in range(parties):
        if lead >= 0 and i != lead:
            continue
        first = face.first[i] if lead < 0 else 0
        digits[:] = 0
        for entry in range(total // face.size[i]):
            count, term = 0, 0
            for j in range(parties):
                if digits[j] > 0:
                    count += 1
                    term += digits[j] * weight[j]
            if count > 1:
                for n in range(face.size[i] - 1):
                    value = forms.table[i, face.member[i, n], entry]
                    for k in range(rows):
                        forms.terms[term, k] += value * inverse[k, first + n]
            _count_up(digits, face.size, i)
    return total


@part
def combine(face, forms, free, lead, rows, newton):
    """Bound the higher-order terms of the preconditioned ties, term by term, so that opposite ones cancel.

    `remainder` (rows,) sums their sizes, `order` (rows,) their sizes times their orders, `column` (n,) those that hold
    a coordinate.
    """
    total = _combine(face, forms, lead, rows, newton.inverse)
    for k in range(rows):
        newton.remainder[k], newton.order[k] = 0.0, 0.0
    for k in range(free):
        newton.column[k] = 0.0
    digits = face.digits
    digits[:] = 0
    for term in range(total):
        count, mass = 0, 0.0
        for j in range(len(face.size)):
            if digits[j] > 0:
                count += 1
        if count > 1:
            for k in range(rows):
                value = abs(forms.terms[term, k])
                newton.remainder[k] += value
                newton.order[k] += value * count
                mass += value
            for j in range(len(face.size)):
                if digits[j] > 0:
                    newton.column[face.first[j] + digits[j] - 1] += mass
        _count_up(digits, face.size, -1)
