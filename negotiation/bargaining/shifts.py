"""The smallest shift, upwards and downwards, after which no deal enforces itself: Powell's test along a line.

1. The line runs from the present value to the last one towards each end of the range that the constraints allow.
2. A grid on it, then finer ones between the first value at which a side fights and the one before, each value with the
   war equilibrium that holds there. Values that the model does not take break nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain, repeat
from math import ceil
from typing import TypedDict

import numpy as np

from negotiation.bargaining.commitment import Present
from negotiation.game import Array

GRID = 400
"""Steps of the grid along the whole range."""
ZOOM = 17
ZOOMS = 6
"""Values between two neighbours of the grid, and how often they are looked for: a call costs more than its values."""
STRIDES = (17, 32, 64, 128)
"""Values that are tried at once on the way to the first that breaks a deal; the last size stays."""

Test = Callable[[Array], Array]


class Smallest(TypedDict):
    """The smallest shift in one direction that breaks every deal.

    `shift` and `side` (0 or 1) are None where no shift does; `limit` is the last value in that direction that the
    model's constraints allow, None where that is the range's end; `reason` is what they say beyond it.
    """

    shift: float | None
    side: int | None
    limit: float | None
    reason: str


def smallest_shifts(present: Present) -> dict[str, Smallest]:
    """Find, at a batch of one, the smallest shift "up" and "down" that breaks any deal; {} where none is declared."""
    if present.setting.section.shift is None:
        return {}
    each = present.setting.model.parameters[present.rule.parameter]
    return {way: _smallest(present, end) for way, end in (("up", each.high), ("down", each.low))}


def _smallest(present: Present, end: float) -> Smallest:
    now = float(present.points[present.rule.parameter][0])
    last, reason = _reach(present, now, end)
    limit = None if last == end else last

    def fights(values: Array) -> Array:
        return present.after(np.zeros(len(values), dtype=int), values)[2]

    each = present.setting.model.parameters[present.rule.parameter]
    steps = max(1, ceil(GRID * abs(last - now) / (each.high - each.low)))
    value, side = _first(fights, now, last, steps + 1)
    return {"shift": None if value is None else value - now, "side": side, "limit": limit, "reason": reason}


def _reach(present: Present, now: float, end: float) -> tuple[float, str]:
    """Return the value nearest to an end of the range that the constraints allow, and what they say beyond it."""
    low, high, size, reason = now, end, GRID + 1, ""
    for _ in range(1 + ZOOMS):
        values = np.linspace(low, high, size)
        held = {name: np.repeat(each, size) for name, each in present.points.items()}
        said = present.setting.model.refusals(held | {present.rule.parameter: values})
        last = int(np.flatnonzero(said[1:] == "").max(initial=-1)) + 1
        if last == size - 1:
            return float(high), reason
        low, high, size, reason = values[last], values[last + 1], ZOOM, str(said[last + 1])
    return float(low), reason


def _first(fights: Test, start: float, end: float, size: int) -> tuple[float | None, int | None]:
    """Walk from start to end; return where some side first prefers to fight, and which."""
    if start == end:
        return None, None
    low, high, side = start, end, None
    for _ in range(1 + ZOOMS):
        values = np.linspace(low, high, size)
        hit, side = _hit(fights, values)
        if hit is None or hit == 0:
            return (None if hit is None else float(values[0])), side
        low, high, size = values[hit - 1], values[hit], ZOOM
    return float(high), side


def _hit(fights: Test, values: Array) -> tuple[int | None, int | None]:
    """Return the first of some values at which a side prefers to fight, and which; few values at a time."""
    start, sizes = 0, chain(STRIDES, repeat(STRIDES[-1]))
    while start < len(values):
        size = next(sizes)
        marks = fights(values[start : start + size])
        hits = np.flatnonzero(marks.any(axis=1))
        if len(hits):
            return start + int(hits[0]), int(np.flatnonzero(marks[hits[0]])[0])
        start += size
    return None, None
