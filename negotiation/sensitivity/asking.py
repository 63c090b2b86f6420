"""What is asked of `uncertainty`, checked; and what the scenario alone answers, before any draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from negotiation.arguments import listed, needed, number, text, whole, wrong
from negotiation.errors import ParameterError, unknown
from negotiation.game import Game
from negotiation.game.profiles import Profile, profile
from negotiation.model import Model
from negotiation.model.declarations import SHAPES
from negotiation.model.point import Point
from negotiation.plain import Json, Value, one
from negotiation.provenance import Provenance
from negotiation.refine import radius
from negotiation.sensitivity.bands import runs
from negotiation.sensitivity.drawn.guesses import WITHIN, guesses
from negotiation.sensitivity.drawn.marks import Marks, marked
from negotiation.sensitivity.drawn.sample import Moment, Plan, Sample
from negotiation.sensitivity.history import observations
from negotiation.sensitivity.indices import indices, tornado
from negotiation.sensitivity.nearest.ending import flips
from negotiation.sensitivity.quantities import Asked, Of, asked
from negotiation.sensitivity.result import Known, Radius
from negotiation.solvers import SOLVERS, solve

Given = str | Sequence[str] | Mapping[str, str | Sequence[str]] | None

SAMPLINGS = ("sobol", "random")

MOST = 1_000_000
"""Draws held in memory at most."""

FIRST, LEAST = 1024, 128
"""Draws of the first answer while a result grows, divided by the moments looked at; at least LEAST."""

SELECTED, BASE, POINTS = 256, 256, 41
"""Draws at which the logit selection is traced; rows of the Saltelli design; positions along a slider."""

MOST_BASE, MOST_POINTS = 1 << 16, 10_001


@dataclass(frozen=True)
class Asking:
    """What is asked: the plan of the draws, and what beside them."""

    plan: Plan
    of: Of | None
    along: str | None
    points: int
    logit: int
    base: int
    origin: Provenance


def asking_of(
    model: Model, draws: int, spread: float, seed: int, given: Given, *, over: Sequence[str] | None = None,
    shape: str = "uniform", within: str = "value", sampling: str = "sobol", method: str = "pure", of: Of | None = None,
    along: str | None = None, points: int = POINTS, logit: int = SELECTED, base: int = BASE, preset: str | None = None,
    at: Mapping[str, Value] | None = None, **values: Value,
) -> Asking:
    """Check the arguments of `uncertainty` and return what they ask."""
    _check(model, draws, spread, seed, over, points, logit, base)
    for what, value, allowed in (("shape", shape, SHAPES), ("within", within, WITHIN),
                                 ("sampling", sampling, SAMPLINGS), ("method", method, SOLVERS)):
        needed(what, value, str)
        if value not in allowed:
            raise ParameterError(f"{what}: {unknown('allowed here', value, allowed)}")
    text("along", along)
    if of is not None and not callable(of):
        text("of", of)
    point = model.point(preset, at=at, **values)
    model.fractions(point)
    model.at(at=point)
    moving = runs(model, along)[2] if along is not None else ()
    found = guesses(model, over, float(spread), shape, within, moving, _beyond(model, of))
    _given(given)
    seen = observations(model, given)
    plan = Plan(model, found, _moments(model, point, seen), seed, sampling, method)
    asked(model, of, method) if of is not None else None
    origin = _origin(model, point, draws=draws, spread=spread, seed=seed, given=_said(given, seen), over=over,
                     shape=shape, within=within, sampling=sampling, method=method, of=of, along=along, points=points,
                     logit=logit, base=base)
    return Asking(plan, of, along, points, logit, base, origin)


def _check(model: object, draws: object, spread: object, seed: object, over: object, points: object, logit: object,
           base: object) -> None:
    needed("model", model, Model)
    whole("draws", draws, 1, MOST)
    number("spread", spread, 0)
    whole("seed", seed, 0, 2**32 - 1)
    listed("over", over)
    whole("points", points, 2, MOST_POINTS)
    whole("logit", logit, 0, MOST)
    whole("base", base, 0, MOST_BASE)
    if isinstance(base, int | np.integer) and base & (base - 1):
        raise wrong("base", base, "0, or a power of two")


def _given(given: object) -> None:
    """Refuse what is no text, no list of texts and no mapping of presets to an outcome or a list of them."""
    if isinstance(given, Mapping):
        listed("given", list(given))
        for each in given.values():
            text("given", each) if isinstance(each, str) else listed("given", each)
    elif not isinstance(given, str):
        listed("given", given)


def _beyond(model: Model, of: object) -> tuple[str, ...]:
    """Return the parameters that count though no payoff uses them: of a bargain, all."""
    return tuple(model.parameters) if isinstance(of, str) and of.strip().startswith("bargain ") else ()


def _moments(model: Model, point: Point, seen: Mapping[str, tuple[str, ...]]) -> tuple[Moment, ...]:
    """Return the scenario, then with observations every preset, those without one to look at elsewhere."""
    others = [Moment(name, model.point(name), seen.get(name, ())) for name in model.presets] if seen else []
    return (Moment("", point), *others)


def _said(given: Given, seen: Mapping[str, tuple[str, ...]]) -> Json:
    """Return what was given as texts."""
    if isinstance(given, Mapping):
        return tuple(f"{name}={','.join(outcomes)}" for name, outcomes in seen.items())
    return given if given is None or isinstance(given, str) else tuple(given)


DEFAULTS = {"shape": "uniform", "within": "value", "sampling": "sobol", "points": POINTS, "logit": SELECTED,
            "base": BASE}


def _origin(model: Model, point: Point, *, method: str, of: Of | None, over: Sequence[str] | None,
            along: str | None, points: int, **options: object) -> Provenance:
    stood = {name: [one(value)] for name, value in point.items()}
    told = {name: value for name, value in options.items() if DEFAULTS.get(name) != value}
    told |= {"along": along, "steps": points if along is not None and points != POINTS else None,
             "over": None if over is None else tuple(over),
             "of": getattr(of, "__name__", "a function") if callable(of) else of}
    origin = replace(model.origin("uncertainty", point, None, stood, {}, method), options=told)
    return replace(origin, file="") if callable(of) else origin  # no command line can say a function


def known_of(asking: Asking, sample: Sample, before: Known | None = None) -> Known:
    """Return what does not hang on the number of draws; `before` holds what the scenario alone says, found already."""
    plan, here = asking.plan, asking.plan.moments[0]
    game = plan.model.at(at=here.point)
    if before is None:
        held = _held(game)
        question = _question(plan, game, held, asking.of)
        radii = tuple(_radius(game, each, float(size)) for each, size in zip(
            held, radius(game, solve(game, "pure")), strict=True) if max(game.strategy_counts) > 1)
        before = Known(radii, flips(plan, here, [each.profile for each in held]),
                       question.name, tornado(plan, here, question))
    else:
        question = _question(plan, game, _held(game), asking.of)
    found = indices(plan, here, question, asking.base) if asking.base else None
    along = None
    if asking.along is not None:
        each = plan.model.parameters[runs(plan.model, asking.along)[0]]
        along = asking.along, tuple(np.linspace(each.low, each.high, asking.points).tolist())
    return replace(before, sobol=found, chosen=_chosen(plan, sample, asking.logit), along=along)


def _held(game: Game) -> list[Profile]:
    """Return the pure equilibria as the parameters stand."""
    found = solve(game, "pure")
    return [profile(game.parties, each.profile or (), game.outcomes) for each in found.played]


def _question(plan: Plan, game: Game, held: Sequence[Profile], of: Of | None) -> Asked:
    """Return the numeric result asked for; else the slack of the answer, of several the one that logit selects."""
    if of is None:
        of = f"slack {_name(_answer(game, held))}" if held else "equilibria"
    return asked(plan.model, of, plan.method)


def _answer(game: Game, held: Sequence[Profile]) -> Profile:
    if len(held) > 1:
        chosen = solve(game, "logit").label[0]
        return next((each for each in held if each.label == chosen), held[0])
    return held[0]


def _name(played: Profile) -> str:
    return played.outcome or played.label


def _radius(game: Game, held: Profile, size: float) -> Radius:
    at = held.profile
    _, i, j = min((float(game.payoffs[0][(i, *at)] - game.payoffs[0][(i, *at[:i], j, *at[i + 1:])]), i, j)
                  for i, count in enumerate(game.strategy_counts) for j in range(count) if j != at[i])
    return Radius(held, size, game.parties[i].id, game.parties[i].strategies[j].id)


def _chosen(plan: Plan, sample: Sample, count: int) -> Marks | None:
    """Return what the logit branch selects at the first draws."""
    if not count:
        return None
    cube = sample.cube[:count]
    return marked(solve(plan.model.at("", at=plan.places(cube, plan.moments[0])), "logit"))

