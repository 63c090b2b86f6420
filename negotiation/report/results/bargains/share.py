"""A bargain as the JSON document that users script against, and as text for a terminal."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from negotiation.bargaining.deals.deal import ShareDeal
from negotiation.bargaining.deals.result import Split
from negotiation.bargaining.problem.exactly import exact_slopes
from negotiation.bargaining.solutions.table import SOLUTIONS
from negotiation.game import Array
from negotiation.plain import Json
from negotiation.report.results.bargains.deals import batch, by, figure, number, tie, ties, without
from negotiation.report.results.bargains.readings import readings as readings
from negotiation.report.results.bargains.readings import verdicts as verdicts
from negotiation.report.results.bargains.share_tables import curves as curves
from negotiation.report.results.bargains.share_tables import frame as frame
from negotiation.report.results.bargains.share_tables import rounds_table as rounds_table
from negotiation.report.results.bargains.share_tables import summary as summary
from negotiation.wording import counted, rounded, significant


def document(deal: ShareDeal) -> dict[str, object]:
    """Return everything at a batch of one, rows of the table at more points."""
    return _one(deal) if deal.points == 1 else batch(deal)


def _one(deal: ShareDeal) -> dict[str, object]:
    ids = [party.id for party in deal.parties]
    none = deal.disagreement
    return {
        "model": deal.name, "version": deal.version, "kind": "share", "method": deal.method,
        "parameters": {name: float(values[0]) for name, values in deal.parameters.items()},
        "disagreement": {"label": str(none.label[0]), "outcome": str(none.outcome[0]) or None,
                         "origin": str(none.origin[0]), "payoffs": by(ids, none.payoffs[0])},
        "reservation": by(ids, deal.reservation[0]),
        "principals": {"parties": [ids[i] for i in deal.division.principals], "range": _pair(deal.principals[0])},
        "all_parties": {"range": _pair(deal.everyone[0]), "solutions": _shares(deal.all_parties)},
        "table": number(deal.table[0]),
        "solutions": _shares(deal.solutions), "ties": ties(deal),
        "payoffs": {name: by(ids, split.payoffs[0]) for name, split in deal.solutions.items()},
        "exact": _exact(deal),
        "commitment_problem": _commitment(deal),
        "leverage": _leverage(deal),
        "verdict": verdicts(deal)[0], "reading": readings(deal)[0],
    }


def _pair(row: Array) -> list[float] | None:
    return None if np.isnan(row[0]) else [float(row[0]), float(row[1])]


def _shares(splits: Mapping[str, Split]) -> dict[str, float | None]:
    return {name: number(split.share[0]) for name, split in splits.items()}


def _exact(deal: ShareDeal) -> dict[str, Json] | None:
    exact = deal.exact
    if exact is None:
        return None

    def text(value: object) -> str | None:
        return None if value is None else str(value)

    return {"reservation": {id: text(value) for id, value in exact.reservation.items()},
            "range": [text(value) for value in exact.principals] if exact.principals else None,
            "all_range": [text(value) for value in exact.everyone] if exact.everyone else None,
            "table": text(exact.table), "solutions": {name: text(value) for name, value in exact.solutions.items()}}


def _commitment(deal: ShareDeal) -> dict[str, Json] | None:
    test = deal.commitment
    if test is None:
        return None
    sides = deal.setting.section.sides
    smallest: dict[str, Json] = {
        way: {**found, "side": None if found["side"] is None else sides[found["side"]].id}
        for way, found in deal.smallest_shift.items()} if deal.exists[0] else {}
    shifts = [each["shift"] for each in smallest.values() if each["shift"] is not None]
    return {"holds": bool(test.holds[0]) if test.defined[0] else None, "parameter": test.parameter,
            "expected": float(test.shifted[0]), "defined": bool(test.defined[0]),
            "sides": [side.id for k, side in enumerate(sides) if test.fights[0, k]],
            "smallest_shift": min(shifts, key=abs) if shifts else None, "smallest_shifts": smallest}


def _leverage(deal: ShareDeal) -> dict[str, Json] | None:
    if not deal.along:
        return None
    found = deal.leverage()
    exact = exact_slopes(deal.setting, deal.parameters, deal.disagreement, [
        SOLUTIONS[name] for name in deal.solutions], deal.along) if not deal.setting.path else None
    return {"parameter": deal.along, "slopes": {name: number(values[0]) for name, values in found.share.items()},
            "exact": {name: str(value) for name, value in exact.items()} if exact and deal.exists[0] else None}


def text(deal: ShareDeal) -> str:
    """Lay a bargain out for a terminal."""
    section = deal.setting.section
    head = f"Bargain over {section.label or 'a share'}: {deal.name} at {counted(deal.points, 'point')}"
    if deal.points > 1:
        kept = verdicts(deal)
        return "\n".join([head, *(f"  {counted(kept.count(each), 'point')}: {each}" for each in dict.fromkeys(kept))])
    none = deal.disagreement
    lines = [head, "", readings(deal)[0], "", *without(none), "", "Reservation shares"]
    exact = deal.exact.reservation if deal.exact else {}
    for i, party in enumerate(deal.parties):
        word = ("at least", "at most")[deal.division.side[i]]
        share = deal.reservation[0, i]
        low, high = deal.division.span([i])
        needs = (f"{word:9}{figure(share)}" if np.isfinite(share)
                 else f"{'any share will do' if low[0] <= high[0] else 'no share will do':18}")
        lines.append(f"  {party.id:12} {needs}{_fraction(exact.get(party.id))}"
                     f"   no deal {figure(none.payoffs[0, i], 0)}")
    lines += ["", f"Range of the principals  {_span(deal.principals[0])}",
              f"Range of all parties     {_span(deal.everyone[0])}"]
    if not np.isnan(deal.table[0]):
        terms = figure(deal.table[0], 0)
        lines.append(f"Terms on the table       {terms}{_fraction(deal.exact and deal.exact.table)}")
    lines += ["", "Solutions (share of the first side)", *_solution_lines(deal)]
    return "\n".join([*lines, *_commitment_lines(deal), *_leverage_lines(deal)])


def _solution_lines(deal: ShareDeal) -> list[str]:
    exact = deal.exact.solutions if deal.exact else {}
    lines = [f"  {SOLUTIONS[name].label:42}{_share(split)}{_fraction(exact.get(name))}{tie(deal, name)}"
             for name, split in deal.solutions.items()]
    return lines + [f"  {SOLUTIONS[name].label + ', all parties':42}{_share(split)}"
                    for name, split in deal.all_parties.items()]


def _commitment_lines(deal: ShareDeal) -> list[str]:
    found = _commitment(deal)
    if not found or not deal.exists[0]:
        return []
    lines = ["", "Smallest expected shift after which no deal can be kept"]
    for way, each in found["smallest_shifts"].items():
        lines.append(f"  {found['parameter']} {way:5} {_smallest(each)}")
    return lines


def _smallest(each: Mapping[str, Json]) -> str:
    if each["shift"] is not None:
        return f"{rounded(each['shift'], 5, '+')} (breaks on the {each['side']} side)"
    limit = each["limit"]
    return "none in range" if limit is None else f"none up to {significant(limit, 5)}: {each['reason']}"


def _leverage_lines(deal: ShareDeal) -> list[str]:
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
    return f"   ({why})" if value is None else figure(value)


def _share(split: Split) -> str:
    return "  no deal" if np.isnan(split.share[0]) else figure(split.share[0])


def _span(row: Array) -> str:
    return "empty" if np.isnan(row[0]) else f"{figure(row[0], 0)} to {figure(row[1], 0)}"


def _fraction(value: object) -> str:
    text = "" if value is None else str(value)
    return f"  = {text}" if text and len(text) <= 40 else ""
