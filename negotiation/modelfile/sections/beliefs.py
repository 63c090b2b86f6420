"""The [[types]] and [[prior]] sections -> Beliefs: what a party may be, how likely that is, and that chances add up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import prod

from negotiation.errors import unknown
from negotiation.expression import Comparison, Node, growth
from negotiation.expression.tree import Number, Sum
from negotiation.game.parties import Party, marked
from negotiation.model import Model
from negotiation.model.agents import Told, settled
from negotiation.model.beliefs import Beliefs, Type, Written
from negotiation.model.declarations import Constraint, Formula
from negotiation.modelfile.faults import Fault, Faults, Where, told
from negotiation.modelfile.formulas import MAX_GROWTH, check_names, parse_formula, read_formula
from negotiation.modelfile.sections.chances import at, inlined, proved, refuted
from negotiation.modelfile.values import Row, Toml

HERE, PRIOR = "types", "prior"
PLAIN = "a parameter, or a component that neither a strategy nor a type moves"
OTHERS = ("components", "payoffs", "readouts", "constraints", "correlations", "paths", "bargaining", "unfolding",
          "voting", "coalitions")
"""Sections whose formulas are read where nobody doubts too."""

MAX_PROFILES = 100_000
MAX_AGENTS = 24
LONGEST = 40
"""Characters of a type's label, which stands in the midst of sentences."""

Rows = Sequence[Row]


def type_names(rows: Rows, parties: Sequence[Party]) -> dict[str, tuple[int, int]]:
    """Return the names of types that formulas may use, as `declarations.marked`."""
    return marked((party.id, [Type(i, row["id"]) for row in rows if row["party"] == party.id])
                  for i, party in enumerate(parties))


def no_collisions(table: Row, parties: Sequence[Party], notes: Faults) -> None:
    """Refuse a type whose name means something else too."""
    taken = {**dict.fromkeys(table["parameters"], "a parameter"),
             **dict.fromkeys(table["components"], "a component"),
             **{strategy.id: f"a strategy of {party.id}" for party in parties for strategy in party.strategies}}
    for k, row in enumerate(table[HERE]):
        if row["id"] in taken:
            notes.found.append(Fault((HERE, k, "id"), f"'{row['id']}' is both a type of {row['party']} and "
                                                      f"{taken[row['id']]}"))


def with_beliefs(model: Model, table: Row, plain: Mapping[str, int], notes: Faults) -> Model:
    """Return the model with its types: as a game, the one in which everybody is known to be of the first.

    `plain` maps the names that no strategy and no type moves to their growth.
    """
    if not table[HERE]:
        if table[PRIOR]:
            notes.found.append(Fault((PRIOR, 0), "a prior needs [[types]] that it is about; found none"))
        return model
    before = len(notes.found)
    types = _types(table, model.parties, plain, notes)
    prior = _prior(table[PRIOR], model.parties, types, plain, notes)
    if len(notes.found) > before:
        return model
    written = Written(model.components, model.payoffs, model.cells, model.readouts)
    beliefs = Beliefs(types, prior, written, model.parameters, model.presets)
    notes.read(lambda: _bounded(model, beliefs), None)
    notes.found += _unlikely(model, beliefs, table)
    beliefs = replace(beliefs, doubtful=tuple(_doubtful(model, beliefs)))
    first, made = dict.fromkeys(range(len(model.parties)), 0), Told(model.parties, beliefs, apart=False, known={})
    return replace(model, beliefs=beliefs, **_certain(model, table), **settled(made, first, model.bargaining))


def _certain(model: Model, table: Row) -> dict[str, Toml]:
    """Return the parameters and presets that are left where nobody doubts: without what only beliefs are made of."""
    rows = table[HERE]
    first = [row for k, row in enumerate(rows) if row["party"] not in [each["party"] for each in rows[:k]]]
    kept = _mentioned([*(table[section] for section in OTHERS), *(row["set"] for row in first)])
    hidden = _mentioned([*(row["set"] for row in table[HERE]), *(row["probability"] for key in (HERE, PRIOR)
                                                                 for row in table[key])]) - kept
    presets = {name: replace(each, values={key: value for key, value in each.values.items() if key not in hidden})
               for name, each in model.presets.items()}
    return {"parameters": {name: each for name, each in model.parameters.items() if name not in hidden},
            "presets": presets if hidden else model.presets}


def _mentioned(texts: Sequence[object]) -> set[str]:
    return set(re.findall(r"[A-Za-z]\w*", str(texts)))




