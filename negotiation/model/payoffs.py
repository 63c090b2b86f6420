"""The one evaluation of a model's formulas, on any kind of number and at any profiles.

Floats for games, rationals for exact tables, polynomials for tipping points, ranges for certified ones, duals for
leverage: every answer reads the same formulas in the same way.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from math import prod
from typing import Protocol, TypeVar

import numpy as np

from negotiation.arithmetic.kinds import Kind
from negotiation.expression import evaluate
from negotiation.model.declarations import Formula

Array = np.ndarray
T = TypeVar("T")
"""A kind of number."""


class Profiles(tuple[Array, ...]):
    """N integer arrays that broadcast together, the strategy of each party; a table's own are kept with it."""

    @cached_property
    def played(self) -> tuple[list[tuple[int, ...]], Array]:
        """Return the profiles that stand somewhere, and at every entry the number of its own."""
        counts = [int(each.max()) + 1 for each in self]
        number = np.ravel_multi_index(tuple(self), counts)
        stands = np.zeros(prod(counts), dtype=bool)
        stands[number] = True
        rows = zip(*(each.tolist() for each in np.unravel_index(np.flatnonzero(stands), counts)), strict=True)
        return list(rows), (np.cumsum(stands) - 1)[number]


class Formulas(Protocol):
    """What a model says: a payoff formula a party, or `cells`, one a party at each profile."""

    @property
    def components(self) -> Mapping[str, Formula]: ...
    @property
    def payoffs(self) -> tuple[Formula, ...]: ...
    @property
    def cells(self) -> Mapping[tuple[int, ...], tuple[Formula, ...]]: ...
    @property
    def indicators(self) -> Mapping[str, tuple[int, int]]: ...


def known(formulas: Formulas, kind: Kind[T], values: Mapping[str, T], profiles: Sequence[Array],
          wanted: Collection[str] | None = None) -> dict[str, T]:
    """Return the value of every parameter, indicator and component.

    Parameters
    ----------
    values : every parameter, as numbers of the kind.
    profiles : N integer arrays that broadcast together and with the values: the strategy of each party.
    wanted : the indicators and components that are needed; None means all.
    """
    found = dict(values)
    for name, (i, j) in formulas.indicators.items():
        if wanted is None or name in wanted:
            found[name] = kind.marks(profiles[i] == j)
    with np.errstate(all="ignore"):
        for name, component in formulas.components.items():
            if wanted is None or name in wanted:
                found[name] = evaluate(component.node, found, kind.number)
    return found


def payoffs(formulas: Formulas, kind: Kind[T], names: Mapping[str, T], profiles: Sequence[Array],
            parties: Sequence[int] | None = None) -> list[T]:
    """Return the payoffs of all parties, or of some, where `known` has told the value of every name."""
    with np.errstate(all="ignore"):
        if not formulas.cells:
            rows = formulas.payoffs if parties is None else [formulas.payoffs[i] for i in parties]
            return [evaluate(row.node, names, kind.number) for row in rows]
        played, index = (profiles if isinstance(profiles, Profiles) else Profiles(profiles)).played
        cells = [formulas.cells[profile] for profile in played]
        asked = range(len(cells[0])) if parties is None else parties
        return [kind.picked([evaluate(cell[i].node, names, kind.number) for cell in cells], index) for i in asked]


def grid_of(counts: Sequence[int]) -> tuple[Array, ...]:
    """Return each party's strategy at every profile: N arrays that broadcast to (S1, ..., SN)."""
    return np.ogrid[tuple(slice(count) for count in counts)]


def read(formulas: Formulas, kind: Kind[T], values: Mapping[str, T], profiles: Sequence[Array],
         wanted: Collection[str] | None = None) -> list[T]:
    """Return the payoffs of all parties at the profiles: N numbers of the kind; arguments as of `known`."""
    return payoffs(formulas, kind, known(formulas, kind, values, profiles, wanted), profiles)
