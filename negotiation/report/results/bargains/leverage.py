"""Leverage as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from negotiation.bargaining.leverage import Leverage
from negotiation.game import Array

if TYPE_CHECKING:
    import pandas as pd


def frame(found: Leverage) -> pd.DataFrame:
    """Return one row a point: slopes of shares, then of payoffs."""
    import pandas as pd

    columns: dict[str, Array] = {found.parameter: found.values}
    columns |= {f"slope of {name}": values for name, values in found.share.items()}
    columns |= {f"slope of reservation {id}": found.reservation[:, i] for i, id in enumerate(found.parties)}
    columns |= {f"slope of payoff {id} ({name})": values[:, i]
                for name, values in found.payoffs.items() for i, id in enumerate(found.parties)}
    return pd.DataFrame({**columns, "jump": found.jump})
