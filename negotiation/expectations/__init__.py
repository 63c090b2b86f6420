"""Prove what a model's author states in its [[expect]] blocks, and that the model makes sense at its extremes.

1. Try defaults, presets, the ends of every parameter and path: payoffs and bargain (`extremes`, `deals`).
2. Lay out the parameter points that a block names: a preset, overrides, a grid (`scene`).
3. Compute the game there, and its equilibria by the block's method, once and only where they are asked for.
4. Compare each statement with what was found (`proofs`); a broken one becomes one line that names the place in the
   file, the block and the point.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice

from negotiation.arguments import needed
from negotiation.conflict_graph.proofs import disproved
from negotiation.errors import ModelError, NegotiationError, SolverError
from negotiation.expectations.doubt import in_doubt, stands
from negotiation.expectations.extremes import extremes
from negotiation.expectations.proofs import PROOFS
from negotiation.expectations.scene import Scene
from negotiation.expectations.unfolding import improper
from negotiation.model import Model
from negotiation.model.conflict import Conflict
from negotiation.model.declarations import Expectation
from negotiation.modelfile.build import values_break
from negotiation.modelfile.faults import MOST, Fault, Refused, Where
from negotiation.modelfile.positions import Places


def check(model: Model) -> list[str]:
    """Return one line, "file:line: what", for each fault, by line; an empty list means that there is none.

    Faults are what `senseless` tells, and expectations that do not hold.
    """
    needed("model", model, Model)
    return [*map(str, _by_line([*senseless(model), *broken(model)]))]


def broken(model: Model) -> list[ModelError]:
    """Return where a model's expectations do not hold, by line."""
    found = disproved(model) if isinstance(model, Conflict) else _stated(model, _broken)
    return _by_line(_located(model, found))


def senseless(model: Model) -> list[ModelError]:
    """Return where a model that can be read makes no sense; at most MOST of each kind.

    That is what a page or `bargain` would refuse, and what [[expect]] names and the model does not have. A graph model
    has no numbers that could make no sense: reading it tells all.
    """
    if isinstance(model, Conflict):
        return []
    doubted = extremes(model.bayesian()) if model.beliefs else ()
    return _by_line(_located(model, [*islice(chain(extremes(model), doubted), MOST), *improper(model),
                                    *islice(_stated(model, _misnamed), MOST)]))


def _stated(model: Model, faults: Callable[[Model, Expectation], Iterator[Fault]]) -> Iterator[Fault]:
    """Yield the faults of all blocks, each with the block's title."""
    for k, expectation in enumerate(model.expectations):
        for fault in faults(model, expectation):
            yield Fault(("expect", k, *fault.where), f"'{expectation.title}': {fault}")


def everything(error: ModelError) -> list[ModelError]:
    """Return all that is wrong with a file that was refused: what reading found, and what makes no sense in the rest.

    Of the rest is told only what hangs on nothing that is at fault.
    """
    if error.rest is None:
        return list(error.every)
    rest, wheres = error.rest, [each.where for each in error.every]
    doubtful = in_doubt(rest, wheres)
    found = chain(values_break(rest), extremes(rest), _stated(rest, _misnamed))
    more = islice((each for each in found if stands(rest, each.where, wheres, doubtful)), MOST)
    return _by_line([*error.every, *_located(rest, more)])[:MOST]


def _by_line(errors: Iterable[ModelError]) -> list[ModelError]:
    return sorted(errors, key=lambda each: each.line)


def _located(model: Model, faults: Iterable[Fault]) -> list[ModelError]:
    found = list(faults)
    places = Places(f"{model.id}.toml", model.text if found else "")
    return [places.error(fault) for fault in found]


def _misnamed(model: Model, expectation: Expectation) -> Iterator[Fault]:
    """Yield what a block names and the model does not have."""
    try:
        Scene(model, expectation)
    except Fault as fault:
        yield fault
    except Refused as refused:
        yield from refused.faults


def _broken(model: Model, expectation: Expectation) -> Iterator[Fault]:
    """Yield what does not hold of a block in which all names are the model's, each at its key."""
    blank = Expectation("")
    statements = {name: prove for name, prove in PROOFS.items() if getattr(expectation, name) != getattr(blank, name)}
    if not statements:
        yield Fault((), f"expects nothing; allowed: {', '.join(PROOFS)}")
    elif not any(_misnamed(model, expectation)):
        yield from _disproved(Scene(model, expectation), statements)


def _disproved(scene: Scene, statements: Mapping[str, Callable[[Scene], Iterator[str]]]) -> Iterator[Fault]:
    key: Where = ()
    try:
        for name, prove in statements.items():
            key = (name,)
            yield from (Fault(key, fault) for fault in prove(scene))
    except NegotiationError as error:
        yield Fault(("method",) if isinstance(error, SolverError) else key, str(error))
