"""Try a model at many points at once: which would `Model.at` refuse, and why?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import prod
from typing import Any

import numpy as np

from negotiation.errors import NegotiationError, NotFiniteError
from negotiation.game import Array
from negotiation.model import Model

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


def refusals(model: Model, columns: Mapping[str, Array], size: int) -> Iterator[tuple[int, NegotiationError]]:
    """Yield each point of a batch that is refused, with the error: first those out of bounds, then not finite ones."""
    marks = np.broadcast_to(model.allowed(columns), size)
    for k in np.flatnonzero(~marks):
        try:
            model.at("", **dict[str, Any]({name: values[k] for name, values in columns.items()}))
        except NegotiationError as error:
            yield int(k), error
    left = np.flatnonzero(marks)
    while len(left):
        try:
            model.at("", **dict[str, Any]({name: values[left] for name, values in columns.items()}))
            return
        except NotFiniteError as error:
            yield int(left[error.point]), error
            left = np.delete(left, error.point)
