"""The branch that method logit traces as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from negotiation.solvers.logit import Branch

if TYPE_CHECKING:
    import pandas as pd


def frame(found: Branch) -> pd.DataFrame:
    """Return one row a traced position, in order along each point's curve."""
    import pandas as pd

    columns: dict[str, object] = {"point": found.point}
    columns |= {name: values[found.point] for name, values in found.parameters.items()}
    columns["lambda"] = found.lambda_
    for party, mixture in zip(found.parties, found.mixtures, strict=True):
        columns |= {f"P({party.id} {s})": mixture[:, j] for j, s in enumerate(party.strategy_ids)}
    return pd.DataFrame(columns)
