"""What holds at each of many parameter points: which outcomes are equilibria, which alone, where talks are ripe.

One row a point, one column a named outcome, or a support that has none; no loop over points.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from negotiation.equality import ByValue
from negotiation.game import Array, Game
from negotiation.game.equilibria import Equilibria
from negotiation.model import Model
from negotiation.solvers import solve

Key = tuple[str, str]
"""The id of a named outcome and '', or '' and the label of a support without one."""


@dataclass(frozen=True, eq=False)
class Marks(ByValue):
    """What holds at P points.

    Attributes
    ----------
    keys : the columns; held, only, ripe : (P, R) bool: the outcome is an equilibrium; nothing else is, proved for what
        the method looks for; it is the agreement that all prefer to a conflict, both equilibria, or that conflict.
    count : (P,) equilibria found.
    complete : (P,) whether the method proved that none is missing.
    """

    keys: tuple[Key, ...]
    held: Array
    only: Array
    ripe: Array
    count: Array
    complete: Array

    def column(self, key: Key, what: str = "held") -> Array:
        """Return a column (P,) of bool; False everywhere for what never holds."""
        table: Array = getattr(self, what)
        return table[:, self.keys.index(key)] if key in self.keys else np.zeros(len(self.count), dtype=bool)

    def any(self, outcomes: Sequence[str]) -> Array:
        """Mark the points at which one of the outcomes is an equilibrium: (P,) bool."""
        return np.logical_or.reduce([self.column((each, "")) for each in outcomes])

    def first(self, count: int) -> Marks:
        return Marks(self.keys, self.held[:count], self.only[:count], self.ripe[:count], self.count[:count],
                     self.complete[:count])


def marks_of(model: Model, places: Mapping[str, Array], method: str) -> Marks:
    """Return what holds at points, every parameter (P,)."""
    if not len(next(iter(places.values()))):
        none = np.zeros((0, 0), dtype=bool)
        return Marks((), none, none, none, np.zeros(0, dtype=int), np.zeros(0, dtype=bool))
    return marked(solve(model.at("", at=places), method))


def marked(found: Equilibria) -> Marks:
    """Return what holds at the points of a batch of equilibria."""
    keys, kind = keys_of(found)
    shape = (found.points, len(keys))
    counts = np.zeros(shape, dtype=int)
    np.add.at(counts, (found.point, kind), 1)
    total = counts.sum(axis=1)
    only = (counts == total[:, None]) & (total > 0)[:, None] & found.complete[:, None]
    return Marks(keys, counts > 0, only, _ripe(found, kind, shape), total, np.asarray(found.complete))


def keys_of(found: Equilibria) -> tuple[tuple[Key, ...], Array]:
    """Return the outcomes met, named ones first, and the column of each row (E,)."""
    met = [(each.outcome, "" if each.outcome else each.label) for each in found.met]
    keys = _ordered(met)
    columns = np.array([keys.index(key) for key in met], dtype=int)
    return tuple(keys), columns[found.kinds[1]] if len(columns) else np.zeros(0, dtype=int)


def _ordered(keys: Iterable[Key]) -> list[Key]:
    """Return columns in an order that does not hang on what was met first."""
    return sorted(set(keys), key=lambda key: (not key[0], *key))


def _ripe(found: Equilibria, kind: Array, shape: tuple[int, int]) -> Array:
    """Mark the agreements that every party prefers to a conflict which is an equilibrium too, and those conflicts."""
    named = {each.id: each.kind for each in found.outcomes}
    sides = np.array([named.get(each.outcome, "") if each.pure else "" for each in found.met], dtype=object)
    side = sides[found.kinds[1]] if len(sides) else np.zeros(0, dtype=object)
    peace, war = (np.flatnonzero(side == name) for name in ("agreement", "conflict"))
    ripe = np.zeros(shape, dtype=bool)
    begin, end = (np.searchsorted(found.point[war], found.point[peace], side) for side in ("left", "right"))
    each = end - begin
    one = np.repeat(peace, each)
    other = war[np.arange(each.sum()) - np.repeat(np.cumsum(each) - each, each) + np.repeat(begin, each)]
    better = (found.payoffs[one] > found.payoffs[other]).all(axis=1)
    for rows in (one[better], other[better]):
        ripe[found.point[rows], kind[rows]] = True
    return ripe


def joined(parts: Sequence[Marks]) -> Marks:
    """Return the marks of several batches of points, one after the other."""
    keys = _ordered(key for each in parts for key in each.keys)

    def laid(what: str) -> Array:
        tables = []
        for each in parts:
            table = np.zeros((len(each.count), len(keys)), dtype=bool)
            table[:, [keys.index(key) for key in each.keys]] = getattr(each, what)
            tables.append(table)
        return np.concatenate(tables)

    return Marks(tuple(keys), laid("held"), laid("only"), laid("ripe"),
                 np.concatenate([each.count for each in parts]), np.concatenate([each.complete for each in parts]))


def answers(game: Game, method: str) -> tuple[Key, ...]:
    """Return what holds at a single point."""
    return keys_of(solve(game, method))[0]
