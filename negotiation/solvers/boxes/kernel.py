"""What a kernel of branch and prune does: `plain` in NumPy, `compiled` by numba; they give the same answers."""

from __future__ import annotations

from typing import Protocol

from negotiation.game import Array
from negotiation.solvers.boxes.rows import Decided, Rows, Table


class Walk(Protocol):
    """The supports of points `start` to `stop` with `free` free weights that survive conditional dominance.

    `free` -1 stands for any number but none.
    """

    @property
    def done(self) -> bool: ...

    def grow(self, limit: int) -> tuple[Array, Array]:
        """Return up to `limit` further supports, perhaps none yet: their points (R,) and bits (R, N)."""
        ...


class Kernel(Protocol):
    """A module that answers the questions of `search`."""

    @property
    def SIFT_FROM(self) -> int:
        """Free weights from which a support is sifted before it is cut into boxes."""

    def ready(self, sifting: bool) -> None:
        """Get ready to be called, where that takes time; `sifting` where supports may be sifted."""
        ...

    def Tree(self, table: Table, masks: Array, start: int, stop: int, free: int) -> Walk: ...

    def undominated(self, table: Table) -> Array:
        """Return the strategies that survive iterated strict dominance, as bits (P, N)."""
        ...

    def examine(self, table: Table, rows: Rows) -> Decided:
        """Decide each row and cut its box in place."""
        ...

    def sift(self, table: Table, margin: float, width: float, nodes: int, point: Array, bits: Array, corners: Array
             ) -> tuple[Array, Array, Array, Array, Array]:
        """Visit up to `nodes` sub-simplices below each row; see `compiled.sift`."""
        ...
