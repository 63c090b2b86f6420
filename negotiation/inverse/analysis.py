"""`levers`: what would it take to make a target an equilibrium?

1. Who gains by leaving the target now (`deviations`).
2. Each parameter alone: the exact intervals that hold the target (`single`).
3. The smallest weighted change of several levers (`smallest`), and what else is an equilibrium there.
4. If nothing works, what blocks it everywhere (`blockers`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

import negotiation.tipping.naming as naming
from negotiation.errors import ModelError, ParameterError, unknown
from negotiation.expression import exact
from negotiation.inverse.blockers import blockers
from negotiation.inverse.company import beyond, company
from negotiation.inverse.deviations import Gain, Profile, Target
from negotiation.inverse.result import Blocking, Change, Levers, Single, TradeOff
from negotiation.inverse.rough import rough
from negotiation.inverse.single import alone, held, line_of, nearest
from negotiation.inverse.smallest import PROGRAM, Point, smallest
from negotiation.model import Model
from negotiation.progress import steps
from negotiation.tipping.line import fractions
from negotiation.tipping.result import EXACT
from negotiation.tipping.ring import NotPolynomial

MOST_PROFILES = 4
"""Profiles of an outcome for which the joint change is searched; the ones with the least to gain come first."""


def levers(
    model: Model,
    target: str,
    *,
    preset: str | None = None,
    over: Sequence[str] | None = None,
    margin: float | Fraction = 0,
    seed: int = 0,
    **values: Any,
) -> Levers:
    """Find what makes a target an equilibrium.

    Parameters
    ----------
    target : a profile "press, pause, talk, ..." or the id of a named outcome (the best of its profiles wins).
    preset, values : where the parameters stand now.
    over : the levers that may move together; None means the main ones that the model marks as levers.
    margin : every deviation must lose at least this much (payoff units).
    seed : of the search's starting points.

    Returns
    -------
    Levers; a change costs the sum of its moves as shares of the sliders' ranges.

    Raises
    ------
    ModelError, ParameterError
        A name is unknown, or a value lies outside its range.

    >>> from negotiation.library import load
    >>> what = levers(load("geneva-2016"), "TALKS", over=["war_cost", "bad_faith"])
    >>> [each.party for each in what.blocked_by], what.smallest_change.exact
    (['Russia', 'Iran'], {'war_cost': '1411/800'})
    """
    now = fractions(model, model.values(preset, **values))
    model.at(preset, **values)
    moving = tuple(over) if over is not None else _main(model)
    for name in moving:
        model.parameter(name)
    profiles = _profiles(model, target)
    ranked = sorted((Target(model, each, moving, now) for each in profiles), key=_distance)
    found = [_one(each, target, exact(margin), seed) for each in ranked[:MOST_PROFILES]]
    best = min(found, key=lambda each: (not each.holds_now, _price(each)))
    if len(profiles) == 1:
        return best
    note = f"{target} names {len(profiles)} profiles; {len(found)} were looked at, this one costs least"
    return replace(best, notes=(*best.notes, note))


def _main(model: Model) -> tuple[str, ...]:
    return tuple(each.id for each in model.parameters.values() if each.kind == "lever" and each.level == "main")


def _profiles(model: Model, target: str) -> list[Profile]:
    outcome = next((each for each in model.outcomes if each.id == target.strip()), None)
    if outcome is not None:
        return [tuple(map(int, each)) for each in np.argwhere(outcome.mask)]
    if "," not in target and "/" not in target and len(model.parties) > 1:
        raise ModelError(unknown(f"an outcome of {model.id}, nor a profile", target, [o.id for o in model.outcomes]))
    return [model.at().index(target)]


def _floats(target: Target) -> dict[str, Any]:
    return {name: float(value) for name, value in target.values.items()}


def _distance(target: Target) -> float:
    """Return the sum of the gains from leaving a profile now, in floating point."""
    game = target.model.at(**_floats(target))
    payoffs = game.payoffs[0]
    return sum(max(0.0, float(payoffs[i][target.leaving(i, to)] - payoffs[i][target.profile])) / float(game.scale[0, i])
               for i, to in target.deviations())


def _price(found: Levers) -> float:
    costs = [each.cost for each in found.single if each.cost is not None]
    costs += [found.smallest_change.cost] if found.smallest_change else []
    return min(costs, default=float("inf"))


def _one(target: Target, asked: str, margin: Fraction, seed: int) -> Levers:
    model = target.model
    blocked = _blocked(target, margin)
    outcome = naming.outcome_of(model, [[j] for j in target.profile])
    each = steps("Moving each slider alone", model.parameters, len(model.parameters))
    rows = [row for name in each if (row := _single(target, name, margin, bool(blocked))) is not None]
    rows.sort(key=lambda each: (each.cost is None, each.cost or 0.0))
    change, stuck, sure, notes = _together(target, margin, seed) if blocked and target.over else (None, [], False, [])
    return Levers(
        model.id, model.version, asked, target.label(), outcome.id if outcome else "", float(margin), target.over,
        {name: float(value) for name, value in target.values.items()}, not blocked, tuple(blocked), tuple(rows), change,
        tuple(stuck), sure, tuple(notes), lambda first, second, points: _curve(target, first, second, points, margin))


def _blocked(target: Target, margin: Fraction) -> list[Blocking]:
    try:
        here = Target(target.model, target.profile, (), target.values)
        gains = [(gain, gain.at(())) for gain in here.gains]
    except NotPolynomial:
        game = target.model.at(**_floats(target))
        gains = [(Gain(i, target.profile[i], to, {}), Fraction(float(game.payoffs[0][i][target.leaving(i, to)]
                                                  - game.payoffs[0][i][target.profile])))
                 for i, to in target.deviations()]
    found = [_named(target, gain, value) for gain, value in gains if value + margin > 0]
    return sorted(found, key=lambda each: -each.gain)


def _named(target: Target, gain: Gain, value: Fraction) -> Blocking:
    party = target.model.parties[gain.party]
    text = str(value) if value.denominator < 10**12 else f"{float(value):.12g}"
    return Blocking(party.id, party.strategies[target.profile[gain.party]].id, party.strategies[gain.to].id,
                    float(value), text)


def _single(target: Target, name: str, margin: Fraction, moves: bool) -> Single | None:
    if name not in _main(target.model) and name not in target.over and not target.polynomial:
        return None
    result = alone(target, name, margin)
    if result is None:
        return None
    spans, certainty = result
    intervals = tuple(naming.interval(line_of(target, name), span, certainty == EXACT) for span in spans)
    now, value = target.values[name], nearest(spans, target.values[name])
    row = Single(name, float(now), intervals, certainty)
    if value is None or not moves:
        return row
    each = target.model.parameters[name]
    ends = [end for interval in intervals for end in (interval.start, interval.stop)]
    text = min(ends, key=lambda end: abs(end.decimal - float(value[0]))).exact if not value[1] else str(value[0])
    beside = company(target, beyond(target, {name: value[0]}), pure=True)
    return replace(row, value=float(value[0]), exact=text, company=beside,
                   cost=float(abs(value[0] - now) / (exact(each.high) - exact(each.low))))


def _together(target: Target, margin: Fraction, seed: int) -> tuple[Change | None, list[Blocking], bool, list[str]]:
    try:
        point = smallest(target, margin, seed)
        if point is not None:
            return _change(target, point), [], False, []
        stuck, sure = blockers(target, margin)
    except NotPolynomial as reason:
        point, why = rough(target, margin, seed), f"payoffs are no polynomials of the levers ({reason})"
        if point is not None:
            return _change(target, point), [], False, [f"{why}: the joint change holds in floating point"]
        return None, [], False, [f"{why}: no joint change was found; that none exists is not proved"]
    notes = [] if sure else ["no change of the levers together was found; that none exists is not proved"]
    return None, [_named(target, gain, value) for gain, value in stuck], sure, notes


def _change(target: Target, point: Point) -> Change:
    moved = {name: value for name, value in zip(target.over, point.values, strict=True)
             if value != target.values[name]}
    return Change({name: float(value) for name, value in moved.items()}, {name: str(v) for name, v in moved.items()},
                  float(point.cost), point.method, point.method == PROGRAM,
                  company(target, beyond(target, moved), pure=False))


def _curve(target: Target, first: str, second: str, points: int, margin: Fraction) -> TradeOff:
    if first == second:
        raise ParameterError(f"a trade-off needs two different parameters, found '{first}' twice")
    each = target.model.parameter(first)
    target.model.parameter(second)
    low, high = exact(each.low), exact(each.high)
    x = [low + (high - low) * k / (points - 1) for k in range(points)]
    y = [_second(target, {first: value}, second, margin) for value in x]
    return TradeOff(first, second, tuple(map(float, x)), tuple(None if v is None else float(v) for v in y),
                    tuple(None if v is None else str(v) for v in y))


def _second(target: Target, fixed: Mapping[str, Fraction], name: str, margin: Fraction) -> Fraction | None:
    here = Target(target.model, target.profile, (name,), {**target.values, **fixed})
    value = nearest(held(here.gains, line_of(here, name), margin), here.values[name])
    return value[0] if value else None


