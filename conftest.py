"""What holds for tests and doctests alike: what there is to collect, and the kernels, compiled once for all workers."""

import subprocess
import sys
from importlib.util import find_spec

import pytest

from negotiation.solvers import kernels

collect_ignore = [] if find_spec("pygambit") else ["negotiation/solvers/peers/gambit.py"]
"""The module that imports an optional extra which is not installed."""

COMPILE = {
    kernels.KERNELS["numba"]: "from {} import ready; ready(True)",
    kernels.WALK: "from {} import ready; ready()",
}


def pytest_sessionstart(session: pytest.Session) -> None:
    """In a fresh clone, compile the kernels side by side before several workers would each compile both."""
    if getattr(session.config.option, "numprocesses", None) and not kernels.kept():
        compiling = [subprocess.Popen([sys.executable, "-c", words.format(each)]) for each, words in COMPILE.items()]
        for each in compiling:
            each.wait()
