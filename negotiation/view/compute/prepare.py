"""What is done once in the background, so that neither a first visit nor a first look at a page waits for it."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from threading import Thread

from negotiation.errors import NegotiationError
from negotiation.model import Model
from negotiation.solvers import kernels
from negotiation.view.compute.along import exact
from negotiation.view.compute.analyses import what_it_takes
from negotiation.view.compute.deals import deal
from negotiation.view.compute.point import load_kernels, values
from negotiation.view.compute.wars import begun

COMPILE = """
import os, sys, threading
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
from negotiation.solvers import kernels
kernels.load()
"""
"""Its input ends with the server, however that ends: a compiler that nobody waits for goes too."""


def prepare(model: Model) -> Thread:
    """Compile the kernel, load what the analyses import, and take it all out of the garbage collector's rounds."""

    def work() -> None:
        at = values(model, {name: float(value) for name, value in model.values().items()})  # type: ignore[arg-type]
        _compile_beside()
        load_kernels()
        try:
            exact(model, at, next(iter(model.parameters)))
            deal(model, at)
            what_it_takes(model, at, model.outcomes[0].id)
            if model.unfolding is not None:
                begun(model, at)
        except (NegotiationError, StopIteration, IndexError):
            pass
        gc.collect()
        gc.freeze()

    kernels.never_wait()
    thread = Thread(target=work, daemon=True)
    thread.start()
    return thread


def _compile_beside() -> None:
    """Compile in a process of its own what is not kept on disk: within this one the compiler would stop every page.

    Where that fails, this process compiles for itself.
    """
    if not kernels.kept():
        path = os.pathsep.join(filter(None, sys.path))
        with subprocess.Popen([sys.executable, "-c", COMPILE], env={**os.environ, "PYTHONPATH": path},
                              stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as compiler:
            compiler.wait()
