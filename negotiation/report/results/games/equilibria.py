"""Rows of equilibria as a table, as text, and as the JSON document that users script against."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from negotiation.game.equilibria import Equilibria
from negotiation.provenance import stamped
from negotiation.report.rows import Table, rows
from negotiation.studies.tidy import columns as columns
from negotiation.wording import counted

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 12
"""Equilibria in the text."""


def frame(found: Equilibria) -> pd.DataFrame:
    """Return a tidy table: point, parameters, label, outcome, payoffs, read-outs, probabilities, regret."""
    import pandas as pd

    rest = columns(found)
    leading = found.provenance.columns(found.point, ["point", *rest])
    return stamped(pd.DataFrame({"point": found.point, **leading, **rest}), found.provenance)


def text(found: Equilibria) -> str:
    head = (f"{counted(len(found), 'equilibrium', 'equilibria')} of {found.name} at "
            f"{counted(found.points, 'point')} (method {found.method}, "
            f"{f'all {found.sought}' if found.complete.all() else 'not proved complete'})")
    lines = [f"  {label}{f'  [{outcome}]' if outcome else ''}  regret {gap:.1e}" for label, outcome, gap in
             zip(found.label[:SHOWN], found.outcome[:SHOWN], found.regret[:SHOWN], strict=True)]
    if found.points > 1:
        lines = [f"  point {p}:{line}" for p, line in zip(found.point[:SHOWN], lines, strict=True)]
    more = [f"  ... {len(found) - SHOWN} more"] if len(found) > SHOWN else []
    return "\n".join([head, *lines, *more])


def document(found: Equilibria) -> dict[str, object]:
    """Return what was found at a batch of one; at more points the rows of the table."""
    if found.points != 1:
        return batch(found, found)
    return {
        "complete": bool(found.complete[0]),
        "complete_for": found.sought,
        "unresolved": int(found.unresolved[0]),
        "degenerate": bool(found.degenerate[0]),
        "equilibria": [equilibrium(found, row) for row in range(len(found))],
    }


def batch(shown: Table, found: Equilibria) -> dict[str, object]:
    """Return what is said of a batch: how complete it is, and the rows of a table of it."""
    return {
        "points": found.points,
        "without_equilibria": int(found.points - len(np.unique(found.point))),
        "complete": bool(found.complete.all()),
        "unresolved": int(found.unresolved.sum()),
        "equilibria": rows(shown.to_frame()),
    }


def equilibrium(found: Equilibria, row: int) -> dict[str, object]:
    """Return one equilibrium: label, outcome, who plays what, payoffs, regret, read-outs, marks."""
    return {
        "label": str(found.label[row]),
        "outcome": str(found.outcome[row]) or None,
        "pure": bool(found.pure[row]),
        "strategies": found.strategies(row),
        "payoffs": {party.id: float(found.payoffs[row, i]) for i, party in enumerate(found.parties)},
        "regret": float(found.regret[row]),
        "readouts": {name: float(values[row]) for name, values in found.readouts.items()},
        **{name.replace(" ", "_"): values[row] for name, values in found.marks.items()},
    }
