"""Tidy rows of a sweep, or of a stretch of one: a row an equilibrium, and one for a point without any."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from negotiation.game import Array
from negotiation.game.equilibria import Equilibria
from negotiation.provenance import Provenance, column
from negotiation.studies.grid import Plan

if TYPE_CHECKING:
    import pandas as pd

BLANK = {"b": False, "O": "", "U": ""}
"""Kind of a column -> what stands in the row of a point without an equilibrium; in a column of numbers, nothing."""


def tidy(found: Equilibria, plan: Plan, origin: Provenance, begin: int = 0) -> pd.DataFrame:
    """Return the rows of what was found at the points from `begin` on, in their order; swept parameters come first.

    `found.parameters` has every parameter's values there; `origin`, of the whole sweep, says which of them differ.
    """
    rows = every_point(found)
    for place, (name, values) in enumerate(_leading(found, plan, origin, rows["point"].to_numpy(), begin).items(), 1):
        rows.insert(place, name, values)
    rows["point"] += begin
    return rows


def every_point(found: Equilibria) -> pd.DataFrame:
    """Return a row an equilibrium, and one for each point without any, by "point"."""
    import pandas as pd

    rows = pd.DataFrame({"point": found.point, **found.columns})
    empty = np.setdiff1d(np.arange(found.points), found.point)
    return pd.concat([rows, _blank(rows, found, empty)]).sort_values("point", kind="stable").reset_index(drop=True)


def merged(tables: Iterable[tuple[Equilibria, Mapping[str, Array]]], begin: int) -> pd.DataFrame:
    """Return rows of several batches over the same points, point by point; beside each batch, what leads its rows (P,).

    As in `tidy`, the first point is `begin`.
    """
    import pandas as pd

    parts = []
    for found, leading in tables:
        rows = every_point(found)
        point = rows.pop("point").to_numpy()
        first = {"point": point + begin} | {name: values[point] for name, values in leading.items()}
        parts.append(pd.concat([pd.DataFrame(first), rows], axis=1))
    return pd.concat(parts, ignore_index=True).sort_values("point", kind="stable").reset_index(drop=True)


def _leading(found: Equilibria, plan: Plan, origin: Provenance, point: Array, begin: int) -> dict[str, Any]:
    """Return the columns that stand between the point and what was found there: what was swept, what differs."""
    beside = ["point", *found.columns]
    columns: dict[str, Any] = {"preset": plan.preset_of(point + begin)} if plan.several else {}
    columns |= {column(name, beside): found.parameters[name][point] for name in plan.axes}
    if not plan.several and origin.stated and origin.preset:
        columns["preset"] = np.full(len(point), origin.preset, dtype=object)
    return columns | {column(name, beside): found.parameters[name][point]
                      for name in origin.differing if name not in plan.axes}


def _blank(rows: pd.DataFrame, found: Equilibria, points: Array) -> pd.DataFrame:
    """Return rows that stand for points without an equilibrium."""
    blank = rows.iloc[:0].reindex(range(len(points)))
    for name, kind in rows.dtypes.items():
        blank[name] = BLANK.get("O" if kind == "str" else kind.kind, np.nan)
    known = {"point": points, "method": found.method, "complete": found.complete[points],
             "unresolved": found.unresolved[points]}
    for name, values in known.items():
        blank[name] = values
    return blank
