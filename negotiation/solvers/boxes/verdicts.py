"""What can be said of a box, and the constants both kernels share."""

DROP, SPLIT, ROOT, FLAT = 0, 1, 2, 3
"""No equilibrium in it; undecided; exactly one root of its square system near it; every profile in it is one."""

INFLATION = 1.25
"""Existence and uniqueness are proved on a box wider by this factor, so that no root hides on a shared border."""
