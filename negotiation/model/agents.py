"""Types put into the formulas of a model: the game where all types are known, and the agent form where they are not.

A formula is read for one combination of types: an indicator of a type becomes 0 or 1, a parameter that the payer's type
lives in its own way becomes that formula, and in the agent form an indicator of a strategy becomes that of the agent. A
component has as many copies as the types that it mentions tell apart; so an agent's payoff is a sum of terms that each
read one agent a party, and broadcasting does the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import product
from typing import Any, Protocol

import numpy as np

from negotiation.errors import ModelError, unknown
from negotiation.expression import Node, names, simplify
from negotiation.expression.simplify import ONE, ZERO
from negotiation.expression.tree import Name, Product, Quotient, Sum
from negotiation.game.parties import LOOKS, Outcome, Party, marked
from negotiation.model.beliefs import Agent, Beliefs, Type
from negotiation.model.declarations import Bargaining, Constraint, Formula

Types = Mapping[int, int]
"""Party -> its type."""

COPY = "@"
"""Stands in the names of copies and probabilities; nothing that a user writes holds it."""


COMPLETE = "Complete information"
"""How a caveat begins that CAVEAT stands for where parties doubt each other."""

CAVEAT = ("Where parties doubt each other, information is complete but for types: each party knows its own alone, and "
          "all share one belief about the rest.")


class Declared(Protocol):
    """What a model says beside its formulas."""

    @property
    def id(self) -> str: ...
    @property
    def parties(self) -> tuple[Party, ...]: ...
    @property
    def outcomes(self) -> tuple[Outcome, ...]: ...
    @property
    def bargaining(self) -> Bargaining | None: ...
    @property
    def caveats(self) -> tuple[str, ...]: ...
    @property
    def constraints(self) -> tuple[Constraint, ...]: ...


class Told:
    """The formulas of a model read for combinations of types; `components` has the copies made so far, in order."""

    def __init__(self, parties: Sequence[Party], beliefs: Beliefs, apart: bool, known: Types) -> None:
        self.parties, self.beliefs, self.written, self.apart = parties, beliefs, beliefs.written, apart
        self.known = known
        self.components: dict[str, Formula] = {}
        self.marks = marked((party.id, own) for party, own in zip(parties, beliefs.types, strict=True))
        self.plays = marked((party.id, party.strategies) for party in parties)
        self.several = {i for i, count in enumerate(beliefs.counts) if count > 1 and i not in known}
        self.mentions: dict[str, tuple[frozenset[int], frozenset[str]]] = {}

    def mentioned(self, node: Node) -> tuple[frozenset[int], frozenset[str]]:
        """Return the parties whose types a formula tells apart, and every name in it, through components."""
        parties, found = frozenset[int](), frozenset(names(node))
        for name in found:
            if name in self.written.components:
                if name not in self.mentions:
                    self.mentions[name] = self.mentioned(self.written.components[name].node)
                parties, found = parties | self.mentions[name][0], found | self.mentions[name][1]
            elif name in self.marks or (self.apart and name in self.plays):
                parties |= {self.marks[name][0] if name in self.marks else self.plays[name][0]} & self.several
        return parties, found

    def own(self, payer: int | None, types: Types) -> Mapping[str, Formula]:
        """Return how a payer's type lives parameters."""
        return {} if payer is None or not self.beliefs.types[payer] else self.beliefs.types[payer][types[payer]].set

    def read(self, node: Node, types: Types, payer: int | None = None) -> Node:
        """Return a formula as it is where the parties that it tells apart are of these types; `payer` lives it."""
        put = {name: self._put(Name(name), types, payer) for name in names(node)}
        return node if all(new == Name(name) for name, new in put.items()) else simplify(
            node, lambda name: put[name.id])

    def _put(self, name: Name, types: Types, payer: int | None) -> Node:
        own = self.own(payer, types)
        if name.id in self.marks:
            party, type = self.marks[name.id]
            return ONE if types.get(party, 0) == type else ZERO
        if name.id in self.plays:
            return Name(self._played(name.id, types))
        if name.id in own:
            return self.read(own[name.id].node, types)
        return self._component(name.id, types, payer) if name.id in self.written.components else Name(name.id)

    def _played(self, name: str, types: Types) -> str:
        party, strategy = self.plays[name]
        if not self.apart or party not in self.several:
            return name
        return f"{self.agent(party, types[party])}.{self.parties[party].strategies[strategy].id}"

    def _component(self, id: str, types: Types, payer: int | None) -> Node:
        written = self.written.components[id]
        parties, found = self.mentioned(written.node)
        own = bool(self.own(payer, types).keys() & found)
        apart = [self.agent(i, types[i]) for i in sorted(parties)] if self.apart else []
        apart += [f"as {self.agent(payer, types[payer])}"] if own and payer is not None else []
        name = f"{id}{COPY}{', '.join(apart)}" if apart else id
        if name not in self.components:
            node = self.read(written.node, types, payer if own else None)
            label = f"{written.label or id} ({', '.join(apart)})" if apart else written.label
            self.components[name] = replace(written, id=name, node=node, label=label)
        return Name(name)

    def agent(self, party: int, type: int) -> str:
        """Return an agent's id: its party's, and its type's where it has several."""
        own = self.parties[party].id
        return f"{own}.{self.beliefs.types[party][type].id}" if party in self.several else own


