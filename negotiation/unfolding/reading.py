"""A model's [unfolding] section at a point -> a StochasticGame over the states of one parameter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np

from negotiation.arithmetic.kinds import FLOATS
from negotiation.errors import ModelError
from negotiation.expression import evaluate, evaluate_condition
from negotiation.expression.tree import names
from negotiation.game import Array, Game
from negotiation.model import Model
from negotiation.model.declarations import ROUNDING, Formula, Unfolding, reached
from negotiation.model.point import Point
from negotiation.modelfile.faults import Where
from negotiation.plain import one
from negotiation.unfolding.game.kernel import split, spread_out
from negotiation.unfolding.game.stochastic import SLACK, StochasticGame

SPREAD = 0.05
"""Standard deviation of the state's move by default, a share of its range."""
MOST = 60_000_000
"""Numbers of the chances of every state, profile and next state at most."""


NEAR = 1e-9
"""A border of an end within this share of the range of a state is at it."""


Discount: TypeAlias = float | Mapping[str, float] | None
"""Of all parties, or party -> discount; None is what the section says."""


class Impossible(ModelError):
    """What a section says cannot be, and the keys below [unfolding] that say it."""

    def __init__(self, where: Where, message: str) -> None:
        super().__init__(message)
        self.keys = where


@dataclass(frozen=True, eq=False)
class Told:
    """A section as numbers: the game, the one-shot game at its states, where it starts, and what is to be said of it.

    `terms` (K, S1, ..., SN, E), nan where an end records none; `moved_in`, `not_met`: shares of states and profiles
    whose mean was moved into the range, and whose spread is not met.
    """

    game: StochasticGame
    one_shot: Game
    start: float
    terms: Array
    moved_in: float
    not_met: float
    notices: tuple[str, ...]


def told(model: Model, point: Point, points: int | None = None, start: float | None = None,
         discount: Discount = None) -> Told:
    """Evaluate the section; raises Impossible where probabilities, discounts or the start leave their ranges."""
    section = model.unfolding
    assert section is not None
    size = points or section.points
    if size**2 * np.prod([float(each) for each in model.strategy_counts]) > MOST:
        raise Impossible(("points",), f"{size} states and {int(np.prod(model.strategy_counts)):,} profiles are too "
                                      f"many to unfold; at most {MOST:,} chances are allowed")
    each = model.parameters[section.state]
    states = np.linspace(each.low, each.high, size)
    given = {name: value for name, value in point.given.items() if name != section.state}
    one_shot = model.at(point.preset, section.path, at={**given, section.state: states})
    return _Reading(model, section, one_shot, states).told(point, start, discount)


def start_of(model: Model, point: Point, given: float | None = None) -> float:
    """Return where a war starts: as given, as the section says, else where the point stands."""
    section = model.unfolding
    assert section is not None
    own = float(np.reshape(np.asarray(point[section.state]), -1)[0])
    if given is None and section.start is not None and section.state not in point.given:
        with np.errstate(all="ignore"):
            own = float(evaluate(section.start.node, {name: np.float64(one(value)) for name, value in point.items()}))
    start, each = own if given is None else float(given), model.parameters[section.state]
    if not each.low - ROUNDING <= start <= each.high + ROUNDING:
        raise Impossible(("start",), f"start: {start:g} is outside the range of {section.state}; "
                                     f"allowed: {each.low:g} to {each.high:g}")
    return min(max(start, float(each.low)), float(each.high))


def moving(model: Model) -> set[str]:
    """Return the parameters of which a war has values of its own: the state, and what its path ties to it."""
    section = model.unfolding
    return set() if section is None else {section.state, *(model.paths[section.path].ties if section.path else ())}


def patience(model: Model) -> list[str]:
    """Return the parameters that [unfolding] reads and [payoffs] do not: patience, pace and the like."""
    section = model.unfolding
    if section is None:
        return []
    ends = [each for end in section.ends for each in (end.probability, end.terms, *end.payoffs)]
    jumps = [each for jump in section.moves for each in (jump.by, jump.to, jump.probability)]
    told = [section.start, section.drift, section.spread, *section.discount, *section.standing, *section.flow]
    rows = [*model.payoffs, *(each for cell in model.cells.values() for each in cell)]
    read, paid = (reached([each for each in group if each is not None], model.components)
                  for group in (told + ends + jumps, rows))
    conditions = {name for end in section.ends if end.when is not None for side in (end.when.left, end.when.right)
                  for name in names(side)}
    return [name for name in model.parameters if name in (read | conditions) - paid - {section.state}]


