"""Formulas of a file: parse, check the names, bound the growth, order the components."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction

from negotiation.errors import ExpressionError, suggest
from negotiation.expression import growth, names, parse
from negotiation.expression.tree import Number
from negotiation.model.declarations import Formula
from negotiation.modelfile.faults import Fault, Faults, Where, label, told
from negotiation.modelfile.values import Row, Toml

MAX_GROWTH = 128

NOTHING = Formula("", "0", Number(Fraction(0)))
"""Stands for a faulty formula while the rest is read."""


def parse_formula(where: Where, text: str | float) -> Formula:
    written = text if isinstance(text, str) else f"{text:.17g}"
    try:
        return Formula(label(where), written, parse(written))
    except ExpressionError as error:
        raise Fault(where, f"{label(where)}: {error}") from None


def check_names(where: Where, formula: Formula, allowed: Collection[str], kind: str) -> None:
    told(_stranger(where, name, column, allowed, kind)
         for name, column in names(formula.node).items() if name not in allowed)


def _stranger(where: Where, name: str, column: int, allowed: Collection[str], kind: str) -> Fault:
    owners = sorted(each for each in allowed if each.endswith(f".{name}"))
    plain = sorted(each for each in allowed if "." not in each)
    hint = f" alone; write {' or '.join(owners)}" if owners else suggest(name, plain)
    return Fault(where, f"{label(where)}: column {column}: '{name}' is not {kind}{hint}")


def read_formula(where: Where, name: str, row: Toml, known: Collection[str], weights: Mapping[str, int]) -> Formula:
    details = row if isinstance(row, dict) else {"formula": row, "label": "", "unit": ""}
    formula = parse_formula(where, details["formula"])
    check_names(where, formula, known, "a parameter, component or strategy")
    _bounded(where, formula, weights)
    return Formula(name, formula.text, formula.node, details["label"], details["unit"])


def _bounded(where: Where, formula: Formula, weights: Mapping[str, int]) -> None:
    degree = growth(formula.node, weights)
    if degree > MAX_GROWTH:
        raise Fault(where, f"{label(where)}: its powers and products multiply up to degree {degree}; "
                           f"at most {MAX_GROWTH} is allowed")


def read_components(
    rows: Row, parameters: Iterable[str], indicators: Iterable[str], notes: Faults
) -> dict[str, Formula]:
    """Parse components and put them in an order in which each needs only earlier ones.

    A faulty one is known by its name and counts as 0; a circle is refused at once, since all that follows needs it.
    """
    known = {*parameters, *indicators, *rows}

    def read(name: str) -> Formula:
        row = rows[name]
        details = row if isinstance(row, dict) else {"formula": row, "label": "", "unit": ""}
        formula = parse_formula(("components", name), details["formula"])
        check_names(("components", name), formula, known, "a parameter, component or strategy")
        return Formula(name, formula.text, formula.node, details["label"], details["unit"])

    made = notes.each(rows, read)
    formulas = {name: made.get(name) or Formula(name, "0", Number(Fraction(0))) for name in rows}
    ordered = notes.read(lambda: _in_order(formulas), {})
    if len(ordered) < len(formulas):
        notes.refuse()
    return ordered


def _in_order(formulas: Mapping[str, Formula]) -> dict[str, Formula]:
    """Order by need, in rounds: first those that need none, then those that need only the ones before."""
    needs = {name: names(each.node).keys() & formulas.keys() for name, each in formulas.items()}
    users: dict[str, list[str]] = {name: [] for name in formulas}
    for name, needed in needs.items():
        for each in needed:
            users[each].append(name)
    place = {name: k for k, name in enumerate(formulas)}
    ordered: dict[str, Formula] = {}
    ready = [name for name, needed in needs.items() if not needed]
    while ready:
        ordered |= {name: formulas[name] for name in ready}
        following = []
        for name in ready:
            for user in users[name]:
                needs[user].remove(name)
                if not needs[user]:
                    following.append(user)
        ready = sorted(following, key=place.__getitem__)
    if len(ordered) < len(formulas):
        cycle = _cycle({name: each for name, each in formulas.items() if name not in ordered})
        raise Fault(("components", cycle[0]), f"components form a cycle: {' -> '.join(cycle)}")
    return ordered


def _cycle(waiting: Mapping[str, Formula]) -> list[str]:
    """Follow first needs until one comes again."""
    here = next(iter(waiting))
    place: dict[str, int] = {}
    while here not in place:
        place[here] = len(place)
        here = next(name for name in names(waiting[here].node) if name in waiting)
    return [*list(place)[place[here]:], here]


def growths(components: Mapping[str, Formula], notes: Faults) -> dict[str, int]:
    weights: dict[str, int] = {}
    for name, each in components.items():
        degree = growth(each.node, weights)
        notes.read(lambda: _bounded(("components", name), each, weights), None)  # noqa: B023
        weights[name] = degree if degree <= MAX_GROWTH else 1
    return weights


def constant(components: Mapping[str, Formula], indicators: Iterable[str]) -> set[str]:
    """Return the components that do not depend on the profile; only they may stand in a profile's row."""
    varying = set(indicators)
    for name, each in components.items():
        if names(each.node).keys() & varying:
            varying.add(name)
    return components.keys() - varying
