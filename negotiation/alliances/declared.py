"""What a model file says about coalitions, at a point: weights and quota, worths, coalition structures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

import numpy as np

from negotiation.alliances.members import Structure, ordered
from negotiation.alliances.voting import Voting
from negotiation.arithmetic.kinds import FLOATS, RATIONALS, Kind
from negotiation.errors import ModelError
from negotiation.expression import evaluate, is_exact
from negotiation.expression.tree import names
from negotiation.game import Array
from negotiation.model import Formula, Model
from negotiation.model.payoffs import known
from negotiation.model.point import Point
from negotiation.provenance import Provenance

T = TypeVar("T")

LEAST = 1e-12
"""A number nearer to 0 than this may be 0, off by rounding."""


def read(model: Model, formulas: Sequence[Formula], kind: Kind[T], values: Mapping[str, T]) -> list[T]:
    """Return formulas that no strategy moves, on any kind of number."""
    environment = known(model.formulas, kind, values, (), _wanted(model, formulas))
    return [evaluate(each.node, environment, kind.number) for each in formulas]


def _wanted(model: Model, formulas: Sequence[Formula]) -> set[str]:
    """Return the components that the formulas use, directly or through others."""
    wanted = {name for each in formulas for name in names(each.node)}
    for name, component in reversed(model.components.items()):
        if name in wanted:
            wanted |= names(component.node).keys()
    return wanted


def exact(model: Model, formulas: Sequence[Formula]) -> bool:
    """Tell whether the formulas have exact values: no exp, log or sqrt in them or in what they use."""
    wanted = _wanted(model, formulas)
    inner = [component for name, component in model.components.items() if name in wanted]
    return all(is_exact(each.node) for each in (*formulas, *inner))


def numbers(model: Model, formulas: Sequence[Formula], point: Point) -> list[list[Fraction]]:
    """Return the formulas at each point, (P, K) exactly; where exp, log or sqrt stand, as the floats that they give.

    Raises
    ------
    ModelError
        A formula divides by zero, or is not finite.
    """
    try:
        if not exact(model, formulas):
            columns = [np.broadcast_to(each, point.size) for each in read(model, formulas, FLOATS, point.floats)]
            return [[Fraction(float(column[p])) for column in columns] for p in range(point.size)]
        laid = point.laid(np.vectorize(_fraction, otypes=[object]))
        return [[Fraction(each) for each in read(model, formulas, RATIONALS, {
            name: column[p] for name, column in laid.items()})] for p in range(point.size)]
    except (ZeroDivisionError, OverflowError, ValueError):
        raise ModelError(f"a formula of {model.id} about coalitions is not a finite number there") from None


def _fraction(value: object) -> Fraction:
    from negotiation.expression import exact as read_exactly

    return read_exactly(value)


def unsound(model: Model, columns: Mapping[str, Array], count: int) -> Iterator[tuple[tuple[str, ...], Array, str]]:
    """Yield the key of each formula that makes no sense at some of `count` points, a mark of which (P,), and why."""
    rule, said = model.voting, model.coalitions
    asked: list[tuple[tuple[str, ...], Formula, float, str]] = []
    if rule is not None:
        asked.append((("voting", "quota"), rule.quota, LEAST, "a quota above 0"))
        asked += [(("voting", "weights", model.parties[i].id), each, -LEAST, "no weight below 0")
                  for i, each in zip(rule.members, rule.weights, strict=True)]
    if said is not None:
        asked += [(("coalitions",), each, -np.inf, "finite worths") for each in said.worth.values()]
    for where, formula, least, allowed in asked:
        with np.errstate(all="ignore"):
            try:
                value = np.broadcast_to(read(model, (formula,), FLOATS, columns)[0], count)
            except (ZeroDivisionError, OverflowError, ValueError):
                value = np.full(count, np.nan)
        bad = ~np.isfinite(value) | (value < least)
        if bad.any():
            found = float(value[np.flatnonzero(bad)[0]])
            what = f"is {found:.6g}" if np.isfinite(found) else "is not a finite number"
            yield where, bad, f"{'.'.join(where)} {what}; allowed: {allowed}"


def voting_of(model: Model, point: Point, provenance: Provenance) -> tuple[Voting, ...]:
    """Return the voting game at each point; none where the model declares none."""
    rule = model.voting
    if rule is None:
        return ()
    members = [model.parties[i].id for i in rule.members]
    return tuple(_voting(model, quota, weights, members, provenance)
                 for quota, *weights in numbers(model, (rule.quota, *rule.weights), point))


def _voting(model: Model, quota: Fraction, weights: Sequence[Fraction], members: Sequence[str],
            provenance: Provenance) -> Voting:
    if quota <= 0 or min(weights) < 0:
        what = f"the quota is {quota}" if quota <= 0 else f"a weight is {min(weights)}"
        raise ModelError(f"voting of {model.id}: {what} there; allowed: a quota above 0, no weight below 0")
    return Voting(quota, weights, members, provenance)


def worth_of(model: Model, point: Point) -> tuple[Array, bool] | None:
    """Return the worths that the file gives, (P, 2**N) of fractions, and whether they are exact; None without any."""
    said = model.coalitions
    if said is None or not said.worth:
        return None
    formulas = list(said.worth.values())
    found = np.full((point.size, 1 << len(model.parties)), Fraction(0), dtype=object)
    for p, row in enumerate(numbers(model, formulas, point)):
        found[p, list(said.worth)] = row
    return found, exact(model, formulas)


def structures_of(model: Model) -> dict[Structure, str]:
    """Return the coalition structures that the file names -> their names."""
    return {} if model.coalitions is None else {ordered(row.blocs): row.id for row in model.coalitions.structures}
