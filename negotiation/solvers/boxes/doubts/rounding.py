"""What floating point may get wrong, bounded in advance.

Lemma. Let every payoff be scaled so that no gain over a reference strategy exceeds 1, and let a box of free weights
lie in [0, 1]^n. Party i's gains are sums over pure profiles of the others; written about the box's centre, with slopes
times radii, their coefficients have absolute values that add up to no more than

    A_i = product over j != i of (1 + 9/4 (m_j - 1)),

m_j the strategies of j's support, also where the box is widened by `verdicts.INFLATION` = 5/4: going from a party's m_j
values to "last value, and differences from it times weights" multiplies the sum by at most 1 + 2 (m_j - 1) (c + 5/4 r)
with c + r <= 1 and c >= r. Every coefficient is reached by at most sum_j (m_j + 2) roundings, its sums over E_i =
product of m_j entries and n weights by E_i + 4 n more; each rounding errs by a share 2**-53 of absolute values that are
in this sum (Higham 2002, Accuracy and stability of numerical algorithms, section 3.1). Derivatives carry another factor
of at most N - 1. Hence every value, slope, bound and preconditioned sum errs by at most

    `slack` = (N - 1) (sum_j (m_j + 2) + E_i + 4 n + 16) 2**-53 A_i + 2 A_i `given`,

times the absolute row sum of the preconditioner where there is one; `given` bounds |payoff used - exact payoff|.

Where a point stands for every game whose gains at pure profiles are within `moved` of its own (`rows.Table`), gains at
mixtures are too, since they are means of those: `slack` + `moved` excludes. Proofs of a root reach into widened boxes,
where weights may be negative; there `compiled.krawczyk.spread` bounds what moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

UNIT = 2.0 ** -53
"""The relative error of one rounding."""

PAD = 2.0 ** -50
"""Share by which a cut, in units of a box's radius, gives way: a quotient and two sums of numbers up to 2."""

END = 2.0 ** -52
"""By how much the end of a box gives way, for the rounding of centre + radius * cut in [0, 1]."""


def mass(shape: Sequence[int], i: int) -> float:
    """Bound the sum of the absolute coefficients of party i's gains, A_i of the lemma."""
    return prod(1 + 2.25 * (size - 1) for j, size in enumerate(shape) if j != i)


def evaluation(shape: Sequence[int]) -> float:
    """Bound the rounding of every gain of a game of this shape whose gains are at most 1."""
    free, parties = sum(shape) - len(shape), max(2, len(shape))
    return max((parties - 1) * (sum(shape) - size + 2 * parties + prod(shape) // size + 4 * free + 16) * UNIT
               * mass(shape, i) for i, size in enumerate(shape))
