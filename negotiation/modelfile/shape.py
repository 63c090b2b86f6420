"""Validate the shape of a file against the schema; every fault is put in our words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy

from pydantic import ValidationError

import negotiation.modelfile.schema as schema
from negotiation.errors import unknown
from negotiation.modelfile.faults import MOST, Fault, Faults, Where, comma
from negotiation.modelfile.onward import mended
from negotiation.modelfile.values import Row, Toml
from negotiation.wording import article, counted

ROUNDS = 3
"""Times that a file is looked at again after its faults of shape were mended."""

WORDS = {
    "string_type": "allowed: text in quotation marks",
    "float_type": "allowed: a number",
    "int_type": "allowed: a whole number",
    "bool_type": "allowed: true or false, in small letters",
    "dict_type": "allowed: a table of keys and values, in { } or under a header in [ ]",
    "model_type": "allowed: a table of keys and values, in { } or under a header in [ ]",
    "list_type": "allowed: a list in [ ]",
    "string_pattern_mismatch":
        "a name is a letter (a to z, A to Z) followed by letters, digits or _, at most 64 characters",
}
"""pydantic's type of error -> what is allowed."""

NAMED = WORDS["string_pattern_mismatch"].replace("a name is ", "")

HEADED = ("parties", "constraints", "correlations", "types", "prior", "expect", "bargaining.sides", "unfolding.ends")
"""Lists whose entries stand under headers."""

EXTRA, MISSING, WRONG = range(3)
RANK = {"extra_forbidden": EXTRA, "missing": MISSING}
"""A misspelt key explains a missing one, and a missing one why a table is no formula: they are told in this order."""


def validated(tree: dict[str, Toml]) -> tuple[dict[str, Toml] | None, Faults]:
    """Return the file's tables with every optional key filled in, and the faults of its shape.

    With faults, the tables are what is left to be read on; None where nothing is.
    """
    faults = Faults()
    explained: set[Where] = set()
    for _ in range(ROUNDS):
        try:
            return schema.ModelTable.model_validate(tree).model_dump(exclude_unset=False), faults
        except ValidationError as error:
            errors = [(*_place(each["loc"], tree), each) for each in error.errors(include_url=False)]
            told = _told(errors, explained)
            faults.found += [_fault(where, here, each, tree) for where, here, each in told]
            gaps = [(where, here, each) for where, here, each in errors
                    if each["type"] == "missing" and where in explained]
            faults.silent |= {(*where, *filter(None, [_missing(each)])) for where, _, each in [*gaps, *told]}
            tree = deepcopy(tree)
            marks = [mended(tree, where, each["type"] == "extra_forbidden" or _named(each), _missing(each))
                     for where, _, each in [*reversed(told), *gaps]]
            if not all(marks) or len(faults.found) > MOST:
                break
    return None, faults


def _missing(error: Row) -> str:
    """Return the key that is missing, '' where the fault is another."""
    return str(error["loc"][-1]) if error["type"] == "missing" else ""


def _named(error: Row) -> bool:
    """Return whether the fault is the key itself."""
    return bool(error["loc"]) and error["loc"][-1] == "[key]"


Error = tuple[Where, Toml, Row]
"""Where, what stands there, and pydantic's error."""


def _place(loc: Sequence[Toml], tree: Toml) -> tuple[Where, Toml]:
    """Return the deepest key of an error that exists in the file, and what stands there."""
    where: list[str | int] = []
    for part in loc:
        if (isinstance(tree, dict) and part in tree) or (
                isinstance(tree, list) and isinstance(part, int) and part < len(tree)):
            tree = tree[part]
            where.append(part)
    return tuple(where), tree


def _told(errors: Sequence[Error], explained: set[Where]) -> list[Error]:
    """Leave out what follows from another fault: a choice of types that failed again at the deeper key, and so on.

    `explained` gathers the tables with a misspelt key, which explains a missing one.
    """
    best: dict[Where, int] = {}
    for where, _, error in errors:
        rank = RANK.get(str(error["type"]), WRONG)
        best[where] = min(best.get(where, WRONG), rank)
        if rank == EXTRA:
            explained.add(where[:-1])
    above = {where[:k] for where in best for k in range(len(where))}
    told: dict[tuple[Where, str], Error] = {}
    for where, here, error in errors:
        rank = RANK.get(str(error["type"]), WRONG)
        if rank > best[where] or (rank == WRONG and where in above) or (rank == MISSING and where in explained):
            continue
        first = told.setdefault((where, _missing(error)), (where, here, {**error, "kinds": []}))
        first[2]["kinds"].append(str(error["type"]))
    return list(told.values())


