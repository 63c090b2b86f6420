"""Which faults of meaning can be told of a file beside faults of reading: those that hang on nothing at fault.

1. In doubt is every parameter and component at fault, what a constraint in doubt bounds, and components that use these.
2. A fault stands if no reading fault lies at its key, above it or below it, and its formulas name nothing in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from negotiation.expression import names
from negotiation.expression.tree import FUNCTIONS
from negotiation.model import Model
from negotiation.model.declarations import Bargaining, Formula
from negotiation.modelfile.faults import Where


def in_doubt(model: Model, wheres: Sequence[Where]) -> set[str]:
    """Return the names whose values cannot be trusted while the keys `wheres` are at fault."""
    doubtful = {str(where[1]) for where in wheres if where[:1] in (("parameters",), ("components",)) and len(where) > 1}
    if any(where[:1] == ("constraints",) or where == ("parameters",) for where in wheres):
        doubtful |= set(model.parameters)
    for constraint in model.constraints:
        bound = {*names(constraint.condition.left), *names(constraint.condition.right)}
        if bound & doubtful:
            doubtful |= bound
    for name, component in model.components.items():
        if names(component.node).keys() & doubtful:
            doubtful.add(name)
    return doubtful


def stands(model: Model, where: Where, wheres: Sequence[Where], doubtful: set[str]) -> bool:
    """Return whether a fault of meaning at the key `where` is sure."""
    if any(where[:len(each)] == each[:len(where)] for each in wheres if each):
        return False
    if where[0] == "expect":
        return _stated(model, where, wheres, doubtful)
    found = list(_formulas(model, where))
    return not doubtful if not found else not any(names(each.node).keys() & doubtful for each in found)


def _stated(model: Model, where: Where, wheres: Sequence[Where], doubtful: set[str]) -> bool:
    """Return whether a name in a block is surely none of the model's, and a value surely out of its range."""
    key, faulty = where[2] if len(where) > 2 else "", {each[0] for each in wheres if each}
    if key in ("preset", "readouts"):
        return {"preset": "presets"}.get(str(key), key) not in faulty
    if key not in ("set", "over") or len(where) < 4:
        return True
    text = str(model.expectations[int(where[1])].set.get(str(where[3]), ""))
    used = {str(where[3]), *re.findall(r"[A-Za-z]\w*", text)}
    return bool(used - {*model.parameters, *FUNCTIONS}) or (not used & doubtful and "presets" not in faulty)


def _formulas(model: Model, where: Where) -> Iterator[Formula]:
    """Yield the formulas that decide whether there is a fault at a key; none where that hangs on more."""
    section, name = where[0], str(where[-1])
    if section == "components":
        yield model.components[name]
    elif section == "payoffs" and not model.cells:
        yield from (each for party, each in zip(model.parties, model.payoffs, strict=True) if party.id == name)
    elif section == "payoffs":
        for profile, row in model.cells.items():
            played = (party.strategies[j].id for party, j in zip(model.parties, profile, strict=True))
            if ", ".join(played) == name:
                yield from row
    elif section == "bargaining" and model.bargaining is not None:
        yield from _bargained(model, model.bargaining, where[1:])


def _bargained(model: Model, section: Bargaining, where: Where) -> Iterator[Formula]:
    if where[:1] == ("sides",) and len(where) == 3:
        yield getattr(section.sides[int(where[1])], str(where[2]))
    elif where[:1] == ("sides",):
        yield from (side.weight for side in section.sides)
    elif where[:1] == ("values",):
        i = next(k for k, party in enumerate(model.parties) if party.id == where[1])
        yield section.values[i]
        yield from (side.curvature for side in section.sides)
    elif where[:1] == ("table",) and section.table is not None:
        yield section.table
    elif where[:1] == ("issues",) and len(where) == 4:
        i = next(k for k, party in enumerate(model.parties) if party.id == where[3])
        yield section.issues[int(where[1])].points[i]
