"""Tidy rows of a sweep, or of a stretch of one: a row an equilibrium, and one for a point without any.

Rows are what a study computes and what its file keeps, so they stand here; tables of results stand in `report`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from negotiation.game import Array
from negotiation.game.equilibria import Equilibria
from negotiation.provenance import Provenance, column

if TYPE_CHECKING:
    import pandas as pd

    from negotiation.studies.grid import Plan

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


def columns(found: Equilibria) -> dict[str, Array | str]:
    """Return what is known of each equilibrium, by the names of a table's columns: (E,), or one text of all."""
    known: dict[str, Array | str] = {"label": found.label, "outcome": found.outcome, "pure": found.pure}
    known |= {f"payoff {party.id}": found.payoffs[:, i] for i, party in enumerate(found.parties)}
    known |= dict(found.readouts)
    for party, mixture in zip(found.parties, found.mixtures, strict=True):
        known |= {f"P({party.id} {s})": mixture[:, j] for j, s in enumerate(party.strategy_ids)}
    known |= dict(found.marks)
    return known | {"regret": found.regret, "complete": found.complete[found.point],
                    "unresolved": found.unresolved[found.point], "method": found.method}


def every_point(found: Equilibria) -> pd.DataFrame:
    """Return a row an equilibrium, and one for each point without any, by "point"."""
    import pandas as pd

    rows = pd.DataFrame({"point": found.point, **columns(found)})
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


def _leading(found: Equilibria, plan: Plan, origin: Provenance, point: Array, begin: int) -> dict[str, Array]:
    """Return the columns that stand between the point and what was found there: what was swept, what differs."""
    beside = ["point", *columns(found)]
    first = {"preset": plan.preset_of(point + begin)} if plan.several else {}
    first |= {column(name, beside): found.parameters[name][point] for name in plan.axes}
    if not plan.several and origin.stated and origin.preset:
        first["preset"] = np.full(len(point), origin.preset, dtype=object)
    return first | {column(name, beside): found.parameters[name][point]
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
