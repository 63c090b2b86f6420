"""Coalitions as tables, as text, as the JSON document, and in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

import negotiation.alliances.values as values
from negotiation.alliances.members import Worth, label
from negotiation.alliances.result import Coalitions
from negotiation.alliances.switching import Move, StructureRow
from negotiation.plain import plain
from negotiation.provenance import stamped
from negotiation.report.results.alliances.voting import exactly, held, verdict

if TYPE_CHECKING:
    import pandas as pd


def frame(found: Coalitions) -> pd.DataFrame:
    """Return one row a point and party: Shapley, Banzhaf, nucleolus, and the vote's weight and indices."""
    import pandas as pd

    rows = list(_rows(found))
    point = np.repeat(np.arange(found.points), len(found.parties))
    leading = found.provenance.columns(point, rows[0]) if found.parameters else {}
    return stamped(pd.DataFrame({**leading, **{name: [row[name] for row in rows] for name in rows[0]}}),
                   found.provenance)


def _rows(found: Coalitions) -> Iterator[dict[str, object]]:
    shapley, banzhaf = values.shapley(found.worth), values.banzhaf(found.worth)
    for p in range(found.points):
        nucleolus = found.division(p).nucleolus
        for i, party in enumerate(found.parties):
            row = {"party": party.id, "alone": float(found.worth[p, 1 << i]), "shapley": float(shapley[p, i]),
                   "banzhaf": float(banzhaf[p, i]), "nucleolus": float(nucleolus[i])}
            for vote in found.votes[p:p + 1]:
                at = vote.members.index(party.id) if party.id in vote.members else -1
                row |= {"weight": float(vote.weights[at]) if at >= 0 else 0.0,
                        "shapley-shubik": float(vote.shapley_shubik[at]) if at >= 0 else 0.0,
                        "voting banzhaf": float(vote.banzhaf[at]) if at >= 0 else 0.0}
            yield row


def structures(found: Coalitions) -> pd.DataFrame:
    """Return one row a coalition structure: name, equilibria, who would switch, without and with transfers."""
    import pandas as pd

    return stamped(pd.DataFrame([{
        "structure": row.label, "name": row.name, "stable": row.stable,
        "equilibria": "; ".join([each.profile.outcome or each.profile.label for each in row.equilibria]),
        "would switch": "; ".join([f"{each.party} to {each.to}" for each in row.switches]),
        "with transfers": "; ".join([f"{each.party} to {each.to}" for each in row.switches_with_transfers]),
    } for row in found.structures]), found.provenance)


def text(found: Coalitions) -> str:
    head = f"Coalitions of {found.name}: {len(found.parties)} parties, worths {found.kind}"
    if found.points > 1:
        return f"{head}, at {found.points} points"
    table = frame(found).round(6)
    core = "empty" if found.core().empty else "not empty"
    return "\n".join([head, table.to_string(index=False), f"core: {core}", *sentences(found)])


def sentences(found: Coalitions) -> tuple[str, ...]:
    """Return what must be said of the result, and who decides the vote."""
    votes = found.votes if found.points == 1 else ()
    return (*found.notes, *(said for vote in votes for said in verdict(vote, found.parties)))


def document(found: Coalitions) -> dict[str, object]:
    """Say what coalitions are worth and do at a point; at several points their number and rows."""
    if found.points != 1:
        return {"points": found.points, "worth": found.kind, "exact": False,
                "rows": [plain(row) for row in frame(found).to_dict("records")]}
    excess, shares = found.least_core()
    core = found.core()
    return {
        "worth": found.kind, "exact": found.exact, "characteristic": _numbers(found.characteristic),
        "shapley": _numbers(found.shapley()), "banzhaf": _numbers(found.banzhaf()),
        "banzhaf_normalised": _numbers(found.banzhaf(normalised=True)),
        "core": {"empty": core.empty, "point": _numbers(dict(zip(
            [party.id for party in found.parties], core.point, strict=True))) if core.point else None,
            "balanced": {label(found.parties, mask): str(weight) for mask, weight in core.balanced.items()},
            "demands": exactly(core.demands), "total": exactly(core.total)},
        "least_core": {"excess": exactly(excess), "division": _numbers(shares)},
        "nucleolus": _numbers(found.nucleolus()),
        "owen": {name: _numbers(found.owen(name)) for name in found.named.values()},
        "null": list(found.null),
        "voting": held(found.voting) if found.voting else None,
        "structures": [_structure(row) for row in found.structures] if found.game is not None else [],
        "notes": list(sentences(found)),
    }


def _numbers(values: Mapping[str, Worth]) -> dict[str, object]:
    return {name: exactly(value) for name, value in values.items()}


def _structure(row: StructureRow) -> dict[str, object]:
    return {
        "label": row.label, "name": row.name or None, "stable": row.stable,
        "equilibria": [{"label": each.profile.label, "outcome": each.profile.outcome or None, "payoffs": each.payoffs}
                       for each in row.equilibria],
        "switches": [_move(each) for each in row.moves if each.possible or each.together[1] > each.tolerance],
    }


def _move(each: Move) -> dict[str, object]:
    return {"party": each.party, "to": each.to, "into": each.into, "gain": list(each.gain), "hosts": list(each.hosts),
            "together": list(each.together), "sure": each.sure, "welcome": each.welcome,
            "with_transfers": each.with_transfers}

