"""Decide boxes in plain NumPy, those of one pattern of support sizes together.

What floating point gets wrong is held by `slack` (lemma of `boxes.rounding`), as in `compiled.decide`, which also says
why each step is safe.
"""

from __future__ import annotations

import numpy as np

from negotiation.game import Array
from negotiation.solvers.boxes import taylor
from negotiation.solvers.boxes.doubts.rounding import END, PAD
from negotiation.solvers.boxes.rows import Decided, Rows, Table
from negotiation.solvers.boxes.verdicts import (
    DOUBT,
    DROP,
    FLAT,
    INFLATION,
    KEPT,
    LEVEL,
    NARROW,
    NEWTON_STEPS,
    PASSES,
    ROOT,
    SPLIT,
    WIDE,
)


def examine(table: Table, rows: Rows) -> Decided:
    """Decide each row and cut its box in place, for what `verdicts` says."""
    found = Decided.room(rows.low)
    sizes = np.bitwise_count(rows.bits)
    for pattern in np.unique(sizes, axis=0):
        some = np.flatnonzero((sizes == pattern).all(axis=1))
        games = taylor.Faces(table.payoffs, table.shape, rows.point[some], rows.bits[some])
        _examine(games, some, table.slack[rows.point[some]], table.moved[rows.point[some]], rows.low, rows.high, found)
    return found


def _examine(games: taylor.Faces, rows: Array, slack: Array, moved: Array, low: Array, high: Array, found: Decided
             ) -> None:
    free = games.free
    for attempt in range(PASSES):
        centre = (low[rows, :free] + high[rows, :free]) / 2
        radius = (high[rows, :free] - low[rows, :free]) / 2 + END
        below, above = -np.ones_like(centre), np.ones_like(centre)
        forms = games.forms(centre, radius)
        alive = _cut(games, forms, centre, radius, slack, below, above)
        flat = alive & _flat(forms, slack)
        found.verdict[rows[flat]] = FLAT
        going = alive & ~flat
        games, forms, rows, slack, moved = (games.take(going), forms.take(going), rows[going], slack[going],
                                            moved[going])
        centre, radius, below, above = centre[going], radius[going], below[going], above[going]
        loose = slack + spread(games, centre, radius, moved)
        proved, possible, weight = _precondition(games, forms, slack, loose, below, above)
        _refine(games.take(proved), centre[proved], radius[proved], rows[proved], slack[proved], moved[proved], low,
                high, found)
        going = ~proved & possible & (below <= above).all(axis=1)
        games, rows, slack, moved = games.take(going), rows[going], slack[going], moved[going]
        if not len(rows):
            return
        centre, radius, below, above, weight = (each[going] for each in (centre, radius, below, above, weight))
        low[rows, :free] = np.maximum(low[rows, :free], centre + radius * below - END)
        high[rows, :free] = np.minimum(high[rows, :free], centre + radius * above + END)
        again = np.maximum((above - below) / 2, 1e-3).prod(axis=1) <= KEPT if attempt < PASSES - 1 else below[:, 0] > 2
        stop = rows[~again]
        found.verdict[stop] = SPLIT
        found.axis[stop], found.span[stop] = _axis(games, high[stop, :free] - low[stop, :free], weight[~again])
        games, rows, slack, moved = games.take(again), rows[again], slack[again], moved[again]
        if not len(rows):
            return


def _axis(games: taylor.Faces, width: Array, weight: Array) -> tuple[Array, Array]:
    """Choose, of the wide coordinates, the one with the largest share in the higher-order terms, else the widest.

    The leader's own coordinates wait until the others' are narrow. Returns the axis and the widest width in question.
    """
    outer = np.zeros_like(width)
    outer[:, games.columns] = width[:, games.columns]
    wait = (outer.max(axis=1, initial=0.0) >= NARROW)[:, None]
    asked = np.where(wait, outer, width)
    widest = asked.max(axis=1)
    score = np.where(weight >= 0, weight * width, width)
    score[(asked < WIDE * LEVEL * widest[:, None]) | (wait & (outer == 0))] = -1.0
    return (score >= score.max(axis=1, keepdims=True) * LEVEL).argmax(axis=1), widest


