"""A map as tables, of its points and of its borders, and as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from negotiation.provenance import stamped
from negotiation.tipping.plane.mapped import RegimeMap
from negotiation.wording import counted

if TYPE_CHECKING:
    import pandas as pd


def frame(found: RegimeMap) -> pd.DataFrame:
    """Return one row a grid point: both parameters, the set's number, its outcomes and labels."""
    import pandas as pd

    y, x = np.meshgrid(found.y, found.x, indexing="ij")
    number = found.cells.reshape(-1)
    return stamped(pd.DataFrame({
        found.first: x.reshape(-1), found.second: y.reshape(-1), "regime": number,
        "name": np.array([*found.names, ""], dtype=object)[number],
        "labels": np.array(["; ".join(each) for each in found.sets] + [""], dtype=object)[number]}), found.provenance)


def border_frame(found: RegimeMap) -> pd.DataFrame:
    """Return one row a border point: both parameters and the names of the regimes on its sides."""
    import pandas as pd

    names = np.array([*found.names, ""], dtype=object)
    return stamped(pd.DataFrame({
        found.first: found.borders[:, 0], found.second: found.borders[:, 1],
        "one side": names[found.borders[:, 2].astype(int)],
        "other side": names[found.borders[:, 3].astype(int)]}), found.provenance)


def text(found: RegimeMap) -> str:
    return "\n".join([
        f"RegimeMap of {found.name} over {found.first} and {found.second}: {len(found.x)} x {len(found.y)} points, "
        f"{counted(len(found.sets), 'regime')}, {counted(len(found.borders), 'border point')}",
        *(f"  {each}" for each in found.curves)])
