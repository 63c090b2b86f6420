"""The [unfolding] section -> Unfolding: the state that the parties move, what lasts, what flows, and how it ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from negotiation.errors import ExpressionError, unknown
from negotiation.expression import Comparison, parse_condition
from negotiation.game import Party
from negotiation.model.declarations import End, Formula, Jump, Parameter, Path, Unfolding
from negotiation.modelfile.faults import Fault, Faults, Where, label
from negotiation.modelfile.formulas import NOTHING, check_names, parse_formula, read_formula
from negotiation.modelfile.values import Row, Toml

HERE = "unfolding"
PLAIN = "a parameter, or a component that no strategy moves"


def read_unfolding(
    row: Row | None, parties: Sequence[Party], parameters: Mapping[str, Parameter],
    paths: Mapping[str, Path], known: Mapping[str, int], plain: Mapping[str, int], notes: Faults,
) -> Unfolding | None:
    """Build the section; `known` maps every name to its growth, `plain` those that no strategy moves."""
    if row is None:
        return None
    before = len(notes.found)
    notes.read(lambda: _state(row, parameters, paths), None)
    if row["ends"] and not (row["standing"] or row["flow"]):
        notes.found.append(Fault((HERE, "ends"), "ends need 'standing' or 'flow': [payoffs] already hold what the war "
                                                 "leads to, so it would count twice"))

    def one(key: str, names: Mapping[str, int]) -> Formula | None:
        return None if row[key] is None else notes.read(lambda: _formula((HERE, key), row[key], names, plain), None)

    found = Unfolding(
        row["state"], row["path"], row["points"], row["period"].strip(), one("start", plain),
        _discount(row["discount"], parties, plain, notes), one("drift", known), one("spread", known),
        tuple(notes.each(range(len(row["moves"])), lambda k: _jump(k, row["moves"][k], known, plain)).values()),
        _by_party((HERE, "standing"), row["standing"], parties, known, plain, notes),
        _by_party((HERE, "flow"), row["flow"], parties, known, plain, notes),
        _ends(row["ends"], parties, known, plain, notes))
    return found if len(notes.found) == before else None


def _state(row: Row, parameters: Mapping[str, Parameter], paths: Mapping[str, Path]) -> None:
    if row["state"] not in parameters:
        raise Fault((HERE, "state"), unknown("a parameter", row["state"], parameters))
    if row["path"] is None:
        return
    if row["path"] not in paths:
        raise Fault((HERE, "path"), unknown("a path", row["path"], paths))
    if paths[row["path"]].over != row["state"]:
        raise Fault((HERE, "path"), f"path {row['path']} runs over {paths[row['path']].over}; "
                                    f"allowed: a path over {row['state']}")


def _formula(where: Where, text: str | float, names: Mapping[str, int], plain: Mapping[str, int]) -> Formula:
    kind = PLAIN if names is plain else "a parameter, component or strategy"
    check_names(where, parse_formula(where, text), names, kind)
    return read_formula(where, label(where), text, names, names)


def _by_party(
    where: Where, row: Mapping[str, str | float], parties: Sequence[Party], names: Mapping[str, int],
    plain: Mapping[str, int], notes: Faults,
) -> tuple[Formula, ...]:
    """Read a formula a party; none at all stands for the default."""
    if not row:
        return ()
    ids = [party.id for party in parties]
    strangers = [id for id in row if id not in ids]
    notes.found += [Fault((*where, id), unknown("a party", id, ids)) for id in strangers]
    notes.found += [Fault(where, f"{where[-1]} has no formula for {id}; one a party is required")
                    for id in ids if id not in row and not strangers]
    made = notes.each([id for id in ids if id in row], lambda id: _formula((*where, id), row[id], names, plain))
    return tuple(made.get(id, NOTHING) for id in ids)


def _discount(
    given: Toml, parties: Sequence[Party], plain: Mapping[str, int], notes: Faults
) -> tuple[Formula, ...]:
    where = (HERE, "discount")
    if isinstance(given, dict):
        return _by_party(where, given, parties, plain, plain, notes)
    made = notes.read(lambda: _formula(where, given, plain, plain), NOTHING)
    return (made,) * len(parties)


def _jump(k: int, row: Row, known: Mapping[str, int], plain: Mapping[str, int]) -> Jump:
    where: Where = (HERE, "moves", k)
    if (row["by"] is None) == (row["to"] is None):
        raise Fault(where, f"move {k + 1} has {'both' if row['by'] is not None else 'neither'} 'by' and 'to'; "
                           "allowed: one of the two")
    by, to = (None if row[key] is None else _formula((*where, key), row[key], known, plain) for key in ("by", "to"))
    return Jump(_formula((*where, "probability"), row["probability"], known, plain), by, to)


def _ends(
    rows: Sequence[Row], parties: Sequence[Party], known: Mapping[str, int], plain: Mapping[str, int],
    notes: Faults,
) -> tuple[End, ...]:
    found: dict[str, End] = {}
    for k, row in enumerate(rows):
        if row["id"] in found:
            notes.found.append(Fault((HERE, "ends", k, "id"), f"the end '{row['id']}' stands twice"))
        found[row["id"]] = _end(k, row, parties, known, plain, notes)
    return tuple(found.values())


def _end(
    k: int, row: Row, parties: Sequence[Party], known: Mapping[str, int], plain: Mapping[str, int],
    notes: Faults,
) -> End:
    """Read an end; a state that is an end is nobody's to play in, so its worth names no strategy."""
    where: Where = (HERE, "ends", k)
    if row["probability"] is None and row["when"] is None:
        notes.found.append(Fault(where, f"the end '{row['id']}' has neither 'probability' nor 'when'; "
                                        "it needs one or both"))
    names = plain if row["when"] is not None else known
    payoffs = _by_party((*where, "payoffs"), row["payoffs"], parties, names, plain, notes)
    found = notes.each([key for key in ("probability", "terms") if row[key] is not None],
                       lambda key: _formula((*where, key), row[key], known, plain))
    return End(
        row["id"], payoffs, when=notes.read(lambda: _condition((*where, "when"), row["when"], plain), None),
        **{key: found.get(key) for key in ("probability", "terms")},
        label=row["label"] or row["id"], kind=row["kind"])


def _condition(where: Where, text: str | None, plain: Mapping[str, int]) -> Comparison | None:
    if text is None:
        return None
    try:
        condition = parse_condition(text)
    except ExpressionError as error:
        raise Fault(where, f"when: {error}") from None
    for side in (condition.left, condition.right):
        check_names(where, Formula("when", text, side), plain, PLAIN)
    return condition
