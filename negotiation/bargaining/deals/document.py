"""A bargain as the JSON document that users script against, and as text for a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from negotiation.bargaining.deals.readings import ORIGINS, readings, verdicts
from negotiation.bargaining.deals.result import ShareResult, Split
from negotiation.bargaining.problem.disagreement import NoDeal
from negotiation.bargaining.problem.exactly import exact_slopes
from negotiation.bargaining.solutions.table import SOLUTIONS
from negotiation.bargaining.solutions.utilitarian import TIE
from negotiation.game import Array
from negotiation.wording import counted, rounded, significant


def document(deal: Any) -> dict[str, Any]:
    """Return what `bargain` says of a deal: everything at a batch of one, rows of the table at more points."""
    return deal.document()


def share_document(deal: ShareResult) -> dict[str, Any]:
    ids = [party.id for party in deal.parties]
    none = deal.disagreement
    return {
        "model": deal.name, "version": deal.version, "kind": "share", "method": deal.method,
        "parameters": {name: float(values[0]) for name, values in deal.parameters.items()},
        "disagreement": {"label": str(none.label[0]), "outcome": str(none.outcome[0]) or None,
                         "origin": str(none.origin[0]), "payoffs": _by(ids, none.payoffs[0])},
        "reservation": _by(ids, deal.reservation[0]),
        "principals": {"parties": [ids[i] for i in deal.division.principals], "range": _pair(deal.principals[0])},
        "all_parties": {"range": _pair(deal.everyone[0]), "solutions": _shares(deal.all_parties)},
        "table": number(deal.table[0]),
        "solutions": _shares(deal.solutions), "ties": _ties(deal),
        "payoffs": {name: _by(ids, split.payoffs[0]) for name, split in deal.solutions.items()},
        "exact": _exact(deal),
        "commitment_problem": _commitment(deal),
        "leverage": _leverage(deal),
        "verdict": verdicts(deal)[0], "reading": readings(deal)[0],
    }


def package_document(deal: Any) -> dict[str, Any]:
    """Return a bargain over mixtures or issues at a batch of one."""
    ids = [party.id for party in deal.parties]
    none = deal.disagreement
    document = {
        "model": deal.name, "version": deal.version, "kind": deal.kind, "method": deal.method,
        "parameters": {name: float(values[0]) for name, values in deal.parameters.items()},
        "disagreement": {"label": str(none.label[0]), "outcome": str(none.outcome[0]) or None,
                         "origin": str(none.origin[0]), "payoffs": _by(ids, none.payoffs[0])},
        "solutions": {name: {"payoffs": _by(ids, package.payoffs[0]), "content": deal.contents(name)}
                      for name, package in deal.solutions.items()},
        "ties": _ties(deal),
        "verdict": deal.verdicts[0], "reading": deal.readings[0]}
    found = getattr(deal, "adjusted_winner", None)
    if found is not None:
        document["adjusted_winner"] = {
            "totals": {id: str(total) for id, total in zip(ids, found.totals[0], strict=True)},
            "share": {issue.id: str(part) for issue, part in zip(deal.issues, found.share[0], strict=True)},
            "split": deal.issues[found.split[0]].id if found.split[0] >= 0 else None,
            **{name: bool(getattr(found, name)[0]) for name in ("efficient", "envy_free", "equitable")}}
    return document


def package_text(deal: Any) -> str:
    """Lay a bargain over mixtures or issues out for a terminal."""
    over = "issues" if deal.kind == "issues" else "joint lotteries"
    head = f"Bargain over {over}: {deal.name} at {deal.points} point"
    if deal.points > 1:
        return f"{head}s: a deal exists at {int(deal.exists.sum())}"
    none, ids = deal.disagreement, [party.id for party in deal.parties]
    width = max(12, *(len(id) for id in ids))
    lines = [head, "", deal.readings[0]]
    if deal.kind == "issues":
        lines += ["", deal.division().to_string(index=False, float_format=lambda value: f"{value:.6g}")]
    wide = 1 + max(len(SOLUTIONS[name].label) for name in deal.solutions)
    lines += ["", f"{'Payoffs':{wide}}" + "".join(f"{id:>{width + 2}}" for id in ids),
              f"{'Without a deal':{wide}}" + "".join(f"{_number(value, width + 2)}" for value in none.payoffs[0])]
    for name, package in deal.solutions.items():
        lines.append(f"{SOLUTIONS[name].label:{wide}}"
                     + "".join(f"{_number(value, width + 2)}" for value in package.payoffs[0]) + _tie(deal, name))
    if deal.kind == "lottery":
        lines += ["", *(f"{SOLUTIONS[name].label}: {deal.mixes(name)}" for name in deal.solutions)]
    return "\n".join([*lines, "", *_without(none)])


def batch_document(deal: Any) -> dict[str, Any]:
    """Return a batch as rows, of any kind of deal."""
    import json

    rows = json.loads(deal.to_frame().to_json(orient="records", double_precision=15))
    return {"model": deal.name, "version": deal.version, "kind": deal.kind, "method": deal.method,
            "points": deal.points, "rows": rows}


def number(value: float) -> float | None:
    """Return a number that JSON can hold."""
    return float(value) if np.isfinite(value) else None


def _by(ids: list[str], row: Array) -> dict[str, float | None]:
    return {id: number(value) for id, value in zip(ids, row, strict=True)}


def _pair(row: Array) -> list[float] | None:
    return None if np.isnan(row[0]) else [float(row[0]), float(row[1])]


def _shares(splits: Any) -> dict[str, float | None]:
    return {name: number(split.share[0]) for name, split in splits.items()}


def _exact(deal: ShareResult) -> dict[str, Any] | None:
    exact = deal.exact
    if exact is None:
        return None

    def text(value: object) -> str | None:
        return None if value is None else str(value)

    return {"reservation": {id: text(value) for id, value in exact.reservation.items()},
            "range": [text(value) for value in exact.principals] if exact.principals else None,
            "all_range": [text(value) for value in exact.everyone] if exact.everyone else None,
            "table": text(exact.table), "solutions": {name: text(value) for name, value in exact.solutions.items()}}


def _commitment(deal: ShareResult) -> dict[str, Any] | None:
    test = deal.commitment
    if test is None:
        return None
    sides = deal.setting.section.sides
    smallest: dict[str, Any] = {
        way: {**found, "side": None if found["side"] is None else sides[found["side"]].id}
        for way, found in deal.smallest_shift.items()} if deal.exists[0] else {}
    shifts = [each["shift"] for each in smallest.values() if each["shift"] is not None]
    return {"holds": bool(test.holds[0]) if test.defined[0] else None, "parameter": test.parameter,
            "expected": float(test.shifted[0]), "defined": bool(test.defined[0]),
            "sides": [side.id for k, side in enumerate(sides) if test.fights[0, k]],
            "smallest_shift": min(shifts, key=abs) if shifts else None, "smallest_shifts": smallest}


def _leverage(deal: ShareResult) -> dict[str, Any] | None:
    if not deal.along:
        return None
    found = deal.leverage()
    exact = exact_slopes(deal.setting, deal.parameters, deal.disagreement, [
        SOLUTIONS[name] for name in deal.solutions], deal.along) if not deal.setting.path else None
    return {"parameter": deal.along, "slopes": {name: number(values[0]) for name, values in found.share.items()},
            "exact": {name: str(value) for name, value in exact.items()} if exact and deal.exists[0] else None}


def share_text(deal: ShareResult) -> str:
    """Lay a bargain out for a terminal."""
    section = deal.setting.section
    head = f"Bargain over {section.label or 'a share'}: {deal.name} at {counted(deal.points, 'point')}"
    if deal.points > 1:
        kept = verdicts(deal)
        return "\n".join([head, *(f"  {counted(kept.count(each), 'point')}: {each}" for each in dict.fromkeys(kept))])
    none = deal.disagreement
    lines = [head, "", readings(deal)[0], "", *_without(none), "", "Reservation shares"]
    exact = deal.exact.reservation if deal.exact else {}
    for i, party in enumerate(deal.parties):
        word = ("at least", "at most")[deal.division.side[i]]
        share = deal.reservation[0, i]
        needs = f"{word:9}{_number(share)}" if np.isfinite(share) else f"{'no share will do':18}"
        lines.append(f"  {party.id:12} {needs}{_fraction(exact.get(party.id))}"
                     f"   no deal {_number(none.payoffs[0, i], 0)}")
    lines += ["", f"Range of the principals  {_span(deal.principals[0])}",
              f"Range of all parties     {_span(deal.everyone[0])}"]
    if not np.isnan(deal.table[0]):
        terms = _number(deal.table[0], 0)
        lines.append(f"Terms on the table       {terms}{_fraction(deal.exact and deal.exact.table)}")
    lines += ["", "Solutions (share of the first side)", *_solution_lines(deal)]
    return "\n".join([*lines, *_commitment_lines(deal), *_leverage_lines(deal)])


def _tie(deal: Any, name: str) -> str:
    return f"  ({TIE})" if name in deal.tied and deal.tied[name][0] else ""


def _ties(deal: Any) -> list[str]:
    return [name for name, tied in deal.tied.items() if tied[0]]


def _without(none: NoDeal) -> list[str]:
    """Say what happens without a deal, and why that is taken."""
    outcome = f"  [{none.outcome[0]}]" if none.outcome[0] else ""
    return [f"Without a deal: {none.label[0]}{outcome}", f"  {ORIGINS[str(none.origin[0])]}"]


def _solution_lines(deal: ShareResult) -> list[str]:
    exact = deal.exact.solutions if deal.exact else {}
    lines = [f"  {SOLUTIONS[name].label:42}{_share(split)}{_fraction(exact.get(name))}{_tie(deal, name)}"
             for name, split in deal.solutions.items()]
    return lines + [f"  {SOLUTIONS[name].label + ', all parties':42}{_share(split)}"
                    for name, split in deal.all_parties.items()]


def _commitment_lines(deal: ShareResult) -> list[str]:
    found = _commitment(deal)
    if not found or not deal.exists[0]:
        return []
    lines = ["", "Smallest expected shift after which no deal can be kept"]
    for way, each in found["smallest_shifts"].items():
        lines.append(f"  {found['parameter']} {way:5} {_smallest(each)}")
    return lines


def _smallest(each: Mapping[str, Any]) -> str:
    if each["shift"] is not None:
        return f"{rounded(each['shift'], 5, '+')} (breaks on the {each['side']} side)"
    limit = each["limit"]
    return "none in range" if limit is None else f"none up to {significant(limit, 5)}: {each['reason']}"


def _leverage_lines(deal: ShareResult) -> list[str]:
    found = _leverage(deal)
    if not found or not deal.exists[0]:
        return []
    shown = [name for name in ("range low", "range high", "table", *deal.solutions) if name in found["slopes"]]
    exact = found["exact"] or {}
    none = deal.disagreement
    why = "not followed: no deal is no pure profile" if none.unfollowed[0] else "kink"
    return ["", f"Leverage: change of the share per unit of {found['parameter']}",
            *(f"  {name:24}{_slope(found['slopes'][name], why)}{_fraction(exact.get(name))}"
              for name in shown)]


def _slope(value: float | None, why: str) -> str:
    return f"   ({why})" if value is None else _number(value)


def _number(value: float, width: int = 9) -> str:
    return f"{rounded(float(value), 5):>{width}}"


def _share(split: Split) -> str:
    return "  no deal" if np.isnan(split.share[0]) else _number(split.share[0])


def _span(row: Array) -> str:
    return "empty" if np.isnan(row[0]) else f"{_number(row[0], 0)} to {_number(row[1], 0)}"


def _fraction(value: object) -> str:
    text = "" if value is None else str(value)
    return f"  = {text}" if text and len(text) <= 40 else ""
