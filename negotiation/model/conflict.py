"""A conflict written down as a graph model: options, feasible states, moves, rankings; it has no payoffs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, NoReturn

import numpy as np

from negotiation.errors import ModelError
from negotiation.game import Array, Game
from negotiation.model.model import Model
from negotiation.model.point import Point
from negotiation.plain import Value
from negotiation.provenance import Provenance


@dataclass(frozen=True)
class Option:
    """What a party can do, in levels 0, 1, ...; `moves` says in which direction it may change: both, up, down, none."""

    id: str
    party: int
    levels: tuple[str, ...] = ("no", "yes")
    label: str = ""
    moves: str = "both"


@dataclass(frozen=True)
class State:
    """A feasible state; `levels` option -> level."""

    id: str
    label: str
    levels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Stated:
    """What a graph model's author states must hold; `negotiation.conflict_graph.proofs` proves it."""

    title: str
    concept: str = "nash"
    coalitional: bool = False
    unknown: str = "a"
    equilibria: tuple[str, ...] | None = None
    includes: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    stable: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reached: tuple[str, ...] | None = None
    rankings: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, eq=False)
class Conflict(Model):
    """A graph model.

    `moves` (N, S, S) bool; `ranks` (N, S), the larger the better; `unknown` (N, S, S) bool, pairs not compared;
    `combinations` (C, O) the feasible levels, of which `member` (C,) says the state; `status_quo` a position or None;
    `rankings` party -> how its ranking was written, for reading.
    """

    options: tuple[Option, ...] = ()
    states: tuple[State, ...] = ()
    moves: Array = field(default_factory=lambda: np.zeros((0, 0, 0), dtype=bool), repr=False)
    ranks: Array = field(default_factory=lambda: np.zeros((0, 0), dtype=int), repr=False)
    unknown: Array = field(default_factory=lambda: np.zeros((0, 0, 0), dtype=bool), repr=False)
    combinations: Array = field(default_factory=lambda: np.zeros((0, 0), dtype=int), repr=False)
    member: Array = field(default_factory=lambda: np.zeros(0, dtype=int), repr=False)
    status_quo: int | None = None
    rankings: Mapping[str, str] = field(default_factory=dict)
    statements: tuple[Stated, ...] = ()
    has_payoffs: ClassVar[bool] = False

    def __repr__(self) -> str:
        return (f"Conflict {self.id!r}: {', '.join(party.id for party in self.parties)}; {len(self.options)} options, "
                f"{len(self.states)} states")

    def values(self, preset: str | None = None, *, at: Mapping[str, Value] | None = None, **values: Value
               ) -> dict[str, Value]:
        """Return no values, since there are no parameters; anything chosen is refused."""
        return self._refused() if preset or at or values else {}

    def _refused(self) -> NoReturn:
        raise ModelError(f"{self.id} is a graph model: it has moves and rankings, no payoffs; "
                         "allowed: stability, show, check, models, export to a .gmcr file")

    def point(self, preset: str | None = None, *, at: Mapping[str, Value] | None = None, **values: Value) -> Point:
        self._refused()

    def at(self, preset: str | None = None, path: str | None = None, *, at: Mapping[str, Value] | None = None,
           **values: Value) -> Game:
        self._refused()

    def exact(self, preset: str | None = None, *, at: Mapping[str, Value] | None = None, **values: Value) -> Array:
        self._refused()

    def origin(self, analysis: str, point: Point | None = None, path: str | None = None,
               parameters: Mapping[str, Value | str] | None = None, over: Mapping[str, Value | None] | None = None,
               method: str = "", **options: object) -> Provenance:
        return Provenance(analysis, self.id, self.version, self.digest, self.file, method=method, options=options)
