"""The two kernels of branch and prune in plain NumPy: which supports survive, what is in a box.

Same questions and same answers as `compiled`, a batch of rows at a time. Arrays of one row: `bits` (N,) the support
of each party, `low` and `high` (n,) the bounds of its free coordinates. The k-th free coordinate of a party is the
weight of the k-th strategy of its support; the last strategy of the support, its reference, takes the rest.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from negotiation.game import Array
from negotiation.solvers.boxes import taylor
from negotiation.solvers.boxes.verdicts import DROP, FLAT, INFLATION, KEPT, NEWTON_STEPS, PASSES, ROOT, SPLIT, WIDE

SIFT_FROM = 1 << 30
"""This kernel does not sift: it bisects from the whole support on, for the same answers."""

AT_ONCE = 1 << 22
"""Payoff gaps compared at a time."""


class Tree:
    """The supports of a batch of games that survive conditional dominance, some points at a time.

    `point` is the first point not yet finished. The order within a point is not promised.
    """

    POINTS = 64

    def __init__(self, payoffs: Array, shape: Array, strides: Array, slack: float) -> None:
        self._payoffs, self._shape, self._slack = payoffs, tuple(int(size) for size in shape), slack
        self._ready: list[tuple[Array, Array]] = []
        self.point = self._next = 0

    @property
    def done(self) -> bool:
        return self.point >= len(self._payoffs)

    def grow(self, limit: int) -> tuple[Array, Array]:
        """Return up to `limit` further supports: their points (R,) and bits (R, N)."""
        if not self._ready:
            self._next = min(self.point + self.POINTS, len(self._payoffs))
            self._ready = [self._grow(self.point, self._next)]
        point, bits = self._ready.pop()
        if len(point) > limit:
            self._ready.append((point[limit:], bits[limit:]))
            self.point = int(point[limit])
        else:
            self.point = self._next
        return point[:limit], bits[:limit]

    def _grow(self, start: int, stop: int) -> tuple[Array, Array]:
        own = [np.moveaxis(self._payoffs[:, i].reshape(-1, *self._shape), 1 + i, 1).reshape(
            len(self._payoffs), size, -1) for i, size in enumerate(self._shape)]
        point = np.arange(start, stop)
        masks = [np.ones((len(point), size), dtype=bool) for size in self._shape]
        point, masks = self._survivors(own, point, masks, 0)
        for depth, size in enumerate(self._shape):
            subsets = (np.arange(1, 1 << size)[:, None] >> np.arange(size)) & 1 == 1
            row, chosen = np.nonzero(~(subsets[None] & ~masks[depth][:, None]).any(axis=2))
            masks = [mask[row] for mask in masks]
            masks[depth] = subsets[chosen]
            point, masks = self._survivors(own, point[row], masks, depth + 1)
        bits = np.stack([(mask * (1 << np.arange(mask.shape[1]))).sum(axis=1) for mask in masks], axis=1)
        order = np.argsort(point, kind="stable")
        return point[order], bits[order].astype(np.int64)

    def _survivors(self, own: Sequence[Array], point: Array, masks: list[Array], chosen: int
                   ) -> tuple[Array, list[Array]]:
        """Drop rows in which a chosen party plays a beaten strategy; take beaten ones from the others, repeatedly."""
        step = max(1, AT_ONCE // (max(self._shape) ** 2 * own[0].shape[2]))
        parts = [self._settle(own, point[k:k + step], [mask[k:k + step] for mask in masks], chosen)
                 for k in range(0, max(1, len(point)), step)]
        return (np.concatenate([part[0] for part in parts]),
                [np.concatenate(each) for each in zip(*(part[1] for part in parts), strict=True)])

    def _settle(self, own: Sequence[Array], point: Array, masks: list[Array], chosen: int) -> tuple[Array, list[Array]]:
        masks, active, alive = [mask.copy() for mask in masks], np.arange(len(point)), np.ones(len(point), dtype=bool)
        while len(active):
            changed = np.zeros(len(active), dtype=bool)
            for i in range(len(self._shape)):
                gone = self._beaten(own[i], point[active], [mask[active] for mask in masks], i) & masks[i][active]
                if i < chosen:
                    alive[active[gone.any(axis=1)]] = False
                else:
                    masks[i][active] &= ~gone
                    changed |= gone.any(axis=1)
            active = active[changed & alive[active]]
        return point[alive], [mask[alive] for mask in masks]

    def _beaten(self, own: Array, point: Array, masks: Sequence[Array], i: int) -> Array:
        """Mark party i's strategies that another one beats at every profile the others may play: (R, Si)."""
        others = np.ones((len(point), 1), dtype=bool)
        for j, mask in enumerate(masks):
            if j != i:
                others = (others[:, :, None] & mask[:, None, :]).reshape(len(point), -1)
        table = own[point]
        result = np.zeros(table.shape[:2], dtype=bool)
        for b in range(table.shape[1]):
            gap = np.where(others[:, None], table[:, [b]] - table, np.inf).min(axis=2)
            result |= gap > self._slack
        return result


