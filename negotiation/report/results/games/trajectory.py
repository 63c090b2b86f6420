"""A path of play as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from negotiation.provenance import stamped
from negotiation.solvers.peers.dynamics import Trajectory

if TYPE_CHECKING:
    import pandas as pd


def frame(found: Trajectory) -> pd.DataFrame:
    """Return a tidy table, one row a point and time."""
    import pandas as pd

    columns: dict[str, object] = {"time": found.time}
    for party, mixture in zip(found.parties, found.mixtures, strict=True):
        columns |= {f"P({party.id} {s})": mixture[:, j] for j, s in enumerate(party.strategy_ids)}
    columns |= {"regret": found.regret, "rule": found.rule}
    leading = found.provenance.columns(found.point, ["point", *columns])
    return stamped(pd.DataFrame({"point": found.point, **leading, **columns}), found.provenance)
