"""What `unfold` returns: worth and play by state, how it ends, the fan, deals, other equilibria."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from negotiation.arguments import number, positions, whole
from negotiation.errors import ModelError
from negotiation.game import TOLERANCE, Array, Game
from negotiation.game.equilibria import Equilibria
from negotiation.game.profiles import Support, read, support
from negotiation.game.regret import strategy_payoffs
from negotiation.provenance import Provenance, Tabled
from negotiation.solvers import solve
from negotiation.unfolding.chain import Ends, Fan, ended_within, ends_of, fan, reaching
from negotiation.unfolding.deal import Deal, deal
from negotiation.unfolding.game.stochastic import StochasticGame, expected
from negotiation.unfolding.search.choice import Rows, Rule, inside
from negotiation.unfolding.search.found import counted, lasting, ripe, within
from negotiation.unfolding.search.others import Others, others
from negotiation.unfolding.search.stationary import Settled, stationary

PERIODS = 36

KEPT = ("support", "tied", "myopic", "_chain", "ends")
"""What a war knows of itself that does not hang on where it starts."""


@dataclass(frozen=True, eq=False, repr=False)
class War(Tabled):
    """How a war unfolds when the parties look ahead: a stationary equilibrium, or the first period of a horizon.

    Attributes
    ----------
    states : (K,) values of the parameter that the parties move.
    values : (K, N) worth of each state to each party, in points a period for ever ("standing").
    mixtures : N arrays (K, Si); at a state that is an end they mean nothing.
    regret : (K,) the most that a party gains by one change, a share of its range; plan_gain (K, N) in points, by the
        best whole plan, nan over a finite horizon.
    passed : (K,) equilibria of the state's game that were not taken; complete, unresolved (K,) of looking for them.
    tied : (K,) bool: something unplayed pays as much, so that equilibria come in continua.
    status : "stationary" (a stationary Markov perfect equilibrium, not the only one), "not settled", "finite horizon".
    cycle : after how many periods V repeats where nothing settled, 0 for never.
    start : where it starts; a start between two states is split between them.
    one_shot : the game of [payoffs] at each state, without look-ahead.
    moved_in, spread_not_met : shares of states and profiles whose mean was moved into the range, and whose spread the
        grid or an edge does not allow.
    """

    game: StochasticGame
    one_shot: Game
    select: str
    status: str
    how: str
    cycle: int
    values: Array
    mixtures: tuple[Array, ...]
    regret: Array
    plan_gain: Array
    passed: Array
    complete: Array
    unresolved: Array
    ripe: Array
    start: float
    horizon: int | None = None
    played: tuple[tuple[Array, ...], ...] = ()
    terms: Array | None = None
    end_ids: tuple[str, ...] = ()
    end_labels: tuple[str, ...] = ()
    state: str = "state"
    period: str = "period"
    moved_in: float = 0.0
    spread_not_met: float = 0.0
    notices: tuple[str, ...] = ()
    provenance: Provenance = field(default_factory=Provenance, repr=False)
    asked: Mapping[str, int | str] = field(default_factory=dict, repr=False)

    @property
    def states(self) -> Array:
        return self.game.states

    @cached_property
    def support(self) -> tuple[Support | None, ...]:
        """Return what is played at each state as a value; None at a state that is an end."""
        return tuple(support(self.game.parties, [np.flatnonzero(each[k] > 0).tolist() for each in self.mixtures],
                             self.game.outcomes) if self.game.over[k] < 0 else None for k in range(len(self.states)))

    @property
    def label(self) -> Array:
        """Return the label of what is played at each state, the end's id at an end: (K,) of str."""
        return np.array([self.end_ids[self.game.over[k]] if each is None else each.label
                         for k, each in enumerate(self.support)], dtype=object)

    @property
    def outcome(self) -> Array:
        """Return the named outcome of what is played, '' where there is none: (K,) of str."""
        return np.array(["" if each is None else each.outcome for each in self.support], dtype=object)

    @cached_property
    def tied(self) -> Array:
        found = np.zeros(len(self.states), dtype=bool)
        for i, (paid, mixture) in enumerate(zip(strategy_payoffs(self.game.payoffs(self.values), self.mixtures),
                                                self.mixtures, strict=True)):
            best = paid >= paid.max(axis=1, keepdims=True) - TOLERANCE * self.game.scale[i]
            found |= (best & (mixture <= 0)).any(axis=1)
        return found & (self.game.over < 0) & (self.horizon is None)

    @cached_property
    def myopic(self) -> Equilibria:
        """Return the pure equilibria of each state's one-shot game: what holds without look-ahead."""
        return solve(self.one_shot, "pure")

    def holds(self, kind: str = "agreement") -> Array:
        """Mark the states at which an outcome of a kind is played: (K,) bool."""
        mask = self._mask(kind)
        return inside(mask, self.mixtures) & (self.game.over < 0)

    def held(self, kind: str = "agreement") -> Array:
        """Mark the states at which an outcome of a kind is a pure equilibrium without look-ahead: (K,) bool."""
        rows = inside(self._mask(kind), self.myopic.mixtures)
        return np.bincount(self.myopic.point[rows], minlength=len(self.states)) > 0

    def _mask(self, kind: str) -> Array:
        masks = [each.mask for each in self.game.outcomes if each.kind == kind]
        return np.any(masks, axis=0) if masks else np.zeros(self.game.counts, dtype=bool)

    @cached_property
    def _chain(self) -> tuple[Array, Array]:
        return self.game.chances(self.mixtures), self.game.leaving(self.mixtures)

    @cached_property
    def ends(self) -> Ends:
        """Return how it ends from each state; over a finite horizon what has not ended by then counts as endless."""
        if self.horizon is not None:
            chain = [(self.game.chances(each), self.game.leaving(each)) for each in self.played[:-1]]
            return ended_within(chain, self.game.over, self.end_ids, self.game.ends.shape[-1])
        return ends_of(*self._chain, self.game.over, self.end_ids)

    @property
    def at_start(self) -> Array:
        """Return the weights of the states at the start: (K,)."""
        return self.weights(self.start)

    def weights(self, state: float) -> Array:
        """Return the weights of the two states between which a value lies: (K,)."""
        place = (state - self.states[0]) / (self.states[1] - self.states[0]) if len(self.states) > 1 else 0.0
        return np.maximum(0.0, 1 - np.abs(np.arange(len(self.states)) - place))

    def ends_at(self, state: float | None = None) -> tuple[Array, float]:
        """Return the chance of each end (E,), and the expected periods, from a state; None is the start."""
        weights = self.weights(self.start if state is None else state)
        some = weights > 1e-12
        return weights @ self.ends.probability, float(weights[some] @ self.ends.duration[some])

    def fan(self, periods: int = PERIODS, start: float | None = None) -> Fan:
        """Return the distribution of the state over 0..T periods, from a value of the state or the start."""
        whole("periods", periods, 1, 10_000)
        if start is not None:
            number("start", start)
        chain = [self._chain] if self.horizon is None else [
            (self.game.chances(each), self.game.leaving(each)) for each in self.played[:-1]]
        terms = None if self.terms is None or self.horizon is not None else self._terms_by_state
        last = periods if self.horizon is None else min(periods, len(chain))
        return fan(self.states, self.weights(self.start if start is None else start), chain, self.game.over,
                   self.end_ids, last, self.ripe, terms, self.state, self.provenance.by("unfold", what="fan"))

    @property
    def _terms_by_state(self) -> Array:
        """Return the chance of each end this period times its terms: (K, E), nan where none are recorded."""
        assert self.terms is not None
        return expected(self.game.ends * self.terms, self.mixtures)

    def deal(self, profile: str | Sequence[int]) -> Deal:
        """Look at a deal: the id of an outcome (its first profile), or a profile "press, pause, ..."."""
        if isinstance(profile, str):
            named = next((each for each in self.game.outcomes if each.id == profile), None)
            at = named.first if named else read(profile, self.game.parties).profile
            if at is None:
                raise ModelError(f"deal: '{profile[:60]}' is no pure profile; a deal names one strategy a party")
        else:
            at = positions("deal", profile, self.game.counts)
        found = deal(self.game, at, self.values, support(self.game.parties, [[j] for j in at]).label)
        return replace(found, states=self.states, settled=self._settled(found))

    def _settled(self, found: Deal) -> Array:
        """Return the chance that the deal, while kept, ends the war before the state leaves the kept set: (K,)."""
        at = tuple(found.profile)
        played = [np.eye(count)[np.full(len(self.states), j)] for count, j in zip(self.game.counts, at, strict=True)]
        chances, leaving = self.game.chances(played), self.game.leaving(played)
        agreed = expected(self.game.ends, played).sum(axis=1)
        some = np.flatnonzero(found.kept)
        result = np.zeros(len(self.states))
        if len(some):
            inner = chances[np.ix_(some, some)]
            result[some] = np.linalg.solve(np.eye(len(some)) - inner, agreed[some]) if self._leaves(
                inner, leaving[some], chances[some][:, ~found.kept]) else 0.0
        return result

    @staticmethod
    def _leaves(inner: Array, leaving: Array, outside: Array) -> bool:
        """Return whether from every state of the set something else can be reached."""
        return bool(reaching(inner > 0, (leaving.sum(axis=1) + outside.sum(axis=1)) > 0).all())

    def others(self, starts: int = 20, seed: int = 7) -> Others[War]:
        """Look for other stationary equilibria from a number of starts; never said to be all."""
        whole("starts", starts, 1, 100_000)
        whole("seed", seed)
        return others(self.game, self, self._as, starts, seed)

    @cached_property
    def brackets(self) -> dict[str, War]:
        """Return what the rules `agreement` and `conflict` select here: how far selection alone carries."""
        return {name: self.bracket(name) for name in ("agreement", "conflict")}

    def bracket(self, name: str) -> War:
        """Return what one rule selects here; computed once."""
        if name == self.select:
            return self
        if name not in self._selected:
            rule = Rule.of(name, self.game)
            self._selected[name] = self._within(rule) if self.horizon is not None else (
                self._as(stationary(self.game, rule), rule))
        return self._selected[name]

    @cached_property
    def _selected(self) -> dict[str, War]:
        return {}

    def _as(self, found: Settled, rule: Rule) -> War:
        """Return the war in which something else was found."""
        return self._put(rule, *lasting(self.game, found))

    def _within(self, rule: Rule) -> War:
        assert self.horizon is not None
        return self._put(rule, *within(self.game, rule, self.horizon))

    def _put(self, rule: Rule, found: Settled, plans: Array, rows: Rows, played: tuple[tuple[Array, ...], ...]) -> War:
        judged = found.judged
        passed, complete, unresolved = counted(self.game, rows)
        return replace(
            self, select=rule.text, status=found.status, how=found.how, cycle=found.cycle, values=judged.values,
            mixtures=judged.mixtures, regret=judged.regret, plan_gain=plans, passed=passed, complete=complete,
            unresolved=unresolved, ripe=ripe(self.game, rows), played=played,
            provenance=self.provenance.by("unfold", select=rule.text))

    def starting(self, start: float, provenance: Provenance) -> War:
        """Return the same war from another start: nothing that does not hang on where it starts is computed again."""
        moved = replace(self, start=start, provenance=provenance)
        known = self.__dict__
        moved.__dict__.update({name: known[name] for name in KEPT if name in known})
        if "brackets" in known:
            moved.__dict__["brackets"] = {name: moved if each is self else each.starting(
                start, provenance.by("unfold", select=name)) for name, each in self.brackets.items()}
        return moved

    def asking(self, periods: int | None = None, deal: str | None = None, others: int | None = None) -> War:
        """Return the war whose document also says this: a longer fan, whether a deal is kept, other equilibria."""
        given = {"periods": periods, "deal": deal, "others": others}
        asked: dict[str, int | str] = {name: value for name, value in given.items() if value is not None}
        if deal is not None:
            self.deal(deal)
        return replace(self, asked={**self.asked, **asked}, provenance=self.provenance.by("unfold", "", **asked))