def examine(payoffs: Array, shape: Array, strides: Array, slack: float, point: Array, bits: Array,
            low: Array, high: Array) -> tuple[Array, Array, Array]:
    """Decide each row and cut its box in place.

    Returns `verdict` (R,) in DROP, SPLIT, ROOT, FLAT; `axis` (R,) the free coordinate to bisect; `root` (R, n), the
    free coordinates of the equilibrium proved.
    """
    verdict, axis, root = np.full(len(point), DROP, np.int8), np.zeros(len(point), np.int64), np.zeros_like(low)
    sizes = np.bitwise_count(bits)
    for pattern in np.unique(sizes, axis=0):
        rows = np.flatnonzero((sizes == pattern).all(axis=1))
        games = taylor.Faces(payoffs, shape, point[rows], bits[rows])
        _examine(games, rows, slack, low, high, verdict, axis, root)
    return verdict, axis, root


def _examine(games: taylor.Faces, rows: Array, slack: float, low: Array, high: Array,
             verdict: Array, axis: Array, root: Array) -> None:
    free = games.free
    for attempt in range(PASSES):
        centre, radius = (low[rows, :free] + high[rows, :free]) / 2, (high[rows, :free] - low[rows, :free]) / 2
        below, above = -np.ones_like(centre), np.ones_like(centre)
        forms = games.forms(centre, radius)
        alive = _cut(games, forms, centre, radius, slack, below, above)
        flat = alive & _flat(forms, slack) if free else alive & False
        point_ = alive & (free == 0)
        verdict[rows[point_]], verdict[rows[flat]] = ROOT, FLAT
        going = alive & ~flat & ~point_
        games, forms, rows = games.take(going), forms.take(going), rows[going]
        centre, radius, below, above = centre[going], radius[going], below[going], above[going]
        proved, weight = _precondition(games, forms, slack, below, above)
        _refine(games.take(proved), centre[proved], rows[proved], slack, verdict, root)
        going = ~proved & (below <= above).all(axis=1)
        games, rows = games.take(going), rows[going]
        if not len(rows):
            return
        centre, radius, below, above, weight = (each[going] for each in (centre, radius, below, above, weight))
        low[rows, :free], high[rows, :free] = centre + radius * below, centre + radius * above
        again = np.maximum((above - below) / 2, 1e-3).prod(axis=1) <= KEPT if attempt < PASSES - 1 else below[:, 0] > 2
        stop = rows[~again]
        verdict[stop] = SPLIT
        width = radius * (above - below)
        score = np.where(weight >= 0, weight * (above - below), width)
        score[width < WIDE * width.max(axis=1, keepdims=True)] = -1.0
        axis[stop] = score[~again].argmax(axis=1)
        games, rows = games.take(again), rows[again]
        if not len(rows):
            return


def _tighten(gain: Array, slope: Array, rest: Array, slack: float, below: Array, above: Array) -> Array:
    """Cut the unit boxes by gain + slope d - rest <= slack; return where something is left."""
    least = gain - rest - slack + np.minimum(slope * below, slope * above).sum(axis=1)
    alive = least <= 0
    for k in range(slope.shape[1]):
        rise = slope[:, k]
        cut = least / np.where(rise == 0, 1.0, rise)
        up = alive & (rise > 0) & (least + rise * (above[:, k] - below[:, k]) > 0)
        down = alive & (rise < 0) & (least - rise * (above[:, k] - below[:, k]) > 0)
        new_above = np.where(up, np.minimum(above[:, k], below[:, k] - cut), above[:, k])
        below[:, k] = np.where(down, np.maximum(below[:, k], above[:, k] - cut), below[:, k])
        above[:, k] = new_above
    return alive


