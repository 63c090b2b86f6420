"""A trade-off between two levers as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from negotiation.inverse.result import TradeOff
from negotiation.provenance import stamped

if TYPE_CHECKING:
    import pandas as pd


def frame(found: TradeOff) -> pd.DataFrame:
    """Return one row a value of the first lever: both levers, the second also exactly."""
    import pandas as pd

    table = {found.first: found.x, found.second: found.y, f"{found.second} exact": found.exact}
    return stamped(pd.DataFrame(table), found.provenance)
