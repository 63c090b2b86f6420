"""`levers`: what would it take to make a target an equilibrium?

1. Who gains by leaving the target now (`deviations`).
2. Each parameter alone: the exact intervals that hold the target (`single`).
3. The smallest weighted change of several levers (`smallest`), and what else is an equilibrium there.
4. If nothing works, what blocks it everywhere (`blockers`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

import numpy as np

import negotiation.tipping.naming as naming
from negotiation.arguments import listed, needed, number, text, whole
from negotiation.arithmetic.polynomials import NotPolynomial
from negotiation.errors import ModelError, ParameterError, unknown
from negotiation.expression import exact
from negotiation.inverse.blockers import blockers
from negotiation.inverse.company import beyond, company
from negotiation.inverse.deviations import Gain, Positions, Target
from negotiation.inverse.point import Point
from negotiation.inverse.result import Blocking, Change, Levers, Single, TradeOff
from negotiation.inverse.rough import rough
from negotiation.inverse.single import alone, held, line_of, nearest
from negotiation.inverse.smallest import smallest
from negotiation.model import Model
from negotiation.plain import Value
from negotiation.progress import steps
from negotiation.tipping.result import EXACT


@dataclass(frozen=True)
class Reach:
    """What a profile would take: who leaves it now, single levers, a joint change, what blocks it, how surely."""

    target: Target
    blocked: list[Blocking]
    single: list[tuple[Single, Fraction | None]]
    change: Point | None
    stuck: list[Blocking]
    sure: bool
    notes: list[str]

    @property
    def price(self) -> tuple[bool, float]:
        costs = [row.cost for row, _ in self.single if row.cost is not None]
        costs += [float(self.change.cost)] if self.change else []
        return bool(self.blocked), min(costs, default=float("inf"))


def levers(
    model: Model,
    target: str,
    *,
    preset: str | None = None,
    over: Sequence[str] | None = None,
    margin: float | Fraction = 0,
    seed: int = 0,
    at: Mapping[str, Value] | None = None,
    **values: Value,
) -> Levers:
    """Find what makes a target an equilibrium.

    Parameters
    ----------
    target : a profile "press, pause, talk, ..." or the id of a named outcome (all its profiles are searched, the
        cheapest that was found wins).
    preset, at, values : where the parameters stand now.
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
    needed("model", model, Model)
    needed("target", target, str)
    text("preset", preset)
    listed("over", over)
    number("margin", margin, 0)
    whole("seed", seed)
    point = model.point(preset, at=at, **values)
    now = model.fractions(point)
    model.at(at=point)
    moving = tuple(over) if over is not None else _main(model)
    for name in moving:
        model.parameter(name)
    targets = sorted((Target(model, each, moving, now) for each in _profiles(model, target)), key=_distance)
    reaches = [_reach(each, exact(margin), seed) for each in steps("Searching every profile", targets, len(targets))]
    best = min(reaches, key=lambda each: each.price)
    found = _dressed(best, target, exact(margin))
    found = found if len(reaches) == 1 else _of_many(found, reaches, [each for each in reaches if each is not best])
    stood = {name: [float(value)] for name, value in now.items()}
    origin = model.origin("levers", point, None, stood, {}, _how(found), target=target, margin=margin,
                          seed=seed or None)
    return replace(found, provenance=replace(origin, over=dict.fromkeys(moving)))


def _of_many(found: Levers, reaches: Sequence[Reach], others: Sequence[Reach]) -> Levers:
    """Say of an outcome only what is true of all its profiles."""
    note = f"{found.target} names {len(reaches)} profiles; all were searched"
    if not found.holds_now and (found.smallest_change or any(each.cost is not None for each in found.single)):
        note += ", this one costs least of what was found"
    open_ = sum(not each.sure for each in reaches)
    if found.blocked_for_certain and open_:
        note += f"; {open_} of them {'is' if open_ == 1 else 'are'} not proved to be out of reach"
    change = found.smallest_change
    if change is not None and not all(
            each.sure or _dearer(each.change, change.least) for each in others):
        change = replace(change, smallest=False, least=None)
    return replace(found, blocked_for_certain=not open_, smallest_change=change, notes=(*found.notes, note))


def _dearer(other: Point | None, than: float | None) -> bool:
    """Return whether another profile is proved to cost at least as much."""
    return other is not None and other.least is not None and than is not None and float(other.least) >= than


def _how(found: Levers) -> str:
    """Say how sure the answers are: those of single levers, and of the smallest change."""
    change = [found.smallest_change.method] if found.smallest_change else []
    return ", ".join(dict.fromkeys([*(each.certainty for each in found.single), *change]))


