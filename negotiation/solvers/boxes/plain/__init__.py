"""The kernel of branch and prune in plain NumPy: which supports survive, what is in a box (`boxes.kernel`).

Same questions and same answers as `compiled`, a batch of rows at a time. Arrays of one row: `bits` (N,) the support
of each party, `low` and `high` (n,) the bounds of its free coordinates. The k-th free coordinate of a party is the
weight of the k-th strategy of its support; the last strategy of the support, its reference, takes the rest.
"""

from __future__ import annotations

from typing import NoReturn

from negotiation.solvers.boxes.plain.decide import examine
from negotiation.solvers.boxes.plain.supports import Tree, undominated

__all__ = ["SIFT_FROM", "Tree", "examine", "ready", "sift", "undominated"]

SIFT_FROM = 1 << 30
"""This kernel does not sift: it bisects from the whole support on, for the same answers."""


def ready(sifting: bool) -> None:
    """Do nothing: there is nothing to compile."""


def sift(*_: object) -> NoReturn:
    """Never called; see SIFT_FROM."""
    raise NotImplementedError