def _tighten(gain: Array, slope: Array, rest: Array, slack: Array, below: Array, above: Array) -> Array:
    """Cut the unit boxes by gain + slope d - rest <= slack; return where something is left."""
    least = gain - rest - slack + np.minimum(slope * below, slope * above).sum(axis=1)
    alive = least <= 0
    for k in range(slope.shape[1]):
        rise = slope[:, k]
        cut = least / np.where(rise == 0, 1.0, rise)
        up = alive & (rise > 0) & (least + rise * (above[:, k] - below[:, k]) > 0)
        down = alive & (rise < 0) & (least - rise * (above[:, k] - below[:, k]) > 0)
        new_above = np.where(up, np.minimum(above[:, k], below[:, k] - cut + PAD), above[:, k])
        below[:, k] = np.where(down, np.maximum(below[:, k], above[:, k] - cut - PAD), below[:, k])
        above[:, k] = new_above
    return alive


def _cut(games: taylor.Faces, forms: taylor.Forms, centre: Array, radius: Array, slack: Array,
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


def _flat(forms: taylor.Forms, slack: Array) -> Array:
    """Tell where every tie holds, and no other strategy is better, throughout the box."""
    spread = np.abs(forms.slope).sum(axis=2) + forms.rest
    return (np.where(forms.tied, np.abs(forms.gain), forms.gain) + spread <= slack[:, None]).all(axis=1)


def _image(matrix: Array, value: Array, inverse: Array) -> tuple[Array, Array, Array]:
    """Return the preconditioned ties: minus their values, what they hold of each tie, their slopes beyond unit ones."""
    middle = -(inverse @ value[..., None])[..., 0]
    off = np.abs(inverse @ matrix - np.eye(*matrix.shape[1:])).sum(axis=2)
    return middle, np.abs(inverse).sum(axis=2), off


def _wobble(middle: Array, share: Array, slack: Array) -> Array:
    """Bound what preconditioned ties are wrong by, where each tie is by `slack`."""
    return share * slack[:, None] + PAD * (1.0 + np.abs(middle))


def spread(games: taylor.Faces, centre: Array, radius: Array, moved: Array) -> Array:
    """Bound what moved gains move in the widened boxes; see `compiled.krawczyk.spread`."""
    most = np.zeros(len(centre))
    if not moved.any():
        return most
    for i in range(len(games.sizes)):
        value, slopes = np.ones(len(centre)), np.zeros(len(centre))
        for j, (first, size) in enumerate(zip(games.first, games.sizes, strict=True)):
            if j != i and size > 1:
                own = slice(first, first + size - 1)
                reach = INFLATION * radius[:, own]
                ends = [1.0 - (centre[:, own] + side * reach).sum(axis=1) for side in (-1, 1)]
                total = (np.abs(centre[:, own]) + reach).sum(axis=1) + np.maximum(*map(np.abs, ends))
                slopes = slopes * total + value * 2.0 * radius[:, own].sum(axis=1)
                value = value * total
        most = np.maximum(most, np.maximum(value, slopes))
    return moved * most


def _precondition(games: taylor.Faces, forms: taylor.Forms, slack: Array, loose: Array, below: Array, above: Array
                  ) -> tuple[Array, Array, Array]:
    """Cut by the preconditioned ties; see `compiled.decide._precondition` and `_vanish` for the lemmas.

    Returns where exactly one root is proved, where one is possible, and the weights of the axes.
    """
    parties, columns, order = len(games.sizes), len(games.columns), games.products[0]
    matrix = forms.slope[:, forms.tied][:, games.ties][:, :, games.columns]
    value = forms.gain[:, forms.tied][:, games.ties]
    inverse, regular = taylor.eliminate(matrix) if columns else (np.zeros((len(value), len(games.ties),
                                                                 len(games.ties))), np.zeros(len(value), dtype=bool))
    sizes = np.abs(inverse @ forms.terms[:, games.ties])
    middle, share, off = _image(matrix, value, inverse)
    wrong, wider = _wobble(middle, share, slack), _wobble(middle, share, loose)
    remainder = sizes.sum(axis=2)
    spread = np.where(regular[:, None], (remainder + wrong + off) * (1.0 + PAD), np.inf)
    for k, place in enumerate(games.columns):
        np.maximum(below[:, place], middle[:, k] - spread[:, k], out=below[:, place])
        np.minimum(above[:, place], middle[:, k] + spread[:, k], out=above[:, place])
    possible = ~(np.abs(middle) > spread)[:, columns:].any(axis=1)
    reached = np.abs(middle) + remainder * INFLATION ** (parties - 1) + wider + off * INFLATION
    contraction = sizes @ order * INFLATION ** max(parties - 2, 0) + wider + off
    proved = regular & (reached < INFLATION - PAD).all(axis=1) & (contraction < 1.0 - PAD).all(axis=1)
    weight = np.where(regular[:, None], sizes.sum(axis=1) @ games.products[1], -1.0)
    return proved & (len(games.ties) == columns), possible, weight


def _refine(games: taylor.Faces, box: Array, radius: Array, rows: Array, slack: Array, moved: Array,
            low: Array, high: Array, found: Decided) -> None:
    """Follow Newton's method to the roots that were proved, enclose them, and read the signs that make them count."""
    if not len(rows):
        return
    free, centre, unit = games.free, box, np.ones_like(box)
    inverse = np.zeros((len(rows), free, free))
    for _ in range(NEWTON_STEPS):
        forms = games.forms(centre, unit)
        inverse, regular = taylor.eliminate(forms.slope[:, forms.tied])
        step = -(inverse @ forms.gain[:, forms.tied, None])[..., 0]
        centre = centre + np.where(regular[:, None], step, 0.0)
        if np.abs(step).max(initial=0.0) < 4e-16:
            break
    tiny = 4.0 * slack[:, None] * np.abs(inverse).sum(axis=2) + END
    found.root[rows, :free], error = centre, INFLATION * tiny
    forms, loose = games.forms(centre, tiny), slack + spread(games, centre, tiny, moved)
    proved = _precondition(games, forms, slack, loose, -np.ones_like(centre), np.ones_like(centre))[0]
    held = (np.abs(centre - box) + error <= 1.249 * radius).all(axis=1)
    held[~held] = _joined(games.take(~held), centre[~held], tiny[~held], rows[~held], slack[~held], moved[~held], low,
                          high)
    proved &= held
    found.error[rows[proved], :free] = error[proved]
    gone, sure = _signs(games, forms, loose, centre, error)
    found.verdict[rows] = np.where(~proved, DOUBT, np.where(gone, DROP, np.where(sure, ROOT, DOUBT)))


def _joined(games: taylor.Faces, root: Array, tiny: Array, rows: Array, slack: Array, moved: Array,
            low: Array, high: Array) -> Array:
    """Prove one root in the hull of box and enclosure; see `compiled.roots._joined`."""
    if not len(rows):
        return np.zeros(0, dtype=bool)
    below = np.minimum(low[rows, :games.free], root - 2 * tiny)
    above = np.maximum(high[rows, :games.free], root + 2 * tiny)
    box = (below + above) / 2, (above - below) / 2 + END
    forms, loose = games.forms(*box), slack + spread(games, *box, moved)
    proved = _precondition(games, forms, slack, loose, -np.ones_like(root), np.ones_like(root))[0]
    low[rows[proved], :games.free], high[rows[proved], :games.free] = below[proved], above[proved]
    return proved


def _signs(games: taylor.Faces, forms: taylor.Forms, slack: Array, root: Array, error: Array) -> tuple[Array, Array]:
    """Tell which enclosed roots are no equilibria, and which are for sure, with positive weights and no other reply."""
    gone, sure = (root + error < 0.0).any(axis=1), (root - error > 0.0).all(axis=1)
    for first, size in zip(games.first, games.sizes, strict=True):
        if size > 1:
            own = slice(first, first + size - 1)
            last, wide = 1.0 - root[:, own].sum(axis=1), error[:, own].sum(axis=1) + (games.free + 2) * END
            gone, sure = gone | (last + wide < 0.0), sure & (last - wide > 0.0)
    extent = slack[:, None] + INFLATION ** (len(games.sizes) - 1) * forms.rest
    extent = extent + INFLATION * np.abs(forms.slope).sum(axis=2)
    gone |= ((forms.gain > extent) & ~forms.tied).any(axis=1)
    return gone, sure & ((forms.gain < -extent) | forms.tied).all(axis=1)
