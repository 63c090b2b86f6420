"""Bargaining over one declared share: points -> disagreement -> division -> solutions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from negotiation.arithmetic.dual import Number
from negotiation.bargaining.deals.deal import ShareDeal
from negotiation.bargaining.deals.result import Split
from negotiation.bargaining.problem.disagreement import NoDeal
from negotiation.bargaining.problem.division import Division
from negotiation.bargaining.problem.setting import Setting
from negotiation.bargaining.problem.soundness import refuse, table_of, values_of
from negotiation.bargaining.solutions.table import Solution, everyones_share, principals_share
from negotiation.errors import ModelError, ParameterError
from negotiation.game import TOLERANCE, Array
from negotiation.game.equilibria import Equilibria
from negotiation.plain import Value


def share_deal(
    setting: Setting, rows: Sequence[Solution], preset: str | None, found: Equilibria | None,
    values: Mapping[str, Value],
) -> ShareDeal:
    """Bargain over the share that the model declares; see `bargain`."""
    model = setting.model
    if found is not None:
        if values or preset is not None:
            raise ParameterError("equilibria bring their own points; give either equilibria, or a preset and values")
        setting, points = replace(setting, method=found.method), dict(found.parameters)
    else:
        points = dict(model.at(preset, setting.path, at=values).parameters)
        setting = replace(setting, given=model.point(preset, at=values))
    none = setting.no_deal(points, found)
    division = setting.division(points, none)
    refuse(values_of(division, model.parties), ModelError)
    refuse(table_of(setting.table(division)))
    return _solved(setting, points, division, none, rows)


def _solved(
    setting: Setting, points: Mapping[str, Array], division: Division, none: NoDeal, rows: Sequence[Solution]
) -> ShareDeal:
    principals, everyone = (_range(division.span(who)) for who in (division.principals, division.everyone))
    table = setting.table(division)
    empty, nobody = np.isnan(principals[:, 0]), np.isnan(everyone[:, 0])
    with np.errstate(all="ignore"):
        solutions = {row.name: _split(division, principals_share(division, row), empty) for row in rows}
        all_parties = {row.name: _split(division, everyones_share(division, row), nobody) for row in rows if row.many}
    reservation = np.stack([np.where(division.indifferent[i], np.nan, each)
                            for i, each in enumerate(division.reservation)], axis=1)
    return ShareDeal(setting, points, division, none, reservation, principals, everyone,
                     np.full(len(none.label), np.nan) if table is None else np.asarray(table, dtype=float),
                     solutions, all_parties)


def _range(span: tuple[Number, Number]) -> Array:
    """Return (P, 2), nan where empty; ends that cross by rounding alone are one share."""
    low, high = span
    pair = np.stack([low, np.where(high < low, low, high)], axis=1)
    pair[low > high + TOLERANCE] = np.nan
    return pair


def _split(division: Division, share: Array, empty: Array) -> Split:
    share = np.where(empty, np.nan, share)
    return Split(share, np.stack([division.value(i, share) for i in division.everyone], axis=1))