@dataclass(frozen=True, eq=False)
class _Reading:
    model: Model
    section: Unfolding
    one_shot: Game
    states: Array

    @cached_property
    def names(self) -> dict[str, Array]:
        """Return what every name is worth at every state and profile."""
        return self.model.formulas.environment(self.one_shot.parameters, FLOATS)

    def told(self, point: Point, start: float | None, discount: Discount) -> Told:
        section, size = self.section, len(self.states)
        move, moved_in, not_met = self._move()
        over = self._over()
        chances = self._ends(over < 0)
        worth = np.stack([self._party(end.payoffs) for end in section.ends], axis=-1) if section.ends else np.zeros(())
        game = StochasticGame(
            self._party(section.standing) if section.standing else self.one_shot.payoffs,
            self._party(section.flow) if section.flow else np.zeros(()), move, chances, worth,
            self._discount(discount), over, self.model.parties, self.model.outcomes, self.states, self.model.id)
        terms = np.full((size, *self.model.strategy_counts, len(section.ends)), np.nan)
        for e, end in enumerate(section.ends):
            if end.terms is not None:
                terms[..., e] = self.table(end.terms)
        live = over < 0
        return Told(game, self.one_shot, start_of(self.model, point, start), terms, float(moved_in[live].mean()),
                    float(not_met[live].mean()), tuple(self._notices(over)))

    def table(self, formula: Formula) -> Array:
        """Return a formula at every state and profile: (K, S1, ..., SN)."""
        shape = (*self.model.strategy_counts, len(self.states))
        with np.errstate(all="ignore"):
            values = np.broadcast_to(evaluate(formula.node, self.names), shape)
        if not np.isfinite(values).all():
            k = int(np.argwhere(~np.isfinite(np.moveaxis(values, -1, 0)))[0][0])
            raise ModelError(f"unfolding: {formula.id} '{formula.text[:60]}' is not a finite number where "
                             f"{self.section.state} = {self.states[k]:g}")
        return np.moveaxis(values, -1, 0)

    def _party(self, formulas: tuple[Formula, ...]) -> Array:
        return np.stack([self.table(each) for each in formulas], axis=1)

    def _within(self, where: Where, values: Array, high: float = 1.0) -> Array:
        """Refuse what is no probability at some state and profile."""
        if (wrong := (values < -SLACK) | (values > high + SLACK)).any():
            k, *profile = np.argwhere(wrong)[0]
            played = self.one_shot.label([int(j) for j in profile])
            raise Impossible(where, f"{where[0]}: a probability of {values[k, *profile]:.6g} where "
                                    f"{self.section.state} = {self.states[k]:g} and {played}; allowed: 0 to 1")
        return np.clip(values, 0.0, 1.0)

    def _move(self) -> tuple[Array, Array, Array]:
        """Return the chances of the next state (K, S1, ..., SN, K), and marks: mean moved in, spread not met."""
        size, section = len(self.states), self.section
        step = self.states[1] - self.states[0]
        shape = (size, *self.model.strategy_counts)
        here = np.arange(size).reshape(-1, *[1] * len(self.model.strategy_counts))
        drift = self.table(section.drift) if section.drift else np.zeros(shape)
        spread = self.table(section.spread) if section.spread else np.full(shape, SPREAD * np.ptp(self.states))
        if (spread < 0).any():
            raise Impossible(("spread",), f"spread: a standard deviation of {spread.min():.6g}; allowed: 0 and more")
        place = here + drift / step
        mean = np.clip(place, 0, size - 1)
        weights, met = spread_out(mean.reshape(-1), (spread / step).reshape(-1), size)
        move, rest = np.zeros((*shape, size)), np.ones(shape)
        for k, jump in enumerate(section.moves):
            chance = self._within(("moves", k, "probability"), self.table(jump.probability))
            goal = here + self.table(jump.by) / step if jump.by is not None else (
                (self.table(jump.to) - self.states[0]) / step)  # type: ignore[arg-type]
            move += chance[..., None] * split(np.clip(goal, 0, size - 1).reshape(-1), size).reshape(*shape, size)
            rest = rest - chance
        rest = self._within(("moves",), rest)
        return move + rest[..., None] * weights.reshape(*shape, size), np.abs(place - mean) > 1e-9, ~met.reshape(shape)

    def _ends(self, live: Array) -> Array:
        """Return the chances of each end a period (K, S1, ..., SN, E); at states that are ends none is asked for."""
        ends, shape = self.section.ends, (len(self.states), *self.model.strategy_counts)
        found = np.zeros((*shape, len(ends)))
        for e, end in enumerate(ends):
            if end.probability is not None:
                chance = np.where(live.reshape(-1, *[1] * (len(shape) - 1)), self.table(end.probability), 0.0)
                found[..., e] = self._within(("ends", e, "probability"), chance)
        self._within(("ends",), found.sum(axis=-1))
        return found

    def _discount(self, given: Discount) -> Array:
        """Return each party's discount (N,): the section's, or what a caller says, a number or party -> number."""
        ids = [party.id for party in self.model.parties]
        said = [float(np.reshape(evaluate(each.node, self.names), -1)[0]) for each in self.section.discount]
        if isinstance(given, Mapping):
            if strange := set(given) - set(ids):
                raise ModelError(f"discount: '{min(map(str, strange))}' is no party; allowed: {', '.join(ids)}")
            said = [given.get(id, own) for id, own in zip(ids, said, strict=True)]
        elif given is not None:
            said = [given] * len(ids)
        for id, own in zip(ids, said, strict=True):
            if not 0 <= own < 1:
                raise Impossible(("discount",), f"discount: {own:g} for {id}; allowed: 0 and more, less than 1")
        return np.array(said, dtype=float)

    def _notices(self, over: Array) -> list[str]:
        said = []
        if not self.section.standing and not self.section.flow:
            said.append("standing is [payoffs]: where they hold what fighting leads to, it counts twice and fighting "
                        "is overstated")
        borders = np.flatnonzero(over[1:] != over[:-1])
        beside = NEAR * np.ptp(self.states)
        after, ahead = self._over_at(self.states[borders] + beside), self._over_at(self.states[borders + 1] - beside)
        said += [f"the border of an end lies between the states {self.states[k]:g} and {self.states[k + 1]:g}: other "
                 "numbers of states move it"
                 for k, one, other in zip(borders, after, ahead, strict=True)
                 if one == over[k] and other == over[k + 1]]
        return said

    def _over(self) -> Array:
        """Return the end that each state is, -1 for none."""
        over = self._over_at(self.states, self.names)
        if (over >= 0).all():
            raise Impossible(("ends",), "every state is an end; at least one must not be")
        return over

    def _over_at(self, states: Array, names: Mapping[str, Array] | None = None) -> Array:
        """Return the end that each of some values of the state is, the first whose `when` holds, -1 for none."""
        over = np.full(len(states), -1)
        if names is None:
            names = self._names_at(states) if len(states) else {}
        for e, end in reversed(list(enumerate(self.section.ends))):
            if end.when is not None and len(states):
                with np.errstate(all="ignore"):
                    holds = np.broadcast_to(evaluate_condition(end.when, names, ROUNDING),
                                            (*[1] * len(self.model.strategy_counts), len(states)))
                over[holds.reshape(-1)] = e
        return over

    def _names_at(self, states: Array) -> dict[str, Array]:
        """Return what every name is worth at values of the state that need not lie on the grid."""
        here = {name: np.broadcast_to(values[:1], states.shape) for name, values in self.one_shot.parameters.items()}
        here[self.section.state] = states
        if self.section.path:
            here |= {name: np.broadcast_to(evaluate(tie.node, here), states.shape)
                     for name, tie in self.model.paths[self.section.path].ties.items()}
        return self.model.formulas.environment(here, FLOATS)
