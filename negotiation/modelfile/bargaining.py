"""The [bargaining] section -> Bargaining: one share between two sides, or issues with points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from negotiation.declarations import Bargaining, Disagreement, Formula, Issue, Parameter, Shift, Side
from negotiation.errors import unknown
from negotiation.game import Party
from negotiation.modelfile.faults import Fault, Where, label
from negotiation.modelfile.formulas import check_names, parse_formula, read_formula
from negotiation.modelfile.profiles import read_patterns, read_profile

HERE = "bargaining"
SHARE = "share"
"""What the formulas in `values` call the share of the first side, from 0 to 1."""

PARTS = ("values", "sides", "disagreement")


def read_bargaining(
    row: Mapping[str, Any] | None, parties: Sequence[Party], parameters: Mapping[str, Parameter],
    plain: Mapping[str, int],
) -> Bargaining | None:
    """Build the section; `plain` maps parameters, and components that no strategy moves, to their growth."""
    if row is None:
        return None
    texts = {key: row[key].strip() for key in ("label", "unit", "low_label", "high_label", "description")}
    if row["issues"]:
        if misplaced := next((key for key in (*PARTS, "table", "shift") if row[key]), ""):
            raise Fault((HERE, misplaced), f"a section has either issues or values; found both issues and {misplaced}")
        return Bargaining(**texts, issues=_issues(row["issues"], parties, plain))
    if missing := next((key for key in PARTS if not row[key]), ""):
        raise Fault((HERE,), f"bargaining has no '{missing}'; it needs {', '.join(PARTS)}, or issues")
    if SHARE in plain:
        raise Fault((HERE,), f"'{SHARE}' is what bargaining divides; no parameter or component may be called so")
    return Bargaining(
        **texts,
        values=_by_party((HERE, "values"), row["values"], parties, {**plain, SHARE: 1}),
        sides=_sides(row["sides"], parties, plain),
        table=None if row["table"] is None else _formula((HERE, "table"), row["table"], plain),
        disagreement=_disagreement(row["disagreement"], parties),
        shift=_shift(row["shift"], parameters, plain),
    )


def _formula(where: Where, text: str | float, known: Mapping[str, int]) -> Formula:
    check_names(where, parse_formula(where, text), known, "a parameter, or a component that no strategy moves,")
    return read_formula(where, label(where), text, known, known)


def _party(where: Where, id: str, parties: Sequence[Party]) -> int:
    ids = [party.id for party in parties]
    if id not in ids:
        raise Fault(where, unknown("a party", id, ids))
    return ids.index(id)


def _by_party(
    where: Where, row: Mapping[str, str | float], parties: Sequence[Party], known: Mapping[str, int]
) -> tuple[Formula, ...]:
    for id in row:
        _party((*where, id), id, parties)
    for party in parties:
        if party.id not in row:
            raise Fault(where, f"{where[-1]} has no formula for {party.id}; one a party is required")
    return tuple(_formula((*where, party.id), row[party.id], known) for party in parties)


def _sides(rows: Sequence[Mapping[str, Any]], parties: Sequence[Party], plain: Mapping[str, int]) -> tuple[Side, ...]:
    if len(rows) != 2:
        raise Fault((HERE, "sides"), f"found {len(rows)} sides; a table has two: the first wants more, the second less")
    sides = tuple(_side(k, row, parties, plain) for k, row in enumerate(rows))
    seen = [i for side in sides for i in side.parties]
    for i, party in enumerate(parties):
        if seen.count(i) != 1:
            raise Fault((HERE, "sides"), f"{party.id} stands on {seen.count(i)} sides; each party stands on one")
    return sides


def _side(k: int, row: Mapping[str, Any], parties: Sequence[Party], plain: Mapping[str, int]) -> Side:
    where: Where = (HERE, "sides", k)
    members = tuple(_party((*where, "parties"), id, parties) for id in row["parties"])
    principal = _party((*where, "principal"), row["principal"], parties)
    if principal not in members:
        raise Fault((*where, "principal"), f"the principal {row['principal']} is not on its side; "
                                           f"allowed: {', '.join(row['parties'])}")
    formulas = {key: _formula((*where, key), row[key], plain) for key in ("patience", "weight", "curvature")}
    return Side(row["id"], members, principal, label=row["label"] or row["id"], **formulas)


def _disagreement(row: Mapping[str, Any], parties: Sequence[Party]) -> Disagreement:
    where = (HERE, "disagreement")
    return Disagreement(
        tuple(row["patterns"]), read_patterns((*where, "patterns"), row["patterns"], parties),
        _party((*where, "favourite"), row["favourite"], parties),
        read_profile((*where, "fallback"), row["fallback"], parties))


def _shift(
    row: Mapping[str, Any] | None, parameters: Mapping[str, Parameter], plain: Mapping[str, int]
) -> Shift | None:
    if row is None:
        return None
    where = (HERE, "shift")
    if row["parameter"] not in parameters:
        raise Fault((*where, "parameter"), unknown("a parameter", row["parameter"], parameters))
    return Shift(row["parameter"], _formula((*where, "by"), row["by"], plain))


def _issues(rows: Sequence[Mapping[str, Any]], parties: Sequence[Party], plain: Mapping[str, int]) -> tuple[Issue, ...]:
    if len(parties) < 2:
        raise Fault((HERE, "issues"), "found one party; a bargain over issues needs two or more")
    found: dict[str, Issue] = {}
    for k, row in enumerate(rows):
        where: Where = (HERE, "issues", k)
        if row["id"] in found:
            raise Fault((*where, "id"), f"the issue '{row['id']}' stands twice")
        points = _by_party((*where, "points"), row["points"], parties, plain)
        found[row["id"]] = Issue(row["id"], points, row["label"] or row["id"], row["description"])
    return tuple(found.values())
