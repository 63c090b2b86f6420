"""Other equilibria of a war as a table, and as a line of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from negotiation.unfolding.search.others import Others
from negotiation.unfolding.war import War

if TYPE_CHECKING:
    import pandas as pd


def frame(found: Others[War]) -> pd.DataFrame:
    """Return one row an equilibrium: starts that led there, chances of the ends and duration at the start."""
    import pandas as pd

    rows = []
    for war, count in zip(found.wars, found.found, strict=True):
        chances, duration = war.ends_at()
        rows.append({"starts": count, "regret": war.regret.max(), "states of agreement": int(war.holds().sum()),
                     **{f"P({id})": each for id, each in zip(war.end_ids, chances, strict=True)},
                     "duration": duration})
    return pd.DataFrame(rows)


def text(found: Others[War]) -> str:
    return (f"{len(found.wars)} distinct stationary equilibria found from {found.starts} starts "
            f"({found.settled} settled); there may be more")