def _cut(games: taylor.Faces, forms: taylor.Forms, centre: Array, radius: Array, slack: float,
         below: Array, above: Array) -> Array:
    """Cut by the simplices, the best-reply inequalities and the ties, one by one; return where something is left."""
    alive = np.ones(len(centre), dtype=bool)
    for first, size in zip(games.first, games.sizes, strict=True):
        if size > 1:
            inside = (np.arange(games.free) >= first) & (np.arange(games.free) < first + size - 1)
            alive &= _tighten(centre[:, inside].sum(axis=1) - 1.0, radius * inside, np.zeros(len(centre)), slack,
                              below, above)
    for q in range(forms.gain.shape[1]):
        alive &= _tighten(forms.gain[:, q], forms.slope[:, q], forms.rest[:, q], slack, below, above)
        if forms.tied[q]:
            alive &= _tighten(-forms.gain[:, q], -forms.slope[:, q], forms.rest[:, q], slack, below, above)
    return alive


def _flat(forms: taylor.Forms, slack: float) -> Array:
    """Tell where every tie holds, and no other strategy is better, throughout the box."""
    spread = np.abs(forms.slope).sum(axis=2) + forms.rest
    return (np.where(forms.tied, np.abs(forms.gain), forms.gain) + spread <= slack).all(axis=1)


def _precondition(games: taylor.Faces, forms: taylor.Forms, slack: float, below: Array, above: Array
                  ) -> tuple[Array, Array]:
    """Cut by the preconditioned ties; return where exactly one root is proved, and the weights of the axes."""
    tied = forms.tied
    matrix, parties = forms.slope[:, tied], len(games.sizes)
    inverse, regular = taylor.invert(matrix)
    order, active = games.products
    sizes = np.abs(inverse @ forms.terms)
    error = np.abs(inverse @ matrix - np.eye(games.free)).sum(axis=2)
    middle = -(inverse @ forms.gain[:, tied, None])[..., 0]
    remainder, wobble = sizes.sum(axis=2), slack * np.abs(inverse).sum(axis=2)
    spread = np.where(regular[:, None], remainder + wobble + error, np.inf)
    np.maximum(below, middle - spread, out=below)
    np.minimum(above, middle + spread, out=above)
    reached = np.abs(middle) + remainder * INFLATION ** (parties - 1) + wobble + error * INFLATION
    contraction = sizes @ order * INFLATION ** max(parties - 2, 0) + wobble + error
    proved = regular & (reached < INFLATION).all(axis=1) & (contraction < 1.0).all(axis=1)
    return proved, np.where(regular[:, None], sizes.sum(axis=1) @ active, -1.0)


def _refine(games: taylor.Faces, centre: Array, rows: Array, slack: float, verdict: Array, root: Array) -> None:
    """Follow Newton's method to the roots that were proved; those that are no equilibrium stay DROP."""
    unit = np.ones_like(centre)
    for _ in range(NEWTON_STEPS if len(rows) else 0):
        forms = games.forms(centre, unit)
        inverse, regular = taylor.invert(forms.slope[:, forms.tied])
        step = -(inverse @ forms.gain[:, forms.tied, None])[..., 0]
        centre = centre + np.where(regular[:, None], step, 0.0)
        if np.abs(step).max(initial=0.0) < 4e-16:
            break
    if not len(rows):
        return
    sums = np.stack([centre[:, f:f + s - 1].sum(axis=1) for f, s in zip(games.first, games.sizes, strict=True)], axis=1)
    good = (centre >= -slack).all(axis=1) & (1.0 - sums >= -slack).all(axis=1)
    good &= (np.where(forms.tied, -1.0, forms.gain) <= slack).all(axis=1)
    verdict[rows[good]] = ROOT
    root[rows[good], :games.free] = centre[good]
