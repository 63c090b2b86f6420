"""The [bargaining] section -> Bargaining: one share between two sides, or issues with points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from negotiation.errors import unknown
from negotiation.expression import names
from negotiation.game import Party
from negotiation.model.declarations import Bargaining, Disagreement, Formula, Issue, Parameter, Shift, Side
from negotiation.modelfile.faults import Fault, Faults, Where, label
from negotiation.modelfile.formulas import NOTHING, check_names, parse_formula, read_formula
from negotiation.modelfile.profiles import read_patterns, read_profile
from negotiation.modelfile.values import Row
from negotiation.wording import counted

HERE = "bargaining"
SHARE = "share"
"""What the formulas in `values` call the share of the first side, from 0 to 1."""

PARTS = ("values", "sides", "disagreement")


def read_bargaining(
    row: Row | None, parties: Sequence[Party], parameters: Mapping[str, Parameter],
    plain: Mapping[str, int], notes: Faults,
) -> Bargaining | None:
    """Build the section; `plain` maps parameters, and components that no strategy moves, to their growth."""
    if row is None:
        return None
    texts = {key: row[key].strip() for key in ("label", "unit", "low_label", "high_label", "description")}
    if row["issues"]:
        return Bargaining(**texts, issues=_issues(row, parties, plain, notes))
    if not notes.read(lambda: _complete(row, plain), False):
        return None
    values = _by_party((HERE, "values"), row["values"], parties, {**plain, SHARE: 1}, notes)
    sides = _sides(row["sides"], parties, plain, notes)
    notes.each([side.principal for side in sides if values[side.principal] is not NOTHING],
               lambda i: _wants(values[i], parties[i]))
    return Bargaining(
        **texts, values=values, sides=sides,
        table=notes.read(lambda: _table(row["table"], plain), None),
        disagreement=_disagreement(row["disagreement"], parties, notes),
        shift=_shift(row["shift"], parameters, plain, notes),
    )


def _complete(row: Row, plain: Mapping[str, int]) -> bool:
    if missing := [f"'{key}'" for key in PARTS if not row[key]]:
        raise Fault((HERE,), f"bargaining has no {', no '.join(missing)}; it needs {', '.join(PARTS)}, or issues")
    if SHARE in plain:
        raise Fault((HERE,), f"'{SHARE}' is what bargaining divides; no parameter or component may be called so")
    return True


def _formula(where: Where, text: str | float, known: Mapping[str, int]) -> Formula:
    check_names(where, parse_formula(where, text), known, "a parameter, or a component that no strategy moves")
    return read_formula(where, label(where), text, known, known)


def _wants(value: Formula, principal: Party) -> None:
    if SHARE not in names(value.node):
        raise Fault((HERE, "values", principal.id),
                    f"{principal.id} bargains for its side, but its value does not depend on '{SHARE}'")


def _table(text: str | float | None, plain: Mapping[str, int]) -> Formula | None:
    return None if text is None else _formula((HERE, "table"), text, plain)


def _party(where: Where, id: str, parties: Sequence[Party]) -> int:
    ids = [party.id for party in parties]
    if id not in ids:
        raise Fault(where, unknown("a party", id, ids))
    return ids.index(id)


def _by_party(
    where: Where, row: Mapping[str, str | float], parties: Sequence[Party], known: Mapping[str, int], notes: Faults
) -> tuple[Formula, ...]:
    ids = [party.id for party in parties]
    strangers = [id for id in row if id not in ids]
    notes.each(strangers, lambda id: _party((*where, id), id, parties))
    for id in ids:
        if id not in row and not strangers:
            notes.found.append(Fault(where, f"{where[-1]} has no formula for {id}; one a party is required"))
    made = notes.each([id for id in ids if id in row], lambda id: _formula((*where, id), row[id], known))
    return tuple(made.get(id, NOTHING) for id in ids)


def _sides(
    rows: Sequence[Row], parties: Sequence[Party], plain: Mapping[str, int], notes: Faults
) -> tuple[Side, ...]:
    if len(rows) != 2:
        notes.found.append(Fault((HERE, "sides"), f"found {counted(len(rows), 'side')}; a table has two: "
                                                  "the first wants more, the second less"))
        return ()
    before = len(notes.found)
    sides = tuple(_side(k, rows[k], parties, plain, notes) for k in range(2))
    seen = [i for side in sides for i in side.parties]
    for i, party in enumerate(parties):
        if len(notes.found) == before and seen.count(i) != 1:
            notes.found.append(Fault((HERE, "sides"), f"{party.id} stands on {seen.count(i)} sides; "
                                                      "each party stands on one"))
    return sides


def _side(
    k: int, row: Row, parties: Sequence[Party], plain: Mapping[str, int], notes: Faults
) -> Side:
    where: Where = (HERE, "sides", k)
    formulas = notes.each(("patience", "weight", "curvature"), lambda key: _formula((*where, key), row[key], plain))
    members = tuple(notes.each(row["parties"], lambda id: _party((*where, "parties"), id, parties)).values())
    principal = notes.read(lambda: _party((*where, "principal"), row["principal"], parties), None)
    if principal is not None and len(members) == len(row["parties"]) and principal not in members:
        notes.found.append(Fault((*where, "principal"), f"the principal {row['principal']} is not on its side; "
                                                        f"allowed: {', '.join(row['parties'])}"))
    whole = {key: formulas.get(key) or _formula(where, 0, plain) for key in ("patience", "weight", "curvature")}
    return Side(row["id"], members, principal or 0, label=row["label"] or row["id"], **whole)


def _disagreement(row: Row, parties: Sequence[Party], notes: Faults) -> Disagreement | None:
    where = (HERE, "disagreement")
    before = len(notes.found)
    mask = notes.read(lambda: read_patterns((*where, "patterns"), row["patterns"], parties), np.zeros(0, dtype=bool))
    favourite = notes.read(lambda: _party((*where, "favourite"), row["favourite"], parties), 0)
    fallback = notes.read(lambda: read_profile((*where, "fallback"), row["fallback"], parties), ())
    return Disagreement(tuple(row["patterns"]), mask, favourite, fallback) if len(notes.found) == before else None


def _shift(
    row: Row | None, parameters: Mapping[str, Parameter], plain: Mapping[str, int], notes: Faults
) -> Shift | None:
    if row is None:
        return None
    where = (HERE, "shift")
    if row["parameter"] not in parameters:
        notes.found.append(Fault((*where, "parameter"), unknown("a parameter", row["parameter"], parameters)))
    by = notes.read(lambda: _formula((*where, "by"), row["by"], plain), None)
    return None if by is None else Shift(row["parameter"], by)


def _issues(
    row: Row, parties: Sequence[Party], plain: Mapping[str, int], notes: Faults
) -> tuple[Issue, ...]:
    if misplaced := next((key for key in (*PARTS, "table", "shift") if row[key]), ""):
        notes.found.append(Fault((HERE, misplaced), "a section has either issues or values; "
                                                    f"found both issues and {misplaced}"))
    if len(parties) < 2:
        notes.found.append(Fault((HERE, "issues"), "found one party; a bargain over issues needs two or more"))
    found: dict[str, Issue] = {}
    for k, each in enumerate(row["issues"]):
        where: Where = (HERE, "issues", k)
        if each["id"] in found:
            notes.found.append(Fault((*where, "id"), f"the issue '{each['id']}' stands twice"))
        points = _by_party((*where, "points"), each["points"], parties, plain, notes)
        found[each["id"]] = Issue(each["id"], points, each["label"] or each["id"], each["description"])
    return tuple(found.values())
