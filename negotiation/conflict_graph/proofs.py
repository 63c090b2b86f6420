"""What a graph model's author states in [[expect]], compared with what is found; each broken statement is one line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from negotiation.conflict_graph.analysis import stability
from negotiation.conflict_graph.inverse import inverse
from negotiation.conflict_graph.result import Stability
from negotiation.conflict_graph.routes import routes
from negotiation.errors import NegotiationError
from negotiation.model.conflict import Conflict, Stated
from negotiation.modelfile.faults import Fault


def disproved(model: Conflict) -> Iterator[Fault]:
    """Yield what does not hold of every block, at its key."""
    for k, stated in enumerate(model.statements):
        asked = [name for name in PROOFS
                 if (value := getattr(stated, name)) or (value is not None and name in MAY_BE_NONE)]
        if not asked:
            yield Fault(("expect", k), f"'{stated.title}': expects nothing; allowed: {', '.join(PROOFS)}")
        for name in asked:
            try:
                for said in PROOFS[name](model, stated):
                    yield Fault(("expect", k, name), f"'{stated.title}': {said}")
            except NegotiationError as error:
                yield Fault(("expect", k, name), f"'{stated.title}': {error}")


def _found(model: Conflict, stated: Stated) -> Stability:
    found = stability(model, concept=stated.concept, coalitions=stated.coalitional, unknown=stated.unknown)
    assert isinstance(found, Stability)
    return found


def _placed(found: Stability, names: Sequence[str]) -> set[str]:
    """Return the states of some names; raises ModelError for one that is unknown."""
    return {found.states[found.graph.state(name)] for name in names}


def _equilibria(model: Conflict, stated: Stated) -> Iterator[str]:
    found = _found(model, stated)
    here, wanted = found.equilibria(stated.concept), _placed(found, stated.equilibria or ())
    if set(here) != wanted:
        yield f"expected the {stated.concept} equilibria {_listed(sorted(wanted))}, found {_listed(here)}"


def _includes(model: Conflict, stated: Stated) -> Iterator[str]:
    found = _found(model, stated)
    here = found.equilibria(stated.concept)
    for name in sorted(_placed(found, stated.includes) - set(here)):
        yield f"expected {name} among the {stated.concept} equilibria, found {_listed(here)}"


def _excludes(model: Conflict, stated: Stated) -> Iterator[str]:
    found = _found(model, stated)
    for name in sorted(_placed(found, stated.excludes) & set(found.equilibria(stated.concept))):
        yield f"expected that {name} is no {stated.concept} equilibrium, found that it is one"


def _stable(model: Conflict, stated: Stated) -> Iterator[str]:
    found = _found(model, stated)
    for party, names in stated.stable.items():
        here, wanted = found.stable_for(stated.concept, party), _placed(found, names)
        if set(here) != wanted:
            yield f"expected {_listed(sorted(wanted))} to be stable for {party}, found {_listed(here)}"


def _reached(model: Conflict, stated: Stated) -> Iterator[str]:
    graph = _found(model, stated).graph
    here = routes(graph)
    for name in stated.reached or ():
        if graph.states[graph.state(name)] not in here:
            yield f"expected that {name} can be reached from {here.start}, found no path"


def _rankings(model: Conflict, stated: Stated) -> Iterator[str]:
    graph = _found(model, stated).graph
    for row in stated.rankings:
        found = inverse(graph, row["state"], row["party"], row["concept"])
        if found.count != row["count"]:
            yield (f"expected {row['count']:,} rankings of {row['party']} that make {row['state']} {row['concept']} "
                   f"stable, found {found.count:,} of {found.total:,}")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "none"


PROOFS: dict[str, Callable[[Conflict, Stated], Iterator[str]]] = {
    "equilibria": _equilibria, "includes": _includes, "excludes": _excludes, "stable": _stable, "reached": _reached,
    "rankings": _rankings,
}
"""Key of an [[expect]] block -> the proof of what it states."""

MAY_BE_NONE = ("equilibria",)
"""Keys whose empty list states something: that no state is an equilibrium."""
