"""Leverage: how a solution moves along a parameter, the profile played without a deal held fixed.

1. Give the parameter slope 1 (and the parameters that a path ties to it the slopes of their ties).
2. Affine values: every closed form is evaluated on duals, which carries the exact derivative along.
3. Curved values and all-party solutions are found by search: their slopes are central differences, and nan at kinks.

Where the disagreement point jumps to another profile there is no derivative; such points are marked, and the slopes
beside them are those of the piece they stand on. A mixed disagreement has no slope here (nan).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from negotiation.arithmetic.dual import Dual, Number, slope_of
from negotiation.arithmetic.kinds import FLOATS, Arrays
from negotiation.bargaining.problem.disagreement import NoDeal
from negotiation.bargaining.problem.division import Division
from negotiation.bargaining.problem.setting import Setting
from negotiation.bargaining.solutions.table import Solution, everyones_share, principals_share
from negotiation.expression import evaluate
from negotiation.game import TOLERANCE, Array
from negotiation.provenance import told

if TYPE_CHECKING:
    import pandas as pd

STEP = 1e-6
KINK = 1e-3


@dataclass(frozen=True, eq=False)
class Leverage:
    """Derivatives along a parameter at P points.

    Attributes
    ----------
    share : quantity -> (P,) slope: every solution, "range low", "range high", "table".
    payoffs : solution -> (P, N) slope of each party's payoff.
    reservation : (P, N) slope of each reservation share.
    jump : (P,) True where the disagreement is another profile than at the point before.
    """

    parameter: str
    parties: tuple[str, ...]
    values: Array
    share: Mapping[str, Array]
    payoffs: Mapping[str, Array]
    reservation: Array
    jump: Array

    def to_frame(self) -> pd.DataFrame:
        """Return one row a point: slopes of shares, then of payoffs."""
        return told(self, "frame")


def seeded(setting: Setting, points: Mapping[str, Number], parameter: str) -> dict[str, Number]:
    """Return the points with slope 1 on the parameter, and a path's slopes on what it ties."""
    values = points[parameter]
    known = dict(points) | {parameter: Dual(values, 0 * values + 1)}
    route = setting.model.paths.get(setting.path or "")
    if route is not None and route.over == parameter:
        ties = {name: evaluate(formula.node, known) for name, formula in route.ties.items()}
        known |= {name: Dual(points[name], slope_of(tie) + 0 * points[name]) for name, tie in ties.items()}
    return known


def slopes(
    setting: Setting, points: Mapping[str, Number], none: NoDeal, rows: list[Solution], parameter: str,
    kind: Arrays = FLOATS,
) -> tuple[dict[str, Number], dict[str, list[Number]], list[Number]]:
    """Return the derivatives of shares, of payoffs by solution, and of reservation shares, for affine values."""
    division = setting.division(seeded(setting, points, parameter), none, kind, moved=True)
    low, high = division.span(division.principals)
    shares = {"range low": low, "range high": high}
    table = setting.table(division)
    if table is not None:
        shares["table"] = table
    shares |= {row.name: principals_share(division, row) for row in rows}
    payoffs = {row.name: [slope_of(division.value(i, shares[row.name])) + division.zero for i in division.everyone]
               for row in rows}
    return ({name: slope_of(share) + division.zero for name, share in shares.items()}, payoffs,
            [slope_of(each) + division.zero for each in division.reservation])


def differences(
    setting: Setting, points: Mapping[str, Array], none: NoDeal, parameter: str,
    read: Callable[[Division], Mapping[str, Array]],
) -> dict[str, Array]:
    """Return central differences of what `read` sees, nan at kinks; the disagreement profile stays."""
    each = setting.model.parameters[parameter]
    step = STEP * (each.high - each.low)
    with np.errstate(invalid="ignore"):  # Where no share will do, reservations are infinite; callers mask that.
        left, here, right = (read(setting.division(_moved(setting, points, parameter, move), none, moved=True))
                             for move in (-step, 0.0, step))
    result = {}
    for name in here:
        with np.errstate(invalid="ignore"):
            before, after = (here[name] - left[name]) / step, (right[name] - here[name]) / step
            kink = np.abs(after - before) > KINK * (1 + np.abs(after))
        result[name] = np.where(kink, np.nan, (before + after) / 2)
    return result


def _moved(setting: Setting, points: Mapping[str, Array], parameter: str, step: float) -> dict[str, Number]:
    """Return the points a step along the parameter and what a path ties to it."""
    return {name: values.value + step * values.slope if isinstance(values, Dual) else values
            for name, values in seeded(setting, points, parameter).items()}


def leverage(
    setting: Setting, points: Mapping[str, Array], none: NoDeal, division: Division, rows: list[Solution],
    parameter: str,
) -> Leverage:
    """Differentiate a bargain along a parameter at every point."""
    setting.model.parameter(parameter)
    mixed = none.unfollowed
    if division.linear and setting.division(seeded(setting, points, parameter), none, moved=True).linear:
        shares, payoffs, reservation = slopes(setting, points, none, rows, parameter)
    else:
        found = differences(setting, points, none, parameter, _quantities(setting, rows))
        shares = {name: values for name, values in found.items() if values.ndim == 1}
        payoffs = {row.name: list(found[f"payoffs {row.name}"].T) for row in rows}
        reservation = list(found["reservation"].T)
    everyone = differences(setting, points, none, parameter, _everyones(rows))
    empty, nobody = (_is_empty(division, who) for who in (division.principals, division.everyone))

    def mask(values: Array, where: Array) -> Array:
        return np.where(where.reshape(-1, *([1] * (values.ndim - 1))), np.nan, values)

    shares = {name: mask(values, mixed | empty & (name != "table")) for name, values in shares.items()}
    shares |= {f"{name} (all)": mask(values, mixed | nobody) for name, values in everyone.items()}
    return Leverage(
        parameter, tuple(party.id for party in setting.model.parties), points[parameter], shares,
        {name: mask(np.stack(values, axis=1), mixed | empty) for name, values in payoffs.items()},
        mask(np.stack(reservation, axis=1), mixed), none.jump)


def _is_empty(division: Division, players: tuple[int, ...]) -> Array:
    low, high = division.span(players)
    return low > high + TOLERANCE


def _everyones(rows: list[Solution]) -> Callable[[Division], dict[str, Array]]:
    return lambda division: {row.name: everyones_share(division, row) for row in rows if row.many}


def _quantities(setting: Setting, rows: list[Solution]) -> Callable[[Division], dict[str, Array]]:
    """Return a reader of everything that has a slope, for values that are curved."""
    def read(division: Division) -> dict[str, Array]:
        low, high = division.span(division.principals)
        table = setting.table(division)
        found = {"range low": low, "range high": high} | ({} if table is None else {"table": table})
        found |= {row.name: principals_share(division, row) for row in rows}
        payoffs = {f"payoffs {row.name}": np.stack(
            [division.value(i, found[row.name]) for i in division.everyone], axis=1) for row in rows}
        return found | payoffs | {"reservation": np.stack(division.reservation, axis=1)}
    return read
