"""Do conditions hold for the whole range of the parameters? Proved, refuted at a point, or left open.

A sum is 1 where it is as a polynomial; an inequality holds where it does in every cell of the range, by interval
arithmetic and bisection (Moore 1966). What is not proved is tried at corners, in the middle, at presets and at random.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice, product

import numpy as np

from negotiation.arithmetic.polynomials import Ring
from negotiation.arithmetic.ranges import Range
from negotiation.errors import NegotiationError
from negotiation.expression import Comparison, Node, evaluate, evaluate_condition, simplify
from negotiation.expression.tree import names
from negotiation.game import Array
from negotiation.model.declarations import ROUNDING, Constraint, Parameter, Preset

MOST_CELLS = 1 << 12
MOST_CORNERS = 1 << 12
DRAWS = 500
ROUNDS = 40

Box = dict[str, Range]


def proved(condition: Comparison, parameters: Mapping[str, Parameter]) -> bool:
    """Return whether a condition against a number, "==", ">=" or ">", is sure to hold wherever the parameters stand."""
    mentioned = [parameters[name] for name in names(condition.left)]
    if condition.operator == "==":
        return _identical(condition, [each.id for each in mentioned])
    return _everywhere(condition, mentioned)


def _identical(condition: Comparison, variables: Sequence[str]) -> bool:
    ring = Ring(tuple(variables))
    try:
        values = {name: ring.variable(name) for name in variables}
        gap = evaluate(condition.left, values, ring.number) - evaluate(condition.right, values, ring.number)
    except NegotiationError:
        return False
    return not any(gap.terms.values())


def _everywhere(condition: Comparison, mentioned: Sequence[Parameter]) -> bool:
    """Bisect the cells in which the sign of left - right is open, until none is left or there are too many."""
    box: Box = {each.id: Range(np.array([float(each.low)]), np.array([float(each.high)])) for each in mentioned}
    slack = -ROUNDING if condition.operator == ">=" else ROUNDING
    for turn in range(ROUNDS):
        with np.errstate(all="ignore"):
            gap = evaluate(condition.left, box, Range.of) - evaluate(condition.right, box, Range.of)
        open_ = ~(np.atleast_1d(gap.low) >= slack)
        if not open_.any():
            return True
        if not mentioned or 2 * open_.sum() > MOST_CELLS:
            return False
        box = _halved(box, open_, mentioned[turn % len(mentioned)].id)
    return False


def _halved(box: Box, kept: Array, name: str) -> Box:
    box = {each: Range(ends.low[kept], ends.high[kept]) for each, ends in box.items()}
    middle = (box[name].low + box[name].high) / 2
    halves = {name: Range(np.r_[box[name].low, middle], np.r_[middle, box[name].high])}
    return {each: Range(np.tile(ends.low, 2), np.tile(ends.high, 2)) for each, ends in box.items()} | halves


def refuted(condition: Comparison, parameters: Mapping[str, Parameter], presets: Iterable[Preset],
            constraints: Sequence[Constraint]) -> dict[str, float] | None:
    """Return where a condition does not hold, by the parameters that it names; None where no such point was met."""
    mentioned = list(names(condition.left))
    rows = _tried([parameters[name] for name in mentioned])
    stand = {name: float(each.default) for name, each in parameters.items()}
    points = [stand, *({**stand, **{name: float(value) for name, value in each.values.items()}} for each in presets)]
    points += [{**stand, **dict(zip(mentioned, row, strict=True))} for row in rows.tolist()]
    columns = {name: np.array([each[name] for each in points]) for name in stand}
    with np.errstate(all="ignore"):
        holds = np.broadcast_to(evaluate_condition(condition, columns, ROUNDING), len(points)).copy()
        for each in constraints:
            holds |= ~np.broadcast_to(evaluate_condition(each.condition, columns, ROUNDING), len(points))
    if holds.all():
        return None
    k = int(np.flatnonzero(~holds)[0])
    return {name: points[k][name] for name in mentioned}


def _tried(mentioned: Sequence[Parameter]) -> Array:
    """Return points (K, D): corners, the middle, and draws that are the same every time."""
    low, high = (np.array([float(getattr(each, end)) for each in mentioned]) for end in ("low", "high"))
    corners = list(islice(product(*zip(low, high, strict=True)), MOST_CORNERS))
    draws = low + np.random.default_rng(0).random((DRAWS, len(mentioned))) * (high - low)
    return np.vstack([np.array(corners).reshape(len(corners), len(mentioned)), (low + high)[None] / 2, draws])


def at(condition: Comparison, point: Mapping[str, float]) -> float:
    """Return the left side at a point."""
    with np.errstate(all="ignore"):
        return float(evaluate(condition.left, {name: np.float64(value) for name, value in point.items()}))


def inlined(node: Node, components: Mapping[str, Node]) -> Node:
    """Return a formula of parameters alone."""
    return simplify(node, lambda name: inlined(components[name.id], components) if name.id in components else name)
