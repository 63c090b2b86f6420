"""What is done once in the background, so that neither a first visit nor a first look at a page waits for it."""

from __future__ import annotations

import gc
from threading import Thread

from negotiation.errors import NegotiationError
from negotiation.model import Model
from negotiation.view.compute.along import exact
from negotiation.view.compute.analyses import what_it_takes
from negotiation.view.compute.deals import deal
from negotiation.view.compute.point import compile_kernel, values


def prepare(model: Model) -> Thread:
    """Compile the kernel, load what the analyses import, and take it all out of the garbage collector's rounds."""

    def work() -> None:
        at = values(model, {name: float(value) for name, value in model.values().items()})  # type: ignore[arg-type]
        compile_kernel(model)
        try:
            exact(model, at, next(iter(model.parameters)))
            deal(model, at)
            what_it_takes(model, at, model.outcomes[0].id)
        except (NegotiationError, StopIteration, IndexError):
            pass
        gc.collect()
        gc.freeze()

    thread = Thread(target=work, daemon=True)
    thread.start()
    return thread