def _fault(where: Where, here: Toml, error: Row, tree: Toml) -> Fault:
    """Put an error in our words."""
    name = ".".join(str(part + 1) if isinstance(part, int) else cut(part, 64) for part in where) or "the file"
    kind = str(error["type"])
    if _named(error):
        return Fault(where, f"the name {shown(where[-1])} cannot be used; allowed: {NAMED}")
    if kind == "extra_forbidden":
        return Fault(where, unknown("a key here", str(where[-1]), _keys(where[:-1])))
    if kind == "missing":
        return Fault(where, f"{name} has no '{error['loc'][-1]}'; it is required")
    if kind in ("too_short", "too_long"):
        limits = error["ctx"]
        bound = f"at least {limits['min_length']}" if kind == "too_short" else f"at most {limits['max_length']}"
        if where[:1] == ("expect",) and "over" in where:
            bound = "3: from, to, number of points"
        hint = comma(here, 3) if "over" in where else ""
        return Fault(where, f"{name}: found {counted(len(here), 'entry', 'entries')}; allowed: {bound}{hint}")
    if kind == "literal_error":
        return Fault(where, f"{name}: found {shown(here)}; allowed: {error['ctx']['expected']}")
    if kind == "list_type" and name in HEADED:
        return Fault(where, f"{name}: found {_kind(here)}; allowed: a header [[{name}]] in double brackets for each")
    if kind == "model_type" and "strategies" in where:
        return Fault(where, f"{name}: found {shown(here)}; allowed: a strategy such as {{ id = \"offer\" }}")
    message = str(error["msg"]).removeprefix("Value error, ")
    found = f" {shown(here)}" if isinstance(here, str | int | float) else f" {_kind(here)}"
    kinds = [WORDS[each].removeprefix("allowed: ") for each in dict.fromkeys(error["kinds"]) if each in WORDS]
    allowed = WORDS.get(kind, f"{message[:1].lower()}{message[1:]}") if len(kinds) < 2 else f"allowed: {_or(kinds)}"
    return Fault(where, f"{name}: found{found}; {allowed}")


def _or(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"


def shown(value: object) -> str:
    """Return a value as an error shows it: in its quotation marks, and cut where it is long."""
    return repr(cut(value, 56)) if isinstance(value, str) else cut(repr(value), 60)


def cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}..."


def _kind(value: object) -> str:
    names = {dict: "a table", list: "a list"}
    return names.get(type(value), article(type(value).__name__))


def _keys(where: Where) -> Iterable[str]:
    """Return the keys that the schema allows at a path."""
    tables: dict[str, type[schema.Table]] = {
        "sources": schema.SourceTable, "parameters": schema.ParameterTable, "constraints": schema.ConstraintTable,
        "correlations": schema.CorrelationTable,
        "parties": schema.PartyTable, "outcomes": schema.OutcomeTable, "presets": schema.PresetTable,
        "paths": schema.PathTable, "expect": schema.ExpectTable, "components": schema.FormulaTable,
        "readouts": schema.FormulaTable, "voting": schema.VotingTable, "coalitions": schema.CoalitionsTable}
    if not where:
        return schema.ModelTable.model_fields
    if "strategies" in where:
        return schema.StrategyTable.model_fields
    if where[0] == "expect" and "gains" in where:
        return schema.GainTable.model_fields
    if where[0] == "parameters" and "distribution" in where:
        return schema.DistributionTable.model_fields
    if where[:2] == ("coalitions", "structures") and len(where) > 2:
        return schema.StructureTable.model_fields
    if where[0] == "bargaining":
        return _bargaining(str(where[1]) if len(where) > 1 else "").model_fields
    if where[0] == "unfolding":
        parts: dict[str, type[schema.Table]] = {"ends": schema.EndTable, "moves": schema.MoveTable}
        return parts.get(str(where[1]) if len(where) > 1 else "", schema.UnfoldingTable).model_fields
    return tables[str(where[0])].model_fields if str(where[0]) in tables else ()


def _bargaining(part: str) -> type[schema.Table]:
    tables: dict[str, type[schema.Table]] = {
        "sides": schema.SideTable, "issues": schema.IssueTable, "disagreement": schema.DisagreementTable,
        "shift": schema.ShiftTable}
    return tables.get(part, schema.BargainingTable)
