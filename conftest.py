"""Which modules have no doctests to collect here: the one that imports an optional extra which is not installed."""

from importlib.util import find_spec

collect_ignore = [] if find_spec("pygambit") else ["negotiation/solvers/peers/gambit.py"]
