"""Who could leave an equilibrium together: strong and coalition-proof equilibria, and the most dangerous deviation.

A joint deviation is a coalition of two or more parties and a pure profile of its members, the others held at their
mixtures; it pays if every member gains. Gains are in payoff ranges, a member gains above the tolerance.

Strong (Aumann 1959): no joint deviation pays.
Coalition-proof (Bernheim, Peleg and Whinston 1987): none pays that is credible. A deviation is credible if no part of
    the coalition has a credible deviation from it that pays that part, the other members of the coalition at their new
    strategies and all others as before; a single party has one wherever it is not at a best reply. So: strong implies
    coalition-proof, and both imply Nash equilibrium.

Both are read in pure deviations here, from mixed equilibria too; `mixed` says what mixing adds. One table a coalition
says what its members gain at each of their profiles; who leaves, how much and how credibly are read off it.

Aumann (1959), Acceptable points in general cooperative n-person games, Contributions to the theory of games IV;
Bernheim, Peleg and Whinston (1987), Coalition-proof Nash equilibria: I. Concepts, Journal of Economic Theory 42(1).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations
from math import prod

import numpy as np

from negotiation.game import TOLERANCE, Array, Game
from negotiation.game.equilibria import Equilibria
from negotiation.game.profiles import Joint, members_label, moves_label

ROWS_AT_ONCE = 1024

MOST_PAIRS = 4_000_000
"""Pairs of a coalition's profiles that are compared at once."""

Members = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Deviations:
    """The joint deviation that gains most for its least-gaining member, of each row of equilibria (E,).

    Attributes
    ----------
    joint, gain : the deviation, None where none pays, and the least gain in payoff ranges, 0 where none pays.
    credible, credible_gain : the same among credible deviations.
    """

    joint: tuple[Joint | None, ...]
    gain: Array
    credible: tuple[Joint | None, ...]
    credible_gain: Array

    @property
    def strong(self) -> Array:
        return np.array([each is None for each in self.joint], dtype=bool)

    @property
    def coalition_proof(self) -> Array:
        return np.array([each is None for each in self.credible], dtype=bool)


def joint_deviations(game: Game, equilibria: Equilibria) -> Deviations:
    """Find the most dangerous joint deviation of each row, and the most dangerous credible one.

    Of coalitions that gain the same the smaller one is named, so that no idle member is counted in.
    """
    every = np.arange(len(equilibria))
    parts = [_Rows(game, equilibria.take(every[k:k + ROWS_AT_ONCE])).found()
             for k in range(0, max(1, len(every)), ROWS_AT_ONCE)]
    joint, gain, credible, least = zip(*parts, strict=True)
    return Deviations(tuple(chain(*joint)), np.concatenate(gain), tuple(chain(*credible)), np.concatenate(least))


def columns(game: Game, equilibria: Equilibria) -> Mapping[str, Array]:
    """Write `joint_deviations` as columns (E,) beside the rows."""
    found = joint_deviations(game, equilibria)
    return {"strong": found.strong, **_written(game, "coalition", found.joint, found.gain),
            "coalition proof": found.coalition_proof,
            **_written(game, "credible coalition", found.credible, found.credible_gain)}


def _written(game: Game, name: str, joint: tuple[Joint | None, ...], gain: Array) -> dict[str, Array]:
    members = [members_label(game.parties, each.members) if each else "" for each in joint]
    plays = [moves_label(game.parties, each) if each else "" for each in joint]
    return {name: np.array(members, dtype=object), f"{name} gain": gain,
            f"{name} plays": np.array(plays, dtype=object)}


class _Rows:
    """Some rows, their tables of gains, and the best deviation so far of each."""

    def __init__(self, game: Game, equilibria: Equilibria) -> None:
        self.game, self.size, self.tables = game, len(equilibria), JointGains(game, equilibria)
        count = len(game.parties)
        self.coalitions = [members for size in range(2, count + 1) for members in combinations(range(count), size)]

    def found(self) -> tuple[tuple[Joint | None, ...], Array, tuple[Joint | None, ...], Array]:
        most = [_Most(self.game, self.size) for _ in range(2)]
        for members in self.coalitions:
            gain = self.tables(members).reshape(self.size, -1 if self.size else 1)
            most[0].take(members, gain)
            rows = np.flatnonzero((gain > TOLERANCE).any(axis=1))
            if len(rows):
                kept = credible(self.tables.table(members)[rows], members).reshape(len(rows), -1)
                most[1].take(members, np.where(kept, gain[rows], -np.inf), rows)
        return (*most[0].said(), *most[1].said())


