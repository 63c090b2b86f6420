"""A sweep as an xarray Dataset: dimensions are what was swept, coordinates carry units, equilibria are rows.

Per point stand `equilibria` (how many were found), `solved`, `complete`, `unresolved` and `outcome_holds` (which named
outcomes are among them); per equilibrium everything that the tidy table says, payoffs by party, probabilities by party
and strategy. `point` leads from an equilibrium to its place in the grid (`np.unravel_index(point, shape)`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from negotiation.game import Array, Party
from negotiation.plain import Json
from negotiation.provenance import column
from negotiation.studies.grid import PRESET, Plan

if TYPE_CHECKING:
    import pandas as pd
    import xarray

Laid: TypeAlias = tuple[str | list[str], Array] | tuple[str | list[str], Array, dict[str, str]]
"""Dimensions, values, and where there are any what is said of them."""

EQUILIBRIUM, PARTY, STRATEGY, OUTCOME = "equilibrium", "party", "party_strategy", "named_outcome"
"""Dimensions besides what was swept."""


def dataset(rows: pd.DataFrame, plan: Plan, head: Mapping[str, Json]) -> xarray.Dataset:
    """Lay tidy rows out; `rows` may end before the plan does, where a sweep was stopped."""
    import xarray

    found = rows[rows["label"] != ""].reset_index(drop=True)
    names = {name: _free(name) for name in (PRESET, *plan.axes)}
    at, along = {**_swept(plan, names), **_kinds(plan)}, [names[name] for name in plan.over]
    points = _per_point(rows, found, plan, along)
    each = {f"readout {name}" if name in {**at, **points} else name: value
            for name, value in _per_row(found, plan).items()}
    return xarray.Dataset(
        {**points, **each}, at,
        {"title": f"equilibria of {head['model']}", **attributes(head)})


def _free(name: str) -> str:
    """Return the name of a swept parameter's dimension, which may be called like one of ours."""
    return column(name, OURS) if name != PRESET else name


OURS = frozenset({EQUILIBRIUM, PARTY, STRATEGY, OUTCOME, "equilibria", "solved", "complete", "unresolved", "point",
                  "outcome_holds", "payoff", "probability", "label", "outcome", "pure", "regret", "method", "strict",
                  "certified", "dimension"})


def _swept(plan: Plan, names: Mapping[str, str]) -> dict[str, Laid]:
    """Return a coordinate for what was swept; along a path, one for each parameter that it ties."""
    first = {PRESET: (PRESET, plan.preset_of(np.arange(0, plan.total, plan.each)).astype(str))} if plan.several else {}
    axes = {names[name]: (names[name], values, units(plan, name)) for name, values in plan.axes.items()}
    return first | axes | (_tied(plan, names) if plan.path else {})


def _tied(plan: Plan, names: Mapping[str, str]) -> dict[str, Laid]:
    dims = [names[name] for name in plan.over]
    ties = [name for name in plan.model.paths[plan.path or ""].ties if name not in plan.axes]
    values = plan.values(0, plan.total)
    return {_free(name): (dims, values[name].reshape(plan.shape), units(plan, name)) for name in ties}


def units(plan: Plan, name: str) -> dict[str, str]:
    each = plan.model.parameters[name]
    return {key: value for key, value in
            {"long_name": each.label, "units": each.unit, "source": each.source}.items() if value}


def _kinds(plan: Plan) -> dict[str, Laid]:
    """Return who the parties are, what they can do, which outcomes are named."""
    parties = plan.model.parties
    return {PARTY: (PARTY, np.array([each.id for each in parties], dtype=str)),
            STRATEGY: (STRATEGY, np.array([f"{party.id} {each}" for party in parties for each in party.strategy_ids],
                                          dtype=str)),
            OUTCOME: (OUTCOME, np.array([each.id for each in plan.model.outcomes], dtype=str))}


def _per_point(rows: pd.DataFrame, found: pd.DataFrame, plan: Plan, dims: list[str]) -> dict[str, Laid]:
    """Return what is said of each point, in the shape of the grid."""
    point = rows["point"].to_numpy()
    each = {"equilibria": np.bincount(found["point"], minlength=plan.total),
            "solved": _placed(plan, point, np.ones(len(rows), dtype=bool)),
            "complete": _placed(plan, point, rows["complete"].to_numpy()),
            "unresolved": _placed(plan, point, rows["unresolved"].to_numpy().astype(np.int64))}
    told = {name: (dims, values.reshape(plan.shape), {"long_name": MEANS[name]}) for name, values in each.items()}
    return told | {"outcome_holds": ([*dims, OUTCOME], _holds(found, plan),
                                     {"long_name": "whether an equilibrium of the point is of the outcome"})}


MEANS = {"equilibria": "number of equilibria found", "solved": "whether the point was reached before the sweep stopped",
         "complete": "whether no equilibrium of the kind that the method looks for is missing",
         "unresolved": "number of boxes left undecided"}


def _placed(plan: Plan, point: Array, values: Array) -> Array:
    laid = np.zeros(plan.total, dtype=values.dtype)
    laid[point] = values
    return laid


def _holds(found: pd.DataFrame, plan: Plan) -> Array:
    outcome, laid = found["outcome"].to_numpy(), np.zeros((plan.total, len(plan.model.outcomes)), dtype=bool)
    for place, each in enumerate(plan.model.outcomes):
        laid[found["point"].to_numpy()[outcome == each.id], place] = True
    return laid.reshape(*plan.shape, -1)


def _per_row(found: pd.DataFrame, plan: Plan) -> dict[str, Laid]:
    """Return what is said of each equilibrium."""
    parties = plan.model.parties
    payoffs, weights = [f"payoff {party.id}" for party in parties], [each for party in parties for each in _P(party)]
    met = {column(name, ["point", *found]) for name in plan.model.parameters} | {PRESET, *plan.model.parameters}
    rest = [str(name) for name in found if name not in {*payoffs, *weights} and name not in met]
    return {"payoff": ([EQUILIBRIUM, PARTY], found[payoffs].to_numpy(dtype=float)),
            "probability": ([EQUILIBRIUM, STRATEGY], found[weights].to_numpy(dtype=float)),
            **{name: (EQUILIBRIUM, texts(found[name])) for name in rest if name not in ("complete", "unresolved")}}


def _P(party: Party) -> list[str]:
    return [f"P({party.id} {each})" for each in party.strategy_ids]


def texts(values: pd.Series) -> Array:
    return values.to_numpy(dtype=str) if values.dtype.kind not in "bif" else values.to_numpy()


def attributes(head: Mapping[str, Json]) -> dict[str, str | int | float]:
    """Return what the sweep is of as netCDF can keep it: texts and numbers."""
    return {name: value if isinstance(value, str | int | float) else json.dumps(value)
            for name, value in head.items() if value is not None}
