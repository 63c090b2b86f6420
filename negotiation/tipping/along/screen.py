"""Which profiles may be equilibria on a range, and for which deviations that must be asked exactly: in floating point.

1. Every gain, of all tables at once, in the Bernstein basis of its range: it lies between its least and largest
   coefficient there. What the floats may be off by is taken against both verdicts below.
2. A part of the range on which some gain is surely positive holds no equilibrium; one on which all are surely negative
   is all equilibrium. The other parts are halved, by de Casteljau, HALVINGS times; not for gains as good as zero.
3. Asked exactly are the gains that may be positive on what is left, and one that is positive on each part left out: so
   no end of an interval, and nothing that is broken beside one, hangs on the floats.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np

from negotiation.arithmetic.bernstein import bernstein
from negotiation.game import Array
from negotiation.tipping.along.tables import LEAST, Payoffs, padded, quotients

ENCLOSURE_BITS = 60
HALVINGS = 4

OFF = 2.0**-40
"""Bernstein coefficients of degree D are off by less than D + 1 times this share of what is added up in them: rounding
takes D (HALVINGS + 1) + 8 steps of 2**-53, payoffs are off by 2**-44."""

MOST = 1e290
"""Beyond such an error numbers may overflow, and nothing is sure."""


@dataclass(frozen=True, eq=False)
class Moves:
    """All ways to leave a profile: of party `party` (G,) from profile p to the profile `to` (G, P), for its `strategy`.

    Deviations are in order of parties and strategies, the own one left out.
    """

    party: Array
    to: Array
    strategy: Array


@lru_cache(maxsize=100)
def moves(counts: tuple[int, ...]) -> Moves:
    """Return all deviations of a game with so many strategies a party."""
    grid = np.indices(counts).reshape(len(counts), -1)
    party = np.repeat(np.arange(len(counts)), [size - 1 for size in counts])
    order = np.concatenate([np.arange(size - 1) for size in counts])[:, None]
    strategy = order + (order >= grid[party])
    steps = np.array([int(np.prod(counts[i + 1:])) for i in range(len(counts))])
    to = np.arange(grid.shape[1]) + (strategy - grid[party]) * steps[party][:, None]
    return Moves(party, to, strategy)


def screened(tables: Sequence[Payoffs], rows: Array, ways: Moves, margin: Fraction) -> tuple[Array, Array]:
    """Return what must be asked exactly of the profiles `rows` (P,) on the range of each table.

    Which may be equilibria with a margin (T, P), and by which deviations from them that is decided (T, P, G).
    """
    if not tables:
        return np.zeros((0, len(rows)), dtype=bool), np.zeros((0, len(rows), len(ways.to)), dtype=bool)
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        values, off = _on_ranges(tables)
        more = quotients(np.array([margin.numerator], dtype=object), margin.denominator)[0]
        party = ways.party[:, None]
        gains = values[:, :, party, ways.to[:, rows]] - values[:, :, party, rows] + more
        off = 2 * off[:, ways.party] + OFF * abs(more)
        off = np.where(off < MOST, off, np.inf)
        return _halved(gains, off)


def _on_ranges(tables: Sequence[Payoffs]) -> tuple[Array, Array]:
    """Return Bernstein coefficients of payoffs (T, D+1, N, P), and how far off a party's may be (T, N)."""
    size = max(each.size for each in tables)
    floats, sizes = (np.stack([padded(each, size) for each in rows])
                     for rows in ([table.floats for table in tables], [table.sizes for table in tables]))
    change = np.stack([_change(size - 1, each.low.enclosure(ENCLOSURE_BITS)[0], each.high.enclosure(ENCLOSURE_BITS)[1])
                       for each in tables])
    values = (change @ floats.reshape(*floats.shape[:2], -1)).reshape(floats.shape)
    return values, size * OFF * ((np.abs(change) + LEAST) @ (sizes + LEAST) + LEAST).max(axis=1)


@lru_cache(maxsize=200)
def _change(degree: int, low: Fraction, high: Fraction) -> Array:
    return quotients(*bernstein(degree, low, high))


def _halved(gains: Array, off: Array) -> tuple[Array, Array]:
    """Answer `screened` for gains (T, D+1, G, P), each off by at most `off` (T, G)."""
    count, size, deviations, profiles = gains.shape
    gains = gains.transpose(1, 2, 0, 3).reshape(size, deviations, count * profiles)
    row = np.arange(count * profiles)
    may, asked = np.zeros(len(row), dtype=bool), np.zeros((len(row), deviations), dtype=bool)
    positive = []
    for left in range(HALVINGS, -1, -1):
        near = off[row // profiles].T
        sure, negative = (gains > near).all(axis=0), (gains < -near).all(axis=0)
        flat = (~(np.abs(gains) > near)).all(axis=0)
        out = sure.any(axis=0)
        if out.any():
            positive.append((row[out], sure[:, out]))
        going = ~out & ~(negative | flat).all(axis=0) & (left > 0)
        done = ~out & ~going
        may[row[done]] = True
        deviation, part = np.nonzero(~negative & done)
        asked[row[part], deviation] = True
        gains, row = _both_halves(gains[:, :, going]), np.tile(row[going], 2)
    for out, sure in positive:
        lacking = np.flatnonzero(~(sure & asked[out].T).any(axis=0))
        asked[out[lacking], sure[:, lacking].argmax(axis=0)] = True
    return may.reshape(count, profiles), asked.reshape(count, profiles, deviations)


def _both_halves(rows: Array) -> Array:
    """Return Bernstein coefficients (D+1, ..., R) on both halves of every range: (D+1, ..., 2 R)."""
    first, last = [rows[0]], [rows[-1]]
    while len(rows) > 1:
        rows = (rows[1:] + rows[:-1]) / 2
        first, last = [*first, rows[0]], [rows[-1], *last]
    return np.concatenate([np.stack(first), np.stack(last)], axis=-1)