class AgentForm(Told):
    """The agent form: `agents`, and what each gets, where everybody knows the types of the parties in `known`."""

    def __init__(self, parties: Sequence[Party], beliefs: Beliefs, known: Types) -> None:
        super().__init__(parties, beliefs, apart=True, known=known)
        self.types = [[known[i]] if i in known else [*range(count)] for i, count in enumerate(beliefs.counts)]
        self.agents = tuple(Agent(i, t) for i, own in enumerate(self.types) for t in own)

    @cached_property
    def tables(self) -> tuple[Node, ...]:
        """Return a payoff formula a party, made of rows of payoffs where the author wrote those."""
        if not self.written.cells:
            return tuple(each.node for each in self.written.payoffs)
        return tuple(self._table(i, ()) for i in range(len(self.parties)))

    def _table(self, i: int, before: tuple[int, ...]) -> Node:
        if len(before) == len(self.parties):
            return self.written.cells[before][i].node
        party = self.parties[len(before)]
        return Sum(tuple(Product((Name(f"{party.id}.{strategy.id}"), self._table(i, (*before, j))))
                         for j, strategy in enumerate(party.strategies)))

    def payoff(self, agent: Agent) -> Formula:
        """Return an agent's interim payoff: the sum over what it does not know, weighted by how likely it is."""
        node, own = self.tables[agent.party], {**self.known, agent.party: agent.type}
        unknown_ = sorted(self.mentioned(node)[0] - {agent.party})
        terms = [_product([self.weight(types, agent), self.read(node, {**types, **own}, agent.party)])
                 for types in self.combinations(unknown_)]
        return Formula(self.agent(agent.party, agent.type), self._text(agent), _total(terms))

    def _text(self, agent: Agent) -> str:
        return self.written.payoffs[agent.party].text if self.written.payoffs else ""

    def readout(self, formula: Formula) -> Formula:
        """Return what a read-out is expected to be before anyone knows a type that is in doubt."""
        terms = [_product([self.weight(types), self.read(formula.node, {**self.known, **types})])
                 for types in self.combinations(sorted(self.mentioned(formula.node)[0]))]
        return replace(formula, node=_total(terms))

    def combinations(self, parties: Sequence[int]) -> Iterator[dict[int, int]]:
        """Yield every combination of the types of some parties."""
        for types in product(*(range(self.beliefs.counts[i]) for i in parties)):
            yield dict(zip(parties, types, strict=True))

    def weight(self, types: Types, agent: Agent | None = None) -> Node:
        """Return how likely types are, to an agent or to somebody who knows no more than everybody."""
        if not self.beliefs.prior:
            return _product([self._probability(i, t) for i, t in types.items()])
        own = {} if agent is None or agent.party not in self.several else {agent.party: agent.type}
        if not types:
            return ONE
        known = {**self.known, **own}
        joint = self._joint({**types, **known})
        return simplify(Quotient(joint, self._joint(known)), lambda name: name) if known else joint

    def _probability(self, party: int, type: int) -> Node:
        formula = self.beliefs.types[party][type].probability if self.beliefs.types[party] else None
        return ONE if formula is None else self._named({party: type}, self.read(formula.node, {}))

    def _joint(self, types: Types) -> Node:
        """Return how likely it is that some parties are of these types."""
        return self._named(types, _total([
            self.read(formula.node, {}) for types_, formula in self.beliefs.prior.items()
            if all(types_[i] == t for i, t in types.items())]))

    def _named(self, types: Types, node: Node) -> Node:
        """Give a probability that is no number a name, so that it is worked out once."""
        node = simplify(node, lambda name: name)
        if not names(node) or isinstance(node, Name):
            return node
        agents = ", ".join(self.agent(i, t) for i, t in sorted(types.items()))
        name = f"P{COPY}{agents}"
        self.components.setdefault(name, Formula(name, "", node, f"probability of {agents}"))
        return Name(name)

    def outcome(self, outcome: Outcome) -> Outcome:
        """Return an outcome's profiles: those that lead to it whatever the types are."""
        mask = np.ones([len(self.parties[each.party].strategies) for each in self.agents], dtype=bool)
        for types in product(*self.types):
            mask &= outcome.mask.reshape([size if types[each.party] == each.type else 1
                                          for each, size in zip(self.agents, mask.shape, strict=True)])
        return replace(outcome, mask=mask, first=tuple(outcome.first[each.party] for each in self.agents))

    def party(self, agent: Agent, spare: Iterator[int]) -> Party:
        """Return an agent as a party; that of the first type looks like its party, the others like nobody else."""
        own, type = self.parties[agent.party], self.type(agent)
        look = next(spare, 0) if agent.type and agent.party in self.several else own.look or agent.party + 1
        told = replace(own, look=look, description=type.description if type and type.description else own.description)
        return replace(told, id=self.agent(agent.party, agent.type), label=f"{own.label} ({type.label})", of=own,
                       type=type.label) if type and agent.party in self.several else told

    def type(self, agent: Agent) -> Type | None:
        return self.beliefs.types[agent.party][agent.type] if self.beliefs.types[agent.party] else None


