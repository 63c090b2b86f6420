"""Many points at once: the plan of a sweep, and the sweep itself."""
