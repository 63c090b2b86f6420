"""Levers as the JSON document that users script against."""

from __future__ import annotations

from collections.abc import Sequence

from negotiation.inverse.result import Blocking, Change, Company, Levers, Single
from negotiation.tipping.document import intervals


def document(found: Levers) -> dict[str, object]:
    """Return the document of `levers --format json`."""
    return {
        "target": found.target, "label": found.label,
        "outcome": found.outcome or None, "margin": found.margin, "over": list(found.over),
        "holds_now": found.holds_now, "blocked_by": _blocking(found.blocked_by),
        "single": [_single(each) for each in found.single],
        "smallest_change": _change(found.smallest_change) if found.smallest_change else None,
        "blockers": _blocking(found.blockers), "blocked_for_certain": found.blocked_for_certain,
        "notes": list(found.notes),
    }


def _blocking(rows: Sequence[Blocking]) -> list[dict[str, object]]:
    return [{"party": each.party, "to": each.to, "gain": each.gain, "exact": each.exact} for each in rows]


def _single(each: Single) -> dict[str, object]:
    return {"parameter": each.parameter, "now": each.now, "value": each.value, "exact": each.exact, "cost": each.cost,
            "attained": each.attained, "certainty": each.certainty, "intervals": intervals(each.intervals),
            **_company(each.company)}


def _change(each: Change) -> dict[str, object]:
    return {"parameters": dict(each.parameters), "exact": dict(each.exact), "cost": each.cost, "method": each.method,
            "proved_smallest": each.smallest, "at_least": each.least, **_company(each.company)}


def _company(each: Company | None) -> dict[str, object]:
    return {"only": each.only, "others": list(each.others), "others_by": each.method} if each else {}