def _main(model: Model) -> tuple[str, ...]:
    return tuple(each.id for each in model.parameters.values() if each.kind == "lever" and each.level == "main")


def _profiles(model: Model, target: str) -> list[Positions]:
    outcome = next((each for each in model.outcomes if each.id == target.strip()), None)
    if outcome is not None:
        return [tuple(map(int, each)) for each in np.argwhere(outcome.mask)]
    if "," not in target and "/" not in target and len(model.parties) > 1:
        raise ModelError(unknown(f"an outcome of {model.id}, nor a profile", target, [o.id for o in model.outcomes]))
    return [model.at().index(target)]


def _floats(target: Target) -> dict[str, Value]:
    return {name: float(value) for name, value in target.values.items()}


def _distance(target: Target) -> float:
    """Return the sum of the gains from leaving a profile now, in floating point."""
    game = target.model.at(at=_floats(target))
    payoffs = game.payoffs[0]
    return sum(max(0.0, float(payoffs[i][target.leaving(i, to)] - payoffs[i][target.profile])) / float(game.scale[0, i])
               for i, to in target.deviations())


def _reach(target: Target, margin: Fraction, seed: int) -> Reach:
    blocked = _blocked(target, margin)
    each = steps("Moving each slider alone", target.model.parameters, len(target.model.parameters))
    rows = [row for name in each if (row := _single(target, name, margin, bool(blocked))) is not None]
    rows.sort(key=lambda each: (each[0].cost is None, each[0].cost or 0.0))
    if not blocked or not target.over:
        return Reach(target, blocked, rows, None, [], False, [])
    return Reach(target, blocked, rows, *_together(target, margin, seed))


def _dressed(best: Reach, asked: str, margin: Fraction) -> Levers:
    """Look what else is an equilibrium beside the target, and lay out the result."""
    target, model = best.target, best.target.model
    rows = [row if value is None else replace(row, company=company(
        target, beyond(target, {row.parameter: value}), pure=True)) for row, value in best.single]
    return Levers(
        model.id, model.version, asked, target.named, float(margin), target.over,
        {name: float(value) for name, value in target.values.items()}, not best.blocked, tuple(best.blocked),
        tuple(rows), _change(target, best.change) if best.change else None, tuple(best.stuck), best.sure,
        tuple(best.notes), partial(_curve, target, margin))


def _blocked(target: Target, margin: Fraction) -> list[Blocking]:
    try:
        here = Target(target.model, target.profile, (), target.values)
        gains = [(gain, gain.at(())) for gain in here.gains]
    except NotPolynomial:
        game = target.model.at(at=_floats(target))
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


def _single(target: Target, name: str, margin: Fraction, moves: bool) -> tuple[Single, Fraction | None] | None:
    """Return a parameter's row, and the exact value that it stands for where one has to move."""
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
        return row, None
    each = target.model.parameters[name]
    ends = [end for interval in intervals for end in (interval.start, interval.stop)]
    end = min(ends, key=lambda end: abs(end.decimal - float(value[0])))
    return replace(row, value=float(value[0]), exact=str(value[0]) if value[1] else end.exact,
                   attained=value[1] or end.closed,
                   cost=float(abs(value[0] - now) / (exact(each.high) - exact(each.low)))), value[0]


def _together(target: Target, margin: Fraction, seed: int) -> tuple[Point | None, list[Blocking], bool, list[str]]:
    """Return a joint change, else what blocks it and whether for certain, and what must be said about either."""
    try:
        point, proved = smallest(target, margin, seed)
        if point is not None:
            return point, [], False, []
        stuck, sure = blockers(target, margin, proved)
    except NotPolynomial as reason:
        point, why = rough(target, margin, seed), f"payoffs are no polynomials of the levers ({reason})"
        if point is not None:
            return point, [], False, [f"{why}: the joint change holds in floating point"]
        return None, [], False, [f"{why}: no joint change was found; that none exists is not proved"]
    notes = [] if sure else ["no change of the levers together was found; that none exists is not proved"]
    return None, [_named(target, gain, value) for gain, value in stuck], sure, notes


def _change(target: Target, point: Point) -> Change:
    moved = {name: value for name, value in zip(target.over, point.values, strict=True)
             if value != target.values[name]}
    return Change({name: float(value) for name, value in moved.items()}, {name: str(v) for name, v in moved.items()},
                  float(point.cost), point.method, point.least == point.cost,
                  company(target, beyond(target, moved), pure=False),
                  None if point.least is None else float(point.least))


def _curve(target: Target, margin: Fraction, first: str, second: str, points: int) -> TradeOff:
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
