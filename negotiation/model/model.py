"""A negotiation written down: parameters, parties, formulas, outcomes, presets, paths; `Model.at` gives a Game."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from negotiation.arguments import needed, parameter_value, text
from negotiation.arithmetic.kinds import FLOATS, RATIONALS
from negotiation.equality import ByValueOnce
from negotiation.errors import ParameterError, unknown
from negotiation.expression import evaluate, evaluate_condition, exact
from negotiation.game import Array, Game, Outcome, Party
from negotiation.game.parties import marked, written
from negotiation.model.agents import agent_form, with_known
from negotiation.model.beliefs import Agent, Beliefs
from negotiation.model.declarations import (
    ROUNDING,
    Bargaining,
    Coalitions,
    Constraint,
    Correlation,
    Expectation,
    Formula,
    Parameter,
    Path,
    Preset,
    Source,
    Unfolding,
    VotingRule,
)
from negotiation.model.finite import all_finite, there
from negotiation.model.point import Point, preset_of, stated
from negotiation.model.tables import ExactTables, Tables, as_given, points_first
from negotiation.plain import Value, single
from negotiation.provenance import Provenance, Shown
from negotiation.wording import counted, proper


@dataclass(frozen=True, eq=False)
class Model(Shown, ByValueOnce):
    """A family of games over parameters.

    Payoffs come from `payoffs`, or by profile (positions) from `cells`, a formula a party; an agent form is of `known`.
    """

    id: str
    parties: tuple[Party, ...]
    parameters: Mapping[str, Parameter]
    components: Mapping[str, Formula]
    payoffs: tuple[Formula, ...] = ()
    cells: Mapping[tuple[int, ...], tuple[Formula, ...]] = field(default_factory=dict)
    readouts: Mapping[str, Formula] = field(default_factory=dict)
    outcomes: tuple[Outcome, ...] = ()
    presets: Mapping[str, Preset] = field(default_factory=dict)
    paths: Mapping[str, Path] = field(default_factory=dict)
    constraints: tuple[Constraint, ...] = ()
    correlations: tuple[Correlation, ...] = ()
    expectations: tuple[Expectation, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    title: str = ""
    version: str = ""
    summary: str = ""
    answer: str = ""
    numbers: str = ""
    caveats: tuple[str, ...] = ()
    default_preset: str = ""
    text: str = field(default="", repr=False)
    bargaining: Bargaining | None = field(default=None, repr=False)
    unfolding: Unfolding | None = field(default=None, repr=False)
    voting: VotingRule | None = field(default=None, repr=False)
    coalitions: Coalitions | None = field(default=None, repr=False)
    file: str = field(default="", repr=False)
    beliefs: Beliefs | None = field(default=None, repr=False)
    agents: tuple[Agent, ...] = ()
    known: Model | None = field(default=None, repr=False)
    has_payoffs: ClassVar[bool] = True

    @cached_property
    def proper(self) -> frozenset[str]:
        """Return the words that keep their capital inside a sentence, as far as the author's texts tell."""
        (names, texts), issues = written(self.parties, self.outcomes), getattr(self.bargaining, "issues", ())
        told = [*self.parameters.values(), *self.presets.values(), *self.paths.values(), *issues]
        said = [getattr(each, key, "") for each in told for key in ("label", "description", "low_label", "high_label")]
        return proper(names, [*texts, *said, self.title, self.summary, self.answer, *self.caveats])

    def __repr__(self) -> str:
        size = f"{counted(len(self.parameters), 'parameter')}, {counted(len(self.presets), 'preset')}"
        return (f"Model {self.id!r}: {', '.join(party.id for party in self.parties)} "
                f"({' x '.join(map(str, self.strategy_counts))} strategies), {size}")

    @property
    def strategy_counts(self) -> tuple[int, ...]:
        return tuple(len(party.strategies) for party in self.parties)

    def parameter(self, name: str) -> Parameter:
        """Return a parameter by name; raise ParameterError naming the near match."""
        if not isinstance(name, str) or name not in self.parameters:
            raise ParameterError(unknown(f"a parameter of {self.id}", name, self.parameters))
        return self.parameters[name]

    def point(self, preset: str | None = None, *, at: Mapping[str, Value] | None = None, **values: Value) -> Point:
        """Return where every parameter stands: at its default, overridden by a preset, by `at`, by `values`.

        Parameters
        ----------
        preset : None means that of `at` where it is a Point, else the model's default; "" the parameters' own defaults.
        at, values : parameter -> number or array; in `at` a parameter may bear any name.

        Raises
        ------
        ParameterError
            A name is unknown. Ranges and constraints are judged where the point is used.
        """
        text("preset", preset)
        given, preset = stated(at, values), preset_of(at, preset)
        if (chosen := self.default_preset if preset is None else preset) and chosen not in self.presets:
            raise ParameterError(unknown(f"a preset of {self.id}", chosen, self.presets))
        for name, value in given.items():
            self.parameter(name)
            parameter_value(name, value)
        return Point({**self.bases[chosen], **given}, given, preset)

    @cached_property
    def bases(self) -> dict[str, dict[str, float]]:
        """Return every parameter's value at each preset, and at "" the parameters' own defaults."""
        own = {name: parameter.default for name, parameter in self.parameters.items()}
        return {"": own, **{name: own | dict(preset.values) for name, preset in self.presets.items()}}

    def values(self, preset: str | None = None, *, at: Mapping[str, Value] | None = None, **values: Value
               ) -> dict[str, Value]:
        """Return a value for every parameter, as `point` does."""
        return dict(self.point(preset, at=at, **values))

    def along(self, path: str, running: Value, preset: str | None = None, *, at: Mapping[str, Value] | None = None,
              **fixed: Value) -> dict[str, Value]:
        """Return the parameter values on a path where its running parameter takes the values `running` (P,)."""
        needed("path", path, str)
        if path not in self.paths:
            raise ParameterError(unknown(f"a path of {self.id}", path, self.paths))
        route = self.paths[path]
        here = self.point(preset_of(at, preset), at={**stated(at, fixed), route.over: running})
        here.laid(np.asarray)  # refuses arrays of several lengths
        with np.errstate(all="ignore"):
            ties = {name: evaluate(formula.node, {k: np.asarray(v, dtype=float) for k, v in here.items()})
                    for name, formula in route.ties.items()}
        return {**here.given, **ties}

    def at(self, preset: str | None = None, path: str | None = None, *, at: Mapping[str, Value] | None = None,
           **values: Value) -> Game:
        """Compute the game at parameter points.

        Parameters
        ----------
        preset : where the values not given come from; see `point`.
        path : let a path set the parameters tied to its running parameter.
        at, values : parameter -> number or array; arrays broadcast together to P points.

        Raises
        ------
        ParameterError
            A name is unknown, a value lies outside its range, or a constraint is broken; nothing is clipped.
        """
        text("path", path)
        said = here = self.point(preset, at=at, **values)
        if path is not None:
            over = self.paths[path].over if path in self.paths else ""
            here = said.moved(self.along(path, said.get(over, 0.0), said.preset, at={
                name: value for name, value in said.given.items() if name != over}))
        self._check(here)
        points, shape = here.floats, (*self.strategy_counts, here.size)
        known = self.formulas.environment(points, FLOATS)
        payoffs = np.empty((len(self.parties), *shape))
        with np.errstate(all="ignore"):
            for i, row in enumerate(self.formulas.evaluated(known, FLOATS)):
                payoffs[i] = row
            readouts = {name: points_first(np.broadcast_to(evaluate(each.node, known), shape))
                        for name, each in self.readouts.items()}
        all_finite(payoffs, self.parties, points)
        return Game(points_first(payoffs), self.parties, points, self.outcomes, readouts, self.id, self.version,
                    ExactTables(self.formulas, here.laid(as_given)), self.origin("payoffs", said, path, points))

    def origin(
        self, analysis: str, point: Point | None = None, path: str | None = None,
        parameters: Mapping[str, Value | str] | None = None, over: Mapping[str, Value | None] | None = None,
        method: str = "", **options: object) -> Provenance:
        """Say where a result of this model comes from; what is an array runs, unless `over` says what does."""
        here = self.point() if point is None else point
        running = dict(here.running if over is None else over)
        chosen = self.default_preset if here.preset is None else here.preset
        return Provenance(
            analysis, self.id, self.version, self.digest, self.file, chosen, here.preset is not None, path or "",
            running, {name: value for name, value in here.given.items() if name not in running and single(value)},
            dict(self.bases[chosen]), dict(parameters or {}), method, {**options, **self._whole(path, running)},
            bayesian=bool(self.agents))

    def _whole(self, path: str | None, running: Mapping[str, Value | None]) -> dict[str, int]:
        """Return the number of points of a path that runs evenly through its whole range."""
        over = self.paths[path].over if path and path in self.paths else ""
        values, each = running.get(over), self.parameters.get(over)
        if values is None or each is None:
            return {}
        row = np.asarray(values, dtype=float)
        return {"points": len(row)} if np.array_equal(row, np.linspace(each.low, each.high, len(row))) else {}

    @cached_property
    def digest(self) -> str:
        """Return the SHA-256 of the model's text, '' where it has none."""
        from hashlib import sha256

        return sha256(self.text.encode()).hexdigest() if self.text else ""

    def exact(self, preset: str | None = None, *, at: Mapping[str, Value] | None = None, **values: Value) -> Array:
        """Compute payoffs as exact rationals: (P, N, S1, ..., SN) object array of Fractions.

        A float means its shortest decimal (0.1 is 1/10). Raises ExpressionError where exp, log or sqrt stand.
        """
        here = self.point(preset, at=at, **values)
        self._check(here)
        known = self.formulas.environment(here.laid(np.vectorize(exact, otypes=[object])), RATIONALS)
        payoffs = np.empty((len(self.parties), *self.strategy_counts, here.size), dtype=object)
        for i, row in enumerate(self.formulas.evaluated(known, RATIONALS)):
            payoffs[i] = row
        return points_first(payoffs)

    def fractions(self, point: Point) -> dict[str, Fraction]:
        """Return a single point exactly; raises ParameterError where a value lies outside its range."""
        for name, value in point.fractions.items():
            self.check_range(name, np.array([float(value)]))
        return point.fractions

    def bayesian(self, **types: str) -> Model:
        """Return the game in which each party knows its own type alone, in agent form (Harsanyi 1967-68; Selten 1975).

        Its parties are the agents, "Russia.stretched"; payoffs are interim: expected over the other parties' types,
        given one's own. Its Nash equilibria are the Bayesian Nash equilibria. Everybody knows the parties named to be
        of these `types` (party -> type); the others' stay in doubt. Raises ModelError where the model declares no
        types, or not these.
        """
        form = agent_form(self, self.beliefs, types)
        return replace(self, beliefs=None, known=self, file="" if types else self.file, **form)

    def with_types(self, **types: str) -> Model:
        """Return the game in which everybody knows everybody's type: party -> type, the first where none is given."""
        return replace(self, file="", beliefs=None, **with_known(self, self.beliefs, types))

    def replace(self, **changes: Any) -> Model:
        """Return a copy with fields changed; the text no longer says what it is, so it goes unless it is given."""
        return replace(self, **{"text": "", "file": "", **changes})

    @cached_property
    def indicators(self) -> dict[str, tuple[int, int]]:
        """Return the names that mean "party i plays strategy j": qualified always, bare where unambiguous."""
        return marked((party.id, party.strategies) for party in self.parties)

    @cached_property
    def formulas(self) -> Tables:
        """Return what the payoffs and components say, as floats, as rationals, and how far the two are apart."""
        return Tables(self.strategy_counts, self.parameters, self.components, self.payoffs, self.cells, self.indicators)

    def check_range(self, name: str, values: Array) -> None:
        """Raise ParameterError if a parameter is unknown, or one of its values (P,) lies outside its range."""
        each = self.parameter(name)
        parameter_value(name, values)
        values, (low, high) = np.atleast_1d(np.asarray(values, dtype=float)), each.limits
        inside = (values >= low) & (values <= high)
        if not inside.all():
            raise ParameterError(f"{name} = {values[~inside][0]:g} is outside its range; allowed: {each.low:g} to "
                                 f"{each.high:g}")

    def allowed(self, points: Mapping[str, Array]) -> Array:
        """Mark the points that lie within every range and constraint: (P,) bool; `points` has every parameter."""
        return np.asarray(self.refusals(points) == "")

    def refusals(self, points: Mapping[str, Array]) -> Array:
        """Say what each point breaks, '' where it lies within every range and constraint: (P,) of str."""
        said = np.full(len(next(iter(points.values()))) if points else 1, "", dtype=object)
        for constraint in reversed(self.constraints):
            with np.errstate(all="ignore"):
                said[~evaluate_condition(constraint.condition, points, ROUNDING)] = constraint.message
        for name, (low, high) in ((name, self.parameters[name].limits) for name in points):
            said[~((points[name] >= low) & (points[name] <= high))] = f"{name} is outside its range"
        return said

    def _check(self, here: Point) -> None:
        points = here.floats
        for name, each in self.parameters.items():
            if not (isinstance(value := here[name], float) and each.limits[0] <= value <= each.limits[1]):
                self.check_range(name, points[name])
        for constraint in self.constraints:
            with np.errstate(all="ignore"):
                holds = np.atleast_1d(evaluate_condition(constraint.condition, points, ROUNDING))
            if not holds.all():
                raise ParameterError(f"{constraint.message} (broken: {constraint.text})"
                                     f"{there(points, int(np.flatnonzero(~holds)[0]))}")
