"""The compiled walk; importing this package loads numba."""

from negotiation.solvers.two_party.compiled.around import paired, prepared
from negotiation.solvers.two_party.compiled.dictionary import DONE, DOUBT, GROWN, MORE, UNIT
from negotiation.solvers.two_party.compiled.walk import index, walked

__all__ = ["DONE", "DOUBT", "GROWN", "MORE", "UNIT", "index", "paired", "prepared", "walked"]
