"""Two-party games: every equilibrium from the vertices of the best-reply polyhedra, by proved signs."""
