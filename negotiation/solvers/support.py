"""Every Nash equilibrium of two-party games, pure and mixed, from linear systems batched over points and supports.

1. Bring each party's payoffs to range 1, points on the fastest axis; drop strategies strictly dominated everywhere.
2. For each party and each pair (own strategies I, opponent's strategies J) of equal size, find the mixture over I that
   makes J pay the opponent the same. With positive weights and J among the best replies it is a vertex of the party's
   best-reply polyhedron.
3. Where no vertex has more best replies than played strategies, the equilibria are the pairs of vertices of one (I, J).
4. Where one has (a tie), pair all vertices of both parties and keep those that play best replies only: every extreme
   equilibrium, unequal supports included. Every equilibrium is a mixture of extreme ones (Mangasarian 1964).
5. A point is degenerate where an equilibrium leaves a best reply unplayed; only there can equilibria form continua.

Mangasarian (1964), Equilibrium points of bimatrix games, J. SIAM 12(4); Dickhaut and Kaplan (1991);
von Stengel (2002), Computing equilibria for two-person games, Handbook of Game Theory 3, ch. 45.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import comb
from typing import NamedTuple

import numpy as np

from negotiation.equilibria import PLAYED, Equilibria, collect
from negotiation.errors import SolverError
from negotiation.game import TOLERANCE, Array, Game

MAX_PAIRS = 5_000_000
"""Support pairs that are tried at most; twelve strategies a side have 2,704,155."""

PAIRS_AT_ONCE = 256
NUMBERS_AT_ONCE = 1 << 17
"""Size of a working array, so that a chunk of points stays in the processor's cache."""

SINGULAR = 1e-13
"""Determinants of rows scaled to at most 1 that are smaller than this are rounding noise."""


class Found(NamedTuple):
    """Rows of equilibria of a chunk: point (E,), mixtures (E, m) and (E, n), tied and continuum (E,)."""

    point: Array
    rows: Array
    columns: Array
    tied: Array
    continuum: Array


class Vertices(NamedTuple):
    """Vertices of one party: point (V,), mixture (V, m), bit sets (V,) of played strategies and of best replies."""

    point: Array
    mixture: Array
    played: Array
    best: Array


