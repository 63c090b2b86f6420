"""Best correlated equilibria as a table, as text, and as what a mediator adds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from negotiation.game.equilibria import PLAYED
from negotiation.provenance import stamped
from negotiation.solvers.correlated import Correlated
from negotiation.wording import counted

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 12
"""Points in the text."""


def frame(found: Correlated) -> pd.DataFrame:
    """Return a tidy table, one row for each point and recommended profile."""
    import pandas as pd

    point, *profile = np.nonzero(found.distribution > PLAYED)
    columns: dict[str, object] = {}
    for party, chosen in zip(found.parties, profile, strict=True):
        columns[party.id] = np.array(party.strategy_ids, dtype=object)[chosen]
    columns["outcome"] = [next((o.id for o in found.outcomes if o.mask[each]), "")
                          for each in zip(*profile, strict=True)]
    columns["probability"] = found.distribution[(point, *profile)]
    columns |= {f"payoff {party.id}": found.payoffs[point, i] for i, party in enumerate(found.parties)}
    columns |= {"objective": found.objective, "value": found.value[point], "regret": found.regret[point]}
    leading = found.provenance.columns(point, ["point", *columns])
    return stamped(pd.DataFrame({"point": point, **leading, **columns}), found.provenance)


def text(found: Correlated) -> str:
    head = f"Best correlated equilibrium of {found.name} for {found.objective} at {counted(len(found), 'point')}"
    ids = [party.id for party in found.parties]
    lines = [f"  {value:.6g}: " + ", ".join(f"{id} {payoff:.6g}" for id, payoff in zip(ids, row, strict=True))
             for value, row in zip(found.value[:SHOWN], found.payoffs[:SHOWN], strict=True)]
    return "\n".join([head, *lines, *(["  ..."] if len(found) > SHOWN else [])])


def mediator(best: Correlated, adds: float) -> dict[str, object]:
    """Return what a mediator who recommends strategies in private could reach and add to the best equilibrium."""
    ids = [party.id for party in best.parties]
    return {"objective": best.objective, "value": float(best.value[0]), "adds": adds,
            "payoffs": dict(zip(ids, best.payoffs[0].tolist(), strict=True)), "regret": float(best.regret[0])}
