"""Can a deal be kept? The commitment problem of Powell (2006), International Organization 60(1).

1. w_k: the war value of side k's principal as a part of its whole stake, now and after the expected shift.
2. By keeping the peace a side gets at most the whole for one period and later what its weaker position commands:
   (1 - delta_k) + delta_k w_k(shifted). If w_k(now) is more, no peace enforces itself: it would rather fight now.
3. The smallest shift that does this is looked for on a grid of the shifting parameter and narrowed down, each value
   with the war equilibrium that holds there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from negotiation.bargaining.division import Division
from negotiation.bargaining.setting import Setting
from negotiation.expression import evaluate
from negotiation.game import Array

GRID = 401
ZOOM = 65
ZOOMS = 4
STRIDE = 32
"""Values that are tried at once on the way to the first that breaks a deal."""


@dataclass(frozen=True, eq=False)
class Commitment:
    """Powell's test at every point, for both sides.

    Attributes
    ----------
    shift : (P,) the expected change of the shifting parameter.
    shifted : (P,) its value after the shift.
    defined : (P,) False where that value lies outside the parameter's range, so that nothing can be said.
    excess : (P, 2) w_k(now) - delta_k w_k(shifted) - (1 - delta_k) for each side; nan where not defined.
    """

    parameter: str
    shift: Array
    shifted: Array
    defined: Array
    excess: Array

    @cached_property
    def fights(self) -> Array:
        """Mark the sides that would rather fight now: (P, 2) bool."""
        return np.asarray(np.nan_to_num(self.excess, nan=-1.0) > 0)

    @cached_property
    def holds(self) -> Array:
        """Mark points at which no deal enforces itself: (P,) bool."""
        return np.asarray(self.fights.any(axis=1))


def commitment(setting: Setting, points: Mapping[str, Array], division: Division) -> Commitment | None:
    """Run the test; None where the model declares no expected shift."""
    rule = setting.section.shift
    if rule is None:
        return None
    shift = np.asarray(evaluate(rule.by.node, division.known) + division.zero, dtype=float)
    shifted = points[rule.parameter] + shift
    each = setting.model.parameters[rule.parameter]
    defined = (shifted >= each.low - 1e-12) & (shifted <= each.high + 1e-12)
    shifted = np.where(defined, np.clip(shifted, each.low, each.high), shifted)
    excess = np.full((len(shift), 2), np.nan)
    if defined.any():
        later = {name: values[defined] for name, values in points.items()} | {rule.parameter: shifted[defined]}
        excess[defined] = _excess(division, defined, _strengths(setting, later))
    return Commitment(rule.parameter, shift, shifted, defined, excess)


def smallest_shifts(setting: Setting, points: Mapping[str, Array], division: Division) -> dict[str, dict[str, Any]]:
    """Find, at a batch of one, the smallest shift upwards and downwards that breaks any deal.

    Returns {"up": {"shift", "side"}, "down": ...}; shift and side are None where no shift in the range does.
    """
    rule = setting.section.shift
    if rule is None:
        return {}
    setting = replace(setting, rough=True)
    each = setting.model.parameters[rule.parameter]
    now = float(points[rule.parameter][0])

    def excess(values: Array) -> Array:
        later = {name: np.repeat(held, len(values)) for name, held in points.items()} | {rule.parameter: values}
        return _excess(division, np.zeros(len(values), dtype=int), _strengths(setting, later))

    found = {}
    for name, end in (("up", each.high), ("down", each.low)):
        value, side = _first(excess, now, end)
        found[name] = {"shift": None if value is None else value - now, "side": side}
    return found


def _first(excess: Callable[[Array], Array], start: float, end: float) -> tuple[float | None, int | None]:
    """Walk from start to end; return where some side first prefers to fight, and which."""
    if start == end:
        return None, None
    low, high, size = start, end, GRID
    for _ in range(1 + ZOOMS):
        values = np.linspace(low, high, size)
        hit, side = _hit(excess, values)
        if hit is None or hit == 0:
            return (None if hit is None else float(values[0])), side
        low, high, size = values[hit - 1], values[hit], ZOOM
    return float(high), side


def _hit(excess: Callable[[Array], Array], values: Array) -> tuple[int | None, int | None]:
    """Return the first of some values at which a side prefers to fight, and which; STRIDE values at a time."""
    for start in range(0, len(values), STRIDE):
        fights = excess(values[start : start + STRIDE]) > 0
        hits = np.flatnonzero(fights.any(axis=1))
        if len(hits):
            return start + int(hits[0]), int(np.flatnonzero(fights[hits[0]])[0])
    return None, None


def _strengths(setting: Setting, points: Mapping[str, Array]) -> Array:
    division = setting.division(points, setting.no_deal(points))
    return np.stack([division.strength(k) for k in (0, 1)], axis=1)


def _excess(division: Division, rows: Array, later: Array) -> Array:
    now = np.stack([division.strength(k)[rows] for k in (0, 1)], axis=1)
    patience = np.stack([each[rows] for each in division.patience], axis=1)
    return now - patience * later - (1 - patience)
