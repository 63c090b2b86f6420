"""A conflict as a graph: states, who can move from where to where, who prefers what (Fang, Hipel and Kilgour 1993)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from negotiation.arguments import wrong
from negotiation.conflict_graph.ranks import ranks_of
from negotiation.errors import ModelError, place_of, unknown
from negotiation.game import Array, Game
from negotiation.game.profiles import written
from negotiation.model import Model
from negotiation.model.conflict import Conflict
from negotiation.plain import Value
from negotiation.provenance import Provenance
from negotiation.wording import counted

MOST_STATES = 5_000
"""States of a graph at most: preferences are compared for every pair."""

MODES = ("a", "b", "c", "d")
"""How an unknown pair of states is taken (Li, Hipel, Kilgour and Fang 2004); see `ConflictGraph.better`, `.deters`."""


@dataclass(frozen=True, eq=False)
class ConflictGraph:
    """S states and N parties, at P points.

    Attributes
    ----------
    parties, labels : ids of the N parties; names of the parties as people read them.
    states, names : ids of the S states; what people read.
    moves : (N, S, S) bool, moves[i, s, t]: party i alone can move from s to t.
    ranks : (P, N, S) whole numbers, the larger the better; equal ranks are ties.
    unknown : (N, S, S) bool, symmetric: pairs that the party cannot compare; None where all are known.
    status_quo : position of the state in which the parties are now, None where it is not said.
    outcomes : for each state the name of its outcome, '' where it has none.
    options : for each state what stands for it, option -> level; empty for states of a game.
    parameters : name -> (P,) values that produced the points.
    """

    parties: tuple[str, ...]
    states: tuple[str, ...]
    moves: Array
    ranks: Array
    unknown: Array | None = None
    status_quo: int | None = None
    labels: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    options: tuple[Mapping[str, str], ...] = ()
    parameters: Mapping[str, Array] = field(default_factory=dict)
    provenance: Provenance = field(default_factory=Provenance, repr=False)

    def __post_init__(self) -> None:
        moves, ranks = np.asarray(self.moves, dtype=bool), np.asarray(self.ranks)
        count, states = len(self.parties), len(self.states)
        if ranks.ndim == 2:
            ranks = ranks[None]
        if moves.shape != (count, states, states) or ranks.shape[1:] != (count, states) or not states or not count:
            raise ModelError(f"moves have shape {moves.shape} and ranks {ranks.shape}; allowed: (N, S, S) and "
                             f"(P, N, S) with N = {count}, S = {states}")
        if states > MOST_STATES:
            raise ModelError(f"the graph has {states:,} states; at most {MOST_STATES:,} are allowed")
        moves = moves.copy()
        moves[:, np.arange(states), np.arange(states)] = False
        object.__setattr__(self, "moves", moves)
        object.__setattr__(self, "ranks", ranks)
        object.__setattr__(self, "labels", self.labels or self.parties)
        object.__setattr__(self, "names", self.names or self.states)
        object.__setattr__(self, "outcomes", self.outcomes or ("",) * states)

    def __repr__(self) -> str:
        return (f"ConflictGraph: {', '.join(self.parties)}; {counted(len(self.states), 'state')}, "
                f"{counted(int(self.moves.sum()), 'move')}, at {counted(self.points, 'point')}")

    @classmethod
    def of(cls, source: object, preset: str | None = None, path: str | None = None, *,
           status_quo: str | None = None, at: Mapping[str, Value] | None = None, **values: Value) -> ConflictGraph:
        """Build the graph of a graph model, or of a Game (or Model at points): states are its profiles.

        In a game every party can change its strategy to any other. `status_quo` names the state where things stand.
        """
        if isinstance(source, ConflictGraph):
            found = source
        elif isinstance(source, Game):
            found = _of_game(source)
        elif isinstance(source, Conflict):
            if preset or path or at or values:
                raise ModelError(f"{source.id} is a graph model: it has no parameters to set")
            found = _of_conflict(source)
        elif isinstance(source, Model):
            found = _of_game(source.at(preset, path, at=at, **values))
        else:
            raise wrong("model", source, "a Model, a Game, a graph model or a ConflictGraph")
        return found if status_quo is None else found.standing_at(status_quo)

    def standing_at(self, state: str | int) -> ConflictGraph:
        """Return the graph with another status quo."""
        return replace(self, status_quo=self.state(state))

    @property
    def points(self) -> int:
        return len(self.ranks)

    def only(self, point: int) -> ConflictGraph:
        """Return the graph at one of its points alone."""
        return self if self.points == 1 else replace(
            self, ranks=self.ranks[[place_of(point, self.points)]],
            parameters={name: np.asarray(values)[[point]] for name, values in self.parameters.items()})

    def state(self, state: object) -> int:
        """Return the position of a state: its id, its name, a profile "a, b", or a position."""
        if isinstance(state, int | np.integer) and not isinstance(state, bool) and 0 <= state < len(self.states):
            return int(state)
        text = str(state)
        for names in (self.states, self.names):
            if text in names:
                return names.index(text)
        parts = written(text)
        for s, name in enumerate(self.names):
            if written(name) == parts:
                return s
        raise ModelError(unknown("a state", str(state), self.states))

    def party(self, party: object) -> int:
        """Return the position of a party by its id."""
        if party not in self.parties:
            raise ModelError(unknown("a party", str(party), self.parties))
        return self.parties.index(str(party))

    def better(self, party: int, mode: str = "b") -> Array:
        """Mark where the party would leave s for t: (P, S, S), better[p, s, t].

        Modes b and d: t is preferred; a and c: t is preferred, or the pair is unknown.
        """
        rank = self.ranks[:, party]
        found = rank[:, None, :] > rank[:, :, None]
        if self.unknown is not None:
            doubt = self.unknown[party]
            found = found | doubt if mode in "ac" else found & ~doubt
        return found

    def deters(self, party: int, mode: str = "b") -> Array:
        """Mark where ending in t deters the party from leaving s: (P, S, S).

        Modes a and b: s is known to be at least as good as t; c and d: t is not known to be preferred.
        """
        rank = self.ranks[:, party]
        found = rank[:, None, :] <= rank[:, :, None]
        if self.unknown is not None:
            doubt = self.unknown[party]
            found = found & ~doubt if mode in "ab" else found | doubt
        return found


def _of_game(game: Game) -> ConflictGraph:
    if not game.points:
        raise ModelError(f"{game.name} is given at no points; allowed: at least one")
    counts = game.strategy_counts
    size = int(np.prod(counts))
    if size > MOST_STATES:
        raise ModelError(f"the game has {size:,} profiles; a graph has at most {MOST_STATES:,} states")
    grid = np.indices(counts).reshape(len(counts), -1)
    same = grid[:, :, None] == grid[:, None, :]
    moves = np.stack([np.delete(same, i, axis=0).all(axis=0) for i in range(len(counts))])
    profiles = [tuple(map(int, each)) for each in grid.T]
    labels = tuple(game.label(each) for each in profiles)
    return ConflictGraph(
        tuple(each.id for each in game.parties), labels, moves, ranks_of(game), None, None,
        tuple(each.label for each in game.parties), labels, tuple(game.outcome_of(each) for each in profiles),
        (), game.parameters, game.provenance)


def _of_conflict(model: Conflict) -> ConflictGraph:
    return ConflictGraph(
        tuple(each.id for each in model.parties), tuple(each.id for each in model.states), model.moves,
        model.ranks[None], model.unknown if model.unknown.any() else None, model.status_quo,
        tuple(each.label for each in model.parties), tuple(each.label for each in model.states), (),
        tuple(each.levels for each in model.states), {}, model.origin("payoffs"))