def _types(
    table: Row, parties: Sequence[Party], plain: Mapping[str, int], notes: Faults
) -> tuple[tuple[Type, ...], ...]:
    ids = [party.id for party in parties]
    made = notes.each(range(len(table[HERE])), lambda k: _type(k, table, ids, plain))
    for k, row in enumerate(table[HERE]):
        if any(row["id"] == each["id"] and row["party"] == each["party"] for each in table[HERE][:k]):
            notes.found.append(Fault((HERE, k, "id"), f"the type '{row['id']}' of {row['party']} stands twice"))
    notes.found += _labels(table[HERE])
    return tuple(tuple(each for each in made.values() if each.party == i) for i in range(len(ids)))


def _labels(rows: Rows) -> Iterator[Fault]:
    """Yield what would read badly in sentences such as "if Russia is overstretched"."""
    for k, row in enumerate(rows):
        label, where, whose = row["label"] or row["id"], (HERE, k, "label"), f"the type '{row['id']}' of {row['party']}"
        others = [each["label"] or each["id"] for each in rows[:k]
                  if each["party"] == row["party"] and each["id"] != row["id"]]
        if not label.strip():
            yield Fault(where, f"the label of {whose} is empty; allowed: a word or a few")
        elif len(label.splitlines()) > 1 or label != label.strip():
            yield Fault(where, f"the label of {whose} has a line break or a space at its ends; allowed: one line")
        elif len(label) > LONGEST:
            yield Fault(where, f"the label of {whose} has {len(label)} characters; allowed: {LONGEST}")
        elif label.casefold() in map(str.casefold, others):
            yield Fault(where, f"the label '{label}' of {whose} is another type's too; allowed: one of its own")


def _type(k: int, table: Row, ids: Sequence[str], plain: Mapping[str, int]) -> Type:
    row, notes = table[HERE][k], Faults()
    if row["party"] not in ids:
        raise Fault((HERE, k, "party"), unknown("a party", row["party"], ids))
    if row["probability"] is None and not table[PRIOR]:
        notes.found.append(Fault((HERE, k), f"the type '{row['id']}' of {row['party']} has no 'probability'; "
                                            "it needs one, or the file a [[prior]]"))
    if row["probability"] is not None and table[PRIOR]:
        notes.found.append(Fault((HERE, k, "probability"), f"the type '{row['id']}' of {row['party']} has a "
                                 "probability, and a [[prior]] gives it another; allowed: one of the two"))
    chance = None if row["probability"] is None else notes.read(
        lambda: _formula((HERE, k, "probability"), row["probability"], plain), None)
    notes.found += [Fault((HERE, k, "set", name), unknown("a parameter", name, table["parameters"]))
                    for name in row["set"] if name not in table["parameters"]]
    own = notes.each(row["set"], lambda name: _formula((HERE, k, "set", name), row["set"][name], plain))
    told(notes.found)
    words = {key: row[key] for key in ("description", "source", "evidence")}
    return Type(ids.index(row["party"]), row["id"], row["label"] or row["id"], **words, probability=chance, set=own)


def _formula(where: Where, text: str | float, plain: Mapping[str, int]) -> Formula:
    check_names(where, parse_formula(where, text), plain, PLAIN)
    return read_formula(where, str(where[-1]), text, plain, plain)


def _prior(
    rows: Rows, parties: Sequence[Party], types: Sequence[Sequence[Type]], plain: Mapping[str, int], notes: Faults
) -> dict[tuple[int, ...], Formula]:
    """Read a probability a combination; none may be missing."""
    if not rows:
        return {}
    before, found = len(notes.found), dict[tuple[int, ...], Formula]()
    made = notes.each(range(len(rows)), lambda k: (_combination(k, rows[k]["types"], parties, types),
                                                   _formula((PRIOR, k, "probability"), rows[k]["probability"], plain)))
    for k, (combination, formula) in made.items():
        if combination in found:
            notes.found.append(Fault((PRIOR, k, "types"), f"'{_words(combination, parties, types)}' stands twice"))
        found[combination] = formula
    every = product(*(range(max(1, len(own))) for own in types))
    missing = next((each for each in every if each not in found), None)
    if missing is not None and len(notes.found) == before:
        notes.found.append(Fault((PRIOR, 0), f"prior has no row for {_words(missing, parties, types)}; "
                                             "one a combination of types is required"))
    return found


def _combination(
    k: int, row: Mapping[str, str], parties: Sequence[Party], types: Sequence[Sequence[Type]]
) -> tuple[int, ...]:
    where: Where = (PRIOR, k, "types")
    having = {party.id: [each.id for each in own] for party, own in zip(parties, types, strict=True) if own}
    notes = Faults(Fault((*where, party), unknown("a party with types", party, having))
                   for party in row if party not in having)
    notes.found += [Fault((*where, party), unknown(f"a type of {party}", type, having[party]))
                    for party, type in row.items() if party in having and type not in having[party]]
    notes.found += [Fault(where, f"the combination names no type of {party}; one a party with types is required")
                    for party in having if party not in row]
    told(notes.found)
    return tuple(having[party.id].index(row[party.id]) if party.id in having else 0 for party in parties)


