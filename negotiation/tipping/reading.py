"""Payoff formulas read on any kind of number: polynomials, or enclosures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any, Protocol

import numpy as np

from negotiation.expression import Node, evaluate, names
from negotiation.game import Array
from negotiation.model import Model


class Arithmetic(Protocol):
    """A kind of number: how a constant enters, a 0-1 array over profiles, and single values laid out as one array."""

    def number(self, value: Fraction) -> Any: ...
    def marks(self, mask: Array) -> Any: ...
    def stacked(self, rows: list[Any], shape: tuple[int, ...]) -> Any: ...


def read_payoffs(model: Model, kind: Arithmetic, values: Mapping[str, Any], profiles: Sequence[Array]) -> list[Any]:
    """Read the payoff formulas.

    Parameters
    ----------
    values : every parameter, as a number of the kind.
    profiles : N integer arrays that broadcast together: the strategy of each party.

    Returns
    -------
    N numbers of the kind, arrays over the profiles.
    """
    known = dict(values)
    wanted = _needed(model)
    for name, (i, j) in model.indicators.items():
        if name in wanted:
            known[name] = kind.marks(profiles[i] == j)
    for name, component in model.components.items():
        if name in wanted:
            known[name] = evaluate(component.node, known, kind.number)
    if not model.cells:
        return [evaluate(formula.node, known, kind.number) for formula in model.payoffs]
    grids = np.broadcast_arrays(*profiles)
    cells = [model.cells[profile] for profile in zip(*(grid.ravel().tolist() for grid in grids), strict=True)]
    return [kind.stacked([evaluate(cell[i].node, known, kind.number) for cell in cells], grids[0].shape)
            for i in range(len(model.parties))]


@lru_cache(maxsize=64)
def _needed(model: Model) -> frozenset[str]:
    """Return the names that the payoffs use, directly or through components."""
    nodes: list[Node] = [f.node for f in model.payoffs] + [f.node for row in model.cells.values() for f in row]
    wanted = {name for node in nodes for name in names(node)}
    for name, component in reversed(model.components.items()):
        if name in wanted:
            wanted |= names(component.node).keys()
    return frozenset(wanted)
