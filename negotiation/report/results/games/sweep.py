"""A sweep as tidy rows, as a line of text, and as the JSON document that users script against."""

from __future__ import annotations

from typing import TYPE_CHECKING

from negotiation.provenance import stamped
from negotiation.report.results.games.equilibria import batch
from negotiation.studies.sweeps import Sweep
from negotiation.studies.tidy import tidy
from negotiation.wording import counted

if TYPE_CHECKING:
    import pandas as pd


def frame(found: Sweep) -> pd.DataFrame:
    """Return one row an equilibrium, in order of points; swept parameters come first.

    A point without an equilibrium has one row with an empty label, no numbers, and its flag `complete`.
    """
    return stamped(tidy(found.equilibria, found.plan, found.provenance), found.provenance)


def text(found: Sweep) -> str:
    return (f"Sweep of {found.equilibria.name} over {', '.join(found.over) or 'nothing'}: "
            f"{found.equilibria.points:,} of {counted(found.planned, 'point')}, "
            f"{counted(len(found.equilibria), 'equilibrium', 'equilibria')}")


def document(found: Sweep) -> dict[str, object]:
    """Return a row an equilibrium, and a row with an empty label for a point without one."""
    said = batch(found, found.equilibria)
    return {"over": list(found.over), "planned": found.planned, **said,
            "complete": found.finished and said["complete"]}
