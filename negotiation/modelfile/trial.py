"""Try a model at many points at once: which would `Model.at` refuse, and why?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import prod

import numpy as np

from negotiation.arithmetic.kinds import FLOATS
from negotiation.errors import NegotiationError, NotFiniteError
from negotiation.expression import evaluate_condition
from negotiation.game import Array
from negotiation.model import Model
from negotiation.model.agents import COPY
from negotiation.model.declarations import ROUNDING
from negotiation.model.payoffs import known
from negotiation.modelfile.faults import Where
from negotiation.modelfile.values import Row

NUMBERS = 1 << 20
"""Numbers held at a time."""

Point = Mapping[str, float]
"""Parameter -> value, for those that differ from the values all points share."""


def batches(model: Model, base: Point, points: Sequence[Point]) -> Iterator[tuple[int, dict[str, Array]]]:
    """Yield the points as arrays (P,), in batches of bounded size, each with the number of its first point."""
    size = max(1, NUMBERS // (len(base) + len(model.parties) * prod(model.strategy_counts)))
    for begin in range(0, len(points), size):
        part = points[begin:begin + size]
        columns = {name: np.full(len(part), float(value)) for name, value in base.items()}
        for k, point in enumerate(part):
            for name, value in point.items():
                columns[name][k] = value
        yield begin, columns


def blamed(model: Model, error: NotFiniteError, values: Row) -> Where:
    """Return the first formula that is not finite at the profile: a component, else the payoff itself."""
    found = known(model.formulas, FLOATS, {name: np.float64(value) for name, value in values.items()},
                  [np.asarray(j) for j in error.profile])
    for name in model.components:
        if not np.isfinite(found[name]):
            return ("components", name.split(COPY)[0])
    if not model.cells:
        return ("payoffs", model.parties[error.party].id)
    played = (party.strategies[j].id for party, j in zip(model.parties, error.profile, strict=True))
    return ("payoffs", ", ".join(played))


def broken(model: Model, values: Row) -> Where:
    """Return the first constraint that a point breaks."""
    here = {name: np.float64(value) for name, value in values.items()}
    with np.errstate(all="ignore"):
        marks = [bool(evaluate_condition(each.condition, here, ROUNDING)) for each in model.constraints]
    return ("constraints", marks.index(False), "rule") if False in marks else ("constraints",)


def refusals(model: Model, columns: Mapping[str, Array], size: int) -> Iterator[tuple[int, NegotiationError]]:
    """Yield each point of a batch that is refused, with the error: first those out of bounds, then not finite ones."""
    marks = np.broadcast_to(model.allowed(columns), size)
    for k in np.flatnonzero(~marks):
        try:
            model.at("", at={name: values[k] for name, values in columns.items()})
        except NegotiationError as error:
            yield int(k), error
    left = np.flatnonzero(marks)
    while len(left):
        try:
            model.at("", at={name: values[left] for name, values in columns.items()})
            return
        except NotFiniteError as error:
            yield int(left[error.point]), error
            left = np.delete(left, error.point)
