"""What `stability` returns: who is stable where, which states are equilibria, at every point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from negotiation.arguments import wrong
from negotiation.conflict_graph.concepts import CONCEPTS, Group
from negotiation.conflict_graph.graph import ConflictGraph
from negotiation.conflict_graph.inverse import Inverse, inverse
from negotiation.conflict_graph.routes import Routes, routes
from negotiation.errors import SolverError, place_of, unknown
from negotiation.game import Array
from negotiation.game.parties import Party
from negotiation.game.profiles import members_label
from negotiation.provenance import Provenance, Tabled


@dataclass(frozen=True, eq=False, repr=False)
class Stability(Tabled):
    """The stability of every state of a graph.

    Attributes
    ----------
    graph : states, moves and preferences.
    concepts : those asked for, of nash, gmr, smr, seq.
    groups : whose stability is told: each party alone, and with `coalitions` every coalition.
    stable : concept -> (P, G, S) bool, G the groups in their order.
    mode : how unknown pairs are taken, a to d.
    paths : from the status quo, None where there is none.
    rankings : the inverse question, concept by concept and party by party, where it was asked.
    """

    graph: ConflictGraph
    concepts: tuple[str, ...]
    groups: tuple[Group, ...]
    stable: Mapping[str, Array]
    mode: str = "a"
    paths: Routes | None = None
    rankings: tuple[Inverse, ...] = ()
    provenance: Provenance = field(default_factory=Provenance, repr=False)

    @property
    def coalitional(self) -> bool:
        """Return whether coalitions were asked for."""
        return any(len(each) > 1 for each in self.groups)

    @property
    def states(self) -> tuple[str, ...]:
        return self.graph.states

    def names(self, group: Group) -> str:
        """Return "US+Russia" for a group's positions."""
        return members_label([Party(id, ()) for id in self.graph.parties], group)

    def equilibrium(self, concept: str) -> Array:
        """Mark the states that are stable for every party, with coalitions for every coalition: (P, S) bool."""
        return np.asarray(self._of(concept).all(axis=1))

    def equilibria(self, concept: str, point: int = 0) -> tuple[str, ...]:
        """Return the equilibria at a point."""
        marks = self.equilibrium(concept)[place_of(point, self.graph.points)]
        return tuple(self.states[s] for s in np.flatnonzero(marks))

    def stable_for(self, concept: str, party: str, point: int = 0) -> tuple[str, ...]:
        """Return the states that are stable for a party, or for a coalition "A+B"."""
        names = [self.names(each) for each in self.groups]
        if party not in names:
            raise SolverError(unknown("a party or a coalition looked at", party, names))
        marks = self._of(concept)[place_of(point, self.graph.points), names.index(party)]
        return tuple(self.states[s] for s in np.flatnonzero(marks))

    def _of(self, concept: str) -> Array:
        if concept not in self.stable:
            raise SolverError(unknown("a concept looked at", str(concept), self.concepts))
        return self.stable[concept]

    def routes(self, start: object = None, *, improving: bool = False, point: int = 0) -> Routes:
        """Return paths of moves and counter-moves from the status quo; see `conflict_graph.routes`."""
        return routes(self.graph, start, improving=improving, point=point)

    def inverse(self, state: object, party: object, concept: str = "seq", point: int = 0) -> Inverse:
        """Return which rankings of a party make a state stable for it; see `conflict_graph.inverse`."""
        return inverse(self.graph, state, party, concept, point)


def chosen(concept: str | Sequence[str] | None) -> tuple[str, ...]:
    """Read which concepts are asked for; None means all four."""
    if concept is not None and not isinstance(concept, str | list | tuple):
        raise wrong("concept", concept, "a name or a list of names")
    names = CONCEPTS if concept is None else (concept,) if isinstance(concept, str) else tuple(concept)
    for name in names:
        if name not in CONCEPTS:
            raise SolverError(unknown("a stability concept", str(name), CONCEPTS))
    return tuple(dict.fromkeys(names))
