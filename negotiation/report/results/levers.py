"""Levers as a table, in sentences, and as the JSON document that users script against."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from negotiation.inverse.result import Blocking, Change, Company, Levers, Single
from negotiation.provenance import stamped
from negotiation.report.results.regimes import intervals
from negotiation.wording import percent, significant

if TYPE_CHECKING:
    import pandas as pd


def frame(found: Levers) -> pd.DataFrame:
    """Return one row a parameter: now, nearest value that suffices, exact, cost, intervals, who stands beside."""
    import pandas as pd

    return stamped(pd.DataFrame([{
        "parameter": each.parameter, "now": each.now, "value": each.value, "exact": each.exact, "cost": each.cost,
        "intervals": ", ".join(map(str, each.intervals)), "certainty": each.certainty,
        "others": "; ".join(each.company.others) if each.company else "",
    } for each in found.single], columns=["parameter", "now", "value", "exact", "cost", "intervals", "certainty",
                                         "others"]), found.provenance)


def text(found: Levers) -> str:
    head = f"Levers of {found.name} for {found.outcome if found.of_outcome else found.label}"
    return "\n".join([head, *(f"  {sentence}" for sentence in found.sentences())])


def sentences(found: Levers) -> list[str]:
    """Say the result in plain sentences."""
    said = [f"{found.label} is an equilibrium now." if found.holds_now else f"{found.label} is no equilibrium now."]
    said += [f"{each}." for each in found.blocked_by]
    for each in found.single:
        if each.value is not None and not found.holds_now:
            short = "" if each.attained else ", itself left out"
            said.append(f"{each.parameter} alone: {each.now:g} -> {each.value:.6g} ({each.exact}{short}), "
                        f"{percent(each.cost or 0.0)} of its range{_beside(each.company)}.")
    change = found.smallest_change
    if change is not None and not found.holds_now:
        moves = ", ".join(f"{name} {found.values[name]:g} -> {value:.6g}"
                          for name, value in change.parameters.items())
        said.append(f"Smallest change of the levers together ({change.method}, {change.proof}): {moves}; "
                    f"cost {significant(change.cost, 4)}{_beside(change.company)}.")
    sure = "Nothing inside the ranges stops it" if found.blocked_for_certain else "Not stopped together (not proved)"
    said += [f"{sure}: {each}." for each in found.blockers]
    return said + list(found.notes)


def _beside(company: Company | None) -> str:
    if company is None or not company.others:
        return "; then it is the only equilibrium" if company and company.only else ""
    return f"; beside it stands {', '.join(company.others[:3])}{', ...' if len(company.others) > 3 else ''}"


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
