"""The same bargain in exact rationals: floats enter by their shortest decimals, closed forms do the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from negotiation.arithmetic.dual import Number
from negotiation.arithmetic.kinds import RATIONALS
from negotiation.bargaining.leverage import slopes
from negotiation.bargaining.problem.disagreement import NoDeal
from negotiation.bargaining.problem.environment import rational
from negotiation.bargaining.problem.setting import Setting
from negotiation.bargaining.solutions.table import Solution, principals_share
from negotiation.errors import ExpressionError
from negotiation.game import Array


@dataclass(frozen=True)
class Exact:
    """Rational numbers at one point; None where a party has no reservation share or no deal exists."""

    disagreement: dict[str, Fraction]
    reservation: dict[str, Fraction | None]
    principals: tuple[Fraction, Fraction] | None
    everyone: tuple[Fraction, Fraction] | None
    table: Fraction | None
    solutions: dict[str, Fraction | None]


def exact_deal(setting: Setting, points: Mapping[str, Array], none: NoDeal, rows: list[Solution]) -> Exact | None:
    """Recompute a batch of one exactly; None where values are curved, irrational, or the disagreement is mixed."""
    if _mixed(none):
        return None
    try:
        division = setting.division(rational(points, setting.given), none, RATIONALS, moved=True)
    except ExpressionError:
        return None
    if not division.linear:
        return None
    principals, everyone = (_range(division.span(who)) for who in (division.principals, division.everyone))
    table = setting.table(division)
    ids = [party.id for party in setting.model.parties]
    return Exact(
        {id: each[0] for id, each in zip(ids, division.disagreement, strict=True)},
        {id: None if division.indifferent[i][0] else division.reservation[i][0] for i, id in enumerate(ids)},
        principals, everyone, None if table is None else table[0],
        {row.name: principals_share(division, row)[0] if principals else None for row in rows})


def exact_slopes(
    setting: Setting, points: Mapping[str, Array], none: NoDeal, rows: list[Solution], parameter: str
) -> dict[str, Fraction] | None:
    """Return the exact derivatives of shares at a batch of one; None where `exact_deal` has none."""
    if exact_deal(setting, points, none, rows) is None:
        return None
    shares, _, _ = slopes(setting, rational(points, setting.given), none, rows, parameter, RATIONALS)
    return {name: each[0] for name, each in shares.items()}


def _mixed(none: NoDeal) -> bool:
    return bool(((none.profile < 0).any(axis=1) & (none.origin != "chosen")).any())


def _range(span: tuple[Number, Number]) -> tuple[Fraction, Fraction] | None:
    low, high = (np.asarray(each, dtype=object)[0] for each in span)
    return (low, high) if low <= high else None