def agent_form(model: Declared, beliefs: Beliefs | None, known: Mapping[str, str]) -> dict[str, Any]:
    """Return what is different in the agent form of a model, everybody knowing the types of the parties in `known`.

    Raises ModelError where the model declares no types, or not those.
    """
    form = AgentForm(model.parties, declared(model, beliefs), _places(model.parties, declared(model, beliefs), known))
    used = {party.look or i + 1 for i, party in enumerate(model.parties)}
    spare = iter([look for look in range(1, LOOKS + 1) if look not in used])
    payoffs = tuple(form.payoff(each) for each in form.agents)
    readouts = {name: form.readout(each) for name, each in form.written.readouts.items()}
    return {
        "parameters": form.beliefs.parameters, "presets": form.beliefs.presets,
        "parties": tuple(form.party(each, spare) for each in form.agents), "agents": form.agents, "payoffs": payoffs,
        "caveats": (*(each for each in model.caveats if not each.startswith(COMPLETE)), CAVEAT),
        "cells": {}, "readouts": readouts, "components": form.components,
        "expectations": (), "bargaining": None, "unfolding": None, "voting": None, "coalitions": None,
        "outcomes": tuple(map(form.outcome, model.outcomes)),
        "constraints": (*model.constraints, *form.beliefs.doubtful)}


def with_known(model: Declared, beliefs: Beliefs | None, types: Mapping[str, str]) -> dict[str, Any]:
    """Return what is different where everybody knows the types; raises ModelError as `agent_form`, and for names."""
    told = Told(model.parties, declared(model, beliefs), apart=False, known={})
    here = dict.fromkeys(range(len(model.parties)), 0) | _places(model.parties, told.beliefs, types)
    return {"parameters": told.beliefs.parameters, "presets": told.beliefs.presets,
            **settled(told, here, model.bargaining)}


def settled(told: Told, types: Types, bargaining: Bargaining | None) -> dict[str, Any]:
    """Return the formulas of a model, everybody's type known."""
    written = told.written
    for name in written.components:
        told._component(name, types, None)

    def read(formula: Formula, payer: int | None = None) -> Formula:
        return replace(formula, node=told.read(formula.node, types, payer))

    found: dict[str, Any] = {
        "payoffs": tuple(read(each, i) for i, each in enumerate(written.payoffs)),
        "cells": {at: tuple(read(each, i) for i, each in enumerate(row)) for at, row in written.cells.items()},
        "readouts": {name: read(each) for name, each in written.readouts.items()}, "components": told.components}
    if bargaining is not None:
        found["bargaining"] = replace(bargaining, values=tuple(
            read(each, i) for i, each in enumerate(bargaining.values)))
    return found


def declared(model: Declared, beliefs: Beliefs | None) -> Beliefs:
    """Return what is not known; raises ModelError where everything is."""
    if beliefs is None:
        raise ModelError(f"{model.id} declares no types, so nobody is in doubt about anybody; "
                         "allowed: a model with [[types]]")
    return beliefs


def _places(parties: Sequence[Party], beliefs: Beliefs, types: Mapping[str, str]) -> dict[int, int]:
    ids = [party.id for party in parties]
    found = {}
    for party, type in types.items():
        if party not in ids:
            raise ModelError(unknown("a party", party, ids))
        own = [each.id for each in beliefs.types[ids.index(party)]]
        if type not in own:
            raise ModelError(unknown(f"a type of {party}", type, own))
        found[ids.index(party)] = own.index(type)
    return found


def _product(factors: Sequence[Node]) -> Node:
    kept = tuple(each for each in factors if each != ONE)
    return Product(kept) if len(kept) > 1 else kept[0] if kept else ONE


def _total(terms: Sequence[Node]) -> Node:
    return terms[0] if len(terms) == 1 else Sum(tuple(terms))
