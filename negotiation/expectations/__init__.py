"""Prove what a model's author states in its [[expect]] blocks, and that the model makes sense at its extremes.

1. Lay out the parameter points that a block names: a preset, overrides, a grid (`scene`).
2. Compute the game there, and its equilibria by the block's method, once and only where they are asked for.
3. Compare each statement with what was found (`proofs`); a broken one becomes one line that names the place in the
   file, the block and the point.
4. Try the ends of every parameter and path (`extremes`).
"""

from __future__ import annotations

from collections.abc import Iterator

from negotiation.declarations import Expectation
from negotiation.errors import ModelError, NegotiationError, SolverError
from negotiation.expectations.extremes import extremes
from negotiation.expectations.proofs import PROOFS
from negotiation.expectations.scene import Scene
from negotiation.model import Model
from negotiation.modelfile.faults import Fault, Where
from negotiation.modelfile.positions import Places


def check(model: Model) -> list[str]:
    """Return one line, "file:line: what", for each fault; an empty list means that there is none.

    Faults are expectations that do not hold, and ends of parameters and paths at which the model makes no sense.
    """
    places = Places(model.id, model.text)
    faults = [*extremes(model), *(
        Fault(("expect", k, *fault.where), f"'{expectation.title}': {fault}")
        for k, expectation in enumerate(model.expectations) for fault in _faults(model, expectation))]
    return [str(ModelError(f"{places.at(fault.where)}: {fault}")) for fault in faults]


def _faults(model: Model, expectation: Expectation) -> Iterator[Fault]:
    """Yield what is wrong with a block, each at its key."""
    blank = Expectation("")
    statements = {name: prove for name, prove in PROOFS.items() if getattr(expectation, name) != getattr(blank, name)}
    if not statements:
        yield Fault((), f"expects nothing; allowed: {', '.join(PROOFS)}")
        return
    key: Where = ()
    try:
        scene = Scene(model, expectation)
        for name, prove in statements.items():
            key = (name,)
            yield from (Fault(key, fault) for fault in prove(scene))
    except Fault as fault:
        yield fault
    except NegotiationError as error:
        yield Fault(("method",) if isinstance(error, SolverError) else key, str(error))