def solve(game: Game) -> Equilibria:
    """Return all equilibria of a two-party game; at a continuum, its extreme points.

    `degenerate` is True where an equilibrium has a best reply that it does not play, `complete` elsewhere; the mark
    `continuum` is True for rows that are ends of a continuum of equilibria.

    Raises
    ------
    SolverError
        The game has more than MAX_PAIRS pairs of supports of equal size.

    >>> solve(Game.from_payoffs([[2, 0], [0, 1]], [[1, 0], [0, 2]])).label.tolist()
    ['1 / 1', '1+2 / 1+2', '2 / 2']
    """
    kept = _undominated(game)
    sizes = [len(each) for each in kept]
    pairs = comb(sum(sizes), sizes[0]) - 1
    if pairs > MAX_PAIRS:
        raise SolverError(f"method 'support' would try {pairs:,} pairs of supports on {game.name}; "
                          f"allowed: {MAX_PAIRS:,}; 'lemke-howson' finds some of the equilibria")
    blocks = list(_pairs(*sizes))
    step = max(1, NUMBERS_AT_ONCE // (max(len(own) for own, _ in blocks) * max(sizes)))
    parts = [_chunk(*_tables(game, kept, slice(k, k + step)), blocks, k) for k in range(0, game.points, step)]
    found = Found(*map(np.concatenate, zip(*parts, strict=True)))
    mixtures = [_widen(mixture, keep, size) for mixture, keep, size
                in zip((found.rows, found.columns), kept, game.strategy_counts, strict=True)]
    degenerate = np.bincount(found.point[found.tied], minlength=game.points) > 0
    return collect(game, "support", found.point, mixtures, complete=~degenerate, degenerate=degenerate,
                   marks={"continuum": found.continuum})


def _undominated(game: Game) -> tuple[Array, ...]:
    """Return each party's strategies that survive iterated strict dominance at some point."""
    kept = tuple(np.arange(size) for size in game.strategy_counts)
    if sum(game.strategy_counts) <= 6:
        return kept
    while True:
        inner = Game(game.payoffs[:, :, kept[0][:, None], kept[1]])
        lost = [dominated.all(axis=0) for dominated in inner.dominated()]
        if not any(each.any() for each in lost):
            return kept
        kept = tuple(keep[~each] for keep, each in zip(kept, lost, strict=True))


def _pairs(m: int, n: int) -> Iterator[tuple[Array, Array]]:
    """Yield all pairs of supports of equal size k, as arrays (K, k) and (K, k), in blocks of one size."""
    for k in range(1, min(m, n) + 1):
        firsts, seconds = (np.array(list(combinations(range(size), k))) for size in (m, n))
        for pick in np.array_split(np.arange(len(firsts) * len(seconds)),
                                   -(-len(firsts) * len(seconds) // PAIRS_AT_ONCE)):
            yield firsts[pick // len(seconds)], seconds[pick % len(seconds)]


def _tables(game: Game, kept: Sequence[Array], points: slice) -> tuple[Array, Array]:
    """Return for each party the opponent's payoff, scaled to range 1: (own, opponent, P)."""
    scaled = []
    for i, axes in ((1, (1, 2, 0)), (0, (2, 1, 0))):
        table = np.ascontiguousarray(game.payoffs[points, i][:, kept[0][:, None], kept[1]].transpose(axes))
        scaled.append((table - table.min(axis=(0, 1))) / game.scale[points, i])
    return scaled[0], scaled[1]


def _chunk(first: Array, second: Array, blocks: Sequence[tuple[Array, Array]], offset: int) -> Found:
    """Find the equilibria of a chunk of points, tables (m, n, P) and (n, m, P)."""
    suspect = np.zeros(first.shape[2], dtype=bool)
    parts = []
    for own, other in blocks:
        x, x_valid, x_best = _vertices(first, own, other)
        y, y_valid, y_best = _vertices(second, other, own)
        for valid, best in ((x_valid, x_best), (y_valid, y_best)):
            suspect |= (valid & (best.sum(axis=1, dtype=np.int8) > own.shape[1])).any(axis=0)
        pair, point = np.nonzero(x_valid & y_valid)
        parts.append((point, _scatter(x, pair, point, own, len(first)), _scatter(y, pair, point, other, len(second))))
    point, rows, columns = (np.concatenate(each) for each in zip(*parts, strict=True))
    plain = ~suspect[point]
    no = np.zeros(plain.sum(), dtype=bool)
    regular = Found(point[plain], rows[plain], columns[plain], no, no)
    if suspect.any():
        extreme = _extreme(first[:, :, suspect], second[:, :, suspect], blocks)
        extreme = extreme._replace(point=np.flatnonzero(suspect)[extreme.point])
        regular = Found(*map(np.concatenate, zip(regular, extreme, strict=True)))
    return regular._replace(point=regular.point + offset)


def _vertices(table: Array, own: Array, tied: Array) -> tuple[Array, Array, Array]:
    """Find the mixtures over `own` that make `tied` pay the opponent the same.

    Returns weights (K, k, P), valid (K, P): all played and `tied` best replies, and best (K, n, P): all best replies.
    """
    size = own.shape[1]
    if size == 1:
        weights = np.ones((len(own), 1, table.shape[2]))
        positive = np.ones((len(own), table.shape[2]), dtype=bool)
        value = table[own[:, 0]]
    else:
        with np.errstate(divide="ignore", invalid="ignore"):
            weights = _weights(table[own[:, :, None], tied[:, None, :]])
        positive = np.all(weights > PLAYED, axis=1)
        weights = np.where(positive[:, None], weights, 0.0)
        value = weights[:, 0, None] * table[own[:, 0]]
        for i in range(1, size):
            value += weights[:, i, None] * table[own[:, i]]
    best = value >= value.max(axis=1, keepdims=True) - TOLERANCE
    valid = best[np.arange(len(own))[:, None], tied].all(axis=1) & positive
    return weights, valid, best


def _weights(square: Array) -> Array:
    """Solve sum_i x_i (u_ij - u_i0) = 0 for all j, sum x = 1: (K, k, k, P) -> (K, k, P); not finite where singular."""
    slopes = square[:, :, 1:] - square[:, :, :1]
    steep = np.abs(slopes).max(axis=1, keepdims=True)
    slopes /= np.where(steep > TOLERANCE, steep, np.nan)
    if square.shape[1] == 2:
        weights = np.stack([slopes[:, 1, 0], -slopes[:, 0, 0]], axis=1)
    elif square.shape[1] == 3:
        a, b = slopes[:, :, 0], slopes[:, :, 1]
        weights = np.stack([a[:, i] * b[:, j] - a[:, j] * b[:, i] for i, j in ((1, 2), (2, 0), (0, 1))], axis=1)
    else:
        return _weights_by_solve(slopes)
    total = weights.sum(axis=1, keepdims=True)
    return weights / np.where(np.abs(total) > SINGULAR, total, np.nan)


def _weights_by_solve(slopes: Array) -> Array:
    """As `_weights`, by elimination; singular systems are masked first, since one of them would stop the batch."""
    system = np.moveaxis(np.concatenate([slopes, np.ones_like(slopes[:, :, :1])], axis=2), 3, 1).swapaxes(2, 3)
    flat = np.isfinite(system).all(axis=(2, 3))
    system = np.where(flat[..., None, None], system, 0.0)
    regular = np.abs(np.linalg.det(system)) > SINGULAR
    size = system.shape[-1]
    system = np.where(regular[..., None, None], system, np.eye(size))
    weights = np.linalg.solve(system, np.eye(size)[:, -1:])[..., 0]
    return np.moveaxis(np.where(regular[..., None], weights, np.nan), 2, 1)


def _scatter(weights: Array, pair: Array, point: Array, own: Array, size: int) -> Array:
    """Lay out the chosen weights as mixtures over all strategies: (E, size)."""
    mixture = np.zeros((len(pair), size))
    mixture[np.arange(len(pair))[:, None], own[pair]] = weights[pair, :, point]
    return mixture


def _widen(mixture: Array, kept: Array, size: int) -> Array:
    if len(kept) == size:
        return mixture
    wide = np.zeros((len(mixture), size))
    wide[:, kept] = mixture
    return wide


def _extreme(first: Array, second: Array, blocks: Sequence[tuple[Array, Array]]) -> Found:
    """Find all extreme equilibria of points with ties: pairs of vertices that play best replies only."""
    x = _all_vertices(first, blocks)
    y = _all_vertices(second, [(other, own) for own, other in blocks])
    a, b = _same_point(x.point, y.point)
    fits = ((x.played[a] & ~y.best[b]) == 0) & ((y.played[b] & ~x.best[a]) == 0)
    a, b = a[fits], b[fits]
    tied = (x.played[a] != y.best[b]) | (y.played[b] != x.best[a])
    # Two extreme equilibria that share one party's mixture are joined by a segment of equilibria.
    shared = (np.bincount(a, minlength=len(x.point))[a] > 1) | (np.bincount(b, minlength=len(y.point))[b] > 1)
    return Found(x.point[a], x.mixture[a], y.mixture[b], tied, shared)


def _all_vertices(table: Array, blocks: Sequence[tuple[Array, Array]]) -> Vertices:
    """List the vertices of one party at every point, each once."""
    parts = []
    for own, tied in blocks:
        weights, valid, best = _vertices(table, own, tied)
        pair, point = np.nonzero(valid)
        played = (1 << own).sum(axis=1)[pair]
        replies = best[pair, :, point] @ (1 << np.arange(table.shape[1]))
        parts.append((point, _scatter(weights, pair, point, own, len(table)), played, replies))
    found = Vertices(*(np.concatenate(each) for each in zip(*parts, strict=True)))
    once = np.unique(np.stack([found.point, found.played, found.best]), axis=1, return_index=True)[1]
    found = Vertices(*(each[once] for each in found))
    # Labels of distinct vertices are never nested: a nested one is its neighbour again, within the tolerance.
    a, b = _same_point(found.point, found.point)
    nested = (a != b) & ((found.played[b] & ~found.played[a]) == 0) & ((found.best[a] & ~found.best[b]) == 0)
    kept = np.bincount(a[nested], minlength=len(found.point)) == 0
    return Vertices(*(each[kept] for each in found))


def _same_point(first: Array, second: Array) -> tuple[Array, Array]:
    """Return the indices of all pairs of rows of two tables that lie at the same point; `second` must ascend."""
    low, high = np.searchsorted(second, first), np.searchsorted(second, first, side="right")
    count = high - low
    left = np.repeat(np.arange(len(first)), count)
    within = np.arange(len(left)) - np.repeat(np.cumsum(count) - count, count)
    return left, low[left] + within
