"""The two kernels of `complete`, and which of them a call takes that names none.

The compiled one is loaded in a second where it lies on disk, and compiled in half a minute where it does not. A script
waits for that once. Where somebody looks on nothing may: after `never_wait`, calls take what `load` made ready, else
the plain one.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from typing import cast

from negotiation.errors import SolverError, unknown
from negotiation.solvers.boxes.kernel import Kernel

KERNELS = {"numba": "negotiation.solvers.boxes.compiled", "numpy": "negotiation.solvers.boxes.plain"}
WALK = "negotiation.solvers.two_party.compiled"

_waiting = [True]


def never_wait() -> None:
    """Let no later call that names no kernel load or compile one here; `load` does, in a thread of its own."""
    _waiting[:] = [False]


def may_load(module: str) -> bool:
    """Return whether a call that names no kernel may take a compiled module now."""
    return find_spec("numba") is not None and (_waiting[0] or ready(module))


def ready(module: str) -> bool:
    """Return whether a compiled module is loaded and has been called."""
    loaded = sys.modules.get(module)
    return loaded is not None and hasattr(loaded, "ready") and bool(loaded.ready.cache_info().currsize)


def usual_kernel() -> str:
    """Return the name of the kernel that a call takes now where it names none."""
    return "numba" if may_load(KERNELS["numba"]) else "numpy"


def kernel_named(name: str) -> Kernel:
    """Return a kernel of branch and prune; SolverError where there is none of that name or it is not installed."""
    if name not in KERNELS:
        raise SolverError(unknown("a kernel", name, KERNELS))
    try:
        return cast(Kernel, import_module(KERNELS[name]))
    except ImportError:
        raise SolverError("kernel 'numba' needs the package 'numba'; allowed: numpy") from None


def load() -> bool:
    """Load every compiled kernel, compiling what is not on disk; False where numba is not installed."""
    try:
        import_module(KERNELS["numba"]).ready(True)
        import_module(WALK).ready()
    except ImportError:
        return False
    return True


def kept() -> bool:
    """Return whether `load` has nothing to compile: all lies on disk, none can be kept there, or numba is missing."""
    if find_spec("numba") is None:
        return True
    return all(import_module(each).kept() for each in (KERNELS["numba"], WALK))
