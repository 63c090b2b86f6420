"""A file of `kind = "graph"` -> Conflict: options, feasible states, moves, rankings.

1. The shape (`shape`): tables, keys, kinds of values.
2. Options and the states they make: all combinations but the infeasible; what is alike is one state (`states`).
3. Moves: a party changes its own options, in the directions that they allow (`states`).
4. Rankings: lists of states, chains with unknown pairs, or statements in order of priority (`rankings`).

`gmcr` reads the option form of GMCR+ (.gmcr) by the same steps, and writes it.
"""

from negotiation.modelfile.conflict.build import build_conflict

__all__ = ["build_conflict"]
