"""Conflict stability: the graph model for conflict resolution (Kilgour, Hipel and Fang 1987).

1. A conflict is a graph: states, moves, preferences (`graph`); from a game (`ranks`) or a graph model's file.
2. Where groups can get by legal sequences (`legal`), on rows of bits (`bits`).
3. Nash, GMR, SMR and SEQ for parties and coalitions (`concepts`), put together by `analysis`.
4. Paths from the status quo (`routes`), rankings that would make a state stable (`inverse`), intervals along a
   parameter (`along`), what an author states (`proofs`).
"""

from negotiation.conflict_graph.along import StabilityAlong
from negotiation.conflict_graph.analysis import stability
from negotiation.conflict_graph.concepts import CONCEPTS, NAMES
from negotiation.conflict_graph.graph import ConflictGraph
from negotiation.conflict_graph.inverse import Inverse, inverse
from negotiation.conflict_graph.result import Stability
from negotiation.conflict_graph.routes import Routes, Step, routes

__all__ = ["CONCEPTS", "NAMES", "ConflictGraph", "Inverse", "Routes", "Stability", "StabilityAlong", "Step", "inverse",
           "routes", "stability"]