def _words(combination: Sequence[int], parties: Sequence[Party], types: Sequence[Sequence[Type]]) -> str:
    rows = zip(parties, types, combination, strict=True)
    return ", ".join(f"{party.id} {own[t].id}" for party, own, t in rows if own)


def _bounded(model: Model, beliefs: Beliefs) -> None:
    """Refuse an agent form that is too large to be played, or whose formulas multiply too far."""
    sizes = [len(party.strategies) ** count for party, count in zip(model.parties, beliefs.counts, strict=True)]
    if prod(map(float, sizes)) > MAX_PROFILES or sum(beliefs.counts) > MAX_AGENTS:
        raise Fault((HERE,), f"with types the game has {sum(beliefs.counts)} agents and {prod(sizes):,} profiles; at "
                             f"most {MAX_AGENTS} and {MAX_PROFILES:,} are allowed")
    form = replace(model, beliefs=beliefs).bayesian()
    weights: dict[str, int] = {}
    for each in (*form.components.values(), *form.payoffs, *form.readouts.values()):
        degree = weights[each.id] = growth(each.node, weights)
        if degree > MAX_GROWTH:
            raise Fault((HERE,), f"with types the powers and products of {each.id} multiply up to degree {degree}; "
                                 f"at most {MAX_GROWTH} is allowed")


def _conditions(model: Model, beliefs: Beliefs) -> Iterator[tuple[str, int, int, Comparison]]:
    """Yield what probabilities must be: what it is of, its party (-1 for the prior), its row, the condition."""
    inner = {name: each.node for name, each in beliefs.written.components.items()}

    def least(formula: Formula) -> Comparison:
        return Comparison(inlined(formula.node, inner), ">=", Number(Fraction(0)))

    def all_of(formulas: Sequence[Formula]) -> Comparison:
        return Comparison(inlined(_sum([each.node for each in formulas]), inner), "==", Number(Fraction(1)))

    if beliefs.prior:
        for k, (types, formula) in enumerate(beliefs.prior.items()):
            yield _words(types, model.parties, beliefs.types), -1, k, least(formula)
        yield "all combinations of types", -1, 0, all_of(list(beliefs.prior.values()))
        return
    for party, own in zip(model.parties, beliefs.types, strict=True):
        chances = [each.probability for each in own if each.probability is not None]
        for k, (type, chance) in enumerate(zip(own, chances, strict=True)):
            yield f"the type '{type.id}' of {party.id}", type.party, k, least(chance)
        if own:
            yield f"{party.id}'s types", own[0].party, 0, all_of(chances)


def _unlikely(model: Model, beliefs: Beliefs, table: Row) -> Iterator[Fault]:
    """Yield where probabilities are below 0 or do not add up to 1."""
    for words, party, k, condition in _conditions(model, beliefs):
        if proved(condition, model.parameters):
            continue
        point = refuted(condition, model.parameters, model.presets.values(), model.constraints)
        if point is not None:
            rows = [j for j, row in enumerate(table[HERE]) if party >= 0 and row["party"] == model.parties[party].id]
            where = ((HERE, rows[k]) if party >= 0 else (PRIOR, k))
            there = f" where {', '.join(f'{name} = {value:g}' for name, value in point.items())}" if point else ""
            found = f"{at(condition, point):.9g}"
            yield Fault((*where, "probability"), f"the probability of {words} is {found}{there}; allowed: 0 or more"
                        if condition.operator == ">=" else
                        f"the probabilities of {words} add up to {found}{there}; allowed: 1")


def _doubtful(model: Model, beliefs: Beliefs) -> Iterator[Constraint]:
    """Yield what must be looked at point by point, since nothing proves it for the whole range."""
    for words, _, _, condition in _conditions(model, beliefs):
        if not proved(condition, model.parameters):
            what = "cannot be below 0" if condition.operator == ">=" else "must add up to 1"
            bound = ">= 0" if condition.operator == ">=" else "== 1"
            yield Constraint(f"probability of {words} {bound}", condition,
                             f"the probability of {words} {what}")
    inner = {name: each.node for name, each in beliefs.written.components.items()}
    for i, own in enumerate(beliefs.types if beliefs.prior else ()):
        for type in own if len(own) > 1 else ():
            chances = [each.node for types, each in beliefs.prior.items() if beliefs.types[i][types[i]] is type]
            condition = Comparison(inlined(_sum(chances), inner), ">", Number(Fraction(0)))
            if not proved(condition, model.parameters):
                name = f"{model.parties[i].id}.{type.id}"
                yield Constraint(f"probability of {name} > 0", condition,
                                 f"{name} cannot be, so the prior does not say what it would believe of the others")


def _sum(nodes: Sequence[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else Sum(tuple(nodes))
