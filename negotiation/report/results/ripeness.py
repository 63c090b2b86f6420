"""Ripeness as a table and as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from negotiation.provenance import stamped
from negotiation.tipping.ripe import Ripeness

if TYPE_CHECKING:
    import pandas as pd


def frame(found: Ripeness) -> pd.DataFrame:
    """Return one row a pair of profiles and interval."""
    import pandas as pd

    return stamped(pd.DataFrame([{
        "agreement": pair.agreement, "conflict": pair.conflict, "agreement profile": pair.agreement_label,
        "conflict profile": pair.conflict_label, "from": each.start.decimal, "to": each.stop.decimal,
        "from exact": each.start.exact, "to exact": each.stop.exact,
        "from closed": each.start.closed, "to closed": each.stop.closed,
    } for pair in found.pairs for each in pair.intervals], columns=[
        "agreement", "conflict", "agreement profile", "conflict profile", "from", "to", "from exact", "to exact",
        "from closed", "to closed"]), found.provenance)


def text(found: Ripeness) -> str:
    head = f"Ripeness of {found.name} over {found.parameter}: {', '.join(map(str, found.intervals)) or 'nowhere'}"
    rows = [f"  {each.agreement} over {each.conflict} ({each.agreement_label} over {each.conflict_label}): "
            f"{', '.join(map(str, each.intervals))}" for each in found.pairs]
    return "\n".join([head, *rows])