class _Most:
    """The deviation of each row whose least gain is largest."""

    def __init__(self, game: Game, rows: int) -> None:
        self.game, self.gain = game, np.full(rows, TOLERANCE)
        self.joint: list[Joint | None] = [None] * rows

    def take(self, members: Members, gain: Array, rows: Array | None = None) -> None:
        """Take up a coalition's least gains (R, own) at some rows, where they are larger."""
        rows = np.arange(len(self.gain)) if rows is None else rows
        choice = gain.argmax(axis=1)
        value = gain[np.arange(len(rows)), choice]
        shape = [self.game.strategy_counts[i] for i in members]
        for k in np.flatnonzero(value > self.gain[rows] + TOLERANCE).tolist():
            self.gain[rows[k]] = value[k]
            self.joint[rows[k]] = Joint(members, tuple(int(j) for j in np.unravel_index(choice[k], shape)))

    def said(self) -> tuple[tuple[Joint | None, ...], Array]:
        return tuple(self.joint), np.where([each is not None for each in self.joint], self.gain, 0.0)


def credible(table: Array, members: Members) -> Array:
    """Mark a coalition's profiles from which no part of it has a credible deviation that pays: (E, S1, ..., SN) bool.

    `table` (E, N, S1, ..., SN) holds payoffs at each profile of the members, axes of others of length 1. Parts are
    looked at from the smallest on; what is credible for a part given the rest of the coalition is then known.
    """
    stands: dict[Members, Array] = {}
    for size in range(1, len(members)):
        for part in combinations(members, size):
            inner = _all(stands, part, table[:, 0].shape)
            stands[part] = ~_beaten(table, part, inner)
    return _all(stands, members, table[:, 0].shape)


def _all(stands: Mapping[Members, Array], whole: Members, shape: tuple[int, ...]) -> Array:
    """Mark profiles at which every proper part of a coalition stands."""
    marks: Array = np.ones(shape, dtype=bool)
    for size in range(1, len(whole)):
        for part in combinations(whole, size):
            marks &= stands[part]
    return marks


def _beaten(table: Array, part: Members, credible: Array) -> Array:
    """Mark profiles from which a part has a credible deviation that pays all of it: (E, S1, ..., SN) bool."""
    own = [1 + i for i in part]
    rest = [axis for axis in range(credible.ndim) if axis not in own]
    size = prod(credible.shape[axis] for axis in own)
    payoffs = np.stack([_flat(table[:, i], rest, own, size) for i in part])
    marks = _flat(credible, rest, own, size)
    beaten: Array = np.zeros(marks.shape, dtype=bool)
    for rows in _blocks(len(marks), size):
        for k in np.flatnonzero(marks[rows].any(axis=0)).tolist():
            gains = (payoffs[:, rows, k, None] > payoffs[:, rows] + TOLERANCE).all(axis=0)
            beaten[rows] |= gains & marks[rows, k, None]
    moved = beaten.reshape([credible.shape[axis] for axis in (*rest, *own)])
    return moved.transpose(np.argsort([*rest, *own]))


def _flat(values: Array, rest: list[int], own: list[int], size: int) -> Array:
    return values.transpose(*rest, *own).reshape(-1, size)


def _blocks(count: int, size: int) -> Iterator[slice]:
    step = max(1, MOST_PAIRS // max(1, size))
    return (slice(k, k + step) for k in range(0, count, step))


class JointGains:
    """u_i in payoff ranges above the equilibrium's, when members play pure profiles and the others their mixtures.

    Contracting one more party from a larger coalition's table costs little, so tables are kept: (E, N, S_C...).
    """

    def __init__(self, game: Game, equilibria: Equilibria) -> None:
        self.game, self.equilibria = game, equilibria
        self.everybody = tuple(range(len(game.parties)))
        scale = game.scale[equilibria.point].reshape(*equilibria.payoffs.shape, *([1] * len(self.everybody)))
        base = equilibria.payoffs.reshape(scale.shape)
        gains = (game.payoffs[equilibria.point] - base) / scale
        self.tables = {self.everybody: gains}

    def __call__(self, members: Members) -> Array:
        """Return what the least-gaining member gains at each profile of the members: (E, S_C...)."""
        return np.asarray(self.table(members)[:, list(members)].min(axis=1))

    def table(self, members: Members) -> Array:
        if members not in self.tables:
            gone = max(set(self.everybody) - set(members))
            larger = self.table(tuple(sorted((*members, gone))))
            shape = [len(larger)] + [1] * (larger.ndim - 1)
            shape[2 + gone] = self.game.strategy_counts[gone]
            weight = self.equilibria.mixtures[gone].reshape(shape)
            self.tables[members] = (larger * weight).sum(axis=2 + gone, keepdims=True)
        return self.tables[members]
