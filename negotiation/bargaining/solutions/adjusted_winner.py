"""Adjusted Winner: two parties divide issues so that both get the same number of their own points.

1. Scale each party's points to a sum of 100.
2. Give every issue to the party that puts more points on it.
3. Whoever is ahead hands over issues, those first on which the two differ least by ratio, and splits the last one,
   until both have the same. At most one issue is split.

The result is efficient, equitable and free of envy. Brams and Taylor (1996), Fair Division, chapter 4. Exact where the
points are rational.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation.game import TOLERANCE, Array

WHOLE = 100


@dataclass(frozen=True, eq=False)
class AdjustedWinner:
    """The division at P points.

    Attributes
    ----------
    share : (P, K) the first party's part of each issue, 0 to 1.
    totals : (P, 2) what each party gets, in its own points scaled to 100.
    split : (P,) the issue that is divided, -1 where none is.
    first_choice : (P, K) True where the first party puts more on the issue (step 2; ties go to the first party).
    efficient, envy_free, equitable : (P,) bool, checked on the result and not assumed.
    """

    share: Array
    totals: Array
    split: Array
    first_choice: Array
    efficient: Array
    envy_free: Array
    equitable: Array


def adjusted_winner(points: Array) -> AdjustedWinner:
    """Divide K issues; `points` (P, 2, K), nonnegative, floats or exact rationals, some positive for each party."""
    scaled = points * WHOLE / points.sum(axis=2, keepdims=True)
    first, second = scaled[:, 0], scaled[:, 1]
    order = order_of(scaled)
    mine, theirs = (np.take_along_axis(each, order, axis=1) for each in (first, second))
    # The first party gets the issues it cares most about relative to the other, up to where the totals meet.
    before = np.cumsum(mine, axis=1) - mine
    after = np.cumsum(theirs[:, ::-1], axis=1)[:, ::-1]
    both = mine + theirs
    part = (after - before) / np.where(both == 0, 1, both)
    part = np.where(both == 0, (part > 0) + 0 * part, part)
    sorted_share = np.minimum(np.maximum(part, 0 * part), 0 * part + 1)
    share = np.empty_like(scaled[:, 0])
    np.put_along_axis(share, order, sorted_share, axis=1)
    totals = np.stack([(first * share).sum(axis=1), (second * (1 - share)).sum(axis=1)], axis=1)
    broken = (share > 0) & (share < 1)
    return AdjustedWinner(
        share, totals, np.where(broken.any(axis=1), broken.argmax(axis=1), -1), first >= second,
        is_efficient(scaled, share), envy_free(totals), np.abs(_float(totals[:, 0] - totals[:, 1])) <= _slack())


def order_of(points: Array) -> Array:
    """Return the issues in falling order of how much more the first party wants them, by ratio: (P, K)."""
    both = points.sum(axis=1)
    return np.argsort(-points[:, 0] / np.where(both == 0, 1, both), axis=1, kind="stable")


def corners(points: Array) -> tuple[Array, Array]:
    """Return the corners of the Pareto frontier at one point: payoffs (K + 1, 2), the first party's shares (K + 1, K).

    From all issues to the second party to all to the first, in the order of `order_of`.
    """
    order = order_of(points[None])[0]
    share = np.zeros((len(order) + 1, len(order)))
    for step, issue in enumerate(order):
        share[step + 1:, issue] = 1
    return np.stack([share @ points[0], (1 - share) @ points[1]], axis=1), share


def is_efficient(points: Array, share: Array) -> Array:
    """Say whether no exchange helps both: whoever gives an issue wants it relatively more than what it gets back."""
    has, gives = share > 0, share < 1
    # The first party holds j and the second k: a swap helps both where a_k b_j > a_j b_k.
    helps = points[:, 0, None, :] * points[:, 1, :, None] > points[:, 0, :, None] * points[:, 1, None, :] + _slack()
    return ~(helps & has[:, :, None] & gives[:, None, :]).any(axis=(1, 2))


def envy_free(totals: Array) -> Array:
    """Say whether each party values its own part at no less than the other's: at least half of its points."""
    return np.asarray((_float(totals) >= WHOLE / 2 - _slack()).all(axis=1))


def _float(values: Array) -> Array:
    return np.asarray(values, dtype=float)


def _slack() -> float:
    return TOLERANCE * WHOLE
