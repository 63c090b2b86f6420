"""The fan of a war as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from negotiation.provenance import stamped
from negotiation.unfolding.chain import Fan

if TYPE_CHECKING:
    import pandas as pd


def frame(found: Fan) -> pd.DataFrame:
    """Return one row a period: quantiles of the state among wars still on, their share, the ends, ripeness."""
    import pandas as pd

    columns: dict[str, object] = {"period": np.arange(len(found.going_on)), "going on": found.going_on}
    columns |= {f"{found.state} {share:.0%}": found.quantile(share) for share in (0.1, 0.5, 0.9)}
    columns |= {f"ended {id}": found.ended[:, e] for e, id in enumerate(found.ids)}
    return stamped(pd.DataFrame({**columns, "ripe": found.ripe}), found.provenance)
