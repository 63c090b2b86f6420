"""The tables of a graph model's file -> Conflict, or all that is wrong with them."""

from __future__ import annotations

import numpy as np
from pydantic import ValidationError

from negotiation.errors import unknown
from negotiation.game.parties import Party
from negotiation.model.conflict import Conflict, Option, State, Stated
from negotiation.model.declarations import Source
from negotiation.modelfile.conflict.rankings import ranking, told
from negotiation.modelfile.conflict.shape import ConflictTable
from negotiation.modelfile.conflict.states import Space, feasible, moves_of, named_states
from negotiation.modelfile.faults import Fault, Faults, Refused
from negotiation.modelfile.values import Toml


def build_conflict(tree: dict[str, Toml], id: str, text: str) -> Conflict:
    """Build the graph model; raises Refused with every fault found."""
    table = _shaped(tree)
    notes = Faults()
    parties = tuple(Party(row["id"], (), row["label"], row["description"]) for row in table["parties"])
    options = tuple(Option(row["id"], i, tuple(row["levels"]), row["label"] or row["id"], row["moves"])
                    for i, party in enumerate(table["parties"]) for row in party["options"])
    _once(table, parties, options, notes)
    notes.refuse()
    found = notes.read(lambda: feasible(options, table["infeasible"], table["alike"], notes), None)
    notes.refuse()
    states, space = _named(found, table["states"])
    ids = [each.id for each in states]
    names = [each.id for each in parties]
    moves = moves_of(space, names, table["barred"], notes)
    ranked = notes.each(names, lambda name: ranking(name, table["rankings"][name], ids, space))
    quo = table["status_quo"]
    if quo and quo not in ids:
        notes.found.append(Fault(("status_quo",), unknown("a state", quo, ids)))
    notes.refuse()
    return Conflict(
        id, parties, {}, {}, title=table["title"], version=table["version"], summary=table["summary"].strip(),
        answer=table["answer"], numbers=table["numbers"],
        caveats=tuple(table["caveats"]), text=text, options=options, states=states, moves=moves,
        combinations=space.combinations, member=space.state,
        sources={name: Source(name, **row) for name, row in table["sources"].items()},
        ranks=np.stack([ranked[name][0] for name in names]), unknown=np.stack([ranked[name][1] for name in names]),
        status_quo=ids.index(quo) if quo else None,
        rankings={name: told(table["rankings"][name]) for name in names},
        statements=tuple(map(_stated, table["expect"])))


def _named(space: Space | None, rows: list[dict[str, Toml]]) -> tuple[tuple[State, ...], Space]:
    assert space is not None  # Else a fault was found, and told.
    try:
        return named_states(space, rows)
    except Fault as fault:
        raise Refused([fault]) from None


def _stated(row: dict[str, Toml]) -> Stated:
    lists: dict[str, Toml] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return Stated(**lists)


def _shaped(tree: dict[str, Toml]) -> dict[str, Toml]:
    try:
        return ConflictTable.model_validate(tree).model_dump()
    except ValidationError as error:
        raise Refused(_fault(tree, each) for each in error.errors(include_url=False)) from None


def _fault(tree: Toml, error: Toml) -> Fault:
    where: list[str | int] = []
    for part in error["loc"]:
        here = isinstance(tree, dict) and part in tree
        if here or (isinstance(tree, list) and isinstance(part, int) and part < len(tree)):
            tree = tree[part]
            where.append(part)
    name = ".".join(str(part + 1) if isinstance(part, int) else part[:64] for part in where) or "the file"
    if error["type"] == "missing":
        return Fault(tuple(where), f"{name} has no '{error['loc'][-1]}'; it is required")
    if error["type"] == "extra_forbidden":
        return Fault(tuple(where), f"{name}: no such key in a graph model")
    found = repr(tree)[:60] if isinstance(tree, str | int | float) else f"a {type(tree).__name__}"
    return Fault(tuple(where), f"{name}: found {found}; allowed: {_allowed(str(error['msg']))}")


def _allowed(message: str) -> str:
    return message.removeprefix("Input should be ").removeprefix("Value error, ")


def _once(table: dict[str, Toml], parties: tuple[Party, ...], options: tuple[Option, ...], notes: Faults) -> None:
    """Note names that stand twice, and parties without a ranking or rankings without a party."""
    names, ids = [each.id for each in parties], [each.id for each in options]
    for k, name in enumerate(names):
        if name in names[:k]:
            notes.found.append(Fault(("parties", k), f"the party '{name}' stands twice"))
        if name not in table["rankings"]:
            notes.found.append(Fault(("rankings",), f"rankings has none for {name}; one a party is required"))
    for name in table["rankings"]:
        if name not in names:
            notes.found.append(Fault(("rankings", name), unknown("a party", name, names)))
    for k, option in enumerate(options):
        if option.id in ids[:k]:
            notes.found.append(Fault(("parties", option.party), f"the option '{option.id}' stands twice"))
    for k, row in enumerate(table["barred"]):
        if row["party"] and row["party"] not in names:
            notes.found.append(Fault(("barred", k, "party"), unknown("a party", row["party"], names)))
